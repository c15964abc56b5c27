//! How far a round of checks is: which subjects have a finished check by which form, since when.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use criteria::{CheckRecord, Day, Period, SubjectRecord};
use domain::{AreaId, DocId, Kind};
use store::StoreError;

use crate::desk::Desk;
use crate::scoring::{KINDS, records};

/// What is remembered of every subject and check, brought up to date at each look.
#[derive(Default)]
pub(crate) struct Rounds(Mutex<Known>);

#[derive(Default)]
struct Known {
    seen: [u64; KINDS.len()],
    subjects: BTreeMap<DocId, Subject>,
    checks: BTreeMap<DocId, Check>,
}

struct Subject {
    kind: String,
    village: AreaId,
}

struct Check {
    form: String,
    subject: DocId,
    village: AreaId,
    day: Day,
    is_finished: bool,
}

/// One form over one span of days.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct FormRound {
    /// Subjects that should have a check, and those that have one, by village.
    pub villages: BTreeMap<AreaId, Share>,
    /// Subjects by the day of their first finished check in the span.
    pub days: BTreeMap<Day, u32>,
    /// Checks that are begun and not finished.
    pub drafts: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Share {
    pub total: u32,
    pub done: u32,
}

impl Rounds {
    /// The state of `form`, which is about subjects of `kind`, over `span`.
    pub fn of(&self, desk: &Desk, form: &str, kind: &str, span: Period) -> Result<FormRound, StoreError> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.catch_up(desk)?;
        Ok(known.round(form, kind, span))
    }

    /// The same for an anonymous poll: every finished form counts, and there should be one for each subject of `asked`.
    pub fn of_poll(&self, desk: &Desk, form: &str, asked: &str, span: Period) -> Result<FormRound, StoreError> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.catch_up(desk)?;
        Ok(known.poll(form, asked, span))
    }
}

impl Known {
    fn catch_up(&mut self, desk: &Desk) -> Result<(), StoreError> {
        let Self { seen, subjects, checks } = self;
        for (kind, seen) in KINDS.into_iter().zip(seen) {
            *seen = desk.store.changed_since(kind, *seen, |changed| {
                if kind == Kind::Check {
                    if let Some(check) = records::check(changed, |_| false)? {
                        checks.insert(check.check, Check::of(check));
                    }
                } else {
                    take(subjects, records::subject(&changed.whole()?));
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    fn poll(&self, form: &str, asked: &str, span: Period) -> FormRound {
        let mut round = FormRound::default();
        for subject in self.subjects.values().filter(|subject| subject.kind == asked) {
            round.villages.entry(subject.village).or_default().total += 1;
        }
        for check in self.checks.values().filter(|check| check.form == form && span.contains(check.day)) {
            if check.is_finished {
                round.villages.entry(check.village).or_default().done += 1;
                *round.days.entry(check.day).or_default() += 1;
            } else {
                round.drafts += 1;
            }
        }
        round
    }

    fn round(&self, form: &str, kind: &str, span: Period) -> FormRound {
        let mut round = FormRound::default();
        let mut first: BTreeMap<DocId, Day> = BTreeMap::new();
        let mut begun = BTreeSet::new();
        for check in self.checks.values().filter(|check| check.form == form && span.contains(check.day)) {
            if check.is_finished {
                let day = first.entry(check.subject).or_insert(check.day);
                *day = (*day).min(check.day);
            } else {
                begun.insert(check.subject);
            }
        }
        for (id, subject) in self.subjects.iter().filter(|(_, subject)| subject.kind == kind) {
            let share = round.villages.entry(subject.village).or_default();
            share.total += 1;
            if let Some(day) = first.get(id) {
                share.done += 1;
                *round.days.entry(*day).or_default() += 1;
            } else if begun.contains(id) {
                round.drafts += 1;
            }
        }
        round
    }
}

fn take(subjects: &mut BTreeMap<DocId, Subject>, record: SubjectRecord) {
    if record.is_void {
        subjects.remove(&record.subject);
    } else {
        subjects.insert(record.subject, Subject { kind: record.kind, village: record.village });
    }
}

impl Check {
    fn of(record: CheckRecord) -> Self {
        Self {
            is_finished: record.status.is_valid(),
            form: record.form,
            subject: record.subject,
            village: record.village,
            day: record.day,
        }
    }
}
