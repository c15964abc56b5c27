//! The use cases over a real encrypted store, as the shells call them: by name, with JSON.

#![allow(clippy::expect_used, clippy::panic)] // helpers of tests

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use app::{Actor, App, AppError, Clock, ErrorCode, Identity, Role};
use domain::vocabulary::{area, campaign};
use domain::{AreaId, Change, Changes, DeviceId, DocId, Document, FieldPath, Kind, UserId, Value};
use serde_json::{Value as Json, json};
use store::{Store, StoreKey};
use uuid::Uuid;
use wire::{DeviceKey, Draft};

const COMMUNE: AreaId = AreaId(Uuid::from_u128(100));
const DEVICE: DeviceId = DeviceId(Uuid::from_u128(7));
const USER: UserId = UserId(Uuid::from_u128(8));
const SEED: [u8; 32] = [3; 32];

struct SetClock(AtomicI64);

impl Clock for SetClock {
    fn now_ms(&self) -> i64 {
        self.0.fetch_add(1_000, Ordering::Relaxed)
    }
}

fn officer() -> Actor {
    Actor::Office { user: USER, user_name: "Công chức xã".into(), role: Role::Officer }
}

/// Opens (or reopens) a book in `dir` as the office does.
fn open(dir: &Path) -> App {
    let store = Store::open(&dir.join("book.db"), &StoreKey::new([9; 32])).expect("store");
    let identity = Identity {
        device: DEVICE,
        device_name: "Bàn làm việc".into(),
        key: DeviceKey::from_seed(&SEED),
        user: USER,
        user_name: "Văn phòng xã".into(),
        commune: COMMUNE,
        commune_name: "Xã Ngọc Phụng".into(),
    };
    App::office(Arc::new(store), identity, Arc::new(SetClock(AtomicI64::new(1_795_000_000_000))))
}

fn fields(pairs: &[(&str, &str)]) -> Changes {
    pairs.iter().map(|(field, text)| (FieldPath::from(*field), Change::Set(Value::from(*text)))).collect()
}

/// The commune and its campaign, as the server makes them.
fn found(dir: &Path) {
    let store = Store::open(&dir.join("book.db"), &StoreKey::new([9; 32])).expect("store");
    let commune = fields(&[(area::NAME, "Xã Ngọc Phụng"), (area::TYPE, area::TYPE_COMMUNE)]);
    let campaign = fields(&[
        (campaign::NAME, "Rà soát hộ gia đình 2026"),
        (campaign::FORM, "ho_gia_dinh"),
        (campaign::SUBJECT_TYPE, "household"),
        (campaign::STARTS, "2026-11-01"),
    ]);
    let documents = [(DocId(COMMUNE.0), Kind::Area, commune), (DocId(Uuid::from_u128(200)), Kind::Campaign, campaign)];
    let signed = documents.map(|(doc, kind, changes)| {
        let (area, parents) = (COMMUNE, Vec::new());
        let draft = Draft { doc, kind, area, parents, depth: 0, author: USER, device: DEVICE, at_ms: 0, changes };
        draft.sign(&DeviceKey::from_seed(&SEED)).0
    });
    store.append_own(&signed, None).expect("founded");
}

fn call(app: &App, command: &str, args: Json) -> Json {
    app.call(command, args.clone(), &officer()).unwrap_or_else(|error| panic!("{command} {args}: {error:?}"))
}

fn refused(app: &App, command: &str, args: Json) -> AppError {
    app.call(command, args, &officer()).expect_err("refused")
}

/// A book with the demo register loaded.
fn loaded(dir: &Path) -> App {
    found(dir);
    let app = open(dir);
    let file = app.put_file(demo::register_xlsx().expect("register"));
    let result = call(&app, "register.import", json!({ "file": file, "create_villages": true }));
    assert_eq!(result["imported"], true, "{:#}", result["notes"]);
    app
}

fn first_household(app: &App, text: &str) -> Json {
    call(app, "households.list", json!({ "text": text }))["rows"][0].clone()
}

fn start(app: &App, household: &Json) -> Json {
    call(app, "checks.start", json!({ "household": household["id"] }))["check"].clone()
}

