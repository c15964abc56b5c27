//! The reported figures of 2023: all there, enterable through the shipped forms, and adding up.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use demo::{Report2023, ReportedRecord, report_2023};
use forms::{Env, Session, Value, read_file};

/// 2026-11-25 08:00 in Việt Nam.
fn env() -> Env {
    Env { now_ms: 1_795_568_400_000, utc_offset_min: 420, ..Env::default() }
}

/// Every fact of the report that is one answer, as the report states it. Those left out are sums and lists of
/// villages, which the records make up together.
const STATED: [(&str, &str); 34] = [
    ("F01", "10"),
    ("F02", "1"),
    ("F03", "2"),
    ("F04", "1200"),
    ("F05", "70000000"),
    ("F06", "5"),
    ("F07", "2800"),
    ("F08", "1000000000"),
    ("F09", "565190000"),
    ("F10", "288276000"),
    ("F11", "27543000"),
    ("F12", "64840000000"),
    ("F14", "100"),
    ("F15", "78"),
    ("F16", "86.5"),
    ("F17", "15.08"),
    ("F18", "7"),
    ("F19", "5"),
    ("F20", "100"),
    ("F21", "100"),
    ("F22", "100"),
    ("F23", "95"),
    ("F24", "100"),
    ("F25", "7"),
    ("F26", "100"),
    ("F28", "4000000000"),
    ("F29", "680000000"),
    ("F31", "135381000000"),
    ("F35", "2023-12-15"),
    ("F36", "2023-12-21"),
    ("F37", "2"),
    ("F38", "2"),
    ("F39", "2"),
    ("F40", "100"),
];

/// A record filled in as a user would: each answer set in turn, instances added when they are first named.
fn fill(record: &ReportedRecord) -> (Session, BTreeSet<String>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../forms").join(format!("{}.xlsx", record.form));
    let reading = read_file(&std::fs::read(path).unwrap(), None, &record.form);
    let mut session = Session::start(Arc::new(reading.form.unwrap()), env(), []).session;
    let mut instances = BTreeSet::new();
    for (path, value) in &record.answers {
        let steps: Vec<&str> = path.split('/').collect();
        if let Some(at) = steps.iter().position(|step| step.parse::<u32>().is_ok()) {
            let repeat = steps[..at].join("/");
            if instances.insert(steps[..=at].join("/")) {
                if steps[at] == "1" {
                    session.remove_repeat(&format!("{repeat}/n0001")).unwrap();
                }
                session.add_repeat(&repeat, steps[at]).unwrap();
            }
        }
        session
            .set(path, Some(Value::from(value.as_str())))
            .unwrap_or_else(|error| panic!("{} {path}: {error}", record.id));
    }
    (session, instances)
}

fn text(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Decimal(number) => number.to_string(),
        Value::Boolean(holds) => holds.to_string(),
    }
}

/// Final answers of every record, by its id.
fn filled(report: &Report2023) -> BTreeMap<String, BTreeMap<String, String>> {
    let answers = |record: &ReportedRecord| {
        let answers = fill(record).0.final_answers();
        answers.iter().map(|(path, value)| (path.clone(), text(value))).collect::<BTreeMap<_, _>>()
    };
    report.records.iter().map(|record| (record.id.clone(), answers(record))).collect()
}

#[test]
fn every_record_can_be_entered_through_its_form_and_finished() {
    let report = report_2023().unwrap();
    for record in &report.records {
        let (mut session, _) = fill(record);
        session.mark_finishing();
        assert_eq!(session.problems("vi"), [], "{}", record.id);
        let answers = session.final_answers();
        for (path, value) in &record.answers {
            assert_eq!(answers.get(path).map(text).as_ref(), Some(value), "{}: {path} is not asked", record.id);
        }
    }
    let ids: BTreeSet<&str> = report.records.iter().map(|record| record.id.as_str()).collect();
    assert_eq!(ids.len(), report.records.len());
}

#[test]
fn all_forty_facts_are_there_once_and_with_their_value() {
    let report = report_2023().unwrap();
    let answers = filled(&report);
    let mut found = BTreeMap::new();
    for record in &report.records {
        for (fact, path) in &record.facts {
            let value = answers[&record.id].get(path).cloned();
            assert!(found.insert(fact.as_str(), value).is_none(), "{fact} stands twice");
        }
    }
    let stated = STATED.map(|(fact, value)| (fact, Some(value.to_owned())));
    assert_eq!(found, BTreeMap::from(stated));
    let totals = report.totals.iter().map(|total| total.fact.as_str());
    let villages = report.recognition.iter().map(|villages| villages.fact.as_str());
    let all: BTreeSet<String> = found.keys().copied().chain(totals).chain(villages).map(str::to_owned).collect();
    assert_eq!(all, (1..=40).map(|number| format!("F{number:02}")).collect());
}

