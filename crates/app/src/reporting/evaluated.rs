//! What the criteria say of the period, as indicators of the report's table.

use criteria::{Evaluation, IndicatorResult, Kind, Origin, Set, Verdict};
use domain::vocabulary::subject;
use report::annual::{Basis, Indicator, VillageValue};
use report::{Evidence, Unit};
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive as _;

use crate::scoring::Measured;

/// Marks evidence that is an indicator of the board: `indicator:SET/ID`.
pub(crate) const INDICATOR: &str = "indicator:";
/// Digits behind the comma of a rate.
const PLACES: u32 = 2;

/// Judges the reported rates by the codes that people wrote beside them, and adds the indicators that none of them tells.
///
/// A rate is an indicator's value only where the evaluation took that very figure. Where the commune's own checks go first, or
/// another figure does, it stands beside the indicator with its difference.
pub(super) fn judge(reported: &mut Vec<Indicator>, set: &Set, evaluation: &Evaluation) {
    let results = evaluation.criteria.iter().flat_map(|criterion| &criterion.indicators);
    let mut added = Vec::new();
    for result in results.filter(|result| matches!(result.origin, Origin::Checks | Origin::Imported(_))) {
        let mut told = false;
        for rate in reported.iter_mut().filter(|rate| rate.code == result.indicator) {
            if !told && is_value(rate, result) {
                told = true;
                take(rate, result);
            } else {
                let value = result.reading.tally.value.and_then(decimal);
                let difference = rate_of(rate).zip(value).map(|(rate, value)| rate - value);
                rate.basis = Basis::Reference { difference };
            }
        }
        if !told {
            added.push(indicator(set, result));
        }
    }
    reported.extend(added);
}

/// Whether the evaluation took this figure for the indicator's value.
fn is_value(rate: &Indicator, result: &IndicatorResult) -> bool {
    let Origin::Imported(document) = &result.origin else { return false };
    let check = document.check.to_string();
    rate.evidence.iter().any(|evidence| evidence.target == check)
        && rate_of(rate) == result.reading.tally.value.and_then(decimal)
}

/// As the criteria read it: by its parts where they are stated.
fn rate_of(rate: &Indicator) -> Option<Decimal> {
    let parts = rate.numerator.zip(rate.denominator).and_then(|(part, whole)| part.checked_div(whole));
    let rate = parts.map(|part| part * Decimal::ONE_HUNDRED).or(rate.value)?;
    Some(rate.round_dp(PLACES).normalize())
}

fn take(rate: &mut Indicator, result: &IndicatorResult) {
    rate.value = result.reading.tally.value.and_then(decimal);
    rate.lacks_denominator = result.lacks_denominator;
    rate.verdict = verdict(result.reading.verdict);
    (rate.threshold, rate.threshold_verified) = threshold(result);
}

const fn verdict(verdict: Verdict) -> report::annual::Verdict {
    match verdict {
        Verdict::Met => report::annual::Verdict::Met,
        Verdict::NotMet => report::annual::Verdict::NotMet,
        Verdict::CannotTell => report::annual::Verdict::CannotTell,
    }
}

/// In words, and whether a person compared it with the official text.
fn threshold(result: &IndicatorResult) -> (Option<String>, bool) {
    let threshold = result.threshold.as_ref().filter(|threshold| threshold.value.is_some());
    let words = threshold.map(|threshold| threshold.words.vi.clone());
    (words, threshold.is_some_and(|threshold| threshold.compared.is_some()))
}

fn indicator(set: &Set, result: &IndicatorResult) -> Indicator {
    let own = set.indicator(&result.indicator);
    let counts = own.map(|indicator| indicator.formula.quantity.subject.as_str());
    let tally = &result.reading.tally;
    let names = own.and_then(|indicator| Measured { indicator, goal: None }.names(tally));
    let of_households = result.kind == Kind::Household || counts == Some(subject::TYPE_HOUSEHOLD);
    let denominator = tally.total.and_then(decimal);
    let (threshold, threshold_verified) = threshold(result);
    let link = Evidence {
        label: format!("Chỉ tiêu {}", result.indicator),
        target: format!("{INDICATOR}{}/{}", set.id, result.indicator),
    };
    let (basis, source, as_of, evidence) = match &result.origin {
        Origin::Imported(document) => {
            let source = document.issuer.clone().or_else(|| document.number.clone()).unwrap_or_default();
            let entered = Evidence { label: source.clone(), target: document.check.to_string() };
            let day = document.day.and_then(|day| day.to_string().parse().ok());
            (Basis::Imported, source, day, vec![entered, link])
        }
        _ => {
            let source =
                if result.kind == Kind::Document { "Văn bản, hồ sơ" } else { "Phiếu kiểm tra của thôn" };
            (Basis::Checks, source.to_owned(), None, vec![link])
        }
    };
    let by_village = result.villages.iter().map(|village| {
        let tally = &village.reading.tally;
        VillageValue {
            village: village.village.to_string(),
            value: tally.value.and_then(decimal),
            numerator: tally.total.and(decimal(tally.n)),
            denominator: tally.total.and_then(decimal),
            households: of_households.then_some(tally.subjects),
        }
    });
    Indicator {
        id: format!("tieu-chi.{}", result.indicator),
        code: result.indicator.clone(),
        name: result.name.vi.clone(),
        topic: None,
        value: tally.value.and_then(decimal),
        unit: names.map_or_else(|| unit(&result.unit.vi), Unit::Grade),
        numerator: denominator.and(decimal(tally.n)),
        denominator,
        lacks_denominator: result.lacks_denominator,
        verdict: verdict(result.reading.verdict),
        threshold,
        threshold_verified,
        households: of_households.then_some(tally.subjects),
        basis,
        source,
        as_of,
        evidence,
        by_village: by_village.collect(),
    }
}

fn unit(words: &str) -> Unit {
    match words {
        "%" => Unit::Percent,
        "" => Unit::None,
        other => Unit::Of(other.to_owned()),
    }
}

fn decimal(number: f64) -> Option<Decimal> {
    Decimal::from_f64(number).map(|number| number.round_dp(PLACES).normalize())
}
