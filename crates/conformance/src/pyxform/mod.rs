//! Cases of pyxform: a workbook, and what the XForm made of it must hold, or that it is refused.

mod case;
mod check;

use crate::case::Outcome;
use crate::engine::{self, Converted};
use case::{Case, Input};

pub fn replay(line: &str, recorded: bool) -> Outcome {
    let case: Case = match serde_json::from_str(line) {
        Ok(case) => case,
        Err(error) => {
            let mut outcome = Outcome::new("unreadable");
            outcome.differs(format!("the case is unreadable: {error}"));
            return outcome;
        }
    };
    let mut outcome = Outcome::new(&case.id);
    if recorded {
        check::check(&case, &case.recorded(), &mut outcome);
        return outcome;
    }
    for converted in conversions(&case) {
        match converted {
            Ok(converted) => check::check(&case, &converted, &mut outcome),
            Err(error) => outcome.differs(format!("{error:#}")),
        }
    }
    outcome
}

/// A table is read as it stands and as a workbook of the same cells: both must give the same.
fn conversions(case: &Case) -> Vec<anyhow::Result<Converted>> {
    let name = &case.input.form_name;
    let mut found = Vec::new();
    if let Input::Md { md, .. } = &case.input.content {
        found.push(Ok(engine::convert_markdown(md, name)));
    }
    match case.input.content.workbook() {
        Ok(Some(bytes)) => found.push(Ok(engine::convert_xlsx(&bytes, name))),
        Ok(None) => {}
        Err(error) => found.push(Err(error)),
    }
    found
}
