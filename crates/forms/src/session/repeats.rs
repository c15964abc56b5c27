//! Instances of repeats: adding and removing them.

use domain::Value;

use super::change::Change;
use super::open::Target;
use super::{MAX_INSTANCES, MAX_SESSION_CELLS, Session, SessionError};

/// Longest id of a repeat instance, in bytes.
pub(super) const MAX_ID_BYTES: usize = 64;

impl Session {
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

    pub(super) fn log_marker(&mut self, instance: u32) {
        let (path, order) = (self.block(instance).prefix.to_string(), self.block(instance).order);
        self.log.answers.insert(path, Some(Value::Integer(order)));
    }
}
