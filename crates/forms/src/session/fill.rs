//! Answering, and every other request that changes what is filled.

use std::sync::Arc;

use domain::Value;

use super::change::Change;
use super::input::lexical;
use super::instance::{MISFIT, READ_ONLY};
use super::open::Target;
use super::{MAX_ANSWER_BYTES, Session, SessionError};
use crate::expr::date;
use crate::model::{Metadata, QuestionKind, ScopeId};

impl Session {
    /// Moves the clock that `now()` and `today()` read; nothing is recalculated by itself.
    pub const fn set_now(&mut self, now_ms: i64) {
        self.env.now_ms = now_ms;
    }

    /// Shows labels, and evaluates what reads them, in another language.
    pub fn set_language(&mut self, language: &str) -> Change {
        self.language = self.form.language(language);
        self.queue_language();
        self.run();
        self.take_change()
    }

    /// Answers a question, or clears it with `None`. An answer that does not fit is kept and shown
    /// as an error at its question.
    pub fn set(&mut self, path: &str, value: Option<Value>) -> Result<Change, SessionError> {
        let cell = match self.find(path) {
            Some(Target::Cell(cell)) => cell,
            Some(Target::Instance(_)) => return Err(SessionError::NotAQuestion(path.to_owned())),
            None => return Err(SessionError::UnknownPath(path.to_owned())),
        };
        let length = if let Some(Value::Text(text)) = &value { text.len() } else { 0 };
        self.check_editable(cell, path, length)?;
        let before = self.cell(cell).text.clone();
        self.enter(cell, value.as_ref());
        Ok(self.spread(cell, &before))
    }

    /// From now on missing required answers are errors; fills the time of finishing.
    pub fn mark_finishing(&mut self) -> Change {
        self.finishing = true;
        let now = date::Moment::of_clock(self.env.now_ms, self.env.utc_offset_min).date_time_text();
        for node in self.form.layout.node_ids() {
            let ends = self
                .form
                .question_model(node)
                .is_some_and(|question| question.kind == QuestionKind::Metadata(Metadata::End));
            let placed = self.form.layout.node(node);
            if ends && placed.scope == ScopeId::FORM {
                let cell = self.cell_at(0, placed.spot);
                self.store(cell, &now);
            }
        }
        self.run();
        self.take_change()
    }

    /// Whether people may answer here, so many bytes at once.
    pub(super) fn check_editable(&self, cell: u32, path: &str, length: usize) -> Result<(), SessionError> {
        if !self.is_question(cell) {
            return Err(SessionError::NotAQuestion(path.to_owned()));
        }
        let element = self.form.element(self.node_of(cell));
        let calculated = element.has_calculation && !element.has_control;
        if calculated || self.cell(cell).is(READ_ONLY) || self.kind_of(cell) == Some(QuestionKind::Note) {
            return Err(SessionError::NotEditable(path.to_owned()));
        }
        if length > MAX_ANSWER_BYTES {
            return Err(SessionError::AnswerTooLong { path: path.to_owned() });
        }
        Ok(())
    }

    /// Runs what a new answer sets in motion.
    pub(super) fn spread(&mut self, cell: u32, before: &str) -> Change {
        self.run();
        if *self.cell(cell).text != *before {
            self.fire_changed(cell);
            self.run();
        }
        self.take_change()
    }

    /// Stores a value that another program gives. One that does not fit its type is kept with its fault.
    pub(super) fn enter_lexical(&mut self, cell: u32, text: &str) {
        let form = Arc::clone(&self.form);
        let element = form.element(self.node_of(cell));
        let list = form.question_model(self.node_of(cell)).and_then(|question| form.list_of(question));
        match super::lexical::lexical(element, list, text) {
            Ok(text) => self.put(cell, &text, None),
            Err(fault) => self.put(cell, text, Some(fault)),
        }
    }

    /// Stores a text that is known to fit.
    pub(super) fn store_valid(&mut self, cell: u32, text: &str) {
        self.put(cell, text, None);
    }

    fn put(&mut self, cell: u32, text: &str, fault: Option<super::input::InputFault>) {
        if self.withheld.remove(&cell).is_some() {
            self.mark_validity(cell, super::instance::NOT_OFFERED, false);
        }
        self.mark_validity(cell, MISFIT, fault.is_some());
        match fault {
            Some(fault) => self.faults.insert(cell, fault),
            None => self.faults.remove(&cell),
        };
        self.store(cell, text);
    }

    /// Stores a value as it is typed, with its fault if it has one.
    pub(super) fn enter(&mut self, cell: u32, value: Option<&Value>) {
        let form = Arc::clone(&self.form);
        let Some(question) = form.question_model(self.node_of(cell)) else { return };
        let list = form.list_of(question);
        let (text, fault) = value.map_or_else(Default::default, |value| lexical(question, list, value));
        self.put(cell, &text, fault);
    }
}
