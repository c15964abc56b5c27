//! Instance XML as the answers of a session.

use std::sync::Arc;

use domain::Value;

use super::actions::{Loading, numbered};
use super::{Env, MAX_INSTANCES, MAX_SESSION_CELLS, Mode, Opened, Session};
use crate::model::{Form, NodeId, Preload};
use crate::xml::{self, Document, XmlError};

/// What an instance is taken up for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resume {
    /// Filling goes on: the same submission.
    Draft,
    /// A submission is corrected: it gets an id of its own and names the one it replaces.
    Edit,
}

/// Why an instance cannot be taken up.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InstanceError {
    #[error("the instance is not readable XML: {0}")]
    Xml(#[from] XmlError),
    #[error("the instance is of {found:?}, the form is for {expected:?}")]
    OtherForm { expected: String, found: String },
}

impl Session {
    /// Takes up what was filled before, from instance XML of this form or an older version of it. What the form
    /// has no place for is kept among the foreign answers; see [`Session::moved`].
    pub fn load_instance(form: Arc<Form>, env: Env, text: &str, resume: Resume) -> Result<Opened, InstanceError> {
        let document = xml::parse(text)?;
        let root = document.root_element().unwrap_or(Document::ROOT);
        let expected = &form.layout.node(NodeId::ROOT).name;
        if document.local(root) != &**expected {
            return Err(InstanceError::OtherForm {
                expected: expected.to_string(),
                found: document.local(root).to_owned(),
            });
        }
        let mut session = Self::empty(form, env, Mode::Filling);
        session.set_texts(0);
        session.take_element(&document, root, 0, NodeId::ROOT, "");
        session.log = super::change::Log::default();
        if resume == Resume::Edit {
            session.replace_id();
        }
        session.fire_load(Loading::Again);
        Ok(session.opened())
    }

    /// The texts that the form itself holds. They stay where the instance says nothing: what was irrelevant is not
    /// in a submission; and id and version are those of the form that is filled now.
    fn set_texts(&mut self, block: u32) {
        let form = Arc::clone(&self.form);
        for spot in &form.layout.scope(self.block(block).scope).spots {
            if let Some(text) = &form.element(form.layout.spot(*spot).node).default {
                let cell = self.cell_at(block, *spot);
                self.enter_lexical(cell, text);
            }
        }
    }

    /// Enters what `element` holds at `node` of the instance `block`; depth is bounded where XML is parsed.
    fn take_element(&mut self, document: &Document, element: xml::NodeId, block: u32, node: NodeId, path: &str) {
        let form = Arc::clone(&self.form);
        if node != NodeId::ROOT {
            self.take_attributes(document, element, block, node);
        }
        for child in document.elements(element) {
            let local = document.local(child);
            let inner_path = if path.is_empty() { local.to_owned() } else { format!("{path}/{local}") };
            let Some(found) = form.layout.child(node, local) else {
                self.keep_foreign(document, child, &inner_path);
                continue;
            };
            let placed = form.layout.node(found);
            match placed.inner {
                Some(_) => {
                    if let Some(instance) = self.next_instance(block, found) {
                        let id = self.block(instance).id.clone();
                        self.take_element(document, child, instance, found, &format!("{inner_path}/{id}"));
                    }
                }
                None => {
                    let cell = self.cell_at(block, placed.spot);
                    if self.is_question(cell) {
                        let text = document.string_value(child).into_owned();
                        self.enter_lexical(cell, &text);
                    }
                    self.take_element(document, child, block, found, &inner_path);
                }
            }
        }
    }

    fn take_attributes(&mut self, document: &Document, element: xml::NodeId, block: u32, node: NodeId) {
        let form = Arc::clone(&self.form);
        for attribute in document.attributes(element) {
            let name = format!("@{}", document.local(attribute));
            if let Some(found) = form.layout.child(node, &name) {
                let cell = self.cell_at(block, form.layout.node(found).spot);
                self.store(cell, document.own_text(attribute));
            }
        }
    }

    fn keep_foreign(&mut self, document: &Document, element: xml::NodeId, path: &str) {
        if document.elements(element).next().is_none() {
            let text = document.string_value(element).trim().to_owned();
            if !text.is_empty() {
                self.foreign.insert(path.to_owned(), Value::Text(text));
            }
            return;
        }
        for child in document.elements(element) {
            self.keep_foreign(document, child, &format!("{path}/{}", document.local(child)));
        }
    }

    fn next_instance(&mut self, block: u32, repeat: NodeId) -> Option<u32> {
        let form = Arc::clone(&self.form);
        let inner = form.layout.node(repeat).inner?;
        let before = self.instances(block, repeat).len();
        let spots = form.layout.scope(inner.scope).spots.len();
        if before >= MAX_INSTANCES || self.cells.len() + spots > MAX_SESSION_CELLS {
            return None;
        }
        let order = i64::try_from(before + 1).unwrap_or(i64::MAX);
        let instance = self.new_block(inner.scope, Some(block), &numbered(before + 1), order);
        self.block_mut(instance).position = u32::try_from(before).unwrap_or(u32::MAX);
        self.note_count(block, repeat);
        self.set_texts(instance);
        Some(instance)
    }

    /// The id of the submission becomes the id that is replaced, and a new one is drawn.
    fn replace_id(&mut self) {
        let form = Arc::clone(&self.form);
        let Some(meta) = form.layout.child(NodeId::ROOT, "meta") else { return };
        let cell = |session: &Self, name: &str| {
            form.layout.child(meta, name).map(|node| session.cell_at(0, form.layout.node(node).spot))
        };
        let (Some(own), Some(old)) = (cell(self, "instanceID"), cell(self, "deprecatedID")) else { return };
        let replaced = self.cell(own).text.to_string();
        self.store(old, &replaced);
        if form.element(self.node_of(own)).preload == Some(Preload::Uid) {
            let fresh = format!("uuid:{}", self.new_uuid());
            self.store(own, &fresh);
        }
    }
}
