//! Which check of a subject counts, and what it gives.

use super::compiled::Counted;
use super::contribution::{Contribution, Looking};
use super::sums::{Lane, Outcome};
use super::{ALL_FORMS, Check, Evaluator, Subject};
use crate::set::{Expected, Per};
use crate::{Day, Period, Stage, Standing};

/// Which checks of a subject matter in a period.
#[derive(Default)]
struct Chosen {
    own: Option<u32>,
    rechecked: Option<u32>,
    /// The latest before the period.
    stale: Option<u32>,
}

impl Evaluator {
    /// Brings all sums up to date with the records taken so far.
    pub fn settle(&mut self) {
        for check in std::mem::take(&mut self.touched) {
            self.settle_imports(check);
        }
        let pending = std::mem::take(&mut self.pending);
        let mut whole = None;
        // All forms of a subject come behind its single ones, so look from the end.
        for (subject, form) in pending.into_iter().rev() {
            if whole == Some(subject) {
                continue;
            }
            whole = (form == ALL_FORMS).then_some(subject);
            for quantity in 0..self.plan.quantities.len() {
                self.settle_quantity(subject, form, quantity);
            }
        }
    }

    fn settle_quantity(&mut self, at: u32, form: u32, quantity: usize) {
        let Some(counted) = self.plan.quantities.get(quantity) else { return };
        if form != ALL_FORMS && counted.form != form as usize {
            return;
        }
        let Some(subject) = self.subjects.get(at as usize) else { return };
        if !self.is_about(counted, subject) {
            return;
        }
        let cells = counted.cells();
        let outcomes = (0..self.periods.len()).map(|period| self.outcome(counted, subject, period)).collect::<Vec<_>>();
        for (period, outcome) in outcomes.into_iter().enumerate() {
            if let Some(aggregate) = self.aggregates.get_mut(period).and_then(|all| all.get_mut(quantity)) {
                aggregate.put(at, outcome, cells);
            }
        }
    }

    /// Takes a subject out of all sums.
    pub(super) fn forget(&mut self, at: u32) {
        for (quantity, counted) in self.plan.quantities.iter().enumerate() {
            for period in &mut self.aggregates {
                if let Some(aggregate) = period.get_mut(quantity) {
                    aggregate.put(at, None, counted.cells());
                }
            }
        }
    }

    /// A subject that the register does not know yet is taken for what its forms are about.
    fn is_about(&self, counted: &Counted, subject: &Subject) -> bool {
        match (&subject.record, counted.one) {
            (Some(record), Per::Subject) => record.kind == counted.subject,
            _ => subject.checks.iter().any(|check| {
                self.checks.get(*check as usize).is_some_and(|check| check.form == u32::try_from(counted.form).ok())
            }),
        }
    }

    fn outcome(&self, counted: &Counted, subject: &Subject, at: usize) -> Option<Outcome> {
        let period = *self.periods.get(at)?;
        if !subject.is_there(period) {
            return None;
        }
        if counted.one == Per::Check {
            return self.poll(counted, subject, at);
        }
        let chosen = self.chosen(counted, subject, at);
        let is_expected = subject.record.is_some() && counted.expected == Expected::Register;
        if !is_expected && chosen.own.or(chosen.rechecked).or(chosen.stale).is_none() {
            return None;
        }
        let own = match (chosen.own, chosen.stale) {
            (Some(check), _) => self.lane(counted, check, at)?,
            (None, Some(check)) => Lane::without(Standing::Stale, Some(check)),
            (None, None) => Lane::without(Standing::Missing, None),
        };
        let rechecked = match chosen.rechecked {
            Some(check) => self.lane(counted, check, at),
            None => chosen.own.and_then(|check| self.recheck_within(counted, check, at)),
        };
        Some(Outcome { area: subject.area, own, rechecked })
    }

