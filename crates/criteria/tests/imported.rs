//! Figures of other bodies that name an indicator's code: in its place where no check counts, beside it where one does.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use criteria::{
    CheckRecord, Evaluator, EvidenceQuery, ImportProblem, IndicatorResult, Origin, Set, Status, SubjectRecord, Verdict,
};
use domain::Value;
use proptest::prelude::*;
use support::{check, day, doc, evaluator, set_of, subject, version};

const COMMUNE: u128 = 90;
const TABLE: &str = "[imported]\nform = \"nhap\"\neach = \"so\"\namong = \"${loai} = 'ket_qua'\"\ncode = \"${ma}\"\n\
    amount = \"${gia}\"\npercent = \"${dv} = 'percent'\"\nnumerator = \"${tu}\"\ndenominator = \"${mau_so}\"\n\
    document = { issuer = \"${nguon}\", day = \"${ngay_nguon}\" }\n";
/// Households that hold, of all.
const RATE: &str = "unit = { vi = \"%\", en = \"%\" }\ndirection = \"at_least\"\n[criterion.indicator.formula]\n\
    measure = \"ratio\"\nform = \"ho\"\nsubject = \"household\"\namong = \"${nuoi}\"\nholds = \"${dat}\"\n\
    [[criterion.indicator.threshold]]\nvalue = 60";
const COUNT: &str = "unit = { vi = \"mô hình\", en = \"models\" }\ndirection = \"at_least\"\n[criterion.indicator.formula]\n\
    measure = \"value\"\nform = \"giay\"\nsubject = \"commune\"\namount = \"${gia_tri}\"\n[[criterion.indicator.threshold]]\nvalue = 2";
const ALL: &str = "unit = { vi = \"\", en = \"\" }\ndirection = \"equal\"\n[criterion.indicator.formula]\nmeasure = \"all\"\n\
    indicators = [\"1\", \"2\"]";

fn set() -> Set {
    let text = set_of(&[("1", RATE), ("2", COUNT), ("x", ALL)]).to_toml().unwrap();
    // Tables of the set stand behind its own keys.
    Set::from_toml(&format!("{text}\n{TABLE}")).unwrap()
}

fn commune(periods: &[i16]) -> Evaluator {
    let mut evaluator = evaluator(set(), periods);
    evaluator.subject(subject(COMMUNE, "commune", COMMUNE));
    for household in 1..=4 {
        evaluator.subject(subject(household, "household", 1));
    }
    evaluator
}

/// One row: code, value, unit, numerator and denominator.
type Row<'a> = (&'a str, Option<f64>, &'a str, Option<(f64, f64)>);

