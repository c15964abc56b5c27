//! Sums → results.

use std::collections::{BTreeMap, BTreeSet};

use super::compiled::{CompiledIndicator, CompiledSet, Counted};
use super::judge::{Judge, together};
use super::sums::{Aggregate, CellSums, LaneSums};
use super::{Evaluator, warnings};
use crate::explain::{rule, threshold_words};
use crate::set::{Basis, Per};
use crate::{
    Coverage, Criterion, CriterionResult, DocumentLink, Evaluation, Indicator, IndicatorResult, Level, Measure,
    Reading, Recheck, Split, SplitPart, Tally, Threshold, ThresholdUsed, TrendPoint, Verdict, VillageReading,
    VillageResult,
};

/// Most reasons of re-checks that a result carries.
pub const MAX_REASONS: usize = 20;
/// Most documents that a result carries; the evidence has all.
pub const MAX_DOCUMENTS: usize = 20;

/// Which of two sums is meant.
#[derive(Clone, Copy)]
enum Side {
    Own,
    Used,
}

impl Evaluator {
    /// The whole set in the period in question. `None` for a set that is not there, or without any period.
    pub fn evaluate(&mut self, set: &str) -> Option<Evaluation> {
        self.settle();
        let compiled = self.plan.sets.iter().find(|compiled| compiled.set.id == set)?;
        let at = self.periods.len().checked_sub(1)?;
        let mut results = self.results(compiled, at);
        let conditions = results.split_off(results.len().min(compiled.criteria_indicators()));
        let criteria = grouped(&compiled.set.criteria, results);
        let count = |wanted| crate::evaluator::warnings::count(criteria.iter().map(|one| one.verdict), wanted);
        let verdicts = criteria.iter().map(|one| one.verdict).chain(conditions.iter().map(|one| one.reading.verdict));
        let is_unverified = |one: &&IndicatorResult| one.is_unverified;
        let all = criteria.iter().flat_map(|criterion| &criterion.indicators).chain(&conditions);
        Some(Evaluation {
            set: compiled.set.id.clone(),
            name: compiled.set.name.clone(),
            level: compiled.set.level,
            period: *self.periods.get(at)?,
            zone: self.zones.get(&compiled.set.id).cloned(),
            met: count(Verdict::Met),
            not_met: count(Verdict::NotMet),
            cannot_tell: count(Verdict::CannotTell),
            verdict: together(verdicts),
            villages: if compiled.set.level == Level::Village { villages(&criteria) } else { Vec::new() },
            warnings: warnings::of(&compiled.set, &criteria),
            unverified: u32::try_from(all.filter(is_unverified).count()).unwrap_or(u32::MAX),
            criteria,
            conditions,
        })
    }

    /// One indicator of a set in the period in question.
    pub fn indicator(&mut self, set: &str, indicator: &str) -> Option<IndicatorResult> {
        self.settle();
        let compiled = self.plan.sets.iter().find(|compiled| compiled.set.id == set)?;
        let at = self.periods.len().checked_sub(1)?;
        let number = compiled.set.indicators().position(|one| one.id == indicator)?;
        let wanted = compiled.set.indicators().nth(number)?;
        if wanted.formula.measure == Measure::All {
            return self.results(compiled, at).into_iter().nth(number);
        }
        Some(self.single(compiled, wanted, compiled.indicators.get(number)?, at))
    }

    fn results(&self, compiled: &CompiledSet, at: usize) -> Vec<IndicatorResult> {
        let pairs = compiled.set.indicators().zip(&compiled.indicators);
        let mut results = pairs.map(|(one, ready)| self.single(compiled, one, ready, at)).collect::<Vec<_>>();
        let verdicts: BTreeMap<String, Reading> =
            results.iter().map(|result| (result.indicator.clone(), result.reading.clone())).collect();
        for (indicator, result) in compiled.set.indicators().zip(&mut results) {
            if indicator.formula.measure == Measure::All {
                result.reading = combined(indicator, &verdicts);
                result.self_assessed = result.reading.clone();
            }
        }
        results
    }

