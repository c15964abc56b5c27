//! The state of every node by absolute path, and changes by absolute path: for tools that drive a session
//! without its screens.

use domain::Value;

use super::instance::{BROKEN, MISFIT, READ_ONLY, RELEVANT, REQUIRED};
use super::places::At;
use super::{Change, Session, SessionError};
use crate::model::{BodyKind, ChoiceText, DataType, ElementKind, LanguageId, NodeId, QuestionKind};

/// What a node is to those who fill the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeRole {
    Root,
    Group,
    /// All instances of a repeat in one place.
    Repeat,
    Instance,
    /// Can hold an answer, whether anyone is asked for it or not.
    Question(QuestionKind),
}

/// Why an answer cannot stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Violation {
    Required,
    Constraint,
    /// The text does not fit the type.
    Type,
}

/// A node of the form as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeState {
    /// Absolute XPath with the positions of repeat instances.
    pub reference: String,
    pub role: NodeRole,
    /// `type` of the bind, `string` without one.
    pub data_type: &'static str,
    /// The text that expressions read of a node that can hold an answer; empty where it is irrelevant, or where
    /// what was entered does not fit its type.
    pub value: Option<String>,
    /// What was entered and does not fit.
    pub misfit: Option<String>,
    /// What a draft keeps of it: the answer of an irrelevant question, and choices that are not offered now.
    pub kept: Option<String>,
    pub relevant: bool,
    pub read_only: bool,
    pub required: bool,
    pub label: Option<String>,
    pub hint: Option<String>,
    /// A hint at length, for those who ask for it.
    pub guidance: Option<String>,
    /// Files that the label shows or plays, as the form names them, by form (`image`, `big-image`, `audio`, `video`).
    pub media: Vec<Media>,
    pub appearance: String,
    /// How the form as a whole is shown: words of the body's `class`, at the root alone.
    pub class: String,
    pub has_control: bool,
    pub choices: Vec<ChoiceText>,
    pub violation: Option<Violation>,
    /// What the form's author says about the violation.
    pub message: Option<String>,
}

/// A file that belongs to a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Media {
    pub form: String,
    /// Such as `jr://images/cow.png`.
    pub reference: String,
}

/// A place that people come to while filling a form from top to bottom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    pub kind: StopKind,
    pub reference: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopKind {
    Question,
    Group,
    /// A group without a node, or around a repeat of the same node.
    Bracket,
    Instance,
    /// After the last instance: whether another one is wanted. The reference names the repeat.
    NewInstance,
}

impl Session {
    /// Every node in document order.
    pub fn states(&self) -> Vec<NodeState> {
        let is_there = |cell: &u32| !self.is_question(*cell) || !self.is_absent(*cell);
        self.cells_in_order().into_iter().filter(is_there).map(|cell| self.state_of(cell)).collect()
    }

    /// The node at an absolute path; a repeat without a position is the repeat itself.
    pub fn state(&self, reference: &str) -> Result<NodeState, SessionError> {
        Ok(self.state_of(self.cell_of(reference)?))
    }

    /// Absolute paths of the nodes that the last request changed, each once.
    pub fn touched(&self) -> Vec<String> {
        let mut cells = self.touched.clone();
        cells.sort_unstable();
        cells.dedup();
        let alive = |cell: &u32| self.block(self.cell(*cell).block).alive;
        cells.into_iter().filter(alive).map(|cell| self.reference(cell)).collect()
    }

    /// The choices that a question offers now, in the language of the session.
    pub fn choices(&self, reference: &str) -> Result<Vec<ChoiceText>, SessionError> {
        let cell = self.cell_of(reference)?;
        let question = self.form.question_model(self.node_of(cell));
        Ok(question.map(|question| self.offered(cell, question, self.language)).unwrap_or_default())
    }

