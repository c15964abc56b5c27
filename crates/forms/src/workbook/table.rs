//! Sheets of text cells, whatever file they came from.

use crate::diagnostic::Location;

#[derive(Clone, Debug, Default)]
pub(crate) struct Workbook {
    /// All sheets in file order; those that mean nothing in a form have a name alone.
    pub sheets: Vec<Sheet>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Sheet {
    /// As written, outer blanks included.
    pub name: String,
    /// Header texts by column, as written (two headers may differ in outer blanks alone); empty where a
    /// column has none.
    pub header: Vec<String>,
    /// 1-based row that the header stands in, the first that is not empty; 0 in a sheet without any text.
    pub header_row: u32,
    pub rows: Vec<Row>,
}

/// One row that is not empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Row {
    /// 1-based, as Excel shows it.
    pub number: u32,
    /// Non-empty cells of columns that have a header, in column order.
    pub cells: Vec<Cell>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Cell {
    /// 0-based column.
    pub column: usize,
    pub text: String,
}

impl Workbook {
    /// Sheet names are compared without case and outer blanks.
    pub(crate) fn sheet(&self, name: &str) -> Option<&Sheet> {
        self.sheets.iter().find(|sheet| sheet.name.trim().eq_ignore_ascii_case(name))
    }
}

impl Sheet {
    pub(crate) fn at(&self, row: &Row) -> Location {
        Location::row(&self.name, row.number)
    }

    pub(crate) fn header(&self, column: usize) -> &str {
        self.header.get(column).map_or("", |header| header.trim())
    }
}

impl Row {
    pub(crate) fn cell(&self, column: usize) -> Option<&str> {
        let at = self.cells.binary_search_by_key(&column, |cell| cell.column).ok()?;
        self.cells.get(at).map(|cell| cell.text.as_str())
    }
}
