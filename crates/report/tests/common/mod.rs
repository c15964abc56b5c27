//! The annual report 2023 of Ngọc Phụng as data: the facts that its people's committee reported (28/12/2023).

use report::annual::{ReportData, annual};
use report::{Diagnostic, Report};

pub fn data() -> ReportData {
    serde_json::from_str(include_str!("../data/report-2023.json")).expect("the sample is well-formed")
}

pub fn report() -> (Report, Vec<Diagnostic>) {
    annual(&data())
}
