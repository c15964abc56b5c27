//! XML text, piece by piece: tags, and what stands between them.
//!
//! A form is megabytes of tiny elements, and reading them is most of the wait when it is opened; so nothing is copied,
//! resolved or normalised here, and what the tree needs of a piece is made where it enters the tree.

use memchr::{memchr, memchr2, memmem};

/// A piece of an XML text, as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// What stands between `<` and `>`, or `/>` for an empty element.
    Open {
        tag: &'a str,
        is_empty: bool,
    },
    /// The name of a closing tag.
    Close(&'a str),
    /// Text without references.
    Text(&'a str),
    /// The name between `&` and `;`.
    Reference(&'a str),
    /// The content of a CDATA section.
    Section(&'a str),
    Comment(&'a str),
    Instruction {
        target: &'a str,
        content: &'a str,
    },
    /// An XML declaration or a document type.
    Declaration,
}

pub(super) struct Pieces<'a> {
    text: &'a str,
    rest: &'a str,
}

impl<'a> Pieces<'a> {
    pub(super) const fn of(text: &'a str) -> Self {
        Self { text, rest: text }
    }

    /// How much was read, in bytes.
    pub(super) const fn position(&self) -> usize {
        self.text.len() - self.rest.len()
    }

    /// The next piece, nothing at the end, or what is wrong here.
    pub(super) fn next(&mut self) -> Result<Option<Piece<'a>>, &'static str> {
        let bytes = self.rest.as_bytes();
        match (bytes.first(), bytes.get(1)) {
            (None, _) => Ok(None),
            (Some(b'&'), _) => self.reference().map(Some),
            (Some(b'<'), Some(b'/')) => self.close().map(Some),
            (Some(b'<'), Some(b'!')) => self.marked().map(Some),
            (Some(b'<'), Some(b'?')) => self.instruction().map(Some),
            (Some(b'<'), _) => self.open().map(Some),
            _ => Ok(Some(Piece::Text(self.take(memchr2(b'<', b'&', bytes).unwrap_or(bytes.len()))))),
        }
    }

    /// Passes over the closing tag of an element where it comes next and is written plainly, as nearly all are.
    pub(super) fn closes(&mut self, name: &str) -> bool {
        let rest = self.rest.strip_prefix("</").and_then(|rest| rest.strip_prefix(name));
        let rest = rest.and_then(|rest| rest.strip_prefix('>'));
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    /// Takes what stands between a beginning that is there and the next `end`.
    fn take_between(&mut self, beginning: &str, end: &str) -> Option<&'a str> {
        let inside = self.rest.get(beginning.len()..)?;
        let length = memmem::find(inside.as_bytes(), end.as_bytes())?;
        self.take(beginning.len() + length + end.len());
        inside.get(..length)
    }

    fn reference(&mut self) -> Result<Piece<'a>, &'static str> {
        let name = self.take_between("&", ";").filter(|name| !name.contains(['&', '<']));
        name.map(Piece::Reference).ok_or("& without an entity")
    }

    fn close(&mut self) -> Result<Piece<'a>, &'static str> {
        let name = self.take_between("</", ">").ok_or("a tag is never ended")?;
        Ok(Piece::Close(name.trim_ascii_end()))
    }

    fn open(&mut self) -> Result<Piece<'a>, &'static str> {
        let inside = self.rest.get("<".len()..).unwrap_or_default();
        let end = tag_end(inside.as_bytes()).ok_or("a tag is never ended")?;
        self.take("<".len() + end + ">".len());
        let tag = inside.get(..end).unwrap_or_default();
        Ok(match tag.strip_suffix('/') {
            Some(tag) => Piece::Open { tag, is_empty: true },
            None => Piece::Open { tag, is_empty: false },
        })
    }

    fn instruction(&mut self) -> Result<Piece<'a>, &'static str> {
        let inside = self.take_between("<?", "?>").ok_or("an instruction is never ended")?;
        let target = inside.split_ascii_whitespace().next().filter(|target| inside.starts_with(target));
        let target = target.unwrap_or_default();
        if target == "xml" {
            return Ok(Piece::Declaration);
        }
        let content = inside.get(target.len()..).unwrap_or_default().trim_start();
        Ok(Piece::Instruction { target, content })
    }

    /// What begins with `<!`.
    fn marked(&mut self) -> Result<Piece<'a>, &'static str> {
        const DOCTYPE: &str = "<!DOCTYPE";
        if self.rest.starts_with("<!--") {
            self.take_between("<!--", "-->").map(Piece::Comment).ok_or("a comment is never ended")
        } else if self.rest.starts_with("<![CDATA[") {
            self.take_between("<![CDATA[", "]]>").map(Piece::Section).ok_or("a CDATA section is never ended")
        } else if self.rest.get(..DOCTYPE.len()).is_some_and(|start| start.eq_ignore_ascii_case(DOCTYPE)) {
            let end = document_type_end(self.rest).ok_or("a document type is never ended")?;
            self.take(end);
            Ok(Piece::Declaration)
        } else {
            Err("<! begins nothing that is known")
        }
    }
}

/// Where the `>` of a tag stands: not in the value of an attribute.
fn tag_end(inside: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = inside.get(at..)?;
        let found = rest.iter().position(|byte| matches!(byte, b'>' | b'"' | b'\''))?;
        match rest.get(found)? {
            b'>' => return Some(at + found),
            quote => at += found + 2 + memchr(*quote, rest.get(found + 1..)?)?,
        }
    }
}

/// Where a document type ends. What it declares between brackets, quoted texts and comments may hold `>`.
fn document_type_end(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = 0;
    loop {
        let rest = text.get(at..)?;
        let found = rest.find(['[', ']', '>', '"', '\'', '<'])?;
        let here = rest.get(found..)?;
        at += found + 1;
        match here.as_bytes().first()? {
            b'[' => depth += 1,
            b']' => depth = depth.saturating_sub(1),
            b'>' if depth == 0 => return Some(at),
            quote @ (b'"' | b'\'') => at += 1 + memchr(*quote, here.as_bytes().get(1..)?)?,
            b'<' if here.starts_with("<!--") => at += here.find("-->")?,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Piece<'_>>, &'static str> {
        let mut pieces = Pieces::of(text);
        let mut found = Vec::new();
        while let Some(piece) = pieces.next()? {
            found.push(piece);
        }
        assert_eq!(pieces.position(), text.len());
        Ok(found)
    }

    #[test]
    fn every_piece_is_a_slice_of_the_text() {
        let open = |tag, is_empty| Piece::Open { tag, is_empty };
        let text = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b \"]>\"><!-- ' ]> -->]><a b='>' c=\"/>\">x&lt;y<!-- > --><b/><![CDATA[<]>]]><?p q r?></a\n>";
        assert_eq!(
            read(text).unwrap(),
            [
                Piece::Declaration,
                Piece::Declaration,
                open("a b='>' c=\"/>\"", false),
                Piece::Text("x"),
                Piece::Reference("lt"),
                Piece::Text("y"),
                Piece::Comment(" > "),
                open("b", true),
                Piece::Section("<]>"),
                Piece::Instruction { target: "p", content: "q r" },
                Piece::Close("a"),
            ]
        );
    }

    #[test]
    fn what_is_never_ended_is_refused() {
        for text in [
            "<a",
            "<a b='>",
            "</a",
            "<!-- -",
            "<!-->",
            "<![CDATA[]>",
            "<?p",
            "<!DOCTYPE a [>",
            "<!x>",
            "&a",
            "&a<b;",
            "&a&b;",
            "<",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
