//! What people type → the lexical form of the question's type.

use domain::Value;
use unicode_normalization::UnicodeNormalization;

use crate::expr::{date, text_of_number};
use crate::model::{List, QuestionKind, QuestionModel};

/// Why a text does not fit its question. The text is kept nevertheless.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum InputFault {
    NotWhole,
    NotANumber,
    NotADate,
    NotATime,
    NotAPosition,
    NotAChoice(String),
    OutOfRange,
    NotOk,
}

/// Digits that an integer answer may have; more would not survive spreadsheets and doubles.
const MAX_DIGITS: usize = 15;

/// The lexical form of `value`, and what is wrong with it.
pub(super) fn lexical(question: &QuestionModel, list: Option<&List>, value: &Value) -> (String, Option<InputFault>) {
    let raw = match value {
        Value::Text(text) => tidy(text),
        Value::Integer(number) => number.to_string(),
        Value::Decimal(number) => text_of_number(*number),
        Value::Boolean(true) if question.kind == QuestionKind::Acknowledge => "OK".to_owned(),
        Value::Boolean(false) if question.kind == QuestionKind::Acknowledge => String::new(),
        Value::Boolean(truth) => truth.to_string(),
    };
    if raw.is_empty() {
        return (raw, None);
    }
    match read(question, list, &raw) {
        Ok(text) => (text, None),
        Err(fault) => (raw, Some(fault)),
    }
}

/// NFC and without blanks around; inner line breaks stay.
fn tidy(text: &str) -> String {
    text.trim().nfc().collect()
}

pub(super) fn read(question: &QuestionModel, list: Option<&List>, raw: &str) -> Result<String, InputFault> {
    match question.kind {
        QuestionKind::Integer => whole(raw),
        QuestionKind::Decimal => decimal(raw),
        QuestionKind::Range => ranged(question, raw),
        QuestionKind::Date => day(raw),
        QuestionKind::Time => time(raw),
        QuestionKind::DateTime => moment(raw),
        QuestionKind::SelectOne => chosen(question, list, raw).and_then(|chosen| match chosen.as_slice() {
            [one] => Ok((*one).to_owned()),
            _ => Err(InputFault::NotAChoice(raw.to_owned())),
        }),
        QuestionKind::SelectMultiple | QuestionKind::Rank => Ok(chosen(question, list, raw)?.join(" ")),
        QuestionKind::Acknowledge => match raw.to_lowercase().as_str() {
            "ok" | "true" | "yes" | "1" => Ok("OK".to_owned()),
            _ => Err(InputFault::NotOk),
        },
        QuestionKind::Geopoint => position(raw),
        _ => Ok(raw.to_owned()),
    }
}

fn whole(raw: &str) -> Result<String, InputFault> {
    let digits = raw.strip_prefix(['-', '+']).unwrap_or(raw);
    let fits = !digits.is_empty() && digits.len() <= MAX_DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = if fits { raw.parse::<i64>().ok() } else { None };
    number.map(|number| number.to_string()).ok_or(InputFault::NotWhole)
}

/// A decimal comma is what Vietnamese keyboards give; both signs at once would be a guess.
fn decimal(raw: &str) -> Result<String, InputFault> {
    let plain = raw.replacen(',', ".", 1);
    let body = plain.strip_prefix(['-', '+']).unwrap_or(&plain);
    let dots = body.bytes().filter(|byte| *byte == b'.').count();
    let digits = body.bytes().filter(u8::is_ascii_digit).count();
    if dots > 1 || digits == 0 || digits > MAX_DIGITS || digits + dots != body.len() {
        return Err(InputFault::NotANumber);
    }
    let number = plain.parse::<f64>().map_err(|_| InputFault::NotANumber)?;
    Ok(text_of_number(number))
}

fn ranged(question: &QuestionModel, raw: &str) -> Result<String, InputFault> {
    let text = decimal(raw)?;
    let number = text.parse::<f64>().map_err(|_| InputFault::NotANumber)?;
    match question.range {
        Some(range) if number < range.start.min(range.end) || number > range.start.max(range.end) => {
            Err(InputFault::OutOfRange)
        }
        _ => Ok(text),
    }
}

fn day(raw: &str) -> Result<String, InputFault> {
    let iso = raw.split_once('T').map_or(raw, |(day, _)| day);
    let day = date::read_date(iso).or_else(|| date::read_vietnamese_date(raw)).ok_or(InputFault::NotADate)?;
    Ok(day.to_string())
}

fn time(raw: &str) -> Result<String, InputFault> {
    let (time, zone) = date::split_zone(raw).ok_or(InputFault::NotATime)?;
    let time = date::read_time(time).ok_or(InputFault::NotATime)?;
    Ok(date::time_text(time) + &zone.map(date::zone_text).unwrap_or_default())
}

fn moment(raw: &str) -> Result<String, InputFault> {
    let (day_part, time_part) = raw.split_once(['T', ' ']).ok_or(InputFault::NotATime)?;
    Ok(format!("{}T{}", day(day_part)?, time(time_part)?))
}

