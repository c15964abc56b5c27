//! The forms this program ships, read once, and how their answers and properties read to people.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use domain::vocabulary::subject;
use domain::{FieldPath, Value};
use forms::{Form, Resources};

use crate::words;

/// The shipped workbooks, by the stem of their file, which is the form's id.
const SHIPPED: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/shipped_forms.rs"));
/// The columns of the settings sheet that say what kind of subject a form is about. The first survives conversion, as
/// an attribute of the form's root.
const SUBJECT_TYPE: [&str; 2] = ["attribute::subject_type", "subject_type"];

/// Properties that a form saves under another name than the register's.
const SAME_PROPERTY: [(&str, &str); 2] = [("head", subject::NAME), ("subject_name", subject::NAME)];

/// Lists, histories and reports read in Vietnamese, whatever language a form was filled in.
pub(crate) const LANGUAGE: &str = "vi";

/// Read when the first book opens and kept: a device that is locked and opened again need not read them again.
static SHELF: LazyLock<FormShelf> = LazyLock::new(FormShelf::read);

/// All readable forms.
pub(crate) struct FormShelf {
    forms: BTreeMap<String, Shelved>,
    /// Subject property → the question that saves it.
    properties: BTreeMap<String, SavedBy>,
}

struct Shelved {
    form: Arc<Form>,
    subject_type: String,
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
    /// The shipped forms. One with errors is left out; a test keeps that from shipping.
    pub fn shipped() -> &'static Self {
        &SHELF
    }

    fn read() -> Self {
        let mut shelf = Self { forms: BTreeMap::new(), properties: BTreeMap::new() };
        let resources = empty_lists();
        for (id, workbook) in SHIPPED {
            if let Some(form) = forms::read_file_with(workbook, None, id, &resources).form {
                let settings = forms::read_settings(workbook, None);
                let setting = SUBJECT_TYPE.iter().find_map(|column| settings.get(*column));
                let subject_type = subject_type(setting, &form);
                shelf.add(Arc::new(form), subject_type);
            }
        }
        shelf
    }

    fn add(&mut self, form: Arc<Form>, subject_type: String) {
        for question in form.questions() {
            if let Some(property) = question.save_to() {
                let saved_by = SavedBy { form: form.id().to_owned(), path: question.path().to_owned() };
                // The first form that brings a property names it.
                self.properties.entry(field_of_property(property).to_owned()).or_insert(saved_by);
            }
        }
        self.forms.insert(form.id().to_owned(), Shelved { form, subject_type });
    }

    /// A form by its id.
    pub fn form(&self, id: &str) -> Option<&Arc<Form>> {
        self.forms.get(id).map(|shelved| &shelved.form)
    }

    /// All forms that can be read here.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Form>> {
        self.forms.values().map(|shelved| &shelved.form)
    }

    /// Ids of the forms about subjects of a type, in order.
    pub fn about<'a>(&'a self, subject_type: &'a str) -> impl Iterator<Item = &'a str> {
        let about = self.forms.iter().filter(move |(_, shelved)| shelved.subject_type == subject_type);
        about.map(|(id, _)| id.as_str())
    }

    /// The title of a form, or its id where the form is not known here.
    pub fn title(&self, id: &str) -> String {
        self.form(id).map_or_else(|| id.to_owned(), |form| form.title(LANGUAGE))
    }

    /// What a field of subjects of a type is called.
    pub fn property_label(&self, subject_type: &str, field: &str) -> String {
        if let Some(name) = words::subject_field(subject_type, field) {
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
        if let Some(amount) = words::amount(field, value) {
            return amount;
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

/// What the settings say, else the list of the entities sheet, else a household.
fn subject_type(setting: Option<&String>, form: &Form) -> String {
    let list = form.dataset().map(|dataset| &dataset.name);
    let known = |name: &&String| subject::TYPES.contains(&name.as_str());
    setting.filter(known).or(list.filter(known)).map_or_else(|| subject::TYPE_HOUSEHOLD.to_owned(), String::clone)
}

/// A form that updates subjects looks them up in the list of its type. Here presets tell it what is known, so that
/// the lists may be empty.
fn empty_lists() -> Resources {
    let mut lists = Resources::default();
    for subject_type in subject::TYPES {
        lists.insert(format!("{subject_type}.csv"), b"name,label,__version,__trunkVersion,__branchId\n".to_vec());
    }
    lists
}

/// Where a check keeps an answer.
pub(crate) fn answer_field(path: &str) -> FieldPath {
    FieldPath::new(format!("{}{path}", domain::vocabulary::check::ANSWERS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_shipped_forms_save_of_a_subject_has_a_name_that_people_read() {
        let shelf = FormShelf::shipped();
        for (field, saved_by) in &shelf.properties {
            let about = &shelf.forms[&saved_by.form].subject_type;
            let label = shelf.property_label(about, field);
            assert!(label.chars().next().is_some_and(char::is_uppercase), "{field} of {about} is called “{label}”");
        }
    }

    #[test]
    fn what_a_form_worked_out_is_told_as_people_write_it() {
        let shelf = FormShelf::shipped();
        for (field, value, said) in [
            ("work_cost", "565190000", "565.190.000"),
            ("hardened_percent", "61.382113821138", "61,38"),
            ("facility_ok", "0", "Chưa đạt"),
            ("point_ok", "1", "Đạt"),
        ] {
            assert_eq!(shelf.property_text(field, &Value::Text(value.to_owned())), said, "{field}");
        }
    }
}
