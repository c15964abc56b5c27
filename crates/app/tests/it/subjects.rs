//! Households and all other subjects: their lists, pages, histories and forms; and who may do what.

use app::{Actor, App, ErrorCode, Role};
use serde_json::{Value as Json, json};

use crate::support::filling::{answer, find, first_household, found, loaded, open, refused, value};
use crate::support::{Ticking, USER, call};

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

    let device = App::field(dir.path().join("device"), Ticking::new());
    let error = device.call("home.get", json!({}), &Actor::DeviceUser).expect_err("not paired");
    assert_eq!(error.code, ErrorCode::Unpaired);
    let pair = json!({ "code": "SOTHON1-AAAAA", "pin": "246810" });
    let error = device.call("device.pair", pair, &Actor::DeviceUser).expect_err("no code");
    assert_eq!(error.code, ErrorCode::PairingCode);
    assert!(!dir.path().join("device").exists(), "nothing was written");
}
