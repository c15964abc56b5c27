//! The examples of the manual are true.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may stop where they stand")]

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

const MANUAL: &str = include_str!("../XLSFORM.md");

/// A fenced block: what stands behind the fence, and the lines inside.
fn blocks() -> Vec<(&'static str, Vec<&'static str>)> {
    let mut blocks = Vec::new();
    let mut open: Option<(&str, Vec<&str>)> = None;
    for line in MANUAL.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(kind)) => open = Some((kind, Vec::new())),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some((_, lines)), None) => lines.push(line),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block of the manual is not closed");
    blocks
}

/// What a command of the manual printed, and its exit status where that is not 0.
fn run(command: &str, folder: &Path) -> Vec<String> {
    let (command, input) = command.split_once(" < ").map_or((command, None), |(command, input)| (command, Some(input)));
    let mut words = command.split_whitespace();
    assert_eq!(words.next(), Some("xlsform"));
    let input = input.map_or_else(Stdio::null, |file| Stdio::from(std::fs::File::open(folder.join(file)).unwrap()));
    let mut xlsform = Command::new(env!("CARGO_BIN_EXE_xlsform"));
    let output = xlsform.args(words).current_dir(folder).stdin(input).output().unwrap();
    let mut lines = String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect::<Vec<_>>();
    match output.status.code() {
        Some(0) => {}
        code => lines.push(format!("(exit status {})", code.unwrap())),
    }
    lines
}

/// Whether everything that `shown` has is in `found`.
fn is_part(shown: &Value, found: &Value) -> bool {
    match (shown, found) {
        (Value::Object(shown), Value::Object(found)) => {
            shown.iter().all(|(key, value)| found.get(key).is_some_and(|found| is_part(value, found)))
        }
        (Value::Array(shown), Value::Array(found)) => {
            shown.len() == found.len() && shown.iter().zip(found).all(|(shown, found)| is_part(shown, found))
        }
        (Value::Number(shown), Value::Number(found)) => shown.as_f64() == found.as_f64(),
        _ => shown == found,
    }
}

#[test]
fn every_example_of_the_manual_is_true() {
    let folder = std::env::temp_dir().join(format!("xlsform-manual-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mut commands = 0;
    for (kind, lines) in blocks() {
        if let Some(name) = kind.strip_prefix("file ") {
            std::fs::write(folder.join(name), lines.join("\n") + "\n").unwrap();
            continue;
        }
        assert_eq!(kind, "console");
        let mut lines = lines.into_iter().peekable();
        while let Some(command) = lines.next() {
            let command = command.strip_prefix("$ ").unwrap();
            let mut shown = Vec::new();
            while let Some(line) = lines.next_if(|line| !line.starts_with("$ ")) {
                shown.push(line);
            }
            let found = run(command, &folder);
            assert_eq!(found.len(), shown.len(), "{command}: {found:#?}");
            for (shown, found) in shown.iter().zip(&found) {
                let same = match (serde_json::from_str(shown), serde_json::from_str(found)) {
                    (Ok(shown), Ok(found)) => is_part(&shown, &found),
                    _ => shown == found,
                };
                assert!(same, "{command}\n  the manual: {shown}\n  the truth:  {found}");
            }
            commands += 1;
        }
    }
    assert!(commands > 5, "{commands} commands");
    std::fs::remove_dir_all(folder).unwrap();
}
