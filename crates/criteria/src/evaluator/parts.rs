//! One indicator in one period: the own checks, or the imported figure in their place.

use std::collections::{BTreeMap, BTreeSet};

use super::compiled::{CompiledIndicator, CompiledSet, Counted};
use super::imports::Figure;
use super::judge::Judge;
use super::sums::{Aggregate, CellSums, LaneSums};
use super::{Check, Evaluator};
use crate::set::Per;
use crate::{
    Coverage, DocumentLink, ImportedFigure, Indicator, Origin, Reading, Recheck, Split, SplitPart, Tally, TrendPoint,
    Verdict, VillageReading,
};

/// Most reasons of re-checks that a result carries.
pub const MAX_REASONS: usize = 20;
/// Most documents that a result carries; the evidence has all.
pub const MAX_DOCUMENTS: usize = 20;

/// Which of two sums is meant.
#[derive(Clone, Copy)]
pub(super) enum Side {
    Own,
    Used,
}

/// One indicator in one period.
#[derive(Clone, Copy)]
pub(super) struct Parts<'a> {
    pub evaluator: &'a Evaluator,
    pub set: &'a CompiledSet,
    pub indicator: &'a Indicator,
    pub ready: &'a CompiledIndicator,
    /// `None` where the formula cannot be used.
    pub counted: Option<&'a Counted>,
    /// Number of the period.
    pub at: usize,
}

/// The value in use, where it comes from, and what stands beside it.
pub(super) struct Found {
    pub reading: Reading,
    pub origin: Origin,
    pub reference: Option<ImportedFigure>,
}

