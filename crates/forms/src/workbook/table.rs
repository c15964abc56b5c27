//! Sheets of text cells, whatever file they came from.

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

impl Row {
    pub(crate) fn cell(&self, column: usize) -> Option<&str> {
        let at = self.cells.binary_search_by_key(&column, |cell| cell.column).ok()?;
        self.cells.get(at).map(|cell| cell.text.as_str())
    }
}
