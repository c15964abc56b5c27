//! The four types of XPath and the conversions between them.

use std::borrow::Cow;

use super::date::{self, Moment};
use super::{Dialect, Nodes, Tree};

/// The value of an expression.
#[derive(Clone, Debug)]
pub(crate) enum Val<'a> {
    Text(Cow<'a, str>),
    Number(f64),
    Truth(bool),
    /// A date or a date with time, which is text wherever text is asked for.
    Date(Moment),
    Nodes(Nodes),
}

impl<'a> Val<'a> {
    pub(crate) const fn empty() -> Self {
        Self::Text(Cow::Borrowed(""))
    }

    pub(crate) fn text(self, tree: &'a dyn Tree) -> Cow<'a, str> {
        match self {
            Self::Text(text) => text,
            Self::Number(number) => Cow::Owned(text_of_number(number)),
            Self::Truth(truth) => Cow::Borrowed(if truth { "true" } else { "false" }),
            Self::Date(moment) => Cow::Owned(moment.text()),
            Self::Nodes(nodes) => nodes.first().map_or(Cow::Borrowed(""), |node| tree.text(*node)),
        }
    }

    /// The number in one dialect or the other; only texts differ.
    pub(crate) fn number_in(&self, dialect: Dialect, tree: &dyn Tree) -> f64 {
        match (self, dialect) {
            (Self::Text(text), Dialect::XPath) => strict_number_of_text(text),
            _ => self.number(tree),
        }
    }

    pub(crate) fn number(&self, tree: &dyn Tree) -> f64 {
        match self {
            Self::Text(text) => number_of_text(text),
            Self::Number(number) => *number,
            Self::Truth(truth) => f64::from(u8::from(*truth)),
            Self::Date(moment) => moment.days(),
            Self::Nodes(nodes) => nodes.first().map_or(f64::NAN, |node| tree.number(*node)),
        }
    }

    /// A lone answer is true by its value, as in JavaRosa; a larger set is true because it exists.
    pub(crate) fn truth(&self, tree: &dyn Tree) -> bool {
        match self {
            Self::Text(text) => !text.is_empty(),
            Self::Number(number) => *number != 0.0 && !number.is_nan(),
            Self::Truth(truth) => *truth,
            Self::Date(_) => true,
            Self::Nodes(nodes) => match nodes.as_slice() {
                [] => false,
                [node] if tree.is_leaf(*node) => tree.truth(*node),
                _ => true,
            },
        }
    }
}

/// XPath `number()`, with ISO dates as days since 1970-01-01 and a comma for a decimal point, as JavaRosa reads it.
/// Anything else is NaN.
pub(crate) fn number_of_text(text: &str) -> f64 {
    let text = text.trim();
    let Some(first) = text.as_bytes().first() else { return f64::NAN };
    if !(first.is_ascii_digit() || matches!(first, b'-' | b'.' | b',')) {
        return f64::NAN;
    }
    if let Some((whole, fraction)) = text.split_once(',') {
        return strict_number_of_text(&format!("{whole}.{fraction}"));
    }
    // `f64::from_str` also takes exponents and names, which XPath 1.0 §4.4 does not.
    if text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.'))
        && let Ok(number) = text.parse()
    {
        return number;
    }
    date::days_of_text(text).unwrap_or(f64::NAN)
}

/// `number()` of a text as XPath 1.0 §4.4 has it: blanks around an optional minus, digits and one point.
pub(crate) fn strict_number_of_text(text: &str) -> f64 {
    let text = text.trim_matches([' ', '\t', '\r', '\n']);
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let are_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !are_digits(whole) || !are_digits(fraction) {
        return f64::NAN;
    }
    text.parse().unwrap_or(f64::NAN)
}

/// XPath `string()` of a number: whole numbers without a point, never an exponent.
pub(crate) fn text_of_number(number: f64) -> String {
    if number.is_nan() {
        "NaN".to_owned()
    } else if number.is_infinite() {
        if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned()
    } else if number == 0.0 {
        "0".to_owned()
    } else {
        format!("{number}")
    }
}
