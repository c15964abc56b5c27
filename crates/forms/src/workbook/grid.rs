//! Cells in file order → a sheet.

use super::problem::{self, Problem};
use super::table::Sheet;
use super::values::clean;
use super::{MAX_CELL_BYTES, MAX_CELLS, MAX_COLUMNS, MAX_EMPTY_ROWS, MAX_TEXT_BYTES};
use crate::diagnostic::Diagnostic;

/// What may still be read of one workbook.
#[derive(Debug)]
pub(super) struct Budget {
    cells: usize,
    text_bytes: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { cells: MAX_CELLS, text_bytes: MAX_TEXT_BYTES }
    }
}

impl Budget {
    pub(super) fn spend(&mut self, text: &str) -> Result<(), Problem> {
        if text.len() > MAX_CELL_BYTES || text.len() > self.text_bytes || self.cells == 0 {
            return Err(Problem::TooLarge);
        }
        self.cells -= 1;
        self.text_bytes -= text.len();
        Ok(())
    }
}

/// Whether its header may be of this kind of cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    Text,
    /// A number, date or truth.
    Value,
}

/// A sheet that is being read. Rows come in order; a row that comes late is passed over.
pub(super) struct Grid<'a> {
    sheet: Sheet,
    budget: &'a mut Budget,
    diagnostics: &'a mut Vec<Diagnostic>,
    /// Number of the last row that had a text.
    row: u32,
    /// First row of which something lies beyond where the sheet says that it ends.
    cut: Option<u32>,
}

impl<'a> Grid<'a> {
    pub(super) fn new(name: &str, budget: &'a mut Budget, diagnostics: &'a mut Vec<Diagnostic>) -> Self {
        Self { sheet: Sheet::named(name), budget, diagnostics, row: 0, cut: None }
    }

    /// Columns of row `row` from here on are not read.
    pub(super) fn width(&self, row: u32) -> usize {
        if self.is_header(row) { MAX_COLUMNS } else { self.sheet.header.len() }
    }

    /// Whether a cell of this column is kept; of the header row every one is.
    pub(super) fn takes(&self, row: u32, column: usize) -> bool {
        self.is_header(row) || self.sheet.header.get(column).is_some_and(|header| !header.is_empty())
    }

    /// The first row that is not empty holds the headers.
    const fn is_header(&self, row: u32) -> bool {
        self.sheet.header_row == 0 || self.sheet.header_row == row
    }

    /// Puts a cell at a 1-based row and 0-based column.
    pub(super) fn cell(&mut self, row: u32, column: usize, text: &str, written: Written) -> Result<(), Problem> {
        if row < self.row || row == 0 || !self.takes(row, column) {
            return Ok(());
        }
        let clean = clean(text);
        if clean.is_empty() {
            return Ok(());
        }
        if self.is_header(row) {
            return self.header_cell(row, column, text, written);
        }
        self.budget.spend(&clean)?;
        if row > self.row {
            self.row = row;
            self.sheet.tidy_row();
            self.sheet.push_row(row);
        }
        self.sheet.push_cell(column, &clean);
        Ok(())
    }

    fn header_cell(&mut self, row: u32, column: usize, text: &str, written: Written) -> Result<(), Problem> {
        if column >= MAX_COLUMNS {
            return Ok(());
        }
        self.budget.spend(text)?;
        self.row = row;
        self.sheet.header_row = row;
        if written == Written::Value {
            self.diagnostics.push(problem::header_not_text(&self.sheet.name, row, text));
        }
        if column >= self.sheet.header.len() {
            self.sheet.header.resize(column + 1, String::new());
        }
        if let Some(place) = self.sheet.header.get_mut(column) {
            text.clone_into(place);
        }
        Ok(())
    }

    /// Whether so many rows before this one are empty that it, and all after it, are no part of the sheet.
    pub(super) fn is_over(&self, row: u32) -> bool {
        row.saturating_sub(self.row.max(self.sheet.header_row)) > MAX_EMPTY_ROWS + 1
    }

    /// Notes that a text of this row lies beyond where the sheet says that it ends, and is not read.
    pub(super) fn cut(&mut self, row: u32) {
        self.cut.get_or_insert(row);
    }

    pub(super) fn finish(mut self) -> Sheet {
        if let Some(row) = self.cut {
            self.diagnostics.push(problem::beyond_extent(&self.sheet.name, row));
        }
        self.sheet.tidy_row();
        self.sheet
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::Row;
    use super::*;

    /// Reads cells given as (row, column, text) and shows what was kept.
    fn kept(cells: &[(u32, usize, &str)]) -> (Vec<String>, Vec<String>, Vec<&'static str>) {
        let (mut budget, mut diagnostics) = (Budget::default(), Vec::new());
        let mut grid = Grid::new("survey", &mut budget, &mut diagnostics);
        for (row, column, text) in cells {
            if grid.cell(*row, *column, text, Written::Text) != Ok(()) {
                break;
            }
        }
        let sheet = grid.finish();
        let row = |row: &Row| {
            let cells = sheet.cells(row).map(|(column, text)| format!("{column}={text}"));
            format!("{}: {}", row.number, cells.collect::<Vec<_>>().join(" "))
        };
        (
            sheet.header.clone(),
            sheet.rows.iter().map(row).collect(),
            diagnostics.iter().map(|found| found.code).collect(),
        )
    }

    #[test]
    fn cells_below_a_header_are_kept_cleaned_and_in_column_order() {
        let (header, rows, codes) = kept(&[
            (1, 0, "type"),
            (1, 2, " label::  vi "),
            (1, 1, "  "),
            (2, 2, " \u{A0}Tên\u{A0}gì "),
            (2, 0, "text"),
            (2, 0, "note"),
            (2, 1, "no header above"),
            (4, 0, "  "),
            (5, 0, "date"),
            (3, 0, "too late"),
        ]);
        assert_eq!(header, ["type", "", " label::  vi "]);
        assert_eq!(rows, ["2: 0=note 2=Tên gì", "5: 0=date"]);
        assert!(codes.is_empty());
    }

    #[test]
    fn text_beyond_the_budget_stops_the_reading() {
        let (mut budget, mut diagnostics) = (Budget { cells: 2, text_bytes: 100 }, Vec::new());
        let mut grid = Grid::new("survey", &mut budget, &mut diagnostics);
        assert_eq!(grid.cell(1, 0, "type", Written::Text), Ok(()));
        assert_eq!(grid.cell(2, 0, &"x".repeat(97), Written::Text), Err(Problem::TooLarge));
        assert_eq!(grid.cell(2, 0, "x", Written::Text), Ok(()));
        assert_eq!(grid.cell(3, 0, "x", Written::Text), Err(Problem::TooLarge));
    }
}