    fn single(
        &self,
        compiled: &CompiledSet,
        indicator: &Indicator,
        ready: &CompiledIndicator,
        at: usize,
    ) -> IndicatorResult {
        let mut result = self.blank(compiled, indicator, at);
        let Some(counted) = ready.quantity.and_then(|quantity| self.plan.quantities.get(quantity)) else {
            return result;
        };
        let of = |at| Parts { evaluator: self, set: compiled, indicator, ready, counted, at };
        let now = of(at);
        result.self_assessed = now.whole(Side::Own);
        result.reading = now.whole(Side::Used);
        result.rechecked = now.recheck(&result.reading);
        result.villages = now.villages();
        result.splits = now.splits();
        result.documents = now.documents();
        result.lacks_denominator = indicator.formula.measure == Measure::Value
            && result.reading.tally.value.is_some()
            && result.reading.tally.total.is_none()
            && indicator.unit.vi.trim() == "%";
        result.trend = (0..=at).filter_map(|at| of(at).trend()).collect();
        let before = at.checked_sub(1).map(|at| of(at).whole(Side::Used).verdict);
        result.has_regressed = before == Some(Verdict::Met) && result.reading.verdict == Verdict::NotMet;
        result
    }

    fn blank(&self, compiled: &CompiledSet, indicator: &Indicator, at: usize) -> IndicatorResult {
        let period = self.periods.get(at).copied();
        let threshold = self.threshold(compiled, indicator, at);
        let used = threshold.map(|threshold| used(compiled, indicator, threshold));
        let is_unverified = used.as_ref().is_none_or(|used| used.compared.is_none());
        IndicatorResult {
            indicator: indicator.id.clone(),
            name: indicator.name.clone(),
            unit: indicator.unit.clone(),
            kind: indicator.kind,
            rule: rule(indicator, threshold, period),
            threshold: used,
            reading: nothing(),
            self_assessed: nothing(),
            rechecked: None,
            villages: Vec::new(),
            splits: Vec::new(),
            trend: Vec::new(),
            documents: Vec::new(),
            is_unverified,
            lacks_denominator: false,
            has_regressed: false,
        }
    }

    fn threshold<'a>(&self, set: &CompiledSet, indicator: &'a Indicator, at: usize) -> Option<&'a Threshold> {
        let year = self.periods.get(at)?.to.year();
        indicator.threshold(self.zones.get(&set.set.id).map(String::as_str), year)
    }

    /// Registered subjects of a kind that are expected at the end of a period, by area.
    fn registered(&self, kind: &str, at: usize) -> BTreeMap<u32, u32> {
        let mut found = BTreeMap::new();
        let Some(period) = self.periods.get(at) else { return found };
        for subject in &self.subjects {
            let Some(record) = subject.record.as_ref().filter(|record| record.kind == kind && !record.is_void) else {
                continue;
            };
            let is_there =
                record.from.is_none_or(|from| from <= period.to) && record.to.is_none_or(|to| period.to <= to);
            if is_there {
                *found.entry(subject.area).or_default() += 1;
            }
        }
        found
    }
}

