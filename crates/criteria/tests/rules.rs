//! The rules of evaluation, each on a commune small enough to count by hand.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use criteria::{EvidenceQuery, Measure, Photo, Set, Stage, Standing, Status, Verdict};
use domain::Value;
use support::{check, day, doc, evaluator, set_of, subject, version, village};

const DAT: &str = "unit = { vi = \"%\", en = \"%\" }\ndirection = \"at_least\"\nsplits = [\"poor\"]\n[criterion.indicator.formula]\n\
    measure = \"ratio\"\nform = \"ho\"\nsubject = \"household\"\nholds = \"${dat}\"\n[[criterion.indicator.threshold]]\nvalue = 60";

fn int(number: i64) -> Value {
    Value::Integer(number)
}

fn dat(id: u128, about: u128, on: &str, value: i64) -> criteria::CheckRecord {
    check(id, "ho", about, on, &[("a/dat", int(value))])
}

#[test]
fn a_ratio_counts_the_latest_valid_check_of_the_period() {
    let mut evaluator = evaluator(set_of(&[("1", DAT)]), &[2026]);
    for id in 1..=5 {
        evaluator.subject(subject(id, "household", 1 + id % 2));
    }
    evaluator.check(dat(11, 1, "2026-01-05", 0));
    evaluator.check(dat(12, 1, "2026-03-05", 1));
    let mut draft = dat(13, 1, "2026-04-05", 0);
    draft.status = Status::Draft;
    evaluator.check(draft);
    evaluator.check(dat(14, 1, "2027-01-01", 0));
    evaluator.check(dat(21, 2, "2026-02-01", 1));
    evaluator.check(dat(31, 3, "2026-02-01", 0));
    evaluator.check(dat(41, 4, "2025-12-31", 1));
    let result = evaluator.indicator("s", "1").unwrap();
    let reading = &result.reading;
    assert_eq!((reading.tally.n, reading.tally.total), (2.0, Some(3.0)));
    assert!((reading.tally.value.unwrap() - 200.0 / 3.0).abs() < 1e-9);
    assert_eq!((reading.coverage.expected, reading.coverage.counted), (5, 3));
    assert_eq!((reading.coverage.stale, reading.coverage.missing), (1, 1));
    // Two of five if the others fail, four of five if they hold: nobody can tell about 60 %.
    assert_eq!((reading.worst, reading.best), (Some(40.0), Some(80.0)));
    assert_eq!(reading.verdict, Verdict::CannotTell);
    assert_eq!(result.villages.len(), 2);
    assert!(result.is_unverified);

    evaluator.check(dat(51, 5, "2026-05-05", 1));
    let reading = evaluator.indicator("s", "1").unwrap().reading;
    assert_eq!((reading.worst, reading.verdict), (Some(60.0), Verdict::Met));
}

#[test]
fn blank_is_unknown_and_never_a_no() {
    let mut evaluator = evaluator(set_of(&[("1", DAT)]), &[2026]);
    evaluator.subject(subject(1, "household", 1));
    evaluator.check(check(11, "ho", 1, "2026-01-05", &[("a/ngheo", int(1))]));
    let reading = evaluator.indicator("s", "1").unwrap().reading;
    assert_eq!((reading.coverage.unknown, reading.tally.value, reading.verdict), (1, None, Verdict::CannotTell));
}

