//! A document as people see it: the fold of its revisions.

use std::collections::BTreeMap;

use crate::{AreaId, Change, DocId, FieldPath, Kind, RevId, Value};

/// One side of a field: the change and the revision that made it.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldValue {
    pub revision: RevId,
    pub change: Change,
}

/// A field of a document. `shown` is the value in use; `others` are values that people who did not
/// know of each other set besides it, latest first. More than one value is a conflict.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    pub shown: FieldValue,
    pub others: Vec<FieldValue>,
}

/// A field with more than one value, for the *Cần xem lại* tray.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    pub path: FieldPath,
    /// All values, the shown one first.
    pub values: Vec<FieldValue>,
}

/// The fold of all known revisions of one document.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    pub id: DocId,
    pub kind: Kind,
    pub area: AreaId,
    /// Revisions that no other revision descends from: the parents of the next one.
    pub heads: Vec<RevId>,
    /// Depth that the next revision must exceed.
    pub depth: u32,
    pub fields: BTreeMap<FieldPath, Field>,
}

impl Document {
    /// The value of a field, if it is set and not removed.
    pub fn value(&self, path: &str) -> Option<&Value> {
        match &self.fields.get(&FieldPath::from(path))?.shown.change {
            Change::Set(value) => Some(value),
            Change::Removed => None,
        }
    }

    /// The text of a field, if it holds text.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.value(path)?.as_text()
    }

    /// Fields that are set, in path order.
    pub fn values(&self) -> impl Iterator<Item = (&FieldPath, &Value)> {
        self.fields.iter().filter_map(|(path, field)| match &field.shown.change {
            Change::Set(value) => Some((path, value)),
            Change::Removed => None,
        })
    }

    /// Fields on which people disagree, in path order.
    pub fn conflicts(&self) -> Vec<Conflict> {
        let disputed = self.fields.iter().filter(|(_, field)| !field.others.is_empty());
        disputed
            .map(|(path, field)| Conflict {
                path: path.clone(),
                values: std::iter::once(&field.shown).chain(&field.others).cloned().collect(),
            })
            .collect()
    }
}
