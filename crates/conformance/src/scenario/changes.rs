//! Steps that change a session or go on in it.

use forms::{NodeState, Value as Answer};
use serde_json::Value;

use super::player::Player;
use super::queries::instances;
use super::state::Cast;
use super::step::{argument, list, plain, reference, split_position, text, text_of_result};

impl Player<'_> {
    pub(super) fn answer(&mut self, step: &Value, number: u64) -> Result<(), String> {
        let about =
            text_of_result(step, "ref").or_else(|| reference(step)).ok_or("the answered node is not recorded")?;
        let value = answered(step);
        let is_javarosa = self.is_javarosa;
        let track = self.track_mut(number)?;
        if !is_javarosa || track.position.as_ref().is_some_and(|(_, at)| *at != about) {
            track.position = (!is_javarosa).then(|| ("question".to_owned(), about.clone()));
        }
        track.session.set_at(&about, value).map_err(|error| error.to_string())?;
        let state = track.session.state(&about).map_err(|error| error.to_string())?;
        self.remember(&about, &state);
        self.entered.remove(&plain(&about));
        if let (true, Some(given)) = (self.is_javarosa, step.get("value").and_then(Value::as_str))
            && let Some(cast) = Cast::of(given, state.value.as_deref().unwrap_or_default())
        {
            self.entered.insert(plain(&about), cast);
        }
        Ok(())
    }

    pub(super) fn remember(&mut self, about: &str, state: &NodeState) {
        self.answers.insert(plain(about), state.value.clone().unwrap_or_default());
    }

    pub(super) fn add(&mut self, step: &Value, number: u64) -> Result<(), String> {
        let is_wanted =
            argument(step, 1).and_then(|options| options.get("explicitRepeatCreation")).and_then(Value::as_bool);
        if is_wanted == Some(false) {
            return Ok(());
        }
        let about = reference(step).ok_or("the repeat is not recorded")?;
        let (repeat, position) = split_position(&about);
        let track = self.track_mut(number)?;
        track.position = Some(("repeat".to_owned(), about.clone()));
        let count = instances(&track.session, repeat);
        let index = position.and_then(|position| position.checked_sub(1)).filter(|index| *index < count);
        track.session.add_at(repeat, index).map(|_| ()).map_err(|error| error.to_string())
    }

    pub(super) fn remove(&mut self, step: &Value, number: u64) -> Result<(), String> {
        let about = reference(step).ok_or("the instance is not recorded")?;
        let track = self.track_mut(number)?;
        track.position = None;
        track.session.remove_at(&about).map(|_| ()).map_err(|error| error.to_string())
    }

    pub(super) fn set_language(&mut self, step: &Value, number: u64) -> Result<(), String> {
        let language = text(step, "language").or_else(|| argument(step, 0).and_then(Value::as_str));
        let language = language.ok_or("the language is not recorded")?;
        self.track_mut(number)?.session.set_language(language);
        Ok(())
    }

    pub(super) fn next(&mut self, step: &Value, number: u64) -> Result<(), String> {
        let result = step.get("result").unwrap_or(step);
        let event = text(result, "$event").or_else(|| text(result, "event")).unwrap_or_default();
        let place = (kind_of(event).to_owned(), text(result, "ref").unwrap_or_default().to_owned());
        let track = self.track_mut(number)?;
        let before = track.position.replace(place.clone());
        let Some(before) = before else { return Ok(()) };
        let stops = super::expectation::stops(&track.session);
        let found = stops.iter().position(|stop| super::expectation::is_at(stop, &before)).map(|at| stops.get(at + 1));
        match found {
            // Another harness may stand where this form has no place of its own, such as at a group's end.
            None => Ok(()),
            Some(next) if super::expectation::is_next(next, &place) => Ok(()),
            Some(next) => Err(format!("{next:?} instead of {place:?} after {before:?}")),
        }
    }
}

/// The value that a step gives: one, several of a selection, or none.
fn answered(step: &Value) -> Option<Answer> {
    if let Some(value) = step.get("value") {
        return single(value, step);
    }
    let arguments = list(step, "args");
    let has_path =
        arguments.len() > 1 && arguments.first().and_then(Value::as_str).is_some_and(|first| first.starts_with('/'));
    let values = if has_path { arguments.get(1..).unwrap_or_default() } else { arguments };
    match values {
        [one] => single(one, step),
        several => {
            let words = several.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect::<Vec<_>>();
            Some(Answer::Text(words.join(" ")))
        }
    }
}

fn single(value: &Value, step: &Value) -> Option<Answer> {
    match value {
        Value::Null => None,
        Value::Bool(truth) => Some(Answer::from(if *truth { "1" } else { "0" })),
        Value::Number(number) => Some(Answer::Text(number.to_string())),
        Value::String(text) => Some(Answer::Text(text.clone())),
        Value::Array(words) => {
            let words = words.iter().filter_map(Value::as_str).collect::<Vec<_>>();
            Some(Answer::Text(words.join(" ")))
        }
        // A choice, a date; the name of a file stands in the result alone.
        Value::Object(_) => {
            let stated = text(value, "value").or_else(|| text(value, "str")).map(str::to_owned);
            stated.or_else(|| text_of_result(step, "string")).map(Answer::Text)
        }
    }
}

/// Events of both harnesses in one word each.
fn kind_of(event: &str) -> &'static str {
    match event {
        "QUESTION" | "Question" => "question",
        "GROUP" | "Group" => "group",
        "REPEAT" | "Repeat" => "repeat",
        "PROMPT_NEW_REPEAT" | "Prompt new Repeat" => "new",
        _ => "end",
    }
}
