//! The recorded state of every node, held against the session.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use forms::{NodeRole, NodeState, QuestionKind, Session, Violation};
use serde_json::Value;

use super::facts::{Facts, Sources};
use super::step::{list, plain, text};
use super::values::{self, Ids};

/// Nodes by path, as recorded.
#[derive(Clone, Debug, Default)]
pub struct Recorded {
    nodes: BTreeMap<String, Value>,
}

/// What a comparison may take for granted.
pub struct Leniency<'a> {
    pub facts: &'a Facts,
    /// Nodes whose recorded state is wrong by the test itself.
    pub excused: &'a [Sources],
    pub ids: &'a RefCell<Ids>,
    pub entered: &'a BTreeMap<String, Cast>,
    /// The states list repeats, types, choices and violations: those of Web Forms. JavaRosa's do not, and show what
    /// a node holds whether it is relevant or not.
    pub is_full: bool,
}

/// A value that was put in without regard to the type of its node, and the same in that type.
#[derive(Clone, Debug)]
pub struct Cast {
    pub given: String,
    pub ours: String,
}

impl Cast {
    /// The whole part of a number, or a point with zeros for what was not said.
    pub fn of(given: &str, ours: &str) -> Option<Self> {
        let number = |text: &str| text.parse::<f64>().ok();
        let is_whole = number(given).is_some_and(|given| number(ours) == Some(given.trunc()));
        let mut rest = ours.split_whitespace();
        let is_point = given.split_whitespace().all(|word| rest.next().and_then(number) == number(word))
            && rest.all(|word| number(word) == Some(0.0));
        (given != ours && (is_whole || is_point)).then(|| Self { given: given.to_owned(), ours: ours.to_owned() })
    }
}

/// Kinds of checks that are left out.
const FROM_FILES: &str = "nodes that take data from a file which is not recorded";
const UNVISITED: &str = "nodes of counted instances that JavaRosa makes when somebody comes to them";

impl Recorded {
    pub fn apply(&mut self, state: &Value) {
        if state.get("full").is_some() {
            self.nodes.clear();
        }
        for removed in list(state, "removed") {
            let reference = removed.as_str().or_else(|| text(removed, "ref")).unwrap_or_default();
            self.nodes.remove(&plain(reference));
        }
        let full = list(state, "full");
        let listed = full.iter().filter_map(|node| text(node, "ref")).map(plain).collect::<Vec<_>>();
        for (node, reference) in full.iter().zip(told_apart(&listed)) {
            self.nodes.insert(reference, node.clone());
        }
        for node in list(state, "changed") {
            if let Some(reference) = text(node, "ref") {
                self.nodes.insert(plain(reference), node.clone());
            }
        }
    }

    /// All that differs between the recorded nodes and those of the session, and kinds of nodes that were left out.
    pub fn differences(&self, session: &Session, leniency: &Leniency<'_>) -> (Vec<String>, Vec<&'static str>) {
        let states = session.states();
        let ours: BTreeMap<String, &NodeState> = states.iter().map(|state| (plain(&state.reference), state)).collect();
        let (mut found, mut skipped) = (Vec::new(), Vec::new());
        let mut has_unvisited = false;
        for (reference, state) in ours.iter().filter(|(reference, _)| !self.nodes.contains_key(*reference)) {
            let is_listed = leniency.is_full || state.role != NodeRole::Repeat;
            // The recorded states list elements alone.
            let is_element = !reference.contains('@');
            if !is_listed || !is_element || is_meta(reference) || leniency.is_excused(reference) {
                continue;
            }
            if leniency.facts.is_from_file(reference) {
                skipped.push(FROM_FILES);
            } else if !leniency.is_full && leniency.facts.is_counted(reference) {
                has_unvisited = true;
                skipped.push(UNVISITED);
            } else {
                found.push(format!("{reference} should not be there"));
            }
        }
        for (reference, node) in &self.nodes {
            match ours.get(reference) {
                _ if leniency.is_excused(reference) => {}
                _ if leniency.facts.is_from_file(reference) => skipped.push(FROM_FILES),
                _ if has_unvisited && leniency.facts.depends_on_count(reference) => skipped.push(UNVISITED),
                Some(state) => found.extend(node_differences(reference, node, state, leniency)),
                None => found.push(format!("{reference} is missing")),
            }
        }
        (found, skipped)
    }
}

impl Leniency<'_> {
    fn is_excused(&self, reference: &str) -> bool {
        self.excused.iter().any(|sources| sources.has(reference))
    }
}

/// Paths in document order, with a position where siblings bear one name and the recording gives none.
fn told_apart(listed: &[String]) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for reference in listed {
        *counts.entry(reference).or_default() += 1;
    }
    let count = |path: &str| counts.get(path).copied().unwrap_or(1);
    // The element that is meant by a path now, as it was told apart.
    let mut current: BTreeMap<&str, String> = BTreeMap::new();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut found = Vec::with_capacity(listed.len());
    for reference in listed {
        let (parent, name) = reference.rsplit_once('/').unwrap_or(("", reference));
        let above = current.get(parent).cloned().unwrap_or_else(|| parent.to_owned());
        let own = format!("{above}/{name}");
        let position = seen.entry(own.clone()).or_default();
        *position += 1;
        let own = if count(reference) > count(parent) { format!("{own}[{position}]") } else { own };
        current.insert(reference, own.clone());
        found.push(own);
    }
    found
}

