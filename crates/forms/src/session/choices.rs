//! The choices that a question offers now.

use super::Session;
use super::instance::{MISFIT, NOT_OFFERED};
use crate::expr::{At, Node, functions};
use crate::model::{
    ChoiceSource, ChoiceText, Choices, LabelSource, LanguageId, List, ListId, NodeChoices, NodeId, Phrase,
    QuestionModel, RowLabel, ScopeId,
};

impl Session {
    /// Choices that pass the filter, in the order in which they are shown.
    pub(super) fn offered(&self, cell: u32, question: &QuestionModel, language: LanguageId) -> Vec<ChoiceText> {
        let Some(choices) = &question.choices else { return Vec::new() };
        match &choices.source {
            ChoiceSource::List { list, .. } => {
                let rows = self.in_shown_order(cell, choices, self.offered_rows(cell, *list, choices));
                self.choices_of_rows(cell, question, rows, language)
            }
            ChoiceSource::Nodes(source) => {
                let nodes = self.scene(cell).nodes(&source.nodes, At::alone(Node::Main(cell)));
                let nodes = self.in_shown_order(cell, choices, nodes.unwrap_or_default().into_vec());
                nodes.into_iter().map(|node| self.node_choice(cell, source, node, language)).collect()
            }
        }
    }

    /// Rows of the list of a question as its choices.
    pub(super) fn choices_of_rows(
        &self,
        cell: u32,
        question: &QuestionModel,
        rows: Vec<u32>,
        language: LanguageId,
    ) -> Vec<ChoiceText> {
        let source = question.choices.as_ref().map(|choices| &choices.source);
        let Some(ChoiceSource::List { list, value, label, .. }) = source else { return Vec::new() };
        let Some(table) = self.form.list(*list) else { return Vec::new() };
        let text = |row: u32| {
            let name = table.cell(row, *value).to_owned();
            let label = self.row_text(cell, table, row, *label, language).unwrap_or_else(|| name.clone());
            ChoiceText { name, label }
        };
        rows.into_iter().map(text).collect()
    }

    fn offered_rows(&self, cell: u32, list: ListId, choices: &Choices) -> Vec<u32> {
        let all = 0..self.form.list(list).map_or(0, List::rows);
        let Some(filter) = choices.filter() else { return all.collect() };
        let passes = |row: &u32| self.passes_filter(cell, list, choices, *row);
        match self.scene(cell).rows_to_try(list.0, filter) {
            Some(rows) => rows.into_iter().filter(passes).collect(),
            None => all.filter(passes).collect(),
        }
    }

    pub(super) fn passes_filter(&self, cell: u32, list: ListId, choices: &Choices, row: u32) -> bool {
        let Some(filter) = choices.filter() else { return true };
        let at = At::alone(Node::Item { list: list.0, item: row });
        self.scene(cell).truth(filter, at).unwrap_or(true)
    }

    fn in_shown_order<T: Copy>(&self, cell: u32, choices: &Choices, items: Vec<T>) -> Vec<T> {
        let Some(shuffle) = &choices.shuffle else { return items };
        let seed = match &shuffle.seed {
            Some(seed) => {
                let value = self.scene(cell).value(seed, At::alone(Node::Main(cell)));
                value.map_or(0, |value| functions::seed_of(value, self))
            }
            // One order for the whole filling, so that choices do not move under the finger.
            None => (self.env.seed >> 1) as i64,
        };
        crate::expr::shuffled(items, seed)
    }

    fn node_choice(&self, cell: u32, source: &NodeChoices, node: Node, language: LanguageId) -> ChoiceText {
        let scene = self.scene(cell);
        let name = scene.text(&source.value, At::alone(node)).map(std::borrow::Cow::into_owned).unwrap_or_default();
        let label = source.label.as_ref().and_then(|label| scene.text(label, At::alone(node)).ok());
        let label = label.map(std::borrow::Cow::into_owned).unwrap_or_else(|| name.clone());
        if !source.is_itext {
            return ChoiceText { name, label };
        }
        let texts = self.form.itext.find(&label).and_then(|texts| self.form.text(texts, language));
        ChoiceText { name, label: texts.map_or(label, |phrase| self.filled(&phrase, cell)) }
    }

