//! Carrying out the steps of a case on sessions of the engine.

use std::collections::BTreeMap;
use std::sync::Arc;

use forms::{Env, Form, InstanceForm, NodeRole, NodeState, Resume, Session, Severity, Value as Answer};
use jiff::tz::TimeZone;
use serde_json::Value;

use super::state::{self, Choice, Leniency, Recorded};
use super::step::{argument, list, plain, reference, split_position, text};
use super::{values, xml};
use crate::case::Outcome;

/// Differences that are kept of one step.
const MAX_PER_STEP: usize = 6;

/// A session, and what is recorded of it.
#[derive(Clone)]
pub struct Track {
    pub session: Session,
    /// Where the recording stands: the last place that `next` came to.
    position: Option<(String, String)>,
}

pub struct Player<'a> {
    case: &'a Value,
    is_javarosa: bool,
    is_shuffled: bool,
    /// A form takes data from files, which are not recorded.
    lacks_files: bool,
    /// A form measures distances or areas, which one engine rounds to the centimetre.
    measures: bool,
    /// The nodes as the recording had them last, in whichever session.
    recorded: Recorded,
    pub outcome: Outcome,
    pub tracks: BTreeMap<u64, Track>,
    pub last: u64,
    /// Answers as ours were when they were recorded, for the expectations about them.
    pub answers: BTreeMap<String, String>,
    /// The choices that were asked for last.
    pub choices: Vec<Choice>,
    pub alternatives: BTreeMap<String, Vec<String>>,
}

impl<'a> Player<'a> {
    pub fn new(case: &'a Value) -> Self {
        let forms = list(case, "forms").iter().filter_map(Value::as_str);
        let is_random =
            |form: &str| form.match_indices("randomize(").any(|(at, _)| !form.get(at..).is_some_and(has_seed));
        let mut alternatives: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for step in list(case, "steps").iter().filter(|step| is_unmet(step)) {
            let about = step.get("actual").and_then(|actual| text(actual, "ref"));
            let wanted = list(step, "expected").first().and_then(|wanted| text(wanted, "string"));
            if let (Some(about), Some(wanted)) = (about, wanted) {
                alternatives.entry(plain(about)).or_default().push(wanted.to_owned());
            }
        }
        Self {
            case,
            is_javarosa: text(case, "suite") == Some("javarosa"),
            is_shuffled: forms.clone().any(is_random),
            lacks_files: forms.clone().any(|form| form.contains("jr://file") || form.contains("pulldata(")),
            measures: forms.clone().any(|form| form.contains("distance(") || form.contains("area(")),
            recorded: Recorded::default(),
            outcome: Outcome::default(),
            tracks: BTreeMap::new(),
            last: 0,
            answers: BTreeMap::new(),
            choices: Vec::new(),
            alternatives,
        }
    }

    pub fn into_outcome(self) -> Outcome {
        self.outcome
    }

    pub fn play(&mut self, index: usize, step: &Value) {
        let operation = text(step, "op").unwrap_or_default();
        let number = step.get("scenario").and_then(Value::as_u64).unwrap_or(self.last);
        let known = self.tracks.contains_key(&number);
        if operation != "expect" && operation != "init" && !known {
            return self.outcome.skip(&format!("{operation} (in a session whose input is not recorded)"));
        }
        if !matches!(operation, "expect" | "init") && step.get("threw").is_none() {
            self.last = number;
        }
        let result = match operation {
            "init" => self.init(step, number),
            _ if step.get("threw").is_some() => self.refused(operation),
            "answer" => self.answer(step, number),
            "createNewRepeat" | "proposed_addExplicitCreateNewRepeatCallHere" => self.add(step, number),
            "removeRepeat" => self.remove(step, number),
            "setLanguage" => self.set_language(step, number),
            "next" => self.next(step, number),
            "answerOf" | "getAnswer" | "attributeOf" => self.answer_of(step, number),
            "getInstanceNode" => self.node(step, number),
            "choicesOf" | "getChoices" => self.choices_of(step, number),
            "countRepeatInstancesOf" => self.count(step, number),
            "getQuestionLabel" | "getQuestionLabelText" | "getQuestionHint" => self.wording(step, number, operation),
            "proposed_getSelectedOptionLabelsAsText" | "proposed_getAvailableOptionLabels" => {
                self.labels(step, number, operation)
            }
            "proposed_serializeInstance" => self.serialised(step, number),
            "prepareWebFormsInstancePayload" => self.payload(step, number),
            "editCurrentInstance" => self.resume(step, number, Resume::Edit),
            "proposed_serializeAndRestoreInstanceState"
            | "serializeAndDeserializeInstance"
            | "restoreWebFormsInstanceState" => self.resume(step, number, Resume::Draft),
            "newInstance" => self.anew(step, number),
            "expect" => return self.expect(index, step),
            other => {
                self.outcome.skip(other);
                Ok(())
            }
        };
        let mut differences = result.err().into_iter().collect::<Vec<_>>();
        differences.extend(self.compare(step));
        for difference in differences.into_iter().take(MAX_PER_STEP) {
            self.outcome.differs(format!("step {} {operation}: {difference}", index + 1));
        }
    }

