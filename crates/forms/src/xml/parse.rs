//! XML text → tree.

use std::borrow::Cow;

use foldhash::{HashMap, HashMapExt as _};

use super::attributes::{Attributes, Unreadable, resolved, unescaped};
use super::document::{Document, NodeId, NodeKind};
use super::names::{Name, NameId};
use super::ns;
use super::pieces::{Piece, Pieces};

/// Largest document that is read, in bytes.
pub const MAX_XML_BYTES: usize = 128 << 20;
/// Most nodes of a document, attributes included.
pub const MAX_XML_NODES: usize = 8_000_000;
/// Deepest nesting of elements.
pub const MAX_XML_DEPTH: usize = 256;

/// Why a text is not XML that we read. `line` counts from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum XmlError {
    #[error("line {line}: {message}")]
    Malformed { line: usize, message: String },
    #[error("line {line}: the prefix {prefix:?} is not declared")]
    UnknownPrefix { line: usize, prefix: String },
    #[error("line {line}: the entity {entity:?} is not known")]
    UnknownEntity { line: usize, entity: String },
    #[error("the document is too large or nested too deeply")]
    TooLarge,
}

/// Reads a document. A document type is passed over: its entities are never expanded.
pub fn parse(text: &str) -> Result<Document, XmlError> {
    parse_with(text, Sections::Joined)
}

/// What becomes of CDATA sections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sections {
    /// They are part of the text around them, as XPath has it.
    Joined,
    /// Each is a text of its own, named `#cdata-section` as in the DOM.
    Apart,
}

/// The same, with a choice of what becomes of CDATA sections.
pub fn parse_with(text: &str, sections: Sections) -> Result<Document, XmlError> {
    if text.len() > MAX_XML_BYTES {
        return Err(XmlError::TooLarge);
    }
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut parser = Parser {
        text,
        document: Document::with_capacity(text.len()),
        open: vec![Open { element: Document::ROOT, name: "", declares: false }],
        elements: HashMap::new(),
        attributes: HashMap::new(),
        pairs: Vec::new(),
        pending_bytes: 0,
        sections,
    };
    parser.run()?;
    Ok(parser.document)
}

struct Parser<'a> {
    text: &'a str,
    document: Document,
    open: Vec<Open<'a>>,
    /// Written names → ids, as the declarations in force have it.
    elements: HashMap<&'a str, NameId>,
    attributes: HashMap<&'a str, NameId>,
    /// Names as written and values of the attributes of the tag that is read.
    pairs: Vec<(&'a str, Cow<'a, str>)>,
    /// How much of the document's last text has no node yet, because it may go on behind a reference or CDATA section.
    pending_bytes: usize,
    sections: Sections,
}

/// An element that is not closed yet.
#[derive(Clone, Copy)]
struct Open<'a> {
    element: NodeId,
    /// As written.
    name: &'a str,
    /// Whether it declares namespaces.
    declares: bool,
}

impl<'a> Parser<'a> {
    fn run(&mut self) -> Result<(), XmlError> {
        let mut pieces = Pieces::of(self.text);
        loop {
            let piece = pieces.next();
            let at = pieces.position();
            let Some(piece) = piece.map_err(|message| self.malformed(at, message.to_owned()))? else { break };
            match piece {
                Piece::Open { tag, is_empty } => {
                    self.start(tag, at)?;
                    if is_empty {
                        self.end();
                    }
                }
                Piece::Close(name) => {
                    if self.open.len() == 1 || self.open.last().is_none_or(|open| open.name != name) {
                        return Err(self.malformed(at, format!("</{name}> closes no element")));
                    }
                    self.end();
                }
                Piece::Text(text) => {
                    self.characters(&plain_lines(text), at)?;
                    if self.open.last().is_some_and(|open| !open.name.is_empty() && pieces.closes(open.name)) {
                        self.end();
                    }
                }
                Piece::Section(text) => {
                    let text = plain_lines(text);
                    match self.sections {
                        Sections::Joined => self.text_goes_on(&text),
                        Sections::Apart => self.section(&text),
                    }
                }
                Piece::Reference(entity) => {
                    let unknown = || XmlError::UnknownEntity { line: self.line(at), entity: entity.to_owned() };
                    let letter = resolved(entity).ok_or_else(unknown)?;
                    self.text_goes_on(letter.encode_utf8(&mut [0; 4]));
                }
                Piece::Comment(comment) => {
                    self.flush();
                    let node = self.document.new_comment(comment);
                    self.document.append(self.here(), node);
                }
                Piece::Instruction { target, content } => {
                    self.flush();
                    let node = self.document.new_instruction(target, content);
                    self.document.append(self.here(), node);
                }
                Piece::Declaration => {}
            }
            if self.document.len() > MAX_XML_NODES || self.open.len() > MAX_XML_DEPTH {
                return Err(XmlError::TooLarge);
            }
        }
        let at = self.text.len();
        if self.open.len() > 1 {
            return Err(self.malformed(at, "an element is never closed".to_owned()));
        }
        if self.document.root_element().is_none() {
            return Err(self.malformed(at, "there is no element".to_owned()));
        }
        if self.document.elements(Document::ROOT).count() > 1 {
            return Err(self.malformed(at, "there is more than one root element".to_owned()));
        }
        Ok(())
    }

