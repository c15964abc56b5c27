//! What people see and touch.

use std::borrow::Cow;

use super::super::record::Value;
use super::super::tree::{Element, ElementId, Kind, VALUE_CHANGED};
use super::super::types::{Block, QuestionType};
use super::Context;
use super::references::How;
use super::xml::Xml;
use crate::xml::NodeId;

impl Context<'_, '_> {
    /// Controls of everything a section holds.
    pub(super) fn controls(&self, xml: &mut Xml, parent: NodeId, id: ElementId) {
        for child in &self.element(id).children {
            match self.element(*child).kind {
                Kind::Block(Block::Repeat) => self.repeat(xml, parent, *child),
                Kind::Block(_) => self.group(xml, parent, *child),
                Kind::Question(kind) => self.question(xml, parent, *child, kind),
                _ => {}
            }
        }
    }

    fn group(&self, xml: &mut Xml, parent: NodeId, id: ElementId) {
        let element = self.element(id);
        if element.hidden {
            return;
        }
        let group = xml.child(parent, "group");
        self.control_attributes(xml, group, id);
        if !element.flat {
            xml.attribute(group, "ref", self.path(id));
        }
        if element.label.is_some() {
            self.label(xml, group, id);
        }
        self.controls(xml, group, id);
    }

    fn repeat(&self, xml: &mut Xml, parent: NodeId, id: ElementId) {
        let group = xml.child(parent, "group");
        xml.attribute(group, "ref", self.path(id));
        self.label(xml, group, id);
        let repeat = xml.child(group, "repeat");
        xml.attribute(repeat, "nodeset", self.path(id));
        self.control_attributes(xml, repeat, id);
        self.controls(xml, repeat, id);
        self.repeat_actions(xml, repeat, id);
    }

    /// Actions of everything in the repeat but not in one within it.
    fn repeat_actions(&self, xml: &mut Xml, repeat: NodeId, id: ElementId) {
        for child in &self.element(id).children {
            let element = self.element(*child);
            if element.is_question() || matches!(element.kind, Kind::Attribute) {
                self.actions(xml, repeat, *child, true);
            }
            if !element.is_repeat() {
                self.repeat_actions(xml, repeat, *child);
            }
        }
    }

    fn control_attributes(&self, xml: &mut Xml, node: NodeId, id: ElementId) {
        let element = self.element(id);
        for (name, value) in element.control.iter().flat_map(|control| &control.0) {
            let is_plain = *name == "appearance" && matches!(element.kind, Kind::Block(Block::Group | Block::Loop));
            let value = value.flat();
            let value = if is_plain { value } else { self.paths_in(&value, How::of(id)).into_owned().into() };
            xml.attribute(node, name, &value);
        }
    }

    fn question(&self, xml: &mut Xml, parent: NodeId, id: ElementId, kind: &'static QuestionType) {
        let element = self.element(id);
        let triggered = self.triggered.get(&*element.name).map(Vec::as_slice).unwrap_or_default();
        if is_unseen(element) {
            if let Some(first) = triggered.iter().find(|triggered| !triggered.takes_position) {
                let (name, other) = (&element.name, &self.element(first.element).name);
                self.error(
                    self.at(first.element, "trigger"),
                    "trigger-unseen",
                    format!("“{name}” không hiện trên màn hình nên không thể kích hoạt câu “{other}”."),
                    format!("“{name}” is not shown, so it cannot trigger “{other}”."),
                );
            }
            return;
        }
        let Some(tag) = kind.control else { return };
        let control = xml.child(parent, tag);
        xml.attribute(control, "ref", self.path(id));
        self.control_attributes(xml, control, id);
        if self.check_texts(id, element) {
            self.texts(xml, control, id, element);
        }
        self.further(xml, control, id, kind);
        for takes_position in [false, true] {
            for triggered in triggered.iter().filter(|triggered| triggered.takes_position == takes_position) {
                let Some(target) = self.find(&self.element(triggered.element).name, Some(id)) else { continue };
                let action = xml.child(control, if takes_position { "odk:setgeopoint" } else { "setvalue" });
                xml.attribute(action, "ref", self.path(target));
                xml.attribute(action, "event", VALUE_CHANGED);
                let value = self.paths_in(&triggered.formula, How::of(id));
                if !value.is_empty() && !takes_position {
                    xml.attribute(action, "value", &value);
                }
            }
        }
    }

    fn texts(&self, xml: &mut Xml, control: NodeId, id: ElementId, element: &Element<'_>) {
        self.label(xml, control, id);
        if element.hint.is_some() || element.guidance.is_some() {
            self.hint(xml, control, id);
        }
    }

    /// A question that is shown needs something to show.
    fn check_texts(&self, id: ElementId, element: &Element<'_>) -> bool {
        let name = &element.name;
        if element.label.is_none() && element.media.is_none() && element.hint.is_none() {
            self.error(
                self.at(id, "label"),
                "label-missing",
                format!(
                    "Câu “{name}” chưa có nhãn (cột label) hay gợi ý (cột hint), nên người điền không biết hỏi gì."
                ),
                format!("The question “{name}” has neither a label nor a hint, so nobody can know what it asks."),
            );
            return false;
        }
        let has = |kind: &str| match &element.media {
            Some(Value::Map(media)) => media.has(kind),
            Some(Value::Text(media)) => media.contains(kind),
            None => false,
        };
        if has("big-image") && !has("image") {
            self.error(
                self.at(id, "big-image"),
                "big-image-alone",
                format!("Câu “{name}” có big-image thì phải có cả image."),
                format!("The question “{name}” has a big-image, so it needs an image too."),
            );
        }
        true
    }

    /// What belongs to the type of question.
    fn further(&self, xml: &mut Xml, control: NodeId, id: ElementId, kind: &'static QuestionType) {
        let element = self.element(id);
        match kind.control {
            Some("select" | "select1" | "odk:rank") => self.choices(xml, control, id),
            Some("range") => self.tick_labels(xml, control, id),
            Some("input") if element.list.is_some() => self.shapes(xml, control, id),
            Some("input") => self.query(xml, control, id),
            Some("upload") => self.tags(xml, control, id),
            _ => {}
        }
    }

    fn query(&self, xml: &mut Xml, control: NodeId, id: ElementId) {
        let element = self.element(id);
        let Some(list) = &element.query else { return };
        let filter = element.choice_filter.as_ref().map_or(Cow::Borrowed(""), |filter| {
            let how = How { context: Some(id), current: true, parent: false };
            Cow::Owned(format!("[{}]", self.paths_in(filter, how)))
        });
        xml.attribute(control, "query", &format!("instance('{list}')/root/item{filter}"));
    }

    fn tags(&self, xml: &mut Xml, control: NodeId, id: ElementId) {
        for tag in &self.element(id).tags {
            let name = tag.text("name").unwrap_or_default();
            let node = xml.child(control, "tag");
            xml.attribute(node, "key", name);
            let label = xml.child(node, "label");
            let has_media = tag.get("media").and_then(Value::map).is_some();
            match tag.get("label") {
                Some(Value::Text(text)) if !has_media => self.write_text(xml, label, text, None),
                None if !has_media => {}
                _ => xml.attribute(label, "ref", &format!("jr:itext('/{name}:label')")),
            }
        }
    }
}

/// Whether a question has no place in the body: it is calculated, and shows nothing.
fn is_unseen(element: &Element<'_>) -> bool {
    let calculated = element.bind.as_ref().is_some_and(|bind| bind.has("calculate"));
    element.type_name == "calculate"
        || (calculated || !element.triggers.is_empty()) && element.label.is_none() && element.hint.is_none()
}
