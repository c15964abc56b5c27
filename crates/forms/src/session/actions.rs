//! What is entered by the form itself: preloads, initial instances of repeats, and actions.

use std::sync::Arc;

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
    pub(super) fn preloaded(&self, preload: &Preload) -> Option<String> {
        let now = || date::Moment::of_env(&self.env);
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
            self.enter_lexical(cell, text);
        }
        self.sow(instance, &sown.inner);
    }

    /// Runs what the form does when a filling begins, or is taken up again. What is written inside a repeat is done
    /// in every instance.
    pub(super) fn fire_load(&mut self, loading: Loading) {
        let form = Arc::clone(&self.form);
        let now = |events: Events| events.load || (events.first_load && loading == Loading::First);
        for action in form.actions.iter().filter(|action| now(action.events)) {
            let mut blocks = Vec::new();
            self.descend(0, form.layout.home(action.owner), &mut |block| blocks.push(block));
            for block in blocks {
                self.perform(action, block, 0);
            }
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

    /// Enters the value of an action at its target, as seen from `block`.
    fn perform(&mut self, action: &Action, block: u32, depth: u32) {
        if depth > MAX_CHAIN {
            return;
        }
        let Some(cell) = self.target(action, block) else { return };
        let text = match (action.kind, &action.value) {
            (ActionKind::SetValue, ActionValue::Text(text)) => text.to_string(),
            (ActionKind::SetValue, ActionValue::Computed(expr)) => self.calculated(expr, cell),
            (ActionKind::SetGeopoint, _) => match self.env.property("geopoint") {
                Some(position) => position.to_owned(),
                None => return,
            },
            // Sound is recorded by those who show the form.
            (ActionKind::RecordAudio, _) => return,
        };
        let before = self.cell(cell).text.clone();
        self.enter_lexical(cell, &text);
        if self.cell(cell).text != before {
            self.fire_changed_in_chain(cell, depth + 1);
        }
    }

    /// The node that is meant; of a repeat that the path does not decide on, the first instance.
    fn target(&self, action: &Action, block: u32) -> Option<u32> {
        let layout = &self.form.layout;
        if let Some(picked) = &action.picked {
            let from = Node::Main(self.block(block).base);
            let nodes = self.scene(self.block(block).base).nodes(picked, At::alone(from)).ok()?;
            return nodes.iter().find_map(|node| match node {
                Node::Main(cell) if self.is_question(*cell) => Some(*cell),
                _ => None,
            });
        }
        let placed = layout.node(action.target);
        let anchor = layout.common_scope(self.block(block).scope, placed.scope);
        let mut first = None;
        self.descend(self.climb(block, anchor)?, placed.scope, &mut |block| {
            first = first.or(Some(self.cell_at(block, placed.spot)));
        });
        first.filter(|cell| self.is_question(*cell))
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
