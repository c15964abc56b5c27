//! The map: where roads, facilities, works and points of sanitation are, and how each stands in an indicator.

use std::collections::BTreeMap;

use criteria::{EvidenceQuery, Standing};
use domain::vocabulary::subject;
use domain::{AreaId, DocId};
use store::SubjectQuery;

use crate::app::App;
use crate::desk::Desk;
use crate::dto::{PlaceInfo, PlaceList, PlaceShape, PlacesArgs, ShapeKind, UnplacedCount};
use crate::error::AppError;
use crate::identity::Actor;
use crate::places::{self, Located, Position, Shape};
use crate::scoring::{page, read_period};
use crate::use_cases::{count, subjects};

pub(crate) fn places(app: &App, _: &Actor, args: PlacesArgs) -> Result<PlaceList, AppError> {
    let desk = app.desk()?;
    let located = desk.places.latest(&desk)?;
    let standings = standings(&desk, &args)?;
    let areas: BTreeMap<AreaId, String> = desk.store.areas()?.into_iter().map(|area| (area.id, area.name)).collect();
    let mut places = Vec::with_capacity(located.len());
    for (id, place) in &located {
        places.extend(info(&desk, *id, place, &areas, standings.get(id).copied())?);
    }
    let elsewhere = unplaced(&desk, &places)?;
    Ok(PlaceList { places, elsewhere })
}

/// How every subject stands in the indicator that was asked for.
fn standings(desk: &Desk, args: &PlacesArgs) -> Result<BTreeMap<DocId, Standing>, AppError> {
    let (Some(set), Some(indicator)) = (&args.set, &args.indicator) else { return Ok(BTreeMap::new()) };
    let periods = read_period(desk, args.period.clone())?;
    let query = EvidenceQuery { limit: usize::MAX, ..EvidenceQuery::default() };
    let evidence = desk.scoring.with(desk, &periods.all, |scored| scored.evaluator.evidence(set, indicator, &query))?;
    let rows = evidence.into_iter().flat_map(|evidence| evidence.rows);
    Ok(rows.map(|row| (row.subject, row.standing)).collect())
}

/// Nothing for a subject that has not arrived, or does not count any more.
fn info(
    desk: &Desk,
    id: DocId,
    place: &Located,
    areas: &BTreeMap<AreaId, String>,
    standing: Option<Standing>,
) -> Result<Option<PlaceInfo>, AppError> {
    let Some(document) = desk.store.document(id)?.filter(|known| known.value(subject::VOID).is_none()) else {
        return Ok(None);
    };
    let village = subjects::area_of(&document);
    Ok(Some(PlaceInfo {
        subject: id.to_string(),
        subject_type: subjects::type_of(&document).to_owned(),
        name: document.text(subject::NAME).unwrap_or_default().to_owned(),
        village: village.to_string(),
        village_name: areas.get(&village).cloned().unwrap_or_default(),
        check: place.check.to_string(),
        day: place.day.to_string(),
        shapes: place.shapes.iter().map(shape).collect(),
        standing: standing.map(page::shown),
    }))
}

fn shape(shape: &Shape) -> PlaceShape {
    let pair = |position: &Position| (position.longitude, position.latitude);
    match shape {
        Shape::Point(point) => PlaceShape { kind: ShapeKind::Point, points: vec![pair(point)] },
        Shape::Line(points) => PlaceShape { kind: ShapeKind::Line, points: points.iter().map(pair).collect() },
        Shape::Area(points) => PlaceShape { kind: ShapeKind::Area, points: points.iter().map(pair).collect() },
    }
}

/// By the types whose forms ask for a position.
fn unplaced(desk: &Desk, places: &[PlaceInfo]) -> Result<Vec<UnplacedCount>, AppError> {
    let mut counts = Vec::new();
    for subject_type in subject::TYPES {
        let asks = |id: &str| desk.forms.form(id).is_some_and(|form| places::asks_for_positions(form));
        if !desk.forms.about(subject_type).any(asks) {
            continue;
        }
        let query =
            SubjectQuery { subject_type, area: None, text: "", state: None, campaign: None, offset: 0, limit: 0 };
        let total = desk.store.subjects(&query)?.total;
        let (placed, total) =
            (count(places.iter().filter(|place| place.subject_type == subject_type).count()), count(total));
        let unplaced = total.saturating_sub(placed);
        counts.push(UnplacedCount { subject_type: subject_type.to_owned(), unplaced, total });
    }
    Ok(counts)
}
