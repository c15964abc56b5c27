//! What holds for each node, and what happens to it as a record starts.

use std::borrow::Cow;

use super::super::aliases::{TRUTHS, truth_formula};
use super::super::names::has_reference;
use super::super::record::Value;
use super::super::tree::{ElementId, Kind, NEW_REPEAT};
use super::Context;
use super::references::How;
use super::xml::Xml;
use crate::xml::{NameId, NodeId};

impl Context<'_, '_> {
    pub(super) fn binds(&self, xml: &mut Xml, model: NodeId) {
        let names = (xml.element_name("bind"), xml.attribute_name("nodeset"));
        for id in &self.order {
            self.bind(xml, model, *id, names);
            self.actions(xml, model, *id, false);
        }
    }

    fn bind(
        &self,
        xml: &mut Xml,
        model: NodeId,
        id: ElementId,
        (element_name, nodeset): (Option<NameId>, Option<NameId>),
    ) {
        let element = self.element(id);
        let Some(properties) = element.bind.as_ref().filter(|_| !element.flat && !matches!(element.kind, Kind::Survey))
        else {
            return;
        };
        let bind = xml.named_child(model, element_name);
        xml.named_attribute(bind, nodeset, self.path(id));
        for (name, value) in &properties.0 {
            // Calculated by the question that triggers it.
            if *name == "calculate" && !element.triggers.is_empty() {
                continue;
            }
            let formula = self.property(id, name, value);
            xml.attribute(bind, name, &self.paths_in(&formula, How::of(id)));
        }
    }

    fn property<'v>(&self, id: ElementId, name: &str, value: &'v Value<'_>) -> Cow<'v, str> {
        let translated = || Cow::Owned(format!("jr:itext('{}:{name}')", self.path(id)));
        match (name, value) {
            (name, Value::Text(text)) if TRUTHS.contains(&name) => {
                truth_formula(text).map_or(Cow::Borrowed(text), Cow::Borrowed)
            }
            ("jr:constraintMsg" | "jr:requiredMsg", Value::Text(text)) if has_reference(text) => translated(),
            ("jr:constraintMsg" | "jr:requiredMsg" | "jr:noAppErrorString", Value::Map(_)) => translated(),
            (_, value) => value.flat(),
        }
    }

    /// Actions of an element: in the model, or those of new repetitions, which stand in their repeat.
    pub(super) fn actions(&self, xml: &mut Xml, parent: NodeId, id: ElementId, in_repeat: bool) {
        let element = self.element(id);
        for action in element.actions.iter().filter(|action| (action.event == NEW_REPEAT) == in_repeat) {
            let node = xml.child(parent, action.element);
            xml.attribute(node, "ref", self.path(id));
            xml.attribute(node, "event", action.event);
            if action.element == "setvalue" {
                let value = match &element.default {
                    Some(default) if element.default_is_formula => Some(self.paths_in(default, How::of(id))),
                    Some(default) => Some(Cow::Borrowed(&**default)),
                    None => action.value.map(Cow::Borrowed),
                };
                if let Some(value) = value {
                    xml.attribute(node, "value", &value);
                }
            }
            if let Some(quality) = &action.quality {
                xml.attribute(node, "odk:quality", quality);
            }
        }
    }
}
