//! What others may know of one question.

use serde::{Deserialize, Serialize};

use super::{Form, NodeId, QuestionKind, QuestionModel};

/// A question of a form.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    form: &'a Form,
    node: NodeId,
    model: &'a QuestionModel,
}

/// Bounds of a `range` question.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Range {
    pub start: f64,
    pub end: f64,
    pub step: f64,
}

/// A choice as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoiceText {
    pub name: String,
    pub label: String,
}

impl<'a> Question<'a> {
    pub(crate) fn of(form: &'a Form, node: NodeId) -> Option<Self> {
        form.question_model(node).map(|model| Self { form, node, model })
    }

    /// Names from below the form root, without instance ids.
    pub fn path(&self) -> &'a str {
        self.form.layout.path(self.node)
    }

    pub fn name(&self) -> &'a str {
        &self.form.layout.node(self.node).name
    }

    pub const fn kind(&self) -> QuestionKind {
        self.model.kind
    }

    pub const fn range(&self) -> Option<Range> {
        self.model.range
    }

    /// Longest side of a photo in pixels, where the form wants it smaller than it is taken.
    pub fn max_pixels(&self) -> Option<u32> {
        self.form.element(self.node).max_pixels
    }

    pub fn appearance(&self) -> &'a str {
        &self.form.element(self.node).appearance
    }

    /// The label with `…` where answers would stand; the name where there is no label.
    pub fn label(&self, language: &str) -> String {
        let label = self.form.element(self.node).label;
        let label = self.form.text(label, self.form.language(language)).map(|label| label.plain());
        label.unwrap_or_else(|| self.name().to_owned())
    }

    /// The property of the subject this answer is kept as.
    pub fn save_to(&self) -> Option<&'a str> {
        self.form.element(self.node).save_to.as_deref()
    }

    /// Whether the question stands in a repeat.
    pub fn is_repeated(&self) -> bool {
        self.form.layout.node(self.node).scope != super::ScopeId::FORM
    }

    /// All choices of its list, unfiltered.
    pub fn choices(&self, language: &str) -> Vec<ChoiceText> {
        let Some(list) = self.form.list_of(self.model) else { return Vec::new() };
        let column = self.model.choices.as_ref().map_or(super::NAME, |choices| choices.value_column());
        let names = (0..list.rows()).map(|row| list.cell(row, column).to_owned());
        names.map(|name| ChoiceText { label: self.choice_label(&name, language), name }).collect()
    }

    /// The label of one choice; the name itself where the list does not have it.
    pub fn choice_label(&self, name: &str, language: &str) -> String {
        let label = self.form.label_of_choice(self.model, name, self.form.language(language));
        label.unwrap_or_else(|| name.to_owned())
    }

    /// A stored answer as people read it: choice labels, dates as dd/mm/yyyy, decimal comma, thousands.
    pub fn show(&self, value: &domain::Value, language: &str) -> String {
        crate::session::shown(self, value, language)
    }
}
