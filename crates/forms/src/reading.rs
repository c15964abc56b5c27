//! Files → forms that can be filled.

use std::collections::BTreeMap;

use crate::convert::{Conversion, convert_file, convert_markdown};
use crate::diagnostic::Diagnostic;
use crate::model::{Form, Resources};
use crate::workbook::{self, FileKind};
use crate::xlsform::FormNames;

/// What reading gave: the form where it is usable, and all that was found on the way.
#[derive(Debug)]
pub struct Reading {
    /// Absent exactly when one of the diagnostics is an error.
    pub form: Option<Form>,
    /// In the order of sheets and rows.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads an XLSForm of any kind of file, as [`convert_file`] takes it. `id` is the form's where its settings give
/// none, usually the file's name without its extension.
pub fn read_file(bytes: &[u8], kind: Option<FileKind>, id: &str) -> Reading {
    read_file_with(bytes, kind, id, &Resources::default())
}

/// The same with the files that lie beside the form.
pub fn read_file_with(bytes: &[u8], kind: Option<FileKind>, id: &str, resources: &Resources) -> Reading {
    compiled(convert_file(bytes, kind, named(id)), resources)
}

/// Reads a form written as markdown tables, as the XLSForm community writes them in tests:
/// a row whose first cell is filled names the sheet, the next row its columns.
pub fn read_markdown(text: &str, id: &str) -> Reading {
    compiled(convert_markdown(text, named(id)), &Resources::default())
}

/// The settings of an XLSForm as they are written: column in lower case → text of the first row. The XLSForm world
/// leaves room for columns of others there, which do not reach the XForm.
pub fn read_settings(bytes: &[u8], kind: Option<FileKind>) -> BTreeMap<String, String> {
    let workbook = workbook::read(bytes, kind, &mut Vec::new()).unwrap_or_default();
    let named = |name: &str| name.trim().eq_ignore_ascii_case("settings");
    let Some(sheet) = workbook.sheets.iter().find(|sheet| named(&sheet.name)) else { return BTreeMap::new() };
    let settings = sheet.rows.first().into_iter().flat_map(|row| sheet.cells(row)).filter_map(|(column, text)| {
        let header = sheet.header.get(column)?;
        Some((header.trim().to_lowercase(), text.trim().to_owned()))
    });
    settings.collect()
}

const fn named(id: &str) -> FormNames<'_> {
    FormNames { root: None, id: Some(id) }
}

/// What compiling finds follows what converting found.
fn compiled(conversion: Conversion, resources: &Resources) -> Reading {
    let Conversion { xform, mut diagnostics, .. } = conversion;
    let Some(xform) = xform else { return Reading { form: None, diagnostics } };
    let reading = crate::model::compile(&xform, resources);
    diagnostics.extend(reading.diagnostics);
    diagnostics.sort();
    diagnostics.dedup();
    Reading { form: reading.form, diagnostics }
}
