//! The answers of one check, or of one row of a repeat, by the names of their questions.

use std::collections::BTreeMap;

use domain::{DocId, Value};
use forms::Form;
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::form_shelf::LANGUAGE;

/// A check that was finished, as the log has it.
#[derive(Clone, Debug, PartialEq)]
pub struct FinishedCheck {
    pub check: DocId,
    /// The work, village, commune … it is about.
    pub subject: DocId,
    /// Id of the form, which for shipped forms is the stem of its file.
    pub form: String,
    /// By path in the form; rows of a repeat stand below its name and their own id, and the row itself has its order.
    pub answers: BTreeMap<String, Value>,
}

/// One check or row, and the form that knows its words.
#[derive(Clone, Copy)]
pub(super) struct Answers<'a> {
    pub check: DocId,
    pub subject: DocId,
    pub form: &'a str,
    answers: &'a BTreeMap<String, Value>,
    model: &'a Form,
    /// Path of the row; nothing for the whole check.
    row: Option<&'a str>,
}

impl<'a> Answers<'a> {
    pub fn of(check: &'a FinishedCheck, model: &'a Form) -> Self {
        let FinishedCheck { check, subject, form, answers } = check;
        Self { check: *check, subject: *subject, form, answers, model, row: None }
    }

    /// The day the check speaks of.
    pub fn day(&self) -> Option<Date> {
        self.date("ngay_ghi")
    }

    fn find(&self, name: &str) -> Option<(&'a str, &'a Value)> {
        let named = |path: &str| path.rsplit('/').next() == Some(name);
        let here = |path: &str| match self.row {
            Some(row) => path.strip_prefix(row).is_some_and(|rest| rest.starts_with('/')),
            None => self.model.question_of_answer(path).is_some_and(|question| !question.is_repeated()),
        };
        let found = self.answers.iter().find(|(path, _)| named(path) && here(path));
        found.map(|(path, value)| (path.as_str(), value))
    }

    /// As it is stored; of a choice its name.
    pub fn text(&self, name: &str) -> Option<String> {
        let text = match self.find(name)?.1 {
            Value::Text(text) => text.clone(),
            Value::Integer(number) => number.to_string(),
            Value::Decimal(number) => number.to_string(),
            Value::Boolean(truth) => truth.to_string(),
        };
        Some(text).filter(|text| !text.is_empty())
    }

    pub fn is(&self, name: &str, text: &str) -> bool {
        self.text(name).as_deref() == Some(text)
    }

    pub fn whole(&self, name: &str) -> Option<i64> {
        self.text(name)?.parse().ok()
    }

    pub fn decimal(&self, name: &str) -> Option<Decimal> {
        self.text(name)?.parse::<Decimal>().ok().map(|number| number.normalize())
    }

    pub fn date(&self, name: &str) -> Option<Date> {
        self.text(name)?.parse().ok()
    }

    /// As people read it; of a choice its label.
    pub fn shown(&self, name: &str) -> Option<String> {
        let (path, value) = self.find(name)?;
        let question = self.model.question_of_answer(path)?;
        Some(question.show(value, LANGUAGE)).filter(|text| !text.is_empty())
    }

    /// What the question says.
    pub fn label(&self, name: &str) -> Option<String> {
        let (path, _) = self.find(name)?;
        Some(self.model.question_of_answer(path)?.label(LANGUAGE))
    }

    /// Names and labels of the choices of a question, in the form's order.
    pub fn choices(&self, name: &str) -> Vec<forms::ChoiceText> {
        let question = self.model.questions().find(|question| question.name() == name);
        question.map(|question| question.choices(LANGUAGE)).unwrap_or_default()
    }

    /// The rows of a repeat, in their order.
    pub fn rows(&self, repeat: &str) -> Vec<Self> {
        let order = |(path, value): (&'a String, &'a Value)| {
            let mut names = path.rsplit('/');
            let (_, parent) = (names.next(), names.next()?);
            (parent == repeat).then_some((value.as_integer()?, path.as_str()))
        };
        let mut rows: Vec<_> = self.answers.iter().filter_map(order).collect();
        rows.sort_unstable();
        rows.into_iter().map(|(_, row)| Self { row: Some(row), ..*self }).collect()
    }
}

/// A label without what explains it in brackets: "Ngân sách huyện (đến 30/6/2025)" is "Ngân sách huyện".
pub(super) fn without_bracket(label: &str) -> String {
    label.split(" (").next().unwrap_or(label).trim().to_owned()
}
