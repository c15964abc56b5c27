//! Texts that cells share.

use std::borrow::Cow;

use super::super::problem::Problem;
use super::super::tags::{Element, Tag, Tags};
use super::super::{MAX_CELLS, MAX_TEXT_BYTES};

/// All texts in one buffer.
#[derive(Debug, Default)]
pub(super) struct Strings {
    text: String,
    /// Where each text ends, in bytes.
    ends: Vec<usize>,
}

impl Strings {
    /// Reads on in the part of shared texts, in pieces of whole texts.
    pub(super) fn read(&mut self, piece: &str) -> Result<(), Problem> {
        let mut tags = Tags::new(piece);
        while let Some(tag) = tags.next()? {
            let Tag::Open(element) = tag else { continue };
            if element.name != "si" {
                continue;
            }
            let text = rich_text(&mut tags, &element)?;
            if self.ends.len() == MAX_CELLS || self.text.len() + text.len() > MAX_TEXT_BYTES {
                return Err(Problem::TooLarge);
            }
            // Excel writes `_` as `_x005F_` where an escape might be read; openpyxl undoes that alone.
            if text.contains("x005F_") {
                self.text.push_str(&text.replace("x005F_", ""));
            } else {
                self.text.push_str(&text);
            }
            self.ends.push(self.text.len());
        }
        Ok(())
    }

    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.text.get(start..end)
    }
}

/// The text of `<si>` or `<is>`: plain, or in runs; how it is pronounced is left out.
pub(super) fn rich_text<'a>(tags: &mut Tags<'a>, parent: &Element<'a>) -> Result<Cow<'a, str>, Problem> {
    let mut text = Cow::Borrowed("");
    if parent.is_empty {
        return Ok(text);
    }
    if let Some(only) = tags.text_between("<t>", if parent.name == "si" { "</t></si>" } else { "</t></is>" }) {
        return Ok(Cow::Borrowed(only));
    }
    while let Some(tag) = tags.next()? {
        match tag {
            Tag::Close(name) if name == parent.name => break,
            Tag::Open(element) if element.name == "t" => {
                let piece = tags.text_of(&element)?;
                if text.is_empty() {
                    text = piece;
                } else {
                    text.to_mut().push_str(&piece);
                }
            }
            Tag::Open(element) if element.name == "rPh" => tags.skip(&element)?,
            _ => {}
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_joined_and_pronunciations_left_out() {
        let part = "<sst><si><t>a &amp; b</t></si><si/><si><r><rPr><b/></rPr><t>c</t></r><r><t xml:space='preserve'> d</t></r>\
                    <rPh sb='0'><t>x</t></rPh></si><si><t>_x005F_x000D_</t></si></sst>";
        let mut strings = Strings::default();
        strings.read(part).unwrap();
        let texts = (0..5).map(|index| strings.get(index)).collect::<Vec<_>>();
        assert_eq!(texts, [Some("a & b"), Some(""), Some("c d"), Some("_x000D_"), None]);
    }
}
