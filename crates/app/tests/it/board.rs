//! The board over a small commune whose true values are known by how it is made, through the commands.

use app::Role;
use domain::vocabulary::{check, subject};
use domain::{AreaId, Change, FieldPath, Kind, Value};
use serde_json::{Value as Json, json};

use crate::support::small_commune::{SET, VILLAGES, filled, household, row};
use crate::support::{Book, app_over, call, check_of, doc, office, texts};

#[test]
fn the_board_says_what_is_true_of_the_commune() {
    let dir = tempfile::tempdir().expect("folder");
    let book = filled(dir.path());
    let row = book.row("4");
    // 12 of the 14 that are known; five are open: stale, draft, returned, unclear, and checked only next year.
    assert_eq!((row["shares"].as_str(), row["value"].as_str()), (Some("12 / 14"), Some("85,71 %")));
    assert_eq!((row["open"].as_u64(), row["expected"].as_u64()), (Some(5), Some(19)));
    // Even if all five were well, 17 of 19 are under 98 %.
    assert_eq!((row["verdict"].as_str(), row["threshold"].as_str()), (Some("not_met"), Some("≥ 98 %")));
    assert_eq!(row["verified"], false);
    let board = book.call("criteria.board", json!({ "set": SET }));
    let names: Vec<&str> =
        board["villages"].as_array().into_iter().flatten().filter_map(|one| one["name"].as_str()).collect();
    assert_eq!(names, ["Hưng Long", "Phú Vinh", "Xuân Lập"]);
    let cells: Vec<(String, Option<&str>)> = row["villages"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|cell| (cell["village"].as_str().unwrap_or_default().to_owned(), cell["shares"].as_str()))
        .collect();
    let of = |village: AreaId| cells.iter().find(|(id, _)| *id == village.to_string()).and_then(|(_, shares)| *shares);
    assert_eq!(VILLAGES.map(|(village, ..)| of(village)), [Some("6 / 8"), Some("4 / 4"), Some("2 / 2")]);
}

#[test]
fn an_indicator_leads_to_the_households_that_are_missing_stale_failing_and_passing() {
    let dir = tempfile::tempdir().expect("folder");
    let book = filled(dir.path());
    let page = book.indicator(json!({}));
    let standings: Vec<(&str, u64)> = page["standings"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|one| Some((one["standing"].as_str()?, one["count"].as_u64()?)))
        .collect();
    assert_eq!(standings, [("missing", 3), ("stale", 1), ("unknown", 1), ("fails", 2), ("holds", 12)]);
    for (standing, expected) in standings {
        let page = book.indicator(json!({ "standings": [standing], "limit": 1 }));
        assert_eq!(page["evidence"]["total"], expected, "{standing}");
        assert_eq!(page["evidence"]["rows"].as_array().map(Vec::len), Some(1));
    }
    let stale = &book.indicator(json!({ "standings": ["stale"] }))["evidence"]["rows"][0];
    assert_eq!((stale["name"].as_str(), stale["village_name"].as_str()), (Some("Hộ 8"), Some("Xuân Lập")));
    assert_eq!(stale["check"]["day"], "2025-06-01");
    let (_, parts) = (&page["splits"][0]["name"], &page["splits"][0]["parts"]);
    assert_eq!((parts[0]["key"].as_str(), parts[0]["shares"].as_str()), (Some("ngheo"), Some("3 / 3")));
    assert_eq!(parts[0]["small"], true);
    let rule = page["rule"].as_str().unwrap_or_default();
    assert!(!rule.contains("${"), "{rule}");
}

