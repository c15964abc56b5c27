//! The commune's score, kept up to date: evaluators of the sets in use over the documents of the open book.
//!
//! An evaluator is made for the periods that somebody looks at and stays; from then on it hears only of documents that
//! changed ([`store::Store::changed_since`]), so that after one check only what it touches is computed again. When the
//! office changes a set, its zone or a threshold, all are made anew. Locking the device lets go of all of it.

pub(crate) mod board;
pub(crate) mod import;
mod overlay;
pub(crate) mod page;
mod periods;
mod progress;
pub(crate) mod records;
mod wording;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use criteria::{Evaluator, Fault, Period, Settings};
use domain::Kind;
use store::StoreError;

use crate::desk::Desk;

pub(crate) use overlay::{SetInUse, ThresholdKey};
pub(crate) use periods::{Periods, read as read_period, today};
pub(crate) use progress::Rounds;
pub(crate) use wording::{Measured, basis_words, date_words, kind_noun, number};

/// Periods kept side by side; the one looked at least recently goes first.
const MAX_HELD: usize = 4;
/// What the records of an evaluator are made of, in the order in which they are taken.
const KINDS: [Kind; 3] = [Kind::Area, Kind::Subject, Kind::Check];

/// All that is kept between two looks.
#[derive(Default)]
pub(crate) struct Scoring(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    sets: Vec<SetInUse>,
    /// Up to which version of the store the office's documents about sets are known; `None`: never read.
    sets_seen: Option<u64>,
    held: Vec<Held>,
}

struct Held {
    periods: Vec<Period>,
    evaluator: Evaluator,
    faults: Vec<Fault>,
    /// Up to which version each of [`KINDS`] was taken.
    seen: [u64; KINDS.len()],
}

/// An evaluator that knows all that the book holds now.
pub(crate) struct Scored<'a> {
    pub sets: &'a [SetInUse],
    pub evaluator: &'a mut Evaluator,
    pub faults: &'a [Fault],
}

impl Scoring {
    /// Does `work` over the sets in use and all finished checks, in these periods.
    pub fn with<T>(
        &self,
        desk: &Desk,
        periods: &[Period],
        work: impl FnOnce(Scored<'_>) -> T,
    ) -> Result<T, StoreError> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = &mut *kept;
        kept.learn_sets(desk)?;
        let mut held = match kept.held.iter().position(|held| held.periods == periods) {
            Some(at) => kept.held.remove(at),
            None => Held::new(desk, &kept.sets, periods),
        };
        held.catch_up(desk)?;
        let answer = work(Scored { sets: &kept.sets, evaluator: &mut held.evaluator, faults: &held.faults });
        kept.held.truncate(MAX_HELD - 1);
        kept.held.insert(0, held);
        Ok(answer)
    }

    /// The sets as the office has them now, those that it does not look at among them.
    pub fn sets(&self, desk: &Desk) -> Result<Vec<SetInUse>, StoreError> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.learn_sets(desk)?;
        Ok(kept.sets.clone())
    }
}

impl Kept {
    fn learn_sets(&mut self, desk: &Desk) -> Result<(), StoreError> {
        let mut is_new = self.sets_seen.is_none();
        let since = self.sets_seen.unwrap_or_default();
        let seen = desk.store.changed_since(Kind::CriteriaSet, since, |_| {
            is_new = true;
            Ok(())
        })?;
        if is_new {
            self.sets = overlay::sets(&desk.store.documents_of(Kind::CriteriaSet)?);
            self.held.clear();
        }
        self.sets_seen = Some(seen);
        Ok(())
    }
}

impl Held {
    fn new(desk: &Desk, sets: &[SetInUse], periods: &[Period]) -> Self {
        let used = sets.iter().filter(|set| set.is_used);
        let zones: BTreeMap<String, String> =
            used.clone().filter_map(|set| Some((set.set.id.clone(), set.zone.clone()?))).collect();
        let forms = desk.forms.all().map(std::convert::AsRef::as_ref).collect::<Vec<_>>();
        let settings = Settings { periods: periods.to_vec(), zones };
        let (evaluator, faults) = Evaluator::new(used.map(|set| set.set.clone()).collect(), &forms, settings);
        Self { periods: periods.to_vec(), evaluator, faults, seen: [0; KINDS.len()] }
    }

    fn catch_up(&mut self, desk: &Desk) -> Result<(), StoreError> {
        let evaluator = &mut self.evaluator;
        for (kind, seen) in KINDS.into_iter().zip(&mut self.seen) {
            *seen = desk.store.changed_since(kind, *seen, |changed| {
                if kind == Kind::Check {
                    if let Some(check) = records::check_for(changed, evaluator)? {
                        evaluator.check(check);
                    }
                } else {
                    evaluator.subject(records::subject(&changed.whole()?));
                }
                Ok(())
            })?;
        }
        Ok(())
    }
}
