//! The `parameters` column: `key=value` pairs.

use super::tree::Parameters;
use crate::diagnostic::{Diagnostic, Location, nearest};

/// Keys whose values name things in files, so their case matters.
const CASE_MATTERS: [&str; 2] = ["label", "value"];

/// Reads a cell; blanks, commas and semicolons set pairs apart, and may stand around `=`.
pub(super) fn parse(cell: &str) -> Option<Parameters> {
    let mut words = Vec::new();
    let is_gap = |letter: char| letter.is_whitespace() || matches!(letter, ',' | ';');
    for chunk in cell.split(is_gap).filter(|chunk| !chunk.is_empty()) {
        for (place, word) in chunk.split('=').enumerate() {
            if place > 0 {
                words.push("=");
            }
            if !word.is_empty() {
                words.push(word);
            }
        }
    }
    let mut parameters = Parameters::default();
    let mut rest = words.as_slice();
    while let [key, equals, value, tail @ ..] = rest {
        if *key == "=" || *equals != "=" || *value == "=" {
            return None;
        }
        let key = key.to_lowercase();
        let value = if CASE_MATTERS.contains(&key.as_str()) { (*value).to_owned() } else { value.to_lowercase() };
        parameters.set(key, value);
        rest = tail;
    }
    rest.is_empty().then_some(parameters)
}

pub(super) fn unreadable(at: Location, cell: &str) -> Diagnostic {
    Diagnostic::error(
        at,
        "parameters-invalid",
        format!("Cột parameters phải gồm các cặp tên=giá trị cách nhau bằng dấu cách, không phải “{cell}”."),
        format!("Parameters must be pairs key=value set apart by blanks, not “{cell}”."),
    )
}

/// Reports every key that is not among `known`.
pub(super) fn check_keys(parameters: &Parameters, known: &[&str], at: &Location, diagnostics: &mut Vec<Diagnostic>) {
    for (key, _) in &parameters.0 {
        if known.contains(&key.as_str()) {
            continue;
        }
        let list = known.join(", ");
        let near = nearest(key, known.iter().copied());
        let vi = near.map_or_else(String::new, |near| format!(" Có phải ý bạn là “{near}”?"));
        let en = near.map_or_else(String::new, |near| format!(" Did you mean “{near}”?"));
        diagnostics.push(Diagnostic::error(
            at.clone(),
            "parameter-unknown",
            format!("Loại câu hỏi này không nhận tham số “{key}”. Các tham số dùng được: {list}.{vi}"),
            format!("This type of question does not take the parameter “{key}”. It takes: {list}.{en}"),
        ));
    }
}

/// A parameter that must be one of a few words.
pub(super) fn one_of(key: &str, value: &str, words: &[&str], at: &Location, diagnostics: &mut Vec<Diagnostic>) -> bool {
    let fits = words.contains(&value);
    if !fits {
        let list = words.join(", ");
        diagnostics.push(bad_value(at, key, value, &format!("một trong: {list}"), &format!("one of: {list}")));
    }
    fits
}

pub(super) fn bad_value(at: &Location, key: &str, value: &str, vi: &str, en: &str) -> Diagnostic {
    Diagnostic::error(
        at.clone(),
        "parameter-value",
        format!("Tham số “{key}” phải là {vi}, không phải “{value}”."),
        format!("The parameter “{key}” must be {en}, not “{value}”."),
    )
}

/// Whether a text is a whole number as people and programs write them.
pub(super) fn whole_number(text: &str) -> Option<i128> {
    let plain = without_separators(text.trim())?;
    let plain = plain.strip_prefix('+').unwrap_or(&plain);
    plain.parse().ok()
}

/// Whether a text is a number, infinities and "not a number" included.
pub(super) fn is_number(text: &str) -> bool {
    without_separators(text.trim()).is_some_and(|plain| plain.parse::<f64>().is_ok())
}

/// `1_000` is a number too, as long as each `_` stands between digits.
pub(super) fn without_separators(text: &str) -> Option<String> {
    if !text.contains('_') {
        return Some(text.to_owned());
    }
    let is_digit = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_digit());
    let letters = text.chars().collect::<Vec<_>>();
    let between = letters
        .iter()
        .enumerate()
        .filter(|(_, letter)| **letter == '_')
        .all(|(at, _)| at > 0 && is_digit(letters.get(at - 1).copied()) && is_digit(letters.get(at + 1).copied()));
    between.then(|| text.replace('_', ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_read_however_they_are_set_apart() {
        for (cell, expected) in [
            ("start=0 end=10", Some(vec![("start", "0"), ("end", "10")])),
            ("Start = 0; END=X, label=Ten", Some(vec![("start", "0"), ("end", "x"), ("label", "Ten")])),
            ("a=1 b=2 a=3", Some(vec![("a", "3"), ("b", "2")])),
            ("", Some(vec![])),
            ("a", None),
            ("a=", None),
            ("=a", None),
            ("a=b=c", None),
        ] {
            let found = parse(cell);
            let pairs =
                found.as_ref().map(|found| found.0.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect::<Vec<_>>());
            assert_eq!(pairs, expected, "{cell}");
        }
    }
}
