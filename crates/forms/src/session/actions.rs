//! What is entered by the form itself: preloads, initial instances of repeats, and actions.

use std::sync::Arc;

use domain::Value;

use super::{MAX_INSTANCES, MAX_SESSION_CELLS, Session};
use crate::expr::{At, Expr, Node, date, functions};
use crate::model::{Action, ActionKind, ActionValue, Events, NodeId, Preload, Sown};

/// Longest chain of actions that set each other off.
const MAX_CHAIN: u32 = 32;

/// Whether a filling begins or goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Loading {
    First,
    Again,
}

impl Session {
    /// What the device or the clock gives; `None` where it gives nothing now.
    pub(super) fn preloaded(&mut self, preload: &Preload) -> Option<String> {
        let now = || date::Moment::of_clock(self.env.now_ms, self.env.utc_offset_min);
        match preload {
            Preload::Uid => Some(format!("uuid:{}", self.new_uuid())),
            Preload::Start => Some(now().date_time_text()),
            Preload::Today => Some(now().date_text()),
            Preload::End => None,
            Preload::Property(name) => self.env.property(name).map(str::to_owned),
        }
    }

    /// A UUID from the seed of the session.
    pub(super) fn new_uuid(&self) -> String {
        let Some(function) = functions::find("uuid", crate::expr::Dialect::Odk) else { return String::new() };
        let expr = Expr::Call(function, Box::default());
        let text = self.scene(0).text(&expr, At::alone(Node::Main(0)));
        text.map(std::borrow::Cow::into_owned).unwrap_or_default()
    }

    /// Makes the instances of repeats that the form starts with.
    pub(super) fn sow_all(&mut self) {
        let form = Arc::clone(&self.form);
        self.sow(0, &form.sown);
    }

    fn sow(&mut self, block: u32, sown: &[Sown]) {
        for instance in sown {
            self.sow_one(block, instance);
        }
    }

    fn sow_one(&mut self, block: u32, sown: &Sown) {
        let form = Arc::clone(&self.form);
        let Some(inner) = form.layout.node(sown.repeat).inner else { return };
        let before = self.instances(block, sown.repeat).len();
        let spots = form.layout.scope(inner.scope).spots.len();
        if before >= MAX_INSTANCES || self.cells.len() + spots > MAX_SESSION_CELLS {
            return;
        }
        let order = i64::try_from(before + 1).unwrap_or(i64::MAX);
        let instance = self.new_block(inner.scope, Some(block), &numbered(before + 1), order);
        self.block_mut(instance).position = u32::try_from(before).unwrap_or(u32::MAX);
        self.log_marker(instance);
        self.set_defaults(instance);
        for (slot, text) in &sown.texts {
            let cell = self.block(instance).base + slot;
            self.enter(cell, Some(&Value::Text(text.to_string())));
        }
        self.sow(instance, &sown.inner);
    }

    /// Runs what the form does when a filling begins, or is taken up again.
    pub(super) fn fire_load(&mut self, loading: Loading) {
        let form = Arc::clone(&self.form);
        let now = |events: Events| events.load || (events.first_load && loading == Loading::First);
        for action in form.actions.iter().filter(|action| now(action.events)) {
            self.perform(action, 0, 0);
        }
    }

    /// Runs what a new instance of a repeat sets off.
    pub(super) fn fire_new_repeat(&mut self, instance: u32) {
        let form = Arc::clone(&self.form);
        let repeat = form.layout.scope(self.block(instance).scope).node;
        for action in actions_of(&form.actions, repeat).filter(|action| action.events.new_repeat) {
            self.perform(action, instance, 0);
        }
    }

    /// Runs what a new answer sets off.
    pub(super) fn fire_changed(&mut self, cell: u32) {
        self.fire_changed_in_chain(cell, 0);
    }

    fn fire_changed_in_chain(&mut self, cell: u32, depth: u32) {
        let form = Arc::clone(&self.form);
        let (node, block) = (self.node_of(cell), self.cell(cell).block);
        for action in actions_of(&form.actions, node).filter(|action| action.events.value_changed) {
            self.perform(action, block, depth);
            self.run();
        }
    }

    /// Enters the value of an action at all its targets that `block` sees.
    fn perform(&mut self, action: &Action, block: u32, depth: u32) {
        if action.kind != ActionKind::SetValue || depth > MAX_CHAIN {
            return;
        }
        for cell in self.targets(action.target, block) {
            let text = match &action.value {
                ActionValue::Text(text) => text.to_string(),
                ActionValue::Computed(expr) => self.calculated(expr, cell),
            };
            let before = self.cell(cell).text.clone();
            self.enter(cell, Some(&Value::Text(text)));
            if self.cell(cell).text != before {
                self.fire_changed_in_chain(cell, depth + 1);
            }
        }
    }

    fn targets(&self, target: NodeId, block: u32) -> Vec<u32> {
        let layout = &self.form.layout;
        let placed = layout.node(target);
        let anchor = layout.common_scope(self.block(block).scope, placed.scope);
        let mut found = Vec::new();
        if let Some(top) = self.climb(block, anchor) {
            self.descend(top, placed.scope, &mut |block| found.push(self.cell_at(block, placed.spot)));
        }
        found.retain(|cell| self.is_question(*cell));
        found
    }
}

/// Actions written in `owner`; they are sorted by it.
fn actions_of(actions: &[Action], owner: NodeId) -> impl Iterator<Item = &Action> {
    let start = actions.partition_point(|action| action.owner < owner);
    actions.iter().skip(start).take_while(move |action| action.owner == owner)
}

/// The id of an instance that the form itself makes: its number, so that two devices name it alike.
pub(super) fn numbered(number: usize) -> String {
    format!("n{number:04}")
}
