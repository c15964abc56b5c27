//! What one request changed.

use std::collections::{BTreeMap, BTreeSet};

use domain::Value;

use super::Session;

/// What changed, by path.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Change {
    /// Stored answers, calculated ones and the markers of repeat instances included; `None` where
    /// nothing is stored any more.
    pub answers: BTreeMap<String, Option<Value>>,
    /// Nodes that became relevant or irrelevant.
    pub relevance: BTreeMap<String, bool>,
    /// Questions whose answer became valid or invalid.
    pub validity: BTreeMap<String, bool>,
}

impl Change {
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty() && self.relevance.is_empty() && self.validity.is_empty()
    }

    /// Adds a later change; of two changes to one path the later counts.
    pub fn merge(&mut self, later: Self) {
        self.answers.extend(later.answers);
        self.relevance.extend(later.relevance);
        self.validity.extend(later.validity);
    }
}

/// Cells touched since the last request, by number; paths are spelled only at the end.
#[derive(Clone, Debug, Default)]
pub(super) struct Log {
    pub values: BTreeSet<u32>,
    pub relevance: BTreeSet<u32>,
    pub validity: BTreeSet<u32>,
    /// Nodes that became required, read-only or the opposite.
    pub state: BTreeSet<u32>,
    /// Markers and answers of removed instances, and markers of added ones.
    pub answers: BTreeMap<String, Option<Value>>,
}

impl Session {
    /// What the log holds, as paths; the log is empty afterwards.
    pub(super) fn take_change(&mut self) -> Change {
        let log = std::mem::take(&mut self.log);
        self.touched.clear();
        self.touched.extend(log.values.iter().chain(&log.relevance).chain(&log.validity).chain(&log.state));
        let mut change = Change { answers: log.answers, ..Change::default() };
        for cell in log.values {
            if self.is_question(cell) && !self.form.element(self.node_of(cell)).is_meta {
                change.answers.insert(self.path(cell), self.stored(cell));
            }
        }
        for cell in log.relevance {
            if self.form.element(self.node_of(cell)).is_meta {
                continue;
            }
            change.relevance.insert(self.path(cell), self.cell(cell).is(super::instance::RELEVANT));
        }
        for cell in log.validity {
            change.validity.insert(self.path(cell), self.is_valid(cell));
        }
        change
    }
}