#[test]
fn only_keepers_are_in_the_denominator_and_persons_are_counted_one_by_one() {
    let keepers = "unit = { vi = \"%\", en = \"%\" }\ndirection = \"at_least\"\n[criterion.indicator.formula]\nmeasure = \"ratio\"\n\
        form = \"ho\"\nsubject = \"household\"\namong = \"${nuoi}\"\nholds = \"${nuoi_dat}\"\n[[criterion.indicator.threshold]]\nvalue = 50";
    let persons = "unit = { vi = \"%\", en = \"%\" }\ndirection = \"at_least\"\nsplits = [\"sex\", \"poor\"]\n[criterion.indicator.formula]\n\
        measure = \"ratio\"\nform = \"ho\"\nsubject = \"household\"\neach = \"nguoi\"\nholds = \"${the}\"\n[[criterion.indicator.threshold]]\nvalue = 70";
    let mut evaluator = evaluator(set_of(&[("k", keepers), ("p", persons)]), &[2026]);
    for id in 1..=3 {
        evaluator.subject(subject(id, "household", 1));
    }
    let people = |the: &[(i64, &str)]| {
        the.iter()
            .enumerate()
            .flat_map(|(at, (has, sex))| {
                [(format!("nguoi/r{at}/the"), int(*has)), (format!("nguoi/r{at}/gioi"), Value::from(*sex))]
            })
            .collect::<Vec<_>>()
    };
    let with = |id: u128, about, own: &[(&str, i64)], the: &[(i64, &str)]| {
        let mut record = check(id, "ho", about, "2026-02-02", &[]);
        record.answers = own.iter().map(|(path, value)| ((*path).to_owned(), int(*value))).collect();
        record.answers.extend(people(the));
        record
    };
    let poor = "a/ngheo";
    evaluator.check(with(11, 1, &[("a/nuoi", 1), ("a/nuoi_dat", 1), (poor, 1)], &[(1, "nu"), (0, "nam")]));
    evaluator.check(with(12, 2, &[("a/nuoi", 0), (poor, 0)], &[(1, "nam"), (1, "nu"), (1, "nu")]));
    evaluator.check(with(13, 3, &[("a/nuoi", 1), ("a/nuoi_dat", 0), (poor, 0)], &[]));
    let keepers = evaluator.indicator("s", "k").unwrap().reading;
    assert_eq!((keepers.tally.n, keepers.tally.total, keepers.coverage.outside), (1.0, Some(2.0), 1));
    assert_eq!(keepers.verdict, Verdict::Met);
    let persons = evaluator.indicator("s", "p").unwrap();
    assert_eq!((persons.reading.tally.n, persons.reading.tally.total), (4.0, Some(5.0)));
    let parts: Vec<_> = persons.splits.iter().flat_map(|split| &split.parts).collect();
    let shares: Vec<_> =
        parts.iter().map(|part| (part.key.as_str(), part.tally.n, part.tally.total.unwrap())).collect();
    assert_eq!(shares, [("nam", 1.0, 2.0), ("nu", 3.0, 3.0), ("1", 1.0, 2.0), ("0", 3.0, 3.0)]);
}

#[test]
fn roads_weigh_by_their_length_and_only_those_of_their_class_count() {
    let roads = "unit = { vi = \"%\", en = \"%\" }\ndirection = \"at_least\"\n[criterion.indicator.formula]\nmeasure = \"ratio\"\n\
        form = \"duong\"\nsubject = \"road\"\nwhere = \"${loai} = 'thon'\"\nweight = \"${dai}\"\nholds = \"${cung}\"\nexpected = \"seen\"\n\
        [[criterion.indicator.threshold]]\nvalue = 75";
    let mut evaluator = evaluator(set_of(&[("r", roads)]), &[2026]);
    for (id, class, length, hard) in
        [(1, "thon", 120.5, 1), (2, "thon", 29.5, 0), (3, "xa", 900.0, 0), (4, "thon", 50.0, 1)]
    {
        evaluator.subject(subject(id, "road", 1));
        let answers = [("loai", Value::from(class)), ("dai", Value::Decimal(length)), ("cung", int(hard))];
        evaluator.check(check(10 + id, "duong", id, "2026-02-02", &answers));
    }
    evaluator.subject(subject(5, "road", 1));
    let reading = evaluator.indicator("s", "r").unwrap().reading;
    assert_eq!((reading.tally.n, reading.tally.total, reading.tally.value), (170.5, Some(200.0), Some(85.25)));
    assert_eq!((reading.verdict, reading.distance, reading.coverage.expected), (Verdict::Met, Some(10.25), 3));
}

