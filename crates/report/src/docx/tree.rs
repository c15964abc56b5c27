//! A part of a .docx as a small tree that is written back byte for byte where nobody changed it.

use quick_xml::Reader;
use quick_xml::events::Event;
use quick_xml::events::attributes::Attributes;

/// Deepest nesting of elements in a part.
const MAX_DEPTH: usize = 200;
/// Largest part that is read, in bytes; the tree takes some thirty times as much memory.
const MAX_PART_BYTES: usize = 4 * 1024 * 1024;

/// Why a part cannot be read; the template is then not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TreeError {
    Malformed,
    TooDeep,
    TooLarge,
}

#[derive(Clone, Debug)]
pub enum Node {
    Element(Element),
    /// Anything else as it stands in the file: escaped text, comments, declarations.
    Raw(String),
}

#[derive(Clone, Debug, Default)]
pub struct Element {
    pub name: String,
    /// As written, with the blank in front.
    pub attributes: String,
    pub children: Vec<Node>,
}

/// The top nodes of a part.
pub fn parse(xml: &str) -> Result<Vec<Node>, TreeError> {
    if xml.len() > MAX_PART_BYTES {
        return Err(TreeError::TooLarge);
    }
    let mut reader = Reader::from_str(xml);
    let mut open: Vec<Element> = Vec::new();
    let mut top = Vec::new();
    loop {
        let node = match reader.read_event().map_err(|_| TreeError::Malformed)? {
            Event::Start(start) => {
                if open.len() >= MAX_DEPTH {
                    return Err(TreeError::TooDeep);
                }
                open.push(element(&start, start.attributes_raw()));
                continue;
            }
            Event::Empty(start) => Node::Element(element(&start, start.attributes_raw())),
            Event::End(_) => Node::Element(open.pop().ok_or(TreeError::Malformed)?),
            Event::Eof if open.is_empty() => return Ok(top),
            Event::Eof => return Err(TreeError::Malformed),
            other => Node::Raw(raw(&other)),
        };
        match open.last_mut() {
            Some(parent) => parent.children.push(node),
            None => top.push(node),
        }
    }
}

fn element(start: &quick_xml::events::BytesStart<'_>, attributes: &str) -> Element {
    Element { name: start.name().as_ref().to_owned(), attributes: attributes.to_owned(), children: Vec::new() }
}

fn raw(event: &Event<'_>) -> String {
    let mut bytes = Vec::new();
    // Writing into memory does not fail; a part that did not come out whole would be seen when it is read again.
    let _written = quick_xml::Writer::new(&mut bytes).write_event(event.borrow());
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The part's text again.
pub fn written(nodes: &[Node]) -> String {
    let mut out = String::new();
    nodes.iter().for_each(|node| write(node, &mut out));
    out
}

fn write(node: &Node, out: &mut String) {
    match node {
        Node::Raw(raw) => out.push_str(raw),
        Node::Element(element) => {
            let Element { name, attributes, children } = element;
            out.extend(["<", name, attributes.trim_end()]);
            if children.is_empty() {
                out.push_str("/>");
                return;
            }
            out.push('>');
            children.iter().for_each(|child| write(child, out));
            out.extend(["</", name, ">"]);
        }
    }
}

impl Element {
    pub fn new(name: &str, attributes: &str, children: Vec<Node>) -> Self {
        Self { name: name.to_owned(), attributes: attributes.to_owned(), children }
    }

    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Raw(_) => None,
        })
    }

    /// The unescaped text directly inside.
    pub fn text(&self) -> String {
        let raw: String = self
            .children
            .iter()
            .filter_map(|child| match child {
                Node::Raw(raw) => Some(raw.as_str()),
                Node::Element(_) => None,
            })
            .collect();
        quick_xml::escape::unescape(&raw).map_or_else(|_| raw.clone(), |text| text.into_owned())
    }

    /// The value of an attribute, unescaped.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let mut all = Attributes::new(&self.attributes, 0).flatten();
        let raw = all.find(|attribute| attribute.key.as_ref() == name)?.value;
        Some(quick_xml::escape::unescape(&raw).map_or_else(|_| raw.to_string(), |value| value.into_owned()))
    }
}

/// Text for XML, without the control characters that XML 1.0 does not know.
pub fn escaped(text: &str) -> String {
    let allowed: String = text.chars().filter(|letter| *letter == '\t' || *letter >= ' ').collect();
    let allowed = allowed.replace(['\u{FFFE}', '\u{FFFF}'], "");
    quick_xml::escape::escape(allowed.as_str()).into_owned()
}
