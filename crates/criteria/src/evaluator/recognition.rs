//! Recognition of villages: a state with history, told by checks of one form.

use domain::AreaId;

use super::Evaluator;
use crate::{Day, DocumentLink, Version, Words};

/// Where a village stands on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    Candidate,
    Appraised,
    Recognised,
    Withdrawn,
}

impl Step {
    /// By the name that the set's expression gives.
    pub fn of_name(name: &str) -> Option<Self> {
        Some(match name {
            "candidate" => Self::Candidate,
            "appraised" => Self::Appraised,
            "recognised" => Self::Recognised,
            "withdrawn" => Self::Withdrawn,
            _ => return None,
        })
    }

    /// Whether it may follow `before`; after a withdrawal one begins anew.
    ///
    /// Recognition follows an appraisal. Without one on record it stands by its decision, and as the first step of all also
    /// without: it is then older than the records. [`RecognitionStep`] says what is lacking.
    pub const fn may_follow(self, before: Option<Self>, has_decision: bool) -> bool {
        match (before, self) {
            (None | Some(Self::Withdrawn), Self::Candidate)
            | (None | Some(Self::Candidate), Self::Appraised)
            | (Some(Self::Appraised), Self::Recognised | Self::Candidate)
            | (None, Self::Recognised)
            | (Some(Self::Recognised), Self::Withdrawn) => true,
            (Some(Self::Candidate | Self::Withdrawn), Self::Recognised) => has_decision,
            _ => false,
        }
    }
}

/// One decision on the way.
#[derive(Clone, Debug, PartialEq)]
pub struct RecognitionStep {
    pub step: Step,
    /// Number, date and file of the decision, and the check that records it.
    pub document: DocumentLink,
    /// Does not follow from the step before: it is kept in the history and changes nothing.
    pub is_out_of_order: bool,
    /// A recognition that counts, without an appraisal on record before it.
    pub lacks_appraisal: bool,
    /// A recognition or withdrawal that counts, without number or date of its decision.
    pub lacks_decision: bool,
}

/// A step as it is recorded, before anybody asks what it follows from.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordedStep {
    pub step: Step,
    /// Day of the decision, else of the record.
    pub day: Day,
    pub version: Version,
    pub document: DocumentLink,
}

impl RecognitionStep {
    /// What a person should find and enter; `None` where nothing is lacking.
    pub fn lacking(&self) -> Option<Words> {
        let (vi, en) = match (self.lacks_appraisal, self.lacks_decision) {
            (false, false) => return None,
            (true, false) => ("chưa có hồ sơ thẩm định", "no appraisal on record"),
            (false, true) => ("chưa ghi số, ngày quyết định", "no number and date of a decision"),
            (true, true) => (
                "chưa có hồ sơ thẩm định, chưa ghi số, ngày quyết định",
                "no appraisal on record, no number and date of a decision",
            ),
        };
        Some(Words::new(vi, en))
    }
}

/// A village's state under one set.
#[derive(Clone, Debug, PartialEq)]
pub struct RecognitionState {
    pub village: AreaId,
    /// `None`: no step that counts is recorded.
    pub state: Option<Step>,
    /// All recorded steps up to the end of the period by the days of their papers, oldest first.
    pub history: Vec<RecognitionStep>,
}

impl Evaluator {
    /// Every village of which a step is recorded, by id.
    pub fn recognitions(&self, set: &str) -> Vec<RecognitionState> {
        let compiled = self.plan.sets.iter().find(|compiled| compiled.set.id == set);
        let rule = compiled.and_then(|compiled| compiled.recognition.as_ref());
        let (Some(rule), Some(at)) = (rule, self.periods.len().checked_sub(1)) else { return Vec::new() };
        let last = self.periods.get(at).map(|period| period.to);
        let mut found = std::collections::BTreeMap::<AreaId, Vec<_>>::new();
        for check in &self.checks {
            if !check.is_of(rule.form) || !check.status.is_valid() {
                continue;
            }
            let (Some(looking), Some(subject)) = (self.looking(check, at), self.subjects.get(check.subject as usize))
            else {
                continue;
            };
            if subject.record.as_ref().is_some_and(|record| record.is_void) {
                continue;
            }
            let name = looking.value(&rule.step, forms::record::Place::WHOLE).text();
            let (Some(step), Some(area)) = (Step::of_name(&name), self.areas.get(subject.area as usize)) else {
                continue;
            };
            let document = rule.document.link(&looking, check.id);
            let day = document.day.unwrap_or(check.day);
            if Some(day) > last {
                continue;
            }
            let recorded = RecordedStep { step, day, version: check.version, document };
            found.entry(*area).or_default().push(recorded);
        }
        found.into_iter().map(|(village, steps)| RecognitionState::of(village, steps)).collect()
    }
}

impl RecognitionState {
    /// Follows the steps of one village by their days, whatever order they come in.
    pub fn of(village: AreaId, mut steps: Vec<RecordedStep>) -> Self {
        steps.sort_by_key(|one| (one.day, one.step, one.version, one.document.check));
        let mut state = None;
        let mut history = Vec::with_capacity(steps.len());
        for RecordedStep { step, document, .. } in steps {
            let has_decision = document.number.is_some() && document.day.is_some();
            let follows = step.may_follow(state, has_decision);
            let by_decision = matches!(step, Step::Recognised | Step::Withdrawn);
            history.push(RecognitionStep {
                step,
                document,
                is_out_of_order: !follows,
                lacks_appraisal: follows && step == Step::Recognised && state != Some(Step::Appraised),
                lacks_decision: follows && by_decision && !has_decision,
            });
            if follows {
                state = Some(step);
            }
        }
        Self { village, state, history }
    }

    /// What is lacking of the recognition that stands.
    pub fn lacking(&self) -> Option<Words> {
        let standing = self.history.iter().rev().find(|step| !step.is_out_of_order)?;
        standing.lacking().filter(|_| self.state == Some(Step::Recognised))
    }
}