impl<'a> Parts<'a> {
    fn judge(&self) -> Judge<'a> {
        let threshold = self.evaluator.threshold(self.set, self.indicator, self.at);
        Judge { indicator: self.indicator, counted: self.counted, threshold }
    }

    fn aggregate(&self, quantity: Option<usize>) -> Option<&'a Aggregate> {
        self.evaluator.aggregates.get(self.at)?.get(quantity?)
    }

    fn sums(&self, quantity: Option<usize>, side: Side) -> Option<LaneSums> {
        let mut sum = LaneSums::default();
        for village in &self.aggregate(quantity)?.villages {
            sum.add(match side {
                Side::Own => &village.own,
                Side::Used => &village.used,
            });
        }
        Some(sum)
    }

    /// How many a poll should reach, by area.
    fn asked(&self) -> Option<BTreeMap<u32, u32>> {
        let counted = self.counted.filter(|counted| counted.one == Per::Check)?;
        Some(self.evaluator.registered(&counted.subject, self.at))
    }

    /// Whether the formula finds anything in the period: a valid check that answers what it asks, of either quantity of a
    /// quotient. What is unanswered, stale or missing says nothing.
    pub(super) fn is_counted(&self) -> bool {
        let quantities = [self.ready.quantity, self.ready.by].into_iter().flatten();
        quantities.filter_map(|quantity| self.sums(Some(quantity), Side::Used)).any(|sums| sums.counted > 0)
    }

    /// The own checks where there are any, with the imported figure beside them; else that figure.
    pub(super) fn found(&self) -> Found {
        let own = self.whole(Side::Used);
        let imported = self.imported();
        if !self.is_counted() {
            let used = imported.and_then(|(figure, tally)| {
                let reading = self.judge().reading_of_imported(tally, own.coverage);
                Some(Found { reading, origin: Origin::Imported(self.link(figure)?), reference: None })
            });
            return used.unwrap_or(Found { reading: own, origin: Origin::Nothing, reference: None });
        }
        let origin = self.own_origin();
        let difference = |tally: Tally| Some(tally.value? - own.tally.value?);
        let is_own = |figure: &Figure, tally: Tally| match &origin {
            Origin::Imported(document) => {
                let check = self.evaluator.checks.get(figure.check as usize);
                check.is_some_and(|check| check.id == document.check) && is_same(tally.value, own.tally.value)
            }
            _ => false,
        };
        let reference = imported.filter(|(figure, tally)| !is_own(figure, *tally)).and_then(|(figure, tally)| {
            Some(ImportedFigure { tally, document: self.link(figure)?, difference: difference(tally) })
        });
        Found { reading: own, origin, reference }
    }

    /// The figure that names this indicator and says something of it.
    pub(super) fn imported(&self) -> Option<(&'a Figure, Tally)> {
        let imports = self.evaluator.imports.get(self.at)?.get(self.set.number)?;
        let judge = self.judge();
        imports.of(&self.indicator.id).find_map(|figure| Some((figure, judge.imported(figure)?)))
    }

    pub(super) fn link(&self, figure: &Figure) -> Option<DocumentLink> {
        let check = self.evaluator.checks.get(figure.check as usize)?;
        self.source(check)
    }

    fn source(&self, check: &Check) -> Option<DocumentLink> {
        let table = self.set.imported.as_ref()?;
        Some(table.document.link(&self.evaluator.looking(check, self.at)?, check.id))
    }

    /// A formula may read imported figures itself, by another name than their code.
    fn own_origin(&self) -> Origin {
        let table = self.set.imported.as_ref().filter(|table| self.counted.is_some_and(|own| own.form == table.form));
        let latest = table.and_then(|_| self.used_checks().pop());
        latest.and_then(|check| self.source(check)).map_or(Origin::Checks, Origin::Imported)
    }

    /// The checks in use, in their own order and not in that of arrival.
    fn used_checks(&self) -> Vec<&'a Check> {
        let outcomes =
            self.aggregate(self.ready.quantity).into_iter().flat_map(|aggregate| aggregate.outcomes.values());
        let counted = outcomes.filter_map(|outcome| outcome.used().check);
        let mut checks = counted.filter_map(|check| self.evaluator.checks.get(check as usize)).collect::<Vec<_>>();
        checks.sort();
        checks
    }

    pub(super) fn whole(&self, side: Side) -> Reading {
        if self.counted.is_none() {
            return nothing();
        }
        let sums = self.sums(self.ready.quantity, side).unwrap_or_default();
        let by = self.ready.by.and_then(|by| self.sums(Some(by), side));
        self.judge().reading(&sums, by.as_ref(), self.asked().map(|asked| asked.values().sum()))
    }

    pub(super) fn trend(&self) -> Option<TrendPoint> {
        let Found { reading, origin, .. } = self.found();
        let period = *self.evaluator.periods.get(self.at)?;
        let is_imported = matches!(origin, Origin::Imported(_));
        Some(TrendPoint { period, tally: reading.tally, verdict: reading.verdict, is_imported })
    }

    pub(super) fn villages(&self) -> Vec<VillageReading> {
        let Some(aggregate) = self.aggregate(self.ready.quantity) else { return Vec::new() };
        if self.counted.is_none_or(|counted| counted.subject == "commune") {
            return Vec::new();
        }
        let by = self.aggregate(self.ready.by);
        let asked = self.asked();
        let judge = self.judge();
        let mut found = Vec::new();
        for (area, village) in aggregate.villages.iter().enumerate() {
            let by = by.map(|by| by.villages.get(area).map(|village| village.used).unwrap_or_default());
            let wanted = u32::try_from(area).ok().and_then(|area| asked.as_ref()?.get(&area).copied());
            let asked = asked.is_some().then(|| wanted.unwrap_or_default());
            let reading = judge.reading(&village.used, by.as_ref(), asked);
            if reading.coverage.expected > 0
                && let Some(village) = self.evaluator.areas.get(area)
            {
                found.push(VillageReading { village: *village, reading });
            }
        }
        found.sort_by_key(|one| one.village);
        found
    }

    pub(super) fn splits(&self) -> Vec<Split> {
        let Some(aggregate) = self.aggregate(self.ready.quantity) else { return Vec::new() };
        let judge = self.judge();
        let splits = self.counted.into_iter().flat_map(|counted| &counted.splits).filter_map(|split| {
            let rule = self.set.set.splits.get(split.rule)?;
            let part = |(order, value): (usize, &crate::SplitValue)| SplitPart {
                key: value.key.clone(),
                name: value.name.clone(),
                tally: judge.cell(&cell_sum(aggregate, split.first + order)),
            };
            let parts = rule.values.iter().enumerate().map(part).collect();
            Some(Split { id: rule.id.clone(), name: rule.name.clone(), parts })
        });
        splits.collect()
    }

    pub(super) fn recheck(&self, reading: &Reading) -> Option<Recheck> {
        let subjects = self.sums(self.ready.quantity, Side::Used)?.rechecked;
        if subjects == 0 {
            return None;
        }
        let lanes = self.aggregate(self.ready.quantity)?.outcomes.values().filter_map(|one| one.rechecked.as_ref());
        let reasons = lanes.filter_map(|lane| lane.reason.clone()).collect::<BTreeSet<_>>();
        Some(Recheck { reading: reading.clone(), subjects, reasons: reasons.into_iter().take(MAX_REASONS).collect() })
    }

    pub(super) fn documents(&self) -> Vec<DocumentLink> {
        let Some(document) = self.counted.and_then(|counted| counted.document.as_ref()) else { return Vec::new() };
        let checks = self.used_checks();
        let latest = checks.into_iter().rev().take(MAX_DOCUMENTS);
        latest.filter_map(|check| Some(document.link(&self.evaluator.looking(check, self.at)?, check.id))).collect()
    }
}

fn cell_sum(aggregate: &Aggregate, cell: usize) -> CellSums {
    let mut sum = CellSums::default();
    for part in aggregate.villages.iter().filter_map(|village| village.cells.get(cell)) {
        sum.n += part.n;
        sum.total += part.total;
        sum.subjects = sum.subjects.saturating_add(part.subjects);
    }
    sum
}

pub(super) fn nothing() -> Reading {
    Reading {
        tally: Tally::default(),
        coverage: Coverage::default(),
        verdict: Verdict::CannotTell,
        worst: None,
        best: None,
        distance: None,
        lacking: None,
    }
}

fn is_same(one: Option<f64>, other: Option<f64>) -> bool {
    /// Differences below this, in the indicator's unit, are of the arithmetic and not of the matter.
    const TOLERANCE: f64 = 1e-9;
    one.zip(other).is_some_and(|(one, other)| (one - other).abs() <= TOLERANCE)
}