    fn chosen(&self, counted: &Counted, subject: &Subject, at: usize) -> Chosen {
        let mut chosen = Chosen::default();
        let Some(period) = self.periods.get(at) else { return chosen };
        let from = counted.first_day(*period);
        for (number, check) in self.valid_checks(counted, subject, at) {
            let place = match (check.day < from, check.stage) {
                (true, _) => &mut chosen.stale,
                (false, Stage::SelfAssessed) => &mut chosen.own,
                (false, Stage::Rechecked) => &mut chosen.rechecked,
            };
            let is_later = place.and_then(|known| self.checks.get(known as usize)).is_none_or(|known| *known < *check);
            if is_later {
                *place = Some(number);
            }
        }
        chosen
    }

    fn valid_checks<'a>(
        &'a self,
        counted: &'a Counted,
        subject: &'a Subject,
        at: usize,
    ) -> impl Iterator<Item = (u32, &'a Check)> {
        let last = self.periods.get(at).map(|period| period.to);
        let checks = subject.checks.iter().filter_map(|number| Some((*number, self.checks.get(*number as usize)?)));
        checks.filter(move |(_, check)| {
            check.form == u32::try_from(counted.form).ok()
                && check.status.is_valid()
                && Some(check.day) <= last
                && counted.only.as_ref().is_none_or(|only| {
                    let looking = self.looking(check, at);
                    let value = looking.map(|looking| looking.value(only, forms::record::Place::WHOLE));
                    value.and_then(|value| value.truth()) == Some(true)
                })
        })
    }

    pub(super) fn looking<'a>(&'a self, check: &'a Check, at: usize) -> Option<Looking<'a>> {
        let fields = &self.plan.sources.get(check.form? as usize)?.fields;
        Some(Looking { fields, row: &check.row, env: self.moments.get(at)?, period: *self.periods.get(at)? })
    }

    fn lane(&self, counted: &Counted, number: u32, at: usize) -> Option<Lane> {
        let check = self.checks.get(number as usize)?;
        let contribution = counted.contribution(&self.looking(check, at)?, counted.own());
        Some(Lane {
            contribution,
            check: Some(number),
            units: 1,
            is_disputed: check.is_disputed,
            reason: check.reason.clone(),
        })
    }

    fn recheck_within(&self, counted: &Counted, number: u32, at: usize) -> Option<Lane> {
        let check = self.checks.get(number as usize)?;
        let (contribution, reason) = counted.recheck_in(&self.looking(check, at)?)?;
        Some(Lane { contribution, check: Some(number), units: 1, is_disputed: check.is_disputed, reason })
    }

    /// Every valid check of the period by itself, as in an anonymous poll; the subject is where it was held.
    fn poll(&self, counted: &Counted, subject: &Subject, at: usize) -> Option<Outcome> {
        let from = counted.first_day(*self.periods.get(at)?);
        let mut sum = Lane::without(Standing::Fails, None);
        sum.units = 0;
        for (_, check) in self.valid_checks(counted, subject, at).filter(|(_, check)| check.day >= from) {
            let contribution = counted.contribution(&self.looking(check, at)?, counted.own());
            if contribution.standing == Standing::Unknown {
                continue;
            }
            sum.units += 1;
            sum.is_disputed |= check.is_disputed;
            sum.contribution.n += contribution.n;
            sum.contribution.total += contribution.total;
            sum.contribution.has_total |= contribution.has_total;
        }
        (sum.units > 0).then_some(Outcome { area: subject.area, own: sum, rechecked: None })
    }
}

impl Lane {
    fn without(standing: Standing, check: Option<u32>) -> Self {
        let contribution = Contribution { standing, ..Contribution::nothing() };
        Self { contribution, check, units: 0, is_disputed: false, reason: None }
    }
}

impl Counted {
    /// The first day of which a check counts.
    fn first_day(&self, period: Period) -> Day {
        self.max_age_months.map_or(period.from, |months| period.to.months_before(months))
    }
}

impl PartialEq for Check {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Check {}

impl PartialOrd for Check {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// The order in which one check of a subject gives way to another. Nothing in it depends on when they arrived.
impl Ord for Check {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.day, self.version, self.id).cmp(&(other.day, other.version, other.id))
    }
}
