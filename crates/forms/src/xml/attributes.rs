//! What stands in a tag behind its name: `name="value"` pairs, and values as they were meant.

use std::borrow::Cow;

/// `name="value"` pairs of a tag.
pub(super) struct Attributes<'a> {
    rest: &'a str,
}

impl<'a> Attributes<'a> {
    /// Of a tag from behind its name.
    pub(super) const fn of(tag: &'a str) -> Self {
        Self { rest: tag }
    }

    fn pair(&mut self, text: &'a str) -> Option<(&'a str, &'a str)> {
        let equals = text.bytes().position(|byte| byte == b'=')?;
        let (name, rest) = text.split_at_checked(equals)?;
        let rest = rest.get("=".len()..)?.trim_start();
        let quote = rest.bytes().next().filter(|quote| matches!(quote, b'"' | b'\''))?;
        let quoted = rest.get(1..)?;
        let (value, rest) = quoted.split_at_checked(memchr::memchr(quote, quoted.as_bytes())?)?;
        self.rest = rest.get(1..)?;
        Some((name.trim_end(), value))
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Result<(&'a str, &'a str), &'static str>;

    fn next(&mut self) -> Option<Self::Item> {
        let text = self.rest.trim_start();
        if text.is_empty() {
            return None;
        }
        if text.len() == self.rest.len() {
            self.rest = "";
            return Some(Err("attributes must be set apart by blanks"));
        }
        let found = self.pair(text);
        if found.is_none() {
            self.rest = "";
        }
        Some(found.ok_or("an attribute is not written as name=\"value\""))
    }
}

/// Why a value cannot be read.
pub(super) enum Unreadable<'a> {
    /// `&` without a `;` behind it.
    Unended,
    /// An entity that XML itself does not have.
    Unknown(&'a str),
}

/// A value with its references resolved.
pub(super) fn unescaped(value: &str) -> Result<Cow<'_, str>, Unreadable<'_>> {
    // Without an early end, so that many bytes are looked at together.
    let is_special = |byte: u8| matches!(byte, b'&' | b'\n' | b'\t' | b'\r' | b'<');
    if !value.bytes().fold(false, |found, byte| found | is_special(byte)) {
        return Ok(Cow::Borrowed(value));
    }
    let mut text = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at_special) = rest.bytes().position(is_special) {
        let (before, after) = rest.split_at(at_special);
        text.push_str(before);
        if let Some(after) = after.strip_prefix('&') {
            let (name, after) = after.split_once(';').ok_or(Unreadable::Unended)?;
            text.push(resolved(name).ok_or(Unreadable::Unknown(name))?);
            rest = after;
        } else if let Some(after) = after.strip_prefix('<') {
            // Forms written by hand compare with it, and the parser of JavaRosa lets them.
            text.push('<');
            rest = after;
        } else {
            // XML 1.0 §3.3.3: white space in attributes is read as blanks.
            text.push(' ');
            rest = after.strip_prefix("\r\n").or_else(|| after.get(1..)).unwrap_or_default();
        }
    }
    text.push_str(rest);
    Ok(Cow::Owned(text))
}

/// The letter that stands between `&` and `;`.
pub(super) fn resolved(entity: &str) -> Option<char> {
    let code = match entity.strip_prefix('#') {
        Some(digits) => match digits.strip_prefix('x') {
            Some(digits) => u32::from_str_radix(digits, 16).ok(),
            None => digits.parse().ok(),
        },
        None => {
            return match entity {
                "amp" => Some('&'),
                "lt" => Some('<'),
                "gt" => Some('>'),
                "quot" => Some('"'),
                "apos" => Some('\''),
                _ => None,
            };
        }
    };
    code.and_then(char::from_u32).filter(|letter| *letter != '\0')
}
