//! The one sheet of a workbook as rows of named texts, for tables that are no forms.

use crate::diagnostic::Diagnostic;
use crate::workbook::{self, FileKind};

/// A row that is not empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetRow {
    /// 1-based, as Excel shows it.
    pub number: u32,
    /// Header and text of the cells that are not empty, in column order.
    pub cells: Vec<(String, String)>,
}

/// A sheet with its name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetTable {
    pub name: String,
    pub rows: Vec<SheetRow>,
}

/// Reads a workbook's only sheet, of whatever format, within the bounds of this crate. Nothing is said of what its
/// cells mean; without a readable sheet the table is empty and a diagnostic says why.
pub fn read_sheet(bytes: &[u8], kind: Option<FileKind>) -> (SheetTable, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let Some(workbook) = workbook::read(bytes, kind, &mut diagnostics) else {
        return (SheetTable::default(), diagnostics);
    };
    let Some(sheet) = workbook.sheets.iter().find(|sheet| !sheet.rows.is_empty()) else {
        return (SheetTable::default(), diagnostics);
    };
    let named = |(column, text): (usize, &str)| {
        let header = sheet.header.get(column).map_or("", |header| header.trim());
        (header.to_owned(), text.to_owned())
    };
    let rows =
        sheet.rows.iter().map(|row| SheetRow { number: row.number, cells: sheet.cells(row).map(named).collect() });
    (SheetTable { name: sheet.name.trim().to_owned(), rows: rows.collect() }, diagnostics)
}
