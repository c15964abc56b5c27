//! Strings. Positions count characters, as people do, not bytes.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::{Call, Function, MANY, Outcome, arity, text};
use crate::expr::{EvalError, Pattern, Val};

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "string", arity: arity(0, 1), eval: string },
    Function { name: "string-length", arity: arity(0, 1), eval: length },
    Function { name: "concat", arity: arity(0, MANY), eval: |call| text(call.texts_from(0)?.concat()) },
    Function { name: "join", arity: arity(1, MANY), eval: |call| text(call.texts_from(1)?.join(&*call.text(0)?)) },
    Function { name: "substr", arity: arity(2, 3), eval: substr },
    Function { name: "substring", arity: arity(2, 3), eval: substring },
    Function { name: "substring-before", arity: arity(2, 2), eval: before },
    Function { name: "substring-after", arity: arity(2, 2), eval: after },
    Function { name: "contains", arity: arity(2, 2), eval: contains },
    Function { name: "starts-with", arity: arity(2, 2), eval: starts_with },
    Function { name: "ends-with", arity: arity(2, 2), eval: ends_with },
    Function { name: "translate", arity: arity(3, 3), eval: translate },
    Function { name: "normalize-space", arity: arity(0, 1), eval: normalize_space },
    Function { name: "upper-case", arity: arity(1, 1), eval: |call| text(call.text(0)?.to_uppercase()) },
    Function { name: "lower-case", arity: arity(1, 1), eval: |call| text(call.text(0)?.to_lowercase()) },
    Function { name: "regex", arity: arity(2, 2), eval: regex },
];

/// The argument, or the context node where there is none.
pub(super) fn subject<'a>(call: &Call<'_, 'a>) -> Result<Cow<'a, str>, EvalError> {
    if call.count() == 0 { Ok(call.node_text(call.at.node)) } else { call.text(0) }
}

pub(super) fn string<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    text(subject(call)?)
}

fn length<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    // Composed, so that "ệ" is one letter however it was typed.
    Ok(Val::Number(subject(call)?.nfc().count() as f64))
}

/// `substr(text, start, end)`: 0-based, end excluded, negative counts from the end.
fn substr<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let source = call.text(0)?;
    let letters = source.chars().collect::<Vec<_>>();
    let size = letters.len() as f64;
    let place = |number: f64| if number < 0.0 { (size + number).max(0.0) } else { number.min(size) };
    let start = call.number(1)?;
    let end = if call.count() > 2 { call.number(2)? } else { size };
    if start.is_nan() || end.is_nan() {
        return Ok(Val::empty());
    }
    let (start, end) = (place(start) as usize, place(end) as usize);
    text(letters.get(start..end).unwrap_or_default().iter().collect::<String>())
}

/// XPath `substring(text, start, length)`: 1-based and rounded.
pub(super) fn substring<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let source = call.text(0)?;
    let start = round_half_up(call.number(1)?);
    let end = if call.count() > 2 { start + round_half_up(call.number(2)?) } else { f64::INFINITY };
    let kept = source.chars().zip(1_u32..).filter(|(_, position)| {
        let position = f64::from(*position);
        position >= start && position < end
    });
    text(kept.map(|(letter, _)| letter).collect::<String>())
}

pub(super) fn round_half_up(number: f64) -> f64 {
    (number + 0.5).floor()
}

pub(super) fn before<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let (source, mark) = (call.text(0)?, call.text(1)?);
    text(source.split_once(&*mark).map_or_else(String::new, |(before, _)| before.to_owned()))
}

pub(super) fn after<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let (source, mark) = (call.text(0)?, call.text(1)?);
    text(source.split_once(&*mark).map_or_else(String::new, |(_, after)| after.to_owned()))
}

pub(super) fn translate<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let from = call.text(1)?.chars().collect::<Vec<_>>();
    let to = call.text(2)?.chars().collect::<Vec<_>>();
    let source = call.text(0)?;
    let swapped = source.chars().filter_map(|letter| match from.iter().position(|found| *found == letter) {
        None => Some(letter),
        Some(index) => to.get(index).copied(),
    });
    text(swapped.collect::<String>())
}

fn normalize_space<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    text(subject(call)?.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// What compiling a pattern costs at least, in node visits.
const PATTERN_VISITS: usize = 1_000;

/// A pattern that is itself computed; literal ones are compiled with the form.
fn regex<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let pattern = call.text(1)?;
    call.scene.visit(PATTERN_VISITS.saturating_add(pattern.len()))?;
    let Some(regex) = Pattern::whole(&pattern) else { return Err(EvalError::Pattern(pattern.into_owned())) };
    Ok(Val::Truth(regex.is_match(&call.text(0)?)?))
}

pub(super) fn contains<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    Ok(Val::Truth(call.text(0)?.contains(&*call.text(1)?)))
}

pub(super) fn starts_with<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    Ok(Val::Truth(call.text(0)?.starts_with(&*call.text(1)?)))
}

fn ends_with<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    Ok(Val::Truth(call.text(0)?.ends_with(&*call.text(1)?)))
}