    /// Answers the question at an absolute path, or clears it.
    pub fn set_at(&mut self, reference: &str, value: Option<Value>) -> Result<Change, SessionError> {
        let cell = self.cell_of(reference)?;
        let Some(Value::Text(text)) = &value else {
            let path = self.path(cell);
            return self.set(&path, value);
        };
        self.check_editable(cell, reference, text.len())?;
        let before = self.cell(cell).text.clone();
        let is_point = self.form.element(self.node_of(cell)).data_type == DataType::Geopoint;
        match super::input::position(text) {
            // What is not said of an answered point is unknown, not 0 metres.
            Ok(point) if is_point => self.store_valid(cell, &point),
            _ => self.enter_lexical(cell, text),
        }
        Ok(self.spread(cell, &before))
    }

    /// Adds an instance to the repeat at an absolute path, at the end or before the one at `index`, from 0.
    pub fn add_at(&mut self, reference: &str, index: Option<usize>) -> Result<Change, SessionError> {
        let Some(At::Repeat { block, node }) = self.at(reference) else {
            return Err(SessionError::NotARepeat(reference.to_owned()));
        };
        let path = self.path(self.cell_at(block, self.form.layout.node(node).spot));
        let taken = |session: &Self, id: &str| {
            session.instances(block, node).iter().any(|instance| session.block(*instance).id == id)
        };
        let mut number = self.instances(block, node).len() + 1;
        while taken(self, &super::actions::numbered(number)) {
            number += 1;
        }
        self.insert_repeat(&path, &super::actions::numbered(number), index)
    }

    /// Removes the instance at an absolute path, whatever the form counts.
    pub fn remove_at(&mut self, reference: &str) -> Result<Change, SessionError> {
        match self.at(reference) {
            Some(At::Cell(cell)) if self.is_instance(cell) => {
                let path = self.path(cell);
                self.remove_repeat(&path)
            }
            Some(_) => Err(SessionError::NotARepeat(reference.to_owned())),
            None => Err(SessionError::UnknownPath(reference.to_owned())),
        }
    }

    /// The absolute path of an app path, such as `people/n0001/name`.
    pub fn reference_of(&self, path: &str) -> Option<String> {
        match self.find(path)? {
            super::open::Target::Cell(cell) => Some(self.reference(cell)),
            super::open::Target::Instance(block) => Some(self.reference(self.block(block).base)),
        }
    }

    /// A node that the form itself does not have and that holds nothing.
    fn is_absent(&self, cell: u32) -> bool {
        self.form.element(self.node_of(cell)).is_added && self.cell(cell).text.is_empty()
    }

    fn state_of(&self, cell: u32) -> NodeState {
        let node = self.node_of(cell);
        let (element, answer) = (self.form.element(node), self.cell(cell));
        let language = self.language;
        let question = self.form.question_model(node);
        let role = match &element.kind {
            ElementKind::Root => NodeRole::Root,
            ElementKind::Group => NodeRole::Group,
            ElementKind::Repeat if self.is_range(cell) => NodeRole::Repeat,
            ElementKind::Repeat => NodeRole::Instance,
            ElementKind::Question(question) => NodeRole::Question(question.kind),
        };
        let (violation, message) = self.violation(cell, language);
        NodeState {
            reference: self.reference(cell),
            role,
            data_type: element.data_type.as_str(),
            value: question.map(|_| if answer.is(RELEVANT) { self.read_text(cell).to_owned() } else { String::new() }),
            misfit: answer.is(MISFIT).then(|| answer.text.to_string()),
            kept: question.map(|_| self.chosen_text(cell).to_owned()),
            relevant: answer.is(RELEVANT),
            read_only: answer.is(READ_ONLY),
            required: answer.is(REQUIRED),
            label: self.form.text(element.label, language).map(|label| self.filled(&label, cell)),
            hint: self.form.text(element.hint, language).map(|hint| self.filled(&hint, cell)),
            guidance: self.guidance(cell),
            media: self.media(cell),
            appearance: element.appearance.to_string(),
            class: if node == NodeId::ROOT { self.class() } else { String::new() },
            has_control: element.has_control,
            choices: question.map(|question| self.offered(cell, question, language)).unwrap_or_default(),
            violation,
            message,
        }
    }

    fn class(&self) -> String {
        let named = &self.form.element(NodeId::ROOT).parameters;
        named.iter().find(|(name, _)| **name == *"class").map(|(_, words)| words.to_string()).unwrap_or_default()
    }

