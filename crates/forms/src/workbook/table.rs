//! Sheets of text cells, whatever file they came from.

use crate::diagnostic::Location;

#[derive(Clone, Debug, Default)]
pub(crate) struct Workbook {
    pub sheets: Vec<Sheet>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Sheet {
    /// As written, outer blanks included.
    pub name: String,
    /// Header texts by column, as written (two headers may differ in outer blanks alone); empty where a
    /// column has none.
    pub header: Vec<String>,
    /// 1-based row that the header stands in; 0 in a sheet without any text.
    pub header_row: u32,
    pub rows: Vec<Row>,
}

/// One row that is not empty.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    /// 1-based, as Excel shows it.
    pub number: u32,
    /// Non-empty cells in column order.
    pub cells: Vec<Cell>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Cell {
    /// 0-based column.
    pub column: usize,
    pub text: String,
}

impl Workbook {
    /// Sheet names are compared without case and blanks, as pyxform does.
    pub(crate) fn sheet(&self, name: &str) -> Option<&Sheet> {
        self.sheets.iter().find(|sheet| sheet.name.trim().eq_ignore_ascii_case(name))
    }
}

impl Sheet {
    /// Makes a sheet of rows whose first non-empty one is the header. Cells below it lose outer blanks.
    pub(crate) fn new(name: &str, rows: impl IntoIterator<Item = Row>) -> Self {
        let mut rows = rows.into_iter().filter(|row| !row.cells.is_empty());
        let mut header = Vec::new();
        let first = rows.next().unwrap_or_default();
        for cell in first.cells {
            header.resize(cell.column, String::new());
            header.push(cell.text);
        }
        let rows = rows.map(|mut row| {
            row.cells.iter_mut().for_each(|cell| tidy(&mut cell.text));
            row
        });
        Self { name: name.to_owned(), header, header_row: first.number, rows: rows.collect() }
    }

    pub(crate) fn at(&self, row: &Row) -> Location {
        Location::row(&self.name, row.number)
    }

    pub(crate) fn header(&self, column: usize) -> &str {
        self.header.get(column).map_or("", String::as_str)
    }
}

/// Non-breaking blanks look like blanks and break names and formulas.
fn tidy(text: &mut String) {
    let trimmed = text.trim();
    if trimmed.len() != text.len() || trimmed.contains('\u{A0}') {
        *text = trimmed.replace('\u{A0}', " ");
    }
}

impl Row {
    pub(crate) fn cell(&self, column: usize) -> Option<&str> {
        let at = self.cells.binary_search_by_key(&column, |cell| cell.column).ok()?;
        self.cells.get(at).map(|cell| cell.text.as_str())
    }
}
