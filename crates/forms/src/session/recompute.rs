//! Running what an answer sets in motion.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use super::input::normalised_text;
use super::instance::{BROKEN, COUNTED, READ_ONLY, RELEVANT, REQUIRED, UNTRUE};
use super::{MAX_ANSWER_BYTES, MAX_INSTANCES, MAX_SESSION_CELLS, Mode, Session};
use crate::expr::{At, Expr, Node, Scene, Val, number_of_text};
use crate::model::{Edge, Form, Formula, NodeId, Property, SpotId};

/// Formulas that wait, lowest rank first.
#[derive(Clone, Debug, Default)]
pub(super) struct Queue {
    waiting: BinaryHeap<Reverse<(u32, u32)>>,
    /// The cell whose new answer is being spread: its own calculation made it and must not follow it.
    source: Option<u32>,
}

/// Most runs of formulas after one request, as a multiple of the session's cells. Only calculations
/// that read the same calculation in other instances can run more than once.
const MAX_RUNS_PER_CELL: usize = 16;

const fn bit(property: Property) -> u8 {
    1 << property as u8
}

impl Session {
    /// Queues one formula in one instance.
    fn queue_formula(&mut self, form: &Form, formula: u32, block: u32) {
        let Some(Formula { spot, property, .. }) = form.graph.formula(formula) else { return };
        let cell = self.cell_at(block, *spot);
        if *property == Property::Value && self.queue.source == Some(cell) {
            return;
        }
        let answer = self.cell_mut(cell);
        if answer.queued & bit(*property) == 0 {
            answer.queued |= bit(*property);
            self.queue.waiting.push(Reverse((formula, cell)));
        }
    }

    fn queue_edges(&mut self, form: &Form, edges: &[Edge], from: u32) {
        for edge in edges {
            let Some(anchor) = self.climb(from, edge.anchor) else { continue };
            self.queue_down(form, edge, &edge.down, anchor);
        }
    }

    fn queue_down(&mut self, form: &Form, edge: &Edge, down: &[NodeId], block: u32) {
        let Some((repeat, rest)) = down.split_first() else {
            self.queue_formula(form, edge.formula, block);
            return;
        };
        for index in 0..self.instances(block, *repeat).len() {
            if let Some(instance) = self.instances(block, *repeat).get(index).copied() {
                self.queue_down(form, edge, rest, instance);
            }
        }
    }

    /// Queues everything in an instance and in the instances inside it.
    pub(super) fn queue_block(&mut self, block: u32) {
        let form = Arc::clone(&self.form);
        for spot in &form.layout.scope(self.block(block).scope).spots {
            for formula in form.graph.of_spot(*spot) {
                self.queue_formula(&form, *formula, block);
            }
        }
        let inner = self.block(block).repeats.iter().flat_map(|(_, instances)| instances.clone()).collect::<Vec<_>>();
        for instance in inner {
            self.queue_block(instance);
        }
    }

    /// Queues what reads the number or order of a repeat's instances.
    pub(super) fn queue_counters(&mut self, block: u32, repeat: NodeId) {
        let form = Arc::clone(&self.form);
        self.queue_edges(&form, form.graph.counters(repeat), block);
        self.queue_property(&form, form.layout.node(repeat).spot, Property::Relevance, block);
    }

    /// Queues formulas that show labels in the language.
    pub(super) fn queue_language(&mut self) {
        let form = Arc::clone(&self.form);
        for formula in &form.graph.language {
            let Some(found) = form.graph.formula(*formula) else { continue };
            let scope = form.layout.spot(found.spot).scope;
            for block in 0..u32::try_from(self.blocks.len()).unwrap_or(u32::MAX) {
                if self.block(block).scope == scope && self.block(block).alive {
                    self.queue_formula(&form, *formula, block);
                }
            }
        }
    }

    /// Stores a text and queues what depends on it.
    pub(super) fn store(&mut self, cell: u32, text: &str) {
        if *self.cell(cell).text == *text {
            return;
        }
        let number = number_of_text(text);
        let answer = self.cell_mut(cell);
        answer.text = text.into();
        answer.number = number;
        answer.mark(UNTRUE, false);
        self.log.values.insert(cell);
        self.queue_readers(cell);
    }

