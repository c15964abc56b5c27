//! The tree itself.

use serde::{Deserialize, Serialize};

use super::names::{Name, NameId, Names};

mod reading;

/// A node of a document, as an index. In a parsed document ids rise in document order, attributes
/// after their element and before its children; in a built one they rise in order of creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(crate) u32);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NodeKind {
    /// The document: parent of the root element.
    Root,
    Element,
    Attribute,
    /// `xmlns` and `xmlns:prefix`; listed with the attributes, its local name is the prefix declared.
    Declaration,
    Text,
    Comment,
    /// Its local name is the target.
    Instruction,
}

/// Stands for "none" in links.
const NONE: u32 = u32::MAX;

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Node {
    kind: NodeKind,
    name: NameId,
    parent: u32,
    previous: u32,
    next: u32,
    first_child: u32,
    last_child: u32,
    first_attribute: u32,
    last_attribute: u32,
    text_start: u32,
    text_length: u32,
}

/// An XML document or a part of one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Document {
    nodes: Vec<Node>,
    names: Names,
    text: String,
    nameless: NameId,
}

impl Default for Document {
    fn default() -> Self {
        Self::new()
    }
}

impl Document {
    /// The document node, parent of the root element.
    pub const ROOT: NodeId = NodeId(0);

    pub fn new() -> Self {
        let mut names = Names::default();
        let nameless = names.intern(Name::default());
        let mut document = Self { nodes: Vec::new(), names, text: String::new(), nameless };
        document.push(NodeKind::Root, nameless, "");
        document
    }

    /// An empty document with room for about so many bytes of XML.
    pub fn with_capacity(bytes: usize) -> Self {
        let mut document = Self::new();
        document.text.reserve(bytes / 2);
        document.nodes.reserve(bytes / 12);
        document
    }