/// Đồng of one calculated answer over the works that a test picks.
fn sum(answers: &BTreeMap<String, BTreeMap<String, String>>, ids: &[&str], path: &str) -> i64 {
    ids.iter().map(|id| answers[*id][path].parse::<i64>().unwrap()).sum()
}

#[test]
fn the_seven_sums_of_the_report_hold_and_money_without_an_item_is_named() {
    let report = report_2023().unwrap();
    let answers = filled(&report);
    let works: Vec<&str> =
        report.records.iter().filter(|record| record.form == "cong_trinh").map(|record| record.id.as_str()).collect();
    let of = |path: &str| sum(&answers, &works, path);
    // 1: the works; 2: the sources.
    assert_eq!((of("von/tien_co_hang_muc"), of("von/tong_von")), (66_791_009_000, 206_852_009_000));
    let sources = ["central_province", "district", "commune", "credit", "community"];
    let by_source = sources.map(|source| of(&format!("von/tong_{source}")));
    assert_eq!(by_source, [4_000_000_000, 680_000_000, 881_009_000, 135_381_000_000, 65_910_000_000]);
    assert_eq!(by_source.iter().sum::<i64>(), of("von/tong_von"));
    // 3: what the commune paid; 4: what the people paid; 5: both are the works.
    assert_eq!(sum(&answers, &["cong-so", "nha-van-hoa", "duong-ong"], "von/tong_commune"), by_source[2]);
    assert_eq!(sum(&answers, &["duong-xuan-lap", "duong-phu-vinh", "nha-o"], "von/tong_community"), by_source[4]);
    assert_eq!(by_source[2] + by_source[4], of("von/tien_co_hang_muc"));
    for total in &report.totals {
        let ids: Vec<&str> = total.records.iter().map(String::as_str).collect();
        assert_eq!(sum(&answers, &ids, "von/tong_von"), total.amount_vnd, "{}", total.fact);
    }
    let without_item: Vec<&str> =
        works.iter().copied().filter(|id| answers[*id]["von/tien_khong_hang_muc"] != "0").collect();
    assert_eq!(without_item, ["von-trung-uong-tinh", "von-huyen", "von-tin-dung"]);
    // 7: the amount in words, which the report has as "Sáu sáu tỷ".
    let words = report.totals.iter().find(|total| total.fact == "F13").and_then(|total| total.words.as_deref());
    assert_eq!(words, Some("Sáu mươi sáu tỷ bảy trăm chín mươi mốt triệu không trăm linh chín nghìn đồng"));
}

#[test]
fn five_villages_were_recognised_and_two_were_not_yet() {
    let report = report_2023().unwrap();
    let answers = filled(&report);
    // The last record of a village is its state.
    let recognitions = report.records.iter().filter(|record| record.form == "cong_nhan_thon");
    let states: BTreeMap<&str, &str> = recognitions
        .map(|record| (record.subject.name.as_str(), answers[&record.id]["su_kien/trang_thai"].as_str()))
        .collect();
    assert_eq!(states.keys().copied().collect::<BTreeSet<_>>(), demo::VILLAGES.into_iter().collect());
    for stated in &report.recognition {
        let named: BTreeSet<&str> = stated.villages.iter().map(String::as_str).collect();
        let found = states.iter().filter(|(_, state)| **state == stated.state).map(|(village, _)| *village);
        assert_eq!(found.collect::<BTreeSet<_>>(), named, "{}", stated.fact);
    }
    let counts: Vec<usize> = report.recognition.iter().map(|stated| stated.villages.len()).collect();
    assert_eq!((counts[0], counts[1]), (5, 2));
}

#[test]
fn rates_that_were_reported_without_a_denominator_say_so() {
    let report = report_2023().unwrap();
    let answers = filled(&report);
    let figures = &answers["so-lieu-2023"];
    let record = report.records.iter().find(|record| record.id == "so-lieu-2023").unwrap();
    for (fact, path) in &record.facts {
        let line = path.trim_end_matches("gia_tri");
        let expected = match fact.as_str() {
            "F01" | "F02" => None,
            "F25" => Some("1"),
            _ => Some("0"),
        };
        assert_eq!(
            figures.get(&format!("{line}co_mau_so")).map(String::as_str).filter(|value| !value.is_empty()),
            expected,
            "{fact}"
        );
    }
}
