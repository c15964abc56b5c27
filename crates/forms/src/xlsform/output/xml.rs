//! Elements and attributes by the names people write.

use std::borrow::Cow;
use std::collections::BTreeSet;

use foldhash::{HashMap, HashMapExt as _};

use super::super::record::Fields;
use super::NAMESPACES;
use crate::diagnostic::{Diagnostic, Location};
use crate::xml::{Document, Name, NameId, NodeId, ns, plain_lines};

/// Most nodes of a form's document.
const MAX_NODES: usize = 8_000_000;
/// Most bytes of text in it.
const MAX_TEXT_BYTES: usize = 256 << 20;

pub(super) struct Xml {
    pub document: Document,
    prefixes: Vec<(String, String)>,
    elements: HashMap<String, Option<NameId>>,
    attributes: HashMap<String, Option<NameId>>,
    /// Namespace of elements without a prefix.
    namespace: String,
    /// Prefixes that nothing declares.
    unknown: BTreeSet<String>,
    text_bytes: usize,
}

impl Xml {
    /// `bytes` is about how long the document will be.
    pub(super) fn new(settings: &Fields<'_>, has_entities: bool, bytes: usize) -> Self {
        let mut prefixes = NAMESPACES.map(|(prefix, uri)| (prefix.to_owned(), uri.to_owned())).to_vec();
        let own = settings.text("namespaces").unwrap_or_default().split_whitespace();
        let entities = has_entities.then(|| format!("entities={}", ns::ENTITIES));
        for written in own.chain(entities.as_deref()) {
            let mut parts = written.split('=');
            let (Some(prefix), Some(uri), None) = (parts.next(), parts.next(), parts.next()) else { continue };
            let known = prefixes.iter().position(|(known, _)| known == prefix);
            let uri = uri.replace(['"', '\''], "");
            match known {
                _ if prefix.is_empty() => {}
                Some(place) if place < NAMESPACES.len() => {}
                Some(place) => {
                    if let Some((_, known)) = prefixes.get_mut(place) {
                        *known = uri;
                    }
                }
                None => prefixes.push((prefix.to_owned(), uri)),
            }
        }
        Self {
            document: Document::with_capacity(bytes),
            prefixes,
            elements: HashMap::new(),
            attributes: HashMap::new(),
            namespace: ns::XFORMS.to_owned(),
            unknown: BTreeSet::new(),
            text_bytes: 0,
        }
    }

    /// Sets the namespace of elements without a prefix from here on.
    pub(super) fn set_namespace(&mut self, namespace: &str) {
        if self.namespace != namespace {
            namespace.clone_into(&mut self.namespace);
            self.elements.clear();
        }
    }

    pub(super) fn root(&mut self) -> NodeId {
        let root = self.child(Document::ROOT, "h:html");
        for (prefix, uri) in self.prefixes.clone() {
            self.document.declare(root, &prefix, &uri);
        }
        root
    }

    /// The name of an element, unless it cannot be one.
    pub(super) fn element_name(&mut self, written: &str) -> Option<NameId> {
        if let Some(known) = self.elements.get(written) {
            return *known;
        }
        let name = self.resolve(written, true);
        self.elements.insert(written.to_owned(), name);
        name
    }

    /// The name of an attribute, unless it cannot be one.
    pub(super) fn attribute_name(&mut self, written: &str) -> Option<NameId> {
        if let Some(known) = self.attributes.get(written) {
            return *known;
        }
        let name = self.resolve(written, false);
        self.attributes.insert(written.to_owned(), name);
        name
    }

    fn resolve(&mut self, written: &str, is_element: bool) -> Option<NameId> {
        let (prefix, local) = written.split_once(':').unwrap_or(("", written));
        if !is_part(local) || !(prefix.is_empty() && !written.starts_with(':') || is_part(prefix)) {
            return None;
        }
        let namespace = match prefix {
            "" if is_element => self.namespace.clone(),
            "" => String::new(),
            "xml" => ns::XML.to_owned(),
            prefix => {
                let known = self.prefixes.iter().find(|(known, _)| known == prefix).map(|(_, uri)| uri.clone());
                if known.is_none() {
                    self.unknown.insert(prefix.to_owned());
                }
                known?
            }
        };
        Some(self.document.intern(Name::new(prefix, &namespace, local)))
    }

    /// Whether the document is larger than any form is; nothing is added to it then.
    pub(super) fn is_full(&self) -> bool {
        self.document.len() > MAX_NODES || self.text_bytes > MAX_TEXT_BYTES
    }

    /// Appends an element. What cannot be a name was reported where it was written; `_` stands for it.
    pub(super) fn child(&mut self, parent: NodeId, written: &str) -> NodeId {
        let name = self.element_name(written).unwrap_or_else(|| self.document.intern(Name::plain("_")));
        self.named_child(parent, Some(name))
    }

    /// Sets an attribute; one whose name cannot be written is left out.
    pub(super) fn attribute(&mut self, element: NodeId, written: &str, value: &str) {
        if let Some(prefix) = written.strip_prefix("xmlns:").filter(|prefix| is_part(prefix)) {
            self.document.declare(element, prefix, value);
            return;
        }
        let name = self.attribute_name(written);
        self.named_attribute(element, name, value);
    }

    /// The same for a name that was looked up before.
    pub(super) fn named_attribute(&mut self, element: NodeId, name: Option<NameId>, value: &str) {
        if let Some(name) = name.filter(|_| !self.is_full()) {
            self.text_bytes += value.len();
            self.document.set_attribute(element, name, &one_line(value));
        }
    }

    /// Appends an element of a name that was looked up before.
    pub(super) fn named_child(&mut self, parent: NodeId, name: Option<NameId>) -> NodeId {
        match name {
            _ if self.is_full() => parent,
            Some(name) => self.document.add_element(parent, name),
            None => self.child(parent, "_"),
        }
    }

    pub(super) fn text(&mut self, parent: NodeId, text: &str) {
        if !self.is_full() {
            self.text_bytes += text.len();
            self.document.add_text(parent, &plain_lines(text));
        }
    }

    /// Appends an element that holds a text.
    pub(super) fn text_child(&mut self, parent: NodeId, name: NameId, text: &str) {
        let child = self.named_child(parent, Some(name));
        self.text(child, text);
    }

    pub(super) fn warn_of_prefixes(&self, diagnostics: &mut Vec<Diagnostic>) {
        for prefix in &self.unknown {
            diagnostics.push(Diagnostic::warning(
                Location::sheet("settings").column("namespaces"),
                "prefix-unknown",
                format!("Tiền tố “{prefix}:” chưa được khai báo, nên các ô dùng nó bị bỏ qua. Hãy thêm {prefix}=\"…\" vào cột namespaces của trang settings."),
                format!("The prefix “{prefix}:” is not declared, so cells that use it are left out. Add {prefix}=\"…\" to the column namespaces of the settings."),
            ));
        }
    }
}

/// What can stand before or after the colon of a name.
fn is_part(text: &str) -> bool {
    text.starts_with(|first: char| first.is_alphabetic() || first == '_')
        && text.chars().all(|letter| {
            letter.is_alphanumeric()
                || matches!(letter, '_' | '-' | '.' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
        })
}

/// Line ends and tabs of an attribute are read back as blanks, so they are written as blanks.
fn one_line(value: &str) -> Cow<'_, str> {
    if value.bytes().all(|byte| byte >= b' ') {
        return Cow::Borrowed(value);
    }
    Cow::Owned(value.replace("\r\n", " ").replace(['\n', '\r', '\t'], " "))
}
