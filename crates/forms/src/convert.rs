//! XLSForm files → XForms.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Resources;
use crate::workbook::{self, FileKind, Workbook};
use crate::xform::XForm;
use crate::xlsform::{self, FormNames};

/// What converting gave: the form where it is usable, and all that was found on the way.
#[derive(Debug)]
pub struct Conversion {
    /// Absent exactly when one of the diagnostics is an error.
    pub xform: Option<XForm>,
    /// The content of `itemsets.csv`, which lies beside a form that has a `select_one_external`.
    pub itemsets: Option<String>,
    /// In the order of sheets and rows.
    pub diagnostics: Vec<Diagnostic>,
}

/// Converts a file of any kind that forms come in: `.xlsx`, `.xlsm`, `.xls`, `.ods`, `.csv`, `.md`. What it is
/// is seen from its bytes; `kind`, from the file's name, only decides between kinds of plain text.
pub fn convert_file(bytes: &[u8], kind: Option<FileKind>, names: FormNames<'_>) -> Conversion {
    let mut diagnostics = Vec::new();
    let workbook = workbook::read(bytes, kind, &mut diagnostics);
    finish(workbook.as_ref(), names, diagnostics)
}

/// Converts a workbook whose file has no name to go by.
pub fn convert_xlsx(bytes: &[u8], names: FormNames<'_>) -> Conversion {
    convert_file(bytes, None, names)
}

/// Converts a form written as markdown tables.
pub fn convert_markdown(text: &str, names: FormNames<'_>) -> Conversion {
    finish(Some(&workbook::markdown(text)), names, Vec::new())
}

fn finish(workbook: Option<&Workbook>, names: FormNames<'_>, mut diagnostics: Vec<Diagnostic>) -> Conversion {
    let xform = workbook.and_then(|workbook| xlsform::convert(workbook, names, &mut diagnostics));
    diagnostics.sort();
    diagnostics.dedup();
    let usable = diagnostics.iter().all(|found| found.severity != Severity::Error);
    let xform = match xform {
        Some(refused) if !usable => {
            diagnostics.extend(broken_formulas(&refused, &diagnostics));
            diagnostics.sort();
            diagnostics.dedup();
            None
        }
        other => other,
    };
    let itemsets =
        workbook.zip(xform.as_ref()).and_then(|(workbook, form)| xlsform::itemsets(workbook, &form.document));
    Conversion { xform, itemsets, diagnostics }
}

/// What is wrong with the formulas of a form that is refused, so that its author hears it at once too. What may only
/// follow from another mistake is left out: paths that lead nowhere, and rows in which something else is wrong.
fn broken_formulas(refused: &XForm, known: &[Diagnostic]) -> Vec<Diagnostic> {
    let row = |found: &Diagnostic| (found.location.sheet.clone(), found.location.row);
    let wrong = known.iter().filter(|found| found.severity == Severity::Error).map(row).collect::<BTreeSet<_>>();
    let mut found = crate::model::compile(refused, &Resources::default()).diagnostics;
    found.retain(|found| ["syntax", "function-unknown", "function-arguments"].contains(&found.code));
    found.retain(|found| !wrong.contains(&row(found)));
    found
}