    fn here(&self) -> NodeId {
        self.open.last().map_or(Document::ROOT, |open| open.element)
    }

    fn characters(&mut self, text: &str, at: usize) -> Result<(), XmlError> {
        if self.open.len() > 1 {
            self.text_goes_on(text);
        } else if !text.trim().is_empty() {
            return Err(self.malformed(at, "text outside the root element".to_owned()));
        }
        Ok(())
    }

    fn text_goes_on(&mut self, text: &str) {
        self.document.hold(text);
        self.pending_bytes += text.len();
    }

    fn flush(&mut self) {
        if self.pending_bytes > 0 {
            self.document.add_held(self.here(), std::mem::take(&mut self.pending_bytes));
        }
    }

    /// A CDATA section as a text of its own, which has the name that the DOM gives it.
    fn section(&mut self, text: &str) {
        self.flush();
        if !text.is_empty() {
            let node = self.document.new_text(text);
            let name = self.document.intern(Name::plain("#cdata-section"));
            self.document.rename(node, name);
            self.document.append(self.here(), node);
        }
    }

    fn end(&mut self) {
        self.flush();
        if self.open.pop().is_some_and(|closed| closed.declares) {
            self.forget_names();
        }
    }

    /// Other declarations come into force.
    fn forget_names(&mut self) {
        self.elements.clear();
        self.attributes.clear();
    }

    /// `tag` is what stands between the brackets; `at` is behind it.
    fn start(&mut self, tag: &'a str, at: usize) -> Result<(), XmlError> {
        self.flush();
        let name_end = tag.bytes().position(|byte| byte.is_ascii_whitespace()).unwrap_or(tag.len());
        let (written, attributes) = tag.split_at_checked(name_end).unwrap_or((tag, ""));
        let parent = self.here();
        let element = self.document.new_element(self.document.name_id(Document::ROOT));
        self.document.append(parent, element);
        let declares = self.read_attributes(attributes, element, at)?;
        let name = self.element_name(written, element, at)?;
        self.document.rename(element, name);
        let mut pairs = std::mem::take(&mut self.pairs);
        for (name, value) in pairs.drain(..) {
            let name = self.attribute_name(name, element, at)?;
            self.document.add_attribute(element, name, &value, NodeKind::Attribute);
        }
        self.pairs = pairs;
        self.open.push(Open { element, name: written, declares });
        Ok(())
    }

    /// Declares what is declared at `element`, whether anything is, and collects its other attributes: their names
    /// are resolved once all declarations are known.
    fn read_attributes(&mut self, tag: &'a str, element: NodeId, at: usize) -> Result<bool, XmlError> {
        let mut declares = false;
        for attribute in Attributes::of(tag) {
            let (name, value) = attribute.map_err(|message| self.malformed(at, message.to_owned()))?;
            let value = self.unescaped(value, at)?;
            if self.pairs.iter().any(|(known, _)| *known == name) {
                return Err(self.malformed(at, format!("the attribute {name} is given twice")));
            }
            let declared = if name == "xmlns" { Some("") } else { name.strip_prefix("xmlns:") };
            match declared {
                Some(prefix) => {
                    self.document.declare(element, prefix, &value);
                    self.forget_names();
                    declares = true;
                }
                None => self.pairs.push((name, value)),
            }
        }
        Ok(declares)
    }

    fn element_name(&mut self, written: &'a str, element: NodeId, at: usize) -> Result<NameId, XmlError> {
        if let Some(known) = self.elements.get(written) {
            return Ok(*known);
        }
        let name = self.resolve_name(written, element, at, true)?;
        self.elements.insert(written, name);
        Ok(name)
    }

    fn attribute_name(&mut self, written: &'a str, element: NodeId, at: usize) -> Result<NameId, XmlError> {
        if let Some(known) = self.attributes.get(written) {
            return Ok(*known);
        }
        let name = self.resolve_name(written, element, at, false)?;
        self.attributes.insert(written, name);
        Ok(name)
    }

    fn resolve_name(
        &mut self,
        written: &str,
        element: NodeId,
        at: usize,
        by_default: bool,
    ) -> Result<NameId, XmlError> {
        let (prefix, local) = written.split_once(':').unwrap_or(("", written));
        if !is_name(local) || (!prefix.is_empty() && !is_name(prefix)) {
            return Err(self.malformed(at, format!("{written:?} is not a name")));
        }
        let namespace = match prefix {
            "" if by_default => self.document.namespace(element, "").unwrap_or_default().to_owned(),
            "" => String::new(),
            "xml" => ns::XML.to_owned(),
            prefix => match self.document.namespace(element, prefix) {
                Some(namespace) => namespace.to_owned(),
                None => return Err(XmlError::UnknownPrefix { line: self.line(at), prefix: prefix.to_owned() }),
            },
        };
        Ok(self.document.intern(Name::new(prefix, &namespace, local)))
    }

