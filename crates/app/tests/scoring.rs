//! The board over a small commune whose true values are known by how it is made, through the commands.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // helpers of tests

use std::path::Path;
use std::sync::Arc;

use app::{Actor, App, Clock, Identity, Role};
use domain::vocabulary::{area, check, subject};
use domain::{AreaId, Change, Changes, DeviceId, DocId, FieldPath, Kind, RevId, UserId, Value};
use serde_json::{Value as Json, json};
use store::{Store, StoreKey};
use uuid::Uuid;
use wire::{DeviceKey, Draft};

const COMMUNE: AreaId = AreaId(Uuid::from_u128(100));
const VILLAGES: [(AreaId, &str, u128); 3] = [
    (AreaId(Uuid::from_u128(101)), "Xuân Lập", 10),
    (AreaId(Uuid::from_u128(102)), "Phú Vinh", 6),
    (AreaId(Uuid::from_u128(103)), "Hưng Long", 4),
];
const DEVICE: DeviceId = DeviceId(Uuid::from_u128(7));
const USER: UserId = UserId(Uuid::from_u128(8));
const SET: &str = "xa_ntm_nang_cao_2022";
/// 2026-11-25, as the office's clock has it.
const NOW_MS: i64 = 1_795_600_000_000;

struct Still;

impl Clock for Still {
    fn now_ms(&self) -> i64 {
        NOW_MS
    }
}

struct Book {
    store: Arc<Store>,
    app: App,
    written: std::cell::Cell<u128>,
}

fn key() -> DeviceKey {
    DeviceKey::from_seed(&[3; 32])
}

fn open_app(store: &Arc<Store>) -> App {
    let identity = Identity {
        device: DEVICE,
        device_name: "Bàn làm việc".into(),
        key: key(),
        user: USER,
        user_name: "Văn phòng xã".into(),
        commune: COMMUNE,
        commune_name: "Xã Ngọc Phụng".into(),
    };
    App::office(Arc::clone(store), identity, Arc::new(Still))
}

fn officer() -> Actor {
    Actor::Office { user: USER, user_name: "Lê Thị Hoa".into(), role: Role::Officer }
}

fn texts(pairs: &[(&str, &str)]) -> Changes {
    pairs.iter().map(|(field, text)| (FieldPath::from(*field), Change::Set(Value::from(*text)))).collect()
}

/// Household `number` (from 0) of a village.
fn household(village: AreaId, number: u128) -> DocId {
    DocId(Uuid::from_u128(village.0.as_u128() * 1_000 + number))
}

impl Book {
    /// Three villages of ten, six and four households; the last household of the first is taken out of the register.
    fn founded(dir: &Path) -> Self {
        let store = Arc::new(Store::open(&dir.join("book.db"), &StoreKey::new([9; 32])).expect("store"));
        let book = Self { app: open_app(&store), store, written: std::cell::Cell::new(1 << 100) };
        let commune = texts(&[(area::NAME, "Xã Ngọc Phụng"), (area::TYPE, area::TYPE_COMMUNE)]);
        book.put(DocId(COMMUNE.0), Kind::Area, COMMUNE, commune, &[], 0);
        for (village, name, households) in VILLAGES {
            let described = texts(&[(area::NAME, name), (area::TYPE, area::TYPE_VILLAGE)]);
            book.put(DocId(village.0), Kind::Area, COMMUNE, described, &[], 0);
            for number in 0..households {
                let named =
                    texts(&[(subject::TYPE, subject::TYPE_HOUSEHOLD), (subject::NAME, &format!("Hộ {number}"))]);
                book.put(household(village, number), Kind::Subject, village, named, &[], 0);
            }
        }
        let (first, ..) = VILLAGES[0];
        let gone = household(first, 9);
        let heads = book.store.document(gone).expect("read").expect("household").heads;
        book.put(gone, Kind::Subject, first, texts(&[(subject::VOID, "chuyển đi")]), &heads, 1);
        book
    }

    fn put(&self, doc: DocId, kind: Kind, area: AreaId, changes: Changes, parents: &[RevId], depth: u32) {
        let at_ms = NOW_MS;
        let parents = parents.to_vec();
        let (envelope, _) =
            Draft { doc, kind, area, parents, depth, author: USER, device: DEVICE, at_ms, changes }.sign(&key());
        self.store.append_own(&[envelope], None).expect("appended");
    }

