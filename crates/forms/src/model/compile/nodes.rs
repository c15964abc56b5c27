//! The primary instance: what nodes there are, their defaults, and the instances that repeats start with.

use std::borrow::Cow;
use std::collections::BTreeSet;

use foldhash::{HashMap, HashMapExt as _};
use smallvec::SmallVec;

use super::parts::jr;
use super::paths::absolute;
use super::templates::trimmed;
use super::{Compiler, MAX_FORM_NODES};
use crate::diagnostic::{Diagnostic, Location};
use crate::model::{Element, ElementKind, NodeId, NodeName, QuestionKind, QuestionModel, Shape, Sown};
use crate::xml::{self, Document, NodeKind, ns};

impl<'a> Compiler<'a> {
    /// Places every node of the primary instance; depth is bounded where XML is parsed.
    pub(super) fn place_nodes(&mut self) {
        let repeats = repeats_of_body(self.document, self.parts.body);
        let root = self.parts.root;
        let mut path = format!("/{}", self.document.local(root));
        let name = self.document.name(root);
        let namespace = if *name.namespace == *ns::XFORMS { "" } else { &name.namespace };
        self.layout.name_root(&name.prefix, namespace);
        self.sources.push(root);
        self.place_below(NodeId::ROOT, &[root], &mut path, &repeats);
        self.place_attributes(NodeId::ROOT, root);
        self.make_elements();
        let mut sown = Vec::new();
        self.sow(root, NodeId::ROOT, &mut Vec::new(), &mut sown);
        self.sown = sown;
        if self.sources.len() > MAX_FORM_NODES {
            self.diagnostics.push(Diagnostic::error(
                Location::default(),
                "form-too-large",
                format!("Biểu mẫu có hơn {MAX_FORM_NODES} nút, quá lớn để dùng."),
                format!("The form has more than {MAX_FORM_NODES} nodes; that is too large."),
            ));
        }
    }

    /// Children of several elements that stand for the same node, which has this absolute path: a repeat's template
    /// and instances.
    fn place_below(&mut self, parent: NodeId, elements: &[xml::NodeId], path: &mut String, repeats: &BTreeSet<String>) {
        let document = self.document;
        let mut known: Vec<Same> = Vec::new();
        let mut places: HashMap<&str, usize> = HashMap::new();
        for element in elements {
            for child in document.elements(*element) {
                let local = document.local(child);
                match places.get(local).and_then(|place| known.get_mut(*place)) {
                    Some(same) => {
                        same.is_repeated |= same.owner == *element && jr(document, child, "template").is_none();
                        same.owner = *element;
                        same.elements.push(child);
                    }
                    None => {
                        places.insert(local, known.len());
                        known.push(Same {
                            owner: *element,
                            elements: [child].into_iter().collect(),
                            is_repeated: false,
                        });
                    }
                }
            }
        }
        for same in known {
            if self.sources.len() > MAX_FORM_NODES {
                return;
            }
            let first = same.first();
            let name = document.name(first);
            let length = path.len();
            path.push('/');
            path.push_str(&name.local);
            let template = same.elements.iter().copied().find(|element| jr(document, *element, "template").is_some());
            let repeats_here = repeats.contains(path) || same.is_repeated || template.is_some();
            let shape = if repeats_here { Shape::Repeat } else { Shape::Single };
            let name = self.name_of(first);
            let node = self.layout.add_named(parent, &name, shape);
            let source = template.unwrap_or(first);
            self.sources.push(source);
            self.place_below(node, &same.elements, path, repeats);
            path.truncate(length);
            self.place_attributes(node, source);
        }
    }