fn answer(app: &App, check: &Json, path: &str, value: &str) -> Json {
    call(app, "checks.answer", json!({ "check": check, "section": 0, "path": path, "value": value }))
}

/// The nodes of the section with this title.
fn section(app: &App, check: &Json, title: &str) -> Json {
    let sections = call(app, "checks.open", json!({ "check": check }))["sections"].clone();
    let mut all = sections.as_array().into_iter().flatten();
    let wanted = all.find(|section| section["title"].as_str().is_some_and(|text| text.contains(title)));
    let index = wanted.unwrap_or_else(|| panic!("section {title} in {sections:#}"))["index"].clone();
    call(app, "checks.section", json!({ "check": check, "section": index }))["nodes"].clone()
}

/// A question anywhere among nodes.
fn find<'a>(nodes: &'a Json, path: &str) -> Option<&'a Json> {
    for node in nodes.as_array().into_iter().flatten() {
        if node["path"] == path && node["node"] == "question" {
            return Some(node);
        }
        let inner = node["instances"].as_array().into_iter().flatten().map(|instance| &instance["children"]);
        let found = std::iter::once(&node["children"]).chain(inner).find_map(|children| find(children, path));
        if found.is_some() {
            return found;
        }
    }
    None
}

fn value<'a>(nodes: &'a Json, path: &str) -> &'a Json {
    &find(nodes, path).unwrap_or_else(|| panic!("{path} in {nodes:#}"))["value"]
}

#[test]
fn the_register_loads_once_and_a_second_time_changes_nothing() {
    let dir = tempfile::tempdir().expect("folder");
    let app = loaded(dir.path());
    assert_eq!(call(&app, "households.list", json!({}))["total"], json!(demo::HOUSEHOLDS));
    assert_eq!(call(&app, "areas.list", json!({}))["villages"].as_array().map(Vec::len), Some(7));

    let file = app.put_file(demo::register_xlsx().expect("register"));
    let again = call(&app, "register.preview", json!({ "file": file }));
    assert_eq!((&again["households"], &again["roads"], &again["imported"]), (&json!(0), &json!(0), &json!(false)));
    call(&app, "register.import", json!({ "file": file, "create_villages": true }));
    assert_eq!(call(&app, "households.list", json!({}))["total"], json!(demo::HOUSEHOLDS));
}

#[test]
fn a_damaged_register_changes_nothing_and_says_so() {
    let dir = tempfile::tempdir().expect("folder");
    found(dir.path());
    let app = open(dir.path());
    let mut bytes = demo::register_xlsx().expect("register");
    bytes.truncate(bytes.len() / 2);
    let file = app.put_file(bytes);
    let result = call(&app, "register.import", json!({ "file": file, "create_villages": true }));
    assert_eq!(result["imported"], false);
    assert_eq!(result["notes"][0]["severity"], "error");
    assert_eq!(call(&app, "households.list", json!({}))["total"], 0);
    assert_eq!(refused(&app, "register.import", json!({ "file": "00" })).code, ErrorCode::NotFound);
}

#[test]
fn a_row_without_a_village_is_left_out_and_named_and_the_others_load() {
    let dir = tempfile::tempdir().expect("folder");
    found(dir.path());
    let app = open(dir.path());
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    let rows = [["STT", "Họ và tên chủ hộ", "Thôn"], ["1", "Lê Thị Hoa", "Phú Vinh"], ["2", "Vi Văn Ón", ""]];
    for (number, row) in (0..).zip(rows) {
        sheet.write_row(number, 0, row).expect("row");
    }
    let file = app.put_file(workbook.save_to_buffer().expect("workbook"));
    let result = call(&app, "register.import", json!({ "file": file, "create_villages": true }));
    assert_eq!((&result["imported"], &result["households"]), (&json!(true), &json!(1)), "{result:#}");
    assert_eq!((&result["notes"][0]["severity"], &result["notes"][0]["row"]), (&json!("error"), &json!(3)));
    assert_eq!(call(&app, "households.list", json!({}))["rows"][0]["name"], "Lê Thị Hoa");
}

