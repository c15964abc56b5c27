//! What every submission carries, whether its form speaks of it or not: an id of its own, and the id of the
//! submission it replaces.

use super::Compiler;
use crate::model::{Element, ElementKind, NodeId, NodeName, Preload, QuestionKind, QuestionModel, Shape};
use crate::xml::{NodeKind, ns};

impl<'a> Compiler<'a> {
    /// Adds `meta/instanceID` and `meta/deprecatedID` where the form has none; a blank one is not written.
    pub(super) fn place_meta(&mut self) {
        let known = self.layout.child(NodeId::ROOT, "meta");
        let prefix = self.openrosa_prefix();
        let (prefix, namespace) = prefix.map_or(("", ""), |prefix| (prefix, ns::OPENROSA));
        let meta =
            known.unwrap_or_else(|| self.place_added(NodeId::ROOT, ["meta", prefix, namespace], ElementKind::Group));
        // A form that keeps something else under this name is left alone.
        if !matches!(self.elements.get(meta.index()), Some(Element { kind: ElementKind::Group, .. })) {
            return;
        }
        let (prefix, namespace) = (self.layout.node(meta).prefix.clone(), self.layout.node(meta).namespace.clone());
        for name in ["instanceID", "deprecatedID"] {
            if self.layout.child(meta, name).is_none() {
                let question = QuestionModel { kind: QuestionKind::Hidden, choices: None, range: None };
                self.place_added(meta, [name, &prefix, &namespace], ElementKind::Question(question));
            }
        }
    }

    /// The prefix that the form declares for OpenRosa's own nodes; without one they need no namespace.
    fn openrosa_prefix(&self) -> Option<&'a str> {
        let document = self.document;
        let above = std::iter::successors(Some(self.parts.root), |node| document.parent(*node));
        let mut declared = above.flat_map(|node| document.attributes_and_declarations(node));
        let found = declared.find(|declared| {
            document.kind(*declared) == NodeKind::Declaration && document.own_text(*declared) == ns::OPENROSA
        });
        found.map(|found| document.local(found)).filter(|prefix| !prefix.is_empty())
    }

    /// A node by its local name, prefix and namespace.
    fn place_added(&mut self, parent: NodeId, [local, prefix, namespace]: [&str; 3], kind: ElementKind) -> NodeId {
        let name = NodeName { local, prefix, namespace, is_attribute: false };
        let node = self.layout.add_named(parent, &name, Shape::Single);
        self.sources.push(self.parts.root);
        self.elements.push(Element { kind, is_meta: true, is_added: true, ..Element::default() });
        node
    }

    /// Nothing else gives the submission its id where the form has no place for one.
    pub(super) fn settle_meta(&mut self) {
        let meta = self.layout.child(NodeId::ROOT, "meta");
        let Some(id) = meta.and_then(|meta| self.layout.child(meta, "instanceID")) else { return };
        if let Some(element) = self.elements.get_mut(id.index())
            && element.is_added
        {
            element.preload.get_or_insert(Preload::Uid);
        }
    }
}