    pub(super) fn queue_readers(&mut self, cell: u32) {
        let form = Arc::clone(&self.form);
        let (spot, block) = (self.cell(cell).spot, self.cell(cell).block);
        self.queue.source = Some(cell);
        self.queue_edges(&form, form.graph.readers(spot), block);
        self.queue.source = None;
        for formula in form.graph.of_spot(spot) {
            let property = form.graph.formula(*formula).map(|formula| formula.property);
            if matches!(property, Some(Property::Constraint | Property::Choices)) {
                self.queue_formula(&form, *formula, block);
            }
        }
    }

    /// Runs the queue until it is empty.
    pub(super) fn run(&mut self) {
        let form = Arc::clone(&self.form);
        let mut runs_left = self.cells.len().saturating_mul(MAX_RUNS_PER_CELL);
        while let Some(Reverse((formula, cell))) = self.queue.waiting.pop() {
            runs_left = runs_left.saturating_sub(1);
            if runs_left == 0 {
                self.give_up(cell);
                return;
            }
            let Some(formula) = form.graph.formula(formula) else { continue };
            self.cell_mut(cell).queued &= !bit(formula.property);
            if self.block(self.cell(cell).block).alive {
                self.apply(&form, formula, cell);
            }
        }
    }

    /// Instances chase each other's calculation for ever: leaves it as it stands.
    fn give_up(&mut self, last: u32) {
        self.cell_mut(last).queued = 0;
        while let Some(Reverse((_, cell))) = self.queue.waiting.pop() {
            self.cell_mut(cell).queued = 0;
        }
    }

    fn apply(&mut self, form: &Form, formula: &Formula, cell: u32) {
        match formula.property {
            Property::Relevance => {
                let relevant = self.parent_relevant(form, cell) && self.relevant_itself(form, formula, cell);
                if self.cell_mut(cell).mark(RELEVANT, relevant) {
                    self.relevance_changed(form, cell);
                }
            }
            Property::Count => self.recount(form, formula, cell),
            Property::Value if self.mode == Mode::Filling => self.recalculate(formula, cell),
            Property::Value => {}
            Property::Required => {
                let required = self.truth_or(formula, cell, Verdict::Fails);
                if self.cell_mut(cell).mark(REQUIRED, required) {
                    self.log.state.insert(cell);
                }
            }
            Property::ReadOnly => {
                let own = formula.expr.is_some() && self.truth_or(formula, cell, Verdict::Fails);
                self.mark_read_only(form, cell, own);
            }
            Property::Constraint => {
                // What does not fit its type is told as such and is no answer to be judged.
                let blank = self.read_text(cell).is_empty();
                let broken = !blank && !self.truth_or(formula, cell, Verdict::Holds);
                self.mark_validity(cell, BROKEN, broken);
            }
            Property::Choices => {
                self.withhold(cell);
            }
        }
    }

    pub(super) fn mark_validity(&mut self, cell: u32, flag: u8, on: bool) {
        let before = self.is_valid(cell);
        self.cell_mut(cell).mark(flag, on);
        if self.is_valid(cell) != before {
            self.log.validity.insert(cell);
        }
    }

    /// A repeat as a whole is relevant where one of its instances is: its condition may ask for their position.
    fn relevant_itself(&self, form: &Form, formula: &Formula, cell: u32) -> bool {
        let instances = match form.layout.node(self.node_of(cell)).inner {
            Some(inner) if formula.expr.is_some() && inner.spot != self.cell(cell).spot => {
                self.instances(self.cell(cell).block, self.node_of(cell))
            }
            _ => &[],
        };
        let holds = |cell: u32| self.truth_or(formula, cell, Verdict::Holds);
        holds(cell) || instances.iter().any(|instance| holds(self.block(*instance).base))
    }