#[test]
fn every_answer_survives_a_program_that_is_killed_and_the_finished_check_reads_back() {
    let dir = tempfile::tempdir().expect("folder");
    let app = loaded(dir.path());
    let household = first_household(&app, "");
    let check = start(&app, &household);
    answer(&app, &check, "mo_dau/ket_qua_gap", "vang_nha");
    answer(&app, &check, "ket_thuc/ghi_chu", " Cả nhà đi làm xa, hẹn thứ bảy ");
    // No orderly end: the app is dropped as it is, as by a kill.
    drop(app);

    let app = open(dir.path());
    assert_eq!(start(&app, &household), check, "the draft is found again");
    let nodes = section(&app, &check, "Kết thúc");
    assert_eq!(value(&nodes, "ket_thuc/ghi_chu"), "Cả nhà đi làm xa, hẹn thứ bảy");

    let finished = call(&app, "checks.finish", json!({ "check": check }));
    assert_eq!(finished["finished"], true, "{:#}", finished["problems"]);
    let view = call(&app, "checks.view", json!({ "check": check }));
    assert_eq!((&view["status"], &view["household_name"]), (&json!("complete"), &household["name"]));
    let sections = view["sections"].as_array().into_iter().flatten();
    let lines = sections.flat_map(|section| section["lines"].as_array().into_iter().flatten());
    let texts: Vec<&str> = lines.filter_map(|line| line["text"].as_str()).collect();
    assert!(texts.contains(&"Cả nhà đi làm xa, hẹn thứ bảy"), "{texts:?}");

    let found = call(&app, "households.list", json!({ "state": "done" }));
    assert_eq!((&found["total"], &found["rows"][0]["id"]), (&json!(1), &household["id"]));
    let home = call(&app, "home.get", json!({}));
    assert_eq!((&home["done"], &home["drafts"]), (&json!(1), &json!([])));
}

#[test]
fn a_finished_check_brings_the_household_up_to_date() {
    let dir = tempfile::tempdir().expect("folder");
    let app = loaded(dir.path());
    let household = first_household(&app, "");
    let check = start(&app, &household);
    let add = json!({ "check": check, "section": 1, "path": "nhan_khau/thanh_vien" });
    call(&app, "checks.add_repeat", add);
    answer(&app, &check, "nuoc/nguon_nuoc", "gieng_khoan");
    finish_whatever_is_asked(&app, &check);

    let page = call(&app, "households.get", json!({ "id": household["id"] }));
    let facts = page["facts"].as_array().into_iter().flatten();
    let texts: Vec<(&str, &str)> =
        facts.filter_map(|fact| Some((fact["label"].as_str()?, fact["text"].as_str()?))).collect();
    assert!(texts.contains(&("Số khẩu", "2")), "{texts:?}");
    assert!(texts.contains(&("Nước ăn uống chính lấy từ đâu?", "Giếng khoan")), "labels, not codes: {texts:?}");
    let judged = texts.iter().find(|(label, _)| *label == "Nước hợp vệ sinh").map(|(_, text)| *text);
    assert!(matches!(judged, Some("Đạt" | "Chưa đạt")), "a judgement in words: {texts:?}");
    assert!(texts.iter().all(|(label, _)| !label.contains('_')), "no names of programs: {texts:?}");
    let listed = call(&app, "households.list", json!({ "text": household["code"] }));
    assert_eq!(listed["rows"][0]["members"], 2, "the list counts with the same number");
}

/// Answers every question that stands in the way of finishing: the first choice, or something plausible.
fn finish_whatever_is_asked(app: &App, check: &Json) {
    for _ in 0..200 {
        let finished = call(app, "checks.finish", json!({ "check": check }));
        if finished["finished"] == true {
            return;
        }
        let path = finished["problems"][0]["path"].as_str().expect("path").to_owned();
        let question = find(&finished["filling"]["nodes"], &path).expect("question").clone();
        let plausible = match question["kind"].as_str() {
            Some("acknowledge") => "OK",
            Some("text") => "Bùi Thị Nga",
            Some("integer") if path.ends_with("nam_sinh") => "1980",
            Some("integer") => "1",
            _ => "12",
        };
        let names = question["choices"].as_array().into_iter().flatten().filter_map(|choice| choice["name"].as_str());
        let chosen: Vec<&str> = names.take(if question["kind"] == "select_multiple" { 2 } else { 1 }).collect();
        answer(app, check, &path, if chosen.is_empty() { plausible.to_owned() } else { chosen.join(" ") }.as_str());
    }
    panic!("the form does not end: {:#}", call(app, "checks.finish", json!({ "check": check }))["problems"]);
}

