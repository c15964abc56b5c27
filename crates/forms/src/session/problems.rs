//! What stops a form from being finished.

use super::instance::{BROKEN, MISFIT, NOT_OFFERED, RELEVANT, REQUIRED};
use super::{Session, messages};
use crate::model::LanguageId;

/// One reason why the form cannot be finished.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub path: String,
    /// Index of the section, as [`Session::sections`] counts them.
    pub section: usize,
    /// Label of the question.
    pub label: String,
    pub message: String,
}

impl Session {
    /// Everything that stops finishing, in document order.
    pub fn problems(&self, language: &str) -> Vec<Problem> {
        let id = self.form.language(language);
        let mut found = Vec::new();
        for section in self.section_parts() {
            for cell in self.section_cells(&section) {
                let missing = self.is_missing(cell).then(|| self.required_message(cell, id));
                if let Some(message) = self.fault_message(cell, id).or(missing) {
                    let label = self.label(cell, id);
                    found.push(Problem { path: self.path(cell), section: section.index, label, message });
                }
            }
        }
        found
    }

    /// Whether the stored text fits type, choices and constraint.
    pub(super) fn is_valid(&self, cell: u32) -> bool {
        !self.cell(cell).is(MISFIT | BROKEN | NOT_OFFERED)
    }

    /// Required, relevant and blank.
    pub(super) fn is_missing(&self, cell: u32) -> bool {
        let answer = self.cell(cell);
        let answerable = self.kind_of(cell).is_some_and(|kind| kind.is_answerable());
        answerable && answer.is(REQUIRED) && answer.is(RELEVANT) && answer.text.is_empty()
    }

    /// The message for an answer that is not valid.
    pub(super) fn fault_message(&self, cell: u32, language: LanguageId) -> Option<String> {
        let answer = self.cell(cell);
        if !answer.is(RELEVANT) || self.is_valid(cell) {
            return None;
        }
        let name = self.language_name(language);
        if let (Some(fault), Some(question)) = (self.faults.get(&cell), self.form.question_model(self.node_of(cell))) {
            return Some(messages::misfit(fault, question.kind, question.range, name));
        }
        if answer.is(NOT_OFFERED) {
            return Some(messages::not_offered(name));
        }
        let own = self.shown_text(self.form.element(self.node_of(cell)).constraint_message, cell, language);
        Some(own.unwrap_or_else(|| messages::constraint(name)))
    }

    pub(super) fn required_message(&self, cell: u32, language: LanguageId) -> String {
        let own = self.shown_text(self.form.element(self.node_of(cell)).required_message, cell, language);
        own.unwrap_or_else(|| messages::required(self.language_name(language)))
    }

    pub(super) fn language_name(&self, language: LanguageId) -> &str {
        self.form.languages.get(language.0).map_or("", |language| language.name.as_str())
    }
}
