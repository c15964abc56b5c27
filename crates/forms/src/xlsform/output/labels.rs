//! Texts that people see, with answers put into them.

use std::borrow::Cow;

use super::super::lexer::instance_paths;
use super::super::names::replaceable;
use super::super::tree::ElementId;
use super::references::{How, Surroundings};
use super::xml::Xml;
use super::{Context, Value};
use crate::xml::NodeId;

/// A text with places for answers.
enum Piece {
    Text(String),
    /// A formula.
    Output(String),
}

impl Context<'_, '_> {
    /// Writes a text, `${name}` as `<output>`.
    pub(super) fn write_text(&self, xml: &mut Xml, parent: NodeId, text: &str, context: Option<ElementId>) {
        match self.pieces(text, context) {
            None => xml.text(parent, text),
            Some(pieces) => write_pieces(xml, parent, &pieces),
        }
    }

    /// The pieces of a text; none where it is all text.
    fn pieces(&self, text: &str, context: Option<ElementId>) -> Option<Vec<Piece>> {
        // Most texts have neither.
        memchr::memchr2(b'(', b'$', text.as_bytes())?;
        let how = How { context, ..How::default() };
        let has_instance = text.contains("instance(") && text.len() > "instance(".len();
        if text == "-" || !(has_instance || super::super::names::may_refer(text)) {
            return None;
        }
        let escaped = escape(text);
        let mut pieces = Vec::new();
        let mut done = 0;
        let paths = if has_instance { instance_paths(&escaped) } else { Vec::new() };
        for (start, end) in paths {
            self.references(escaped.get(done..start).unwrap_or_default(), how, &mut pieces);
            let path = escaped.get(start..end).unwrap_or_default();
            pieces.push(Piece::Output(self.paths_in(path, how).into_owned()));
            done = end;
        }
        self.references(escaped.get(done..).unwrap_or_default(), how, &mut pieces);
        pieces.iter().any(|piece| matches!(piece, Piece::Output(_))).then_some(pieces)
    }

    fn references(&self, escaped: &str, how: How, pieces: &mut Vec<Piece>) {
        let surroundings = Surroundings::of(escaped);
        let mut done = 0;
        for reference in replaceable(escaped) {
            push_text(escaped.get(done..reference.start), pieces);
            let mut path = String::new();
            self.write_path(&surroundings, &reference, how, &mut path);
            pieces.push(Piece::Output(path));
            done = reference.end;
        }
        push_text(escaped.get(done..), pieces);
    }

    /// `<label>`; empty without any text.
    pub(super) fn label(&self, xml: &mut Xml, parent: NodeId, id: ElementId) {
        let label = xml.child(parent, "label");
        let element = self.element(id);
        if element.has_translated_label() {
            let reference = format!("jr:itext('{}:label')", self.path(id));
            xml.attribute(label, "ref", &reference);
        } else if let Some(Value::Text(text)) = &element.label {
            self.write_text(xml, label, text, Some(id));
        }
    }

    pub(super) fn hint(&self, xml: &mut Xml, parent: NodeId, id: ElementId) {
        let hint = xml.child(parent, "hint");
        let element = self.element(id);
        match &element.hint {
            Some(Value::Text(text)) if element.guidance.is_none() => self.write_text(xml, hint, text, Some(id)),
            _ => xml.attribute(hint, "ref", &format!("jr:itext('{}:hint')", self.path(id))),
        }
    }
}

fn push_text(text: Option<&str>, pieces: &mut Vec<Piece>) {
    let text = text.unwrap_or_default();
    if !text.is_empty() {
        pieces.push(Piece::Text(unescape(text)));
    }
}

/// Where text and answers are mixed, a blank keeps each apart from the tags around them.
fn write_pieces(xml: &mut Xml, parent: NodeId, pieces: &[Piece]) {
    let mixed = pieces.len() > 1 && pieces.iter().any(|piece| matches!(piece, Piece::Text(_)));
    for (place, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Text(text) => {
                let mut text = text.clone();
                if mixed && place == 0 {
                    text.insert(0, ' ');
                }
                if mixed && place + 1 == pieces.len() {
                    text.push(' ');
                }
                xml.text(parent, &text);
            }
            Piece::Output(value) => {
                let output = xml.child(parent, "output");
                xml.attribute(output, "value", value);
                if mixed && place + 1 == pieces.len() {
                    xml.text(parent, " ");
                }
            }
        }
    }
}

fn escape(text: &str) -> Cow<'_, str> {
    if memchr::memchr3(b'&', b'<', b'>', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"))
}

fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}