#[test]
fn a_document_counts_while_it_is_in_force_and_a_figure_with_what_its_source_states() {
    let document = "unit = { vi = \"\", en = \"\" }\ndirection = \"equal\"\n[criterion.indicator.formula]\nmeasure = \"document\"\n\
        form = \"giay\"\nsubject = \"commune\"\nwhere = \"${ma} = 'qh'\"\nholds = \"${dat}\"\n\
        document = { number = \"${so}\", day = \"${ngay}\", until = \"${het}\" }\n[[criterion.indicator.threshold]]\nvalue = 1";
    let value = "unit = { vi = \"%\", en = \"%\" }\ndirection = \"at_least\"\n[criterion.indicator.formula]\nmeasure = \"value\"\nform = \"giay\"\n\
        subject = \"commune\"\nwhere = \"${ma} = 'bhyt'\"\namount = \"${gia_tri}\"\nper = \"${mau}\"\n\
        recheck = { amount = \"${tham_tra}\", reason = \"${ly_do}\" }\n[[criterion.indicator.threshold]]\nvalue = 95";
    let mut evaluator = evaluator(set_of(&[("d", document), ("v", value)]), &[2025, 2026]);
    evaluator.subject(subject(1, "commune", 9));
    let paper = [
        ("ma", Value::from("qh")),
        ("dat", int(1)),
        ("so", "12/QĐ-UBND".into()),
        ("ngay", "2025-02-01".into()),
        ("het", "2026-06-30".into()),
    ];
    evaluator.check(check(11, "giay", 1, "2025-03-01", &paper));
    evaluator.check(check(12, "giay", 1, "2026-03-01", &paper));
    let result = evaluator.indicator("s", "d").unwrap();
    let trend: Vec<_> = result.trend.iter().map(|point| point.verdict).collect();
    assert_eq!(trend, [Verdict::Met, Verdict::NotMet]);
    assert!(result.has_regressed);
    assert_eq!(result.documents[0].number.as_deref(), Some("12/QĐ-UBND"));

    evaluator.check(check(13, "giay", 1, "2026-03-01", &[("ma", "bhyt".into()), ("gia_tri", Value::Decimal(86.5))]));
    let result = evaluator.indicator("s", "v").unwrap();
    assert_eq!((result.reading.tally.value, result.lacks_denominator), (Some(86.5), true));
    let stated = [
        ("ma", Value::from("bhyt")),
        ("gia_tri", int(960)),
        ("mau", int(1000)),
        ("tham_tra", int(940)),
        ("ly_do", "thẻ hết hạn".into()),
    ];
    evaluator.check(check(14, "giay", 1, "2026-04-01", &stated));
    let result = evaluator.indicator("s", "v").unwrap();
    assert_eq!((result.self_assessed.tally.value, result.self_assessed.verdict), (Some(96.0), Verdict::Met));
    assert_eq!((result.reading.tally.value, result.reading.verdict), (Some(94.0), Verdict::NotMet));
    assert_eq!(result.rechecked.unwrap().reasons, ["thẻ hết hạn"]);
}

#[test]
fn a_recheck_stands_beside_the_self_assessment_and_leads_to_its_photo() {
    let mut evaluator = evaluator(set_of(&[("1", DAT)]), &[2026]);
    evaluator.subject(subject(1, "household", 1));
    evaluator.check(dat(11, 1, "2026-03-05", 1));
    let mut recheck = dat(12, 1, "2026-02-05", 0);
    recheck.stage = Stage::Rechecked;
    recheck.reason = Some("bể chứa vỡ".to_owned());
    recheck.photos = vec![Photo { path: "ket_thuc/anh".to_owned(), hash: "ab12".to_owned() }];
    evaluator.check(recheck);
    let result = evaluator.indicator("s", "1").unwrap();
    assert_eq!((result.self_assessed.tally.n, result.reading.tally.n), (1.0, 0.0));
    let query = EvidenceQuery { limit: 10, ..EvidenceQuery::default() };
    let evidence = evaluator.evidence("s", "1", &query).unwrap();
    assert_eq!(evidence.rows[0].standing, Standing::Fails);
    assert_eq!(evidence.rows[0].check.as_ref().unwrap().check, doc(11));
    let recheck = evidence.rows[0].recheck.as_ref().unwrap();
    assert_eq!((recheck.photos[0].hash.as_str(), recheck.reason.as_deref()), ("ab12", Some("bể chứa vỡ")));
}

