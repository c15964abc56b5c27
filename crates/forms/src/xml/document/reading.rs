//! What stands in a tree: names, texts, and the ways from node to node.

use std::borrow::Cow;

use super::super::names::{Name, NameId};
use super::{Document, NONE, NodeId, NodeKind};

impl Document {
    pub fn kind(&self, node: NodeId) -> NodeKind {
        self.node(node).kind
    }

    pub fn name_id(&self, node: NodeId) -> NameId {
        self.node(node).name
    }

    pub fn name(&self, node: NodeId) -> &Name {
        self.names.get(self.node(node).name)
    }

    /// All names any node may have, in the order of [`NameId`].
    pub fn names(&self) -> &[Name] {
        self.names.all()
    }

    pub fn local(&self, node: NodeId) -> &str {
        &self.name(node).local
    }

    /// Whether `node` is an element of this namespace and local name.
    pub fn is(&self, node: NodeId, namespace: &str, local: &str) -> bool {
        self.kind(node) == NodeKind::Element && self.name(node).is(namespace, local)
    }

    /// Text of a text, attribute, comment or instruction; empty for elements.
    #[expect(clippy::string_slice, reason = "every range was cut from whole texts put into the buffer")]
    pub fn own_text(&self, node: NodeId) -> &str {
        let node = self.node(node);
        &self.text[node.text_start as usize..(node.text_start + node.text_length) as usize]
    }

    pub fn parent(&self, node: NodeId) -> Option<NodeId> {
        link(self.node(node).parent)
    }

    pub fn next_sibling(&self, node: NodeId) -> Option<NodeId> {
        link(self.node(node).next)
    }

    pub fn previous_sibling(&self, node: NodeId) -> Option<NodeId> {
        link(self.node(node).previous)
    }

    pub fn first_child(&self, node: NodeId) -> Option<NodeId> {
        link(self.node(node).first_child)
    }

    pub fn last_child(&self, node: NodeId) -> Option<NodeId> {
        link(self.node(node).last_child)
    }

    /// Children of every kind, in document order.
    pub fn children(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.first_child(node), |child| self.next_sibling(*child))
    }

    pub fn elements(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        self.children(node).filter(|child| self.kind(*child) == NodeKind::Element)
    }

    /// The first child element of this namespace and local name.
    pub fn child(&self, node: NodeId, namespace: &str, local: &str) -> Option<NodeId> {
        self.elements(node).find(|child| self.is(*child, namespace, local))
    }

    pub fn root_element(&self) -> Option<NodeId> {
        self.elements(Self::ROOT).next()
    }

    /// Attributes and namespace declarations, as written.
    pub fn attributes_and_declarations(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(link(self.node(node).first_attribute), |attribute| self.next_sibling(*attribute))
    }

    pub fn attributes(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        self.attributes_and_declarations(node).filter(|attribute| self.kind(*attribute) == NodeKind::Attribute)
    }

    /// The value of an attribute.
    pub fn attribute(&self, node: NodeId, namespace: &str, local: &str) -> Option<&str> {
        let found = self.attributes(node).find(|attribute| self.name(*attribute).is(namespace, local));
        found.map(|attribute| self.own_text(attribute))
    }

    /// The namespace that `prefix` stands for at `node`.
    pub fn namespace(&self, node: NodeId, prefix: &str) -> Option<&str> {
        std::iter::successors(Some(node), |node| self.parent(*node)).find_map(|node| {
            let declared = self
                .attributes_and_declarations(node)
                .find(|attribute| self.kind(*attribute) == NodeKind::Declaration && self.local(*attribute) == prefix);
            declared.map(|declared| self.own_text(declared))
        })
    }

    /// XPath's string value: own text, or all text below an element.
    pub fn string_value(&self, node: NodeId) -> Cow<'_, str> {
        match self.kind(node) {
            NodeKind::Element | NodeKind::Root => {}
            _ => return Cow::Borrowed(self.own_text(node)),
        }
        match (self.first_child(node), self.last_child(node)) {
            (None, _) => Cow::Borrowed(""),
            (Some(only), last) if Some(only) == last && self.kind(only) == NodeKind::Text => {
                Cow::Borrowed(self.own_text(only))
            }
            _ => Cow::Owned(self.texts_below(node)),
        }
    }

    fn texts_below(&self, node: NodeId) -> String {
        let mut text = String::new();
        for below in self.descendants(node) {
            if self.kind(below) == NodeKind::Text {
                text.push_str(self.own_text(below));
            }
        }
        text
    }

    /// Everything below `node` in document order, attributes left out.
    pub fn descendants(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.first_child(node), move |below| self.next_within(*below, node))
    }

    /// The node that follows in document order, within `top`.
    fn next_within(&self, node: NodeId, top: NodeId) -> Option<NodeId> {
        if let Some(child) = self.first_child(node) {
            return Some(child);
        }
        let mut here = node;
        loop {
            if let Some(next) = self.next_sibling(here) {
                return Some(next);
            }
            here = self.parent(here).filter(|parent| *parent != top)?;
        }
    }
}

const fn link(link: u32) -> Option<NodeId> {
    if link == NONE { None } else { Some(NodeId(link)) }
}