    /// Number of nodes, removed ones included.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.root_element().is_none()
    }

    /// Whether every link stays inside and walks end: parents come before what they hold, siblings rise. It holds for
    /// documents that were parsed, or built from their start to their end.
    pub(crate) fn is_sound(&self) -> bool {
        let count = self.nodes.len();
        let named = |name: NameId| (name.0 as usize) < self.names.all().len();
        let sound = |(at, node): (usize, &Node)| {
            let before = |link: u32| link == NONE || (link as usize) < at;
            let after = |link: u32| link == NONE || (at < link as usize && (link as usize) < count);
            let end = node.text_start.checked_add(node.text_length).map(|end| end as usize);
            named(node.name)
                && end.is_some_and(|end| self.text.get(node.text_start as usize..end).is_some())
                && [node.parent, node.previous].into_iter().all(before)
                && [node.next, node.first_child, node.last_child, node.first_attribute, node.last_attribute]
                    .into_iter()
                    .all(after)
        };
        count > 0 && named(self.nameless) && self.nodes.iter().enumerate().all(sound)
    }

    /// About how many bytes `node` takes up as XML, where that is the document; little for a part of it.
    pub(super) fn written_bytes(&self, node: NodeId) -> usize {
        const PER_NODE: usize = 24;
        if node == Self::ROOT { self.text.len() + PER_NODE * self.nodes.len() } else { 0 }
    }

    fn push(&mut self, kind: NodeKind, name: NameId, text: &str) -> NodeId {
        let span = self.keep(text);
        self.push_with(kind, name, span)
    }

    fn push_with(&mut self, kind: NodeKind, name: NameId, (text_start, text_length): (u32, u32)) -> NodeId {
        let id = NodeId(u32::try_from(self.nodes.len()).unwrap_or(NONE));
        self.nodes.push(Node {
            kind,
            name,
            parent: NONE,
            previous: NONE,
            next: NONE,
            first_child: NONE,
            last_child: NONE,
            first_attribute: NONE,
            last_attribute: NONE,
            text_start,
            text_length,
        });
        id
    }

    fn keep(&mut self, text: &str) -> (u32, u32) {
        let start = u32::try_from(self.text.len()).unwrap_or(NONE);
        self.text.push_str(text);
        (start, u32::try_from(text.len()).unwrap_or(NONE))
    }

    pub fn intern(&mut self, name: Name) -> NameId {
        self.names.intern(name)
    }

    /// The id of a name that some node may have.
    pub fn find_name(&self, name: &Name) -> Option<NameId> {
        self.names.find(name)
    }

    /// A new element without a place yet.
    pub fn new_element(&mut self, name: NameId) -> NodeId {
        self.push(NodeKind::Element, name, "")
    }

    pub fn new_text(&mut self, text: &str) -> NodeId {
        self.push(NodeKind::Text, self.nameless, text)
    }

    pub fn new_comment(&mut self, text: &str) -> NodeId {
        self.push(NodeKind::Comment, self.nameless, text)
    }

    pub fn new_instruction(&mut self, target: &str, text: &str) -> NodeId {
        let name = self.intern(Name::plain(target));
        self.push(NodeKind::Instruction, name, text)
    }

    /// Appends a new element to `parent`.
    pub fn add_element(&mut self, parent: NodeId, name: NameId) -> NodeId {
        let element = self.new_element(name);
        self.append(parent, element);
        element
    }

    /// Appends a new text to `parent`; an empty one is left out.
    pub fn add_text(&mut self, parent: NodeId, text: &str) {
        if !text.is_empty() {
            let node = self.new_text(text);
            self.append(parent, node);
        }
    }

    /// Takes text that belongs to no node yet; nothing else may be built until [`Self::add_held`].
    pub(super) fn hold(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Appends the last `bytes` of the text that was taken to `parent`.
    pub(super) fn add_held(&mut self, parent: NodeId, bytes: usize) {
        let start = u32::try_from(self.text.len().saturating_sub(bytes)).unwrap_or(NONE);
        let span = (start, u32::try_from(bytes).unwrap_or(NONE));
        let node = self.push_with(NodeKind::Text, self.nameless, span);
        self.append(parent, node);
    }

    /// Makes `child`, which has no place yet, the last child of `parent`.
    pub fn append(&mut self, parent: NodeId, child: NodeId) {
        let last = self.node(parent).last_child;
        self.node_mut(child).parent = parent.0;
        self.node_mut(child).previous = last;
        self.node_mut(parent).last_child = child.0;
        match last {
            NONE => self.node_mut(parent).first_child = child.0,
            last => self.node_mut(NodeId(last)).next = child.0,
        }
    }

    /// Makes `child`, which has no place yet, the sibling before `next`.
    pub fn insert_before(&mut self, next: NodeId, child: NodeId) {
        let Node { parent, previous, .. } = *self.node(next);
        let placed = self.node_mut(child);
        (placed.parent, placed.previous, placed.next) = (parent, previous, next.0);
        self.node_mut(next).previous = child.0;
        match previous {
            NONE if parent != NONE => self.node_mut(NodeId(parent)).first_child = child.0,
            NONE => {}
            previous => self.node_mut(NodeId(previous)).next = child.0,
        }
    }

    /// Takes a node (not an attribute) and what it holds out of its place.
    pub fn detach(&mut self, node: NodeId) {
        let Node { parent, previous, next, .. } = *self.node(node);
        match previous {
            NONE if parent != NONE => self.node_mut(NodeId(parent)).first_child = next,
            NONE => {}
            previous => self.node_mut(NodeId(previous)).next = next,
        }
        match next {
            NONE if parent != NONE => self.node_mut(NodeId(parent)).last_child = previous,
            NONE => {}
            next => self.node_mut(NodeId(next)).previous = previous,
        }
        let node = self.node_mut(node);
        (node.parent, node.previous, node.next) = (NONE, NONE, NONE);
    }

    /// Sets an attribute, keeping its place where it is there already.
    pub fn set_attribute(&mut self, element: NodeId, name: NameId, value: &str) -> NodeId {
        let known = self.attributes(element).find(|attribute| self.node(*attribute).name == name);
        if let Some(known) = known {
            self.set_text(known, value);
            return known;
        }
        self.add_attribute(element, name, value, NodeKind::Attribute)
    }

    /// Declares a namespace; an empty prefix means the default namespace.
    pub fn declare(&mut self, element: NodeId, prefix: &str, uri: &str) -> NodeId {
        let name = self.intern(Name::new("xmlns", super::ns::XMLNS, prefix));
        self.add_attribute(element, name, uri, NodeKind::Declaration)
    }

    pub(super) fn add_attribute(&mut self, element: NodeId, name: NameId, value: &str, kind: NodeKind) -> NodeId {
        let attribute = self.push(kind, name, value);
        let last = self.node(element).last_attribute;
        self.node_mut(attribute).parent = element.0;
        self.node_mut(attribute).previous = last;
        self.node_mut(element).last_attribute = attribute.0;
        match last {
            NONE => self.node_mut(element).first_attribute = attribute.0,
            last => self.node_mut(NodeId(last)).next = attribute.0,
        }
        attribute
    }

    pub fn rename(&mut self, node: NodeId, name: NameId) {
        self.node_mut(node).name = name;
    }

    /// Replaces the text of a text, attribute, comment or instruction.
    pub fn set_text(&mut self, node: NodeId, text: &str) {
        let (start, length) = self.keep(text);
        let node = self.node_mut(node);
        (node.text_start, node.text_length) = (start, length);
    }

    /// Copies `node` of `from` with all it holds; the copy has no place yet. Bounded by the depth of
    /// `from`, which is bounded where it was parsed.
    pub fn copy(&mut self, from: &Self, node: NodeId) -> NodeId {
        let name = self.intern(from.name(node).clone());
        let copy = self.push(from.kind(node), name, from.own_text(node));
        for attribute in from.attributes_and_declarations(node) {
            let name = self.intern(from.name(attribute).clone());
            self.add_attribute(copy, name, from.own_text(attribute), from.kind(attribute));
        }
        for child in from.children(node) {
            let child = self.copy(from, child);
            self.append(copy, child);
        }
        copy
    }

    #[expect(clippy::indexing_slicing, reason = "ids are given out by this document and nodes are never removed")]
    fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    #[expect(clippy::indexing_slicing, reason = "ids are given out by this document and nodes are never removed")]
    fn node_mut(&mut self, id: NodeId) -> &mut Node {
        &mut self.nodes[id.0 as usize]
    }
}