#[test]
fn finishing_with_gaps_names_them_and_loses_nothing() {
    let dir = tempfile::tempdir().expect("folder");
    let app = loaded(dir.path());
    let check = start(&app, &first_household(&app, ""));
    let finished = call(&app, "checks.finish", json!({ "check": check }));
    assert_eq!(finished["finished"], false);
    let first = &finished["problems"][0];
    assert_eq!(first["path"], "mo_dau/ket_qua_gap");
    assert!(first["message"].as_str().is_some_and(|message| message.len() > 5), "{first}");
    assert_eq!(finished["filling"]["current"], first["section"], "the form stands at the first problem");
    let nodes = section(&app, &check, "Mở đầu");
    assert!(find(&nodes, "mo_dau/ket_qua_gap").expect("question")["error"].is_string());
}

#[test]
fn a_late_goodbye_of_the_screen_does_not_undo_a_finished_check() {
    let dir = tempfile::tempdir().expect("folder");
    let app = loaded(dir.path());
    let check = start(&app, &first_household(&app, ""));
    answer(&app, &check, "mo_dau/ket_qua_gap", "vang_nha");
    assert_eq!(call(&app, "checks.finish", json!({ "check": check }))["finished"], true);
    call(&app, "checks.close", json!({ "check": check }));
    assert_eq!(call(&app, "checks.view", json!({ "check": check }))["status"], "complete");
    assert_eq!(call(&app, "home.get", json!({}))["drafts"], json!([]));
    let late = json!({ "check": check, "section": 0, "path": "ket_thuc/ghi_chu", "value": "muộn" });
    assert_eq!(refused(&app, "checks.answer", late).code, ErrorCode::NotFound);

    // Opened on purpose it can be corrected, and counts until that is finished.
    call(&app, "checks.open", json!({ "check": check }));
    answer(&app, &check, "ket_thuc/ghi_chu", "sửa lại");
    assert_eq!(call(&app, "checks.view", json!({ "check": check }))["status"], "complete");
    assert_eq!(call(&app, "checks.finish", json!({ "check": check }))["finished"], true);
    let view = call(&app, "checks.view", json!({ "check": check }));
    assert!(view["sections"].to_string().contains("sửa lại"), "{view:#}");
}

#[test]
fn a_closed_draft_is_in_the_log_and_goes_on_where_it_was() {
    let dir = tempfile::tempdir().expect("folder");
    let app = loaded(dir.path());
    let check = start(&app, &first_household(&app, ""));
    answer(&app, &check, "nha_o/nha_dien_tich", "62,5");
    call(&app, "checks.close", json!({ "check": check }));
    assert_eq!(call(&app, "checks.view", json!({ "check": check }))["status"], "draft");
    assert_eq!(call(&app, "home.get", json!({}))["drafts"][0]["check"], check);
    assert_eq!(value(&section(&app, &check, "Nhà ở"), "nha_o/nha_dien_tich"), "62.5");

    // Taking an answer back must not let the one in the log come through again.
    call(&app, "checks.answer", json!({ "check": check, "section": 2, "path": "nha_o/nha_dien_tich", "value": null }));
    drop(app);
    let app = open(dir.path());
    assert_eq!(value(&section(&app, &check, "Nhà ở"), "nha_o/nha_dien_tich"), &Json::Null);
}

/// Another device answers in the same check, on top of what it has seen, and the commune hands it over.
fn answered_elsewhere(dir: &Path, check: &Json, base: &Document, answers: &[(&str, &str)]) {
    let key = DeviceKey::from_seed(&[77; 32]);
    let changes = answers.iter().map(|(path, text)| {
        let path = FieldPath::new(format!("answers/{path}"));
        (path, Change::Set(Value::from(*text)))
    });
    let draft = Draft {
        doc: check.as_str().expect("id").parse().expect("id"),
        kind: Kind::Check,
        area: base.area,
        parents: base.heads.clone(),
        depth: base.depth + 1,
        author: UserId(Uuid::from_u128(70)),
        device: DeviceId(Uuid::from_u128(71)),
        at_ms: 0,
        changes: changes.collect(),
    };
    let store = Store::open(&dir.join("book.db"), &StoreKey::new([9; 32])).expect("store");
    store.apply_remote(&[draft.sign(&key)], None, 0).expect("applied");
}

