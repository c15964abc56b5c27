//! The answers as instance XML.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use super::Session;
use super::instance::RELEVANT;
use crate::model::NodeId;
use crate::xml::{self, Document, Name, NameId, WriteLayout, ns};

/// Which nodes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstanceForm {
    /// Relevant nodes only, as servers take submissions.
    Submission,
    /// Irrelevant answers too, so that a draft loses nothing.
    Draft,
}

impl Session {
    /// The answers as an XML document with the names and attributes of the form's primary instance.
    pub fn instance(&self, form: InstanceForm) -> Document {
        let mut writer = Writer { session: self, form, document: Document::new(), names: BTreeMap::new() };
        let name = writer.name(NodeId::ROOT);
        let root = writer.document.add_element(Document::ROOT, name);
        writer.declare(root);
        writer.attributes(0, NodeId::ROOT, root);
        writer.children(0, NodeId::ROOT, root);
        writer.document
    }

    /// The same as text, without an XML declaration.
    pub fn instance_xml(&self, form: InstanceForm) -> String {
        let document = self.instance(form);
        xml::write(&document, Document::ROOT, WriteLayout::Compact)
    }
}

struct Writer<'a> {
    session: &'a Session,
    form: InstanceForm,
    document: Document,
    names: BTreeMap<NodeId, NameId>,
}

impl Writer<'_> {
    fn name(&mut self, node: NodeId) -> NameId {
        if let Some(known) = self.names.get(&node) {
            return *known;
        }
        let placed = self.session.form.layout.node(node);
        let name = self.document.intern(Name::new(&placed.prefix, &placed.namespace, &placed.name));
        self.names.insert(node, name);
        name
    }

    /// Declares every namespace at the root, where readers expect it.
    fn declare(&mut self, root: xml::NodeId) {
        let session = self.session;
        let layout = &session.form.layout;
        let mut known = BTreeSet::new();
        for node in layout.node_ids() {
            let placed = layout.node(node);
            let implied = placed.namespace.is_empty() || *placed.namespace == *ns::XML;
            let absent = session.form.element(node).is_added && !self.writes(0, node);
            if !implied && !absent && known.insert(placed.prefix.clone()) {
                self.document.declare(root, &placed.prefix, &placed.namespace);
            }
        }
    }

    /// Nodes that the form itself does not have are written once they hold something.
    fn writes(&self, block: u32, node: NodeId) -> bool {
        let session = self.session;
        let placed = session.form.layout.node(node);
        let cell = session.cell_at(block, placed.spot);
        let wanted = session.cell(cell).is(RELEVANT) || self.form == InstanceForm::Draft;
        let added = session.form.element(node).is_added;
        let held =
            || !session.cell(cell).text.is_empty() || placed.children.iter().any(|child| self.writes(block, *child));
        wanted && (!added || held())
    }

    fn attributes(&mut self, block: u32, node: NodeId, element: xml::NodeId) {
        let session = self.session;
        for child in &session.form.layout.node(node).children {
            let placed = session.form.layout.node(*child);
            if placed.is_attribute && self.writes(block, *child) {
                let name = self.name(*child);
                self.document.set_attribute(element, name, &session.cell(session.cell_at(block, placed.spot)).text);
            }
        }
    }

    fn children(&mut self, block: u32, node: NodeId, parent: xml::NodeId) {
        let session = self.session;
        for child in &session.form.layout.node(node).children {
            let placed = session.form.layout.node(*child);
            if placed.is_attribute {
                continue;
            }
            match placed.inner {
                None if self.writes(block, *child) => self.element(block, *child, parent),
                None => {}
                Some(inner) => {
                    for instance in session.instances(block, *child) {
                        let whole = session.cell(session.cell_at(*instance, inner.spot));
                        let wanted = whole.is(RELEVANT) || self.form == InstanceForm::Draft;
                        if wanted && !session.block(*instance).surplus {
                            self.element(*instance, *child, parent);
                        }
                    }
                }
            }
        }
    }

    /// Depth is bounded by that of the form.
    fn element(&mut self, block: u32, node: NodeId, parent: xml::NodeId) {
        let session = self.session;
        let name = self.name(node);
        let element = self.document.add_element(parent, name);
        self.attributes(block, node, element);
        let placed = session.form.layout.node(node);
        let cell = session.cell_at(block, placed.inner.map_or(placed.spot, |inner| inner.spot));
        let text = match self.form {
            InstanceForm::Submission => &session.cell(cell).text,
            InstanceForm::Draft => session.chosen_text(cell),
        };
        if session.is_question(cell) && !text.is_empty() {
            // Servers and spreadsheets compare bytes: letters and their marks are written as one.
            self.document.add_text(element, &text.nfc().collect::<String>());
        }
        self.children(block, node, element);
    }
}
