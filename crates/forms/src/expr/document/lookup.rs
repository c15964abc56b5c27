//! What is looked for in the whole document: ids, secondary instances, translations.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::Documents;
use crate::xml::{Document, NodeId, NodeKind, ns};

impl Documents<'_> {
    /// The first element of each of the ids, which stand apart by blanks.
    pub(super) fn with_ids(&self, ids: &str) -> Vec<NodeId> {
        self.pass();
        let mut wanted = ids.split_ascii_whitespace().collect::<BTreeSet<_>>();
        let id = |node: NodeId| {
            let attribute = |namespace| self.document.attribute(node, namespace, "id");
            attribute("").or_else(|| attribute(ns::XML))
        };
        let is_wanted = |node: &NodeId| {
            self.document.kind(*node) == NodeKind::Element && id(*node).is_some_and(|id| wanted.remove(id))
        };
        self.document.descendants(Document::ROOT).filter(is_wanted).collect()
    }

    /// The `instance` element with this id.
    pub(super) fn secondary(&self, id: &str) -> Option<NodeId> {
        self.pass();
        let is_wanted = |node: &NodeId| {
            self.document.kind(*node) == NodeKind::Element
                && self.document.local(*node) == "instance"
                && self.document.attribute(*node, "", "id") == Some(id)
        };
        self.document.descendants(Document::ROOT).find(is_wanted)
    }

    /// A text of the form in the current language, else in its default one.
    pub(super) fn text_of(&self, id: &str) -> Option<Cow<'_, str>> {
        self.pass();
        let document = self.document;
        let named =
            |node: NodeId, local: &str| document.kind(node) == NodeKind::Element && document.local(node) == local;
        let itext = document.descendants(Document::ROOT).find(|node| named(*node, "itext"))?;
        let translations = || document.elements(itext).filter(|node| named(*node, "translation"));
        let current = translations().find(|node| document.attribute(*node, "", "lang") == self.language);
        let default = || translations().find(|node| document.attribute(*node, "", "default").is_some());
        let translation = current.or_else(default).or_else(|| translations().next())?;
        let text = document.elements(translation).find(|node| document.attribute(*node, "", "id") == Some(id))?;
        let plain = document.elements(text).find(|value| document.attribute(*value, "", "form").is_none());
        plain.map(|value| document.string_value(value))
    }
}
