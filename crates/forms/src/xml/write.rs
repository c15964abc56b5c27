//! Tree → XML text.

use super::document::{Document, NodeId, NodeKind};
use super::names::Name;

/// How elements are set out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// No white space of ours anywhere.
    Compact,
    /// Two blanks per level; elements that hold text stay on their line.
    Indented,
}

/// Writes `node` and what it holds. For the document node that is everything in it, without an XML
/// declaration. Namespaces are written where they are declared, so a part may lack those of its parents.
pub fn write(document: &Document, node: NodeId, layout: Layout) -> String {
    let names = document.names().iter().map(Name::qualified).collect();
    let mut writer = Writer { document, names, text: String::with_capacity(document.written_bytes(node)), layout };
    writer.node(node, 0);
    writer.text
}

/// What lines are indented with, as far as it goes.
const BLANKS: &str = "                                ";

struct Writer<'a> {
    document: &'a Document,
    /// By the index of a name: how it is written.
    names: Vec<String>,
    text: String,
    layout: Layout,
}

impl Writer<'_> {
    fn node(&mut self, node: NodeId, depth: usize) {
        match self.document.kind(node) {
            NodeKind::Root => {
                for (place, child) in self.document.children(node).enumerate() {
                    if place > 0 && self.layout == Layout::Indented {
                        self.text.push('\n');
                    }
                    self.node(child, depth);
                }
            }
            NodeKind::Element => self.element(node, depth),
            NodeKind::Text => escape(self.document.own_text(node), false, &mut self.text),
            NodeKind::Comment => {
                self.text.push_str("<!--");
                self.text.push_str(self.document.own_text(node));
                self.text.push_str("-->");
            }
            NodeKind::Instruction => {
                self.text.push_str("<?");
                self.text.push_str(self.document.local(node));
                self.text.push(' ');
                self.text.push_str(self.document.own_text(node));
                self.text.push_str("?>");
            }
            NodeKind::Attribute | NodeKind::Declaration => self.attribute(node),
        }
    }

    fn element(&mut self, node: NodeId, depth: usize) {
        self.text.push('<');
        self.name(node);
        for attribute in self.document.attributes_and_declarations(node) {
            self.text.push(' ');
            self.attribute(attribute);
        }
        if self.document.first_child(node).is_none() {
            self.text.push_str("/>");
            return;
        }
        self.text.push('>');
        let mixed = self.document.children(node).any(|child| self.document.kind(child) == NodeKind::Text);
        let indented = self.layout == Layout::Indented && !mixed;
        for child in self.document.children(node) {
            if indented {
                self.line(depth + 1);
            }
            self.node(child, depth + 1);
        }
        if indented {
            self.line(depth);
        }
        self.text.push_str("</");
        self.name(node);
        self.text.push('>');
    }

    fn line(&mut self, depth: usize) {
        self.text.push('\n');
        let mut blanks = 2 * depth;
        while let Some(some) = BLANKS.get(..blanks.min(BLANKS.len())).filter(|some| !some.is_empty()) {
            self.text.push_str(some);
            blanks -= some.len();
        }
    }

    fn name(&mut self, node: NodeId) {
        let name = self.names.get(self.document.name_id(node).index());
        self.text.push_str(name.map_or("", String::as_str));
    }

    fn attribute(&mut self, node: NodeId) {
        if self.document.kind(node) == NodeKind::Declaration {
            self.text.push_str("xmlns");
            if !self.document.local(node).is_empty() {
                self.text.push(':');
                self.text.push_str(self.document.local(node));
            }
        } else {
            self.name(node);
        }
        self.text.push_str("=\"");
        escape(self.document.own_text(node), true, &mut self.text);
        self.text.push('"');
    }
}

/// Characters that XML 1.0 cannot hold are left out.
fn escape(text: &str, in_attribute: bool, into: &mut String) {
    let special = |byte: u8| matches!(byte, b'&' | b'<' | b'>' | b'"') || byte < 0x20 || byte == 0xEF;
    // Without an early end, so that many bytes are looked at together.
    if !text.bytes().fold(false, |any, byte| any | special(byte)) {
        into.push_str(text);
        return;
    }
    for letter in text.chars() {
        match letter {
            '&' => into.push_str("&amp;"),
            '<' => into.push_str("&lt;"),
            '>' => into.push_str("&gt;"),
            '"' if in_attribute => into.push_str("&quot;"),
            '\n' if in_attribute => into.push_str("&#10;"),
            '\t' if in_attribute => into.push_str("&#9;"),
            '\r' => into.push_str("&#13;"),
            '\n' | '\t' => into.push(letter),
            '\u{0}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => {}
            letter => into.push(letter),
        }
    }
}
