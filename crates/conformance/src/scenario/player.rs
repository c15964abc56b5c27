//! Carrying out the steps of a case on sessions of the engine.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use forms::{Resume, Session};
use serde_json::Value;

use super::facts::{Facts, Sources};
use super::state::{Cast, Choice, Leniency, Recorded};
use super::step::{is_unmet, list, text};
use super::twins::Twins;
use super::values::Ids;
use crate::case::Outcome;

/// Differences that are kept of one step.
const MAX_PER_STEP: usize = 6;

/// What a case is held against where the recorded engine fails its own test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// All that was recorded, the failures included.
    Recorded,
    /// What the test asks for; what the failing answers come from is then not compared.
    Asked,
}

/// A session, and what is recorded of it.
#[derive(Clone)]
pub struct Track {
    pub session: Session,
    /// Where the recording stands: the last place that `next` came to.
    pub position: Option<(String, String)>,
}

pub struct Player<'a> {
    pub case: &'a Value,
    pub twins: &'a Twins,
    pub is_javarosa: bool,
    pub side: Side,
    pub facts: Facts,
    /// What the answers come from that the recorded engine gets wrong, where those are not compared.
    excused: Vec<Sources>,
    ids: RefCell<Ids>,
    /// What the device and its user are called in this case.
    pub properties: BTreeMap<String, String>,
    /// Sessions that were opened.
    pub opened: Cell<u64>,
    /// The nodes as the recording had them last, by the number that the steps give: a session that is made from
    /// another is first recorded under the number of that one.
    recorded: BTreeMap<u64, Recorded>,
    pub outcome: Outcome,
    pub tracks: BTreeMap<u64, Track>,
    pub last: u64,
    /// Answers as ours were when they were recorded, for the expectations about them.
    pub answers: BTreeMap<String, String>,
    /// By node: what JavaRosa's harness put in as it was, and what our session made of it by the node's type.
    pub entered: BTreeMap<String, Cast>,
    /// The choices that were asked for last, unless a missing file holds them.
    pub choices: Option<Vec<Choice>>,
}

impl<'a> Player<'a> {
    pub fn new(case: &'a Value, side: Side, twins: &'a Twins) -> Self {
        let facts = Facts::of(list(case, "forms").iter().filter_map(Value::as_str));
        let unmet = list(case, "steps").iter().filter(|step| is_unmet(step) && side == Side::Asked);
        let about = unmet.filter_map(|step| step.get("actual").and_then(|actual| text(actual, "ref")));
        Self {
            case,
            twins,
            is_javarosa: text(case, "suite") == Some("javarosa"),
            side,
            excused: about.map(|about| facts.sources(about)).collect(),
            facts,
            ids: RefCell::default(),
            properties: BTreeMap::new(),
            opened: Cell::default(),
            recorded: BTreeMap::new(),
            outcome: Outcome::default(),
            tracks: BTreeMap::new(),
            last: 0,
            answers: BTreeMap::new(),
            entered: BTreeMap::new(),
            choices: None,
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
        differences.extend(self.compare(step, number));
        for difference in differences.into_iter().take(MAX_PER_STEP) {
            self.outcome.differs(format!("step {} {operation}: {difference}", index + 1));
        }
    }

    /// What the other harness refuses says nothing about a form, except that it does not open.
    pub(super) fn refused(&mut self, operation: &str) -> Result<(), String> {
        self.outcome.skip(&format!("{operation} (refused by the harness)"));
        Ok(())
    }

    pub fn is_excused(&self, reference: &str) -> bool {
        self.excused.iter().any(|sources| sources.has(reference))
    }

    /// Whether the recorded ids of two texts were made for the same things as ours.
    pub fn same_ids(&self, recorded: &str, ours: &str) -> bool {
        self.ids.borrow_mut().pair(recorded, ours)
    }

    pub fn track(&self, number: u64) -> Result<&Track, String> {
        self.tracks.get(&number).ok_or_else(|| format!("there is no session {number}"))
    }

    pub fn track_mut(&mut self, number: u64) -> Result<&mut Track, String> {
        self.tracks.get_mut(&number).ok_or_else(|| format!("there is no session {number}"))
    }

    pub fn leniency(&self) -> Leniency<'_> {
        Leniency {
            facts: &self.facts,
            excused: &self.excused,
            ids: &self.ids,
            entered: &self.entered,
            is_full: !self.is_javarosa,
        }
    }

    /// The state after a step that has one.
    fn compare(&mut self, step: &Value, number: u64) -> Vec<String> {
        let Some(state) = step.get("state") else { return Vec::new() };
        self.recorded.entry(number).or_default().apply(state);
        let (Ok(track), Some(recorded)) = (self.track(self.last), self.recorded.get(&number)) else {
            return Vec::new();
        };
        let (differences, skipped) = recorded.differences(&track.session, &self.leniency());
        for kind in skipped {
            self.outcome.skip(kind);
        }
        differences
    }
}
