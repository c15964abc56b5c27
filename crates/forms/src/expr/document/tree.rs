//! An XML document as the evaluator reads it.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};

use crate::expr::ast::{Axis, ExpandedName};
use crate::expr::value::{number_of_text, strict_number_of_text};
use crate::expr::{Dialect, Field, Kind, Node, Nodes, Tree};
use crate::xml::{Document, NodeId, NodeKind, ns};

/// One document. Its nodes are [`Node::Xml`] of document 0.
pub(crate) struct Documents<'a> {
    pub(super) document: &'a Document,
    dialect: Dialect,
    pub(super) language: Option<&'a str>,
    /// Where absolute paths start.
    pub(super) root: NodeId,
    /// Texts gathered so far, in node visits.
    effort: Cell<u32>,
    /// Places of nodes in document order, where ids do not rise that way.
    order: OnceCell<Option<Vec<u32>>>,
}

/// Bytes of text that take as long as the visit of a node.
const BYTES_PER_VISIT: usize = 64;
/// Nodes of a document that are passed in the time of one visit, while one of them is looked for.
const PASSED_PER_VISIT: usize = 2;

const fn xml(node: NodeId) -> Node {
    Node::Xml { document: 0, node: node.0 }
}

impl<'a> Documents<'a> {
    /// The document as an expression with this context node sees it.
    pub(crate) fn new(document: &'a Document, context: NodeId, dialect: Dialect, language: Option<&'a str>) -> Self {
        let root = match dialect {
            Dialect::XPath => Document::ROOT,
            Dialect::Odk => primary_instance(document, context).unwrap_or(Document::ROOT),
        };
        Self { document, dialect, language, root, effort: Cell::new(0), order: OnceCell::new() }
    }

    /// The document's node that `node` is; of a namespace, its declaration or else its element.
    pub(crate) const fn id(&self, node: Node) -> NodeId {
        match node {
            Node::Xml { node, .. } => NodeId(node),
            Node::Namespace { element, declaration: Node::NO_DECLARATION, .. } => NodeId(element),
            Node::Namespace { declaration, .. } => NodeId(declaration),
            _ => Document::ROOT,
        }
    }

    pub(crate) const fn node(&self, id: NodeId) -> Node {
        xml(id)
    }

    /// Counts a search through the whole document.
    pub(super) fn pass(&self) {
        self.spend(self.document.len() / PASSED_PER_VISIT + 1);
    }

    fn spend(&self, visits: usize) {
        let visits = u32::try_from(visits).unwrap_or(u32::MAX);
        self.effort.set(self.effort.get().saturating_add(visits));
    }

    fn descendants(&self, node: NodeId, into: &mut Nodes) {
        into.extend(self.document.descendants(node).map(xml));
    }

    fn following_siblings(&self, node: NodeId, mut found: impl FnMut(NodeId)) {
        let mut next = self.document.next_sibling(node);
        while let Some(sibling) = next {
            found(sibling);
            next = self.document.next_sibling(sibling);
        }
    }

    fn preceding_siblings(&self, node: NodeId, mut found: impl FnMut(NodeId)) {
        let mut next = self.document.previous_sibling(node);
        while let Some(sibling) = next {
            found(sibling);
            next = self.document.previous_sibling(sibling);
        }
    }

    fn following(&self, node: NodeId, into: &mut Nodes) {
        let mut start = node;
        if self.is_attribute(node)
            && let Some(parent) = self.document.parent(node)
        {
            self.descendants(parent, into);
            start = parent;
        }
        for ancestor in std::iter::successors(Some(start), |node| self.document.parent(*node)) {
            self.following_siblings(ancestor, |sibling| {
                into.push(xml(sibling));
                self.descendants(sibling, into);
            });
        }
    }

    fn preceding(&self, node: NodeId, into: &mut Nodes) {
        let start = if self.is_attribute(node) { self.document.parent(node) } else { Some(node) };
        for ancestor in std::iter::successors(start, |node| self.document.parent(*node)) {
            self.preceding_siblings(ancestor, |sibling| {
                let from = into.len();
                into.push(xml(sibling));
                self.descendants(sibling, into);
                if let Some(added) = into.get_mut(from..) {
                    added.reverse();
                }
            });
        }
    }