#[test]
fn photos_of_a_check_are_named_with_the_question_that_asked_for_them() {
    let dir = tempfile::tempdir().expect("folder");
    let book = filled(dir.path());
    let (first, ..) = VILLAGES[0];
    let doc = book.check(first, 0, "2026-08-01", check::COMPLETE, "1");
    let photo = format!("{}.jpg", "ab".repeat(32));
    let heads = book.store.document(doc).expect("read").expect("check").heads;
    book.put(doc, Kind::Check, first, texts(&[("answers/ket_thuc/anh", &photo)]), &heads, 1);
    let page = book.indicator(json!({ "standings": ["holds"], "village": first.to_string() }));
    let rows = page["evidence"]["rows"].as_array().cloned().unwrap_or_default();
    let row = rows.iter().find(|row| row["name"] == "Hộ 0").expect("its household");
    let photos = &row["check"]["photos"];
    assert_eq!((&photos["total"], &photos["shown"][0]["file"]), (&json!(1), &json!(null)), "it has not come here");
    assert!(photos["shown"][0]["label"].as_str().is_some_and(|label| label.starts_with("Ảnh")), "{row:#}");
}

/// One step a time, the board that hears of it says the same as one that reads everything anew.
#[test]
fn after_every_change_the_kept_board_equals_one_made_from_nothing() {
    let dir = tempfile::tempdir().expect("folder");
    let book = filled(dir.path());
    let [(first, ..), (second, ..), (third, ..)] = VILLAGES;
    let compare = |step: &str| {
        let args = json!({ "set": SET, "beside": "thon_ntm_kieu_mau" });
        let fresh = call(&app_over(&book.store), "criteria.board", args.clone());
        assert_eq!(book.call("criteria.board", args), fresh, "{step}");
    };
    compare("as founded");
    let late = book.check(second, 4, "2026-04-01", check::COMPLETE, "0");
    assert_eq!(book.row("4")["shares"], "12 / 15");
    compare("a check that comes in late");
    let seen = book.store.document(late).expect("read").expect("check").heads;
    let answer = |value| texts(&[("answers/dien_thong_tin/dien_dat", value)]);
    book.put(late, Kind::Check, second, answer("1"), &seen, 1);
    compare("a correction");
    assert_eq!(book.row("4")["disputed"], 0);
    book.put(late, Kind::Check, second, answer("0"), &seen, 1);
    assert_eq!(book.row("4")["disputed"], 1);
    compare("two corrections by people who did not know of each other");
    let heads = book.store.document(late).expect("read").expect("check").heads;
    book.put(late, Kind::Check, second, answer("1"), &heads, 2);
    assert_eq!((book.row("4")["disputed"].as_u64(), book.row("4")["shares"].as_str()), (Some(0), Some("13 / 15")));
    compare("the decision");
    let gone = household(third, 0);
    let heads = book.store.document(gone).expect("read").expect("household").heads;
    book.put(gone, Kind::Subject, third, texts(&[(subject::VOID, "ghi trùng")]), &heads, 1);
    assert_eq!(book.row("4")["shares"], "12 / 14");
    compare("a household taken out of the register");
    book.check(first, 7, "2026-09-01", check::COMPLETE, "1");
    assert_eq!(book.row("4")["shares"], "13 / 14");
    compare("a newer check");
}

#[test]
fn periods_choose_what_counts() {
    let dir = tempfile::tempdir().expect("folder");
    let book = filled(dir.path());
    let of = |period: Json| {
        let board = book.call("criteria.board", json!({ "set": SET, "period": period }));
        let row = row(&board, "4");
        (board["period"]["words"].as_str().unwrap_or_default().to_owned(), row["shares"].as_str().map(str::to_owned))
    };
    let expected = |words: &str, shares: Option<&str>| (words.to_owned(), shares.map(str::to_owned));
    for (period, words, shares) in [
        (json!({ "kind": "year", "year": 2026 }), "năm 2026", Some("12 / 14")),
        (json!({ "kind": "year", "year": 2025 }), "năm 2025", Some("1 / 1")),
        (json!({ "kind": "half_year", "year": 2026 }), "6 tháng đầu năm 2026", Some("10 / 12")),
        (json!({ "kind": "quarter", "year": 2026, "number": 1 }), "quý 1/2026", Some("2 / 8")),
        (json!({ "kind": "month", "year": 2026, "number": 7 }), "tháng 7/2026", Some("2 / 2")),
        (json!({ "kind": "nine_months", "year": 2026 }), "9 tháng đầu năm 2026", Some("12 / 14")),
        (
            json!({ "kind": "dates", "year": 2026, "from": "2026-05-01", "to": "2026-05-31" }),
            "từ 01/05/2026 đến 31/05/2026",
            Some("4 / 4"),
        ),
    ] {
        assert_eq!(of(period.clone()), expected(words, shares), "{period}");
    }
    let args = json!({ "period": { "kind": "month", "year": 2026, "number": 13 } });
    let refused = book.app.call("criteria.board", args, &office(Role::Officer)).expect_err("there is no such month");
    assert!(refused.message.contains("Kỳ này"), "{refused:?}");
}

