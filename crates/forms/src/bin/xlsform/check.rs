//! `xlsform check`: what is wrong with a form, for its author.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use forms::{Diagnostic, FileKind, FormNames, Severity};
use serde_json::{Value, json};

use super::drive::resources;

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
    let diagnostics = diagnostics(file, &bytes);
    let ok = diagnostics.iter().all(|found| found.severity != Severity::Error);
    json!({ "file": file, "ok": ok, "diagnostics": diagnostics.iter().map(line).collect::<Vec<_>>() })
}

/// What is wrong with the sheets and, where an XForm can be made of them, with its formulas.
fn diagnostics(file: &str, bytes: &[u8]) -> Vec<Diagnostic> {
    let text = std::str::from_utf8(bytes).map(|text| text.trim_start_matches('\u{FEFF}').trim_start());
    if let Ok(text) = text
        && text.starts_with('<')
    {
        return forms::read_xform_with(text, &resources(file)).diagnostics;
    }
    let name = Path::new(file).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let names = FormNames { root: None, id: name.as_deref() };
    let conversion = forms::convert_file(bytes, FileKind::of_name(file), names);
    let mut diagnostics = conversion.diagnostics;
    if let Some(xform) = &conversion.xform {
        diagnostics.extend(forms::compile_with(xform, &resources(file)).diagnostics);
        diagnostics.sort();
        diagnostics.dedup();
    }
    diagnostics
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
