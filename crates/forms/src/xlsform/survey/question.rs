//! Rows that are questions.

use std::borrow::Cow;

use super::super::lexer::is_formula;
use super::super::record::{Fields, Value};
use super::super::tree::{Action, Element, FIRST_LOAD, Kind, NEW_REPEAT};
use super::super::types::{self, Block, known_words, question_type, split_extension};
use super::blocks::template;
use super::{Cells, Walk};
use crate::diagnostic::nearest;

impl<'a> Walk<'_, 'a> {
    /// A default that is a formula is set when the record starts, and in each new repetition.
    pub(super) fn read_default(&mut self, cells: &mut Cells<'a>) {
        let Some(default) = cells.fields.text("default") else { return };
        if !is_formula(default, &cells.type_name) {
            return;
        }
        cells.default_is_formula = true;
        cells.actions.push(Action::new("setvalue", FIRST_LOAD));
        if self.stack.iter().any(|frame| frame.block == Some(Block::Repeat)) {
            cells.actions.push(Action::new("setvalue", NEW_REPEAT));
        }
    }

    /// What holds for the type whatever the name.
    pub(super) fn check_type(&mut self, cells: &Cells<'a>) {
        match &*cells.type_name {
            "calculate" if cells.fields.text_in("bind", "calculate").is_none() && !cells.default_is_formula => self
                .error(
                    cells.row,
                    &["bind", "calculate"],
                    "calculation-missing",
                    "Câu “calculate” cần công thức trong cột calculation.",
                    "A “calculate” needs a formula in the column calculation.",
                ),
            kind @ ("subscriberid" | "simserial") => self.warn(
                cells.row,
                &["type"],
                "type-obsolete",
                format!("Máy đời mới không còn cho biết “{kind}”. Hãy bỏ câu này hoặc dùng deviceid."),
                format!("Newer devices no longer tell “{kind}”. Remove this row, or use deviceid."),
            ),
            _ => {}
        }
    }

    pub(super) fn question(&mut self, cells: Cells<'a>, name: Cow<'a, str>) {
        self.question_names.insert(name.to_string());
        let type_name = cells.type_name.clone();
        if matches!(&*type_name, "csv-external" | "xml-external") {
            self.instances.insert(split_extension(&name).0.to_owned());
            self.external_file(&cells, name);
            return;
        }
        if let Some(select) = types::select(&type_name) {
            self.select(cells, name, select);
            return;
        }
        if let Some(list) = types::osm(&type_name) {
            self.osm(cells, name, list);
            return;
        }
        match &*type_name {
            "range" => self.range(cells, name),
            "text" => self.text(cells, name),
            "photo" => self.photo(cells, name),
            "audio" => self.audio(cells, name),
            "background-audio" => self.background_audio(cells, name),
            "geopoint" | "geoshape" | "geotrace" => self.geo(cells, name),
            "start-geopoint" => self.start_geopoint(cells, name),
            "background-geopoint" => self.background_geopoint(cells, name),
            _ if question_type(&type_name).and_then(|kind| kind.control).is_some_and(is_select) => {
                self.unknown_type(cells.row, &type_name);
            }
            _ => self.push_element(cells, name),
        }
    }

    pub(super) fn push_element(&mut self, cells: Cells<'a>, name: Cow<'a, str>) {
        if let Some(element) = self.element(cells, name) {
            self.push(element);
        }
    }

    /// The element of a row, by the cells that every question may have.
    pub(super) fn element(&mut self, mut cells: Cells<'a>, name: Cow<'a, str>) -> Option<Element<'a>> {
        let Some(kind) = question_type(&cells.type_name) else {
            self.unknown_type(cells.row, &cells.type_name);
            return None;
        };
        let fields = &mut cells.fields;
        let mut element = Element::new(Kind::Question(kind), cells.type_name, name, cells.row);
        element.label = fields.take("label");
        element.hint = fields.take("hint").or(kind.hint.map(Value::from));
        element.guidance = fields.take("guidance_hint");
        element.media = fields.take("media");
        element.bind = overlaid(template(kind.bind), fields.take_map("bind"));
        let media = kind.media.map(|media| ("mediatype", Value::from(media)));
        element.control = overlaid(Fields(media.into_iter().collect()), fields.take_map("control"));
        element.instance = fields.take_map("instance");
        element.default = fields.take_text("default");
        element.choice_filter = fields.take_text("choice_filter");
        element.query = fields.take_text("query");
        element.list =
            fields.take_text("itemset").filter(|_| matches!(kind.control, Some("range")) || is_geo(kind.names));
        element.parameters = cells.parameters;
        element.actions = cells.actions;
        element.triggers = cells.triggers;
        element.default_is_formula = cells.default_is_formula;
        if element.label.is_none() && element.appearance() == Some("label") {
            element.label = Some(Value::from(" "));
        }
        self.check_formulas(&element);
        Some(element)
    }

    /// A formula cannot be different in each language.
    fn check_formulas(&mut self, element: &Element<'a>) {
        let Some(bind) = &element.bind else { return };
        for property in super::super::aliases::TRUTHS {
            if bind.get(property).is_some_and(|value| value.map().is_some()) {
                let at = self.table.cell(element.row, &["bind", property]);
                self.diagnostics.push(super::super::settings::not_grouped(at));
            }
        }
        let select = element.is_select() && !matches!(bind.text("type"), Some("string" | "odk:rank"));
        if select {
            self.error(
                element.row,
                &["bind", "type"],
                "select-bind-type",
                "Câu hỏi chọn không đổi được bind::type. Hãy để trống ô này.",
                "A select cannot have another bind::type. Clear this cell.",
            );
        }
    }

    fn external_file(&mut self, cells: &Cells<'a>, name: Cow<'a, str>) {
        let extension = if cells.type_name == "csv-external" { "csv" } else { "xml" };
        let in_repeat = self.stack.last().is_some_and(|frame| frame.block == Some(Block::Repeat));
        if in_repeat {
            self.error(
                cells.row,
                &["type"],
                "external-in-repeat",
                "Tệp ngoài không được khai báo trực tiếp trong nhóm lặp. Hãy chuyển dòng này ra ngoài nhóm lặp.",
                "An external file cannot be declared directly within a repeat. Move this row out of it.",
            );
        }
        self.push(Element::new(Kind::ExternalFile(extension), cells.type_name.clone(), name, cells.row));
    }

    pub(super) fn unknown_type(&mut self, row: u32, type_name: &str) {
        let shown = type_name.chars().take(60).collect::<String>();
        if types::is_select_word(&shown) {
            self.error(
                row,
                &["type"],
                "list-missing",
                format!("Câu hỏi chọn “{shown}” cần tên danh sách lựa chọn đi sau, ví dụ select_one ten_danh_sach."),
                format!("“{shown}” needs the name of a list of choices after it, such as select_one list_name."),
            );
            return;
        }
        let near = near_type(&shown);
        let vi = near.as_ref().map_or_else(String::new, |near| format!(" Có phải ý bạn là “{near}”?"));
        let en = near.as_ref().map_or_else(String::new, |near| format!(" Did you mean “{near}”?"));
        self.error(
            row,
            &["type"],
            "type-unknown",
            format!("Không biết loại câu hỏi “{shown}”.{vi}"),
            format!("The type “{shown}” is not known.{en}"),
        );
    }
}

/// What a type that is not known may have meant.
fn near_type(shown: &str) -> Option<String> {
    let lower = shown.to_lowercase();
    let is_known = question_type(&lower).is_some() || types::begins(&lower).is_some() || types::ends(&lower).is_some();
    if is_known || types::select(&lower).is_some() {
        return Some(lower);
    }
    let beginning = shown.split_once(' ').and_then(|(first, rest)| Some((nearest(first, known_words())?, rest)));
    if let Some((near, rest)) = beginning {
        return Some(format!("{near} {rest}"));
    }
    nearest(&shown.replace(' ', "_"), known_words()).map(str::to_owned)
}

fn is_select(control: &str) -> bool {
    matches!(control, "select" | "select1" | "odk:rank")
}

fn is_geo(names: &[&str]) -> bool {
    names.iter().any(|name| matches!(*name, "geopoint" | "geoshape" | "geotrace"))
}

/// What a type brings along, with what a row says put over it; nothing where neither says anything.
fn overlaid<'a>(mut template: Fields<'a>, row: Option<Fields<'a>>) -> Option<Fields<'a>> {
    for (key, value) in row.into_iter().flat_map(|row| row.0) {
        template.set(key, value);
    }
    (!template.0.is_empty()).then_some(template)
}
