//! XML text as lxml's pretty print gives it, attributes in order of their names: the form in which
//! the cases of pyxform state what a form holds.
//!
//! Attributes without a namespace come first, then by namespace and name. An element that holds text
//! is written on one line with all below it, and so it is in libxml2.

use std::collections::BTreeMap;

use forms::xml::{Document, NodeId, NodeKind};

/// An element with the namespaces that it inherits.
pub fn pretty(document: &Document, element: NodeId) -> String {
    let mut text = String::new();
    let mut writer = Writer { document, text: &mut text };
    writer.element(element, 0, true, &inherited(document, element));
    if let Some(tail) = document.next_sibling(element).filter(|next| document.kind(*next) == NodeKind::Text) {
        writer.escape(document.own_text(tail), false);
    }
    text.push('\n');
    text
}

/// Declarations of the parents that the element does not make itself.
fn inherited(document: &Document, element: NodeId) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let declares = |node: NodeId, prefix: &str| declarations(document, node).any(|(known, _)| known == prefix);
    let parents = std::iter::successors(document.parent(element), |node| document.parent(*node));
    for parent in parents {
        for (prefix, uri) in declarations(document, parent) {
            if !declares(element, prefix) {
                found.entry(prefix.to_owned()).or_insert_with(|| uri.to_owned());
            }
        }
    }
    found
}

/// Prefixes that an element declares, with their namespaces.
pub fn declarations(document: &Document, element: NodeId) -> impl Iterator<Item = (&str, &str)> {
    let declared = document
        .attributes_and_declarations(element)
        .filter(|attribute| document.kind(*attribute) == NodeKind::Declaration);
    declared.map(|attribute| (document.local(attribute), document.own_text(attribute)))
}

struct Writer<'a> {
    document: &'a Document,
    text: &'a mut String,
}

impl Writer<'_> {
    /// Depth is bounded where documents are parsed.
    fn node(&mut self, node: NodeId, depth: usize, spread: bool) {
        let document = self.document;
        match document.kind(node) {
            NodeKind::Element => self.element(node, depth, spread, &BTreeMap::new()),
            NodeKind::Text => self.escape(document.own_text(node), false),
            NodeKind::Comment => {
                self.text.push_str("<!--");
                self.text.push_str(document.own_text(node));
                self.text.push_str("-->");
            }
            NodeKind::Root | NodeKind::Attribute | NodeKind::Declaration | NodeKind::Instruction => {}
        }
    }

    fn element(&mut self, element: NodeId, depth: usize, spread: bool, inherited: &BTreeMap<String, String>) {
        let document = self.document;
        self.text.push('<');
        self.name(element);
        for (prefix, uri) in declarations(document, element) {
            self.declaration(prefix, uri);
        }
        for (prefix, uri) in inherited {
            self.declaration(prefix, uri);
        }
        let mut attributes: Vec<NodeId> = document.attributes(element).collect();
        attributes.sort_by_key(|attribute| {
            let name = document.name(*attribute);
            (name.namespace.to_string(), name.local.to_string())
        });
        for attribute in attributes {
            self.text.push(' ');
            self.name(attribute);
            self.text.push_str("=\"");
            self.escape(document.own_text(attribute), true);
            self.text.push('"');
        }
        if document.first_child(element).is_none() {
            self.text.push_str("/>");
            return;
        }
        self.text.push('>');
        let spread = spread && document.children(element).all(|child| document.kind(child) != NodeKind::Text);
        for child in document.children(element) {
            self.line(depth + 1, spread);
            self.node(child, depth + 1, spread);
        }
        self.line(depth, spread);
        self.text.push_str("</");
        self.name(element);
        self.text.push('>');
    }

    fn line(&mut self, depth: usize, spread: bool) {
        if spread {
            self.text.push('\n');
            self.text.push_str(&"  ".repeat(depth));
        }
    }

    fn name(&mut self, node: NodeId) {
        let name = self.document.name(node);
        if !name.prefix.is_empty() {
            self.text.push_str(&name.prefix);
            self.text.push(':');
        }
        self.text.push_str(&name.local);
    }

    fn declaration(&mut self, prefix: &str, uri: &str) {
        self.text.push_str(if prefix.is_empty() { " xmlns" } else { " xmlns:" });
        self.text.push_str(prefix);
        self.text.push_str("=\"");
        self.escape(uri, true);
        self.text.push('"');
    }

    fn escape(&mut self, text: &str, in_attribute: bool) {
        for letter in text.chars() {
            match letter {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '"' if in_attribute => self.text.push_str("&quot;"),
                '\n' if in_attribute => self.text.push_str("&#10;"),
                '\t' if in_attribute => self.text.push_str("&#9;"),
                '\r' => self.text.push_str("&#13;"),
                letter => self.text.push(letter),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(xml: &str, local: &str, expected: &str) {
        let document = forms::xml::parse(xml).unwrap();
        let element = document.descendants(Document::ROOT).find(|node| document.local(*node) == local).unwrap();
        assert_eq!(pretty(&document, element), expected);
    }

    #[test]
    fn attributes_are_ordered_and_children_set_in() {
        check("<a c='1' b='&lt;2'><d/><e>x</e></a>", "a", "<a b=\"&lt;2\" c=\"1\">\n  <d/>\n  <e>x</e>\n</a>\n");
        check("<a xmlns:p='u' p:b='1' z='2'/>", "a", "<a xmlns:p=\"u\" z=\"2\" p:b=\"1\"/>\n");
    }

    #[test]
    fn all_below_mixed_content_stays_on_its_line() {
        check("<a>x<b><c/><d/></b></a>", "a", "<a>x<b><c/><d/></b></a>\n");
    }

    #[test]
    fn a_part_keeps_the_namespaces_of_its_parents_and_the_text_behind_it() {
        check("<a xmlns='u' xmlns:p='v'><b xmlns:p='w'/> t</a>", "b", "<b xmlns:p=\"w\" xmlns=\"u\"/> t\n");
    }
}
