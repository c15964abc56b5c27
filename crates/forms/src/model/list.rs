//! Choice lists: tables of texts that filters, choices and look-ups read.

use std::borrow::Cow;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::{Folded, NodeId, Texts};

/// A choice list, as an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct ListId(pub u32);

impl ListId {
    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A table of items. All cells share one buffer, so that a list of 100,000 rows is two allocations.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct List {
    /// The id of the secondary instance; empty for choices written at their question.
    pub name: Box<str>,
    /// Names of the elements around the cells: `root` and `item` in nearly all forms.
    pub root: Box<str>,
    pub item: Box<str>,
    pub columns: Vec<Box<str>>,
    rows: u32,
    text: String,
    /// Start and length in `text` of each cell, row by row.
    cells: Vec<(u32, u32)>,
    /// Labels of each row that are not cells: those written at a question, in every language.
    labels: Vec<Texts>,
    /// By column.
    #[serde(skip)]
    lookups: Vec<Lookup>,
    /// Questions that choose from this list.
    pub questions: Vec<NodeId>,
    /// Columns are not known here.
    pub is_external: bool,
    /// Index among the form's documents, for XML that is no regular table.
    pub document: Option<u32>,
}

/// What makes looking up in a column quick, made when it is first asked for.
#[derive(Clone, Debug, Default)]
struct Lookup {
    /// Rows by the text of the column.
    sorted: OnceLock<Box<[u32]>>,
    folded: OnceLock<Folded>,
}

/// Index of the column `name` of lists that are read from a `choices` sheet.
pub(crate) const NAME: u32 = 0;

/// Most rows of a kept list without columns.
const MAX_BLANK_ROWS: usize = 100_000;

/// Stands for a cell that its item does not have.
const ABSENT: (u32, u32) = (u32::MAX, 0);

impl List {
    /// A list whose first column holds the values of its choices.
    pub(crate) fn new(name: &str, columns: Vec<Box<str>>) -> Self {
        let lookups = columns.iter().map(|_| Lookup::default()).collect();
        Self { name: name.into(), root: "root".into(), item: "item".into(), columns, lookups, ..Self::default() }
    }

    pub(crate) fn push<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) {
        self.push_cells(cells.into_iter().map(|cell| Some(Cow::Borrowed(cell))));
    }

    /// XML that is no regular table.
    pub(crate) fn of_document(name: &str, document: u32) -> Self {
        Self { name: name.into(), is_external: true, document: Some(document), ..Self::default() }
    }