#[test]
fn the_office_s_own_check_stands_beside_the_village_s_with_its_reason() {
    let dir = tempfile::tempdir().expect("folder");
    let book = filled(dir.path());
    let (second, ..) = VILLAGES[1];
    let doc = book.check(second, 0, "2026-09-09", check::COMPLETE, "0");
    let heads = book.store.document(doc).expect("read").expect("check").heads;
    let marked = texts(&[(check::STAGE, check::RECHECKED), (check::REASON, "Dây điện hở ở bếp")]);
    book.put(doc, Kind::Check, second, marked, &heads, 1);
    let page = book.indicator(json!({ "village": second.to_string(), "standings": ["fails"] }));
    assert_eq!(page["self_assessed"]["shares"], "12 / 14");
    assert_eq!(page["rechecked"]["shares"], "11 / 14");
    assert_eq!(page["recheck_reasons"], json!(["Dây điện hở ở bếp"]));
    let row = &page["evidence"]["rows"][0];
    assert_eq!(
        (row["check"]["day"].as_str(), row["recheck"]["day"].as_str()),
        (Some("2026-05-05"), Some("2026-09-09"))
    );
}

#[test]
fn a_board_for_everybody_hides_villages_of_few_households() {
    let dir = tempfile::tempdir().expect("folder");
    let book = filled(dir.path());
    let board = book.call("criteria.board", json!({ "set": SET, "public": true }));
    let row = row(&board, "4");
    let shown = |village: AreaId| {
        let cells = row["villages"].as_array().into_iter().flatten();
        let cell = cells.clone().find(|cell| cell["village"] == village.to_string()).expect("its cell");
        cell["shares"].as_str().map(str::to_owned)
    };
    // Four and two answers are too few; eight are enough, and the sum of the commune stays.
    assert_eq!(VILLAGES.map(|(village, ..)| shown(village)), [Some("6 / 8".to_owned()), None, None]);
    assert_eq!(row["shares"], "12 / 14");
}

/// A section of which only the walker's "one more" is known has no length: its road is unclear, not short.
#[test]
fn a_section_without_answers_leaves_its_road_unclear() {
    let dir = tempfile::tempdir().expect("folder");
    let book = Book::founded(dir.path());
    let (village, name, _) = VILLAGES[0];
    book.village(village, name);
    book.subject(doc(1), village, subject::TYPE_ROAD, "Đường trục thôn");
    let answers = [
        ("mo_dau/loai_duong", "duong_thon"),
        ("mo_dau/ngay_ghi", "2026-03-02"),
        ("cac_doan/doan/a1/chieu_dai", "300"),
        ("cac_doan/doan/a1/cung_hoa", "1"),
        ("cac_doan/doan/a1/bao_tri", "co"),
    ];
    let one = check_of(doc(1), "duong", check::COMPLETE, &answers);
    let section = |id: &str, order| {
        (FieldPath::new(format!("{}cac_doan/doan/{id}", check::ANSWERS)), Change::Set(Value::Integer(order)))
    };
    book.write(doc(2), Kind::Check, village, one.into_iter().chain([section("a1", 1)]).collect());
    let road = || row(&book.call("criteria.board", json!({ "set": SET })), "2.2a");
    assert_eq!(road()["shares"].as_str(), Some("300 / 300"));
    book.write(doc(2), Kind::Check, village, [section("a2", 2)].into_iter().collect());
    assert_eq!((road()["shares"].as_str(), road()["verdict"].as_str()), (None, Some("cannot_tell")));
}
