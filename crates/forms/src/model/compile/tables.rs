//! Secondary instances: regular ones become lists, the texts that lists name by id are kept for filling.

use super::Compiler;
use super::templates::plain_text;
use crate::model::{ChoiceSource, ElementKind, LabelSource, List, ListId, NodeId, Phrase, Texts};
use crate::xml::{self, Document};

impl Compiler<'_> {
    pub(super) fn read_tables(&mut self) {
        for instance in self.parts.instances.clone() {
            let Some(id) = self.document.attribute(instance, "", "id") else { continue };
            let inline = self.document.elements(instance).next().is_some();
            if let (false, Some(source)) = (inline, self.document.attribute(instance, "", "src")) {
                self.read_external(id, source);
            } else if let Some(list) = table(self.document, instance, id) {
                self.lists.push(list);
            } else {
                let mut document = Document::new();
                for element in self.document.elements(instance) {
                    let copy = document.copy(self.document, element);
                    document.append(Document::ROOT, copy);
                }
                let index = u32::try_from(self.documents.len()).unwrap_or(u32::MAX);
                self.documents.push(document);
                self.lists.push(List::of_document(id, index));
            }
        }
    }

    /// Keeps the texts that labels of choices name by ids, which are known only while filling.
    pub(super) fn keep_texts(&mut self) {
        for (node, source) in self.itext_labels() {
            match source {
                TextIds::Column(list, column) => {
                    let rows = self.lists.get(list.index()).map_or(0, List::rows);
                    for row in 0..rows {
                        let list = self.lists.get(list.index());
                        if let Some(text) = list.and_then(|list| self.texts.find(list.cell(row, column))) {
                            self.keep_text(node, text);
                        }
                    }
                }
                TextIds::Any => {
                    for text in 0..self.texts.count() {
                        self.keep_text(node, text);
                    }
                }
            }
        }
    }

    /// Where labels stand as ids of texts, each place once, with a question that shows them.
    fn itext_labels(&self) -> Vec<(NodeId, TextIds)> {
        let mut found: Vec<(NodeId, TextIds)> = Vec::new();
        for item in &self.body {
            let element = self.elements.get(item.element as usize);
            let Some(ElementKind::Question(question)) = element.map(|element| &element.kind) else { continue };
            let Some(choices) = &question.choices else { continue };
            let ids = match &choices.source {
                ChoiceSource::List { list, label: LabelSource::Itext(column), .. } => TextIds::Column(*list, *column),
                ChoiceSource::Nodes(nodes) if nodes.is_itext => TextIds::Any,
                _ => continue,
            };
            if !found.iter().any(|(_, known)| *known == ids) {
                found.push((item.node.unwrap_or(NodeId::ROOT), ids));
            }
        }
        found
    }

    /// Keeps the text at a place among those that were written.
    fn keep_text(&mut self, node: NodeId, place: usize) {
        let Some(id) = self.texts.keep(place) else { return };
        let mut texts = Texts::default();
        let mut shows_answers = false;
        for source in self.texts.values(place).iter().filter(|source| matches!(source.form, "" | "long")) {
            match plain_text(self.document, source.value) {
                Some(text) => self.wording.set(&mut texts, source.language, Phrase::Plain(&text)),
                None => shows_answers = true,
            }
        }
        if shows_answers {
            texts = self.told_by_id(node, "label", id).texts;
        }
        self.itext.insert(id, texts);
    }
}

/// Which ids of texts labels may hold.
#[derive(Clone, Copy, PartialEq, Eq)]
enum TextIds {
    Column(ListId, u32),
    Any,
}

/// An instance of one root element whose children are all called alike and hold only leaves without attributes.
pub(super) fn table(document: &Document, instance: xml::NodeId, id: &str) -> Option<List> {
    let mut roots = document.elements(instance);
    let root = roots.next()?;
    if roots.next().is_some() || document.attributes(root).next().is_some() {
        return None;
    }
    let mut columns: Vec<(xml::NameId, &str)> = Vec::new();
    let mut item_name = None;
    for item in document.elements(root) {
        let name = document.name_id(item);
        if *item_name.get_or_insert(name) != name || document.attributes(item).next().is_some() {
            return None;
        }
        let mut seen = 0_u64;
        for cell in document.elements(item) {
            let leaf = document.elements(cell).next().is_none() && document.attributes(cell).next().is_none();
            let name = document.name_id(cell);
            let at = columns.iter().position(|(column, _)| *column == name).unwrap_or_else(|| {
                columns.push((name, document.local(cell)));
                columns.len() - 1
            });
            // A name that stands twice in an item has no column of its own.
            let twice = at < 64 && seen & (1 << at) != 0;
            if !leaf || twice || at >= 64 {
                return None;
            }
            seen |= 1 << at;
        }
    }
    let mut list = List::new(id, columns.iter().map(|(_, name)| (*name).into()).collect());
    list.root = document.local(root).into();
    list.item = document.elements(root).next().map_or("item", |item| document.local(item)).into();
    for item in document.elements(root) {
        list.push_cells(columns.iter().map(|(column, _)| {
            let cell = document.elements(item).find(|cell| document.name_id(*cell) == *column);
            cell.map(|cell| document.string_value(cell))
        }));
    }
    Some(list)
}
