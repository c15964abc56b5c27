//! `xlsform check`: what is wrong with a form, for its author.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use forms::{Diagnostic, FileKind, FormNames, Severity};
use serde_json::{Value, json};

pub fn run(files: &[String]) -> ExitCode {
    let mut all_ok = true;
    let mut out = std::io::stdout().lock();
    for file in files {
        let report = report(file);
        all_ok &= report.get("ok").and_then(Value::as_bool).unwrap_or(false);
        if writeln!(out, "{report}").is_err() {
            return ExitCode::FAILURE;
        }
    }
    if all_ok { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn report(file: &str) -> Value {
    let bytes = match std::fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) => {
            let found = json!({
                "severity": "error", "sheet": null, "row": null, "column": null, "code": "file-unreadable",
                "message": format!("Không đọc được tệp: {error}."), "message_en": format!("The file cannot be read: {error}."),
            });
            return json!({ "file": file, "ok": false, "diagnostics": [found] });
        }
    };
    let name = Path::new(file).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let conversion =
        forms::convert_file(&bytes, FileKind::of_name(file), FormNames { root: None, id: name.as_deref() });
    let ok = conversion.diagnostics.iter().all(|found| found.severity != Severity::Error);
    json!({ "file": file, "ok": ok, "diagnostics": conversion.diagnostics.iter().map(line).collect::<Vec<_>>() })
}

fn line(found: &Diagnostic) -> Value {
    json!({
        "severity": found.severity.as_str(),
        "sheet": found.location.sheet,
        "row": found.location.row,
        "column": found.location.column,
        "code": found.code,
        "message": found.message("vi"),
        "message_en": found.message("en"),
    })
}
