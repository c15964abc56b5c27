//! Whether two texts are the same answer.
//!
//! Ids, the clock and chance differ from run to run: an id is compared by its shape, a time of the
//! day of the recording by its date.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::Time;
use regex::Regex;

/// Difference that numbers may have, as a share or near zero: other orders of adding up.
const TOLERANCE: f64 = 1e-9;
/// Half of the last digit of metres rounded to the centimetre.
const HALF_CENTIMETRE: f64 = 0.005;
/// The moment the states were recorded, near enough: 2026-11-23 07:50 in the zone of the recording.
pub const NOW_MS: i64 = 1_795_445_400_000;
pub const ZONE: &str = "America/Phoenix";

pub fn same(expected: &str, found: &str) -> bool {
    if expected == found || same_words(expected, found) {
        return true;
    }
    let (expected, found) = (masked(expected), masked(found));
    expected == found
}

/// Texts that differ in how they write numbers: `1.0 2` and `1 2`.
fn same_words(expected: &str, found: &str) -> bool {
    let (expected, found): (Vec<&str>, Vec<&str>) = (words(expected), words(found));
    !expected.is_empty()
        && expected.len() == found.len()
        && expected.iter().zip(&found).all(|(expected, found)| same_number(expected, found))
}

fn words(text: &str) -> Vec<&str> {
    // Points of a line stand behind semicolons, with a blank or without.
    text.split(|letter: char| letter.is_whitespace() || letter == ';').filter(|word| !word.is_empty()).collect()
}

/// Distances and areas: one engine rounds them to the centimetre.
pub fn same_measure(expected: &str, found: &str) -> bool {
    let is_rounded = |number: f64| (number * 100.0).round() / 100.0 == number;
    match (expected.parse::<f64>(), found.parse::<f64>()) {
        (Ok(expected), Ok(found)) => {
            (is_rounded(expected) || is_rounded(found)) && (expected - found).abs() <= HALF_CENTIMETRE
        }
        _ => false,
    }
}

fn same_number(expected: &str, found: &str) -> bool {
    match (expected.parse::<f64>(), found.parse::<f64>()) {
        (Ok(expected), Ok(found)) => near(expected, found, TOLERANCE) || (expected - found).abs() <= TOLERANCE,
        _ => expected == found || point_of_time(expected).is_some_and(|point| point_of_time(found) == Some(point)),
    }
}

/// A time of day or a moment, however many zeros it is written with.
fn point_of_time(text: &str) -> Option<Point> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(Point::Moment(moment));
    }
    let clock = text.split(['+', 'Z']).next()?;
    let time = (!text.contains('T')).then(|| clock.parse::<Time>().ok()).flatten()?;
    Some(Point::Time(time, text.get(clock.len()..)?.to_owned()))
}

#[derive(PartialEq)]
enum Point {
    Moment(Timestamp),
    /// With its zone as written.
    Time(Time, String),
}

pub fn near(expected: f64, found: f64, tolerance: f64) -> bool {
    expected == found
        || (expected.is_nan() && found.is_nan())
        || (expected - found).abs() <= tolerance * expected.abs().max(found.abs())
}

/// A text with what differs from run to run replaced.
pub fn masked(text: &str) -> String {
    static MASKS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
        let masks = [
            (r"uuid:[0-9A-Za-z-]+", "uuid:…"),
            (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "uuid"),
            (r"(?<day>2026-11-2\d)T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?", "${day} now"),
        ];
        masks.into_iter().filter_map(|(mask, name)| Some((Regex::new(mask).ok()?, name))).collect()
    });
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    MASKS.iter().fold(text, |text, (mask, name)| mask.replace_all(&text, *name).into_owned())
}

/// Which id of ours stands for which recorded one: one for one throughout a case.
#[derive(Debug, Default)]
pub struct Ids {
    ours: BTreeMap<String, String>,
    recorded: BTreeMap<String, String>,
}

impl Ids {
    /// Pairs the ids of two texts in their order; false where one of them stands for another already.
    pub fn pair(&mut self, recorded: &str, ours: &str) -> bool {
        let (recorded, ours) = (ids(recorded), ids(ours));
        recorded.len() == ours.len()
            && recorded.into_iter().zip(ours).all(|(recorded, ours)| {
                *self.ours.entry(recorded.to_owned()).or_insert_with(|| ours.to_owned()) == *ours
                    && *self.recorded.entry(ours.to_owned()).or_insert_with(|| recorded.to_owned()) == *recorded
            })
    }
}

fn ids(text: &str) -> Vec<&str> {
    static ID: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").ok());
    ID.as_ref().map(|id| id.find_iter(text).map(|found| found.as_str()).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_the_same_but_for_ids_times_and_the_writing_of_numbers() {
        let check = |expected: &str, found: &str, is_same: bool| {
            assert_eq!(same(expected, found), is_same, "{expected} ~ {found}")
        };
        check("a", "a", true);
        check("a", "b", false);
        check("", "0", false);
        check("10.0", "10", true);
        check("7305.000000000002", "7305", true);
        check("10", "11", false);
        check("38.25 21.75 0.0 0.0", "38.25 21.75 0 0", true);
        check("a 1", "a 2", false);
        check("uuid:44f58343-aa41-438e-b00e-57d1c9f84448", "uuid:54f58343-aa41-438e-b00e-57d1c9f84448", true);
        check("uuid:44f58343-aa41-438e-b00e-57d1c9f84448", "44f58343", false);
        check("14:02:10", "14:02:10.000", true);
        check("14:02:10", "14:02:11.000", false);
        check("14:02:10Z", "14:02:10.000", false);
        check("2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000Z", true);
        check("2026-01-01", "2026-01-01T00:00:00", false);
        check("2026-11-23T07:51:38.686-07:00", "2026-11-23T07:50:00.000-07:00", true);
        check("2025-11-23T07:51:38.686-07:00", "2025-11-23T07:50:00.000-07:00", false);
    }
}
