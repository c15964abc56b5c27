//! The record as it is before anything is answered.

use super::super::record::Value;
use super::super::tree::{ElementId, Kind, Tree};
use super::references::How;
use super::xml::Xml;
use super::{Context, Fields};
use crate::xml::{NodeId, ns};

impl Context<'_, '_> {
    pub(super) fn primary_instance(&self, xml: &mut Xml, model: NodeId) {
        let instance = xml.child(model, "instance");
        let settings = &self.form.settings;
        let namespace = settings.text("instance_xmlns");
        xml.set_namespace(namespace.unwrap_or(ns::XFORMS));
        let root = xml.child(instance, &self.element(Tree::ROOT).name);
        self.attributes(xml, root, settings.get("instance").and_then(Value::map), Tree::ROOT);
        for (name, value) in settings.get("attribute").and_then(Value::map).into_iter().flat_map(|all| &all.0) {
            match value {
                Value::Text(value) => xml.attribute(root, name, value),
                Value::Map(_) => {
                    let at = crate::diagnostic::Location::sheet("settings").column(name);
                    self.problems.borrow_mut().push(super::super::settings::not_grouped(at));
                }
            }
        }
        xml.attribute(root, "id", &self.form.id);
        if let Some(namespace) = namespace {
            xml.document.declare(root, "", namespace);
        }
        for (setting, attribute) in [("version", "version"), ("prefix", "odk:prefix"), ("delimiter", "odk:delimiter")] {
            if let Some(value) = settings.text(setting) {
                xml.attribute(root, attribute, value);
            }
        }
        self.children(xml, root, Tree::ROOT, false);
        xml.set_namespace(ns::XFORMS);
    }

    fn attributes(&self, xml: &mut Xml, node: NodeId, attributes: Option<&Fields<'_>>, id: ElementId) {
        for (name, value) in attributes.into_iter().flat_map(|attributes| &attributes.0) {
            xml.attribute(node, name, &self.paths_in(&value.flat(), How::of(id)));
        }
    }

    /// Nodes of what a section holds. A repeat is written twice, first as the template of new repetitions;
    /// not so within a repetition, whose template holds those of inner repeats.
    fn children(&self, xml: &mut Xml, node: NodeId, id: ElementId, in_repetition: bool) {
        for child in &self.element(id).children {
            let element = self.element(*child);
            match element.kind {
                Kind::ExternalFile(_) => self.check_external(*child, id),
                _ if element.flat => self.children(xml, node, *child, false),
                Kind::Attribute => {
                    let value = element.dataset.as_deref().unwrap_or(element.value);
                    xml.attribute(node, &element.name, value);
                }
                _ if element.is_repeat() => {
                    if !in_repetition {
                        self.template(xml, node, *child);
                    }
                    self.node(xml, node, *child, true);
                }
                _ => self.node(xml, node, *child, in_repetition),
            }
        }
    }

    /// A file cannot be declared where its group leaves no node.
    fn check_external(&self, id: ElementId, parent: ElementId) {
        if self.element(parent).flat {
            self.error(
                self.at(id, "type"),
                "external-in-flat",
                "Tệp ngoài không được khai báo trong nhóm flat. Hãy chuyển dòng này ra ngoài nhóm.",
                "An external file cannot be declared within a flat group. Move this row out of it.",
            );
        }
    }

    fn template(&self, xml: &mut Xml, parent: NodeId, id: ElementId) {
        // Groups between repeats double what is written with each level.
        if xml.is_full() {
            return;
        }
        let element = self.element(id);
        let node = xml.child(parent, &element.name);
        xml.attribute(node, "jr:template", "");
        for child in &element.children {
            let below = self.element(*child);
            if below.is_repeat() {
                self.template(xml, node, *child);
            } else if !matches!(below.kind, Kind::ExternalFile(_)) {
                self.node(xml, node, *child, false);
            }
        }
    }

    fn node(&self, xml: &mut Xml, parent: NodeId, id: ElementId, in_repetition: bool) {
        if xml.is_full() {
            return;
        }
        let element = self.element(id);
        let node = xml.child(parent, &element.name);
        if let Some(default) = element.default.as_ref().filter(|_| element.is_question())
            && !super::super::lexer::is_formula(default, &element.type_name)
        {
            xml.text(node, default);
        }
        self.attributes(xml, node, element.instance.as_ref(), id);
        self.children(xml, node, id, in_repetition);
    }
}
