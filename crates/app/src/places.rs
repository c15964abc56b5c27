//! Where things are: what finished checks say of points, lines and areas, kept up to date.
//!
//! This hears only of checks that changed since the last look ([`store::Store::changed_since`]). Nobody's house is on it:
//! the household form asks for no position.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use criteria::{Day, Version};
use domain::{DocId, Kind};
use forms::{Form, QuestionKind};
use store::{Changed, StoreError};

use crate::desk::Desk;
use crate::scoring::{number, records};

/// Points of one line or area; a day's walk with a point each second has fewer.
const MAX_POINTS: usize = 50_000;

/// Degrees, as WGS 84 gives them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Position {
    pub latitude: f64,
    pub longitude: f64,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape {
    Point(Position),
    Line(Vec<Position>),
    /// A ring; its last point is its first.
    Area(Vec<Position>),
}

/// What one check says of where its subject is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Located {
    pub check: DocId,
    pub day: Day,
    pub shapes: Vec<Shape>,
    version: Version,
}

impl Located {
    /// Which of two checks of a subject is the later: as the criteria choose among them.
    fn order(&self) -> (Day, Version, DocId) {
        (self.day, self.version, self.check)
    }
}

/// All that is kept between two looks.
#[derive(Default)]
pub(crate) struct Places(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    /// Up to which version of the store checks were read.
    seen: u64,
    /// Subject → its checks with a position.
    located: BTreeMap<DocId, BTreeMap<DocId, Located>>,
    subject_of: BTreeMap<DocId, DocId>,
}

impl Places {
    /// Where each subject is, by the latest of its finished checks that says so.
    pub fn latest(&self, desk: &Desk) -> Result<BTreeMap<DocId, Located>, StoreError> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Kept { seen, located, subject_of } = &mut *kept;
        let forms: BTreeMap<&str, &Form> =
            desk.forms.all().filter(|form| asks_for_positions(form)).map(|form| (form.id(), form.as_ref())).collect();
        *seen = desk.store.changed_since(Kind::Check, *seen, |changed| {
            let id = changed.doc;
            if let Some(checks) = subject_of.remove(&id).and_then(|subject| located.get_mut(&subject)) {
                checks.remove(&id);
            }
            if let Some((subject, place)) = read(changed, &forms)? {
                subject_of.insert(id, subject);
                located.entry(subject).or_default().insert(id, place);
            }
            Ok(())
        })?;
        let latest = located.iter().filter_map(|(subject, checks)| {
            Some((*subject, checks.values().max_by_key(|place| place.order())?.clone()))
        });
        Ok(latest.collect())
    }
}

const fn is_position(kind: QuestionKind) -> bool {
    matches!(kind, QuestionKind::Geopoint | QuestionKind::Geotrace | QuestionKind::Geoshape)
}

pub(crate) fn asks_for_positions(form: &Form) -> bool {
    form.questions().any(|question| is_position(question.kind()))
}

/// A finished check's subject and where it is; nothing where the check does not say.
fn read(changed: &Changed<'_>, forms: &BTreeMap<&str, &Form>) -> Result<Option<(DocId, Located)>, StoreError> {
    let Some(form) = changed.form.and_then(|form| forms.get(form)) else { return Ok(None) };
    let kind_of = |path: &str| Some(form.question_of_answer(path)?.kind()).filter(|kind| is_position(*kind));
    let check = records::check(changed, |path| kind_of(path).is_some())?;
    let Some(check) = check.filter(|check| check.status.is_valid()) else { return Ok(None) };
    let shapes: Vec<Shape> =
        check.answers.iter().filter_map(|(path, value)| shape(kind_of(path)?, value.as_text()?)).collect();
    let located = Located { check: check.check, day: check.day, shapes, version: check.version };
    Ok((!located.shapes.is_empty()).then_some((check.subject, located)))
}

