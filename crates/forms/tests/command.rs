//! The `xlsform` command, as a form's author runs it.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn check(files: &[&Path]) -> (Vec<Value>, bool) {
    let run = Command::new(env!("CARGO_BIN_EXE_xlsform")).arg("check").args(files).output().unwrap();
    let lines = String::from_utf8(run.stdout).unwrap();
    (lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect(), run.status.success())
}

#[test]
fn check_prints_one_line_for_each_file_and_fails_when_one_has_an_error() {
    let forms = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../forms");
    let (good, bad, none) = (forms.join("ho_gia_dinh.xlsx"), forms.join("README.md"), forms.join("khong-co.xlsx"));
    let (reports, passed) = check(&[&good]);
    assert!(passed);
    assert_eq!((&reports[0]["ok"], reports[0]["diagnostics"].as_array().unwrap().len()), (&Value::Bool(true), 0));

    let (reports, passed) = check(&[&good, &bad, &none]);
    assert!(!passed);
    let codes = reports.iter().map(|report| report["diagnostics"][0]["code"].as_str());
    assert_eq!(codes.collect::<Vec<_>>(), [None, Some("workbook-damaged"), Some("file-unreadable")]);
    for key in ["severity", "sheet", "row", "column", "code", "message"] {
        assert!(reports[1]["diagnostics"][0].get(key).is_some(), "{key}");
    }
    assert_eq!(reports[1]["ok"], Value::Bool(false));
}
