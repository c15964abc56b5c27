//! Checks from the first question to the revision: nothing that was answered is lost, nothing of others is overwritten.

use std::path::Path;

use app::{App, ErrorCode};
use domain::{Change, DeviceId, Document, FieldPath, Kind, UserId, Value};
use serde_json::{Value as Json, json};
use uuid::Uuid;
use wire::{DeviceKey, Draft};

use crate::support::filling::{answer, find, first_household, loaded, open, refused, section, start, value};
use crate::support::{call, store_in};

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
    let store = store_in(dir);
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
    let store = store_in(dir.path());
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
