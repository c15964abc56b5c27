//! Steps that ask a session for something.

use forms::{InstanceForm, NodeRole, NodeState, Session};
use serde_json::Value;

use super::player::Player;
use super::sessions::finished;
use super::state;
use super::step::{argument, list, plain, reference, split_position, text, text_of_result};
use super::{values, xml};

impl Player<'_> {
    pub(super) fn state_of(&self, step: &Value, number: u64) -> Result<(String, NodeState), String> {
        let about = reference(step).ok_or("the node is not recorded")?;
        let state = self.track(number)?.session.state(&about).map_err(|error| error.to_string())?;
        Ok((about, state))
    }

    pub(super) fn answer_of(&mut self, step: &Value, number: u64) -> Result<(), String> {
        let wanted = text(step, "value").map(str::to_owned).or_else(|| text_of_result(step, "string"));
        let attribute = argument(step, 1).and_then(Value::as_str);
        let (about, ours) = match attribute {
            Some(attribute) => {
                let about = format!("{}/@{attribute}", reference(step).unwrap_or_default());
                (about.clone(), attribute_of(&self.track(number)?.session, &about))
            }
            None => match self.state_of(step, number) {
                Ok((about, state)) => {
                    let held = state::held(&state, &self.leniency()).to_owned();
                    (about, Some(held))
                }
                // What is not there has no answer.
                Err(_) if wanted.is_none() => return Ok(()),
                Err(error) => return Err(error),
            },
        };
        let ours = ours.unwrap_or_default();
        let (wanted, about) = (wanted.unwrap_or_default(), plain(&about));
        if text_of_result(step, "$answer").as_deref() == Some("TriggerNodeAnswer") {
            self.outcome.skip("the answer of a trigger, which one engine keeps as a truth value");
            return Ok(());
        }
        self.answers.insert(about.clone(), ours.clone());
        if self.is_excused(&about) || self.facts.is_from_file(&about) {
            return Ok(());
        }
        if state::is_value(&about, &wanted, &ours, &self.leniency()) {
            Ok(())
        } else {
            Err(format!("{about}: «{ours}» instead of «{wanted}»"))
        }
    }

    pub(super) fn node(&mut self, step: &Value, number: u64) -> Result<(), String> {
        let (about, state) = self.state_of(step, number)?;
        self.remember(&about, &state);
        if self.is_excused(&about) {
            return Ok(());
        }
        let node = step.get("result").unwrap_or(&Value::Null);
        let differences = state::flags_and_value(&plain(&about), node, &state, &self.leniency());
        if differences.is_empty() { Ok(()) } else { Err(differences.join("; ")) }
    }

    pub(super) fn choices_of(&mut self, step: &Value, number: u64) -> Result<(), String> {
        let (about, state) = self.state_of(step, number)?;
        let recorded = step.get("result").and_then(|result| result.get("$choices")).or_else(|| step.get("choices"));
        let (wanted, ours) = (state::choices(recorded), state::offered(&state));
        let is_unknown = self.facts.is_from_file(&about);
        let same = is_unknown || state::same_choices(&wanted, &ours, self.facts.is_shuffled(&plain(&about)));
        self.choices = (!is_unknown).then(|| ours.clone());
        if same { Ok(()) } else { Err(format!("{about}: {ours:?} instead of {wanted:?}")) }
    }

    pub(super) fn count(&mut self, step: &Value, number: u64) -> Result<(), String> {
        let about = reference(step).ok_or("the repeat is not recorded")?;
        let ours = instances(&self.track(number)?.session, &about);
        let wanted = step.get("result").and_then(Value::as_u64);
        if wanted == Some(ours as u64) {
            Ok(())
        } else {
            Err(format!("{about}: {ours} instances instead of {wanted:?}"))
        }
    }

    pub(super) fn wording(&mut self, step: &Value, number: u64, operation: &str) -> Result<(), String> {
        let (about, state) = self.state_of(step, number)?;
        let ours = if operation == "getQuestionHint" { state.hint } else { state.label }.unwrap_or_default();
        let result = step.get("result").unwrap_or(&Value::Null);
        let wanted = result.as_str().or_else(|| text(result, "$text")).unwrap_or_default();
        if values::same(wanted.trim(), ours.trim()) {
            Ok(())
        } else {
            Err(format!("{about}: «{ours}» instead of «{wanted}»"))
        }
    }

    pub(super) fn labels(&mut self, step: &Value, number: u64, operation: &str) -> Result<(), String> {
        let (about, state) = self.state_of(step, number)?;
        let value = state.value.clone().unwrap_or_default();
        let all = operation == "proposed_getAvailableOptionLabels";
        let is_meant = |name: &str| all || value.split_whitespace().any(|chosen| chosen == name);
        let ours: Vec<&str> =
            state.choices.iter().filter(|choice| is_meant(&choice.name)).map(|choice| choice.label.as_str()).collect();
        let wanted: Vec<&str> = list(step, "result").iter().filter_map(Value::as_str).collect();
        if ours == wanted { Ok(()) } else { Err(format!("{about}: {ours:?} instead of {wanted:?}")) }
    }

    pub(super) fn serialised(&mut self, step: &Value, number: u64) -> Result<(), String> {
        let wanted = text(step, "result").ok_or("the instance is not recorded")?;
        let ours = finished(&self.track(number)?.session);
        xml::difference(wanted, &ours).map_or(Ok(()), Err)
    }

    /// Whether the submission is ready, and if not, because of which nodes.
    pub(super) fn payload(&mut self, step: &Value, number: u64) -> Result<(), String> {
        let result = step.get("result").unwrap_or(&Value::Null);
        let wanted: Vec<String> =
            list(result, "violations").iter().filter_map(|found| text(found, "reference")).map(plain).collect();
        let ours = violated(&self.track(number)?.session);
        if ours == wanted { Ok(()) } else { Err(format!("violations at {ours:?} instead of {wanted:?}")) }
    }
}

pub(super) fn instances(session: &Session, repeat: &str) -> usize {
    let repeat = plain(repeat);
    let states = session.states();
    let of_repeat = states.iter().filter(|state| state.role == NodeRole::Instance);
    of_repeat.filter(|state| split_position(&plain(&state.reference)).0 == repeat).count()
}

/// Paths of the nodes whose answers cannot stand.
pub fn violated(session: &Session) -> Vec<String> {
    let states = session.states();
    let violated = states.iter().filter(|state| state::violation(state).is_some());
    violated.map(|state| plain(&state.reference)).collect()
}

/// An attribute of an element of the instance, by its path.
fn attribute_of(session: &Session, path: &str) -> Option<String> {
    if let Ok(state) = session.state(path) {
        return state.value;
    }
    let document = session.instance(InstanceForm::Draft);
    let (element, attribute) = path.rsplit_once("/@")?;
    let namespaces = forms::xpath::Namespaces::new();
    let element = crate::engine::select(&document, element, &namespaces).ok()?.first().copied()?;
    document.attribute(element, "", attribute).map(str::to_owned)
}