    /// Adds a row; an item may lack some of the cells.
    pub(crate) fn push_cells<'a>(&mut self, cells: impl IntoIterator<Item = Option<Cow<'a, str>>>) {
        self.lookups.fill_with(Lookup::default);
        let mut filled = 0;
        for cell in cells.into_iter().take(self.columns.len()) {
            self.cells.push(cell.map_or(ABSENT, |cell| {
                let start = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
                self.text.push_str(&cell);
                (start, u32::try_from(cell.len()).unwrap_or(0))
            }));
            filled += 1;
        }
        self.cells.extend(std::iter::repeat_n(ABSENT, self.columns.len() - filled));
        self.rows += 1;
    }

    /// Gives a list that was kept as bytes its place for look-ups. Whether every cell lies in the text, and rows are
    /// no more than what holds them.
    pub(crate) fn wake(&mut self, nodes: usize) -> bool {
        self.lookups = self.columns.iter().map(|_| Lookup::default()).collect();
        let rows = self.rows as usize;
        let lies_inside = |span: &(u32, u32)| {
            let end = span.0.checked_add(span.1).map(|end| end as usize);
            *span == ABSENT || end.is_some_and(|end| self.text.get(span.0 as usize..end).is_some())
        };
        rows.checked_mul(self.columns.len()) == Some(self.cells.len())
            && (!self.columns.is_empty() || rows <= MAX_BLANK_ROWS)
            && self.cells.iter().all(lies_inside)
            && self.questions.iter().all(|node| node.index() < nodes)
    }

    pub(crate) fn push_label(&mut self, label: Texts) {
        self.labels.push(label);
    }

    pub(crate) fn label(&self, row: u32) -> Option<Texts> {
        self.labels.get(row as usize).copied()
    }

    pub(super) fn labels(&self) -> &[Texts] {
        &self.labels
    }

    pub(crate) const fn rows(&self) -> u32 {
        self.rows
    }

    /// The text of a cell; blank for one that the item lacks.
    pub(crate) fn cell(&self, row: u32, column: u32) -> &str {
        let span = self.span(row, column).unwrap_or_default();
        self.text.get(span.0 as usize..(span.0 + span.1) as usize).unwrap_or_default()
    }

    /// Whether the item has this cell.
    pub(crate) fn has(&self, row: u32, column: u32) -> bool {
        self.span(row, column).is_some()
    }

    fn span(&self, row: u32, column: u32) -> Option<(u32, u32)> {
        let within = (column as usize) < self.columns.len();
        let at = (row as usize).saturating_mul(self.columns.len()).saturating_add(column as usize);
        self.cells.get(at).copied().filter(|span| within && *span != ABSENT)
    }

    pub(crate) fn column(&self, name: &str) -> Option<u32> {
        self.columns.iter().position(|column| **column == *name).and_then(|at| u32::try_from(at).ok())
    }

    /// Rows whose cell in a column is `text` (the blank text stands for cells that the item lacks, too), in list
    /// order. The first look-up in a column sorts it.
    pub(crate) fn rows_with(&self, column: u32, text: &str) -> &[u32] {
        let Some(lookup) = self.lookups.get(column as usize) else { return &[] };
        let rows = lookup.sorted.get_or_init(|| self.sorted_by(column));
        let start = rows.partition_point(|row| self.cell(*row, column) < text);
        let length = rows.get(start..).unwrap_or_default().partition_point(|row| self.cell(*row, column) == text);
        rows.get(start..start + length).unwrap_or_default()
    }

    /// The texts of a column as people search for them.
    pub(crate) fn folded(&self, column: u32) -> Option<&Folded> {
        let lookup = self.lookups.get(column as usize)?;
        Some(lookup.folded.get_or_init(|| Folded::of((0..self.rows).map(|row| self.cell(row, column)))))
    }

    /// All rows by the text of a column, those of one text in list order. Most texts differ in their first bytes,
    /// which compare as a number.
    fn sorted_by(&self, column: u32) -> Box<[u32]> {
        let head = |text: &str| {
            text.bytes().chain(std::iter::repeat(0)).take(8).fold(0, |head, byte| (head << 8) | u64::from(byte))
        };
        let mut rows = (0..self.rows).map(|row| (head(self.cell(row, column)), row)).collect::<Vec<_>>();
        rows.sort_unstable_by(|(head, row), (other_head, other)| {
            let by_text = || self.cell(*row, column).cmp(self.cell(*other, column));
            head.cmp(other_head).then_with(by_text).then(row.cmp(other))
        });
        rows.into_iter().map(|(_, row)| row).collect()
    }

    /// The first row whose cell in a column is `text`.
    pub(crate) fn find(&self, column: u32, text: &str) -> Option<u32> {
        self.rows_with(column, text).first().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_found_by_row_and_column_and_rows_by_their_text() {
        let mut list = List::new("villages", vec!["name".into(), "label".into(), "commune".into()]);
        for row in [["v2", "Bản Hai", "x"], ["v1", "Bản Một", "y"], ["v2", "Bản Hai B", "z"]] {
            list.push(row);
        }
        list.push(["v0"]);
        for (name, rows) in [("v2", vec![0, 2]), ("v1", vec![1]), ("v0", vec![3]), ("v", vec![]), ("v3", vec![])] {
            assert_eq!(list.rows_with(NAME, name), rows, "{name}");
        }
        assert_eq!((list.cell(1, 2), list.cell(3, 1), list.cell(0, 9), list.cell(9, 0)), ("y", "", "", ""));
        assert_eq!((list.rows_with(1, "Bản Một"), list.rows_with(9, "")), ([1].as_slice(), [].as_slice()));
        assert_eq!(list.rows_with(2, ""), [3], "what an item lacks is blank");
        list.push(["v1"]);
        assert_eq!(list.rows_with(NAME, "v1"), [1, 4], "rows that come later are found, too");
    }
}