fn import(id: u128, on: &str, source: &str, rows: &[Row<'_>]) -> CheckRecord {
    let mut record = check(id, "nhap", COMMUNE, on, &[("nguon", "BHXH".into()), ("ngay_nguon", source.into())]);
    for (at, (code, value, unit, parts)) in rows.iter().enumerate() {
        let mut say = |name: &str, value: Value| record.answers.push((format!("so/r{at}/{name}"), value));
        say("loai", "ket_qua".into());
        say("ma", (*code).into());
        say("dv", (*unit).into());
        if let Some(value) = value {
            say("gia", Value::Decimal(*value));
        }
        if let Some((part, whole)) = parts {
            say("tu", Value::Decimal(*part));
            say("mau_so", Value::Decimal(*whole));
        }
    }
    record
}

fn rate(id: u128, on: &str, value: f64) -> CheckRecord {
    import(id, on, on, &[("1", Some(value), "percent", None)])
}

fn household(id: u128, about: u128, on: &str, keeps: i64, holds: Option<i64>) -> CheckRecord {
    let mut record = check(id, "ho", about, on, &[("a/nuoi", Value::Integer(keeps))]);
    record.answers.extend(holds.map(|holds| ("a/dat".to_owned(), Value::Integer(holds))));
    record
}

fn read(evaluator: &mut Evaluator, id: &str) -> IndicatorResult {
    evaluator.indicator("s", id).unwrap()
}

/// Value, verdict and the check that an imported value comes from.
fn told(evaluator: &mut Evaluator) -> (Option<f64>, Verdict, Option<u128>) {
    let result = read(evaluator, "1");
    let from = match &result.origin {
        Origin::Imported(document) => Some(document.check.0.as_u128()),
        _ => None,
    };
    (result.reading.tally.value, result.reading.verdict, from)
}

#[test]
fn without_a_check_of_its_own_an_indicator_is_read_from_the_figure_that_names_its_code() {
    let mut evaluator = commune(&[2026]);
    assert_eq!(read(&mut evaluator, "1").origin, Origin::Nothing);
    evaluator.check(rate(11, "2026-05-05", 86.5));
    let result = read(&mut evaluator, "1");
    let Origin::Imported(source) = &result.origin else { panic!("{:?}", result.origin) };
    assert_eq!((source.issuer.as_deref(), source.day), (Some("BHXH"), Some(day("2026-05-05"))));
    assert_eq!((result.reading.tally.value, result.reading.verdict), (Some(86.5), Verdict::Met));
    assert_eq!((result.reading.distance, result.lacks_denominator), (Some(26.5), true));
    // How many own checks there are is still told, and nothing passes for a re-check.
    assert_eq!((result.reading.coverage.missing, result.reading.coverage.counted), (4, 0));
    assert_eq!((&result.rechecked, &result.reference), (&None, &None));
    assert!(result.rule.vi.contains("nên lấy số liệu nhập, nguồn BHXH, ngày 05/05/2026"), "{}", result.rule.vi);
    assert!(result.trend[0].is_imported);
    let evidence = evaluator.evidence("s", "1", &EvidenceQuery { limit: 9, ..EvidenceQuery::default() }).unwrap();
    let imported = evidence.imported.unwrap();
    assert_eq!((imported.subject, imported.check.unwrap().check), (doc(COMMUNE), doc(11)));
    assert_eq!(evaluator.evaluate("s").unwrap().criteria[0].verdict, Verdict::Met);
}

#[test]
fn the_commune_s_own_checks_go_first_and_the_figure_stands_beside_them_with_its_difference() {
    let mut evaluator = commune(&[2026]);
    evaluator.check(rate(11, "2026-05-05", 86.5));
    evaluator.check(household(21, 1, "2026-02-02", 1, Some(1)));
    evaluator.check(household(22, 2, "2026-02-02", 1, Some(0)));
    let result = read(&mut evaluator, "1");
    assert_eq!(result.origin, Origin::Checks);
    // Two of four are not known: the own checks decide alone, whatever the figure says.
    assert_eq!((result.reading.tally.value, result.reading.verdict), (Some(50.0), Verdict::CannotTell));
    let beside = result.reference.unwrap();
    assert_eq!((beside.tally.value, beside.difference, beside.document.check), (Some(86.5), Some(36.5), doc(11)));
    assert!(result.rule.vi.contains("chỉ để đối chiếu"), "{}", result.rule.vi);
    assert!(!result.trend[0].is_imported && !result.lacks_denominator);
}

#[test]
fn what_counts_as_a_check_of_its_own() {
    for (what, record, is_own) in [
        ("unanswered", household(21, 1, "2026-02-02", 1, None), false),
        ("before the period", household(21, 1, "2025-12-31", 1, Some(1)), false),
        ("of the first day", household(21, 1, "2026-01-01", 1, Some(1)), true),
        ("outside of the denominator", household(21, 1, "2026-02-02", 0, None), true),
    ] {
        let mut evaluator = commune(&[2026]);
        evaluator.check(rate(11, "2026-05-05", 86.5));
        evaluator.check(record);
        assert_eq!(read(&mut evaluator, "1").origin == Origin::Checks, is_own, "{what}");
    }
}

#[test]
fn a_figure_counts_in_the_period_of_its_check_from_the_first_day_to_the_last() {
    for (on, years) in [
        ("2025-12-31", [true, false, false]),
        ("2026-01-01", [false, true, false]),
        ("2026-12-31", [false, true, false]),
        ("2027-01-01", [false, false, true]),
    ] {
        let mut evaluator = commune(&[2025, 2026, 2027]);
        evaluator.check(rate(11, on, 80.0));
        let trend = read(&mut evaluator, "1").trend;
        assert_eq!(trend.iter().map(|point| point.is_imported).collect::<Vec<_>>(), years, "{on}");
    }
}

#[test]
fn a_later_source_replaces_an_earlier_one_and_its_withdrawal_brings_that_back() {
    let mut evaluator = commune(&[2026]);
    evaluator.check(rate(11, "2026-05-05", 86.5));
    evaluator.check(rate(12, "2026-09-09", 40.0));
    assert_eq!(told(&mut evaluator), (Some(40.0), Verdict::NotMet, Some(12)));
    // The day of the source goes before that on which somebody copied it.
    evaluator.check(import(13, "2026-11-01", "2026-01-31", &[("1", Some(99.0), "percent", None)]));
    assert_eq!(told(&mut evaluator).2, Some(12));
    let mut void = rate(12, "2026-09-09", 40.0);
    (void.version, void.status) = (version(2), Status::Void);
    evaluator.check(void);
    assert_eq!(told(&mut evaluator), (Some(86.5), Verdict::Met, Some(11)));
    // A fold that knows less changes nothing.
    evaluator.check(rate(12, "2026-09-09", 40.0));
    assert_eq!(told(&mut evaluator).2, Some(11));
    let mut blank = rate(11, "2026-05-05", 86.5);
    (blank.version, blank.answers) = (version(2), Vec::new());
    evaluator.check(blank);
    assert_eq!(told(&mut evaluator), (Some(99.0), Verdict::Met, Some(13)));
}

#[test]
fn the_same_figure_twice_is_one_figure_and_of_two_in_one_check_the_lower_row_stands() {
    let mut evaluator = commune(&[2026]);
    for id in [11, 12, 11] {
        evaluator.check(rate(id, "2026-05-05", 86.5));
    }
    assert_eq!(told(&mut evaluator), (Some(86.5), Verdict::Met, Some(12)));
    assert_eq!(evaluator.import_notices(), []);
    let twice = [("1", Some(86.5), "percent", None), ("1", Some(59.0), "percent", None)];
    evaluator.check(import(13, "2026-06-06", "2026-06-06", &twice));
    assert_eq!(told(&mut evaluator), (Some(59.0), Verdict::NotMet, Some(13)));
    let notices = evaluator.import_notices();
    assert_eq!((notices.len(), notices[0].problem, notices[0].check), (1, ImportProblem::Repeated, doc(13)));
}

#[test]
fn a_figure_that_says_nothing_of_its_indicator_is_told_and_not_taken() {
    for (row, problem) in [
        (("17.88", Some(1.0), "percent", None), ImportProblem::UnknownCode),
        (("x", Some(1.0), "", None), ImportProblem::Combined),
        (("1", Some(7.0), "villages", None), ImportProblem::OtherUnit),
        (("2", Some(7.0), "percent", None), ImportProblem::OtherUnit),
        (("2", None, "", None), ImportProblem::NoFigure),
    ] {
        let mut evaluator = commune(&[2026]);
        evaluator.check(import(11, "2026-05-05", "2026-05-05", &[row]));
        let notices = evaluator.import_notices();
        assert_eq!((notices.len(), notices[0].problem, notices[0].code.as_str()), (1, problem, row.0));
        assert!(!notices[0].words.vi.is_empty() && notices[0].words.vi.contains(row.0));
        for id in ["1", "2"] {
            assert_eq!(read(&mut evaluator, id).origin, Origin::Nothing, "{row:?}");
        }
        assert_eq!(read(&mut evaluator, "x").reading.verdict, Verdict::CannotTell);
    }
}

#[test]
fn a_rate_is_its_parts_where_they_are_stated_and_anything_else_its_value() {
    let mut evaluator = commune(&[2026]);
    let rows = [("1", Some(60.0), "percent", Some((3.0, 5.0))), ("2", Some(3.0), "models", Some((3.0, 7.0)))];
    evaluator.check(import(11, "2026-05-05", "2026-05-05", &rows));
    let rate = read(&mut evaluator, "1");
    assert_eq!((rate.reading.tally.n, rate.reading.tally.total), (3.0, Some(5.0)));
    assert_eq!((rate.reading.tally.value, rate.lacks_denominator), (Some(60.0), false));
    let count = read(&mut evaluator, "2");
    assert_eq!((count.reading.tally.value, count.reading.verdict), (Some(3.0), Verdict::Met));
    // Seven of seven villages are a rate though nobody wrote the per cent.
    evaluator.check(import(12, "2026-06-06", "2026-06-06", &[("1", Some(7.0), "villages", Some((7.0, 7.0)))]));
    assert_eq!(told(&mut evaluator).0, Some(100.0));
}

#[test]
fn rows_that_the_set_leaves_out_and_drafts_are_not_read() {
    let mut evaluator = commune(&[2026]);
    let mut aim = rate(11, "2026-05-05", 99.0);
    aim.answers
        .iter_mut()
        .filter(|(path, _)| path.ends_with("/loai"))
        .for_each(|(_, value)| *value = "muc_tieu".into());
    evaluator.check(aim);
    let mut draft = rate(12, "2026-05-05", 98.0);
    draft.status = Status::Draft;
    evaluator.check(draft);
    assert_eq!(told(&mut evaluator), (None, Verdict::CannotTell, None));
    assert_eq!(evaluator.import_notices(), []);
}

#[test]
fn a_few_households_behind_a_figure_are_not_told_in_public() {
    let mut evaluator = commune(&[2026]);
    evaluator.check(import(11, "2026-05-05", "2026-05-05", &[("1", Some(75.0), "percent", Some((3.0, 4.0)))]));
    let public = evaluator.evaluate("s").unwrap().public();
    assert_eq!(public.criteria[0].indicators[0].reading.tally.value, None);
    for id in 1..=4 {
        evaluator.check(household(20 + id, id, "2026-02-02", 1, Some(1)));
    }
    let public = evaluator.evaluate("s").unwrap().public();
    assert_eq!(public.criteria[0].indicators[0].reference, None);
}

#[test]
fn a_set_without_the_table_reads_no_imported_figures() {
    let mut bare = set();
    bare.imported = None;
    let mut evaluator = evaluator(bare, &[2026]);
    evaluator.check(rate(11, "2026-05-05", 86.5));
    assert_eq!(read(&mut evaluator, "1").origin, Origin::Nothing);
    assert_eq!(evaluator.import_notices(), []);
}

/// What happens in the commune, one record after the other.
#[derive(Clone, Debug)]
enum Record {
    Subject(SubjectRecord),
    Check(CheckRecord),
}

fn record() -> impl Strategy<Value = Record> {
    let days = prop_oneof![Just("2025-12-31"), Just("2026-03-03"), Just("2026-09-09"), Just("2027-01-01")];
    let codes = prop_oneof![4 => Just("1"), 1 => Just("9"), 1 => Just("")];
    let states = prop_oneof![4 => Just(Status::Complete), 1 => Just(Status::Void), 1 => Just(Status::Draft)];
    let figure = (10_u128..13, 1_u32..4, days.clone(), days.clone(), codes, 0_u8..4, states.clone());
    let figure = figure.prop_map(|(id, known, on, source, code, value, status)| {
        let mut record = import(id, on, source, &[(code, Some(f64::from(value) * 30.0), "percent", None)]);
        (record.version, record.status) = (version(known), status);
        Record::Check(record)
    });
    let own = (20_u128..22, 1_u32..4, days, 0_i64..2, states).prop_map(|(id, known, on, holds, status)| {
        let mut record = household(id, id - 19, on, 1, Some(holds));
        (record.version, record.status) = (version(known), status);
        Record::Check(record)
    });
    let register = (1_u32..4, any::<bool>()).prop_map(|(known, is_void)| {
        let record = subject(COMMUNE, "commune", COMMUNE);
        Record::Subject(SubjectRecord { version: version(known), is_void, ..record })
    });
    prop_oneof![6 => figure, 3 => own, 1 => register]
}

/// Two folds of one document and version are one and the same.
fn once(records: Vec<Record>) -> Vec<Record> {
    let key = |record: &Record| match record {
        Record::Subject(one) => (one.subject, one.version),
        Record::Check(one) => (one.check, one.version),
    };
    let mut known = std::collections::BTreeSet::new();
    records.into_iter().filter(|record| known.insert(key(record))).collect()
}

fn take(evaluator: &mut Evaluator, record: Record) {
    match record {
        Record::Subject(one) => evaluator.subject(one),
        Record::Check(one) => evaluator.check(one),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn order_and_repetition_of_records_and_looks_between_them_change_nothing(
        records in proptest::collection::vec(record(), 1..24),
        keys in proptest::collection::vec(any::<u32>(), 24),
        looks in proptest::collection::vec(any::<bool>(), 24),
    ) {
        let records = once(records);
        let mut in_order = evaluator(set(), &[2025, 2026]);
        records.iter().cloned().for_each(|record| take(&mut in_order, record));
        let expected = (in_order.evaluate("s"), in_order.import_notices());

        let mut shuffled: Vec<_> = keys.iter().zip(&records).collect();
        shuffled.sort_by_key(|(key, _)| **key);
        let mut arriving = evaluator(set(), &[2025, 2026]);
        for ((_, record), looks) in shuffled.into_iter().zip(&looks) {
            take(&mut arriving, record.clone());
            if *looks {
                arriving.evaluate("s");
                take(&mut arriving, record.clone());
            }
        }
        prop_assert_eq!((arriving.evaluate("s"), arriving.import_notices()), expected);
    }
}
