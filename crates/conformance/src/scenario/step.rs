//! Reading a recorded step.

use serde_json::Value;

pub fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

pub fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

pub fn argument(step: &Value, index: usize) -> Option<&Value> {
    list(step, "args").get(index)
}

/// The node that a step is about: its first argument, as a path or as an object that states where the
/// recording stood, or else its `ref` or the one of its result.
pub fn reference(step: &Value) -> Option<String> {
    let first = argument(step, 0);
    let named = first.and_then(|first| first.as_str().or_else(|| text(first, "assertCurrentReference")));
    let named = named.filter(|named| named.starts_with('/'));
    // Nodes that stand side by side under one name without being a repeat are told apart by the question alone.
    let asked = text(step, "xpath").filter(|xpath| xpath.contains('[') && !xpath.contains("[0]"));
    if let (Some(asked), Some(found)) = (asked, text(step, "ref"))
        && !found.contains('[')
    {
        return Some(asked.to_owned());
    }
    // A harness may name an attribute as it asks for it and as an element where it found it.
    let attribute = || text(step, "xpath").filter(|xpath| xpath.contains('@'));
    let other = || {
        attribute()
            .or_else(|| text(step, "ref"))
            .or_else(|| text(step, "xpath"))
            .or_else(|| text(step.get("result")?, "ref"))
    };
    named.or_else(other).map(str::to_owned)
}

/// A path whose last step has a position: the path without it, and the position.
pub fn split_position(reference: &str) -> (&str, Option<usize>) {
    let inner = reference.strip_suffix(']').and_then(|rest| rest.rsplit_once('['));
    match inner.and_then(|(path, position)| Some((path, position.parse().ok()?))) {
        Some((path, position)) => (path, Some(position)),
        None => (reference, None),
    }
}

/// A path without the positions and conditions of its steps.
pub fn without_positions(reference: &str) -> String {
    let mut depth = 0_usize;
    let mut kept = String::with_capacity(reference.len());
    for letter in reference.chars() {
        match letter {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            other if depth == 0 => kept.push(other),
            _ => {}
        }
    }
    kept
}

/// A path without prefixes: which prefix stands for a namespace is its author's choice.
pub fn plain(reference: &str) -> String {
    let steps = reference.split('/').map(|step| match step.split_once(':') {
        Some((prefix, local)) if prefix.starts_with('@') => format!("@{local}"),
        Some((_, local)) => local.to_owned(),
        None => step.to_owned(),
    });
    steps.collect::<Vec<_>>().join("/")
}

pub fn text_of_result(step: &Value, key: &str) -> Option<String> {
    step.get("result").and_then(|result| text(result, key)).map(str::to_owned)
}

/// Whether a test asks for something that the recorded engine does not do.
pub fn is_unmet(step: &Value) -> bool {
    let is = |key: &str| step.get(key).and_then(Value::as_bool);
    is("pass") == Some(false) && is("not") != Some(true)
}
