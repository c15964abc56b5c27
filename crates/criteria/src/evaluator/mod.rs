//! Records in, results out; after a new record only what it touches is computed again.

mod amount;
mod compiled;
mod contribution;
mod evidence;
mod imports;
mod judge;
mod notices;
mod outcome;
mod parts;
mod recognition;
mod report;
mod sources;
mod sums;
mod warnings;

use std::collections::{BTreeMap, BTreeSet};

use domain::{AreaId, DocId};
use forms::record::{Row, RowForm};
use forms::{Env, Form};

pub use compiled::Fault;
pub use imports::MAX_IMPORTED_ROWS;
pub use notices::{ImportNotice, ImportProblem, MAX_NOTICES};
pub use recognition::{RecognitionState, RecognitionStep, RecordedStep, Step};

use crate::{CheckRecord, Day, Period, Photo, Set, Stage, Status, SubjectRecord, Version};
use compiled::Plan;
use imports::Imports;
use sums::Aggregate;

/// Most checks and subjects of one evaluator; a large commune has 100,000 checks.
pub const MAX_RECORDS: usize = 4_000_000;
/// All forms of a subject are to be looked at again.
const ALL_FORMS: u32 = u32::MAX;
/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;

/// What is evaluated: when, and where the commune belongs.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The periods of the trend; the one that ends last is the one in question.
    pub periods: Vec<Period>,
    /// Set → the commune's zone or group in it, as the set calls it.
    pub zones: BTreeMap<String, String>,
}

/// Sets over one base of records. Give it records in any order and as often as you like.
pub struct Evaluator {
    plan: Plan,
    /// Oldest first.
    periods: Vec<Period>,
    /// One for each period: `today()` is its last day.
    moments: Vec<Env>,
    /// By set.
    zones: BTreeMap<String, String>,
    subjects: Vec<Subject>,
    subject_of: BTreeMap<DocId, u32>,
    checks: Vec<Check>,
    check_of: BTreeMap<DocId, u32>,
    areas: Vec<AreaId>,
    area_of: BTreeMap<AreaId, u32>,
    /// By period, then by quantity.
    aggregates: Vec<Vec<Aggregate>>,
    /// By period, then by set.
    imports: Vec<Vec<Imports>>,
    /// Subjects to look at again, with the form that changed.
    pending: BTreeSet<(u32, u32)>,
    /// Checks whose imported figures are to be looked at again.
    touched: BTreeSet<u32>,
}

struct Subject {
    id: DocId,
    record: Option<SubjectRecord>,
    area: u32,
    checks: Vec<u32>,
}

/// A check without the answers that no formula asks for.
struct Check {
    id: DocId,
    version: Version,
    form: Option<u32>,
    form_id: Box<str>,
    subject: u32,
    day: Day,
    status: Status,
    stage: Stage,
    reason: Option<String>,
    is_disputed: bool,
    photos: Vec<Photo>,
    row: Row,
}

impl Evaluator {
    /// Compiles the sets against the forms. What cannot be used is told; the rest works.
    pub fn new(sets: Vec<Set>, forms: &[&Form], settings: Settings) -> (Self, Vec<Fault>) {
        Self::with_plan(Plan::of(sets, forms), settings)
    }

    /// The same over forms of which only the fields are known.
    pub fn over_fields(sets: Vec<Set>, fields: Vec<RowForm>, settings: Settings) -> (Self, Vec<Fault>) {
        Self::with_plan(Plan::over_fields(sets, fields), settings)
    }

    fn with_plan(plan: Plan, settings: Settings) -> (Self, Vec<Fault>) {
        let faults = plan.faults.clone();
        let mut periods = settings.periods;
        periods.sort_by_key(|period| (period.to, period.from));
        periods.dedup();
        let moment = |period: &Period| Env { now_ms: i64::from(period.to.number()) * DAY_MS, ..Env::default() };
        let fresh = || plan.quantities.iter().map(|_| Aggregate::default()).collect::<Vec<_>>();
        let evaluator = Self {
            moments: periods.iter().map(moment).collect(),
            aggregates: periods.iter().map(|_| fresh()).collect(),
            imports: periods.iter().map(|_| plan.sets.iter().map(|_| Imports::default()).collect()).collect(),
            plan,
            periods,
            zones: settings.zones,
            subjects: Vec::new(),
            subject_of: BTreeMap::new(),
            checks: Vec::new(),
            check_of: BTreeMap::new(),
            areas: Vec::new(),
            area_of: BTreeMap::new(),
            pending: BTreeSet::new(),
            touched: BTreeSet::new(),
        };
        (evaluator, faults)
    }

    pub fn sets(&self) -> impl Iterator<Item = &Set> {
        self.plan.sets.iter().map(|compiled| &compiled.set)
    }

