//! What is on the screen: sections, and the nodes of one section.

use domain::Value;

use super::instance::{READ_ONLY, RELEVANT, REQUIRED};
use super::{MAX_INSTANCES, Session};
use crate::expr::{At, Node, Tree};
use crate::model::{
    ChoiceText, ElementKind, LanguageId, Metadata, NodeId, Question, QuestionKind, QuestionModel, Range, Texts,
};

/// One page of the form: a top-level group or repeat, or a run of loose top-level questions.
#[derive(Clone, Debug, PartialEq)]
pub struct SectionView {
    pub index: usize,
    /// Path of the group or repeat, or of the first loose question.
    pub path: String,
    pub title: String,
    pub relevant: bool,
    /// Relevant questions that people can answer, and how many of them have an answer.
    pub questions: usize,
    pub answered: usize,
    /// Required answers that are still missing.
    pub required_missing: usize,
    /// Answers that are not valid.
    pub errors: usize,
}

/// Something on a page.
#[derive(Clone, Debug, PartialEq)]
pub enum NodeView {
    Question(Box<QuestionView>),
    Group(GroupView),
    Repeat(RepeatView),
}

#[derive(Clone, Debug, PartialEq)]
pub struct QuestionView {
    pub path: String,
    pub kind: QuestionKind,
    /// Appearance words, as authored.
    pub appearance: String,
    pub label: String,
    pub hint: Option<String>,
    pub value: Option<Value>,
    /// The value as people read it; empty without one.
    pub shown: String,
    pub required: bool,
    /// Calculated, or read-only by its form.
    pub read_only: bool,
    /// What is wrong and what to do.
    pub error: Option<String>,
    /// Choices that are offered now.
    pub choices: Vec<ChoiceText>,
    /// Bounds of a range question.
    pub range: Option<Range>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct GroupView {
    pub path: String,
    pub label: String,
    pub appearance: String,
    pub children: Vec<NodeView>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct RepeatView {
    pub path: String,
    pub label: String,
    pub instances: Vec<InstanceView>,
    pub can_add: bool,
    pub can_remove: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct InstanceView {
    pub path: String,
    pub id: String,
    /// Label of the repeat and number, with the first text answer where there is one.
    pub title: String,
    pub children: Vec<NodeView>,
}

/// The nodes of a section.
pub(super) struct SectionPart {
    pub index: usize,
    /// One group or repeat, or several loose questions.
    pub nodes: Vec<NodeId>,
    pub is_block: bool,
}

impl Session {
    /// All sections in order, irrelevant ones too; indices never change.
    pub fn sections(&self, language: &str) -> Vec<SectionView> {
        let id = self.form.language(language);
        self.section_parts().iter().map(|part| self.section_view(part, id)).collect()
    }

    /// What is to be shown of section `index`; empty for an irrelevant or unknown one.
    pub fn section(&self, index: usize, language: &str) -> Vec<NodeView> {
        let id = self.form.language(language);
        let Some(part) = self.section_parts().into_iter().nth(index) else { return Vec::new() };
        let mut views = part.nodes.iter().filter_map(|node| self.node_view(0, *node, id));
        match (views.next(), part.is_block) {
            // The page's title says what the group's label would repeat.
            (Some(NodeView::Group(group)), true) => group.children,
            (first, _) => first.into_iter().chain(views).collect(),
        }
    }

    /// Top-level nodes by section. Nodes that nobody sees make none.
    pub(super) fn section_parts(&self) -> Vec<SectionPart> {
        let mut parts: Vec<SectionPart> = Vec::new();
        for node in &self.form.layout.node(NodeId::ROOT).children {
            let is_block = self.form.question_model(*node).is_none();
            if !self.has_shown(*node) {
                continue;
            }
            match parts.last_mut() {
                Some(part) if !is_block && !part.is_block => part.nodes.push(*node),
                _ => parts.push(SectionPart { index: parts.len(), nodes: vec![*node], is_block }),
            }
        }
        parts
    }

    /// Whether people can ever see something of `node`.
    fn has_shown(&self, node: NodeId) -> bool {
        self.form.layout.family(node).into_iter().any(|node| self.is_shown(node))
    }

    fn is_shown(&self, node: NodeId) -> bool {
        let element = self.form.element(node);
        match &element.kind {
            ElementKind::Question(question) => match question.kind {
                QuestionKind::Calculate => !element.label.is_empty(),
                kind => kind.is_shown(),
            },
            _ => false,
        }
    }

    /// Cells of the shown questions of a section, in document order.
    pub(super) fn section_cells(&self, part: &SectionPart) -> Vec<u32> {
        let mut cells = Vec::new();
        for node in &part.nodes {
            self.gather(0, *node, &mut cells);
        }
        cells
    }

    fn gather(&self, block: u32, node: NodeId, into: &mut Vec<u32>) {
        let placed = self.form.layout.node(node);
        if placed.inner.is_some() {
            for instance in self.instances(block, node) {
                for child in &placed.children {
                    self.gather(*instance, *child, into);
                }
            }
            return;
        }
        let cell = self.cell_at(block, placed.spot);
        if self.is_question(cell) {
            into.push(cell);
        }
        for child in &placed.children {
            self.gather(block, *child, into);
        }
    }

    fn section_view(&self, part: &SectionPart, language: LanguageId) -> SectionView {
        let first = part.nodes.first().copied().unwrap_or(NodeId::ROOT);
        let relevant =
            part.nodes.iter().any(|node| self.cell(self.cell_at(0, self.form.layout.node(*node).spot)).is(RELEVANT));
        let mut view = SectionView {
            index: part.index,
            path: self.form.layout.path(first).to_owned(),
            title: if part.is_block {
                self.label(self.cell_at(0, self.form.layout.node(first).spot), language)
            } else {
                self.form.text(self.form.title, language).map_or_else(|| self.form.id.clone(), |title| title.plain())
            },
            relevant,
            questions: 0,
            answered: 0,
            required_missing: 0,
            errors: 0,
        };
        for cell in self.section_cells(part) {
            if !self.cell(cell).is(RELEVANT) {
                continue;
            }
            let calculated = self.form.element(self.node_of(cell)).has_calculation;
            if !calculated && self.kind_of(cell).is_some_and(|kind| kind.is_answerable()) {
                view.questions += 1;
                view.answered += usize::from(!self.cell(cell).text.is_empty());
            }
            view.required_missing += usize::from(self.is_missing(cell));
            view.errors += usize::from(!self.is_valid(cell));
        }
        view
    }

    fn node_view(&self, block: u32, node: NodeId, language: LanguageId) -> Option<NodeView> {
        let placed = self.form.layout.node(node);
        let cell = self.cell_at(block, placed.spot);
        if !self.cell(cell).is(RELEVANT) {
            return None;
        }
        match &self.form.element(node).kind {
            ElementKind::Root => None,
            ElementKind::Question(question) => {
                let shown = self.is_shown(node);
                shown.then(|| NodeView::Question(Box::new(self.question_view(cell, question, language))))
            }
            ElementKind::Group => {
                let children = self.views(block, node, language);
                let element = self.form.element(node);
                (!children.is_empty()).then(|| {
                    NodeView::Group(GroupView {
                        path: self.path(cell),
                        label: self.group_label(cell, language),
                        appearance: element.appearance.to_string(),
                        children,
                    })
                })
            }
            ElementKind::Repeat => Some(NodeView::Repeat(self.repeat_view(block, node, cell, language))),
        }
    }

    fn views(&self, block: u32, node: NodeId, language: LanguageId) -> Vec<NodeView> {
        let children = &self.form.layout.node(node).children;
        children.iter().filter_map(|child| self.node_view(block, *child, language)).collect()
    }

    fn repeat_view(&self, block: u32, node: NodeId, cell: u32, language: LanguageId) -> RepeatView {
        let counted = self.form.element(node).has_count;
        let label = self.label(cell, language);
        let all = self.instances(block, node);
        let relevant = all.iter().copied().filter(|instance| self.cell(self.block(*instance).base).is(RELEVANT));
        let instances = relevant.enumerate().map(|(index, instance)| {
            let children = self.views(instance, node, language);
            let named = children.iter().find_map(|child| match child {
                NodeView::Question(question) if question.kind == QuestionKind::Text && !question.shown.is_empty() => {
                    Some(question.shown.clone())
                }
                _ => None,
            });
            let number = index + 1;
            let title = named.map_or_else(|| format!("{label} {number}"), |name| format!("{number}. {name}"));
            let found = self.block(instance);
            InstanceView { path: found.prefix.to_string(), id: found.id.clone(), title, children }
        });
        RepeatView {
            path: self.path(cell),
            instances: instances.collect(),
            label,
            can_add: !counted && all.len() < MAX_INSTANCES,
            can_remove: !counted,
        }
    }

    fn question_view(&self, cell: u32, question: &QuestionModel, language: LanguageId) -> QuestionView {
        let element = self.form.element(self.node_of(cell));
        let answer = self.cell(cell);
        let missing = self.finishing && self.is_missing(cell);
        let missing = missing.then(|| self.required_message(cell, language));
        QuestionView {
            path: self.path(cell),
            kind: question.kind,
            appearance: element.appearance.to_string(),
            label: self.label(cell, language),
            hint: self.shown_text(element.hint, cell, language),
            value: self.stored(cell),
            shown: self.shown_answer(cell, language),
            required: answer.is(REQUIRED),
            read_only: answer.is(READ_ONLY) || element.has_calculation,
            error: self.fault_message(cell, language).or(missing),
            choices: self.offered(cell, question, language),
            range: question.range,
        }
    }

    fn shown_answer(&self, cell: u32, language: LanguageId) -> String {
        let question = Question::of(&self.form, self.node_of(cell));
        match (question, self.stored(cell)) {
            (Some(question), Some(value)) => question.show(&value, self.language_name(language)),
            _ => String::new(),
        }
    }

    /// The label with answers put in; the name where there is none.
    pub(super) fn label(&self, cell: u32, language: LanguageId) -> String {
        let node = self.node_of(cell);
        let label = self.shown_text(self.form.element(node).label, cell, language);
        label.unwrap_or_else(|| self.form.layout.node(node).name.to_string())
    }

    /// A group without a label is only a bracket for its author.
    fn group_label(&self, cell: u32, language: LanguageId) -> String {
        self.shown_text(self.form.element(self.node_of(cell)).label, cell, language).unwrap_or_default()
    }

    /// A text with the answers it refers to.
    pub(super) fn shown_text(&self, texts: Texts, cell: u32, language: LanguageId) -> Option<String> {
        let phrase = self.form.text(texts, language)?;
        let scene = self.scene(cell);
        Some(phrase.with_answers(|expr| {
            let nodes = scene.nodes(expr, At::alone(Node::Main(cell))).unwrap_or_default();
            match nodes.first() {
                Some(Node::Main(read)) if self.is_question(*read) => self.shown_answer(*read, language),
                Some(node) => self.text(*node).into_owned(),
                None => String::new(),
            }
        }))
    }

    /// Whether anything but the device's own entries has been answered.
    pub fn is_blank(&self) -> bool {
        (0..u32::try_from(self.cells.len()).unwrap_or(u32::MAX)).all(|cell| {
            let device = matches!(
                self.kind_of(cell),
                None | Some(QuestionKind::Metadata(
                    Metadata::Start | Metadata::Today | Metadata::DeviceId | Metadata::Username
                ))
            );
            device || self.cell(cell).text.is_empty()
        })
    }
}
