//! The register as a workbook: read once, row by row, with what is wrong named.

use app::ErrorCode;
use serde_json::json;

use crate::support::call;
use crate::support::filling::{found, loaded, open, refused};

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
