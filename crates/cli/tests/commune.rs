//! A day in the field by command line against a real commune.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};
use testkit::TestCommune;

const PIN: &str = "246810";

fn sothon(data: &Path, pin: &str, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sothon"));
    command.env_clear().env("SOTHON_PIN", pin).arg("--data").arg(data).args(args);
    command.output().expect("started")
}

fn answer(output: &Output) -> Value {
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words}");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn error_code(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1));
    let error: Value = serde_json::from_slice(&output.stderr).expect("JSON");
    error["code"].as_str().unwrap_or_default().to_owned()
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_else(|| panic!("no {field} in {value}"))
}

#[test]
fn a_check_made_by_command_line_is_read_at_the_office() {
    let commune = TestCommune::start_demo().expect("commune");
    let code = commune.invite(&[]).expect("invited").to_string();
    let dir = tempfile::tempdir().expect("folder");
    let data = dir.path().join("device");
    let device = |args: &[&str]| answer(&sothon(&data, PIN, args));
    let call = |command: &str, args: Value| device(&["call", command, &args.to_string()]);

    assert_eq!(text(&device(&["pair", &code, "--name", "Máy lệnh"]), "device_name"), "Máy lệnh");
    assert_eq!(device(&["sync"])["ok"], true);
    let page = call("households.list", json!({ "limit": 1 }));
    assert_eq!(page["total"], demo::HOUSEHOLDS);
    let household = text(&page["rows"][0], "id").to_owned();

    let check = text(&call("checks.start", json!({ "household": household })), "check").to_owned();
    let put = |path: &str, value: &str| {
        call("checks.answer", json!({ "check": check, "section": 0, "path": path, "value": value }))
    };
    put("mo_dau/ket_qua_gap", "vang_nha");
    put("ket_thuc/ghi_chu", "Chủ hộ đi vắng");
    let finished = call("checks.finish", json!({ "check": check }));
    assert_eq!(finished["finished"], true, "{}", finished["problems"]);
    assert_eq!(device(&["status"])["unsafe_work"]["checks"], 1);
    assert_eq!(device(&["sync"])["checks_safe"], 1);
    assert_eq!(device(&["status"])["unsafe_work"]["checks"], 0);

    let office = commune.officer().expect("signed in");
    let seen = office.call("checks.view", &json!({ "check": check })).expect("answered");
    assert_eq!(text(&seen, "status"), "complete");
    assert!(seen["sections"].to_string().contains("Chủ hộ đi vắng"), "{seen}");
}

#[test]
fn a_wrong_pin_and_a_used_code_are_refused_by_their_names() {
    let commune = TestCommune::start().expect("commune");
    let code = commune.invite(&[]).expect("invited").to_string();
    let dir = tempfile::tempdir().expect("folder");
    let (first, second) = (dir.path().join("first"), dir.path().join("second"));
    answer(&sothon(&first, PIN, &["pair", &code]));
    assert_eq!(error_code(&sothon(&first, "135790", &["status"])), "wrong_pin");
    assert_eq!(error_code(&sothon(&second, PIN, &["pair", &code])), "pairing_code");
    assert_eq!(answer(&sothon(&second, PIN, &["call", "device.status"]))["state"], "unpaired");
}

#[test]
fn without_a_commune_in_reach_sending_fails_in_plain_words_and_loses_nothing() {
    let mut commune = TestCommune::start().expect("commune");
    let code = commune.invite(&[]).expect("invited").to_string();
    let dir = tempfile::tempdir().expect("folder");
    answer(&sothon(dir.path(), PIN, &["pair", &code]));
    commune.stop().expect("stopped");
    let refused = sothon(dir.path(), PIN, &["sync"]);
    assert_eq!(error_code(&refused), "unreachable");
    assert_eq!(answer(&sothon(dir.path(), PIN, &["status"]))["state"], "open");
}
