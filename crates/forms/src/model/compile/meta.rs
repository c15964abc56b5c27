//! What every submission carries, whether its form speaks of it or not: an id of its own, and the id of the
//! submission it replaces.

use super::Compiler;
use crate::model::{Element, ElementKind, NodeId, NodeName, Preload, QuestionKind, QuestionModel, Shape};
use crate::xml::ns;

impl Compiler<'_> {
    /// Adds `meta/instanceID` and `meta/deprecatedID` where the form has none; a blank one is not written.
    pub(super) fn place_meta(&mut self) {
        let known = self.layout.child(NodeId::ROOT, "meta");
        let meta = known.unwrap_or_else(|| self.place_added(NodeId::ROOT, "meta", ns::OPENROSA, ElementKind::Group));
        // A form that keeps something else under this name is left alone.
        if !matches!(self.elements.get(meta.index()), Some(Element { kind: ElementKind::Group, .. })) {
            return;
        }
        let namespace = self.layout.node(meta).namespace.clone();
        for name in ["instanceID", "deprecatedID"] {
            if self.layout.child(meta, name).is_none() {
                let question = QuestionModel { kind: QuestionKind::Hidden, choices: None, range: None };
                self.place_added(meta, name, &namespace, ElementKind::Question(question));
            }
        }
    }

    fn place_added(&mut self, parent: NodeId, name: &str, namespace: &str, kind: ElementKind) -> NodeId {
        let prefix = if namespace == ns::OPENROSA { "orx" } else { "" };
        let name = NodeName { local: name, prefix, namespace, is_attribute: false };
        let node = self.layout.add_named(parent, &name, Shape::Single);
        self.sources.push(self.parts.root);
        self.elements.push(Element { kind, is_meta: true, is_added: true, ..Element::default() });
        node
    }

    /// Nothing else gives the submission its id.
    pub(super) fn settle_meta(&mut self) {
        let meta = self.layout.child(NodeId::ROOT, "meta");
        let Some(id) = meta.and_then(|meta| self.layout.child(meta, "instanceID")) else { return };
        if let Some(element) = self.elements.get_mut(id.index())
            && !element.has_calculation
        {
            element.preload.get_or_insert(Preload::Uid);
        }
    }
}
