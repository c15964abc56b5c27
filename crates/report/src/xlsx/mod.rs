//! `.xlsx` tables beside the report: money by source and work, the works, the indicators by village.

mod indicators;
mod money;
mod sheet;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use crate::annual::{ReportData, period_words};
use crate::funding::{Named, Pivot};

/// The workbook. Equal data give equal bytes: the file's date is the end of the period.
pub fn xlsx(data: &ReportData) -> Result<Vec<u8>, XlsxError> {
    let items: Vec<Named> =
        data.works.iter().map(|work| Named { id: work.id.clone(), name: work.name.clone() }).collect();
    let pivot = Pivot::of(&data.funding, &data.sources, &items);
    let period = period_words(data.kind, data.period);
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(data, &period)?);
    money::resources(workbook.add_worksheet(), data, &pivot, &period)?;
    money::works(workbook.add_worksheet(), data, &pivot, &period)?;
    indicators::by_village(workbook.add_worksheet(), data, &period)?;
    workbook.save_to_buffer()
}

fn properties(data: &ReportData, period: &str) -> Result<DocProperties, XlsxError> {
    let end = data.period.to;
    let year = u16::try_from(end.year()).unwrap_or(1900).max(1900);
    let month = u8::try_from(end.month()).unwrap_or(1);
    let day = u8::try_from(end.day()).unwrap_or(1);
    let created = ExcelDateTime::from_ymd(year, month, day)?;
    Ok(DocProperties::new()
        .set_title(format!("Biểu số liệu {} {period}", data.commune.full_name))
        .set_author(data.letterhead.agency.replace('\n', " "))
        .set_creation_datetime(&created))
}
