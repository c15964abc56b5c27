//! The program as scripts see it. What needs a commune is tested with the server.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn sothon(data: Option<&Path>, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sothon"));
    command.env_clear().env("SOTHON_PIN", "246810").args(args);
    if let Some(data) = data {
        command.arg("--data").arg(data);
    }
    command.output().expect("started")
}

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(bytes)))
}

#[test]
fn the_table_lists_every_command_with_its_schemas() {
    let output = sothon(None, &["commands"]);
    assert_eq!(output.status.code(), Some(0));
    let table = json(&output.stdout);
    let rows = table.as_array().expect("a list");
    assert_eq!(rows.len(), app::commands().len());
    for row in rows {
        assert!(row["name"].is_string() && row["doc"].is_string(), "{row}");
        assert!(row["args"].is_object() && row["reply"].is_object(), "{row}");
    }
}

#[test]
fn a_new_folder_is_unpaired_and_nothing_is_written_by_asking() {
    let dir = tempfile::tempdir().expect("folder");
    let data = dir.path().join("new");
    let output = sothon(Some(&data), &["call", "device.status"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(json(&output.stdout)["state"], "unpaired");
    assert!(!data.exists());
}

#[test]
fn failures_are_the_apps_own_errors_and_exit_with_one() {
    let dir = tempfile::tempdir().expect("folder");
    for (args, code) in [
        (["call", "home.get", "{}"], "unpaired"),
        (["call", "no.such", "{}"], "bad_call"),
        (["call", "device.unlock", r#"{"pin":5}"#], "bad_call"),
        (["pair", "this-is-no-code", "--name=A"], "pairing_code"),
    ] {
        let output = sothon(Some(dir.path()), &args);
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        assert_eq!(output.stdout, b"", "{args:?}");
        let error = json(&output.stderr);
        assert_eq!(error["code"], code, "{args:?}: {error}");
        assert!(error["message"].as_str().is_some_and(|text| !text.is_empty()), "{error}");
    }
}

#[test]
fn a_wrong_command_line_exits_with_two() {
    let dir = tempfile::tempdir().expect("folder");
    assert_eq!(sothon(None, &["status"]).status.code(), Some(2), "no folder");
    assert_eq!(sothon(None, &["dance"]).status.code(), Some(2), "no such task");
    assert_eq!(sothon(Some(dir.path()), &["call", "home.get", "{"]).status.code(), Some(2), "no JSON");
}