/// Whether a form without metadata is given some is the engine's choice.
fn is_meta(reference: &str) -> bool {
    reference.split('/').nth(2) == Some("meta")
}

/// What differs of a node, its kind, choices and violation included where those are recorded.
fn node_differences(reference: &str, node: &Value, state: &NodeState, leniency: &Leniency<'_>) -> Vec<String> {
    let mut found = flags_and_value(reference, node, state, leniency);
    if leniency.is_full {
        let mut note = |what: &str, wanted: &str, ours: &str| {
            found.push(format!("{reference}: {what} {ours} instead of {wanted}"));
        };
        if let Some(kind) = text(node, "type").filter(|kind| !is_role(kind, state)) {
            note("type", kind, &format!("{:?}", state.role));
        }
        let wanted = choices(node.get("choices"));
        let is_shuffled = leniency.facts.is_shuffled(reference);
        if !wanted.is_empty() && !same_choices(&wanted, &offered(state), is_shuffled) {
            note("choices", &format!("{wanted:?}"), &format!("{:?}", offered(state)));
        }
        found.extend(violation_difference(reference, node.get("violation"), state));
    }
    found
}

pub fn flags_and_value(reference: &str, node: &Value, state: &NodeState, leniency: &Leniency<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let mut note =
        |what: &str, wanted: &str, ours: &str| found.push(format!("{reference}: {what} {ours} instead of {wanted}"));
    let flags = [("relevant", state.relevant), ("readonly", state.read_only), ("required", state.required)];
    for (flag, ours) in flags {
        if let Some(wanted) = node.get(flag).and_then(Value::as_bool).filter(|wanted| *wanted != ours) {
            note(flag, &wanted.to_string(), &ours.to_string());
        }
    }
    let ours = held(state, leniency);
    let kept = state.kept.as_deref().unwrap_or_default();
    // JavaRosa takes an answer that is not offered any more away when its choices are next shown.
    let is_withheld = |wanted: &str| !leniency.is_full && state.relevant && is_value(reference, wanted, kept, leniency);
    let wanted = text(node, "value").filter(|wanted| !is_value(reference, wanted, ours, leniency));
    if let Some(wanted) = wanted.filter(|wanted| !is_withheld(wanted)) {
        note("value", &format!("«{wanted}»"), &format!("«{ours}»"));
    }
    for (what, ours) in [("label", &state.label), ("hint", &state.hint)] {
        let ours = ours.as_deref().unwrap_or_default();
        if let Some(wanted) = text(node, what).filter(|wanted| !values::same(wanted.trim(), ours.trim())) {
            note(what, &format!("«{wanted}»"), &format!("«{ours}»"));
        }
    }
    found
}

/// What the recorded engine shows as the value of a node that is as ours.
pub fn held<'s>(state: &'s NodeState, leniency: &Leniency<'_>) -> &'s str {
    let is_file = matches!(
        state.role,
        NodeRole::Question(QuestionKind::Image | QuestionKind::Audio | QuestionKind::Video | QuestionKind::File)
    );
    let held = match (state.relevant, leniency.is_full) {
        // Web Forms goes on to show the name of a file.
        (false, true) if is_file => &state.kept,
        (false, false) => &state.kept,
        _ => &state.value,
    };
    held.as_deref().unwrap_or_default()
}

pub fn is_value(reference: &str, wanted: &str, ours: &str, leniency: &Leniency<'_>) -> bool {
    let facts = leniency.facts;
    let are_numbers = || wanted.parse::<f64>().is_ok() && ours.parse::<f64>().is_ok();
    let same = values::same(wanted, ours) && (wanted == ours || leniency.ids.borrow_mut().pair(wanted, ours));
    let is_cast = |cast: &Cast| cast.given == wanted && cast.ours == ours;
    same || leniency.entered.get(reference).is_some_and(is_cast)
        || (facts.is_measured(reference) && values::same_measure(wanted, ours))
        || (facts.is_drawn(reference) && are_numbers())
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

/// A text that does not fit its type is no violation there: it is not kept at all, so that the answer is missing.
pub fn violation(state: &NodeState) -> Option<&'static str> {
    match state.violation? {
        Violation::Required => Some("required"),
        Violation::Constraint => Some("constraint"),
        Violation::Type if state.required => Some("required"),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn siblings_of_one_name_are_told_apart_by_their_place() {
        let listed = ["/d", "/d/n", "/d/n/v", "/d/n", "/d/n/v", "/d/r[1]", "/d/r[1]/x"].map(str::to_owned);
        let expected = ["/d", "/d/n[1]", "/d/n[1]/v", "/d/n[2]", "/d/n[2]/v", "/d/r[1]", "/d/r[1]/x"];
        assert_eq!(told_apart(&listed), expected);
    }
}
