//! Sums → results.

use std::collections::{BTreeMap, BTreeSet};

use super::compiled::{CompiledIndicator, CompiledSet};
use super::judge::together;
use super::parts::{Found, Parts, Side, nothing};
use super::{Evaluator, warnings};
use crate::explain::{origin_words, rule, threshold_words};
use crate::set::Basis;
use crate::{
    Criterion, CriterionResult, Evaluation, Indicator, IndicatorResult, Level, Measure, Origin, Reading, Tally,
    Threshold, ThresholdUsed, Verdict, VillageResult,
};

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
                result.origin = Origin::Combined;
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
        if indicator.formula.measure == Measure::All {
            return result;
        }
        let counted = ready.quantity.and_then(|quantity| self.plan.quantities.get(quantity));
        let of = |at| Parts { evaluator: self, set: compiled, indicator, ready, counted, at };
        let now = of(at);
        let Found { reading, origin, reference } = now.found();
        let is_own = now.is_counted();
        result.self_assessed = if is_own { now.whole(Side::Own) } else { reading.clone() };
        result.rechecked = now.recheck(&reading).filter(|_| is_own);
        result.villages = now.villages();
        result.splits = now.splits();
        result.documents = now.documents();
        result.lacks_denominator = (indicator.formula.measure == Measure::Value || !is_own)
            && reading.tally.value.is_some()
            && reading.tally.total.is_none()
            && indicator.unit.vi.trim() == "%";
        result.trend = (0..=at).filter_map(|at| of(at).trend()).collect();
        let before = at.checked_sub(1).and_then(|before| result.trend.get(before)).map(|point| point.verdict);
        result.has_regressed = before == Some(Verdict::Met) && reading.verdict == Verdict::NotMet;
        result.rule = result.rule.with(origin_words(&origin, is_own, reference.as_ref()));
        (result.reading, result.origin, result.reference) = (reading, origin, reference);
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
            origin: Origin::Nothing,
            reference: None,
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

    pub(super) fn threshold<'a>(
        &self,
        set: &CompiledSet,
        indicator: &'a Indicator,
        at: usize,
    ) -> Option<&'a Threshold> {
        let year = self.periods.get(at)?.to.year();
        indicator.threshold(self.zones.get(&set.set.id).map(String::as_str), year)
    }

    /// Registered subjects of a kind that are expected at the end of a period, by area.
    pub(super) fn registered(&self, kind: &str, at: usize) -> BTreeMap<u32, u32> {
        let mut found = BTreeMap::new();
        let Some(period) = self.periods.get(at) else { return found };
        for subject in &self.subjects {
            let is_of_kind = subject.record.as_ref().is_some_and(|record| record.kind == kind);
            if is_of_kind && subject.is_there(*period) {
                *found.entry(subject.area).or_default() += 1;
            }
        }
        found
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
