//! Loading the register of households and roads that a commune keeps in Excel.

use std::collections::{BTreeMap, BTreeSet};

use domain::vocabulary::{area, subject};
use domain::{AreaId, Change, Changes, FieldPath, Kind, Value, text};

use crate::app::App;
use crate::desk::{Desk, Write};
use crate::dto::{RegisterArgs, RegisterNote, RegisterResult, RegisterRow};
use crate::error::AppError;
use crate::identity::Actor;
use crate::register::{RegisterHousehold, RegisterReading, RegisterRoad, read};
use crate::use_cases::count;

/// Rows shown before importing.
const SAMPLE: usize = 10;

pub(crate) fn preview(app: &App, _: &Actor, args: RegisterArgs) -> Result<RegisterResult, AppError> {
    let desk = app.desk()?;
    let plan = plan(&desk, read(&app.file(&args.file)?))?;
    Ok(plan.result(false))
}

/// Loads what is new in one transaction. Rows that are there already stay as they are, and rows with an
/// error are left out and named; an officer has seen them in the preview.
pub(crate) fn import(app: &App, actor: &Actor, args: RegisterArgs) -> Result<RegisterResult, AppError> {
    let desk = app.desk()?;
    let plan = plan(&desk, read(&app.file(&args.file)?))?;
    let villages_ready = args.create_villages || plan.new_villages.is_empty();
    if !villages_ready || plan.is_empty() {
        return Ok(plan.result(false));
    }
    desk.write(actor, plan.writes(&desk), None)?;
    Ok(plan.result(true))
}

/// What a register means for this commune.
struct Plan {
    reading: RegisterReading,
    /// Folded village name → area; new villages get their id here.
    villages: BTreeMap<String, AreaId>,
    new_villages: Vec<String>,
    /// Rows (sheet rows) of households and roads that are not in the book yet.
    new_households: Vec<RegisterHousehold>,
    new_roads: Vec<RegisterRoad>,
    known: usize,
}

fn plan(desk: &Desk, reading: RegisterReading) -> Result<Plan, AppError> {
    let areas = desk.store.areas()?;
    let existing = areas.into_iter().filter(|known| known.area_type == area::TYPE_VILLAGE);
    let mut villages: BTreeMap<String, AreaId> = existing.map(|known| (text::fold(&known.name), known.id)).collect();
    let mut new_villages = Vec::new();
    let named = reading.households.iter().map(|row| &row.village);
    for name in named.chain(reading.roads.iter().filter_map(|road| road.village.as_ref())) {
        villages.entry(text::fold(name)).or_insert_with(|| {
            new_villages.push(name.clone());
            AreaId(desk.new_uuid())
        });
    }
    let known = known_subjects(desk)?;
    let household_key = |row: &RegisterHousehold| -> Option<SubjectKey> {
        let area = *villages.get(&text::fold(&row.village))?;
        Some(SubjectKey { area, code: row.code.clone(), name: text::fold(&row.name) })
    };
    let is_new = |row: &&RegisterHousehold| household_key(row).is_none_or(|key| !known.contains(&key));
    let new_households: Vec<RegisterHousehold> = reading.households.iter().filter(is_new).cloned().collect();
    let new_roads: Vec<RegisterRoad> = reading
        .roads
        .iter()
        .filter(|road| !known.iter().any(|key| key.code == road.code && key.name == text::fold(&road.name)))
        .cloned()
        .collect();
    let rows = reading.households.len() + reading.roads.len();
    let known = rows - new_households.len() - new_roads.len();
    Ok(Plan { reading, villages, new_villages, new_households, new_roads, known })
}

/// By what a row of the register is recognised when it is loaded again.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct SubjectKey {
    area: AreaId,
    code: String,
    name: String,
}

fn known_subjects(desk: &Desk) -> Result<BTreeSet<SubjectKey>, AppError> {
    let subjects = desk.store.documents_of(Kind::Subject)?;
    let key = |document: &domain::Document| SubjectKey {
        area: document.area,
        code: document.text(subject::CODE).unwrap_or_default().to_owned(),
        name: text::fold(document.text(subject::NAME).unwrap_or_default()),
    };
    Ok(subjects.iter().map(key).collect())
}