/// The names in `raw`, each once. Choices that are not rows of a list are checked against what is offered.
pub(super) fn chosen<'r>(
    question: &QuestionModel,
    list: Option<&List>,
    raw: &'r str,
) -> Result<Vec<&'r str>, InputFault> {
    let column = question.choices.as_ref().map(|choices| choices.value_column());
    let mut chosen: Vec<&str> = Vec::new();
    for name in raw.split_whitespace() {
        if let (Some(list), Some(column)) = (list, column)
            && list.find(column, name).is_none()
        {
            return Err(InputFault::NotAChoice(name.to_owned()));
        }
        if !chosen.contains(&name) {
            chosen.push(name);
        }
    }
    Ok(chosen)
}

/// Latitude, longitude, and altitude and accuracy in metres where known.
pub(super) fn position(raw: &str) -> Result<String, InputFault> {
    let numbers = raw.split_whitespace().map(str::parse::<f64>).collect::<Result<Vec<_>, _>>();
    match numbers.as_deref() {
        Ok([latitude, longitude, rest @ ..])
            if latitude.abs() <= 90.0 && longitude.abs() <= 180.0 && rest.len() <= 2 =>
        {
            Ok(raw.split_whitespace().collect::<Vec<_>>().join(" "))
        }
        _ => Err(InputFault::NotAPosition),
    }
}

/// A calculated text in the form of the question's type; what does not fit stays as it is.
pub(super) fn normalised_text(kind: QuestionKind, text: &str) -> String {
    match kind {
        QuestionKind::Integer => match text.trim().parse::<f64>() {
            Ok(number) if number.is_finite() => text_of_number(number.trunc()),
            _ => text.to_owned(),
        },
        QuestionKind::Date => text.split_once('T').map_or(text, |(day, _)| day).to_owned(),
        _ => text.to_owned(),
    }
}

/// A lexical form as the value that is stored.
pub(super) fn stored_value(kind: QuestionKind, text: &str) -> Option<Value> {
    if text.is_empty() {
        return None;
    }
    let typed = match kind {
        QuestionKind::Integer => text.parse().ok().map(Value::Integer),
        QuestionKind::Decimal => text.parse().ok().filter(|number: &f64| number.is_finite()).map(Value::Decimal),
        QuestionKind::Range => text
            .parse()
            .map(Value::Integer)
            .ok()
            .or_else(|| text.parse().ok().filter(|number: &f64| number.is_finite()).map(Value::Decimal)),
        _ => None,
    };
    Some(typed.unwrap_or_else(|| Value::Text(text.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(kind: QuestionKind) -> QuestionModel {
        QuestionModel { kind, choices: None, range: None }
    }

    #[test]
    fn typed_answers_become_lexical_forms_or_are_kept_with_a_fault() {
        for (kind, typed, expected) in [
            (QuestionKind::Text, "  Nguye\u{302}\u{303}n \n Văn A ", Ok("Nguyễn \n Văn A")),
            (QuestionKind::Integer, " 12 ", Ok("12")),
            (QuestionKind::Integer, "-3", Ok("-3")),
            (QuestionKind::Integer, "007", Ok("7")),
            (QuestionKind::Integer, "1.234", Err(InputFault::NotWhole)),
            (QuestionKind::Integer, "1,5", Err(InputFault::NotWhole)),
            (QuestionKind::Integer, "abc", Err(InputFault::NotWhole)),
            (QuestionKind::Integer, "1234567890123456", Err(InputFault::NotWhole)),
            (QuestionKind::Decimal, "1,5", Ok("1.5")),
            (QuestionKind::Decimal, "1.50", Ok("1.5")),
            (QuestionKind::Decimal, "1.234,5", Err(InputFault::NotANumber)),
            (QuestionKind::Decimal, "1e3", Err(InputFault::NotANumber)),
            (QuestionKind::Decimal, "inf", Err(InputFault::NotANumber)),
            (QuestionKind::Date, "2026-11-23", Ok("2026-11-23")),
            (QuestionKind::Date, "23/11/2026", Ok("2026-11-23")),
            (QuestionKind::Date, "31/02/2026", Err(InputFault::NotADate)),
            (QuestionKind::Time, "7:05", Ok("07:05:00.000")),
            (QuestionKind::Time, "25:00", Err(InputFault::NotATime)),
            (QuestionKind::DateTime, "2026-11-23T07:05:00+07:00", Ok("2026-11-23T07:05:00.000+07:00")),
            (QuestionKind::Acknowledge, "OK", Ok("OK")),
            (QuestionKind::Geopoint, "19.9 105.3  0 5", Ok("19.9 105.3 0 5")),
            (QuestionKind::Geopoint, "95 105", Err(InputFault::NotAPosition)),
        ] {
            let (text, fault) = lexical(&question(kind), None, &Value::from(typed));
            match expected {
                Ok(expected) => assert_eq!((text.as_str(), fault), (expected, None), "{kind:?} {typed:?}"),
                Err(expected) => {
                    assert_eq!((text.as_str(), fault), (typed.trim(), Some(expected)), "{kind:?} {typed:?}")
                }
            }
        }
    }
}
