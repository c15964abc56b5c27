//! Choice lists.

use std::collections::BTreeMap;

use super::{NodeId, Texts};

/// A choice list, as an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ListId(pub u32);

impl ListId {
    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A choice list with the columns that filters and look-ups read.
#[derive(Clone, Debug)]
pub(crate) struct List {
    pub name: Box<str>,
    /// Column names; 0 is `name`, 1 is `label`.
    pub columns: Vec<Box<str>>,
    pub items: Vec<Item>,
    by_name: BTreeMap<Box<str>, usize>,
    /// Questions that choose from this list.
    pub questions: Vec<NodeId>,
    /// Columns are not known here.
    pub is_external: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub name: Box<str>,
    pub label: Texts,
    /// Cells of the columns after `label`, in column order.
    pub extra: Vec<Box<str>>,
}

/// Index of the column `name`.
pub(crate) const NAME: u32 = 0;
/// Index of the column `label`.
pub(crate) const LABEL: u32 = 1;

impl List {
    pub(crate) fn new(name: &str, extra_columns: &[String], is_external: bool) -> Self {
        let fixed = ["name", "label"].into_iter().map(Into::into);
        let columns = fixed.chain(extra_columns.iter().map(|column| column.as_str().into())).collect();
        Self {
            name: name.into(),
            columns,
            items: Vec::new(),
            by_name: BTreeMap::new(),
            questions: Vec::new(),
            is_external,
        }
    }

    pub(crate) fn push(&mut self, item: Item) {
        self.by_name.entry(item.name.clone()).or_insert(self.items.len());
        self.items.push(item);
    }

    pub(crate) fn column(&self, name: &str) -> Option<u32> {
        self.columns.iter().position(|column| **column == *name).and_then(|at| u32::try_from(at).ok())
    }

    /// Index and item of a choice.
    pub(crate) fn find(&self, name: &str) -> Option<(usize, &Item)> {
        let index = *self.by_name.get(name)?;
        self.items.get(index).map(|item| (index, item))
    }
}