    fn guidance(&self, cell: u32) -> Option<String> {
        let media = self.form.element(self.node_of(cell)).media.as_ref()?;
        self.form.text(media.guidance, self.language).map(|text| self.filled(&text, cell))
    }

    fn media(&self, cell: u32) -> Vec<Media> {
        let Some(media) = &self.form.element(self.node_of(cell)).media else { return Vec::new() };
        let reference = |texts| self.form.text(texts, self.language).map(|text| self.filled(&text, cell));
        let named = media.files.iter().filter_map(|(form, texts)| Some((form.to_string(), reference(*texts)?)));
        named.map(|(form, reference)| Media { form, reference }).collect()
    }

    fn violation(&self, cell: u32, language: LanguageId) -> (Option<Violation>, Option<String>) {
        let (element, answer) = (self.form.element(self.node_of(cell)), self.cell(cell));
        let text = |texts| self.form.text(texts, language).map(|text| self.filled(&text, cell));
        if !answer.is(RELEVANT) || !self.is_question(cell) {
            (None, None)
        } else if answer.is(REQUIRED) && answer.text.is_empty() {
            (Some(Violation::Required), text(element.required_message))
        } else if answer.is(BROKEN) {
            (Some(Violation::Constraint), text(element.constraint_message))
        } else if answer.is(MISFIT) {
            (Some(Violation::Type), None)
        } else {
            (None, None)
        }
    }

    /// All relevant places in the order of the form's body.
    pub fn walk(&self) -> Vec<Stop> {
        let mut stops = Vec::new();
        self.walk_items(0, self.form.body.len(), 0, &mut stops);
        stops
    }

    /// Items from `start` to `end`, seen from the instance `block`.
    fn walk_items(&self, start: usize, end: usize, block: u32, into: &mut Vec<Stop>) {
        let mut index = start;
        while let Some(item) = self.form.body.get(index).filter(|_| index < end) {
            let (inside, after) = (index + 1, item.end as usize);
            match (item.kind, item.node) {
                (BodyKind::Repeat, Some(node)) => self.walk_repeat(node, inside, after, block, into),
                (BodyKind::Question, Some(node)) => {
                    if let Some(cell) = self.seen(node, block) {
                        into.push(Stop { kind: StopKind::Question, reference: self.reference(cell) });
                    }
                }
                (BodyKind::Group, Some(node)) if self.form.layout.node(node).inner.is_none() => {
                    if let Some(cell) = self.seen(node, block) {
                        into.push(Stop { kind: StopKind::Group, reference: self.reference(cell) });
                        self.walk_items(inside, after, block, into);
                    }
                }
                (_, node) => {
                    let cell = node.and_then(|node| self.range(node, block));
                    let reference = cell.map(|cell| self.reference(cell)).unwrap_or_default();
                    into.push(Stop { kind: StopKind::Bracket, reference });
                    self.walk_items(inside, after, block, into);
                }
            }
            index = after.max(inside);
        }
    }

    fn walk_repeat(&self, node: NodeId, start: usize, end: usize, block: u32, into: &mut Vec<Stop>) {
        let Some(range) = self.range(node, block).filter(|range| self.cell(*range).is(RELEVANT)) else { return };
        let holder = self.cell(range).block;
        for instance in self.instances(holder, node) {
            let whole = self.block(*instance).base;
            if self.cell(whole).is(RELEVANT) {
                into.push(Stop { kind: StopKind::Instance, reference: self.reference(whole) });
                self.walk_items(start, end, *instance, into);
            }
        }
        let element = self.form.element(node);
        if !element.is_fixed && !element.has_count {
            into.push(Stop { kind: StopKind::NewInstance, reference: self.reference(range) });
        }
    }

    fn range(&self, node: NodeId, block: u32) -> Option<u32> {
        let placed = self.form.layout.node(node);
        Some(self.cell_at(self.climb(block, placed.scope)?, placed.spot))
    }

    fn seen(&self, node: NodeId, block: u32) -> Option<u32> {
        self.range(node, block).filter(|cell| self.cell(*cell).is(RELEVANT))
    }
}
