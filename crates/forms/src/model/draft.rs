//! A form as it was written: names and sources with their places, nothing resolved yet. Every reader
//! ends in a draft; [`super::build`] turns drafts into forms.

use super::QuestionKind;
use crate::diagnostic::Location;

/// A text of the author and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Source {
    pub text: String,
    pub at: Location,
}

/// A text in several languages; `None` is a column without a language.
pub(crate) type Sources = Vec<(Option<String>, Source)>;

#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    pub root: String,
    pub id: String,
    pub version: String,
    pub title: Sources,
    pub default_language: Option<String>,
    pub items: Vec<Item>,
    pub lists: Vec<DraftList>,
    pub dataset: Option<DraftDataset>,
    /// From the settings: lists may name a choice twice, for filters to tell apart.
    pub allow_choice_duplicates: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct DraftDataset {
    pub name: String,
    pub label: Option<Source>,
    pub entity_id: Option<Source>,
    pub create_if: Option<Source>,
    pub update_if: Option<Source>,
}

#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub name: String,
    /// The row that opens this item.
    pub at: Location,
    pub content: Content,
    pub label: Sources,
    pub hint: Sources,
    pub required_message: Sources,
    pub constraint_message: Sources,
    pub relevant: Option<Source>,
    pub required: Option<Source>,
    pub read_only: Option<Source>,
    pub constraint: Option<Source>,
    pub calculation: Option<Source>,
    pub default: Option<Source>,
    pub choice_filter: Option<Source>,
    pub repeat_count: Option<Source>,
    pub appearance: String,
    pub save_to: Option<Source>,
}

#[derive(Clone, Debug)]
pub(crate) enum Content {
    Group(Vec<Item>),
    Repeat(Vec<Item>),
    Question { kind: QuestionKind, list: Option<Source>, range: Option<Range> },
}

/// Bounds of a `range` question.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    pub start: f64,
    pub end: f64,
    pub step: f64,
}

#[derive(Clone, Debug)]
pub(crate) struct DraftList {
    pub name: String,
    pub extra_columns: Vec<String>,
    pub items: Vec<DraftChoice>,
    /// Columns and rows are in another file.
    pub is_external: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct DraftChoice {
    pub name: String,
    pub label: Sources,
    pub extra: Vec<String>,
}
