//! From a set of revisions to a document: the same result in whatever order they arrived.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Document, Field, FieldPath, FieldValue, RevId, Revision};

/// More revisions than any household gathers in decades; a document beyond it is damaged or hostile.
pub const MAX_REVISIONS_PER_DOCUMENT: usize = 10_000;

/// Why a set of revisions is not one document.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum FoldError {
    #[error("a document has at least one revision")]
    Empty,
    #[error("more than {MAX_REVISIONS_PER_DOCUMENT} revisions in one document")]
    TooMany,
    #[error("revisions of different documents were folded together")]
    Mixed,
}

/// Folds the known revisions of one document, in any order, duplicates allowed.
///
/// Order is `(depth, id)`, never a clock. A field's value comes from the revisions that set it and
/// that no other setter of the field descends from; where those disagree the field is in conflict.
/// Parents that have not arrived yet simply do not connect.
///
/// # Errors
/// See [`FoldError`]; none of them depends on the order of the input.
pub fn fold(revisions: &[Revision]) -> Result<Document, FoldError> {
    let ordered: BTreeMap<(u32, RevId), &Revision> =
        revisions.iter().map(|revision| ((revision.header.depth, revision.id), revision)).collect();
    let (_, first) = ordered.first_key_value().ok_or(FoldError::Empty)?;
    let ((depth, _), last) = ordered.last_key_value().ok_or(FoldError::Empty)?;
    if ordered.len() > MAX_REVISIONS_PER_DOCUMENT {
        return Err(FoldError::TooMany);
    }
    if ordered.values().any(|revision| revision.header.doc != first.header.doc) {
        return Err(FoldError::Mixed);
    }

    let ancestry = Ancestry::of(&ordered);
    Ok(Document {
        id: first.header.doc,
        kind: first.header.kind,
        area: last.header.area,
        heads: ancestry.heads(),
        depth: *depth,
        fields: fields(&ordered, &ancestry),
    })
}

fn fields(ordered: &BTreeMap<(u32, RevId), &Revision>, ancestry: &Ancestry) -> BTreeMap<FieldPath, Field> {
    let mut setters: BTreeMap<&FieldPath, Vec<FieldValue>> = BTreeMap::new();
    for revision in ordered.values() {
        for (path, change) in revision.changes.iter().flatten() {
            let field = setters.entry(path).or_default();
            field.retain(|earlier| !ancestry.descends(revision.id, earlier.revision));
            field.push(FieldValue { revision: revision.id, change: change.clone() });
        }
    }
    setters.into_iter().filter_map(|(path, values)| Some((path.clone(), field(values)?))).collect()
}

/// The last value in fold order is shown; of the others only those that say something different.
fn field(mut values: Vec<FieldValue>) -> Option<Field> {
    let shown = values.pop()?;
    let mut others: Vec<FieldValue> = Vec::new();
    for value in values.into_iter().rev() {
        let known = std::iter::once(&shown).chain(&others).any(|other| other.change.agrees_with(&value.change));
        if !known {
            others.push(value);
        }
    }
    Some(Field { shown, others })
}

/// Who descends from whom. A straight line of revisions, the usual case, needs no sets.
enum Ancestry {
    Line(Vec<RevId>),
    Graph(BTreeMap<RevId, BTreeSet<RevId>>),
}

impl Ancestry {
    fn of(ordered: &BTreeMap<(u32, RevId), &Revision>) -> Self {
        let line: Vec<RevId> = ordered.values().map(|revision| revision.id).collect();
        let straight = ordered.values().enumerate().skip(1).all(|(index, revision)| {
            revision.header.parents.as_slice() == line.get(index - 1..index).unwrap_or_default()
        });
        if straight { Self::Line(line) } else { Self::Graph(ancestors(ordered)) }
    }

    /// Whether `later` descends from `earlier`; both are known and `later` comes after in fold order.
    fn descends(&self, later: RevId, earlier: RevId) -> bool {
        match self {
            Self::Line(_) => later != earlier,
            Self::Graph(ancestors) => ancestors.get(&later).is_some_and(|set| set.contains(&earlier)),
        }
    }

    fn heads(&self) -> Vec<RevId> {
        match self {
            Self::Line(line) => line.last().copied().into_iter().collect(),
            Self::Graph(ancestors) => {
                let covered: BTreeSet<RevId> = ancestors.values().flatten().copied().collect();
                ancestors.keys().filter(|id| !covered.contains(id)).copied().collect()
            }
        }
    }
}

/// All known ancestors of every revision. A parent always has a smaller depth, so one pass in fold
/// order is enough; a header that lies about its depth merely does not connect.
fn ancestors(ordered: &BTreeMap<(u32, RevId), &Revision>) -> BTreeMap<RevId, BTreeSet<RevId>> {
    let mut known: BTreeMap<RevId, BTreeSet<RevId>> = BTreeMap::new();
    for revision in ordered.values() {
        let mut above = BTreeSet::new();
        for parent in &revision.header.parents {
            if let Some(grandparents) = known.get(parent) {
                above.insert(*parent);
                above.extend(grandparents);
            }
        }
        known.insert(revision.id, above);
    }
    known
}