    /// The value of an attribute as it was meant.
    fn unescaped(&self, value: &'a str, at: usize) -> Result<Cow<'a, str>, XmlError> {
        unescaped(value).map_err(|unreadable| match unreadable {
            Unreadable::Unended => self.malformed(at, "& without an entity".to_owned()),
            Unreadable::Unknown(entity) => XmlError::UnknownEntity { line: self.line(at), entity: entity.to_owned() },
        })
    }

    fn line(&self, at: usize) -> usize {
        let before = self.text.as_bytes().get(..at.min(self.text.len())).unwrap_or_default();
        before.iter().filter(|byte| **byte == b'\n').count() + 1
    }

    fn malformed(&self, at: usize, message: String) -> XmlError {
        XmlError::Malformed { line: self.line(at), message }
    }
}

/// XML 1.0 §2.11: the line ends of other systems are read as plain ones.
pub(crate) fn plain_lines(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
}

fn is_name(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(|first| first.is_alphabetic() || first == '_')
        && letters
            .all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.' | '\u{B7}') || is_mark(letter))
}

/// Combining marks may follow in a name, as in decomposed Vietnamese.
const fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

#[cfg(test)]
mod tests {
    use super::super::write::{Layout, write};
    use super::*;

    fn round(text: &str) -> String {
        write(&parse(text).unwrap(), Document::ROOT, Layout::Compact)
    }

    #[test]
    fn a_document_comes_back_as_it_was_written() {
        for text in [
            "<a/>",
            "<a b=\"c\" d=\"&lt;&amp;&quot;\">e &lt; f<g/>h</a>",
            "<h:html xmlns=\"urn:x\" xmlns:h=\"urn:h\"><h:head><t xmlns=\"\" h:k=\"1\"/></h:head></h:html>",
            "<?xml-stylesheet href=\"x\"?><a><!-- n --><?p q?></a>",
            "<xã_hội tên=\"Phú Vinh\">Nguyễn Thị Hường</xã_hội>",
        ] {
            assert_eq!(round(text), text);
        }
    }

    #[test]
    fn references_and_cdata_become_one_text() {
        let text = "<!DOCTYPE a><a>x &amp; <![CDATA[<y>]]>&#x1EC7;</a>";
        let apart = parse_with(text, Sections::Apart).unwrap();
        assert_eq!(apart.children(apart.root_element().unwrap()).count(), 3);
        let document = parse(text).unwrap();
        let root = document.root_element().unwrap();
        assert_eq!(document.string_value(root), "x & <y>ệ");
        assert_eq!(document.children(root).count(), 1);
    }

    #[test]
    fn names_carry_the_namespace_in_force_where_they_stand() {
        let text = "<a xmlns=\"urn:one\" xmlns:p=\"urn:p\"><b xmlns=\"urn:two\"><c p:d=\"\"/></b><c d=\"\"/></a>";
        let document = parse(text).unwrap();
        let names = document.descendants(Document::ROOT).map(|node| document.name(node).namespace.to_string());
        assert_eq!(names.collect::<Vec<_>>(), ["urn:one", "urn:two", "urn:two", "urn:one"]);
        let c = document.descendants(Document::ROOT).nth(2).unwrap();
        assert_eq!(document.attribute(c, "urn:p", "d"), Some(""));
    }

    #[test]
    fn what_is_not_xml_is_refused_with_its_line() {
        for (text, line) in [
            ("<a>\n<b></a>", 2),
            ("<a>\n\n<b c=d/></a>", 3),
            ("<a b=\"1\" b=\"2\"/>", 1),
            ("<a/>\n<b/>", 2),
            ("<a>&nbsp;</a>", 1),
            ("<p:a/>", 1),
            ("", 1),
            ("a", 1),
        ] {
            let error = parse(text).unwrap_err();
            let (XmlError::Malformed { line: found, .. }
            | XmlError::UnknownPrefix { line: found, .. }
            | XmlError::UnknownEntity { line: found, .. }) = error
            else {
                panic!("{text}: {error}")
            };
            assert_eq!(found, line, "{text}");
        }
    }

    #[test]
    fn entities_are_never_expanded_and_depth_is_bounded() {
        let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbbbbbbbb\"><!ENTITY c \"&b;&b;&b;\">]><a>&c;</a>";
        assert!(matches!(parse(bomb), Err(XmlError::UnknownEntity { .. })));
        let deep = "<a>".repeat(MAX_XML_DEPTH + 1) + &"</a>".repeat(MAX_XML_DEPTH + 1);
        assert_eq!(parse(&deep).unwrap_err(), XmlError::TooLarge);
    }
}
