//! Rules about the sources themselves.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::fences::PURE;

/// A file that a reader can hold in the head.
const MAX_LINES: usize = 600;
/// Folders with sources of our own.
const PLACES: [&str; 4] = ["crates", "src-tauri", "ui/src", "ui/e2e"];
const NOT_OURS: [&str; 5] = ["node_modules", "target", "generated", "gen", "dist"];
const ENDINGS: [&str; 4] = ["rs", "ts", "svelte", "sql"];
/// What a pure member's sources never mention outside tests.
const IMPURE: [&str; 8] =
    ["SystemTime", "::now(", "std::fs", "std::net", "std::env::var", "std::process", "std::thread", "getrandom"];

/// What is wrong with the sources below the root.
pub fn violations(root: &Path) -> Result<Vec<String>> {
    let mut found = members_without_purpose(&read(&root.join("Cargo.toml"))?);
    let mut files = Vec::new();
    for place in PLACES {
        collect(&root.join(place), &mut files)?;
    }
    files.sort();
    for file in files {
        let name = file.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
        found.extend(in_file(&name, &read(&file)?));
    }
    Ok(found)
}

/// Each line of `members` says what the crate is for.
fn members_without_purpose(manifest: &str) -> Vec<String> {
    let list = manifest.lines().skip_while(|line| !line.starts_with("members"));
    let members = list.skip(1).take_while(|line| !line.starts_with(']')).filter(|line| line.contains('"'));
    let silent = members.filter(|line| line.split_once('#').is_none_or(|(_, purpose)| purpose.trim().is_empty()));
    silent.map(|line| format!("Cargo.toml: {} has no purpose behind it", line.trim())).collect()
}

fn in_file(name: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let lines = text.lines().count();
    if lines > MAX_LINES {
        found.push(format!("{name} has {lines} lines, more than {MAX_LINES}"));
    }
    let is_root = name.ends_with("/src/lib.rs") || name.ends_with("/src/main.rs");
    if is_root && !text.starts_with("//!") {
        found.push(format!("{name} does not open with what it is"));
    }
    if let Some(member) = pure_member(name) {
        let product = text.split("#[cfg(test)]").next().unwrap_or_default();
        let code = product.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
        for (index, line) in code {
            if let Some(word) = IMPURE.iter().find(|word| line.contains(**word)) {
                found.push(format!("{name}:{} uses {word}, but {member} is pure", index + 1));
            }
        }
    }
    found
}

/// The pure member whose library a file belongs to; its programs and tests may do as they like.
fn pure_member(name: &str) -> Option<&'static str> {
    let (member, file) = name.strip_prefix("crates/")?.split_once("/src/")?;
    let is_program = file == "main.rs" || file.starts_with("bin/") || file.ends_with("tests.rs");
    PURE.into_iter().find(|pure| *pure == member && !is_program)
}

fn collect(dir: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if !dir.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(dir).with_context(|| format!("reading {}", dir.display()))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if !NOT_OURS.contains(&name.as_str()) {
                collect(&path, files)?;
            }
        } else if path.extension().is_some_and(|ending| ENDINGS.iter().any(|ours| ending == *ours)) {
            files.push(path);
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, text: &str, expected: &[&str]) {
        let found = in_file(name, text);
        assert_eq!(found.len(), expected.len(), "{name}: {found:?}");
        for (found, words) in found.iter().zip(expected) {
            assert!(found.contains(words), "{found:?}");
        }
    }

    #[test]
    fn a_clock_in_a_pure_member_is_seen_and_one_in_its_tests_is_not() {
        check("crates/domain/src/fold.rs", "use std::time::SystemTime;\n", &["fold.rs:1 uses SystemTime"]);
        check("crates/domain/src/fold.rs", "// SystemTime is not for us\n", &[]);
        check("crates/domain/src/fold.rs", "fn a() {}\n#[cfg(test)]\nmod tests { use std::fs; }\n", &[]);
        check("crates/forms/src/main.rs", "//! A program.\nuse std::fs;\n", &[]);
        check("crates/store/src/fold.rs", "use std::fs;\n", &[]);
    }

    #[test]
    fn long_files_and_crates_without_a_word_are_seen() {
        check("ui/src/a.ts", &"a\n".repeat(MAX_LINES), &[]);
        check("ui/src/a.ts", &"a\n".repeat(MAX_LINES + 1), &["601 lines"]);
        check("crates/store/src/lib.rs", "mod a;\n", &["does not open"]);
        check("crates/store/src/lib.rs", "//! What it is.\n", &[]);
    }

    #[test]
    fn a_member_without_a_purpose_is_seen() {
        let manifest = "[workspace]\nmembers = [\n  \"crates/a\", # for a\n  \"crates/b\",\n]\n";
        assert_eq!(members_without_purpose(manifest), ["Cargo.toml: \"crates/b\", has no purpose behind it"]);
    }

    #[test]
    fn a_planted_violation_in_a_folder_is_found() {
        let root = tempfile::tempdir().expect("folder");
        fs::write(root.path().join("Cargo.toml"), "members = [\n  \"crates/domain\", # ids\n]\n").expect("written");
        let src = root.path().join("crates/domain/src");
        fs::create_dir_all(&src).expect("folder");
        fs::write(src.join("lib.rs"), "//! Ids.\npub fn now() { std::time::SystemTime::now(); }\n").expect("written");
        let found = violations(root.path()).expect("read");
        assert!(matches!(found.as_slice(), [one] if one.contains("lib.rs:2 uses SystemTime")), "{found:?}");
    }
}
