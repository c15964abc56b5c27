//! XLSForm → draft → form. A workbook becomes sheets of text cells; everything after that is the same
//! for every source format.

mod choices;
mod columns;
mod settings;
mod survey;
mod types;

use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::model::{Draft, Form, build};
use crate::workbook::{self, Workbook};

/// Most rows of a survey sheet.
pub const MAX_SURVEY_ROWS: usize = 20_000;
/// Deepest nesting of groups and repeats.
pub const MAX_NESTING: usize = 32;

/// What reading gave: the form where it is usable, and all that was found on the way.
#[derive(Debug)]
pub struct Reading {
    /// Absent exactly when one of the diagnostics is an error.
    pub form: Option<Form>,
    /// In the order of sheets and rows.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads an `.xlsx` workbook. `fallback_name` is the form's name where the settings give none,
/// usually the file's name without its extension.
pub fn read_xlsx(bytes: &[u8], fallback_name: &str) -> Reading {
    let mut diagnostics = Vec::new();
    let form = workbook::read(bytes, None, &mut diagnostics).and_then(|workbook| {
        let draft = draft(&workbook, fallback_name, &mut diagnostics);
        build(&draft, &mut diagnostics)
    });
    finish(form, diagnostics)
}

/// Reads a form written as markdown tables, as the XLSForm community writes them in tests:
/// a row whose first cell is filled names the sheet, the next row its columns.
pub fn read_markdown(text: &str, fallback_name: &str) -> Reading {
    let mut diagnostics = Vec::new();
    let workbook = workbook::markdown(text);
    let draft = draft(&workbook, fallback_name, &mut diagnostics);
    let form = build(&draft, &mut diagnostics);
    finish(form, diagnostics)
}

fn finish(form: Option<Form>, mut diagnostics: Vec<Diagnostic>) -> Reading {
    diagnostics.sort();
    diagnostics.dedup();
    let usable = diagnostics.iter().all(|found| found.severity != Severity::Error);
    Reading { form: form.filter(|_| usable), diagnostics }
}

fn draft(workbook: &Workbook, fallback_name: &str, diagnostics: &mut Vec<Diagnostic>) -> Draft {
    let mut draft = Draft { root: "data".to_owned(), id: fallback_name.to_owned(), ..Draft::default() };
    if let Some(sheet) = workbook.sheet("settings") {
        settings::settings(sheet, &mut draft, diagnostics);
    }
    if let Some(sheet) = workbook.sheet("choices") {
        choices::choices(sheet, &mut draft, diagnostics);
    }
    if let Some(sheet) = workbook.sheet("entities") {
        settings::entities(sheet, &mut draft, diagnostics);
    }
    match workbook.sheet("survey") {
        Some(sheet) => survey::survey(sheet, &mut draft, diagnostics),
        None => diagnostics.push(missing_survey(workbook)),
    }
    draft
}

fn missing_survey(workbook: &Workbook) -> Diagnostic {
    let names = workbook.sheets.iter().map(|sheet| sheet.name.as_str()).collect::<Vec<_>>().join(", ");
    Diagnostic::error(
        Location::default(),
        "sheet-missing",
        format!("Sổ tính không có trang “survey”. Các trang hiện có: {names}."),
        format!("The workbook has no sheet “survey”. Its sheets are: {names}."),
    )
}
