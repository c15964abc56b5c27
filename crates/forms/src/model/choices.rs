//! What a question lets people choose from.

use serde::{Deserialize, Serialize};

use super::{LanguageId, List, ListId, Phrase, Texts, Words};
use crate::expr::Expr;

/// The choices of a question.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Choices {
    pub source: ChoiceSource,
    /// The order is shuffled, with this seed where one is given.
    pub shuffle: Option<Shuffle>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Shuffle {
    pub seed: Option<Expr>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum ChoiceSource {
    /// Rows of a list that pass the filter.
    List { list: ListId, value: u32, label: LabelSource, filter: Option<Expr> },
    /// Any other nodes: those of a repeat, or of a table that is not regular.
    Nodes(Box<NodeChoices>),
}

/// Where the label of a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum LabelSource {
    /// With the row, in every language.
    Row,
    /// In a column.
    Column(u32),
    /// In the translations, under the id that a column holds.
    Itext(u32),
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct NodeChoices {
    pub nodes: Expr,
    /// Evaluated at each node.
    pub value: Expr,
    pub label: Option<Expr>,
    /// The label is the id of a text.
    pub is_itext: bool,
}

impl Choices {
    pub(crate) const fn list(&self) -> Option<ListId> {
        match self.source {
            ChoiceSource::List { list, .. } => Some(list),
            ChoiceSource::Nodes(_) => None,
        }
    }

    pub(crate) const fn filter(&self) -> Option<&Expr> {
        match &self.source {
            ChoiceSource::List { filter, .. } => filter.as_ref(),
            ChoiceSource::Nodes(_) => None,
        }
    }

    /// The column that holds the values of the choices.
    pub(crate) const fn value_column(&self) -> u32 {
        match self.source {
            ChoiceSource::List { value, .. } => value,
            ChoiceSource::Nodes(_) => super::NAME,
        }
    }
}

/// Texts by id and language, for labels whose id is known only while filling.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Itext {
    ids: Words,
    /// By id.
    texts: Vec<Texts>,
}

impl Itext {
    pub(crate) fn insert(&mut self, id: &str, texts: Texts) {
        let at = self.ids.intern(id) as usize;
        if let Some(known) = self.texts.get_mut(at) {
            *known = texts;
        } else {
            self.texts.push(texts);
        }
    }

    pub(crate) fn find(&self, id: &str) -> Option<Texts> {
        self.ids.find(id).and_then(|at| self.texts.get(at as usize)).copied()
    }

    /// Makes texts that were kept as bytes ready to be looked up. Whether each of them has an id.
    pub(super) fn wake(&mut self) -> bool {
        self.ids.wake() && self.ids.len() == self.texts.len()
    }

    pub(super) fn texts(&self) -> &[Texts] {
        &self.texts
    }
}

/// A label of a row: a cell, or a text in a language.
#[derive(Clone, Debug)]
pub(crate) enum RowLabel<'a> {
    Cell(&'a str),
    Phrase(Phrase<'a>),
}

impl super::Form {
    pub(crate) fn row_label<'a>(
        &'a self,
        list: &'a List,
        row: u32,
        label: LabelSource,
        language: LanguageId,
    ) -> Option<RowLabel<'a>> {
        let texts = match label {
            LabelSource::Row => list.label(row)?,
            LabelSource::Column(column) => return Some(RowLabel::Cell(list.cell(row, column))),
            LabelSource::Itext(column) => self.itext.find(list.cell(row, column))?,
        };
        self.text(texts, language).map(RowLabel::Phrase)
    }

    /// The label of a choice of a list, with `…` where answers would stand.
    pub(crate) fn label_of_choice(
        &self,
        question: &super::QuestionModel,
        name: &str,
        language: LanguageId,
    ) -> Option<String> {
        let ChoiceSource::List { list, value, label, .. } = &question.choices.as_ref()?.source else { return None };
        let list = self.list(*list)?;
        match self.row_label(list, list.find(*value, name)?, *label, language)? {
            RowLabel::Cell(text) => Some(text.to_owned()),
            RowLabel::Phrase(phrase) => Some(phrase.plain()),
        }
    }
}
