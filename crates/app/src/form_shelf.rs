//! The forms this program ships, read once, and how their answers and properties read to people.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::vocabulary::subject;
use domain::{FieldPath, Value};
use forms::Form;

use crate::words;

/// The shipped workbooks, by form id.
const SHIPPED: [(&str, &[u8]); 1] = [("ho_gia_dinh", include_bytes!("../../../forms/ho_gia_dinh.xlsx"))];

/// Properties that a form saves under another name than the register's.
const SAME_PROPERTY: [(&str, &str); 1] = [("head", subject::NAME)];

/// Lists, histories and reports read in Vietnamese, whatever language a form was filled in.
pub(crate) const LANGUAGE: &str = "vi";

/// All readable forms.
pub(crate) struct FormShelf {
    forms: BTreeMap<String, Arc<Form>>,
    /// Subject property → the question that saves it.
    properties: BTreeMap<String, SavedBy>,
}

struct SavedBy {
    form: String,
    path: String,
}

/// The subject's field for a form's entity property.
pub(crate) fn field_of_property(property: &str) -> &str {
    SAME_PROPERTY.iter().find(|(saved, _)| *saved == property).map_or(property, |(_, field)| field)
}

impl FormShelf {
    /// Reads the shipped forms. A form with errors is left out; a test keeps that from shipping.
    pub fn shipped() -> Self {
        let mut shelf = Self { forms: BTreeMap::new(), properties: BTreeMap::new() };
        for (id, workbook) in SHIPPED {
            if let Some(form) = forms::read_file(workbook, None, id).form {
                shelf.add(Arc::new(form));
            }
        }
        shelf
    }

    fn add(&mut self, form: Arc<Form>) {
        for question in form.questions() {
            if let Some(property) = question.save_to() {
                let saved_by = SavedBy { form: form.id().to_owned(), path: question.path().to_owned() };
                self.properties.insert(field_of_property(property).to_owned(), saved_by);
            }
        }
        self.forms.insert(form.id().to_owned(), form);
    }

    /// A form by its id.
    pub fn form(&self, id: &str) -> Option<&Arc<Form>> {
        self.forms.get(id)
    }

    /// The title of a form, or its id where the form is not known here.
    pub fn title(&self, id: &str) -> String {
        self.form(id).map_or_else(|| id.to_owned(), |form| form.title(LANGUAGE))
    }

    /// What a subject's field is called.
    pub fn property_label(&self, field: &str) -> String {
        if let Some(name) = words::subject_field(field) {
            return name.to_owned();
        }
        let saved_by = self.properties.get(field);
        saved_by.map_or_else(|| field.to_owned(), |saved_by| self.answer_label(&saved_by.form, &saved_by.path))
    }

    /// What a subject's field says, with the labels of choices.
    pub fn property_text(&self, field: &str, value: &Value) -> String {
        if let Some(judgement) = words::judgement(field, value) {
            return judgement.to_owned();
        }
        match self.properties.get(field) {
            Some(saved_by) => self.answer_text(&saved_by.form, &saved_by.path, value),
            None => words::readable(value),
        }
    }

    /// The question behind an answer's path, which may hold ids of repeat instances.
    pub fn answer_label(&self, form: &str, path: &str) -> String {
        let question = self.form(form).and_then(|form| form.question_of_answer(path));
        question.map_or_else(|| path.to_owned(), |question| question.label(LANGUAGE))
    }

    /// An answer as people read it.
    pub fn answer_text(&self, form: &str, path: &str, value: &Value) -> String {
        let question = self.form(form).and_then(|form| form.question_of_answer(path));
        question.map_or_else(|| words::readable(value), |question| question.show(value, LANGUAGE))
    }
}

/// Where a check keeps an answer.
pub(crate) fn answer_field(path: &str) -> FieldPath {
    FieldPath::new(format!("{}{path}", domain::vocabulary::check::ANSWERS))
}
