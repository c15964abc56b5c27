//! Texts, pictures, sound, and what is recorded in the background.

use std::borrow::Cow;

use super::super::parameters::{bad_value, check_keys, one_of, whole_number};
use super::super::record::Value;
use super::super::tree::{Action, Element, FIRST_LOAD, Kind, LOAD};
use super::super::types::question_type;
use super::{Cells, Walk};
use crate::diagnostic::{Diagnostic, Location};

const IMAGE_PREFIX: &str = "jr://images/";
const QUALITIES: [&str; 4] = ["voice-only", "low", "normal", "external"];

impl<'a> Walk<'_, 'a> {
    fn parameters_at(&self, row: u32) -> Location {
        self.table.cell(row, &["parameters"])
    }

    /// Reports unknown keys and gives the place of the cell.
    pub(super) fn checked_keys(&mut self, cells: &Cells<'a>, known: &[&str]) -> Location {
        let at = self.parameters_at(cells.row);
        check_keys(&cells.parameters, known, &at, self.diagnostics);
        at
    }

    /// The value of a parameter that must be a whole number.
    pub(super) fn whole(&mut self, cells: &Cells<'a>, key: &str, at: &Location) -> Option<String> {
        let value = cells.parameters.get(key)?.to_owned();
        if whole_number(&value).is_none() {
            self.diagnostics.push(bad_value(at, key, &value, "một số nguyên", "a whole number"));
        }
        Some(value)
    }

    pub(super) fn text(&mut self, cells: Cells<'a>, name: Cow<'a, str>) {
        let at = self.checked_keys(&cells, &["rows"]);
        let rows = self.whole(&cells, "rows", &at);
        let Some(mut element) = self.element(cells, name) else { return };
        if let Some(rows) = rows {
            element.control_mut().set("rows", rows);
        }
        self.push(element);
    }

    pub(super) fn photo(&mut self, cells: Cells<'a>, name: Cow<'a, str>) {
        let at = self.checked_keys(&cells, &["app", "max-pixels"]);
        let pixels = self.whole(&cells, "max-pixels", &at);
        if pixels.is_none() {
            self.diagnostics.push(Diagnostic::warning(
                at.clone(),
                "photo-size",
                format!("Ảnh của câu “{name}” được giữ nguyên cỡ. Hãy thêm tham số max-pixels=1024 để gửi nhanh và đỡ tốn chỗ."),
                format!("Photos of “{name}” keep their full size. Add the parameter max-pixels=1024 to send faster and save space."),
            ));
        }
        let app = cells.parameters.get("app").map(str::to_owned);
        let Some(mut element) = self.element(cells, name) else { return };
        if let Some(default) = element.default.as_mut().filter(|default| !default.contains(IMAGE_PREFIX)) {
            *default = Cow::Owned(format!("{IMAGE_PREFIX}{default}"));
        }
        if let Some(pixels) = pixels {
            element.bind_mut().set("orx:max-pixels", pixels);
        }
        let plain = element.control.as_ref().and_then(|control| control.get("appearance"));
        if let Some(app) = app.filter(|_| plain.is_none_or(|value| value.text() == Some("annotate"))) {
            if !is_package(&app) {
                self.diagnostics.push(bad_value(
                    &at,
                    "app",
                    &app,
                    "tên gói Android như org.vidu.ung_dung",
                    "an Android package such as org.example.app",
                ));
            }
            element.control_mut().set("intent", app);
        }
        self.push(element);
    }

    pub(super) fn audio(&mut self, cells: Cells<'a>, name: Cow<'a, str>) {
        let at = self.checked_keys(&cells, &["quality"]);
        let quality = cells.parameters.get("quality").map(str::to_owned);
        if let Some(quality) = &quality {
            one_of("quality", quality, &QUALITIES, &at, self.diagnostics);
        }
        let Some(mut element) = self.element(cells, name) else { return };
        if let Some(quality) = quality {
            element.bind_mut().set("odk:quality", quality);
        }
        self.push(element);
    }

    pub(super) fn background_audio(&mut self, cells: Cells<'a>, name: Cow<'a, str>) {
        let at = self.checked_keys(&cells, &["quality"]);
        let quality = cells.parameters.get("quality").map(str::to_owned);
        if let (Some(quality), [known @ .., _]) = (&quality, &QUALITIES) {
            one_of("quality", quality, known, &at, self.diagnostics);
        }
        let Some(mut element) = self.element(cells, name) else { return };
        element.actions.push(Action { quality, ..Action::new("odk:recordaudio", LOAD) });
        self.push(element);
    }

    pub(super) fn start_geopoint(&mut self, cells: Cells<'a>, name: Cow<'a, str>) {
        let Some(mut element) = self.element(cells, name) else { return };
        element.actions.push(Action::new("odk:setgeopoint", FIRST_LOAD));
        self.push(element);
    }

    pub(super) fn background_geopoint(&mut self, cells: Cells<'a>, name: Cow<'a, str>) {
        if cells.triggers.is_empty() {
            self.error(
                cells.row,
                &["trigger"],
                "trigger-missing",
                "Câu “background-geopoint” cần cột trigger: câu hỏi mà khi trả lời thì lấy vị trí.",
                "A “background-geopoint” needs a trigger: the question whose answer makes it take the position.",
            );
        }
        if cells.fields.text_in("bind", "calculate").is_some() {
            self.error(
                cells.row,
                &["bind", "calculate"],
                "calculation-unexpected",
                "Câu “background-geopoint” không được có công thức trong cột calculation.",
                "A “background-geopoint” cannot have a calculation.",
            );
        }
        self.push_element(cells, name);
    }

    pub(super) fn osm(&mut self, mut cells: Cells<'a>, name: Cow<'a, str>, list: &str) {
        let row = cells.row;
        cells.type_name = Cow::Borrowed("osm");
        let tags = if self.sheets.tags.is_empty() { Some(Vec::new()) } else { self.sheets.tags.get(list).cloned() };
        if tags.is_none() {
            self.error(
                row,
                &["type"],
                "list-unknown",
                format!("Trang osm không có danh sách “{list}”."),
                format!("The sheet osm has no list “{list}”."),
            );
        }
        let Some(kind) = question_type("osm") else { return };
        let Some(mut element) = self.element(cells, name) else { return };
        element.kind = Kind::Question(kind);
        element.tags = tags.unwrap_or_default();
        self.push(element);
    }
}

/// The name of an Android app: words set apart by points.
fn is_package(app: &str) -> bool {
    app.contains('.')
        && app.split('.').all(|word| {
            word.starts_with(|letter: char| letter.is_ascii_alphabetic())
                && word.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
        })
}

/// A text question made by the form itself.
pub(super) fn made_text<'a>(name: String, label: &'static str, relevant: String, row: u32) -> Option<Element<'a>> {
    let mut element = Element::new(Kind::Question(question_type("text")?), "text", name, row);
    element.label = Some(Value::from(label));
    let bind = element.bind_mut();
    bind.set("type", "string");
    bind.set("relevant", relevant);
    Some(element)
}
