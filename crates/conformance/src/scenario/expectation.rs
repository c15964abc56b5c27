//! What a test asserts between its steps, and the order in which a form is gone through.

use forms::{NodeState, Session, Stop, StopKind};
use serde_json::Value;

use super::player::{Player, Side};
use super::queries::violated;
use super::sessions::finished;
use super::state;
use super::step::{is_unmet, list, plain, split_position, text};
use super::{values, xml};

/// How close an answer must be that need only be close, as a share.
const CLOSE: f64 = 1e-3;

impl Player<'_> {
    pub fn expect(&mut self, index: usize, step: &Value) {
        let matcher = text(step, "matcher").unwrap_or_default();
        if !self.tracks.contains_key(&self.last) {
            return self.outcome.skip(&format!("{matcher} (in a session whose input is not recorded)"));
        }
        let is_negated = step.get("not").and_then(Value::as_bool) == Some(true);
        let met = match self.holds(matcher, step) {
            Some(Ok(met)) => met,
            Some(Err(error)) => {
                self.outcome.differs(format!("step {} {matcher}: {error}", index + 1));
                return;
            }
            None => return self.outcome.skip(matcher),
        };
        // Where the recorded engine fails its own test, ours does as it does or, on the other side, as the test asks.
        let wanted = if is_unmet(step) && self.side == Side::Recorded { false } else { !is_negated };
        if met != wanted {
            let expected = step.get("expected").unwrap_or(&Value::Null);
            let (about, ours) = self.about(step);
            let verb = if wanted { "must hold" } else { "must not hold" };
            self.outcome.differs(format!("step {} {matcher} {verb}: {expected} of {about}, ours «{ours}»", index + 1));
        }
    }

    /// The node that an expectation is about, and our answer when it was asked for.
    fn about(&self, step: &Value) -> (String, String) {
        let about = step.get("actual").and_then(|actual| text(actual, "ref")).map(plain).unwrap_or_default();
        let ours = self.answers.get(&about).cloned();
        let ours = ours.or_else(|| self.state(&about).ok().and_then(|state| state.value));
        (about, ours.unwrap_or_default())
    }

    fn state(&self, about: &str) -> Result<NodeState, String> {
        let session = self.session(self.last)?;
        let found = session.states().into_iter().find(|state| plain(&state.reference) == about);
        found.ok_or_else(|| format!("there is no node at {about}"))
    }

    fn session(&self, number: u64) -> Result<&Session, String> {
        self.tracks.get(&number).map(|track| &track.session).ok_or_else(|| format!("there is no session {number}"))
    }

    /// Whether a matcher holds; `None` for those that are left out.
    fn holds(&self, matcher: &str, step: &Value) -> Option<Result<bool, String>> {
        let expected = list(step, "expected");
        let first = expected.first().unwrap_or(&Value::Null);
        let wanted = text(first, "string").or_else(|| first.as_str()).unwrap_or_default();
        let (about, ours) = self.about(step);
        let actual = step.get("actual").unwrap_or(&Value::Null);
        let number = actual.get("$scenario").and_then(Value::as_u64);
        let is_of_content = matcher == "toEqualUploadedAnswer" && text(actual, "string") == Some(wanted);
        let is_unknown = self.facts.is_from_file(&about) && matcher == "toEqualAnswer";
        if is_unknown
            || step.get("not").is_some() && is_of_content
            || text(actual, "$answer") == Some("TriggerNodeAnswer")
        {
            // Files of one name may differ in what they hold; a trigger's truth value is no text.
            return None;
        }
        let node = |holds: &dyn Fn(&NodeState) -> bool| self.state(&about).map(|state| holds(&state));
        Some(match matcher {
            "toEqualAnswer" | "toEqualUploadedAnswer" => Ok(state::is_value(&about, wanted, &ours, &self.leniency())),
            "toStartWith" => Ok(ours.starts_with(wanted)),
            "toHaveAnswerCloseTo" => Ok(match (wanted.parse(), ours.parse()) {
                (Ok(wanted), Ok(ours)) => values::near(wanted, ours, CLOSE),
                _ => false,
            }),
            "toBeRelevant" => node(&|state| state.relevant),
            "toBeNonRelevant" => node(&|state| !state.relevant),
            "toBeRequired" => node(&|state| state.required),
            "toBeOptional" => node(&|state| !state.required),
            "toHaveAppearance" => node(&|state| state.appearance.split_whitespace().any(|word| word == wanted)),
            "notToHaveAppearance" => node(&|state| !state.appearance.split_whitespace().any(|word| word == wanted)),
            "toYieldAppearances" => node(&|state| {
                let ours = state.appearance.split_whitespace();
                first.as_array().is_some_and(|all| ours.eq(all.iter().filter_map(Value::as_str)))
            }),
            "toContainChoicesInAnyOrder" => {
                Ok(state::same_choices(&state::choices(Some(first)), self.choices.as_ref()?, true))
            }
            "toHaveClass" => node(&|state| state.class.split_whitespace().any(|word| Some(word) == first.as_str())),
            "notToHaveClass" => node(&|state| !state.class.split_whitespace().any(|word| Some(word) == first.as_str())),
            "toYieldClasses" => node(&|state| {
                let ours = state.class.split_whitespace();
                first.as_array().is_some_and(|all| ours.eq(all.iter().filter_map(Value::as_str)))
            }),
            "toHaveValidityStatus" => node(&|state| status(state) == wanted),
            "toHaveRequiredMessage" => node(&|state| message(state, Some("required")) == first.as_str()),
            "toHaveConstraintMessage" => node(&|state| message(state, Some("constraint")) == first.as_str()),
            "toHaveValidityMessage" => node(&|state| message(state, None) == first.as_str()),
            "toHaveDefaultConstraintMessage" => {
                node(&|state| state::violation(state) == Some("constraint") && state.message.is_none())
            }
            "toBeValid" | "toBeReadyForSubmission" => {
                self.session(self.last).map(|session| violated(session).is_empty())
            }
            "toHaveSerializedSubmissionXML" | "toHavePreparedSubmissionXML" => self.has_xml(number, wanted),
            "toHaveComputedPreloadInstanceID" => self.id(number, "instanceID").map(|id| id.starts_with("uuid:")),
            "toHaveEditedPreloadInstanceID" => {
                self.ids(number, first).map(|ids| ids.own.starts_with("uuid:") && ids.own != ids.source)
            }
            "toHaveDeprecatedIDFromSource" => self.ids(number, first).map(|ids| ids.deprecated == ids.source),
            _ => return None,
        })
    }

    fn has_xml(&self, number: Option<u64>, wanted: &str) -> Result<bool, String> {
        let ours = finished(self.session(number.unwrap_or(self.last))?);
        match xml::difference(wanted, &ours) {
            None => Ok(true),
            Some(difference) => Err(difference),
        }
    }

    /// An entry of a session's metadata.
    fn id(&self, number: Option<u64>, name: &str) -> Result<String, String> {
        let session = self.session(number.unwrap_or(self.last))?;
        let path = format!("/meta/{name}");
        let found = session.states().into_iter().find(|state| plain(&state.reference).ends_with(&path));
        Ok(found.and_then(|state| state.value).unwrap_or_default())
    }

    fn ids(&self, number: Option<u64>, expected: &Value) -> Result<Ids, String> {
        let source = expected.get("sourceScenario").and_then(|source| source.get("$scenario")).and_then(Value::as_u64);
        Ok(Ids {
            own: self.id(number, "instanceID")?,
            deprecated: self.id(number, "deprecatedID")?,
            source: self.id(source, "instanceID")?,
        })
    }
}

