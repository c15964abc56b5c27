//! Rounds of checks: how far they are, and which checks the office made itself.

use app::Role;
use domain::vocabulary::check;
use domain::{DocId, Kind};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::support::small_commune::{VILLAGES, filled};
use crate::support::{office, texts};

#[test]
fn an_officer_marks_a_finished_check_as_the_office_s_own_and_takes_the_mark_back() {
    let dir = tempfile::tempdir().expect("folder");
    let book = filled(dir.path());
    let (second, ..) = VILLAGES[1];
    let doc = book.check(second, 0, "2026-09-09", check::COMPLETE, "0").to_string();
    let mark = |recheck: bool| json!({ "check": doc, "recheck": recheck, "reason": "Dây điện hở" });
    let marked = book.call("checks.recheck", mark(true));
    assert_eq!((marked["rechecked"].as_bool(), marked["recheck_reason"].as_str()), (Some(true), Some("Dây điện hở")));
    assert_eq!(book.row("4")["rechecked"], 1);
    assert_eq!(book.indicator(json!({}))["self_assessed"]["shares"], "12 / 14");
    let plain = book.call("checks.recheck", mark(false));
    assert_eq!((plain["rechecked"].as_bool(), plain["recheck_reason"].clone()), (Some(false), Json::Null));
    assert_eq!(book.row("4")["rechecked"], 0);
    let draft = book.check(second, 5, "2026-09-09", check::DRAFT, "0").to_string();
    let args = json!({ "check": draft, "recheck": true, "reason": "" });
    assert!(book.app.call("checks.recheck", args, &office(Role::Officer)).is_err(), "a draft verifies nothing");
}

#[test]
fn a_round_is_told_by_form_village_and_day() {
    let dir = tempfile::tempdir().expect("folder");
    let book = filled(dir.path());
    let round = book.call("rounds.progress", json!({}));
    let forms = round["forms"].as_array().cloned().unwrap_or_default();
    let form = forms.iter().find(|form| form["form"] == "ho_gia_dinh").expect("the household form");
    // Fifteen of nineteen have a finished check this year; one has a draft; the returned one waits for its author.
    assert_eq!((form["done"].as_u64(), form["total"].as_u64()), (Some(15), Some(19)));
    assert_eq!(form["drafts"], 2);
    // Each household counts once, on the day of its first check.
    let days: Vec<(&str, u64)> = form["days"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|day| Some((day["day"].as_str()?, day["done"].as_u64()?)))
        .collect();
    assert_eq!(days, [("2026-02-01", 8), ("2026-05-05", 4), ("2026-07-01", 3)]);
    let villages: Vec<(&str, u64, u64)> = form["villages"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|one| Some((one["name"].as_str()?, one["done"].as_u64()?, one["total"].as_u64()?)))
        .collect();
    assert_eq!(villages, [("Hưng Long", 3, 4), ("Phú Vinh", 4, 6), ("Xuân Lập", 8, 9)]);
}

#[test]
fn a_poll_without_names_counts_its_forms_against_the_households_that_should_answer() {
    let dir = tempfile::tempdir().expect("folder");
    let book = filled(dir.path());
    let (second, ..) = VILLAGES[1];
    for number in 0..3_u128 {
        let doc = DocId(Uuid::from_u128((1 << 110) + number));
        let poll = texts(&[
            (check::SUBJECT, &second.to_string()),
            (check::FORM, "hai_long"),
            (check::STATUS, check::COMPLETE),
            ("answers/mo_dau/ngay_ghi", "2026-10-10"),
        ]);
        book.put(doc, Kind::Check, second, poll, &[], 0);
    }
    let round = book.call("rounds.progress", json!({}));
    let forms = round["forms"].as_array().cloned().unwrap_or_default();
    let poll = forms.iter().find(|form| form["form"] == "hai_long").expect("the poll");
    assert_eq!((poll["done"].as_u64(), poll["total"].as_u64(), poll["noun"].as_str()), (Some(3), Some(19), Some("hộ")));
}
