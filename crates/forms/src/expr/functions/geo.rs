//! Points, lines and areas on Earth, as `geopoint`, `geotrace` and `geoshape` write them.

use super::{Call, Function, MANY, Outcome, arity};
use crate::expr::{EvalError, Val};

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "area", arity: arity(1, 1), eval: area },
    Function { name: "enclosed-area", arity: arity(1, 1), eval: area },
    Function { name: "distance", arity: arity(1, MANY), eval: distance },
    Function { name: "geofence", arity: arity(2, 2), eval: geofence },
    Function { name: "intersects", arity: arity(1, 1), eval: intersects },
];

/// Radius at the Equator, in metres, as all implementations of ODK XForms take it.
const EARTH_RADIUS_M: f64 = 6_378_100.0;
/// Most points of one call, so that comparing all sides with each other ends.
const MAX_POINTS: usize = 4_000;

/// Degrees north and east.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Point {
    latitude: f64,
    longitude: f64,
}

impl Point {
    /// `latitude longitude`, with altitude and accuracy as they come.
    fn read(text: &str) -> Option<Self> {
        let mut parts =
            text.split_whitespace().map(|part| part.parse::<f64>().ok().filter(|number| number.is_finite()));
        let (latitude, longitude) = (parts.next()??, parts.next()??);
        let rest = parts.count();
        (rest <= 2).then_some(Self { latitude, longitude })
    }
}

/// Points of one argument: of a text separated by `;`, or of all nodes of a set.
fn points(call: &Call<'_, '_>, index: usize, into: &mut Vec<Point>) -> Result<(), EvalError> {
    let texts = match call.value(index)? {
        Val::Nodes(nodes) => nodes.into_iter().map(|node| call.node_text(node)).collect(),
        other => vec![other.text(call.scene.tree)],
    };
    for text in &texts {
        for point in text.split(';').filter(|point| !point.trim().is_empty()) {
            into.push(Point::read(point).ok_or_else(|| call.refuse(point))?);
            if into.len() > MAX_POINTS {
                return Err(EvalError::TooLong);
            }
        }
    }
    Ok(())
}

/// Square metres within a ring of points, on a sphere; closed by itself where it is open.
fn area<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let mut ring = Vec::new();
    points(call, 0, &mut ring)?;
    if ring.len() < 3 {
        return Ok(Val::Number(0.0));
    }
    ring.extend(ring.first().copied());
    let strips = pairs(&ring).map(|(from, to)| {
        (to.longitude - from.longitude).to_radians()
            * (2.0 + from.latitude.to_radians().sin() + to.latitude.to_radians().sin())
    });
    let total = strips.sum::<f64>() * EARTH_RADIUS_M * EARTH_RADIUS_M / 2.0;
    Ok(Val::Number(to_hundredths(total.abs())))
}

/// Metres along a line, by the spherical law of cosines.
fn distance<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let mut line = Vec::new();
    for index in 0..call.count() {
        points(call, index, &mut line)?;
    }
    let metres = pairs(&line).map(|(from, to)| {
        let (here, there) = (from.latitude.to_radians(), to.latitude.to_radians());
        let turn = (from.longitude - to.longitude).to_radians();
        let cosine = here.sin() * there.sin() + here.cos() * there.cos() * turn.cos();
        cosine.clamp(-1.0, 1.0).acos() * EARTH_RADIUS_M
    });
    Ok(Val::Number(to_hundredths(metres.fold(0.0, |sum, part| sum + part))))
}

/// Whether a point lies in an area: a ray from it crosses the border an odd number of times.
fn geofence<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let (mut point, mut ring) = (Vec::new(), Vec::new());
    points(call, 0, &mut point)?;
    points(call, 1, &mut ring)?;
    let [point] = point.as_slice() else { return Err(call.refuse("")) };
    let crossings = pairs(&ring).filter(|(from, to)| {
        let spans = (to.latitude > point.latitude) != (from.latitude > point.latitude);
        let along = (point.latitude - to.latitude) / (from.latitude - to.latitude);
        spans && point.longitude < (from.longitude - to.longitude) * along + to.longitude
    });
    Ok(Val::Truth(crossings.count() % 2 == 1))
}

/// Whether a line or border crosses itself.
fn intersects<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let mut line = Vec::new();
    points(call, 0, &mut line)?;
    line.dedup();
    let sides = pairs(&line).collect::<Vec<_>>();
    let is_closed = line.len() > 2 && line.first() == line.last();
    let last = sides.len().saturating_sub(1);
    for (index, one) in sides.iter().enumerate() {
        call.scene.visit(sides.len() - index)?;
        for (other_index, other) in sides.iter().enumerate().skip(index + 1) {
            let are_neighbours = other_index == index + 1 || (is_closed && index == 0 && other_index == last);
            let cross = if are_neighbours { fold_back(*one, *other) } else { cross(*one, *other) };
            if cross {
                return Ok(Val::Truth(true));
            }
        }
    }
    Ok(Val::Truth(false))
}

type Side = (Point, Point);

/// On which side of a line a point lies: positive left, negative right, 0 on it.
fn turn((from, to): Side, point: Point) -> f64 {
    (to.longitude - from.longitude) * (point.latitude - from.latitude)
        - (to.latitude - from.latitude) * (point.longitude - from.longitude)
}

fn lies_on(side: Side, point: Point) -> bool {
    let within = |one: f64, other: f64, value: f64| value >= one.min(other) && value <= one.max(other);
    turn(side, point) == 0.0
        && within(side.0.longitude, side.1.longitude, point.longitude)
        && within(side.0.latitude, side.1.latitude, point.latitude)
}

fn cross(one: Side, other: Side) -> bool {
    let (a, b) = (turn(one, other.0), turn(one, other.1));
    let (c, d) = (turn(other, one.0), turn(other, one.1));
    let is_proper = a * b < 0.0 && c * d < 0.0;
    is_proper || lies_on(one, other.0) || lies_on(one, other.1) || lies_on(other, one.0) || lies_on(other, one.1)
}

/// Whether two sides that share a corner overlap beyond it.
fn fold_back(one: Side, other: Side) -> bool {
    let ends = |shared: Point, side: Side| if side.0 == shared { side.1 } else { side.0 };
    let shared = if one.1 == other.0 { one.1 } else { one.0 };
    lies_on(one, ends(shared, other)) || lies_on(other, ends(shared, one))
}

fn pairs(points: &[Point]) -> impl Iterator<Item = Side> + '_ {
    points.iter().copied().zip(points.iter().copied().skip(1))
}

/// Centimetres are more than any receiver knows.
fn to_hundredths(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}