    /// An expression that cannot be evaluated must not hide or block anything.
    fn truth_or(&self, formula: &Formula, cell: u32, otherwise: Verdict) -> bool {
        let Some(expr) = &formula.expr else { return true };
        let scene = self.scene(cell);
        let otherwise = matches!(otherwise, Verdict::Holds);
        scene.truth(expr, self.own_place(cell)).unwrap_or(otherwise)
    }

    /// Where a formula runs: in a repeat, `position()` is that of the instance.
    fn own_place(&self, cell: u32) -> At {
        let own = self.block(self.cell(cell).block);
        let siblings = own.parent.map(|parent| self.instances(parent, self.form.layout.scope(own.scope).node).len());
        match siblings {
            Some(size) => At { node: Node::Main(cell), position: own.position as usize + 1, size },
            None => At::alone(Node::Main(cell)),
        }
    }

    pub(super) fn scene(&self, cell: u32) -> Scene<'_> {
        Scene::new(self, &self.env, Node::Main(cell), &self.draws)
    }

    fn parent_relevant(&self, form: &Form, cell: u32) -> bool {
        if self.is_instance(cell) && self.block(self.cell(cell).block).surplus {
            return false;
        }
        self.holder(form, cell).is_none_or(|holder| self.cell(holder).is(RELEVANT))
    }

    /// The cell whose irrelevance this one inherits.
    fn holder(&self, form: &Form, cell: u32) -> Option<u32> {
        let parent = form.layout.spot(self.cell(cell).spot).parent?;
        let own = self.cell(cell).block;
        let block = if self.is_instance(cell) { self.block(own).parent.unwrap_or(own) } else { own };
        Some(self.cell_at(block, parent))
    }

    /// What stands in something read-only is read-only, whatever its own formula says.
    fn mark_read_only(&mut self, form: &Form, cell: u32, own: bool) {
        let inherited = self.holder(form, cell).is_some_and(|holder| self.cell(holder).is(READ_ONLY));
        if !self.cell_mut(cell).mark(READ_ONLY, own || inherited) {
            return;
        }
        self.log.state.insert(cell);
        let (spot, block) = (self.cell(cell).spot, self.cell(cell).block);
        for child in &form.layout.spot(spot).children {
            self.queue_property(form, *child, Property::ReadOnly, block);
        }
    }

    fn relevance_changed(&mut self, form: &Form, cell: u32) {
        self.log.relevance.insert(cell);
        let (spot, block) = (self.cell(cell).spot, self.cell(cell).block);
        for child in &form.layout.spot(spot).children {
            self.queue_property(form, *child, Property::Relevance, block);
        }
        self.queue_edges(form, form.graph.readers(spot), block);
    }

    /// The child is in the same instance, or stands for every instance of a repeat.
    fn queue_property(&mut self, form: &Form, child: SpotId, property: Property, block: u32) {
        let formula = match property {
            Property::Relevance => form.graph.relevance(child),
            property => form.graph.decides(child, property),
        };
        let Some(formula) = formula else { return };
        let spot = form.layout.spot(child);
        if spot.scope == self.block(block).scope {
            self.queue_formula(form, formula, block);
            return;
        }
        for index in 0..self.instances(block, spot.node).len() {
            if let Some(instance) = self.instances(block, spot.node).get(index).copied() {
                self.queue_formula(form, formula, instance);
            }
        }
    }

    fn recalculate(&mut self, formula: &Formula, cell: u32) {
        let Some(expr) = &formula.expr else { return };
        let (text, untrue) = self.computed(expr, cell);
        if self.cell_mut(cell).mark(UNTRUE, untrue) && *self.cell(cell).text == *text {
            self.queue_readers(cell);
        }
        self.store(cell, &text);
        self.cell_mut(cell).mark(UNTRUE, untrue);
    }

    /// A calculation's result in the lexical form of the question's type; blank when it has none.
    pub(super) fn calculated(&self, expr: &Expr, cell: u32) -> String {
        self.computed(expr, cell).0
    }

    /// The same, and whether it is a number or truth value that counts as false.
    fn computed(&self, expr: &Expr, cell: u32) -> (String, bool) {
        let scene = self.scene(cell);
        let Ok(value) = scene.value(expr, self.own_place(cell)) else { return (String::new(), false) };
        let untrue = matches!(value, Val::Number(number) if number == 0.0 || number.is_nan())
            | matches!(value, Val::Truth(false));
        let text = value.text(self);
        // An answer no one could have typed; calculations that feed themselves would grow without end.
        if text == "NaN" || text.len() > MAX_ANSWER_BYTES {
            return (String::new(), untrue);
        }
        let node = self.node_of(cell);
        let text = match self.form.question_model(node) {
            Some(question) => normalised_text(question.kind, &text),
            None => text.into_owned(),
        };
        (super::lexical::cast(self.form.element(node), &text), untrue)
    }

    /// Makes as many instances as the form asks for. Surplus ones become irrelevant, not lost: a
    /// count may pass through 1 while 12 is typed.
    fn recount(&mut self, form: &Form, formula: &Formula, cell: u32) {
        let Some(expr) = &formula.expr else { return };
        let count = self.scene(cell).number(expr, At::alone(Node::Main(cell))).unwrap_or(f64::NAN);
        let block = self.cell(cell).block;
        let repeat = self.node_of(cell);
        if count.is_nan() && !self.cell(cell).is(COUNTED) {
            return self.unsow(block, repeat);
        }
        self.cell_mut(cell).mark(COUNTED, true);
        let wanted = match count {
            // A count that became blank, as while it is typed anew, says nothing: all stay that there are.
            count if count.is_nan() => self.instances(block, repeat).len(),
            count if count >= 1.0 => (count as usize).min(MAX_INSTANCES),
            _ => 0,
        };
        let Some(inner) = form.layout.node(repeat).inner else { return };
        let spots = form.layout.scope(inner.scope).spots.len();
        let before = self.instances(block, repeat).len();
        for number in before..wanted {
            if self.cells.len() + spots > MAX_SESSION_CELLS {
                break;
            }
            self.counted_instance(block, repeat, inner.scope, number + 1);
        }
        self.arrange(block, repeat);
        for (index, instance) in self.instances(block, repeat).to_vec().into_iter().enumerate() {
            let surplus = index >= wanted;
            if self.block(instance).surplus != surplus || index >= before {
                self.block_mut(instance).surplus = surplus;
                self.queue_property(form, inner.spot, Property::Relevance, block);
            }
        }
        if wanted > before {
            self.queue_counters(block, repeat);
        }
    }

    /// Instances were taken up, so their number was known once.
    pub(super) fn note_count(&mut self, block: u32, repeat: NodeId) {
        let range = self.cell_at(block, self.form.layout.node(repeat).spot);
        self.cell_mut(range).mark(COUNTED, true);
    }

    /// Drops the instances that the form itself starts with while nobody has said how many there are.
    fn unsow(&mut self, block: u32, repeat: NodeId) {
        for instance in self.instances(block, repeat).to_vec() {
            for path in self.answers_in(instance).into_keys() {
                self.log.answers.remove(&path);
            }
            self.bury(instance);
        }
        self.set_instances(block, repeat, Vec::new());
        self.queue_counters(block, repeat);
    }

    /// Counted instances are named by their number, so that two devices name them alike.
    fn counted_instance(&mut self, block: u32, repeat: NodeId, scope: crate::model::ScopeId, number: usize) {
        let id = format!("n{number:04}");
        let taken = self.instances(block, repeat).iter().any(|instance| self.block(*instance).id == id);
        if taken {
            return;
        }
        let order = i64::try_from(number).unwrap_or(i64::MAX);
        let instance = self.new_block(scope, Some(block), &id, order);
        self.block_mut(instance).position = u32::try_from(number - 1).unwrap_or(u32::MAX);
        self.log_marker(instance);
        if self.mode == Mode::Filling {
            self.set_defaults(instance);
            self.fire_new_repeat(instance);
        }
        self.queue_block(instance);
    }
}

#[derive(Clone, Copy)]
enum Verdict {
    Holds,
    Fails,
}