    fn row_text(&self, cell: u32, list: &List, row: u32, label: LabelSource, language: LanguageId) -> Option<String> {
        match self.form.row_label(list, row, label, language)? {
            RowLabel::Cell(text) => Some(text.to_owned()),
            RowLabel::Phrase(phrase) => Some(self.filled(&phrase, cell)),
        }
    }

    /// A label with the answers in it, as they are stored.
    pub(super) fn filled(&self, phrase: &Phrase<'_>, cell: u32) -> String {
        let scene = self.scene(cell);
        phrase.with_answers(|expr| {
            let answer = scene.text(expr, At::alone(Node::Main(cell)));
            answer.map(std::borrow::Cow::into_owned).unwrap_or_default()
        })
    }

    /// `jr:choice-name`: the label of a choice of a question anywhere in the form.
    pub(super) fn label_of_choice(&self, question: NodeId, choice: &str) -> Option<String> {
        let model = self.form.question_model(question)?;
        let choices = model.choices.as_ref()?;
        let placed = self.form.layout.node(question);
        let cell = if placed.scope == ScopeId::FORM { self.cell_at(0, placed.spot) } else { 0 };
        match &choices.source {
            ChoiceSource::List { list, value, label, .. } => {
                let list = self.form.list(*list)?;
                self.row_text(cell, list, list.find(*value, choice)?, *label, self.language)
            }
            ChoiceSource::Nodes(_) => {
                let offered = self.offered(cell, model, self.language);
                offered.into_iter().find(|offered| offered.name == choice).map(|offered| offered.label)
            }
        }
    }

    /// Leaves out of an answer what is not offered now, and puts it back once it is offered again.
    pub(super) fn withhold(&mut self, cell: u32) {
        let chosen = self.chosen_text(cell).to_owned();
        let Some(offered) = self.offered_of(cell, &chosen) else { return };
        if *offered == *chosen {
            self.withheld.remove(&cell);
        } else {
            self.withheld.insert(cell, chosen.as_str().into());
        }
        self.mark_validity(cell, NOT_OFFERED, *offered != *chosen);
        self.store(cell, &offered);
    }

    /// The answer as it was chosen, whether all of it is offered now or not.
    pub(super) fn chosen_text(&self, cell: u32) -> &str {
        self.withheld.get(&cell).unwrap_or(&self.cell(cell).text)
    }

    /// The names in `chosen` that are offered; `None` where nothing is filtered.
    fn offered_of(&self, cell: u32, chosen: &str) -> Option<String> {
        let question = self.form.question_model(self.node_of(cell))?;
        let choices = question.choices.as_ref()?;
        if chosen.is_empty() {
            return Some(String::new());
        }
        let names = chosen.split_whitespace();
        let kept: Vec<&str> = match &choices.source {
            ChoiceSource::List { filter: None, .. } => return None,
            ChoiceSource::List { list, value, .. } => {
                let table = self.form.list(*list)?;
                let passes = |name: &&str| {
                    let rows = table.rows_with(*value, name);
                    rows.iter().any(|row| self.passes_filter(cell, *list, choices, *row))
                };
                names.filter(passes).collect()
            }
            ChoiceSource::Nodes(_) => {
                let offered = self.offered(cell, question, self.language);
                names.filter(|name| offered.iter().any(|offered| offered.name == *name)).collect()
            }
        };
        // Names that do not fit the list at all are kept with their fault.
        let whole = kept.len() == chosen.split_whitespace().count() || self.cell(cell).is(MISFIT);
        Some(if whole { chosen.to_owned() } else { kept.join(" ") })
    }
}
