//! Labels, hints and messages with the answers they show.

use super::Compiler;
use super::itext::TextSource;
use crate::model::{MediaTexts, NodeId, Part, Template, Texts};
use crate::xml::{self, NodeKind};

/// What a label or hint says in all its forms.
#[derive(Default)]
pub(super) struct Told {
    pub texts: Texts,
    pub media: MediaTexts,
}

impl Compiler<'_> {
    /// The text of a `label`, `hint` or the like that is shown at `node`.
    pub(super) fn told(&mut self, node: NodeId, element: xml::NodeId) -> Told {
        let document = self.document;
        let property = document.local(element);
        if let Some(reference) = document.attribute(element, "", "ref") {
            return self.told_by_reference(node, property, reference);
        }
        let mut told = Told::default();
        let template = self.template(node, property, element);
        told.texts.set(self.default_language, template);
        told
    }

    /// `jr:itext('id')`, or a path to a node that holds the text.
    pub(super) fn told_by_reference(&mut self, node: NodeId, property: &str, reference: &str) -> Told {
        if let Some(id) = itext_id(reference) {
            return self.told_by_id(node, property, id);
        }
        let mut told = Told::default();
        if let Some(compiled) = self.compile(node, property, reference) {
            told.texts.set(self.default_language, Template(vec![Part::Answer(compiled.expr)]));
        }
        told
    }

    pub(super) fn told_by_id(&mut self, node: NodeId, property: &str, id: &str) -> Told {
        let mut told = Told::default();
        let Some(sources) = self.texts.find(id).map(<[TextSource<'_>]>::to_vec) else {
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
            let template = self.template(node, property, source.value);
            told.texts.set(source.language, template);
        }
        for source in sources {
            let template = self.template(node, property, source.value);
            match source.form {
                "short" => {}
                "" | "long" => told.texts.set(source.language, template),
                "guidance" => told.media.guidance.set(source.language, template),
                form => {
                    let files = &mut told.media.files;
                    if !files.iter().any(|(known, _)| **known == *form) {
                        files.push((form.into(), Texts::default()));
                    }
                    if let Some((_, texts)) = files.iter_mut().find(|(known, _)| **known == *form) {
                        texts.set(source.language, template);
                    }
                }
            }
        }
        told
    }

    /// Text and `output`s below an element, other markup left out. Blanks around it are layout of the XML.
    pub(super) fn template(&mut self, node: NodeId, property: &str, element: xml::NodeId) -> Template {
        let document = self.document;
        if let (Some(only), None) = (document.first_child(element), second_child(document, element))
            && document.kind(only) == NodeKind::Text
        {
            return Template::of(document.own_text(only).trim());
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
        Template(parts)
    }

    /// The text of a `value` that shows no answers.
    pub(super) fn plain_template(&self, element: xml::NodeId) -> Option<Template> {
        let document = self.document;
        if let (Some(only), None) = (document.first_child(element), second_child(document, element))
            && document.kind(only) == NodeKind::Text
        {
            return Some(Template::of(document.own_text(only).trim()));
        }
        let shows_answers = document
            .descendants(element)
            .any(|below| document.kind(below) == NodeKind::Element && document.local(below) == "output");
        (!shows_answers).then(|| Template::of(document.string_value(element).trim()))
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
