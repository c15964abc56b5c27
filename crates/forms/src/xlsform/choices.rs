//! The `choices` sheet: lists of choices.

use std::borrow::Cow;

use foldhash::{HashMap, HashSet, HashSetExt as _};

use super::headers::Table;
use super::names::has_reference;
use super::record::{Fields, Value};
use crate::diagnostic::{Diagnostic, Location};

#[derive(Clone, Debug)]
pub(super) struct Choice<'a> {
    pub name: Cow<'a, str>,
    pub label: Option<Value<'a>>,
    pub media: Option<Value<'a>>,
    pub sms_option: Option<Cow<'a, str>>,
    /// Further columns, which filters may use.
    pub extra: Fields<'a>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct List<'a> {
    pub name: Cow<'a, str>,
    pub choices: Vec<Choice<'a>>,
    /// Whether labels stand among the translations.
    pub translated: bool,
    /// Whether the choices come from a search within a file of the device.
    pub searched: bool,
    /// Whether a choice "none" was asked for already.
    pub has_none: bool,
}

/// In the order of the sheet, found by name.
#[derive(Clone, Debug, Default)]
pub(super) struct Lists<'a> {
    pub all: Vec<List<'a>>,
    by_name: HashMap<Cow<'a, str>, usize>,
}

pub(super) const OTHER: &str = "other";
const OTHER_LABEL: &str = "Other";

impl<'a> Lists<'a> {
    pub(super) fn get(&self, name: &str) -> Option<&List<'a>> {
        self.all.get(*self.by_name.get(name)?)
    }

    pub(super) fn get_mut(&mut self, name: &str) -> Option<&mut List<'a>> {
        self.all.get_mut(*self.by_name.get(name)?)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|list| &*list.name)
    }

    fn list(&mut self, name: Cow<'a, str>) -> Option<&mut List<'a>> {
        let next = self.all.len();
        let place = *self.by_name.entry(name.clone()).or_insert(next);
        if place == next {
            self.all.push(List { name, ..List::default() });
        }
        self.all.get_mut(place)
    }

    pub(super) fn read(table: Table<'a>, allow_duplicates: bool, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let dropped = unusable_columns(&table, diagnostics);
        if !table.has("name") && !table.records.is_empty() {
            diagnostics.push(missing_column(&table));
        }
        let mut lists = Self::default();
        let mut seen: HashSet<(usize, Cow<'_, str>)> = HashSet::new();
        let places = Places { name: table.cell(1, &["name"]), label: table.cell(1, &["label"]) };
        for mut record in table.records {
            let Some(list_name) = record.fields.take("list name") else { continue };
            let name = record.fields.take("name");
            let (Value::Text(list_name), Some(Value::Text(name))) = (list_name, name) else {
                diagnostics.push(unnamed(&places.name, record.row));
                continue;
            };
            for column in &dropped {
                record.fields.take(column);
            }
            let label = record.fields.take("label");
            if label.is_none() {
                diagnostics.push(unlabelled(&places.label, record.row, &name));
            }
            let media = record.fields.take("media");
            let sms_option = record.fields.take_text("sms_option");
            let place = lists.by_name.get(&list_name).copied().unwrap_or(lists.all.len());
            if !allow_duplicates && !seen.insert((place, name.clone())) {
                diagnostics.push(duplicate(&places.name, record.row, &list_name, &name));
            }
            for (column, value) in &record.fields.0 {
                if value.map().is_some() {
                    diagnostics.push(super::settings::not_grouped(
                        Location { row: Some(record.row), ..places.name.clone() }.column(column),
                    ));
                }
            }
            let choice = Choice { name, label, media, sms_option, extra: record.fields };
            if let Some(list) = lists.list(list_name) {
                list.choices.push(choice);
            }
        }
        lists
    }

    /// Settles which lists have translated labels, once all choices are there.
    pub(super) fn settle(&mut self) {
        for list in &mut self.all {
            list.translated = list.choices.iter().any(|choice| {
                let media =
                    choice.media.as_ref().is_some_and(|media| media.map().is_none_or(|media| !media.0.is_empty()));
                media
                    || match &choice.label {
                        Some(Value::Map(_)) => true,
                        Some(Value::Text(label)) => has_reference(label),
                        None => false,
                    }
            });
        }
    }
}

impl<'a> List<'a> {
    /// Adds the choice "other" unless the list has it. Answers false where some choice lacks the label
    /// that others have in several languages.
    pub(super) fn add_other(&mut self) -> bool {
        if self.choices.iter().any(|choice| choice.name == OTHER) {
            return true;
        }
        let translated = self.choices.iter().any(|choice| matches!(choice.label, Some(Value::Map(_))));
        if translated && self.choices.iter().any(|choice| choice.label.is_none()) {
            return false;
        }
        let label = if translated {
            let mut label = Fields::default();
            for choice in &self.choices {
                for (language, _) in choice.label.as_ref().and_then(Value::map).into_iter().flat_map(|label| &label.0) {
                    label.set(language, OTHER_LABEL);
                }
            }
            Value::Map(label)
        } else {
            Value::from(OTHER_LABEL)
        };
        self.choices.push(Choice {
            name: Cow::Borrowed(OTHER),
            label: Some(label),
            media: None,
            sms_option: None,
            extra: Fields::default(),
        });
        true
    }
}

struct Places {
    name: Location,
    label: Location,
}

/// Headers with blanks cannot become elements; their cells are left out.
fn unusable_columns<'a>(table: &Table<'a>, diagnostics: &mut Vec<Diagnostic>) -> Vec<&'a str> {
    let mut unusable = Vec::new();
    for field in table.fields() {
        let Some(first) =
            field.first().filter(|first| **first != "list name" && (first.contains(' ') || first.is_empty()))
        else {
            continue;
        };
        diagnostics.push(Diagnostic::warning(
            Location::row(table.sheet, 1).column(first),
            "choice-column-name",
            format!("Cột “{first}” của trang choices có dấu cách trong tên nên không được dùng. Nếu cần cho choice_filter, hãy thay dấu cách bằng “_”."),
            format!("The column “{first}” of the choices has a blank in its name, so it is not used. If a choice_filter needs it, put “_” for the blank."),
        ));
        unusable.push(*first);
    }
    unusable
}