    /// A check of a household by the household form. `dien` is whether its electricity is safe.
    fn check(&self, village: AreaId, number: u128, day: &str, status: &str, dien: &str) -> DocId {
        let doc = DocId(Uuid::from_u128(self.written.get()));
        self.written.set(self.written.get() + 1);
        let mut changes = texts(&[
            (check::SUBJECT, &household(village, number).to_string()),
            (check::FORM, "ho_gia_dinh"),
            (check::STATUS, status),
            ("answers/mo_dau/ngay_tham", day),
            ("answers/nhan_khau/dien_ho", if number == 0 { "ngheo" } else { "khong" }),
        ]);
        if !dien.is_empty() {
            changes.extend(texts(&[("answers/dien_thong_tin/dien_dat", dien)]));
        }
        self.put(doc, Kind::Check, village, changes, &[], 0);
        doc
    }

    fn call(&self, command: &str, args: Json) -> Json {
        call(&self.app, command, args)
    }

    fn row(&self, id: &str) -> Json {
        row(&self.call("criteria.board", json!({ "set": SET })), id)
    }

    fn indicator(&self, args: Json) -> Json {
        let mut all = json!({ "set": SET, "indicator": "4" });
        for (name, value) in args.as_object().into_iter().flatten() {
            all[name] = value.clone();
        }
        self.call("criteria.indicator", all)
    }
}

fn call(app: &App, command: &str, args: Json) -> Json {
    app.call(command, args.clone(), &officer()).unwrap_or_else(|error| panic!("{command} {args}: {error:?}"))
}

fn row(board: &Json, id: &str) -> Json {
    let criteria = board["board"]["criteria"].as_array().into_iter().flatten();
    let mut rows = criteria.flat_map(|criterion| criterion["indicators"].as_array().into_iter().flatten());
    rows.find(|row| row["id"] == id).cloned().unwrap_or_else(|| panic!("{id} in {board:#}"))
}

/// Of nineteen households: fifteen are checked this year, twelve of them with safe electricity and one unclear; one was
/// checked last year only, one has a draft, one a returned check, one nothing. Beside them stand older checks, and one of
/// the year to come, that must not count.
fn filled(dir: &Path) -> Book {
    let book = Book::founded(dir);
    let [(first, ..), (second, ..), (third, ..)] = VILLAGES;
    for number in 0..8 {
        let safe = if number < 6 { "1" } else { "0" };
        // An older check that says the opposite.
        book.check(first, number, "2026-02-01", check::COMPLETE, if number < 6 { "0" } else { "1" });
        book.check(first, number, "2026-06-01", check::COMPLETE, safe);
    }
    book.check(first, 8, "2025-06-01", check::COMPLETE, "1");
    for number in 0..4 {
        book.check(second, number, "2026-05-05", check::APPROVED, "1");
    }
    book.check(second, 4, "2026-05-05", check::DRAFT, "1");
    book.check(second, 5, "2026-05-05", check::RETURNED, "1");
    book.check(third, 0, "2026-07-01", check::COMPLETE, "1");
    book.check(third, 1, "2026-07-01", check::COMPLETE, "1");
    book.check(third, 2, "2026-07-01", check::COMPLETE, "");
    book.check(third, 3, "2027-01-02", check::COMPLETE, "1");
    book
}

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
        let fresh = call(&open_app(&book.store), "criteria.board", args.clone());
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
    let refused = book.app.call("criteria.board", args, &officer()).expect_err("there is no such month");
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
fn a_threshold_that_is_entered_and_compared_changes_the_board_and_says_by_whom() {
    let dir = tempfile::tempdir().expect("folder");
    let book = filled(dir.path());
    let entry = json!({ "set": SET, "indicator": "4", "value": 60.0, "source": "QĐ 26/2024/QĐ-UBND, Phụ lục I" });
    book.call("criteria.threshold", entry.clone());
    let row = book.row("4");
    // 12 of 19 are 63 % at worst.
    assert_eq!((row["threshold"].as_str(), row["verdict"].as_str()), (Some("≥ 60 %"), Some("met")));
    assert_eq!(row["verified"], false);
    let mut compared = entry;
    compared["compared"] = json!(true);
    book.call("criteria.threshold", compared.clone());
    assert_eq!(book.row("4")["verified"], true);
    let page = book.indicator(json!({}));
    assert_eq!(page["threshold"]["compared"], "Lê Thị Hoa đối chiếu ngày 25/11/2026");
    assert_eq!(page["threshold"]["source"], "QĐ 26/2024/QĐ-UBND, Phụ lục I");
    // Another value was compared with nothing.
    compared["compared"] = json!(false);
    compared["value"] = json!(70.0);
    book.call("criteria.threshold", compared);
    let row = book.row("4");
    assert_eq!((row["threshold"].as_str(), row["verified"].as_bool()), (Some("≥ 70 %"), Some(false)));
}

