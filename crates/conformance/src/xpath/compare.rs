//! Whether an answer is what a case states.

use regex::RegexBuilder;
use serde_json::Value;

use super::case::{Case, JavaRosa, Kind};
use crate::case::short;
use crate::engine::{Answer, FoundNode};

/// Relative difference of numbers whose tolerance a case leaves open: the last digits of a double.
const LAST_DIGITS: f64 = 1e-12;
/// Letters of an answer in a message.
const LETTERS: usize = 200;
/// What JavaRosa says of a function that it does not have; others define those.
const LACKING: &str = "cannot handle function";

/// An answer agrees with what is expected or, where the engines differ, with JavaRosa's.
pub fn agrees(case: &Case, answer: &Result<Answer, String>) -> Result<(), String> {
    let Err(difference) = expected(case, answer) else { return Ok(()) };
    if case.javarosa.as_ref().is_some_and(|record| agrees_with_javarosa(record, answer)) {
        return Ok(());
    }
    Err(difference)
}

fn agrees_with_javarosa(record: &JavaRosa, answer: &Result<Answer, String>) -> bool {
    if record.agree == Some(true) {
        return false;
    }
    let answer = match (answer, &record.error) {
        (Err(_), Some(error)) => return !error.contains(LACKING),
        (Ok(answer), None) => answer,
        _ => return false,
    };
    let Some(text) = record.string.as_deref() else { return false };
    match record.kind.as_deref() {
        Some("Boolean") => answer.truth.to_string() == text,
        Some("Double") => number(text).is_some_and(|wanted| near(answer.number, wanted, None)),
        Some("Date") => answer.text.get(..text.len()) == Some(text),
        _ => answer.text == text,
    }
}

fn expected(case: &Case, answer: &Result<Answer, String>) -> Result<(), String> {
    let wanted = &case.expected;
    let answer = match (answer, case.kind) {
        (Err(_), Kind::Throws) => return Ok(()),
        (Ok(answer), Kind::Throws) => return Err(format!("{} instead of an error", shown(answer))),
        (Err(error), _) => return Err(format!("error «{error}» instead of {}", short(&wanted.to_string(), LETTERS))),
        (Ok(answer), _) => answer,
    };
    let met = match case.kind {
        Kind::Boolean => wanted.as_bool() == Some(answer.truth),
        Kind::Number => stated(wanted).is_some_and(|wanted| near(answer.number, wanted, case.tolerance)),
        Kind::NumberRounded => rounded(answer.number, wanted, case.factor),
        Kind::String if case.expression.contains("uuid(") => shape(&wanted_text(wanted)) == shape(&answer.text),
        Kind::String => wanted_text(wanted) == answer.text,
        Kind::StringMatches => matches(&answer.text, wanted, case.flags.as_deref().unwrap_or_default())?,
        Kind::StringLength => wanted.as_u64() == Some(answer.text.chars().count() as u64),
        Kind::Nodeset => same_nodes(&answer.nodes, wanted, is_shuffled(&case.expression)),
        Kind::Node => same_node(answer.nodes.first(), wanted),
        Kind::NodesetRef => {
            matches!((answer.nodes.as_slice(), wanted.as_str()), ([node], Some(named)) if node.named == named)
        }
        Kind::Date => java_day(wanted).is_some_and(|day| answer.text.get(..day.len()) == Some(day.as_str())),
        Kind::Throws => false,
    };
    if met { Ok(()) } else { Err(format!("{} instead of {}", shown(answer), short(&wanted.to_string(), LETTERS))) }
}

fn shown(answer: &Answer) -> String {
    let nodes: Vec<&str> = answer.nodes.iter().map(|node| node.path.as_str()).collect();
    let text = if answer.is_nodes { format!("{nodes:?} «{}»", answer.text) } else { format!("«{}»", answer.text) };
    short(&text, LETTERS)
}

fn wanted_text(wanted: &Value) -> String {
    wanted.as_str().map_or_else(|| wanted.to_string(), str::to_owned)
}

/// Numbers that JSON cannot hold are stated as texts.
fn stated(wanted: &Value) -> Option<f64> {
    wanted.as_f64().or_else(|| number(wanted.as_str()?))
}

fn number(text: &str) -> Option<f64> {
    match text {
        "NaN" => Some(f64::NAN),
        "Infinity" => Some(f64::INFINITY),
        "-Infinity" => Some(f64::NEG_INFINITY),
        text => text.parse().ok(),
    }
}

fn near(found: f64, wanted: f64, tolerance: Option<f64>) -> bool {
    if found.is_nan() || wanted.is_nan() {
        return found.is_nan() && wanted.is_nan();
    }
    let allowed = tolerance.unwrap_or(LAST_DIGITS * wanted.abs());
    found == wanted || (found - wanted).abs() <= allowed
}

fn rounded(found: f64, wanted: &Value, factor: Option<f64>) -> bool {
    let (Some(wanted), Some(factor)) = (stated(wanted), factor) else { return false };
    near((found * factor).round() / factor, wanted, None) || near(found, wanted, None)
}

