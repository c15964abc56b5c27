//! Rows of a sheet, grouped: `label::vi` and `label::en` become one field with two texts.

use std::borrow::Cow;
use std::fmt::Write;

/// A cell, or cells of one field told apart by the later parts of their headers.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value<'a> {
    Text(Cow<'a, str>),
    Map(Fields<'a>),
}

/// How many texts a grouped field has room for from the start: most forms speak two languages.
const USUAL_PARTS: usize = 2;

/// Named values in the order they were written.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Fields<'a>(pub Vec<(&'a str, Value<'a>)>);

/// One row below the header.
#[derive(Clone, Debug, Default)]
pub(super) struct Record<'a> {
    /// 1-based, as Excel shows it.
    pub row: u32,
    pub fields: Fields<'a>,
}

impl<'a> Value<'a> {
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Map(_) => None,
        }
    }

    pub(super) const fn map(&self) -> Option<&Fields<'a>> {
        match self {
            Self::Text(_) => None,
            Self::Map(fields) => Some(fields),
        }
    }

    /// The text, or what stands for a group of texts where only one text can be written.
    pub(super) fn flat(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Map(_) => {
                let mut text = String::new();
                self.write_flat(&mut text);
                Cow::Owned(text)
            }
        }
    }

    /// Depth is bounded by the parts of a header.
    fn write_flat(&self, into: &mut String) {
        match self {
            Self::Text(text) => quote(text, into),
            Self::Map(fields) => {
                into.push('{');
                for (place, (key, value)) in fields.0.iter().enumerate() {
                    if place > 0 {
                        into.push_str(", ");
                    }
                    quote(key, into);
                    into.push_str(": ");
                    value.write_flat(into);
                }
                into.push('}');
            }
        }
    }
}

fn quote(text: &str, into: &mut String) {
    let mark = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    into.push(mark);
    for letter in text.chars() {
        match letter {
            '\\' => into.push_str("\\\\"),
            '\n' => into.push_str("\\n"),
            '\r' => into.push_str("\\r"),
            '\t' => into.push_str("\\t"),
            letter if letter == mark => {
                let _ = write!(into, "\\{letter}");
            }
            letter => into.push(letter),
        }
    }
    into.push(mark);
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl<'a> Fields<'a> {
    pub(super) fn get(&self, key: &str) -> Option<&Value<'a>> {
        self.0.iter().find(|(known, _)| *known == key).map(|(_, value)| value)
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// The text of a field that holds a single one.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        self.get(key).and_then(Value::text)
    }

    /// The text of a field within a grouped field.
    pub(super) fn text_in(&self, group: &str, key: &str) -> Option<&str> {
        self.get(group)?.map()?.text(key)
    }

    pub(super) fn take(&mut self, key: &str) -> Option<Value<'a>> {
        let place = self.0.iter().position(|(known, _)| *known == key)?;
        Some(self.0.remove(place).1)
    }

    pub(super) fn take_map(&mut self, key: &str) -> Option<Fields<'a>> {
        match self.take(key)? {
            Value::Map(fields) => Some(fields),
            Value::Text(_) => None,
        }
    }

    pub(super) fn take_text(&mut self, key: &str) -> Option<Cow<'a, str>> {
        match self.take(key)? {
            Value::Text(text) => Some(text),
            Value::Map(_) => None,
        }
    }

    /// Sets a field, keeping its place where it is there already.
    pub(super) fn set(&mut self, key: &'a str, value: impl Into<Value<'a>>) {
        let value = value.into();
        match self.0.iter_mut().find(|(known, _)| *known == key) {
            Some((_, known)) => *known = value,
            None => self.0.push((key, value)),
        }
    }

    /// Adds a cell of a header with several parts. Where a field has a text without and texts with
    /// further parts, the text without them belongs to the `default` part.
    pub(super) fn add(&mut self, parts: &[&'a str], text: Cow<'a, str>, default: &'a str) {
        let Some((first, rest)) = parts.split_first() else { return };
        let known = self.0.iter_mut().find(|(known, _)| known == first);
        if let Some((_, Value::Map(fields))) = known.filter(|_| !rest.is_empty()) {
            fields.add(rest, text, default);
            return;
        }
        let value = rest.iter().rev().fold(Value::Text(text), |value, part| {
            let mut fields = Vec::with_capacity(USUAL_PARTS);
            fields.push((*part, value));
            Value::Map(Fields(fields))
        });
        self.merge(first, value, default);
    }

    fn merge(&mut self, key: &'a str, value: Value<'a>, default: &'a str) {
        match self.0.iter_mut().find(|(known, _)| *known == key) {
            Some((_, known)) => merge(known, value, default),
            None => self.0.push((key, value)),
        }
    }
}

/// Merges `value` into `known`. Depth is bounded by the parts of a header.
fn merge<'a>(known: &mut Value<'a>, value: Value<'a>, default: &'a str) {
    let value = match (&*known, value) {
        (Value::Text(_), Value::Map(fields)) if fields.has(default) => {
            *known = Value::Map(fields);
            return;
        }
        (Value::Text(_), Value::Text(text)) if text.contains(default) => {
            *known = Value::Text(text);
            return;
        }
        (_, value) => value,
    };
    if let Value::Text(text) = known {
        let text = std::mem::take(text);
        *known = Value::Map(Fields(vec![(default, Value::Text(text))]));
    }
    let Value::Map(fields) = known else { return };
    match value {
        Value::Text(_) if fields.has(default) => {}
        Value::Text(_) => fields.0.push((default, value)),
        Value::Map(others) => {
            for (key, value) in others.0 {
                fields.merge(key, value, default);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grouped(cells: &[(&'static [&'static str], &'static str)]) -> String {
        let mut fields = Fields::default();
        for (parts, text) in cells {
            match parts {
                [single] => fields.set(single, *text),
                parts => fields.add(parts, Cow::Borrowed(text), "vi"),
            }
        }
        Value::Map(fields).flat().into_owned()
    }

    #[test]
    fn cells_of_one_field_are_grouped_and_a_bare_one_belongs_to_the_default_language() {
        for (cells, expected) in [
            (&[(&["label", "en"][..], "a"), (&["label", "fr"], "b")][..], "{'label': {'en': 'a', 'fr': 'b'}}"),
            (&[(&["label"], "a"), (&["label", "fr"], "b")], "{'label': {'vi': 'a', 'fr': 'b'}}"),
            (&[(&["label"], "a"), (&["label", "vi"], "b")], "{'label': {'vi': 'b'}}"),
            (&[(&["label", "vi"], "b"), (&["label"], "a")], "{'label': 'a'}"),
            (
                &[(&["media", "image", "en"], "a"), (&["media", "image"], "b")],
                "{'media': {'image': {'en': 'a', 'vi': 'b'}}}",
            ),
        ] {
            assert_eq!(grouped(cells), expected);
        }
    }
}