#[test]
fn a_poll_counts_every_paper_and_speaks_once_enough_have_answered() {
    let poll = "unit = { vi = \"%\", en = \"%\" }\ndirection = \"at_least\"\n[criterion.indicator.formula]\nmeasure = \"ratio\"\nform = \"phieu\"\n\
        subject = \"household\"\nholds = \"${hai_long}\"\none = \"check\"\ncoverage = 70\n[[criterion.indicator.threshold]]\nvalue = 90";
    let mut evaluator = evaluator(set_of(&[("hl", poll)]), &[2026]);
    for id in 1..=10 {
        evaluator.subject(subject(id, "household", 1));
    }
    evaluator.subject(subject(99, "village", 1));
    for id in 1..=6 {
        evaluator.check(check(100 + id, "phieu", 99, "2026-11-01", &[("hai_long", int(1))]));
    }
    let reading = evaluator.indicator("s", "hl").unwrap().reading;
    assert_eq!((reading.tally.n, reading.coverage.missing, reading.verdict), (6.0, 4, Verdict::CannotTell));
    evaluator.check(check(107, "phieu", 99, "2026-11-01", &[("hai_long", int(1))]));
    let reading = evaluator.indicator("s", "hl").unwrap().reading;
    assert_eq!((reading.coverage.counted, reading.verdict), (7, Verdict::Met));
}

#[test]
fn all_of_several_indicators_and_the_rule_of_withdrawal() {
    let all = "unit = { vi = \"\", en = \"\" }\ndirection = \"equal\"\n[criterion.indicator.formula]\nmeasure = \"all\"\nindicators = [\"1\", \"2\"]";
    let mut set = set_of(&[("1", DAT), ("2", &DAT.replace("value = 60", "value = 100")), ("x", all)]);
    set.criteria[1].core = true;
    let source = criteria::Source { text: "QĐ 18".to_owned(), ..criteria::Source::default() };
    set.recognition = Some(criteria::Recognition {
        source: source.clone(),
        conditions: Vec::new(),
        withdrawal: Some(criteria::Withdrawal { share_with_core: 30.0, share: 50.0, source }),
        form: None,
    });
    assert_eq!(set.indicator("x").unwrap().formula.measure, Measure::All);
    let mut evaluator = evaluator(set, &[2026]);
    evaluator.subject(subject(1, "household", 1));
    evaluator.subject(subject(2, "household", 1));
    evaluator.check(dat(11, 1, "2026-03-05", 1));
    evaluator.check(dat(12, 2, "2026-03-05", 1));
    assert_eq!(evaluator.evaluate("s").unwrap().verdict, Verdict::Met);
    evaluator.check(dat(13, 2, "2026-04-05", 0));
    let evaluation = evaluator.evaluate("s").unwrap();
    assert_eq!((evaluation.met, evaluation.not_met, evaluation.verdict), (0, 3, Verdict::NotMet));
    assert!(
        matches!(&evaluation.warnings[..], [criteria::CommuneWarning::Withdrawal { failing: 3, core, .. }] if core == &["c2"])
    );
}

