//! Values as XML and other programs give them, in the lexical forms of the XForms types.

use super::input::{self, InputFault};
use crate::expr::{date, text_of_number};
use crate::model::{DataType, Element, ElementKind, List, QuestionKind};

/// The lexical form of `text` at a node, or why it has none. Numbers are cut to whole ones where those are asked
/// for, and dates lose their time, as in JavaRosa; nothing is guessed.
pub(super) fn lexical(element: &Element, list: Option<&List>, text: &str) -> Result<String, InputFault> {
    let raw = text.trim();
    let ElementKind::Question(question) = &element.kind else { return Ok(text.to_owned()) };
    if raw.is_empty() {
        return Ok(String::new());
    }
    match (question.kind, element.data_type) {
        (
            QuestionKind::SelectOne
            | QuestionKind::SelectMultiple
            | QuestionKind::Rank
            | QuestionKind::Range
            | QuestionKind::Acknowledge,
            _,
        ) => input::read(question, list, raw),
        (_, DataType::Integer) => whole(raw).ok_or(InputFault::NotWhole),
        (_, DataType::Decimal) => decimal(raw).map(text_of_number).ok_or(InputFault::NotANumber),
        (_, DataType::Date) => day(raw).ok_or(InputFault::NotADate),
        (_, DataType::DateTime) => moment(raw).map(str::to_owned).ok_or(InputFault::NotATime),
        (_, DataType::Time) => is_time(raw).then(|| raw.to_owned()).ok_or(InputFault::NotATime),
        (_, DataType::Geopoint) => point(raw),
        (_, DataType::Geotrace | DataType::Geoshape) => {
            let points = raw.split(';').map(str::trim).filter(|point| !point.is_empty()).map(point);
            Ok(points.collect::<Result<Vec<_>, _>>()?.join("; "))
        }
        _ => Ok(text.to_owned()),
    }
}

/// Latitude, longitude, altitude and accuracy, the unknown ones 0, as Collect and JavaRosa write them.
fn point(raw: &str) -> Result<String, InputFault> {
    let checked = input::position(raw)?;
    let mut numbers = checked.split(' ').map(|number| number.parse::<f64>().unwrap_or(0.0)).collect::<Vec<_>>();
    numbers.resize(4, 0.0);
    Ok(numbers.iter().map(|number| format!("{number:?}")).collect::<Vec<_>>().join(" "))
}

fn decimal(raw: &str) -> Option<f64> {
    let is_number = raw.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E'));
    raw.parse::<f64>().ok().filter(|number| is_number && number.is_finite())
}

/// `xsd:int` has 32 bits.
fn whole(raw: &str) -> Option<String> {
    let number = decimal(raw)?.trunc();
    let fits = number >= f64::from(i32::MIN) && number <= f64::from(i32::MAX);
    fits.then(|| text_of_number(number))
}

fn day(raw: &str) -> Option<String> {
    let (day, time) = raw.split_once(['T', ' ']).map_or((raw, None), |(day, time)| (day, Some(time)));
    let has_full_year = day.split('-').next().is_some_and(|year| year.len() >= 4);
    let day = date::read_date(day).filter(|_| has_full_year && time.is_none_or(is_time))?;
    Some(day.to_string())
}

fn moment(raw: &str) -> Option<&str> {
    let (first, time) = raw.split_once('T')?;
    (day(first).is_some() && is_time(time)).then_some(raw)
}

/// `hh:mm:ss` with an optional fraction and zone, `Z` or `±hh:mm`.
fn is_time(raw: &str) -> bool {
    let Some((clock, zone)) = zone_apart(raw) else { return false };
    let (clock, fraction) = clock.split_once('.').map_or((clock, "0"), |(clock, fraction)| (clock, fraction));
    let parts = clock.split(':').map(|part| (part.len(), part.parse::<u32>().ok())).collect::<Vec<_>>();
    let is_clock = matches!(
        parts.as_slice(),
        [(2, Some(hours)), (2, Some(minutes)), (2, Some(seconds))] if *hours < 24 && *minutes < 60 && *seconds < 60
    );
    let is_fraction = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    is_clock && is_fraction && zone.is_none_or(is_zone)
}

/// The clock, and the zone without its sign.
fn zone_apart(raw: &str) -> Option<(&str, Option<&str>)> {
    if let Some(clock) = raw.strip_suffix('Z') {
        return Some((clock, None));
    }
    match raw.rfind(['+', '-']) {
        None => Some((raw, None)),
        Some(at) => Some((raw.get(..at)?, raw.get(at + 1..))),
    }
}

/// Zones are at most 14 hours from UTC.
fn is_zone(zone: &str) -> bool {
    const MAX_HOURS: u32 = 14;
    let parts = zone.split(':').map(|part| (part.len(), part.parse::<u32>().ok())).collect::<Vec<_>>();
    matches!(parts.as_slice(), [(2, Some(hours)), (2, Some(minutes))] if *hours <= MAX_HOURS && *minutes < 60)
}

/// A calculated text in the form of the node's type; what does not fit stays as it is.
pub(super) fn cast(element: &Element, text: &str) -> String {
    match element.data_type {
        DataType::Integer => match text.trim().parse::<f64>() {
            Ok(number) if number.is_finite() => text_of_number(number.trunc()),
            _ => text.to_owned(),
        },
        DataType::Date => text.split_once('T').map_or(text, |(day, _)| day).to_owned(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::QuestionModel;

    #[test]
    fn values_take_the_lexical_form_of_their_type_or_none() {
        for (data_type, text, expected) in [
            (DataType::Text, " a  b ", Some(" a  b ")),
            (DataType::Integer, "10.9", Some("10")),
            (DataType::Integer, "-3", Some("-3")),
            (DataType::Integer, "2147483648", None),
            (DataType::Integer, "a", None),
            (DataType::Integer, "inf", None),
            (DataType::Decimal, "1.50", Some("1.5")),
            (DataType::Decimal, "1,5", None),
            (DataType::Date, "2026-02-28T10:00:00", Some("2026-02-28")),
            (DataType::Date, "26-02-28", None),
            (DataType::Date, "2026-02-30", None),
            (DataType::DateTime, "2026-04-22T14:30:00", Some("2026-04-22T14:30:00")),
            (DataType::DateTime, "2026-04-22T14:30:00.5+07:00", Some("2026-04-22T14:30:00.5+07:00")),
            (DataType::DateTime, "2026-04-22T14:30:00+0700", None),
            (DataType::DateTime, "2026-04-22", None),
            (DataType::Time, "14:30:00-07:00", Some("14:30:00-07:00")),
            (DataType::Time, "24:00:00", None),
            (DataType::Time, "22:02:00+25:00", None),
            (DataType::Time, "22", None),
            (DataType::Geopoint, "10 106.5", Some("10.0 106.5 0.0 0.0")),
            (DataType::Geotrace, "1 2;3 4 5 6;", Some("1.0 2.0 0.0 0.0; 3.0 4.0 5.0 6.0")),
            (DataType::Geopoint, "north", None),
        ] {
            let question = QuestionModel { kind: QuestionKind::Hidden, choices: None, range: None };
            let element = Element { kind: ElementKind::Question(question), data_type, ..Element::default() };
            assert_eq!(lexical(&element, None, text).ok().as_deref(), expected, "{data_type:?} {text}");
        }
    }
}
