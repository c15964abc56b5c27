//! Opening a session: what it starts with, or what it is restored from.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Arc;

use domain::Value;

use super::actions::Loading;
use super::change::{Change, Log};
use super::recompute::Queue;
use super::repeats::MAX_ID_BYTES;
use super::{Env, MAX_INSTANCES, MAX_SESSION_CELLS, Mode, Opened, Session};
use crate::expr::date;
use crate::model::{Form, Metadata, NodeId, QuestionKind, ScopeId};

/// What a path names.
pub(super) enum Target {
    Cell(u32),
    /// An instance of a repeat, whole.
    Instance(u32),
}

/// Order of an instance whose marker has not been seen.
const UNPLACED: i64 = i64::MAX / 2;

impl Session {
    /// Starts a new check: defaults, then `preset` answers, then what the form
    /// computes first, then calculations. A preset is named by
    /// its path or, outside repeats, by the bare name of its question. One that the form has no
    /// place for is ignored; one inside a repeat makes its instance.
    pub fn start(form: Arc<Form>, env: Env, preset: impl IntoIterator<Item = (String, Value)>) -> Opened {
        let mut session = Self::empty(form, env, Mode::Filling);
        let preset =
            preset.into_iter().map(|(name, value)| (form_path(&session.form, name), value)).collect::<Vec<_>>();
        session.set_defaults(0);
        // Twice: what the form computes first may read them, and they win over it.
        session.load(preset.clone());
        session.sow_all();
        session.fire_load(Loading::First);
        session.load(preset);
        session.foreign.clear();
        session.opened()
    }

    /// Reopens a check from what [`Session::answers`] gave.
    pub fn restore(form: Arc<Form>, env: Env, answers: impl IntoIterator<Item = (String, Value)>) -> Opened {
        let mut session = Self::empty(form, env, Mode::Filling);
        session.load(answers);
        session.log = Log::default();
        session.fire_load(Loading::Again);
        session.opened()
    }

    /// A session whose answers are shown as they were stored: nothing is calculated anew.
    pub(super) fn reading(form: Arc<Form>, env: Env, answers: impl IntoIterator<Item = (String, Value)>) -> Self {
        let mut session = Self::empty(form, env, Mode::Reading);
        session.load(answers);
        session.opened().session
    }

    pub(super) fn empty(form: Arc<Form>, env: Env, mode: Mode) -> Self {
        let language = form.default_language;
        let mut session = Self {
            form,
            env,
            language,
            cells: Vec::new(),
            blocks: Vec::new(),
            queue: Queue::default(),
            log: Log::default(),
            touched: Vec::new(),
            faults: BTreeMap::new(),
            withheld: BTreeMap::new(),
            foreign: BTreeMap::new(),
            draws: Cell::new(0),
            mode,
            finishing: false,
        };
        session.new_block(ScopeId::FORM, None, "", 0);
        session
    }

    pub(super) fn opened(mut self) -> Opened {
        self.queue_block(0);
        self.run();
        let answers = self.take_change().answers;
        Opened { session: self, change: Change { answers, ..Change::default() } }
    }

    /// Defaults and metadata of a new instance, in document order.
    pub(super) fn set_defaults(&mut self, block: u32) {
        let form = Arc::clone(&self.form);
        for spot in &form.layout.scope(self.block(block).scope).spots {
            let node = form.layout.spot(*spot).node;
            let Some(question) = form.question_model(node) else { continue };
            let cell = self.cell_at(block, *spot);
            if let Some(text) = &form.element(node).default {
                self.enter_lexical(cell, text);
            } else if let QuestionKind::Metadata(metadata) = question.kind {
                let text = self.metadata(metadata);
                self.store(cell, &text);
            }
            if let Some(text) = form.element(node).preload.as_ref().and_then(|preload| self.preloaded(preload)) {
                self.store(cell, &text);
            }
        }
    }

    fn metadata(&self, metadata: Metadata) -> String {
        let now = || date::Moment::of_clock(self.env.now_ms, self.env.utc_offset_min);
        match metadata {
            Metadata::Start => now().date_time_text(),
            Metadata::Today => now().date_text(),
            Metadata::DeviceId => self.env.device_id.clone(),
            Metadata::Username => self.env.username.clone(),
            Metadata::End | Metadata::Other => String::new(),
        }
    }

    /// Enters stored answers; those without a place in this form become foreign.
    fn load(&mut self, answers: impl IntoIterator<Item = (String, Value)>) {
        let mut touched = Vec::new();
        for (path, value) in answers {
            match self.find_or_make(&path, &mut touched) {
                Some(Target::Cell(cell)) if self.is_question(cell) => self.enter(cell, Some(&value)),
                Some(Target::Instance(block)) => {
                    if let Value::Integer(order) = value {
                        self.block_mut(block).order = order;
                    }
                }
                _ => {
                    self.foreign.insert(path, value);
                }
            }
        }
        touched.sort_unstable();
        touched.dedup();
        for (block, repeat) in touched {
            self.arrange(block, repeat);
            for instance in self.instances(block, repeat).to_vec() {
                self.log_marker(instance);
            }
        }
    }

    /// The cell or instance at `path`.
    pub(super) fn find(&self, path: &str) -> Option<Target> {
        let mut names = path.split('/');
        let (mut block, mut node) = (0, NodeId::ROOT);
        while let Some(name) = names.next() {
            node = self.form.layout.child(node, name)?;
            if self.form.layout.node(node).inner.is_none() {
                continue;
            }
            let Some(id) = names.next() else { break };
            block = self.instances(block, node).iter().copied().find(|instance| self.block(*instance).id == id)?;
            if names.clone().next().is_none() {
                return Some(Target::Instance(block));
            }
        }
        Some(Target::Cell(self.cell_at(block, self.form.layout.node(node).spot)))
    }

    fn find_or_make(&mut self, path: &str, touched: &mut Vec<(u32, NodeId)>) -> Option<Target> {
        if let Some(target) = self.find(path) {
            return Some(target);
        }
        let form = Arc::clone(&self.form);
        // First walk the names alone, so that a foreign path makes no instance.
        form.question_of_answer(path).map(|_| ()).or_else(|| form.names_instance(path).then_some(()))?;
        let mut names = path.split('/');
        let (mut block, mut node) = (0, NodeId::ROOT);
        while let Some(name) = names.next() {
            node = form.layout.child(node, name)?;
            let Some(inner) = form.layout.node(node).inner else { continue };
            let id = names.next()?;
            let known = self.instances(block, node).iter().copied().find(|instance| self.block(*instance).id == id);
            let spots = form.layout.scope(inner.scope).spots.len();
            let room =
                self.instances(block, node).len() < MAX_INSTANCES && self.cells.len() + spots <= MAX_SESSION_CELLS;
            block = match known {
                Some(instance) => instance,
                None if room && !id.is_empty() && id.len() <= MAX_ID_BYTES => {
                    touched.push((block, node));
                    self.note_count(block, node);
                    // Instances without a marker follow those with one.
                    self.new_block(inner.scope, Some(block), id, UNPLACED)
                }
                None => return None,
            };
            if names.clone().next().is_none() {
                return Some(Target::Instance(block));
            }
        }
        Some(Target::Cell(self.cell_at(block, form.layout.node(node).spot)))
    }
}

/// The path of the only question called `name` outside repeats; any other text stays as it is.
fn form_path(form: &Form, name: String) -> String {
    let layout = &form.layout;
    match layout.named(&name) {
        [node] if layout.node(*node).scope == ScopeId::FORM => layout.path(*node).to_owned(),
        _ => name,
    }
}