    /// What the other harness refuses says nothing about a form, except that it does not open.
    fn refused(&mut self, operation: &str) -> Result<(), String> {
        self.outcome.skip(&format!("{operation} (refused by the harness)"));
        Ok(())
    }

    pub const fn measures(&self) -> bool {
        self.measures
    }

    pub const fn lacks_files(&self) -> bool {
        self.lacks_files
    }

    fn track(&self, number: u64) -> Result<&Track, String> {
        self.tracks.get(&number).ok_or_else(|| format!("there is no session {number}"))
    }

    fn track_mut(&mut self, number: u64) -> Result<&mut Track, String> {
        self.tracks.get_mut(&number).ok_or_else(|| format!("there is no session {number}"))
    }

    pub fn leniency(&self) -> Leniency<'_> {
        Leniency {
            alternatives: &self.alternatives,
            is_shuffled: self.is_shuffled,
            is_full: !self.is_javarosa,
            lacks_files: self.lacks_files,
            measures: self.measures,
        }
    }

    /// The state after a step that has one.
    fn compare(&mut self, step: &Value) -> Vec<String> {
        let Some(state) = step.get("state") else { return Vec::new() };
        self.recorded.apply(state);
        let Ok(track) = self.track(self.last) else { return Vec::new() };
        let differences = self.recorded.differences(&track.session, &self.leniency());
        if self.lacks_files {
            self.outcome.skip("nodes that take data from a file which is not recorded");
        }
        differences
    }

    fn init(&mut self, step: &Value, number: u64) -> Result<(), String> {
        let form = step.get("form").and_then(Value::as_u64).and_then(|form| usize::try_from(form).ok());
        let text = form.and_then(|form| list(self.case, "forms").get(form)).and_then(Value::as_str);
        let refused = step.get("threw").is_some();
        if refused && self.lacks_files {
            return self.refused("init, for a file that is not recorded");
        }
        let opened = match text {
            Some(text) => open(text),
            None => self.again(step),
        };
        if refused {
            return match opened {
                Err(_) => Ok(()),
                Ok(_) => Err("the form opens, expected to be refused".into()),
            };
        }
        let mut track = opened?;
        let edited = step.get("options").and_then(|options| options.get("editInstance")).and_then(Value::as_str);
        if let Some(edited) = edited {
            track.session = self.load(track.session.form(), edited, Resume::Edit)?;
        }
        let recorded = step.get("instance_xml").and_then(Value::as_str).filter(|_| !self.lacks_files);
        let ours = track.session.instance_xml(InstanceForm::Submission);
        self.last = number;
        self.tracks.insert(number, track);
        match recorded.and_then(|recorded| xml::difference(recorded, &ours)) {
            Some(difference) => Err(format!("instance: {difference}")),
            None => Ok(()),
        }
    }

    /// Every session has a seed of its own, so that no two get the same id.
    fn load(&self, form: &Arc<Form>, instance: &str, resume: Resume) -> Result<Session, String> {
        let env = Env { seed: 2 + self.tracks.len() as u64, ..env() };
        let opened = Session::load_instance(Arc::clone(form), env, instance, resume);
        opened.map(|opened| opened.session).map_err(|error| error.to_string())
    }

    /// The form of the session before, filled anew or with what that one holds.
    fn again(&self, step: &Value) -> Result<Track, String> {
        let before = self.track(self.last)?;
        let form = before.session.form();
        if step.get("newInstance").and_then(Value::as_bool) == Some(false) {
            let session = self.load(form, &before.session.instance_xml(InstanceForm::Draft), Resume::Draft)?;
            return Ok(Track { session, position: None });
        }
        Ok(Track { session: start(form), position: None })
    }

    fn anew(&mut self, step: &Value, number: u64) -> Result<(), String> {
        let track = self.again(step)?;
        self.put(step, number, track);
        Ok(())
    }

    /// A session that goes on from the instance of another. The instance itself is recorded only where
    /// it was made by that other session.
    fn resume(&mut self, step: &Value, number: u64, resume: Resume) -> Result<(), String> {
        let payload =
            argument(step, 0).filter(|payload| payload.get("payloadType").is_none() && payload.get("data").is_some());
        if payload.is_some() {
            self.last = u64::MAX;
            self.outcome.skip("restoreWebFormsInstanceState (its input is not recorded)");
            return Ok(());
        }
        let before = self.track(number)?;
        let written = before.session.instance_xml(InstanceForm::Submission);
        let session = self.load(before.session.form(), &written, resume)?;
        let track = Track { session, position: None };
        self.put(step, number, track);
        Ok(())
    }

    fn put(&mut self, step: &Value, number: u64, track: Track) {
        let made = step.get("result").and_then(|result| result.get("$scenario")).and_then(Value::as_u64);
        self.last = made.unwrap_or(number);
        self.tracks.insert(self.last, track);
    }

    fn answer(&mut self, step: &Value, number: u64) -> Result<(), String> {
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
        Ok(())
    }

    fn remember(&mut self, about: &str, state: &NodeState) {
        self.answers.insert(plain(about), state.value.clone().unwrap_or_default());
    }

    fn add(&mut self, step: &Value, number: u64) -> Result<(), String> {
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

    fn remove(&mut self, step: &Value, number: u64) -> Result<(), String> {
        let about = reference(step).ok_or("the instance is not recorded")?;
        let track = self.track_mut(number)?;
        track.position = None;
        track.session.remove_at(&about).map(|_| ()).map_err(|error| error.to_string())
    }

    fn set_language(&mut self, step: &Value, number: u64) -> Result<(), String> {
        let language = text(step, "language").or_else(|| argument(step, 0).and_then(Value::as_str));
        let language = language.ok_or("the language is not recorded")?;
        self.track_mut(number)?.session.set_language(language);
        Ok(())
    }

    fn next(&mut self, step: &Value, number: u64) -> Result<(), String> {
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

    fn state_of(&self, step: &Value, number: u64) -> Result<(String, NodeState), String> {
        let about = reference(step).ok_or("the node is not recorded")?;
        let state = self.track(number)?.session.state(&about).map_err(|error| error.to_string())?;
        Ok((about, state))
    }

    fn answer_of(&mut self, step: &Value, number: u64) -> Result<(), String> {
        let wanted = text(step, "value").map(str::to_owned).or_else(|| text_of_result(step, "string"));
        let attribute = argument(step, 1).and_then(Value::as_str);
        let (about, ours) = match attribute {
            Some(attribute) => {
                let about = format!("{}/@{attribute}", reference(step).unwrap_or_default());
                (about.clone(), attribute_of(&self.track(number)?.session, &about))
            }
            None => match self.state_of(step, number) {
                Ok((about, state)) => (about, state.value),
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
        let other = self.alternatives.get(&about).is_some_and(|all| all.iter().any(|other| values::same(other, &ours)));
        let unknown = self.lacks_files && (ours.is_empty() || wanted.is_empty());
        let close = self.measures && values::same_measure(&wanted, &ours);
        if other || unknown || close || values::same(&wanted, &ours) {
            Ok(())
        } else {
            Err(format!("{about}: «{ours}» instead of «{wanted}»"))
        }
    }

    fn node(&mut self, step: &Value, number: u64) -> Result<(), String> {
        let (about, state) = self.state_of(step, number)?;
        self.remember(&about, &state);
        let node = step.get("result").unwrap_or(&Value::Null);
        let lenient = Leniency { is_full: false, ..self.leniency() };
        let differences = state::node_differences(&plain(&about), node, &state, &lenient);
        if differences.is_empty() { Ok(()) } else { Err(differences.join("; ")) }
    }

    fn choices_of(&mut self, step: &Value, number: u64) -> Result<(), String> {
        let (about, state) = self.state_of(step, number)?;
        let recorded = step.get("result").and_then(|result| result.get("$choices")).or_else(|| step.get("choices"));
        let (wanted, ours) = (state::choices(recorded), state::offered(&state));
        let unknown = self.lacks_files && ours.is_empty();
        let same = unknown || state::same_choices(&wanted, &ours, self.is_shuffled);
        self.choices.clone_from(&ours);
        if same { Ok(()) } else { Err(format!("{about}: {ours:?} instead of {wanted:?}")) }
    }

    fn count(&mut self, step: &Value, number: u64) -> Result<(), String> {
        let about = reference(step).ok_or("the repeat is not recorded")?;
        let ours = instances(&self.track(number)?.session, &about);
        let wanted = step.get("result").and_then(Value::as_u64);
        if wanted == Some(ours as u64) {
            Ok(())
        } else {
            Err(format!("{about}: {ours} instances instead of {wanted:?}"))
        }
    }

    fn wording(&mut self, step: &Value, number: u64, operation: &str) -> Result<(), String> {
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

    fn labels(&mut self, step: &Value, number: u64, operation: &str) -> Result<(), String> {
        let (about, state) = self.state_of(step, number)?;
        let value = state.value.clone().unwrap_or_default();
        let all = operation == "proposed_getAvailableOptionLabels";
        let is_meant = |name: &str| all || value.split_whitespace().any(|chosen| chosen == name);
        let ours: Vec<&str> =
            state.choices.iter().filter(|choice| is_meant(&choice.name)).map(|choice| choice.label.as_str()).collect();
        let wanted: Vec<&str> = list(step, "result").iter().filter_map(Value::as_str).collect();
        if ours == wanted { Ok(()) } else { Err(format!("{about}: {ours:?} instead of {wanted:?}")) }
    }

    fn serialised(&mut self, step: &Value, number: u64) -> Result<(), String> {
        let wanted = text(step, "result").ok_or("the instance is not recorded")?;
        let ours = finished(&self.track(number)?.session);
        xml::difference(wanted, &ours).map_or(Ok(()), Err)
    }

    /// Whether the submission is ready, and if not, because of which nodes.
    fn payload(&mut self, step: &Value, number: u64) -> Result<(), String> {
        let result = step.get("result").unwrap_or(&Value::Null);
        let wanted: Vec<String> =
            list(result, "violations").iter().filter_map(|found| text(found, "reference")).map(plain).collect();
        let ours = violated(&self.track(number)?.session);
        if ours == wanted { Ok(()) } else { Err(format!("violations at {ours:?} instead of {wanted:?}")) }
    }
}

/// Whether a test asks for something that the recorded engine does not do.
pub fn is_unmet(step: &Value) -> bool {
    let is = |key: &str| step.get(key).and_then(Value::as_bool);
    is("pass") == Some(false) && is("not") != Some(true)
}

/// `randomize(nodes, seed)`: a comma before the parenthesis closes.
fn has_seed(call: &str) -> bool {
    let mut depth = 0_usize;
    for letter in call.chars() {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' if depth <= 1 => return false,
            ')' | ']' => depth -= 1,
            ',' if depth == 1 => return true,
            _ => {}
        }
    }
    false
}

fn env() -> Env {
    Env {
        now_ms: values::NOW_MS,
        zone: TimeZone::get(values::ZONE).ok(),
        utc_offset_min: -420,
        seed: 1,
        ..Env::default()
    }
}

fn open(xform: &str) -> Result<Track, String> {
    let reading = forms::read_xform(xform);
    let errors = reading.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    let why = errors.map(|found| found.en.clone()).collect::<Vec<_>>().join("; ");
    let form = reading.form.map(Arc::new).ok_or(format!("the form does not open: {why}"))?;
    Ok(Track { session: start(&form), position: None })
}

fn start(form: &Arc<Form>) -> Session {
    Session::start(Arc::clone(form), env(), []).session
}

/// The instance as it is handed in, which sets what only the end of filling can say.
pub fn finished(session: &Session) -> String {
    let mut session = session.clone();
    session.mark_finishing();
    session.instance_xml(InstanceForm::Submission)
}

fn text_of_result(step: &Value, key: &str) -> Option<String> {
    step.get("result").and_then(|result| text(result, key)).map(str::to_owned)
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

fn instances(session: &Session, repeat: &str) -> usize {
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