#[test]
fn what_came_in_while_a_form_was_open_is_never_overwritten_unseen() {
    let dir = tempfile::tempdir().expect("folder");
    let app = loaded(dir.path());
    let check = start(&app, &first_household(&app, ""));
    answer(&app, &check, "mo_dau/ket_qua_gap", "vang_nha");
    answer(&app, &check, "ket_thuc/ghi_chu", "lần đầu");
    call(&app, "checks.close", json!({ "check": check }));
    let store = Store::open(&dir.path().join("book.db"), &StoreKey::new([9; 32])).expect("store");
    let doc = check.as_str().expect("id").parse().expect("id");
    let seen_by_both = store.document(doc).expect("read").expect("document");

    call(&app, "checks.open", json!({ "check": check }));
    answered_elsewhere(
        dir.path(),
        &check,
        &seen_by_both,
        &[("ket_thuc/ghi_chu", "máy kia"), ("mo_dau/ngay_tham", "2026-11-20")],
    );
    answer(&app, &check, "ket_thuc/ghi_chu", "máy này");
    assert_eq!(call(&app, "checks.finish", json!({ "check": check }))["finished"], true);

    let conflicts = call(&app, "conflicts.list", json!({}))["items"].clone();
    assert_eq!(conflicts.as_array().map(Vec::len), Some(1), "{conflicts:#}");
    assert_eq!(
        (&conflicts[0]["field"], &conflicts[0]["label"]),
        (&json!("answers/ket_thuc/ghi_chu"), &json!("Ghi chú"))
    );
    let mut texts: Vec<&str> =
        conflicts[0]["values"].as_array().into_iter().flatten().filter_map(|value| value["text"].as_str()).collect();
    texts.sort_unstable();
    assert_eq!(texts, ["máy kia", "máy này"]);
    let merged = store.document(doc).expect("read").expect("document");
    assert_eq!(merged.text("answers/mo_dau/ngay_tham"), Some("2026-11-20"), "what only the other one answered stays");

    let args =
        json!({ "doc": check, "field": "answers/ket_thuc/ghi_chu", "revision": conflicts[0]["values"][1]["revision"] });
    assert_eq!(call(&app, "conflicts.resolve", args)["items"], json!([]));
}

#[test]
fn a_person_added_to_the_household_has_answers_of_their_own() {
    let dir = tempfile::tempdir().expect("folder");
    let app = loaded(dir.path());
    let household = first_household(&app, "");
    let check = start(&app, &household);
    let add = json!({ "check": check, "section": 1, "path": "nhan_khau/thanh_vien" });
    call(&app, "checks.add_repeat", add);
    let nodes = section(&app, &check, "Nhân khẩu");
    let repeat = nodes.as_array().into_iter().flatten().find(|node| node["node"] == "repeat").expect("repeat");
    let instances = repeat["instances"].as_array().into_iter().flatten();
    let paths: Vec<&str> = instances.filter_map(|instance| instance["path"].as_str()).collect();
    assert_eq!(paths.len(), 2);
    let names = [format!("{}/ho_ten", paths[0]), format!("{}/ho_ten", paths[1])];
    assert_eq!(value(&nodes, &names[0]), &household["name"], "the first person is the head of the household");
    answer(&app, &check, &names[1], "Lê Thị Hoa");
    drop(app);

    let app = open(dir.path());
    let nodes = section(&app, &check, "Nhân khẩu");
    assert_eq!((value(&nodes, &names[0]), value(&nodes, &names[1])), (&household["name"], &json!("Lê Thị Hoa")));
    let removed = call(&app, "checks.remove_repeat", json!({ "check": check, "section": 1, "path": paths[0] }));
    assert!(find(&removed["nodes"], &names[0]).is_none());
    drop(app);
    let nodes = section(&open(dir.path()), &check, "Nhân khẩu");
    assert_eq!(find(&nodes, &names[0]), None, "a removed person stays removed");
    assert_eq!(value(&nodes, &names[1]), "Lê Thị Hoa");
}