    fn name_of(&self, element: xml::NodeId) -> NodeName<'a> {
        let document: &'a Document = self.document;
        let name = document.name(element);
        let is_own = name.prefix.is_empty() && *name.namespace == *ns::XFORMS;
        let namespace = if is_own { "" } else { &name.namespace };
        NodeName {
            local: &name.local,
            prefix: &name.prefix,
            namespace,
            is_attribute: document.kind(element) == NodeKind::Attribute,
        }
    }

    fn place_attributes(&mut self, node: NodeId, element: xml::NodeId) {
        let document = self.document;
        for attribute in document.attributes(element) {
            let name = document.name(attribute);
            let is_markup = *name.namespace == *ns::JAVAROSA && &*name.local == "template";
            if !is_markup && &*name.prefix != "xmlns" {
                let name = NodeName {
                    local: &name.local,
                    prefix: &name.prefix,
                    namespace: &name.namespace,
                    is_attribute: true,
                };
                self.layout.add_named(node, &name, Shape::Single);
                self.sources.push(attribute);
            }
        }
    }

    /// One element for each node: leaves can hold an answer, the rest are groups and repeats.
    fn make_elements(&mut self) {
        for node in self.layout.node_ids() {
            let placed = self.layout.node(node);
            let has_children = placed.children.iter().any(|child| !self.layout.node(*child).is_attribute);
            let kind = match (node, placed.inner, has_children) {
                (NodeId::ROOT, ..) => ElementKind::Root,
                (_, Some(_), _) => ElementKind::Repeat,
                (_, None, true) => ElementKind::Group,
                (_, None, false) if placed.parent == Some(NodeId::ROOT) && is_blank_meta(placed) => ElementKind::Group,
                (_, None, false) => {
                    ElementKind::Question(QuestionModel { kind: QuestionKind::Hidden, choices: None, range: None })
                }
            };
            let default = match kind {
                ElementKind::Question(_) => self.text_of_node(node),
                _ => None,
            };
            let is_meta = placed.is_attribute || self.is_in_meta(node);
            self.elements.push(Element { kind, default, is_meta, ..Element::default() });
        }
    }

    fn text_of_node(&self, node: NodeId) -> Option<Box<str>> {
        let source = self.sources.get(node.index())?;
        let text = self.text_of(*source);
        (!text.is_empty()).then(|| text.into_owned().into())
    }

    /// Blanks around a value are layout of the XML, not part of it.
    fn text_of(&self, source: xml::NodeId) -> Cow<'a, str> {
        trimmed(self.document.string_value(source))
    }

    fn is_in_meta(&self, node: NodeId) -> bool {
        let mut next = Some(node);
        while let Some(here) = next {
            let placed = self.layout.node(here);
            if placed.parent == Some(NodeId::ROOT) && &*placed.name == "meta" {
                return true;
            }
            next = placed.parent;
        }
        false
    }

    /// Collects the instances of repeats below `element`, and the texts in which this instance differs from the
    /// defaults of its repeat.
    fn sow(&self, element: xml::NodeId, node: NodeId, texts: &mut Vec<(u32, Box<str>)>, into: &mut Vec<Sown>) {
        let document = self.document;
        for child in document.elements(element) {
            let Some(child_node) = self.layout.child(node, document.local(child)) else { continue };
            if self.layout.node(child_node).inner.is_none() {
                self.note_difference(child, child_node, texts);
                self.sow(child, child_node, texts, into);
            } else if jr(document, child, "template").is_none() {
                let mut sown = Sown { repeat: child_node, texts: Vec::new(), inner: Vec::new() };
                self.sow(child, child_node, &mut sown.texts, &mut sown.inner);
                into.push(sown);
            }
        }
    }

    fn note_difference(&self, element: xml::NodeId, node: NodeId, texts: &mut Vec<(u32, Box<str>)>) {
        let Some(Element { kind: ElementKind::Question(_), default, .. }) = self.elements.get(node.index()) else {
            return;
        };
        let usual = default.as_deref().unwrap_or_default();
        let text = self.text_of(element);
        if text != usual {
            let slot = self.layout.spot(self.layout.node(node).spot).slot;
            texts.push((slot, text.into_owned().into()));
        }
    }
}

/// `meta` without anything in it yet.
fn is_blank_meta(placed: &crate::model::Placed) -> bool {
    &*placed.name == "meta" && !placed.is_attribute
}

/// Elements that stand for one node.
struct Same {
    /// The parent of the last of them.
    owner: xml::NodeId,
    elements: SmallVec<[xml::NodeId; 2]>,
    /// One parent has several of them.
    is_repeated: bool,
}

impl Same {
    #[expect(clippy::indexing_slicing, reason = "it is made with one element")]
    fn first(&self) -> xml::NodeId {
        self.elements[0]
    }
}

/// Absolute paths of local names that the body repeats.
fn repeats_of_body(document: &Document, body: Option<xml::NodeId>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = body.into_iter().map(|body| (body, String::new())).collect::<Vec<_>>();
    while let Some((element, context)) = open.pop() {
        for child in document.elements(element) {
            let reference = match document.local(child) {
                "repeat" => document.attribute(child, "", "nodeset").or_else(|| document.attribute(child, "", "ref")),
                "group" => document.attribute(child, "", "ref").or_else(|| document.attribute(child, "", "nodeset")),
                _ => continue,
            };
            let path = reference.map_or_else(|| context.clone(), |reference| absolute(&context, reference));
            if document.local(child) == "repeat" {
                found.insert(path.clone());
            }
            open.push((child, path));
        }
    }
    found
}
