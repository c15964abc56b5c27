//! Tags and texts of spreadsheet XML, as slices of the part.
//!
//! Parts of spreadsheets are megabytes of tiny elements whose well-formedness does not matter to us:
//! this reads them without the checks of an XML parser. Nothing is expanded but character references and the five entities of XML itself, and
//! nesting costs nothing, as no stack is kept.

use std::borrow::Cow;

use super::problem::Problem;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Tag<'a> {
    Open(Element<'a>),
    /// The local name.
    Close(&'a str),
    /// With references, as written.
    Text(&'a str),
    CData(&'a str),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Element<'a> {
    /// Without prefix.
    pub name: &'a str,
    attributes: &'a str,
    /// `<c/>`: no closing tag follows.
    pub is_empty: bool,
}

pub(super) struct Tags<'a> {
    rest: &'a str,
}

impl<'a> Tags<'a> {
    pub(super) const fn new(part: &'a str) -> Self {
        Self { rest: part }
    }

    /// The next tag or text; nothing at the end of the part.
    pub(super) fn next(&mut self) -> Result<Option<Tag<'a>>, Problem> {
        loop {
            let Some(inside) = self.rest.strip_prefix('<') else {
                if self.rest.is_empty() {
                    return Ok(None);
                }
                let end = memchr::memchr(b'<', self.rest.as_bytes()).unwrap_or(self.rest.len());
                return Ok(Some(Tag::Text(self.take(end))));
            };
            match inside.as_bytes().first() {
                Some(b'/') => {
                    let end = memchr::memchr(b'>', inside.as_bytes()).ok_or_else(cut_off)?;
                    let name = inside.get(1..end).unwrap_or_default().trim_end();
                    self.take(end + 2);
                    return Ok(Some(Tag::Close(local(name))));
                }
                Some(b'!') => {
                    if let Some(text) = self.declaration(inside)? {
                        return Ok(Some(Tag::CData(text)));
                    }
                }
                Some(b'?') => {
                    let end = inside.find("?>").ok_or_else(cut_off)?;
                    self.take(end + "<?>".len());
                }
                _ => return self.open(inside).map(|element| Some(Tag::Open(element))),
            }
        }
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    fn open(&mut self, inside: &'a str) -> Result<Element<'a>, Problem> {
        let bytes = inside.as_bytes();
        let name_end = bytes.iter().position(|byte| matches!(byte, b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n'));
        let name_end = name_end.ok_or_else(cut_off)?;
        let end = tag_end(bytes, name_end).ok_or_else(cut_off)?;
        let name = local(inside.get(..name_end).unwrap_or_default());
        let attributes = inside.get(name_end..end).unwrap_or_default();
        let is_empty = attributes.ends_with('/');
        self.take(end + 2);
        Ok(Element { name, attributes, is_empty })
    }

    /// The text between these tags, where they come next and it needs no resolving; what nearly every cell
    /// looks like, so it is worth a look before reading tag by tag.
    pub(super) fn text_between(&mut self, opening: &str, closing: &str) -> Option<&'a str> {
        let inside = self.rest.strip_prefix(opening)?;
        let end = memchr::memchr3(b'<', b'&', b'\r', inside.as_bytes())?;
        let (text, rest) = inside.split_at_checked(end)?;
        self.rest = rest.strip_prefix(closing)?;
        Some(text)
    }

    /// Passes over this closing tag where it comes next.
    pub(super) fn closes(&mut self, closing: &str) -> bool {
        let rest = self.rest.strip_prefix(closing);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Gives the attributes of the tag that comes next, which begins with `opening`, and answers whether it is
    /// empty; nothing, and nothing is passed over, where it is another tag or written unusually. For the same
    /// reason as above.
    pub(super) fn plain_tag(&mut self, opening: &str, mut take: impl FnMut(&'a str, &'a str)) -> Option<bool> {
        let mut rest = self.rest.strip_prefix(opening)?;
        loop {
            if let Some(after) = rest.strip_prefix('>') {
                self.rest = after;
                return Some(false);
            }
            if let Some(after) = rest.strip_prefix("/>").or_else(|| rest.strip_prefix(" />")) {
                self.rest = after;
                return Some(true);
            }
            rest = rest.strip_prefix(' ')?;
            let name_end = rest.bytes().position(|byte| !byte.is_ascii_alphanumeric() && byte != b':')?;
            let value = rest.get(name_end..)?.strip_prefix("=\"")?;
            let value_end = value.bytes().position(|byte| byte == b'"')?;
            take(rest.get(..name_end)?, value.get(..value_end)?);
            rest = value.get(value_end + 1..)?;
        }
    }

    /// Passes over a comment or document type; gives the text of a CDATA section.
    fn declaration(&mut self, inside: &'a str) -> Result<Option<&'a str>, Problem> {
        if let Some(section) = inside.strip_prefix("![CDATA[") {
            let end = section.find("]]>").ok_or_else(cut_off)?;
            self.take("<![CDATA[".len() + end + "]]>".len());
            return Ok(section.get(..end));
        }
        if inside.starts_with("!--") {
            let end = inside.find("-->").ok_or_else(cut_off)?;
            self.take(end + "<-->".len());
            return Ok(None);
        }
        // A document type has no place in a spreadsheet; its entities are never expanded.
        Err(Problem::Damaged("a part declares a document type".to_owned()))
    }

    /// The text inside of an element just opened, up to its closing tag; tags inside are passed over.
    pub(super) fn text_of(&mut self, element: &Element<'a>) -> Result<Cow<'a, str>, Problem> {
        let mut text = Cow::Borrowed("");
        if element.is_empty {
            return Ok(text);
        }
        while let Some(tag) = self.next()? {
            let piece = match tag {
                Tag::Close(name) if name == element.name => break,
                Tag::Text(piece) => plain(piece)?,
                Tag::CData(piece) => Cow::Borrowed(piece),
                _ => continue,
            };
            if text.is_empty() {
                text = piece;
            } else {
                text.to_mut().push_str(&piece);
            }
        }
        Ok(text)
    }

    /// Passes over everything inside of an element just opened. An element of the same name inside ends
    /// it early, which no spreadsheet has where this is used.
    pub(super) fn skip(&mut self, element: &Element<'a>) -> Result<(), Problem> {
        if element.is_empty { Ok(()) } else { self.skip_to(element.name) }
    }

    /// Passes over everything up to the closing tag of this name.
    pub(super) fn skip_to(&mut self, name: &str) -> Result<(), Problem> {
        while let Some(tag) = self.next()? {
            if tag == Tag::Close(name) {
                break;
            }
        }
        Ok(())
    }
}

impl<'a> Element<'a> {
    /// The value of the attribute called `name`, prefix and all, as written.
    pub(super) fn raw(&self, name: &str) -> Option<&'a str> {
        self.attributes().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    pub(super) fn attribute(&self, name: &str) -> Result<Option<Cow<'a, str>>, Problem> {
        self.raw(name).map(plain).transpose()
    }

    /// The value of an attribute whatever its prefix.
    pub(super) fn local(&self, name: &str) -> Option<&'a str> {
        self.attributes().find(|(known, _)| local(known) == name).map(|(_, value)| value)
    }

    /// Names and values as written.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let mut rest = self.attributes;
        std::iter::from_fn(move || {
            let equals = memchr::memchr(b'=', rest.as_bytes())?;
            let name = rest.get(..equals)?.trim_ascii();
            let value = rest.get(equals + 1..)?.trim_ascii_start();
            let quote = value.bytes().next().filter(|quote| matches!(quote, b'"' | b'\''))?;
            let value = value.get(1..)?;
            let end = memchr::memchr(quote, value.as_bytes())?;
            rest = value.get(end + 1..)?;
            Some((name, value.get(..end)?))
        })
    }
}

/// Where the `>` of a tag is that is not within quotes, looking from `from` on.
fn tag_end(bytes: &[u8], from: usize) -> Option<usize> {
    let first = from + memchr::memchr(b'>', bytes.get(from..)?)?;
    let attributes = bytes.get(from..first)?;
    // Without single quotes and with whole pairs of double ones, nothing is open there.
    let (single, double) = attributes.iter().fold((0_usize, 0_usize), |(single, double), byte| {
        (single + usize::from(*byte == b'\''), double + usize::from(*byte == b'"'))
    });
    if single == 0 && double.is_multiple_of(2) {
        return Some(first);
    }
    let mut end = from;
    loop {
        end += memchr::memchr3(b'>', b'"', b'\'', bytes.get(end..)?)?;
        match bytes.get(end)? {
            b'>' => return Some(end),
            quote => end += memchr::memchr(*quote, bytes.get(end + 1..)?)? + 2,
        }
    }
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    match memchr::memchr(b':', name.as_bytes()) {
        Some(colon) => name.get(colon + 1..).unwrap_or_default(),
        None => name,
    }
}

/// A text with its references resolved and line ends made plain.
pub(super) fn plain(text: &str) -> Result<Cow<'_, str>, Problem> {
    match memchr::memchr2(b'&', b'\r', text.as_bytes()) {
        None => Ok(Cow::Borrowed(text)),
        Some(_) => {
            let text = text.replace("\r\n", "\n").replace('\r', "\n");
            let plain = quick_xml::escape::unescape(&text).map_err(|error| Problem::Damaged(error.to_string()))?;
            Ok(Cow::Owned(plain.into_owned()))
        }
    }
}

fn cut_off() -> Problem {
    Problem::Damaged("a part ends in the middle of a tag".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_texts_come_in_order_without_prefixes_comments_and_instructions() {
        let mut tags = Tags::new("<?xml version='1.0'?><!-- <x> --><x:a n=\"1>2\" m = 'b'>t<b/><![CDATA[<]]></x:a >");
        let Ok(Some(Tag::Open(a))) = tags.next() else { panic!() };
        assert_eq!(
            (a.name, a.raw("n"), a.raw("m"), a.raw("x"), a.is_empty),
            ("a", Some("1>2"), Some("b"), None, false)
        );
        assert_eq!(tags.next(), Ok(Some(Tag::Text("t"))));
        assert!(matches!(tags.next(), Ok(Some(Tag::Open(Element { name: "b", is_empty: true, .. })))));
        assert_eq!(tags.next(), Ok(Some(Tag::CData("<"))));
        assert_eq!(tags.next(), Ok(Some(Tag::Close("a"))));
        assert_eq!(tags.next(), Ok(None));
    }

    #[test]
    fn the_only_text_of_an_element_is_read_at_once_or_not_at_all() {
        for (part, text, rest) in [
            ("<v>12</v></c><c>", Some("12"), "<c>"),
            ("<v></v></c>", Some(""), ""),
            ("<v>a&amp;b</v></c>", None, "<v>a&amp;b</v></c>"),
            ("<v>1</v><x/></c>", None, "<v>1</v><x/></c>"),
            ("<v>1</v></c ", None, "<v>1</v></c "),
            ("<vm>1</vm></c>", None, "<vm>1</vm></c>"),
            ("", None, ""),
        ] {
            let mut tags = Tags::new(part);
            assert_eq!((tags.text_between("<v>", "</v></c>"), tags.rest), (text, rest), "{part}");
        }
    }

    #[test]
    fn a_plain_tag_is_read_at_once_and_any_other_is_left() {
        for (part, read, rest) in [
            ("<c r=\"A1\" t=\"s\"><v>", Some((false, "r=A1 t=s ")), "<v>"),
            ("<c/><c>", Some((true, "")), "<c>"),
            ("<c x:r=\"a>b\"/>", Some((true, "x:r=a>b ")), ""),
            ("<col>", None, "<col>"),
            ("<c r='A1'>", None, "<c r='A1'>"),
            ("<c  r=\"A1\">", None, "<c  r=\"A1\">"),
            ("<c r=\"A1\" >", None, "<c r=\"A1\" >"),
            ("<c r=\"A1", None, "<c r=\"A1"),
            ("</c>", None, "</c>"),
        ] {
            let mut tags = Tags::new(part);
            let mut attributes = String::new();
            let is_empty = tags.plain_tag("<c", |name, value| attributes.push_str(&format!("{name}={value} ")));
            assert_eq!(is_empty, read.map(|(is_empty, _)| is_empty), "{part}");
            assert!(read.is_none_or(|(_, expected)| attributes == expected), "{part}: {attributes}");
            assert_eq!(tags.rest, rest, "{part}");
        }
        assert!(Tags::new("</c><c>").closes("</c>") && !Tags::new("<v></c>").closes("</c>"));
    }

    #[test]
    fn references_are_resolved_and_unknown_entities_refused() {
        assert_eq!(plain("a &lt; &#272;&#x110;\r\nb").unwrap(), "a < ĐĐ\nb");
        assert!(plain("&lol;").is_err());
    }

    #[test]
    fn broken_tags_and_document_types_are_refused() {
        for part in ["<a", "<a b='", "<!-- ", "<![CDATA[ ]]", "<?x", "</a", "<!DOCTYPE a>", "<"] {
            assert!(matches!(Tags::new(part).next(), Err(Problem::Damaged(_))), "{part}");
        }
    }
}
