//! Loops: questions asked once for every choice of a list.

use std::borrow::Cow;

use super::super::record::{Fields, Value};
use super::super::tree::{Element, ElementId, Kind};
use super::super::types::Block;
use super::Walk;

/// Most elements of a form after its loops were written out.
const MAX_ELEMENTS: usize = 200_000;

const LOOP_TOO_LONG: &str = "loop-too-long";

/// What stands for `%(name)s` and its like.
struct Words<'a> {
    fields: Vec<(Cow<'a, str>, Value<'a>)>,
}

impl<'a> Walk<'_, 'a> {
    /// Writes loops out, inner ones first as they stand behind the outer ones.
    pub(super) fn expand_loops(&mut self) {
        for id in std::mem::take(&mut self.loops).into_iter().rev() {
            let row = self.survey.tree.get(id).row;
            let Some(list) = self.survey.tree.get(id).loop_list.clone() else { continue };
            let children = std::mem::take(&mut self.survey.tree.get_mut(id).children);
            let choices = self.sheets.lists.get(&list).map(|list| list.choices.clone()).unwrap_or_default();
            if self.survey.tree.len() >= MAX_ELEMENTS {
                return;
            }
            for choice in choices.into_iter().filter(|choice| choice.name != "none") {
                let mut group = Element::new(Kind::Block(Block::Group), "group", choice.name.clone(), row);
                group.label = choice.label.clone();
                group.media = choice.media.clone();
                let mut fields = vec![(Cow::Borrowed("name"), Value::Text(choice.name.clone()))];
                fields.extend(choice.label.clone().map(|label| (Cow::Borrowed("label"), label)));
                fields.extend(choice.extra.0.iter().map(|(key, value)| (Cow::Borrowed(*key), value.clone())));
                let group = self.survey.tree.add(id, group);
                if choice.label.is_none() && !children.is_empty() {
                    self.error(
                        row,
                        &["type"],
                        "loop-unlabelled",
                        format!(
                            "Vòng lặp “loop” cần mọi lựa chọn của danh sách “{list}” có nhãn; “{}” chưa có.",
                            choice.name
                        ),
                        format!(
                            "A loop needs a label for every choice of the list “{list}”; “{}” has none.",
                            choice.name
                        ),
                    );
                }
                for child in &children {
                    self.copy(*child, group, Some(&Words { fields: fields.clone() }), row);
                }
            }
        }
    }

    /// Depth is bounded by the nesting of blocks.
    fn copy(&mut self, from: ElementId, parent: ElementId, words: Option<&Words<'a>>, row: u32) {
        if self.survey.tree.len() >= MAX_ELEMENTS {
            if !self.diagnostics.iter().any(|found| found.code == LOOP_TOO_LONG) {
                self.error(
                    row,
                    &["type"],
                    LOOP_TOO_LONG,
                    format!("Các vòng lặp “loop” tạo ra hơn {MAX_ELEMENTS} câu hỏi. Hãy dùng danh sách ngắn hơn."),
                    format!("Loops make more than {MAX_ELEMENTS} questions. Use a shorter list."),
                );
            }
            return;
        }
        let mut element = self.survey.tree.get(from).clone();
        let children = std::mem::take(&mut element.children);
        if let Some(words) = words
            && words.fill(&mut element).is_none()
        {
            self.error(
                row,
                &["type"],
                "loop-text",
                "Trong vòng lặp “loop”, dấu % chỉ dùng trong %(name)s, %(label)s hoặc %(tên cột)s (dấu % thường viết là %%), và chỉ label, hint có nhiều ngôn ngữ.",
                "Within a loop, % stands in %(name)s, %(label)s or %(column)s only (write a plain one as %%), and only label and hint may have languages.",
            );
        }
        let copy = self.survey.tree.add(parent, element);
        for child in children {
            self.copy(child, copy, None, row);
        }
    }
}

impl<'a> Words<'a> {
    fn fill(&self, element: &mut Element<'a>) -> Option<()> {
        let mut name = Value::Text(std::mem::take(&mut element.name));
        let texts = [&mut element.label, &mut element.hint, &mut element.guidance, &mut element.media];
        for value in std::iter::once(&mut name).chain(texts.into_iter().flatten()) {
            self.value(value, None)?;
        }
        let groups = [&mut element.bind, &mut element.control, &mut element.instance];
        for fields in groups.into_iter().flatten() {
            self.group(fields)?;
        }
        for text in [&mut element.default, &mut element.choice_filter, &mut element.list].into_iter().flatten() {
            *text = Cow::Owned(self.text(text, None)?);
        }
        if let Value::Text(name) = name {
            element.name = name;
        }
        Some(())
    }

    /// Texts of these fields cannot have languages within a loop.
    fn group(&self, fields: &mut Fields<'a>) -> Option<()> {
        for (_, value) in &mut fields.0 {
            value.text()?;
            self.value(value, None)?;
        }
        Some(())
    }

    fn value(&self, value: &mut Value<'a>, language: Option<&str>) -> Option<()> {
        match value {
            Value::Text(text) if !text.contains('%') => {}
            Value::Text(text) => *text = Cow::Owned(self.text(text, language)?),
            Value::Map(fields) => {
                for (key, value) in &mut fields.0 {
                    value.text()?;
                    self.value(value, Some(key))?;
                }
            }
        }
        Some(())
    }

    fn text(&self, text: &str, language: Option<&str>) -> Option<String> {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find('%') {
            let (before, after) = rest.split_at(at);
            filled.push_str(before);
            if let Some(tail) = after.strip_prefix("%%") {
                filled.push('%');
                rest = tail;
                continue;
            }
            let (key, tail) = after.strip_prefix("%(")?.split_once(")s")?;
            filled.push_str(&self.word(key, language)?);
            rest = tail;
        }
        filled.push_str(rest);
        Some(filled)
    }

    fn word(&self, key: &str, language: Option<&str>) -> Option<String> {
        let (_, value) = self.fields.iter().find(|(known, _)| known == key)?;
        let translated = value.map().and_then(|texts| texts.get(language?));
        Some(translated.unwrap_or(value).flat().into_owned())
    }
}
