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

/// A path without prefixes: which prefix stands for a namespace is its author's choice.
pub fn plain(reference: &str) -> String {
    let steps = reference.split('/').map(|step| match step.split_once(':') {
        Some((prefix, local)) if prefix.starts_with('@') => format!("@{local}"),
        Some((_, local)) => local.to_owned(),
        None => step.to_owned(),
    });
    steps.collect::<Vec<_>>().join("/")
}
