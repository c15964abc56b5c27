//! What the criteria say of the period, as indicators of the report's table.

use criteria::{Evaluation, IndicatorResult, Kind, Verdict};
use domain::vocabulary::subject;
use report::annual::{Indicator, VillageValue};
use report::{Evidence, Unit};
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive as _;

/// Marks evidence that is an indicator of the board: `indicator:SET/ID`.
pub(crate) const INDICATOR: &str = "indicator:";
/// Digits behind the comma of a rate.
const PLACES: u32 = 2;

/// Indicators of which something was counted; those whose codes others reported are left to them. `counts` tells what kind of
/// subject an indicator counts.
pub(super) fn indicators(
    evaluation: &Evaluation,
    reported: &[Indicator],
    counts: impl Fn(&str) -> Option<String>,
) -> Vec<Indicator> {
    let results = evaluation.criteria.iter().flat_map(|criterion| &criterion.indicators);
    let counted = results.filter(|result| {
        result.reading.coverage.counted > 0 && !reported.iter().any(|known| known.code == result.indicator)
    });
    counted.map(|result| indicator(&evaluation.set, result, &counts)).collect()
}

fn indicator(set: &str, result: &IndicatorResult, counts: impl Fn(&str) -> Option<String>) -> Indicator {
    let tally = &result.reading.tally;
    let of_households =
        result.kind == Kind::Household || counts(&result.indicator).as_deref() == Some(subject::TYPE_HOUSEHOLD);
    let denominator = tally.total.and_then(decimal);
    let threshold = result.threshold.as_ref().filter(|threshold| threshold.value.is_some());
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
        unit: unit(&result.unit.vi),
        numerator: denominator.and(decimal(tally.n)),
        denominator,
        lacks_denominator: result.lacks_denominator,
        verdict: match result.reading.verdict {
            Verdict::Met => report::annual::Verdict::Met,
            Verdict::NotMet => report::annual::Verdict::NotMet,
            Verdict::CannotTell => report::annual::Verdict::CannotTell,
        },
        threshold: threshold.map(|threshold| threshold.words.vi.clone()),
        threshold_verified: threshold.is_some_and(|threshold| threshold.compared.is_some()),
        households: of_households.then_some(tally.subjects),
        source: "Phiếu kiểm tra của thôn".to_owned(),
        as_of: None,
        evidence: vec![Evidence {
            label: format!("Chỉ tiêu {}", result.indicator),
            target: format!("{INDICATOR}{set}/{}", result.indicator),
        }],
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
