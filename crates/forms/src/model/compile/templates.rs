//! Labels, hints and messages with the answers they show.

use std::borrow::Cow;

use super::Compiler;
use crate::model::{MediaTexts, NodeId, Part, Phrase, Texts};
use crate::xml::{self, NodeKind};

/// What a label or hint says in all its forms.
#[derive(Default)]
pub(super) struct Told {
    pub texts: Texts,
    pub media: MediaTexts,
}

impl<'a> Compiler<'a> {
    /// The text of a `label`, `hint` or the like that is shown at `node`.
    pub(super) fn told(&mut self, node: NodeId, element: xml::NodeId) -> Told {
        let document = self.document;
        let property = document.local(element);
        if let Some(reference) = document.attribute(element, "", "ref") {
            return self.told_by_reference(node, property, reference);
        }
        let mut told = Told::default();
        let phrase = self.phrase(node, property, element);
        self.wording.set(&mut told.texts, self.default_language, phrase);
        told
    }

    /// `jr:itext('id')`, or a path to a node that holds the text.
    pub(super) fn told_by_reference(&mut self, node: NodeId, property: &str, reference: &str) -> Told {
        if let Some(id) = itext_id(reference) {
            return self.told_by_id(node, property, id);
        }
        let mut told = Told::default();
        if let Some(compiled) = self.compile(node, property, reference) {
            let answer = Phrase::Mixed(vec![Part::Answer(compiled.expr)].into());
            self.wording.set(&mut told.texts, self.default_language, answer);
        }
        told
    }

    pub(super) fn told_by_id(&mut self, node: NodeId, property: &str, id: &str) -> Told {
        let mut told = Told::default();
        let Some(sources) = self.texts.find(id).map(|place| self.texts.values(place)) else {
            self.warn(
                node,
                property,
                "itext-missing",
                format!("Không có bản dịch nào tên “{id}” trong itext."),
                format!("There is no text “{id}” among the translations."),
            );
            return told;
        };
        // The long form is what a screen shows; a short one stands in where there is no other.
        for source in sources.iter().filter(|source| source.form == "short") {
            let phrase = self.phrase(node, property, source.value);
            self.wording.set(&mut told.texts, source.language, phrase);
        }
        for source in sources {
            let phrase = self.phrase(node, property, source.value);
            match source.form {
                "short" => {}
                "" | "long" => self.wording.set(&mut told.texts, source.language, phrase),
                "guidance" => self.wording.set(&mut told.media.guidance, source.language, phrase),
                form => {
                    let files = &mut told.media.files;
                    if !files.iter().any(|(known, _)| **known == *form) {
                        files.push((form.into(), Texts::default()));
                    }
                    if let Some((_, texts)) = files.iter_mut().find(|(known, _)| **known == *form) {
                        self.wording.set(texts, source.language, phrase);
                    }
                }
            }
        }
        told
    }

    /// Text and `output`s below an element, other markup left out. Blanks around it are layout of the XML.
    fn phrase(&mut self, node: NodeId, property: &str, element: xml::NodeId) -> Phrase<'a> {
        let document = self.document;
        if let (Some(only), None) = (document.first_child(element), second_child(document, element))
            && document.kind(only) == NodeKind::Text
        {
            return Phrase::Plain(document.own_text(only).trim());
        }
        let mut parts = Vec::new();
        for below in document.descendants(element) {
            match document.kind(below) {
                NodeKind::Text => push_text(&mut parts, document.own_text(below)),
                NodeKind::Element if document.local(below) == "output" => {
                    let source =
                        document.attribute(below, "", "value").or_else(|| document.attribute(below, "", "ref"));
                    if let Some(compiled) = source.and_then(|source| self.compile(node, property, source)) {
                        parts.push(Part::Answer(compiled.expr));
                    }
                }
                _ => {}
            }
        }
        trim(&mut parts);
        Phrase::Mixed(parts.into())
    }
}

/// The text of a `value` that shows no answers.
pub(super) fn plain_text<'a>(document: &'a xml::Document, element: xml::NodeId) -> Option<Cow<'a, str>> {
    let mut below = document.descendants(element);
    let shows_answers =
        below.any(|below| document.kind(below) == NodeKind::Element && document.local(below) == "output");
    (!shows_answers).then(|| trimmed(document.string_value(element)))
}

pub(super) fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

/// The id in `jr:itext('id')`.
pub(super) fn itext_id(reference: &str) -> Option<&str> {
    let inner = reference.trim().strip_prefix("jr:itext(")?.strip_suffix(')')?.trim();
    let quoted = |quote: char| inner.strip_prefix(quote).and_then(|inner| inner.strip_suffix(quote));
    quoted('\'').or_else(|| quoted('"'))
}

fn second_child(document: &xml::Document, element: xml::NodeId) -> Option<xml::NodeId> {
    document.first_child(element).and_then(|first| document.next_sibling(first))
}

fn push_text(parts: &mut Vec<Part>, text: &str) {
    match parts.last_mut() {
        Some(Part::Text(last)) => *last = format!("{last}{text}").into(),
        _ => parts.push(Part::Text(text.into())),
    }
}

fn trim(parts: &mut Vec<Part>) {
    if let Some(Part::Text(first)) = parts.first_mut() {
        *first = first.trim_start().into();
    }
    if let Some(Part::Text(last)) = parts.last_mut() {
        *last = last.trim_end().into();
    }
    parts.retain(|part| !matches!(part, Part::Text(text) if text.is_empty()));
}
