//! Binds: types, preloads and the formulas of each node.

use std::collections::BTreeSet;

use super::Compiler;
use super::parts::jr;
use super::templates::itext_id;
use crate::expr::Compiled;
use crate::model::{DataType, NodeId, Phrase, Preload, Property, Raw, SpotId, Texts};
use crate::xml::{self, ns};

impl Compiler<'_> {
    /// Types and preloads, which controls must know before they are read.
    pub(super) fn read_types(&mut self) {
        for bind in self.parts.binds.clone() {
            let Some(node) = self.bound(bind) else { continue };
            let document = self.document;
            let data_type = document.attribute(bind, "", "type").map(DataType::of);
            let preload = jr(document, bind, "preload");
            let preload = preload
                .and_then(|handler| Preload::of(handler, jr(document, bind, "preloadParams").unwrap_or_default()));
            let save_to = document.attribute(bind, ns::ENTITIES, "saveto");
            let has_calculation = document.attribute(bind, "", "calculate").is_some();
            let Some(element) = self.elements.get_mut(node.index()) else { continue };
            element.data_type = data_type.unwrap_or(element.data_type);
            element.preload = preload.or(element.preload.take());
            element.save_to = save_to.map(Into::into).or(element.save_to.take());
            element.has_calculation |= has_calculation;
        }
    }

    pub(super) fn read_binds(&mut self) {
        for bind in self.parts.binds.clone() {
            if let Some(node) = self.bound(bind) {
                self.read_bind(node, bind);
            } else {
                self.unbound(bind);
            }
        }
    }

    fn bound(&self, bind: xml::NodeId) -> Option<NodeId> {
        let document = self.document;
        let path = document.attribute(bind, "", "nodeset").or_else(|| document.attribute(bind, "", "ref"))?;
        self.resolve(NodeId::ROOT, path)
    }

    fn unbound(&mut self, bind: xml::NodeId) {
        let document = self.document;
        let path = document.attribute(bind, "", "nodeset").or_else(|| document.attribute(bind, "", "ref"));
        let path = path.unwrap_or_default().to_owned();
        self.warn(
            NodeId::ROOT,
            "bind",
            "bind-without-node",
            format!("Phần bind trỏ tới “{path}” nhưng biểu mẫu không có nút này; bind bị bỏ qua."),
            format!("A bind names “{path}”, which the instance does not have; it is ignored."),
        );
    }

    fn read_bind(&mut self, node: NodeId, bind: xml::NodeId) {
        let placed = self.layout.node(node);
        let (spot, inner) = (placed.spot, placed.inner);
        let own = inner.map_or(spot, |inner| inner.spot);
        self.formula(node, own, bind, Property::Relevance);
        if inner.is_some() {
            self.formula(node, spot, bind, Property::Relevance);
        }
        for property in [Property::Required, Property::ReadOnly, Property::Constraint, Property::Value] {
            self.formula(node, own, bind, property);
        }
        let constraint = jr(self.document, bind, "constraintMsg").map(str::to_owned);
        let required = jr(self.document, bind, "requiredMsg").map(str::to_owned);
        let constraint = constraint.map(|message| self.message(node, "constraint_message", &message));
        let required = required.map(|message| self.message(node, "required_message", &message));
        let Some(element) = self.elements.get_mut(node.index()) else { return };
        element.constraint_message = constraint.unwrap_or(std::mem::take(&mut element.constraint_message));
        element.required_message = required.unwrap_or(std::mem::take(&mut element.required_message));
    }

    fn message(&mut self, node: NodeId, property: &str, message: &str) -> Texts {
        if let Some(id) = itext_id(message) {
            return self.told_by_id(node, property, id).texts;
        }
        let mut texts = Texts::default();
        self.wording.set(&mut texts, self.default_language, Phrase::Plain(message));
        texts
    }

    fn formula(&mut self, node: NodeId, spot: SpotId, bind: xml::NodeId, property: Property) {
        let name = attribute_of(property);
        let Some(source) = self.document.attribute(bind, "", name) else { return };
        if source.trim().is_empty() {
            return;
        }
        // What forms written by hand say instead of `true()`.
        let source = match (property, source.trim()) {
            (Property::Value, _) => source,
            (_, "true") => "true()",
            (_, "false") => "false()",
            _ => source,
        };
        if let Some(Compiled { expr, reads }) = self.compile(node, name, source) {
            self.note(Raw { spot, property, expr: Some(expr), reads });
        }
    }

    /// Every spot needs a relevance, if only the inherited one; what stands in a read-only group is read-only.
    pub(super) fn inherit(&mut self) {
        for spot in self.layout.spot_ids() {
            if !self.raw.contains_key(&(spot, Property::Relevance)) {
                self.note_plain(spot, Property::Relevance);
            }
        }
        let mut open = self.raw.keys().filter(|(_, property)| *property == Property::ReadOnly).map(|(spot, _)| *spot);
        let mut open = open.by_ref().collect::<Vec<_>>();
        let mut seen = BTreeSet::new();
        while let Some(spot) = open.pop() {
            for child in self.layout.spot(spot).children.clone() {
                if seen.insert(child) {
                    if !self.raw.contains_key(&(child, Property::ReadOnly)) {
                        self.note_plain(child, Property::ReadOnly);
                    }
                    open.push(child);
                }
            }
        }
    }
}

const fn attribute_of(property: Property) -> &'static str {
    match property {
        Property::Relevance => "relevant",
        Property::Required => "required",
        Property::ReadOnly => "readonly",
        Property::Constraint => "constraint",
        Property::Value => "calculate",
        Property::Count => "jr:count",
        Property::Choices => "itemset",
    }
}