/// Reads an answer; what is no position is left out.
fn shape(kind: QuestionKind, text: &str) -> Option<Shape> {
    let points = || text.split(';').take(MAX_POINTS).filter_map(position).collect::<Vec<_>>();
    match kind {
        QuestionKind::Geopoint => position(text).map(Shape::Point),
        QuestionKind::Geotrace => Some(points()).filter(|points| points.len() > 1).map(Shape::Line),
        QuestionKind::Geoshape => Some(points()).filter(|points| points.len() > 3).map(Shape::Area),
        _ => None,
    }
}

/// A line walked or an area walked round, as people read it: how many points, and how long where it is a line.
pub(crate) fn walked_words(kind: QuestionKind, text: &str) -> Option<String> {
    match shape(kind, text)? {
        Shape::Line(points) => {
            let steps = points.iter().zip(points.iter().skip(1));
            let length_m: f64 = steps.map(|(from, to)| distance_m(from, to)).sum();
            Some(format!("{} điểm, dài khoảng {} m", points.len(), number(length_m.round())))
        }
        Shape::Area(points) => Some(format!("{} điểm quanh khu đất", points.len().saturating_sub(1))),
        Shape::Point(_) => None,
    }
}

/// Metres along the surface between two positions (haversine, on a sphere of the earth's mean radius).
fn distance_m(from: &Position, to: &Position) -> f64 {
    const EARTH_M: f64 = 6_371_008.8;
    let half = |degrees: f64| (degrees.to_radians() / 2.0).sin().powi(2);
    let across = from.latitude.to_radians().cos() * to.latitude.to_radians().cos();
    let bow = half(to.latitude - from.latitude) + across * half(to.longitude - from.longitude);
    2.0 * EARTH_M * bow.sqrt().min(1.0).asin()
}

/// `latitude longitude altitude accuracy`, the last two optional.
fn position(text: &str) -> Option<Position> {
    let mut numbers = text.split_whitespace();
    let (latitude, longitude) = (numbers.next()?.parse::<f64>().ok()?, numbers.next()?.parse::<f64>().ok()?);
    let is_on_earth = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
    is_on_earth.then_some(Position { latitude, longitude })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_reads_as_its_points_and_its_length() {
        let line = "19.9 105.3 0 0;19.901 105.3 0 0;19.911 105.3 0 0";
        for (kind, text, expected) in [
            (QuestionKind::Geotrace, line, Some("3 điểm, dài khoảng 1.223 m")),
            (QuestionKind::Geotrace, "19.9 105.3 0 0", None),
            (QuestionKind::Geoshape, "1 1 0 0;1 2 0 0;2 2 0 0;1 1 0 0", Some("3 điểm quanh khu đất")),
            (QuestionKind::Geopoint, "19.9 105.3 0 0", None),
        ] {
            assert_eq!(walked_words(kind, text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn answers_are_read_as_points_lines_and_areas() {
        let at = |latitude, longitude| Position { latitude, longitude };
        let (a, b, c) = (at(19.9, 105.4), at(19.91, 105.41), at(19.92, 105.4));
        for (kind, text, expected) in [
            (QuestionKind::Geopoint, "19.9 105.4 0 0", Some(Shape::Point(a))),
            (QuestionKind::Geopoint, "19.9 105.4", Some(Shape::Point(a))),
            (QuestionKind::Geotrace, "19.9 105.4 0 0; 19.91 105.41 0 0;", Some(Shape::Line(vec![a, b]))),
            (QuestionKind::Geotrace, "19.9 105.4 0 0", None),
            (
                QuestionKind::Geoshape,
                "19.9 105.4;19.91 105.41;19.92 105.4;19.9 105.4",
                Some(Shape::Area(vec![a, b, c, a])),
            ),
            (QuestionKind::Geoshape, "19.9 105.4;19.91 105.41", None),
            (QuestionKind::Geopoint, "190 105.4", None),
            (QuestionKind::Geopoint, "NaN 105.4", None),
            (QuestionKind::Geopoint, "", None),
            (QuestionKind::Text, "19.9 105.4 0 0", None),
        ] {
            assert_eq!(shape(kind, text), expected, "{kind:?} {text}");
        }
    }
}