    /// Namespaces in scope: the nearest declaration of each prefix, the default one first, `xml` last.
    fn namespaces(&self, element: NodeId, into: &mut Nodes) {
        if self.document.kind(element) != NodeKind::Element {
            return;
        }
        let mut found: Vec<NodeId> = Vec::new();
        for ancestor in std::iter::successors(Some(element), |node| self.document.parent(*node)) {
            for declared in self.document.attributes_and_declarations(ancestor) {
                let is_declaration = self.document.kind(declared) == NodeKind::Declaration;
                let local = self.document.local(declared);
                if is_declaration && !found.iter().any(|known| self.document.local(*known) == local) {
                    found.push(declared);
                }
            }
        }
        // `xmlns=""` takes the default namespace back and is no node (XPath 1.0 §5.4).
        found.retain(|declared| !self.document.own_text(*declared).is_empty());
        found.sort_by_key(|declared| !self.document.local(*declared).is_empty());
        let of = |declaration| Node::Namespace { document: 0, element: element.0, declaration };
        into.extend(found.into_iter().map(|declared| of(declared.0)));
        into.push(of(Node::NO_DECLARATION));
    }

    fn is_attribute(&self, node: NodeId) -> bool {
        matches!(self.document.kind(node), NodeKind::Attribute | NodeKind::Declaration)
    }

    fn rank(&self, node: NodeId) -> u32 {
        let order = self.order.get_or_init(|| ranks(self.document));
        order.as_ref().map_or(node.0, |order| order.get(node.0 as usize).copied().unwrap_or(u32::MAX))
    }

    /// Element, then its namespaces, then its attributes and children by their own ranks.
    fn place(&self, node: Node) -> (u32, u32) {
        match node {
            Node::Namespace { element, declaration, .. } => {
                let own = if declaration == Node::NO_DECLARATION { u32::MAX } else { declaration.saturating_add(1) };
                (self.rank(NodeId(element)), own)
            }
            other => (self.rank(self.id(other)), 0),
        }
    }
}

/// In a whole XForm, paths from within any of its instances are paths of the primary one, which is the
/// first (ODK XForms specification, `instance()`).
fn primary_instance(document: &Document, context: NodeId) -> Option<NodeId> {
    let root = document.root_element().filter(|root| document.local(*root) == "html")?;
    let mut above = std::iter::successors(Some(context), |node| document.parent(*node));
    let named = |node: NodeId, name: &str| document.kind(node) == NodeKind::Element && document.local(node) == name;
    above.find(|node| named(*node, "instance"))?;
    document.descendants(root).find(|node| named(*node, "instance"))
}

/// Ranks in document order, or `None` where the ids are ranks already.
fn ranks(document: &Document) -> Option<Vec<u32>> {
    let mut order = Vec::with_capacity(document.len());
    order.push(Document::ROOT);
    for node in document.descendants(Document::ROOT) {
        order.push(node);
        order.extend(document.attributes_and_declarations(node));
    }
    if order.is_sorted() {
        return None;
    }
    let mut ranks = vec![u32::MAX; document.len()];
    for (rank, node) in (0..).zip(&order) {
        if let Some(place) = ranks.get_mut(node.0 as usize) {
            *place = rank;
        }
    }
    Some(ranks)
}