/// One indicator in one period.
struct Parts<'a> {
    evaluator: &'a Evaluator,
    set: &'a CompiledSet,
    indicator: &'a Indicator,
    ready: &'a CompiledIndicator,
    counted: &'a Counted,
    at: usize,
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
        (self.counted.one == Per::Check).then(|| self.evaluator.registered(&self.counted.subject, self.at))
    }

    fn whole(&self, side: Side) -> Reading {
        let sums = self.sums(self.ready.quantity, side).unwrap_or_default();
        let by = self.ready.by.and_then(|by| self.sums(Some(by), side));
        self.judge().reading(&sums, by.as_ref(), self.asked().map(|asked| asked.values().sum()))
    }

    fn trend(&self) -> Option<TrendPoint> {
        let reading = self.whole(Side::Used);
        let period = *self.evaluator.periods.get(self.at)?;
        Some(TrendPoint { period, tally: reading.tally, verdict: reading.verdict })
    }

    fn villages(&self) -> Vec<VillageReading> {
        let Some(aggregate) = self.aggregate(self.ready.quantity) else { return Vec::new() };
        if self.counted.subject == "commune" {
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

    fn splits(&self) -> Vec<Split> {
        let Some(aggregate) = self.aggregate(self.ready.quantity) else { return Vec::new() };
        let judge = self.judge();
        let splits = self.counted.splits.iter().filter_map(|split| {
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

    fn recheck(&self, reading: &Reading) -> Option<Recheck> {
        let subjects = self.sums(self.ready.quantity, Side::Used)?.rechecked;
        if subjects == 0 {
            return None;
        }
        let lanes = self.aggregate(self.ready.quantity)?.outcomes.values().filter_map(|one| one.rechecked.as_ref());
        let reasons = lanes.filter_map(|lane| lane.reason.clone()).collect::<BTreeSet<_>>();
        Some(Recheck { reading: reading.clone(), subjects, reasons: reasons.into_iter().take(MAX_REASONS).collect() })
    }

    fn documents(&self) -> Vec<DocumentLink> {
        let (Some(document), Some(aggregate)) = (&self.counted.document, self.aggregate(self.ready.quantity)) else {
            return Vec::new();
        };
        let checks = aggregate.outcomes.values().filter_map(|outcome| outcome.used().check);
        let checks = checks.filter_map(|check| self.evaluator.checks.get(check as usize));
        // By their own order, not by that of arrival.
        let mut checks = checks.collect::<Vec<_>>();
        checks.sort();
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

fn nothing() -> Reading {
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

fn combined(indicator: &Indicator, readings: &BTreeMap<String, Reading>) -> Reading {
    let named = &indicator.formula.indicators;
    let verdicts = named.iter().map(|id| readings.get(id).map_or(Verdict::CannotTell, |reading| reading.verdict));
    let verdicts = verdicts.collect::<Vec<_>>();
    let met = f64::from(warnings::count(verdicts.iter().copied(), Verdict::Met));
    let total = f64::from(u32::try_from(named.len()).unwrap_or(u32::MAX));
    let verdict = together(verdicts);
    let value = match verdict {
        Verdict::Met => Some(1.0),
        Verdict::NotMet => Some(0.0),
        Verdict::CannotTell => None,
    };
    Reading { tally: Tally { n: met, total: Some(total), value, subjects: 0 }, verdict, ..nothing() }
}

fn used(compiled: &CompiledSet, indicator: &Indicator, threshold: &Threshold) -> ThresholdUsed {
    let source = threshold.source.as_ref().or(indicator.source.as_ref()).unwrap_or(&compiled.set.source);
    let compared =
        threshold.compared.clone().or_else(|| threshold.source.as_ref().and_then(|own| own.compared.clone()));
    ThresholdUsed {
        direction: indicator.direction,
        value: threshold.value,
        words: threshold_words(indicator, Some(threshold)),
        zone: threshold.zone.clone(),
        source: source.text.clone(),
        basis: if compared.is_some() { Basis::Text } else { source.basis },
        compared: compared.filter(|_| threshold.value.is_some()),
    }
}

fn grouped(criteria: &[Criterion], results: Vec<IndicatorResult>) -> Vec<CriterionResult> {
    let mut results = results.into_iter();
    let group = |criterion: &Criterion| {
        let indicators = results.by_ref().take(criterion.indicators.len()).collect::<Vec<_>>();
        CriterionResult {
            criterion: criterion.id.clone(),
            name: criterion.name.clone(),
            verdict: together(indicators.iter().map(|one| one.reading.verdict)),
            is_core: criterion.core,
            has_regressed: indicators.iter().any(|one| one.has_regressed),
            indicators,
        }
    };
    criteria.iter().map(group).collect()
}

/// Each village over the criteria in which it has any figure of its own; criteria without are not told.
fn villages(criteria: &[CriterionResult]) -> Vec<VillageResult> {
    let readings = criteria.iter().flat_map(|criterion| &criterion.indicators).flat_map(|one| &one.villages);
    let names = readings.map(|one| one.village).collect::<BTreeSet<_>>();
    let of = |village| {
        let verdicts = criteria.iter().map(|criterion| {
            let own = criterion.indicators.iter().map(|indicator| {
                let found = indicator.villages.binary_search_by_key(&village, |one| one.village).ok();
                let reading = found.and_then(|at| indicator.villages.get(at));
                reading.map_or(Verdict::CannotTell, |one| one.reading.verdict)
            });
            together(own)
        });
        let verdicts = verdicts.collect::<Vec<_>>();
        let count = |wanted| warnings::count(verdicts.iter().copied(), wanted);
        VillageResult {
            village,
            met: count(Verdict::Met),
            not_met: count(Verdict::NotMet),
            cannot_tell: count(Verdict::CannotTell),
            verdict: together(verdicts.iter().copied()),
        }
    };
    names.into_iter().map(of).collect()
}

impl CompiledSet {
    fn criteria_indicators(&self) -> usize {
        self.set.criteria.iter().map(|criterion| criterion.indicators.len()).sum()
    }
}