#[test]
fn a_changed_fact_is_in_the_history_and_wrong_ones_are_refused_in_words() {
    let dir = tempfile::tempdir().expect("folder");
    let app = loaded(dir.path());
    let id = first_household(&app, "")["id"].clone();
    let edit = |fields: Json| json!({ "id": id, "fields": fields });
    let edited = call(&app, "households.edit", edit(json!({ "phone": "0900 000 123", "members": "5" })));
    assert!(edited["changes"][0]["text"].as_str().is_some_and(|text| text.contains("0900 000 123")), "{edited:#}");
    let same = call(&app, "households.edit", edit(json!({ "members": "5" })));
    assert_eq!(same["changes"], edited["changes"], "saying the same again writes nothing");
    for fields in [json!({ "members": "nhiều" }), json!({ "name": " " }), json!({ "members": "-1" })] {
        let error = refused(&app, "households.edit", edit(fields));
        assert_eq!(error.code, ErrorCode::Invalid);
        assert!(!error.advice.is_empty());
    }
    assert_eq!(refused(&app, "households.edit", edit(json!({ "type": "road" }))).code, ErrorCode::Forbidden);
}

#[test]
fn commands_are_refused_to_those_who_may_not_call_them() {
    let dir = tempfile::tempdir().expect("folder");
    found(dir.path());
    let app = open(dir.path());
    let leader = Actor::Office { user: USER, user_name: "Lãnh đạo".into(), role: Role::Leader };
    let import = app.call("register.import", json!({ "file": "x" }), &leader).expect_err("refused");
    assert_eq!(import.code, ErrorCode::Forbidden);
    assert_eq!(refused(&app, "transfer.start", json!({})).code, ErrorCode::Forbidden);
    assert_eq!(refused(&app, "no.such", json!({})).code, ErrorCode::BadCall);
    assert_eq!(refused(&app, "households.get", json!({ "id": "nothing" })).code, ErrorCode::NotFound);

    let device = App::field(dir.path().join("device"), Arc::new(SetClock(AtomicI64::new(0))));
    let error = device.call("home.get", json!({}), &Actor::DeviceUser).expect_err("not paired");
    assert_eq!(error.code, ErrorCode::Unpaired);
    let pair = json!({ "code": "SOTHON1-AAAAA", "pin": "246810" });
    let error = device.call("device.pair", pair, &Actor::DeviceUser).expect_err("no code");
    assert_eq!(error.code, ErrorCode::PairingCode);
    assert!(!dir.path().join("device").exists(), "nothing was written");
}

#[test]
fn subjects_of_every_type_have_a_list_a_page_and_a_history() {
    let dir = tempfile::tempdir().expect("folder");
    let app = loaded(dir.path());
    let list = |subject_type: &str, text: &str| {
        call(&app, "subjects.list", json!({ "subject_type": subject_type, "text": text }))
    };
    for (subject_type, total) in
        [("household", demo::HOUSEHOLDS), ("road", demo::ROADS), ("village", 7), ("commune", 1), ("work", 0)]
    {
        assert_eq!(list(subject_type, "")["total"], json!(total), "{subject_type}");
    }
    let road = list("road", "trục")["rows"][0].clone();
    assert!(road["detail"].as_str().is_some_and(|detail| detail.contains(" m")), "class, surface, length: {road}");

    let village = list("village", "")["rows"][0].clone();
    let page = call(&app, "subjects.get", json!({ "id": village["id"] }));
    assert_eq!((&page["name"], &page["subject_type"]), (&village["name"], &json!("village")));

    let work = json!({ "subject_type": "work", "village": village["id"], "name": "Cổng làng văn hóa",
        "fields": { "note": "Làm năm 2023" } });
    let made = call(&app, "subjects.create", work);
    assert_eq!((&made["facts"][0]["label"], &made["facts"][0]["text"]), (&json!("Tên công trình"), &made["name"]));
    assert_eq!(list("work", "cong lang")["rows"][0]["id"], made["id"], "found without accents");
    let edit = json!({ "id": made["id"], "fields": { "name": "Cổng làng" } });
    let edited = call(&app, "subjects.edit", edit);
    assert_eq!(edited["changes"][0]["text"], json!("Tên công trình: Cổng làng"));
    assert_eq!(edited["changes"].as_array().map(Vec::len), Some(2));

    for (subject_type, code) in [("village", ErrorCode::Forbidden), ("mat_trang", ErrorCode::NotFound)] {
        let args = json!({ "subject_type": subject_type, "village": village["id"], "name": "X" });
        assert_eq!(refused(&app, "subjects.create", args).code, code, "{subject_type}");
    }
    let wrong = json!({ "household": road["id"], "form": "ho_gia_dinh" });
    assert_eq!(refused(&app, "checks.start", wrong).code, ErrorCode::Invalid, "a road is no household");
    assert_eq!(refused(&app, "households.get", json!({ "id": road["id"] })).code, ErrorCode::NotFound);
}