#[test]
fn recognition_is_a_state_with_history_whatever_order_its_steps_arrive_in() {
    let mut set = set_of(&[("1", DAT)]);
    let form = "form = \"cong_nhan\"\nstep = \"${buoc}\"\nnumber = \"${so}\"\nday = \"${ngay}\"";
    let text =
        format!("{}\n[recognition.source]\ntext = \"QĐ 41\"\n[recognition.form]\n{form}\n", set.to_toml().unwrap());
    set = Set::from_toml(&text).unwrap();
    let mut evaluator = evaluator(set, &[2026]);
    evaluator.subject(subject(1, "village", 7));
    let step = |id, name: &str, number: &str, on: &str| {
        check(id, "cong_nhan", 1, on, &[("buoc", name.into()), ("so", number.into()), ("ngay", on.into())])
    };
    evaluator.check(step(13, "recognised", "2908/QĐ-UBND", "2023-12-21"));
    evaluator.check(step(12, "appraised", "", "2023-12-15"));
    evaluator.check(step(11, "candidate", "", "2023-10-01"));
    let states = evaluator.recognitions("s");
    assert_eq!((states[0].village, states[0].state), (village(7), Some(criteria::Step::Recognised)));
    assert_eq!(states[0].history[2].document.number.as_deref(), Some("2908/QĐ-UBND"));
    assert_eq!(states[0].history[2].document.day, Some(day("2023-12-21")));
    evaluator.check(step(14, "appraised", "", "2024-02-01"));
    evaluator.check(step(15, "withdrawn", "5/QĐ-UBND", "2025-02-01"));
    let states = evaluator.recognitions("s");
    assert_eq!(states[0].state, Some(criteria::Step::Withdrawn));
    assert_eq!(states[0].history.iter().filter(|step| step.is_out_of_order).count(), 1);
}

#[test]
fn a_recognition_without_appraisal_stands_by_its_decision_and_says_what_is_lacking() {
    use criteria::{DocumentLink, RecognitionState, RecordedStep, Step};
    let step = |step: Step, on: &str, number: Option<&str>| RecordedStep {
        step,
        day: day(on),
        version: version(1),
        document: DocumentLink {
            check: doc(1),
            number: number.map(str::to_owned),
            day: number.map(|_| day(on)),
            until: None,
            file: None,
            issuer: None,
            in_force: true,
        },
    };
    let appraised = step(Step::Appraised, "2023-12-15", None);
    let candidate = step(Step::Candidate, "2023-01-15", None);
    let decided = step(Step::Recognised, "2023-12-21", Some("2908/QĐ-UBND"));
    let told = step(Step::Recognised, "2023-12-31", None);
    let fallen = step(Step::Withdrawn, "2023-06-30", Some("5/QĐ-UBND"));
    let (no_appraisal, no_decision) = ("chưa có hồ sơ thẩm định", "chưa ghi số, ngày quyết định");
    for (what, steps, state, lacking) in [
        ("in order", vec![&candidate, &appraised, &decided], Step::Recognised, vec![]),
        ("appraised only", vec![&candidate, &appraised], Step::Appraised, vec![]),
        ("by decision", vec![&candidate, &decided], Step::Recognised, vec![no_appraisal]),
        ("older than the records", vec![&told], Step::Recognised, vec![no_appraisal, no_decision]),
        ("told of a candidate", vec![&candidate, &told], Step::Candidate, vec![]),
        ("appraised and told", vec![&appraised, &told], Step::Recognised, vec![no_decision]),
        ("the order of arrival", vec![&decided, &appraised, &candidate], Step::Recognised, vec![]),
    ] {
        let found = RecognitionState::of(village(1), steps.into_iter().cloned().collect());
        assert_eq!(found.state, Some(state), "{what}");
        let words = found.lacking().map(|words| words.vi).unwrap_or_default();
        assert_eq!(words, lacking.join(", "), "{what}");
    }
    // After a withdrawal a mere word is not enough.
    let decided_first = step(Step::Recognised, "2023-01-01", Some("1/QĐ-UBND"));
    let found = RecognitionState::of(village(1), vec![decided_first, fallen, told]);
    assert_eq!((found.state, found.history[2].is_out_of_order), (Some(Step::Withdrawn), true));
}

#[test]
fn a_household_that_left_the_register_counts_nowhere() {
    let mut evaluator = evaluator(set_of(&[("1", DAT)]), &[2026]);
    evaluator.subject(subject(1, "household", 1));
    evaluator.check(dat(11, 1, "2026-03-05", 1));
    let mut void = subject(1, "household", 1);
    (void.version, void.is_void) = (version(2), true);
    evaluator.check(dat(12, 1, "2026-03-06", 1));
    evaluator.subject(void);
    assert_eq!(evaluator.indicator("s", "1").unwrap().reading.coverage.expected, 0);
    evaluator.subject(subject(1, "household", 1));
    assert_eq!(evaluator.indicator("s", "1").unwrap().reading.coverage.expected, 0);
}