/// Ids of a submission and of the one it was made from.
struct Ids {
    own: String,
    deprecated: String,
    source: String,
}

fn status(state: &NodeState) -> &'static str {
    match state::violation(state) {
        Some("required") => "REQUIRED_BUT_EMPTY",
        Some(_) => "CONSTRAINT_VIOLATED",
        None => "OK",
    }
}

/// The author's words about a violation of this kind, or of any.
fn message<'a>(state: &'a NodeState, kind: Option<&str>) -> Option<&'a str> {
    let violation = state::violation(state)?;
    state.message.as_deref().filter(|_| kind.is_none_or(|kind| kind == violation))
}

/// The places of a form in order; brackets without a node are passed over by both harnesses.
pub fn stops(session: &Session) -> Vec<Stop> {
    session.walk().into_iter().filter(|stop| stop.kind != StopKind::Bracket).collect()
}

/// Whether a stop is the recorded place: its kind and path.
pub fn is_at(stop: &Stop, place: &(String, String)) -> bool {
    let (kind, reference) = place;
    let ours = plain(&stop.reference);
    match stop.kind {
        StopKind::Question => kind == "question" && ours == plain(reference),
        StopKind::Group | StopKind::Bracket => kind == "group" && ours == plain(reference),
        StopKind::Instance => kind == "repeat" && ours == plain(reference),
        // One harness names the repeat, the other the instance that would come.
        StopKind::NewInstance => {
            kind == "new" && (ours == plain(reference) || ours == split_position(&plain(reference)).0)
        }
    }
}

pub fn is_next(stop: Option<&Stop>, place: &(String, String)) -> bool {
    stop.map_or(place.0 == "end", |stop| is_at(stop, place))
}
