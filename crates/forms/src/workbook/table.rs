//! Sheets of text cells, whatever file they came from.

use std::ops::Range;

#[derive(Clone, Debug, Default)]
pub(crate) struct Workbook {
    /// All sheets in file order; those that mean nothing in a form have a name alone.
    pub sheets: Vec<Sheet>,
}

/// A form has tens of thousands of cells, so they and their texts share two buffers.
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
    cells: Vec<Cell>,
    texts: String,
}

/// One row that is not empty.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// 1-based, as Excel shows it.
    pub number: u32,
    /// Places of its cells among those of the sheet, from here to before the end.
    first: u32,
    end: u32,
}

#[derive(Clone, Copy, Debug)]
struct Cell {
    /// 0-based column.
    column: u32,
    /// Bytes of its text among the texts of the sheet.
    start: u32,
    end: u32,
}

impl Sheet {
    pub(crate) fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// Opens a row without cells; `number` is 1-based.
    pub(super) fn push_row(&mut self, number: u32) {
        let first = narrow(self.cells.len());
        self.rows.push(Row { number, first, end: first });
    }

    /// Adds a cell to the row that was opened last.
    pub(super) fn push_cell(&mut self, column: usize, text: &str) {
        let Some(row) = self.rows.last_mut() else { return };
        let start = narrow(self.texts.len());
        self.texts.push_str(text);
        self.cells.push(Cell { column: narrow(column), start, end: narrow(self.texts.len()) });
        row.end = narrow(self.cells.len());
    }

    /// Puts the cells of the last row in column order; the last of two in one place stays. Only odd files need it.
    pub(super) fn tidy_row(&mut self) {
        let Some(row) = self.rows.last_mut() else { return };
        let first = row.first as usize;
        let is_tidy = self.cells.get(first..).unwrap_or_default().is_sorted_by(|one, next| one.column < next.column);
        if is_tidy {
            return;
        }
        let mut cells = self.cells.split_off(first.min(self.cells.len()));
        cells.reverse();
        cells.sort_by_key(|cell| cell.column);
        cells.dedup_by_key(|cell| cell.column);
        self.cells.append(&mut cells);
        row.end = narrow(self.cells.len());
    }

    /// Columns and texts of the cells of a row that are not empty and have a header, in column order.
    pub(crate) fn cells(&self, row: &Row) -> impl ExactSizeIterator<Item = (usize, &str)> {
        self.places(row).iter().map(|cell| (cell.column as usize, self.text(cell)))
    }

    pub(crate) fn cell(&self, row: &Row, column: usize) -> Option<&str> {
        let cells = self.places(row);
        let at = cells.binary_search_by_key(&column, |cell| cell.column as usize).ok()?;
        cells.get(at).map(|cell| self.text(cell))
    }

    fn places(&self, row: &Row) -> &[Cell] {
        self.cells.get(Range { start: row.first as usize, end: row.end as usize }).unwrap_or_default()
    }

    fn text(&self, cell: &Cell) -> &str {
        self.texts.get(Range { start: cell.start as usize, end: cell.end as usize }).unwrap_or_default()
    }
}

/// What lies beyond is not found again; no file that is opened is as large.
fn narrow(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
