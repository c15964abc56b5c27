//! Secondary instances that are no tables, as the evaluator reads them.

use std::borrow::Cow;

use super::Session;
use crate::expr::{Kind, Node, Nodes};
use crate::xml::{Document, NodeId, NodeKind};

impl Session {
    fn document(&self, document: u32) -> Option<&Document> {
        self.form.documents.get(document as usize)
    }

    pub(super) fn xml_text(&self, document: u32, node: u32) -> Cow<'_, str> {
        self.document(document).map(|document| document.string_value(NodeId(node))).unwrap_or_default()
    }

    pub(super) fn xml_parent(&self, document: u32, node: u32) -> Option<Node> {
        let parent = self.document(document)?.parent(NodeId(node))?;
        Some(Node::Xml { document, node: parent.0 })
    }

    pub(super) fn push_xml_children(&self, document: u32, node: u32, into: &mut Nodes) {
        if let Some(found) = self.document(document) {
            into.extend(found.elements(NodeId(node)).map(|child| Node::Xml { document, node: child.0 }));
        }
    }

    pub(super) fn push_xml_attributes(&self, document: u32, node: u32, into: &mut Nodes) {
        if let Some(found) = self.document(document) {
            into.extend(found.attributes(NodeId(node)).map(|child| Node::Xml { document, node: child.0 }));
        }
    }

    pub(super) fn xml_name(&self, document: u32, node: u32) -> &str {
        self.document(document).map_or("", |document| document.local(NodeId(node)))
    }

    pub(super) fn xml_is_leaf(&self, document: u32, node: u32) -> bool {
        self.document(document).is_none_or(|document| document.elements(NodeId(node)).next().is_none())
    }

    pub(super) fn xml_kind(&self, document: u32, node: u32) -> Kind {
        match self.document(document).map(|document| document.kind(NodeId(node))) {
            Some(NodeKind::Attribute) => Kind::Attribute,
            Some(NodeKind::Root) => Kind::Root,
            _ => Kind::Element,
        }
    }

    /// 1-based place among the elements of the same name beside it.
    pub(super) fn xml_position(&self, document: u32, node: u32) -> usize {
        let Some(found) = self.document(document) else { return 1 };
        let name = found.name_id(NodeId(node));
        let before = std::iter::successors(found.previous_sibling(NodeId(node)), |node| found.previous_sibling(*node));
        1 + before.filter(|node| found.name_id(*node) == name && found.kind(*node) == NodeKind::Element).count()
    }
}
