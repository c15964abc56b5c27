//! Opening a session and every request that changes it.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Arc;

use domain::Value;

use super::actions::Loading;
use super::change::{Change, Log};
use super::input::lexical;
use super::instance::{MISFIT, READ_ONLY};
use super::recompute::Queue;
use super::{Env, MAX_ANSWER_BYTES, MAX_INSTANCES, MAX_SESSION_CELLS, Mode, Opened, Session, SessionError};
use crate::expr::date;
use crate::model::{DefaultValue, Form, Metadata, NodeId, QuestionKind, ScopeId};

/// What a path names.
pub(super) enum Target {
    Cell(u32),
    /// An instance of a repeat, whole.
    Instance(u32),
}

impl Session {
    /// Starts a new check: defaults, then `preset` answers, then calculations. A preset is named by
    /// its path or, outside repeats, by the bare name of its question. One that the form has no
    /// place for is ignored; one inside a repeat makes its instance.
    pub fn start(form: Arc<Form>, env: Env, preset: impl IntoIterator<Item = (String, Value)>) -> Opened {
        let mut session = Self::empty(form, env, Mode::Filling);
        session.set_defaults(0);
        session.sow_all();
        session.fire_load(Loading::First);
        let preset =
            preset.into_iter().map(|(name, value)| (form_path(&session.form, name), value)).collect::<Vec<_>>();
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

    /// Moves the clock that `now()` and `today()` read; nothing is recalculated by itself.
    pub const fn set_now(&mut self, now_ms: i64) {
        self.env.now_ms = now_ms;
    }

    /// Shows labels, and evaluates what reads them, in another language.
    pub fn set_language(&mut self, language: &str) -> Change {
        self.language = self.form.language(language);
        self.queue_language();
        self.run();
        self.take_change()
    }

    /// Answers a question, or clears it with `None`. An answer that does not fit is kept and shown
    /// as an error at its question.
    pub fn set(&mut self, path: &str, value: Option<Value>) -> Result<Change, SessionError> {
        let cell = match self.find(path) {
            Some(Target::Cell(cell)) => cell,
            Some(Target::Instance(_)) => return Err(SessionError::NotAQuestion(path.to_owned())),
            None => return Err(SessionError::UnknownPath(path.to_owned())),
        };
        let length = if let Some(Value::Text(text)) = &value { text.len() } else { 0 };
        self.check_editable(cell, path, length)?;
        let before = self.cell(cell).text.clone();
        self.enter(cell, value.as_ref());
        Ok(self.spread(cell, &before))
    }

    /// Adds an instance at the end of a repeat. `repeat` is the path of the repeat, `id` new and
    /// without `/`.
    pub fn add_repeat(&mut self, repeat: &str, id: &str) -> Result<Change, SessionError> {
        self.insert_repeat(repeat, id, None)
    }

    /// The same before the instance that is at `index` now, counted from 0.
    pub fn insert_repeat(&mut self, repeat: &str, id: &str, index: Option<usize>) -> Result<Change, SessionError> {
        let Some(Target::Cell(cell)) = self.find(repeat) else {
            return Err(SessionError::UnknownPath(repeat.to_owned()));
        };
        let node = self.node_of(cell);
        let Some(inner) = self.form.layout.node(node).inner else {
            return Err(SessionError::NotARepeat(repeat.to_owned()));
        };
        if self.form.element(node).has_count || self.form.element(node).is_fixed {
            return Err(SessionError::Counted(repeat.to_owned()));
        }
        if id.is_empty() || id.contains('/') || id.len() > MAX_ID_BYTES {
            return Err(SessionError::InstanceId(id.to_owned()));
        }
        let block = self.cell(cell).block;
        let instances = self.instances(block, node);
        if instances.iter().any(|instance| self.block(*instance).id == id) {
            return Err(SessionError::InstanceExists(format!("{repeat}/{id}")));
        }
        let last = instances.last().map_or(0, |last| self.block(*last).order);
        let spots = self.form.layout.scope(inner.scope).spots.len();
        if instances.len() >= MAX_INSTANCES || self.cells.len() + spots > MAX_SESSION_CELLS {
            return Err(SessionError::TooManyInstances(repeat.to_owned()));
        }
        let later = index.map(|index| instances.iter().skip(index).copied().collect::<Vec<_>>()).unwrap_or_default();
        let order = later.first().map_or(last.saturating_add(1), |next| self.block(*next).order);
        for moved in later {
            self.block_mut(moved).order = self.block(moved).order.saturating_add(1);
            self.log_marker(moved);
        }
        let instance = self.new_block(inner.scope, Some(block), id, order);
        self.arrange(block, node);
        self.log_marker(instance);
        self.set_defaults(instance);
        self.fire_new_repeat(instance);
        self.queue_block(instance);
        self.queue_counters(block, node);
        self.run();
        Ok(self.take_change())
    }

    /// Removes an instance (path with its id) and everything in it.
    pub fn remove_repeat(&mut self, instance: &str) -> Result<Change, SessionError> {
        let Some(Target::Instance(gone)) = self.find(instance) else {
            return Err(SessionError::UnknownPath(instance.to_owned()));
        };
        let repeat = self.form.layout.scope(self.block(gone).scope).node;
        let Some(parent) = self.block(gone).parent else { return Err(SessionError::NotARepeat(instance.to_owned())) };
        if self.form.element(repeat).has_count && !self.block(gone).surplus {
            return Err(SessionError::Counted(instance.to_owned()));
        }
        for path in self.answers_in(gone).into_keys() {
            self.log.answers.insert(path, None);
        }
        self.bury(gone);
        if let Some((_, list)) = self.block_mut(parent).repeats.iter_mut().find(|(node, _)| *node == repeat) {
            list.retain(|other| *other != gone);
        }
        self.arrange(parent, repeat);
        self.queue_counters(parent, repeat);
        self.run();
        Ok(self.take_change())
    }

    pub(super) fn bury(&mut self, block: u32) {
        self.block_mut(block).alive = false;
        let base = self.block(block).base;
        let size = u32::try_from(self.form.layout.scope(self.block(block).scope).spots.len()).unwrap_or(u32::MAX);
        for cell in base..base.saturating_add(size) {
            self.faults.remove(&cell);
        }
        for (_, instances) in self.block(block).repeats.clone() {
            for instance in instances {
                self.bury(instance);
            }
        }
    }

    /// From now on missing required answers are errors; fills the time of finishing.
    pub fn mark_finishing(&mut self) -> Change {
        self.finishing = true;
        let now = date::Moment::of_clock(self.env.now_ms, self.env.utc_offset_min).date_time_text();
        for node in self.form.layout.node_ids() {
            let ends = self
                .form
                .question_model(node)
                .is_some_and(|question| question.kind == QuestionKind::Metadata(Metadata::End));
            let placed = self.form.layout.node(node);
            if ends && placed.scope == ScopeId::FORM {
                let cell = self.cell_at(0, placed.spot);
                self.store(cell, &now);
            }
        }
        self.run();
        self.take_change()
    }

    /// Whether people may answer here, so many bytes at once.
    pub(super) fn check_editable(&self, cell: u32, path: &str, length: usize) -> Result<(), SessionError> {
        if !self.is_question(cell) {
            return Err(SessionError::NotAQuestion(path.to_owned()));
        }
        let element = self.form.element(self.node_of(cell));
        let calculated = element.has_calculation && !element.has_control;
        if calculated || self.cell(cell).is(READ_ONLY) || self.kind_of(cell) == Some(QuestionKind::Note) {
            return Err(SessionError::NotEditable(path.to_owned()));
        }
        if length > MAX_ANSWER_BYTES {
            return Err(SessionError::AnswerTooLong { path: path.to_owned() });
        }
        Ok(())
    }

    /// Runs what a new answer sets in motion.
    pub(super) fn spread(&mut self, cell: u32, before: &str) -> Change {
        self.run();
        if *self.cell(cell).text != *before {
            self.fire_changed(cell);
            self.run();
        }
        self.take_change()
    }

    /// Stores a value that another program gives. One that does not fit its type is kept with its fault.
    pub(super) fn enter_lexical(&mut self, cell: u32, text: &str) {
        let form = Arc::clone(&self.form);
        let element = form.element(self.node_of(cell));
        let list = form.question_model(self.node_of(cell)).and_then(|question| form.list_of(question));
        match super::lexical::lexical(element, list, text) {
            Ok(text) => self.put(cell, &text, None),
            Err(fault) => self.put(cell, text, Some(fault)),
        }
    }

    fn put(&mut self, cell: u32, text: &str, fault: Option<super::input::InputFault>) {
        if self.withheld.remove(&cell).is_some() {
            self.mark_validity(cell, super::instance::NOT_OFFERED, false);
        }
        self.mark_validity(cell, MISFIT, fault.is_some());
        match fault {
            Some(fault) => self.faults.insert(cell, fault),
            None => self.faults.remove(&cell),
        };
        self.store(cell, text);
    }

    /// Stores a value as it is typed, with its fault if it has one.
    pub(super) fn enter(&mut self, cell: u32, value: Option<&Value>) {
        let form = Arc::clone(&self.form);
        let Some(question) = form.question_model(self.node_of(cell)) else { return };
        let list = form.list_of(question);
        let (text, fault) = value.map_or_else(Default::default, |value| lexical(question, list, value));
        self.put(cell, &text, fault);
    }

    /// Defaults and metadata of a new instance, in document order.
    pub(super) fn set_defaults(&mut self, block: u32) {
        let form = Arc::clone(&self.form);
        for spot in &form.layout.scope(self.block(block).scope).spots {
            let node = form.layout.spot(*spot).node;
            let Some(question) = form.question_model(node) else { continue };
            let cell = self.cell_at(block, *spot);
            match &form.element(node).default {
                Some(DefaultValue::Fixed(text)) if form.body.is_empty() => {
                    self.enter(cell, Some(&Value::Text(text.to_string())));
                }
                Some(DefaultValue::Fixed(text)) => self.enter_lexical(cell, text),
                Some(DefaultValue::Computed(expr)) => {
                    let text = self.calculated(expr, cell);
                    self.enter(cell, Some(&Value::Text(text)));
                }
                None => {
                    if let QuestionKind::Metadata(metadata) = question.kind {
                        let text = self.metadata(metadata);
                        self.store(cell, &text);
                    }
                }
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

    pub(super) fn log_marker(&mut self, instance: u32) {
        let (path, order) = (self.block(instance).prefix.to_string(), self.block(instance).order);
        self.log.answers.insert(path, Some(Value::Integer(order)));
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
        [node] if layout.node(*node).scope == ScopeId::FORM => layout.node(*node).path.to_string(),
        _ => name,
    }
}

/// Longest id of a repeat instance, in bytes.
const MAX_ID_BYTES: usize = 64;
/// Order of an instance whose marker has not been seen.
const UNPLACED: i64 = i64::MAX / 2;
