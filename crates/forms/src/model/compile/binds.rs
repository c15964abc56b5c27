//! Binds: types, preloads and the formulas of each node.

use std::collections::BTreeSet;

use super::Compiler;
use super::templates::itext_id;
use crate::expr::Compiled;
use crate::model::{DataType, NodeId, Phrase, Preload, Property, Raw, SpotId, Texts};
use crate::xml::{self, Document, ns};

/// What a bind says, as written. Its attributes are gone through once: a form has thousands of binds, each of which
/// is asked for a dozen of them.
#[derive(Clone, Copy, Default)]
pub(super) struct Bind<'a> {
    pub id: Option<&'a str>,
    pub nodeset: Option<&'a str>,
    reference: Option<&'a str>,
    data_type: Option<&'a str>,
    relevant: Option<&'a str>,
    required: Option<&'a str>,
    readonly: Option<&'a str>,
    constraint: Option<&'a str>,
    calculate: Option<&'a str>,
    preload: Option<&'a str>,
    preload_params: Option<&'a str>,
    constraint_message: Option<&'a str>,
    required_message: Option<&'a str>,
    save_to: Option<&'a str>,
    max_pixels: Option<&'a str>,
}

impl<'a> Bind<'a> {
    pub(super) fn read(document: &'a Document, element: xml::NodeId) -> Self {
        let mut bind = Self::default();
        for attribute in document.attributes(element) {
            let name = document.name(attribute);
            // Some forms use the prefix of JavaRosa without declaring it.
            let is_jr = *name.namespace == *ns::JAVAROSA || &*name.prefix == "jr";
            let place = match (&*name.namespace, &*name.local) {
                ("", "id") => &mut bind.id,
                ("", "nodeset") => &mut bind.nodeset,
                ("", "ref") => &mut bind.reference,
                ("", "type") => &mut bind.data_type,
                ("", "relevant") => &mut bind.relevant,
                ("", "required") => &mut bind.required,
                ("", "readonly") => &mut bind.readonly,
                ("", "constraint") => &mut bind.constraint,
                ("", "calculate") => &mut bind.calculate,
                (ns::ENTITIES, "saveto") => &mut bind.save_to,
                (ns::OPENROSA, "max-pixels") => &mut bind.max_pixels,
                (_, "preload") if is_jr => &mut bind.preload,
                (_, "preloadParams") if is_jr => &mut bind.preload_params,
                (_, "constraintMsg") if is_jr => &mut bind.constraint_message,
                (_, "requiredMsg") if is_jr => &mut bind.required_message,
                _ => continue,
            };
            place.get_or_insert(document.own_text(attribute));
        }
        bind
    }

    /// The path of the node that it is about.
    pub(super) fn path(&self) -> Option<&'a str> {
        self.nodeset.or(self.reference)
    }

    const fn formula(&self, property: Property) -> Option<&'a str> {
        match property {
            Property::Relevance => self.relevant,
            Property::Required => self.required,
            Property::ReadOnly => self.readonly,
            Property::Constraint => self.constraint,
            Property::Value => self.calculate,
            Property::Count | Property::Choices => None,
        }
    }
}

/// A size that a photo can have; anything else is as if it were not said.
fn pixels(text: &str) -> Option<u32> {
    text.trim().parse().ok().filter(|pixels| *pixels > 0)
}

impl<'a> Compiler<'a> {
    /// Types and preloads, which controls must know before they are read.
    pub(super) fn read_types(&mut self) {
        for bind in self.parts.binds.clone() {
            let Some(node) = self.bound(&bind) else { continue };
            let preload =
                bind.preload.and_then(|handler| Preload::of(handler, bind.preload_params.unwrap_or_default()));
            let Some(element) = self.elements.get_mut(node.index()) else { continue };
            element.data_type = bind.data_type.map_or(element.data_type, DataType::of);
            element.preload = preload.or(element.preload.take());
            element.save_to = bind.save_to.map(Into::into).or(element.save_to.take());
            element.max_pixels = bind.max_pixels.and_then(pixels).or(element.max_pixels);
            element.has_calculation |= bind.calculate.is_some();
        }
    }

    pub(super) fn read_binds(&mut self) {
        for bind in self.parts.binds.clone() {
            if let Some(node) = self.bound(&bind) {
                self.read_bind(node, &bind);
            } else {
                self.unbound(&bind);
            }
        }
    }

    fn bound(&self, bind: &Bind<'a>) -> Option<NodeId> {
        self.resolve(NodeId::ROOT, bind.path()?)
    }

    fn unbound(&mut self, bind: &Bind<'a>) {
        let path = bind.path().unwrap_or_default();
        self.warn(
            NodeId::ROOT,
            "bind",
            "bind-without-node",
            format!("Phần bind trỏ tới “{path}” nhưng biểu mẫu không có nút này; bind bị bỏ qua."),
            format!("A bind names “{path}”, which the instance does not have; it is ignored."),
        );
    }

    fn read_bind(&mut self, node: NodeId, bind: &Bind<'a>) {
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
        let constraint = bind.constraint_message.map(|message| self.message(node, "constraint_message", message));
        let required = bind.required_message.map(|message| self.message(node, "required_message", message));
        let Some(element) = self.elements.get_mut(node.index()) else { return };
        element.constraint_message = constraint.unwrap_or(element.constraint_message);
        element.required_message = required.unwrap_or(element.required_message);
    }

    fn message(&mut self, node: NodeId, property: &str, message: &str) -> Texts {
        if let Some(id) = itext_id(message) {
            return self.told_by_id(node, property, id).texts;
        }
        let mut texts = Texts::default();
        self.wording.set(&mut texts, self.default_language, Phrase::Plain(message));
        texts
    }

    fn formula(&mut self, node: NodeId, spot: SpotId, bind: &Bind<'a>, property: Property) {
        let Some(source) = bind.formula(property) else { return };
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
        if let Some(Compiled { expr, reads }) = self.compile(node, attribute_of(property), source) {
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
