//! Taking answers out.

use std::collections::BTreeMap;

use domain::Value;

use super::Session;
use super::input::stored_value;
use super::instance::RELEVANT;
use crate::model::ScopeId;

impl Session {
    /// Everything that is stored, irrelevant answers included, so that a draft loses nothing. Each
    /// repeat instance has a marker: its path → [`Value::Integer`], which gives its order.
    pub fn answers(&self) -> BTreeMap<String, Value> {
        let mut answers = self.answers_in(0);
        answers.extend(self.foreign.clone());
        answers
    }

    /// The answers that count: relevant ones only, markers of relevant instances included.
    pub fn final_answers(&self) -> BTreeMap<String, Value> {
        let mut answers = BTreeMap::new();
        self.collect(0, &mut |_, relevant| relevant, &mut answers);
        answers
    }

    /// Properties of the subject (`save_to`) outside repeats → relevant answers.
    pub fn saves(&self) -> BTreeMap<String, Value> {
        let mut saves = BTreeMap::new();
        let layout = &self.form.layout;
        for node in layout.node_ids().filter(|node| layout.node(*node).scope == ScopeId::FORM) {
            let Some(property) = &self.form.element(node).save_to else { continue };
            let cell = self.cell_at(0, layout.node(node).spot);
            if self.cell(cell).is(RELEVANT)
                && let Some(value) = self.stored(cell)
            {
                saves.insert(property.to_string(), value);
            }
        }
        saves
    }

    /// The stored value of a question's cell.
    pub(super) fn stored(&self, cell: u32) -> Option<Value> {
        stored_value(self.kind_of(cell)?, self.chosen_text(cell))
    }

    /// All answers and markers of an instance and what it holds.
    pub(super) fn answers_in(&self, block: u32) -> BTreeMap<String, Value> {
        let mut answers = BTreeMap::new();
        self.collect(block, &mut |_, _| true, &mut answers);
        answers
    }

    fn collect(&self, block: u32, keep: &mut dyn FnMut(u32, bool) -> bool, into: &mut BTreeMap<String, Value>) {
        let model = self.form.layout.scope(self.block(block).scope);
        if self.block(block).parent.is_some() {
            let whole = self.block(block).base;
            if !keep(whole, self.cell(whole).is(RELEVANT)) {
                return;
            }
            into.insert(self.block(block).prefix.to_string(), Value::Integer(self.block(block).order));
        }
        for spot in &model.spots {
            let cell = self.cell_at(block, *spot);
            if self.form.element(self.node_of(cell)).is_meta {
                continue;
            }
            if let Some(value) = self.stored(cell)
                && keep(cell, self.cell(cell).is(RELEVANT))
            {
                into.insert(self.path(cell), value);
            }
        }
        for (_, instances) in &self.block(block).repeats {
            for instance in instances {
                self.collect(*instance, keep, into);
            }
        }
    }
}