impl Tree for Documents<'_> {
    fn text(&self, node: Node) -> Cow<'_, str> {
        match node {
            Node::Namespace { declaration: Node::NO_DECLARATION, .. } => Cow::Borrowed(ns::XML),
            other => {
                let text = self.document.string_value(self.id(other));
                self.spend(text.len() / BYTES_PER_VISIT);
                text
            }
        }
    }

    fn effort(&self) -> u32 {
        self.effort.get()
    }

    fn number(&self, node: Node) -> f64 {
        match self.dialect {
            Dialect::XPath => strict_number_of_text(&self.text(node)),
            Dialect::Odk => number_of_text(&self.text(node)),
        }
    }

    fn truth(&self, node: Node) -> bool {
        self.dialect == Dialect::XPath || !self.text(node).is_empty()
    }

    fn root(&self) -> Node {
        xml(self.root)
    }

    fn parent(&self, node: Node) -> Option<Node> {
        match node {
            Node::Namespace { element, .. } => Some(xml(NodeId(element))),
            other => self.document.parent(self.id(other)).map(xml),
        }
    }

    fn children(&self, node: Node, into: &mut Nodes) {
        if matches!(node, Node::Xml { .. }) {
            into.extend(self.document.children(self.id(node)).map(xml));
        }
    }

    fn name(&self, node: Node) -> &str {
        match node {
            Node::Namespace { declaration: Node::NO_DECLARATION, .. } => "xml",
            other if self.document.kind(self.id(other)) == NodeKind::Text => "",
            other => self.document.local(self.id(other)),
        }
    }

    fn is_leaf(&self, node: Node) -> bool {
        self.document.elements(self.id(node)).next().is_none()
    }

    fn position(&self, node: Node) -> usize {
        let id = self.id(node);
        let mut position = 1;
        if !self.is_attribute(id) {
            self.preceding_siblings(id, |sibling| {
                let same = self.document.kind(sibling) == self.document.kind(id)
                    && self.document.name_id(sibling) == self.document.name_id(id);
                position += usize::from(same);
            });
        }
        position
    }

    fn fields(&self, _from: Node, _field: Field, _into: &mut Nodes) {}

    fn first_field(&self, _from: Node, _field: Field) -> Option<Node> {
        None
    }

    fn column(&self, _node: Node, _column: u32) -> Option<Node> {
        None
    }

    fn choice_label(&self, _list: u32, _choice: &str) -> Option<Cow<'_, str>> {
        None
    }

    fn order(&self, node: Node) -> Vec<u32> {
        let (rank, own) = self.place(node);
        vec![rank, own]
    }

    fn sort(&self, nodes: &mut Nodes) {
        if !nodes.is_sorted_by_key(|node| self.place(*node)) {
            nodes.sort_unstable_by_key(|node| self.place(*node));
        }
        nodes.dedup();
    }

    fn kind(&self, node: Node) -> Kind {
        if matches!(node, Node::Namespace { .. }) {
            return Kind::Namespace;
        }
        match self.document.kind(self.id(node)) {
            NodeKind::Root => Kind::Root,
            NodeKind::Element => Kind::Element,
            NodeKind::Attribute => Kind::Attribute,
            NodeKind::Declaration => Kind::Namespace,
            NodeKind::Text => Kind::Text,
            NodeKind::Comment => Kind::Comment,
            NodeKind::Instruction => Kind::Instruction,
        }
    }

    fn qualified_name(&self, node: Node) -> Cow<'_, str> {
        if self.kind(node) == Kind::Namespace {
            return Cow::Borrowed(self.name(node));
        }
        let name = self.document.name(self.id(node));
        if name.prefix.is_empty() { Cow::Borrowed(&name.local) } else { Cow::Owned(name.qualified()) }
    }

    fn namespace(&self, node: Node) -> &str {
        match self.kind(node) {
            Kind::Element | Kind::Attribute => &self.document.name(self.id(node)).namespace,
            _ => "",
        }
    }

    fn is_named(&self, node: Node, name: &ExpandedName) -> bool {
        name.local.as_ref().is_none_or(|local| **local == *self.name(node))
            && name.namespace.as_ref().is_none_or(|namespace| **namespace == *self.namespace(node))
    }

    fn walk(&self, node: Node, axis: Axis, into: &mut Nodes) -> bool {
        let Node::Xml { .. } = node else { return false };
        let id = self.id(node);
        match axis {
            Axis::Descendant => self.descendants(id, into),
            Axis::DescendantOrSelf => {
                into.push(node);
                self.descendants(id, into);
            }
            Axis::Following => self.following(id, into),
            Axis::Preceding => self.preceding(id, into),
            Axis::FollowingSibling if !self.is_attribute(id) => {
                self.following_siblings(id, |sibling| into.push(xml(sibling)));
            }
            Axis::PrecedingSibling if !self.is_attribute(id) => {
                self.preceding_siblings(id, |sibling| into.push(xml(sibling)));
            }
            Axis::FollowingSibling | Axis::PrecedingSibling => {}
            Axis::Attribute => into.extend(self.document.attributes(id).map(xml)),
            Axis::Namespace => self.namespaces(id, into),
            _ => return false,
        }
        true
    }

    fn language(&self, node: Node) -> Option<&str> {
        let start = self.id(node);
        std::iter::successors(Some(start), |node| self.document.parent(*node))
            .find_map(|node| self.document.attribute(node, ns::XML, "lang"))
    }

    fn form_language(&self) -> &str {
        self.language.unwrap_or_default()
    }

    fn identified(&self, ids: &str, into: &mut Nodes) {
        into.extend(self.with_ids(ids).into_iter().map(xml));
    }

    fn instance(&self, id: &str) -> Option<Node> {
        self.secondary(id).map(xml)
    }

    fn choice_name(&self, question: Node, choice: &str) -> Option<Cow<'_, str>> {
        self.label_of_choice(self.id(question), choice)
    }

    /// Of a whole form: the `version` of its primary instance.
    fn version(&self) -> &str {
        let document = self.document;
        let is_instance =
            |node: &NodeId| document.kind(*node) == NodeKind::Element && document.local(*node) == "instance";
        let instance = document.descendants(Document::ROOT).find(is_instance);
        let root = instance.and_then(|instance| document.elements(instance).next()).or_else(|| document.root_element());
        let version = |root| {
            let versions =
                [ns::OPENROSA, ""].into_iter().filter_map(|space| document.attribute(root, space, "version"));
            versions.into_iter().next()
        };
        root.and_then(version).unwrap_or_default()
    }

    fn translation(&self, id: &str) -> Option<Cow<'_, str>> {
        self.text_of(id)
    }
}