    /// The period in question.
    pub fn period(&self) -> Option<Period> {
        self.periods.last().copied()
    }

    /// The answers of a form that formulas ask for; others need not be in a [`CheckRecord`].
    pub fn fields(&self, form: &str) -> Option<&RowForm> {
        let source = self.plan.form_of.get(form).and_then(|form| self.plan.sources.get(*form))?;
        Some(&source.fields)
    }

    /// Takes a subject of the register, or a newer fold of it. An older one changes nothing.
    pub fn subject(&mut self, record: SubjectRecord) {
        let Some(at) = self.subject_at(record.subject, record.village) else { return };
        let area = self.area_at(record.village);
        let Some(subject) = self.subjects.get_mut(at as usize) else { return };
        if subject.record.as_ref().is_some_and(|known| record.version <= known.version) {
            return;
        }
        let was_counted = subject.record.is_some() || !subject.checks.is_empty();
        subject.area = area;
        subject.record = Some(record);
        let checks = subject.checks.iter();
        self.touched.extend(checks.filter(|check| brings_figures(&self.plan, &self.checks, **check)));
        if was_counted {
            self.forget(at);
        }
        self.pending.insert((at, ALL_FORMS));
    }

    /// Takes a check, or a newer fold of it. An older one changes nothing.
    pub fn check(&mut self, record: CheckRecord) {
        let known = self.check_of.get(&record.check).copied();
        if let Some(check) = known.and_then(|at| self.checks.get(at as usize)) {
            if record.version <= check.version {
                return;
            }
            self.pending.insert((check.subject, check.form.unwrap_or(ALL_FORMS)));
            if let Some(at) = known.filter(|at| brings_figures(&self.plan, &self.checks, *at)) {
                self.touched.insert(at);
            }
        }
        let Some(subject) = self.subject_at(record.subject, record.village) else { return };
        let check = self.taken(record, subject);
        self.pending.insert((subject, check.form.unwrap_or(ALL_FORMS)));
        self.place(check, known);
    }

    fn taken(&self, record: CheckRecord, subject: u32) -> Check {
        let form = self.plan.form_of.get(&record.form).copied();
        let source = form.and_then(|form| self.plan.sources.get(form));
        let answers = record.answers.iter().map(|(path, value)| (path.as_str(), value));
        Check {
            id: record.check,
            version: record.version,
            row: source.map_or_else(Row::empty, |source| source.fields.row(answers)),
            form: form.and_then(|form| u32::try_from(form).ok()),
            form_id: record.form.into(),
            subject,
            day: record.day,
            status: record.status,
            stage: record.stage,
            reason: record.reason,
            is_disputed: record.is_disputed,
            photos: record.photos,
        }
    }

    /// Puts a check in the place of an older fold of it, or beside the others.
    fn place(&mut self, check: Check, known: Option<u32>) {
        let subject = check.subject;
        let at = match known.and_then(|at| Some((at, self.checks.get_mut(at as usize)?))) {
            Some((at, place)) => {
                let before = place.subject;
                *place = check;
                if before != subject {
                    self.unlink(before, at);
                }
                at
            }
            None => {
                let Ok(at) = u32::try_from(self.checks.len()) else { return };
                self.check_of.insert(check.id, at);
                self.checks.push(check);
                at
            }
        };
        if let Some(subject) = self.subjects.get_mut(subject as usize)
            && !subject.checks.contains(&at)
        {
            subject.checks.push(at);
        }
        if brings_figures(&self.plan, &self.checks, at) {
            self.touched.insert(at);
        }
    }

    fn unlink(&mut self, subject: u32, check: u32) {
        if let Some(subject) = self.subjects.get_mut(subject as usize) {
            subject.checks.retain(|known| *known != check);
        }
    }

    fn subject_at(&mut self, id: DocId, village: AreaId) -> Option<u32> {
        if let Some(at) = self.subject_of.get(&id) {
            return Some(*at);
        }
        let at = u32::try_from(self.subjects.len()).ok().filter(|at| (*at as usize) < MAX_RECORDS)?;
        let area = self.area_at(village);
        self.subjects.push(Subject { id, record: None, area, checks: Vec::new() });
        self.subject_of.insert(id, at);
        Some(at)
    }

    fn area_at(&mut self, area: AreaId) -> u32 {
        let next = u32::try_from(self.areas.len()).unwrap_or(u32::MAX);
        let areas = &mut self.areas;
        *self.area_of.entry(area).or_insert_with(|| {
            areas.push(area);
            next
        })
    }
}

/// Whether some set reads imported figures from checks of its form.
fn brings_figures(plan: &Plan, checks: &[Check], check: u32) -> bool {
    let form = checks.get(check as usize).and_then(|check| check.form);
    form.is_some_and(|form| plan.imported_from.contains(&form))
}