fn missing_column(table: &Table<'_>) -> Diagnostic {
    Diagnostic::error(
        Location::row(table.sheet, 1),
        "column-missing",
        "Trang choices thiếu cột “name” (tên ngắn của từng lựa chọn).",
        "The choices lack the column “name” (the short name of each choice).",
    )
}

fn unnamed(at: &Location, row: u32) -> Diagnostic {
    Diagnostic::error(
        Location { row: Some(row), ..at.clone() },
        "choice-unnamed",
        "Lựa chọn này chưa có tên (cột name). Hãy điền tên, hoặc xóa cả dòng.",
        "This choice has no name. Fill in the column name, or clear the row.",
    )
}

fn unlabelled(at: &Location, row: u32, name: &str) -> Diagnostic {
    Diagnostic::warning(
        Location { row: Some(row), ..at.clone() },
        "choice-unlabelled",
        format!("Lựa chọn “{name}” chưa có nhãn (cột label), nên người điền không thấy chữ nào."),
        format!("The choice “{name}” has no label, so people will see nothing to pick."),
    )
}

fn duplicate(at: &Location, row: u32, list: &str, name: &str) -> Diagnostic {
    Diagnostic::error(
        Location { row: Some(row), ..at.clone() },
        "choice-duplicate",
        format!(
            "Danh sách “{list}” đã có lựa chọn “{name}”. Nếu cố ý, hãy đặt allow_choice_duplicates là yes trong trang settings."
        ),
        format!(
            "The list “{list}” already has the choice “{name}”. If that is meant, set allow_choice_duplicates to yes in the settings."
        ),
    )
}
