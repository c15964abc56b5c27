//! Recognition of villages: a state with history, told by checks of one form.

use domain::AreaId;

use super::Evaluator;
use crate::DocumentLink;

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

    /// Whether it may follow `before`. Recognition needs an appraisal; after a withdrawal one begins anew.
    pub const fn may_follow(self, before: Option<Self>) -> bool {
        matches!(
            (before, self),
            (None | Some(Self::Withdrawn), Self::Candidate)
                | (None | Some(Self::Candidate), Self::Appraised)
                | (Some(Self::Appraised), Self::Recognised | Self::Candidate)
                | (Some(Self::Recognised), Self::Withdrawn)
        )
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
}

/// A village's state under one set.
#[derive(Clone, Debug, PartialEq)]
pub struct RecognitionState {
    pub village: AreaId,
    /// `None`: no step that counts is recorded.
    pub state: Option<Step>,
    /// All recorded steps up to the end of the period, oldest first.
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
            if check.form != u32::try_from(rule.form).ok() || !check.status.is_valid() || Some(check.day) > last {
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
            let when = document.day.unwrap_or(check.day);
            found.entry(*area).or_default().push((when, step, check.version, document));
        }
        found.into_iter().map(|(village, steps)| told(village, steps)).collect()
    }
}

fn told(village: AreaId, mut steps: Vec<(crate::Day, Step, crate::Version, DocumentLink)>) -> RecognitionState {
    steps.sort_by_key(|(day, step, version, document)| (*day, *step, *version, document.check));
    let mut state = None;
    let mut history = Vec::with_capacity(steps.len());
    for (.., step, _, document) in steps {
        let follows = step.may_follow(state);
        if follows {
            state = Some(step);
        }
        history.push(RecognitionStep { step, document, is_out_of_order: !follows });
    }
    RecognitionState { village, state, history }
}