#[test]
fn a_threshold_of_the_commune_s_zone_comes_before_the_one_for_all() {
    let dir = tempfile::tempdir().expect("folder");
    let book = filled(dir.path());
    let entry = json!({ "set": SET, "indicator": "4", "zone": "vung_1", "value": 50.0, "source": "thử" });
    book.call("criteria.threshold", entry);
    assert_eq!(book.row("4")["threshold"], "≥ 98 %");
    book.call("criteria.setting", json!({ "set": SET, "zone": "vung_1", "used": true }));
    assert_eq!(book.row("4")["threshold"], "≥ 50 %");
    let board = book.call("criteria.board", json!({ "set": SET }));
    assert_eq!(board["board"]["zone_name"], "Vùng 1");
    assert_eq!(book.indicator(json!({}))["threshold"]["zone"], "Vùng 1");
    book.call("criteria.setting", json!({ "set": SET, "zone": null, "used": false }));
    assert_eq!(book.call("criteria.board", json!({ "set": SET }))["board"], Json::Null);
}

#[test]
fn nonsense_is_refused_in_words_and_collectors_enter_nothing() {
    let dir = tempfile::tempdir().expect("folder");
    let book = filled(dir.path());
    for (extra, word) in [
        (json!({ "value": 101.0 }), "không hợp"),
        (json!({ "value": 50.0, "from_year": 2025, "to_year": 2024 }), "Năm"),
        (json!({ "value": 50.0, "compared": true }), "văn bản"),
        (json!({ "compared": true, "source": "QĐ" }), "giá trị"),
    ] {
        let mut args = json!({ "set": SET, "indicator": "4" });
        for (name, value) in extra.as_object().into_iter().flatten() {
            args[name] = value.clone();
        }
        let refused = book.app.call("criteria.threshold", args.clone(), &officer()).expect_err("refused");
        assert!(refused.message.contains(word), "{args} {refused:?}");
    }
    let args = json!({ "set": SET, "indicator": "4", "value": 50.0 });
    let collector = Actor::Office { user: USER, user_name: "Cán bộ".into(), role: Role::Collector };
    assert!(book.app.call("criteria.threshold", args, &collector).is_err());
}

#[test]
fn a_set_goes_out_as_a_sheet_and_comes_back_with_what_was_changed() {
    let dir = tempfile::tempdir().expect("folder");
    let book = filled(dir.path());
    let entry = json!({ "set": SET, "indicator": "4", "value": 60.0, "source": "QĐ", "compared": true });
    book.call("criteria.threshold", entry);
    let file = book.call("criteria.export", json!({ "set": SET }));
    assert_eq!(file["name"], "bo-tieu-chi-xa_ntm_nang_cao_2022.xlsx");
    let preview = book.call("criteria.preview", json!({ "file": file["file"] }));
    assert_eq!((preview["changes"].clone(), preview["notes"].clone()), (json!([]), json!([])), "{preview:#}");

    let mut set = criteria::shipped_sets().expect("sets").into_iter().find(|set| set.id == SET).expect("the set");
    for criterion in &mut set.criteria {
        criterion.indicators.retain(|indicator| indicator.id != "17.5");
        for indicator in criterion.indicators.iter_mut().filter(|indicator| indicator.id == "17.4") {
            indicator.thresholds[0].value = Some(65.0);
        }
    }
    let file = book.app.put_file(set.to_xlsx().expect("sheet"));
    let preview = book.call("criteria.preview", json!({ "file": file }));
    let changes: Vec<&str> =
        preview["changes"].as_array().into_iter().flatten().filter_map(|one| one["after"].as_str()).collect();
    assert_eq!(changes, ["≥ 98 %", "≥ 65 %", "bỏ chỉ tiêu"], "{preview:#}");
    assert_eq!(book.row("17.4")["threshold"], "≥ 50 %", "a preview changes nothing");
    assert_eq!(book.call("criteria.import", json!({ "file": file }))["imported"], true);
    assert_eq!(book.row("17.4")["threshold"], "≥ 65 %");
    assert_eq!(book.row("4")["threshold"], "≥ 98 %");
    let thresholds = book.call("criteria.thresholds", json!({ "set": SET }));
    assert_eq!(thresholds["set"]["replaced"], true);
    assert!(thresholds["rows"].as_array().into_iter().flatten().all(|row| row["indicator"] != "17.5"));

    book.call("criteria.restore", json!({ "set": SET }));
    assert_eq!(book.row("17.4")["threshold"], "≥ 50 %");
    assert_eq!(book.call("criteria.thresholds", json!({ "set": SET }))["set"]["replaced"], false);

    let broken = book.app.put_file(b"not a workbook".to_vec());
    let preview = book.call("criteria.preview", json!({ "file": broken }));
    assert!(preview["notes"].as_array().is_some_and(|notes| notes.iter().any(|note| note["severity"] == "error")));
    assert_eq!(book.call("criteria.import", json!({ "file": broken }))["imported"], false);
}

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
    assert!(book.app.call("checks.recheck", args, &officer()).is_err(), "a draft verifies nothing");
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