#[test]
fn a_subject_tells_its_forms_and_where_they_stand() {
    let dir = tempfile::tempdir().expect("folder");
    let app = loaded(dir.path());
    let household = first_household(&app, "");
    let form = |app: &App| {
        let page = call(app, "subjects.get", json!({ "id": household["id"] }));
        let forms = page["forms"].as_array().cloned().unwrap_or_default();
        forms.into_iter().find(|form| form["form"] == "ho_gia_dinh").expect("its form")
    };
    assert_eq!(form(&app)["draft"], Json::Null);
    let filling = call(&app, "checks.start", json!({ "household": household["id"], "form": "ho_gia_dinh" }));
    assert_eq!(filling["subject_type"], "household");
    assert_eq!(form(&app)["draft"], filling["check"]);
    answer(&app, &filling["check"], "mo_dau/ket_qua_gap", "vang_nha");
    assert_eq!(call(&app, "checks.finish", json!({ "check": filling["check"] }))["finished"], true);
    assert_eq!((&form(&app)["draft"], &form(&app)["done"]), (&Json::Null, &filling["check"]));
}

#[test]
fn every_type_of_subject_has_forms_that_begin_with_what_is_known() {
    let dir = tempfile::tempdir().expect("folder");
    let app = loaded(dir.path());
    let village = call(&app, "areas.list", json!({}))["villages"][0]["id"].clone();
    for subject_type in ["facility", "sanitation_point", "work"] {
        let args = json!({ "subject_type": subject_type, "village": village, "name": "Bãi tập kết" });
        call(&app, "subjects.create", args);
    }
    for (subject_type, form, name) in [
        ("road", "duong", "mo_dau/ten_duong"),
        ("facility", "co_so", "mo_dau/ten_co_so"),
        ("sanitation_point", "diem_ve_sinh", "mo_dau/ten_diem"),
        ("work", "cong_trinh", "mo_dau/ten_cong_trinh"),
        ("village", "cong_nhan_thon", "mo_dau/ten_thon"),
        ("commune", "chi_tieu_xa", "mo_dau/ten_xa"),
    ] {
        let row = call(&app, "subjects.list", json!({ "subject_type": subject_type }))["rows"][0].clone();
        let page = call(&app, "subjects.get", json!({ "id": row["id"] }));
        let forms = page["forms"].as_array().cloned().unwrap_or_default();
        assert!(forms.iter().any(|one| one["form"] == form), "{subject_type}: {forms:#?}");
        assert!(forms.iter().all(|one| one["form"] != "ho_gia_dinh"), "{subject_type}");
        let filling = call(&app, "checks.start", json!({ "household": row["id"], "form": form }));
        if find(&filling["nodes"], name).is_some() {
            assert_eq!(value(&filling["nodes"], name), &row["name"], "{subject_type}");
        }
    }
    let household = first_household(&app, "")["id"].clone();
    let forms = call(&app, "subjects.get", json!({ "id": household }))["forms"].clone();
    assert_eq!(forms.as_array().map(Vec::len), Some(1), "{forms:#}");
}
