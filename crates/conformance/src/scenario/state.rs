//! The recorded state of every node, held against the session.

use std::collections::{BTreeMap, BTreeSet};

use forms::{NodeRole, NodeState, Session, Violation};
use serde_json::Value;

use super::step::{list, plain, text};
use super::values;

/// Nodes by path, as recorded.
#[derive(Clone, Debug, Default)]
pub struct Recorded {
    nodes: BTreeMap<String, Value>,
}

/// What a comparison may take for granted.
pub struct Leniency<'a> {
    /// Values that a test of the reference implementation asks for and does not get; either will do.
    pub alternatives: &'a BTreeMap<String, Vec<String>>,
    /// Choices come in an order of chance.
    pub is_shuffled: bool,
    /// The states list repeats, types, choices and violations.
    pub is_full: bool,
    pub lacks_files: bool,
    pub measures: bool,
}

impl Recorded {
    pub fn apply(&mut self, state: &Value) {
        if state.get("full").is_some() {
            self.nodes.clear();
        }
        for removed in list(state, "removed") {
            let reference = removed.as_str().or_else(|| text(removed, "ref")).unwrap_or_default();
            self.nodes.remove(&plain(reference));
        }
        for node in list(state, "full").iter().chain(list(state, "changed")) {
            if let Some(reference) = text(node, "ref") {
                self.nodes.insert(plain(reference), node.clone());
            }
        }
    }

    /// All that differs between the recorded nodes and those of the session.
    pub fn differences(&self, session: &Session, leniency: &Leniency<'_>) -> Vec<String> {
        let states = session.states();
        let ours: BTreeMap<String, &NodeState> = states.iter().map(|state| (plain(&state.reference), state)).collect();
        let mut found = Vec::new();
        for (reference, node) in &self.nodes {
            match ours.get(reference) {
                Some(state) => found.extend(node_differences(reference, node, state, leniency)),
                None => found.push(format!("{reference} is missing")),
            }
        }
        let extra = ours.iter().filter(|(reference, state)| {
            let is_listed = leniency.is_full || state.role != NodeRole::Repeat;
            // The recorded states list elements alone.
            let is_element = !reference.contains('@');
            is_listed && is_element && !self.nodes.contains_key(*reference) && !is_meta(reference)
        });
        found.extend(extra.map(|(reference, _)| format!("{reference} should not be there")));
        found
    }
}

/// Whether a form without metadata is given some is the engine's choice.
fn is_meta(reference: &str) -> bool {
    reference.split('/').nth(2) == Some("meta")
}

pub fn node_differences(reference: &str, node: &Value, state: &NodeState, leniency: &Leniency<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let mut note =
        |what: &str, wanted: &str, ours: &str| found.push(format!("{reference}: {what} {ours} instead of {wanted}"));
    let flags = [("relevant", state.relevant), ("readonly", state.read_only), ("required", state.required)];
    for (flag, ours) in flags {
        if let Some(wanted) = node.get(flag).and_then(Value::as_bool).filter(|wanted| *wanted != ours) {
            note(flag, &wanted.to_string(), &ours.to_string());
        }
    }
    let ours = state.value.as_deref().unwrap_or_default();
    let wanted = text(node, "value").filter(|wanted| !is_value(reference, wanted, ours, leniency));
    if let Some(wanted) = wanted {
        note("value", &format!("«{wanted}»"), &format!("«{ours}»"));
    }
    for (what, ours) in [("label", &state.label), ("hint", &state.hint)] {
        let ours = ours.as_deref().unwrap_or_default();
        if let Some(wanted) = text(node, what).filter(|wanted| !values::same(wanted.trim(), ours.trim())) {
            note(what, &format!("«{wanted}»"), &format!("«{ours}»"));
        }
    }
    if leniency.is_full {
        if let Some(kind) = text(node, "type").filter(|kind| !is_role(kind, state)) {
            note("type", kind, &format!("{:?}", state.role));
        }
        let wanted = choices(node.get("choices"));
        let unknown = leniency.lacks_files && state.choices.is_empty();
        if !wanted.is_empty() && !unknown && !same_choices(&wanted, &offered(state), leniency.is_shuffled) {
            note("choices", &format!("{wanted:?}"), &format!("{:?}", offered(state)));
        }
        found.extend(violation_difference(reference, node.get("violation"), state));
    }
    found
}

fn is_value(reference: &str, wanted: &str, ours: &str, leniency: &Leniency<'_>) -> bool {
    let alternatives = leniency.alternatives.get(reference);
    values::same(wanted, ours)
        || (leniency.lacks_files && (ours.is_empty() || wanted.is_empty()))
        || (leniency.measures && values::same_measure(wanted, ours))
        || alternatives.is_some_and(|all| all.iter().any(|other| values::same(other, ours)))
}

fn is_role(kind: &str, state: &NodeState) -> bool {
    match kind {
        "root" => state.role == NodeRole::Root,
        "group" => state.role == NodeRole::Group,
        "repeat-instance" => state.role == NodeRole::Instance,
        kind if kind.starts_with("repeat-range") => state.role == NodeRole::Repeat,
        "model-value" => matches!(state.role, NodeRole::Question(_)) && !state.has_control,
        _ => matches!(state.role, NodeRole::Question(_)),
    }
}

fn violation_difference(reference: &str, wanted: Option<&Value>, state: &NodeState) -> Option<String> {
    let ours = violation(state);
    let condition = wanted.and_then(|wanted| text(wanted, "condition"));
    if condition != ours {
        return Some(format!("{reference}: violation {ours:?} instead of {condition:?}"));
    }
    let message = wanted.and_then(|wanted| text(wanted, "message"))?;
    let ours = state.message.as_deref().unwrap_or_default();
    (!values::same(message, ours)).then(|| format!("{reference}: message «{ours}» instead of «{message}»"))
}

/// A text that does not fit its type is no violation there: it is not kept at all.
pub fn violation(state: &NodeState) -> Option<&'static str> {
    match state.violation? {
        Violation::Required => Some("required"),
        Violation::Constraint => Some("constraint"),
        Violation::Type => None,
    }
}

/// A choice's value and label, where they are stated.
pub type Choice = (Option<String>, Option<String>);

/// Recorded choices, as pairs or as objects.
pub fn choices(recorded: Option<&Value>) -> Vec<Choice> {
    let recorded = recorded.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let owned = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let choice = |choice: &Value| match choice.as_array() {
        Some(pair) => (owned(pair.first()), owned(pair.get(1))),
        None => (owned(choice.get("value")), owned(choice.get("label"))),
    };
    recorded.iter().map(choice).collect()
}

pub fn offered(state: &NodeState) -> Vec<Choice> {
    state.choices.iter().map(|choice| (Some(choice.name.clone()), Some(choice.label.clone()))).collect()
}

pub fn same_choices(wanted: &[Choice], ours: &[Choice], any_order: bool) -> bool {
    let fits = |wanted: &Option<String>, ours: &Option<String>| {
        let text = |side: &Option<String>| side.as_deref().map(|text| text.trim().to_owned());
        wanted.is_none() || text(wanted) == text(ours)
    };
    let same = |wanted: &Choice, ours: &Choice| fits(&wanted.0, &ours.0) && fits(&wanted.1, &ours.1);
    if wanted.len() != ours.len() {
        return false;
    }
    if any_order {
        let values: BTreeSet<&Choice> = ours.iter().collect();
        return wanted.iter().all(|wanted| values.iter().any(|ours| same(wanted, ours)));
    }
    wanted.iter().zip(ours).all(|(wanted, ours)| same(wanted, ours))
}
