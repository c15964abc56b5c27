//! A whole evaluation as the public may see it: no figure of fewer than five households, by any way.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use criteria::{CheckRecord, Evaluation, IndicatorResult, Stage};
use domain::Value;
use support::{check, doc, evaluator, set_of, subject, version, village};

const RATIO: &str = "direction = \"at_least\"\nunit = { vi = \"%\", en = \"%\" }\nsplits = [\"poor\"]\n\
                     [criterion.indicator.formula]\nmeasure = \"ratio\"\nform = \"ho\"\nsubject = \"household\"\n\
                     holds = \"${dat}\"\n[[criterion.indicator.threshold]]\nvalue = 50";

fn answered(id: u128, about: u128, at: u128, on: &str, good: bool, poor: bool) -> CheckRecord {
    let answers = [("a/dat", Value::Integer(i64::from(good))), ("a/ngheo", Value::from(if poor { "1" } else { "0" }))];
    CheckRecord { village: village(at), ..check(id, "ho", about, on, &answers) }
}

/// Villages of so many households each, all checked in 2026; in 2025 only the first three of the first village. Of each
/// village the first two households are poor.
fn evaluated(sizes: &[u128]) -> Evaluation {
    let mut evaluator = evaluator(set_of(&[("i", RATIO)]), &[2025, 2026]);
    let mut number = 1_000;
    for (at, size) in (1..).zip(sizes) {
        for household in 0..*size {
            number += 1;
            evaluator.subject(subject(number, "household", at));
            let is_good = household % 2 == 0;
            evaluator.check(answered(number * 10, number, at, "2026-03-01", is_good, household < 2));
            if at == 1 && household < 3 {
                evaluator.check(answered(number * 10 + 1, number, at, "2025-03-01", true, false));
            }
        }
    }
    evaluator.evaluate("s").unwrap()
}

fn only(evaluation: &Evaluation) -> &IndicatorResult {
    &evaluation.criteria[0].indicators[0]
}

fn shown(result: &IndicatorResult) -> Vec<Option<(f64, Option<f64>)>> {
    let tallies = result.villages.iter().map(|village| village.reading.tally);
    tallies.map(|tally| tally.value.map(|_| (tally.n, tally.total))).collect()
}

#[test]
fn a_small_village_is_hidden_and_takes_the_next_smallest_with_it() {
    let whole = evaluated(&[12, 4, 7]);
    assert_eq!(shown(only(&whole)), [Some((6.0, Some(12.0))), Some((2.0, Some(4.0))), Some((4.0, Some(7.0)))]);
    let public = whole.public();
    let result = only(&public);
    // Were the four hidden alone, the sum of the commune would give them away.
    assert_eq!(shown(result), [Some((6.0, Some(12.0))), None, None]);
    assert_eq!((result.reading.tally.n, result.reading.tally.total), (12.0, Some(23.0)));
    for village in &result.villages[1..] {
        let reading = &village.reading;
        assert_eq!((reading.worst, reading.best, reading.distance, reading.lacking), (None, None, None, None));
        assert_eq!((reading.tally.n, reading.tally.total, reading.tally.subjects), (0.0, None, 0));
    }
}

#[test]
fn a_small_part_of_a_split_is_hidden_with_its_neighbour() {
    // Two poor and ten others: of two parts, hiding one means hiding both.
    let public = evaluated(&[12]).public();
    let parts = &only(&public).splits[0].parts;
    assert_eq!(parts.iter().map(|part| part.tally.value).collect::<Vec<_>>(), [None, None]);
    // Six poor and thirty others point at nobody.
    let public = evaluated(&[12, 12, 12]).public();
    let parts = &only(&public).splits[0].parts;
    let totals = parts.iter().map(|part| part.tally.total).collect::<Vec<_>>();
    assert_eq!(totals, [Some(6.0), Some(30.0)]);
}

#[test]
fn a_small_period_of_the_trend_is_hidden_and_the_present_one_stays() {
    let whole = evaluated(&[12]);
    assert_eq!(only(&whole).trend[0].tally.total, Some(3.0));
    let public = whole.public();
    let trend = &only(&public).trend;
    assert_eq!(trend.iter().map(|point| point.tally.total).collect::<Vec<_>>(), [None, Some(12.0)]);
}

#[test]
fn a_commune_of_four_households_shows_no_figure_at_all() {
    let public = evaluated(&[4]).public();
    let result = only(&public);
    assert_eq!((result.reading.tally.value, result.self_assessed.tally.value), (None, None));
    assert!(result.villages.iter().all(|village| village.reading.tally.value.is_none()));
    assert!(result.splits.iter().flat_map(|split| &split.parts).all(|part| part.tally.value.is_none()));
    assert!(result.trend.iter().all(|point| point.tally.value.is_none()));
}

#[test]
fn why_the_office_saw_it_otherwise_is_not_for_the_public_where_few_are_counted() {
    let mut evaluator = evaluator(set_of(&[("i", RATIO)]), &[2026]);
    for number in 1..=4 {
        evaluator.subject(subject(number, "household", 1));
        evaluator.check(answered(number + 10, number, 1, "2026-03-01", true, false));
    }
    evaluator.check(CheckRecord {
        check: doc(99),
        version: version(2),
        stage: Stage::Rechecked,
        reason: Some("nhà ông Tám".to_owned()),
        ..answered(99, 1, 1, "2026-04-01", false, false)
    });
    let whole = evaluator.evaluate("s").unwrap();
    assert_eq!(only(&whole).rechecked.as_ref().unwrap().reasons, ["nhà ông Tám"]);
    let public = whole.public();
    let recheck = only(&public).rechecked.as_ref().unwrap();
    assert!(recheck.reasons.is_empty() && recheck.reading.tally.value.is_none());
}

#[test]
fn roads_and_papers_are_no_one_s_privacy() {
    let road = "direction = \"at_least\"\nunit = { vi = \"m\", en = \"m\" }\n[criterion.indicator.formula]\n\
                measure = \"sum\"\nform = \"duong\"\nsubject = \"road\"\namount = \"${dai}\"";
    let mut set = set_of(&[("r", road)]);
    set.criteria[0].indicators[0].kind = criteria::Kind::Asset;
    let mut evaluator = evaluator(set, &[2026]);
    evaluator.subject(subject(1, "road", 1));
    evaluator.check(check(2, "duong", 1, "2026-03-01", &[("dai", Value::Integer(850))]));
    let public = evaluator.evaluate("s").unwrap().public();
    assert_eq!(only(&public).reading.tally.value, Some(850.0));
}