fn matches(text: &str, pattern: &Value, flags: &str) -> Result<bool, String> {
    let pattern = pattern.as_str().ok_or("the case's pattern is no text")?;
    let pattern = RegexBuilder::new(pattern).case_insensitive(flags.contains('i')).build();
    pattern.map(|pattern| pattern.is_match(text)).map_err(|error| error.to_string())
}

/// What stays of a random id: its length and where its groups end.
fn shape(text: &str) -> String {
    text.chars().map(|letter| if letter.is_ascii_hexdigit() { '0' } else { letter }).collect()
}

/// Whether the order of the nodes is chance: `randomize` without a seed, which would be a second argument.
fn is_shuffled(expression: &str) -> bool {
    expression.trim_start().starts_with("randomize(") && !expression.contains(',')
}

fn same_nodes(found: &[FoundNode], wanted: &Value, any_order: bool) -> bool {
    let Some(wanted) = wanted.as_array() else { return false };
    let same = |found: &FoundNode, wanted: &Value| same_node(Some(found), wanted);
    found.len() == wanted.len()
        && match any_order {
            true => wanted.iter().all(|wanted| found.iter().any(|found| same(found, wanted))),
            false => found.iter().zip(wanted).all(|(found, wanted)| same(found, wanted)),
        }
}

/// A document is known by its path alone.
fn same_node(found: Option<&FoundNode>, wanted: &Value) -> bool {
    let Some(found) = found else { return wanted.is_null() };
    let text = |key: &str| wanted.get(key).and_then(Value::as_str);
    // XPath's data model has no CDATA sections (XPath 1.0 §5.7); the DOM that some cases come from has.
    let same = |key: &str, found: &str| {
        text(key).is_none_or(|wanted| wanted == found || (wanted == "#cdata-section" && found == "#text"))
    };
    let is_detached = text("path").is_some_and(|path| !path.starts_with('/'));
    is_detached
        || (text("path") == Some(found.path.as_str()) && same("name", &found.name) && same("value", &found.value))
}

/// `Thu Apr 26 00:00:00 GMT 1945` → `1945-04-26`.
fn java_day(wanted: &Value) -> Option<String> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let words: Vec<&str> = wanted.as_str()?.split(' ').collect();
    let [_, month, day, _, _, year] = words.as_slice() else { return None };
    let month = MONTHS.iter().position(|known| known == month)? + 1;
    Some(format!("{year}-{month:02}-{day}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(rest: &str) -> Case {
        serde_json::from_str(&format!("{{\"id\":\"a\",\"expression\":\"b\",\"context\":\"/\",{rest}}}")).unwrap()
    }

    fn answer(text: &str) -> Answer {
        let number = number(text).unwrap_or(f64::NAN);
        Answer { text: text.into(), number, truth: text == "true", is_nodes: false, nodes: Vec::new() }
    }

    fn check(rest: &str, text: &str, expected: bool) {
        let found = agrees(&case(rest), &Ok(answer(text)));
        assert_eq!(found.is_ok(), expected, "{rest} ~ {text}: {found:?}");
    }

    #[test]
    fn each_type_is_held_against_what_is_stated() {
        check(r#""type":"boolean","expected":true"#, "true", true);
        check(r#""type":"boolean","expected":false"#, "true", false);
        check(r#""type":"number","expected":"NaN""#, "x", true);
        check(r#""type":"number","expected":0"#, "x", false);
        check(r#""type":"number","expected":2.5,"tolerance":0.1"#, "2.45", true);
        check(r#""type":"number","expected":2.5"#, "2.45", false);
        check(r#""type":"number_rounded","expected":0.29,"factor":100"#, "0.2916", true);
        check(r#""type":"number_rounded","expected":0.3,"factor":100"#, "0.2916", false);
        check(r#""type":"string","expected":"a""#, "a", true);
        check(r#""type":"string","expected":2"#, "2", true);
        check(r#""type":"string","expected":"a""#, "A", false);
        check(r#""type":"string_matches","expected":"^[ab]$""#, "b", true);
        check(r#""type":"string_matches","expected":"^[ab]$""#, "c", false);
        check(r#""type":"string_length","expected":2"#, "ab", true);
        check(r#""type":"date","expected":"Thu Apr 26 00:00:00 GMT 1945""#, "1945-04-26", true);
        check(r#""type":"date","expected":"Thu Apr 26 00:00:00 GMT 1945""#, "1945-04-27", false);
        check(r#""type":"throws","expected":"why""#, "1", false);
        check(r#""type":"nodeset","expected":[{"path":"/","name":"a"}]"#, "a", false);
    }

    #[test]
    fn the_record_of_javarosa_counts_only_where_the_engines_differ() {
        let with = |record: &str| format!(r#""type":"number","expected":1,"javarosa":{record}"#);
        check(&with(r#"{"type":"Double","string":"2","agree":false}"#), "2", true);
        check(&with(r#"{"type":"Double","string":"2","agree":true}"#), "2", false);
        check(&with(r#"{"type":"Double","string":"2","agree":false}"#), "3", false);
        let refused = |record: &str| agrees(&case(&with(record)), &Err("no".into())).is_ok();
        assert!(refused(r#"{"error":"XPathTypeMismatchException: type mismatch"}"#));
        assert!(!refused(r#"{"error":"XPathUnhandledException: XPath evaluation: cannot handle function 'area'"}"#));
    }
}