impl Plan {
    /// Nothing in it could be read.
    fn is_empty(&self) -> bool {
        self.reading.households.is_empty() && self.reading.roads.is_empty()
    }

    fn writes(&self, desk: &Desk) -> Vec<Write> {
        let villages = self.new_villages.iter().filter_map(|name| {
            let id = *self.villages.get(&text::fold(name))?;
            Some(self.village(desk, name, id))
        });
        let households = self.new_households.iter().filter_map(|row| {
            let area = *self.villages.get(&text::fold(&row.village))?;
            Some(Write {
                doc: desk.new_doc_id(),
                kind: Kind::Subject,
                area,
                changes: household_changes(row),
                base: None,
            })
        });
        let roads = self.new_roads.iter().map(|road| {
            let village = road.village.as_ref().and_then(|name| self.villages.get(&text::fold(name)));
            let area = village.copied().unwrap_or(desk.identity.commune);
            Write { doc: desk.new_doc_id(), kind: Kind::Subject, area, changes: road_changes(road), base: None }
        });
        villages.chain(households).chain(roads).collect()
    }

    /// Every village is described in the commune's own area, which all devices get; the document's id
    /// is the area's id.
    fn village(&self, desk: &Desk, name: &str, id: AreaId) -> Write {
        let commune = desk.identity.commune;
        let fields = [
            (area::NAME, name.to_owned()),
            (area::TYPE, area::TYPE_VILLAGE.to_owned()),
            (area::PARENT, commune.to_string()),
        ];
        let changes = fields.map(|(field, text)| (FieldPath::from(field), Change::Set(Value::Text(text)))).into();
        Write { doc: domain::DocId(id.0), kind: Kind::Area, area: commune, changes, base: None }
    }

    fn result(&self, imported: bool) -> RegisterResult {
        let mut notes: Vec<RegisterNote> = self.reading.notes.clone();
        notes.sort_by_key(|note| note.severity != "error");
        RegisterResult {
            households: count(self.new_households.len()),
            roads: count(self.new_roads.len()),
            new_villages: self.new_villages.clone(),
            known: count(self.known),
            sample: self.reading.households.iter().take(SAMPLE).map(sample).collect(),
            notes,
            imported,
        }
    }
}

fn sample(row: &RegisterHousehold) -> RegisterRow {
    RegisterRow {
        code: row.code.clone(),
        name: row.name.clone(),
        village: row.village.clone(),
        members: row.members,
        phone: row.phone.clone(),
        address: row.address.clone(),
    }
}

fn household_changes(row: &RegisterHousehold) -> Changes {
    let mut changes = Changes::new();
    put(&mut changes, subject::TYPE, Some(subject::TYPE_HOUSEHOLD));
    put(&mut changes, subject::CODE, Some(&row.code));
    put(&mut changes, subject::NAME, Some(&row.name));
    put(&mut changes, subject::PHONE, row.phone.as_deref());
    put(&mut changes, subject::ADDRESS, row.address.as_deref());
    put(&mut changes, subject::POVERTY, row.poverty.as_deref());
    put(&mut changes, subject::NOTE, row.note.as_deref());
    if let Some(members) = row.members {
        changes.insert(FieldPath::from(subject::MEMBERS), Change::Set(Value::Integer(i64::from(members))));
    }
    changes
}

fn road_changes(road: &RegisterRoad) -> Changes {
    let mut changes = Changes::new();
    put(&mut changes, subject::TYPE, Some(subject::TYPE_ROAD));
    put(&mut changes, subject::CODE, Some(&road.code));
    put(&mut changes, subject::NAME, Some(&road.name));
    put(&mut changes, subject::ROAD_CLASS, road.class.as_deref());
    put(&mut changes, subject::SURFACE, road.surface.as_deref());
    put(&mut changes, subject::NOTE, road.note.as_deref());
    if let Some(length_m) = road.length_m {
        changes.insert(FieldPath::from(subject::LENGTH_M), Change::Set(Value::Decimal(length_m)));
    }
    changes
}

/// Sets a text field; an empty or missing text leaves it unset.
fn put(changes: &mut Changes, field: &str, text: Option<&str>) {
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        changes.insert(FieldPath::from(field), Change::Set(Value::from(text)));
    }
}
