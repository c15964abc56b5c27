//! The `settings` sheet: one row that speaks of the whole form.

use std::borrow::Cow;

use super::aliases::yes_or_no;
use super::headers::Table;
use super::names::is_name;
use super::record::{Fields, Value};
use crate::diagnostic::{Diagnostic, Location};

/// The language of texts without one, where the form names none.
pub(super) const NO_LANGUAGE: &str = "default";

#[derive(Clone, Debug, Default)]
pub(super) struct Settings<'a> {
    pub fields: Fields<'a>,
}

/// Fields of which only a text makes sense.
const PLAIN: [&str; 18] = [
    "name",
    "title",
    "id_string",
    "default_language",
    "version",
    "style",
    "instance_name",
    "instance_xmlns",
    "namespaces",
    "public_key",
    "submission_url",
    "auto_send",
    "auto_delete",
    "prefix",
    "delimiter",
    "omit_instanceID",
    "client_editable",
    "allow_choice_duplicates",
];

impl<'a> Settings<'a> {
    /// `first_row` is the row below the headers; a form whose settings stand further below has none.
    pub(super) fn read(table: &mut Table<'a>, first_row: u32, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let Some(record) = table.records.first_mut().filter(|record| record.row == first_row) else {
            return Self::default();
        };
        let settings = Self { fields: std::mem::take(&mut record.fields) };
        for field in PLAIN {
            if settings.fields.get(field).is_some_and(|value| value.text().is_none()) {
                diagnostics.push(not_grouped(table.cell(first_row, &[field])));
            }
        }
        if let Some(name) = settings.fields.text("name").filter(|name| !is_name(name)) {
            diagnostics.push(invalid_name(table.cell(first_row, &["name"]), name));
        }
        settings
    }

    pub(super) fn text(&self, field: &str) -> Option<&str> {
        self.fields.text(field)
    }

    pub(super) fn is_yes(&self, field: &str) -> bool {
        self.text(field).and_then(yes_or_no) == Some(true)
    }

    pub(super) fn default_language(&self) -> Cow<'a, str> {
        match self.fields.get("default_language") {
            Some(Value::Text(language)) => language.clone(),
            _ => Cow::Borrowed(NO_LANGUAGE),
        }
    }

    /// Whether runs of blanks in the survey become one.
    pub(super) fn cleans_texts(&self) -> bool {
        self.text("clean_text_values").and_then(yes_or_no).unwrap_or(true)
    }
}

pub(super) fn not_grouped(at: Location) -> Diagnostic {
    Diagnostic::error(
        at,
        "column-grouped",
        "Cột này chỉ nhận một giá trị cho cả biểu mẫu, nên tên cột không được có phần sau dấu “::” (như ngôn ngữ).",
        "This column holds one value only, so its header cannot have a part after “::” (such as a language).",
    )
}

pub(super) fn invalid_name(at: Location, name: &str) -> Diagnostic {
    Diagnostic::error(
        at,
        "name-invalid",
        format!(
            "Tên “{name}” không hợp lệ: phải bắt đầu bằng chữ không dấu hoặc “_”, sau đó chỉ có chữ, số, “_”, “-”, “.”."
        ),
        format!("The name “{name}” is not valid: start with a letter or “_”, then letters, digits, “_”, “-”, “.”."),
    )
}
