//! Subjects of every type: households, roads, facilities, sanitation points, works, villages and the commune. Lists,
//! pages, and changes to basic facts.

use std::collections::BTreeMap;

use domain::vocabulary::{check, subject};
use domain::{AreaId, Change, Changes, DocId, Document, FieldPath, Kind, Value};
use store::{CheckFilter, CheckRow, DraftInfo, SubjectQuery, SubjectRow};

use crate::app::App;
use crate::desk::{Desk, Write};
use crate::dto::{
    CreateSubjectArgs, EditSubjectArgs, Fact, IdArgs, Subject, SubjectForm, SubjectLine, SubjectPage, SubjectState,
    SubjectsArgs,
};
use crate::error::AppError;
use crate::identity::Actor;
use crate::use_cases::{changes, checks, conflicts, count, facts, filling, home, id};
use crate::words;

const PAGE: u32 = 50;
const LARGEST_PAGE: u32 = 200;

pub(crate) fn list(app: &App, _: &Actor, args: SubjectsArgs) -> Result<SubjectPage, AppError> {
    let desk = app.desk()?;
    let subject_type = known_type(&args.subject_type)?;
    let campaign = match subject_type {
        subject::TYPE_HOUSEHOLD => home::current_campaign(&desk)?.map(|campaign| campaign.id),
        _ => None,
    };
    let page = desk.store.subjects(&SubjectQuery {
        subject_type,
        area: args.village.as_deref().map(id::<AreaId>).transpose()?,
        text: &args.text,
        state: args.state.map(|state| match state {
            SubjectState::Todo => CheckFilter::Todo,
            SubjectState::Draft => CheckFilter::Draft,
            SubjectState::Done => CheckFilter::Done,
        }),
        campaign,
        offset: args.offset as usize,
        limit: args.limit.unwrap_or(PAGE).min(LARGEST_PAGE) as usize,
    })?;
    let areas: BTreeMap<AreaId, String> = desk.store.areas()?.into_iter().map(|area| (area.id, area.name)).collect();
    let rows = page.rows.into_iter().map(|row| list_row(&desk, subject_type, &areas, row));
    Ok(SubjectPage { total: count(page.total), rows: rows.collect::<Result<_, _>>()? })
}

fn list_row(
    desk: &Desk,
    subject_type: &str,
    areas: &BTreeMap<AreaId, String>,
    row: SubjectRow,
) -> Result<SubjectLine, AppError> {
    let finished = row.last_check.as_ref().filter(|last| last.status != check::DRAFT);
    // A village would only be said to lie in itself.
    let village_name = if is_area(subject_type) { None } else { areas.get(&row.area).cloned() };
    Ok(SubjectLine {
        id: row.doc.to_string(),
        code: row.code,
        name: row.name,
        village_name: village_name.unwrap_or_default(),
        members: row.members.map(count),
        phone: row.phone,
        address: row.address,
        detail: detail(desk, subject_type, row.doc)?,
        state: match (row.draft, finished) {
            (true, _) => SubjectState::Draft,
            (false, Some(_)) => SubjectState::Done,
            (false, None) => SubjectState::Todo,
        },
        checked_at_ms: finished.map(|last| last.at_ms),
        safe: row.last_check.as_ref().is_none_or(|last| last.safe),
        conflict: row.conflict,
    })
}

/// What people know a subject by, beside its name.
fn detail(desk: &Desk, subject_type: &str, doc: DocId) -> Result<Option<String>, AppError> {
    let told: &[&str] = match subject_type {
        subject::TYPE_ROAD => &[subject::ROAD_CLASS, subject::SURFACE, subject::LENGTH_M],
        _ => return Ok(None),
    };
    let Some(document) = desk.store.document(doc)? else { return Ok(None) };
    let texts = told.iter().filter_map(|field| {
        let text = desk.forms.property_text(field, document.value(field)?);
        Some(if *field == subject::LENGTH_M { format!("{text} m") } else { text })
    });
    let texts: Vec<String> = texts.collect();
    Ok((!texts.is_empty()).then(|| texts.join(" · ")))
}

pub(crate) fn get(app: &App, _: &Actor, args: IdArgs) -> Result<Subject, AppError> {
    let desk = app.desk()?;
    let document = find(&desk, id(&args.id)?)?;
    page(&desk, &document)
}

pub(crate) fn edit(app: &App, actor: &Actor, args: EditSubjectArgs) -> Result<Subject, AppError> {
    let desk = app.desk()?;
    let document = find(&desk, id(&args.id)?)?;
    change(&desk, actor, &document, &args.fields)
}

/// Writes what is new among typed facts, and shows the subject.
pub(crate) fn change(
    desk: &Desk,
    actor: &Actor,
    document: &Document,
    typed: &BTreeMap<String, String>,
) -> Result<Subject, AppError> {
    let mut changes = Changes::new();
    for (field, typed) in typed {
        let wanted = facts::read(type_of(document), field, typed)?;
        if document.value(field) != wanted.as_ref() {
            let change = wanted.map_or(Change::Removed, Change::Set);
            changes.insert(FieldPath::from(field.as_str()), change);
        }
    }
    let write = Write { doc: document.id, kind: document.kind, area: document.area, changes, base: None };
    desk.write(actor, vec![write], None)?;
    page(desk, &find(desk, document.id)?)
}

pub(crate) fn create(app: &App, actor: &Actor, args: CreateSubjectArgs) -> Result<Subject, AppError> {
    let desk = app.desk()?;
    let subject_type = known_type(&args.subject_type)?;
    if is_area(subject_type) {
        return Err(words::forbidden());
    }
    let mut typed = args.fields;
    typed.insert(subject::NAME.to_owned(), args.name);
    make(&desk, actor, subject_type, id(&args.village)?, &typed)
}

/// Adds a subject with the facts that were typed, and shows it.
pub(crate) fn make(
    desk: &Desk,
    actor: &Actor,
    subject_type: &str,
    area: AreaId,
    typed: &BTreeMap<String, String>,
) -> Result<Subject, AppError> {
    let doc = desk.new_doc_id();
    let mut changes = Changes::from([(FieldPath::from(subject::TYPE), Change::Set(subject_type.into()))]);
    for (field, typed) in typed {
        if let Some(value) = facts::read(subject_type, field, typed)? {
            changes.insert(FieldPath::from(field.as_str()), Change::Set(value));
        }
    }
    desk.write(actor, vec![Write { doc, kind: Kind::Subject, area, changes, base: None }], None)?;
    page(desk, &find(desk, doc)?)
}

fn known_type(name: &str) -> Result<&'static str, AppError> {
    subject::TYPES.into_iter().find(|known| *known == name).ok_or_else(words::not_found)
}

/// Whether subjects of this type are areas, which the office alone describes.
pub(crate) fn is_area(subject_type: &str) -> bool {
    matches!(subject_type, subject::TYPE_VILLAGE | subject::TYPE_COMMUNE)
}

pub(crate) fn type_of(document: &Document) -> &str {
    document.text(subject::TYPE).unwrap_or_default()
}

/// Where a subject lies; a village and the commune lie in themselves.
pub(crate) const fn area_of(document: &Document) -> AreaId {
    match document.kind {
        Kind::Area => AreaId(document.id.0),
        _ => document.area,
    }
}

/// The subject, or a message that it is gone.
pub(crate) fn find(desk: &Desk, doc: DocId) -> Result<Document, AppError> {
    let document = desk.store.document(doc)?.ok_or_else(words::not_found)?;
    let is_subject = matches!(document.kind, Kind::Subject | Kind::Area);
    if is_subject && subject::TYPES.contains(&type_of(&document)) { Ok(document) } else { Err(words::not_found()) }
}

/// All that is known of a subject.
pub(crate) fn page(desk: &Desk, document: &Document) -> Result<Subject, AppError> {
    let doc = document.id;
    let rows = desk.store.checks_of(doc)?;
    let drafts = desk.store.drafts()?;
    let campaign = home::current_campaign(desk)?;
    let form = filling::form_of_campaign(campaign.as_ref());
    let draft = drafts.iter().find(|draft| draft.subject == doc && draft.form == form);
    Ok(Subject {
        id: doc.to_string(),
        subject_type: type_of(document).to_owned(),
        code: document.text(subject::CODE).unwrap_or_default().to_owned(),
        name: document.text(subject::NAME).unwrap_or_default().to_owned(),
        village: area_of(document).to_string(),
        village_name: desk.area_name(document.area)?,
        facts: facts(desk, document),
        forms: forms_of(desk, document, &rows, &drafts),
        checks: rows.iter().map(|row| checks::row(desk, row)).collect::<Result<_, _>>()?,
        draft: draft.map(|draft| draft.check.to_string()),
        campaign: campaign.map(|campaign| campaign.id.to_string()),
        conflicts: conflicts::of(desk, document)?,
        changes: changes::of(desk, document)?,
    })
}

/// The forms about this type of subject; `rows` are its checks, newest first.
fn forms_of(desk: &Desk, document: &Document, rows: &[CheckRow], drafts: &[DraftInfo]) -> Vec<SubjectForm> {
    let forms = desk.forms.about(type_of(document)).map(|form| {
        let open = drafts.iter().find(|draft| draft.subject == document.id && draft.form == form);
        let put_aside = rows.iter().find(|row| row.form == form && row.status == check::DRAFT);
        let done = rows.iter().find(|row| row.form == form && row.status != check::DRAFT);
        SubjectForm {
            form: form.to_owned(),
            title: desk.forms.title(form),
            draft: open.map(|draft| draft.check).or(put_aside.map(|row| row.doc)).map(|check| check.to_string()),
            done_at_ms: done.map(|row| row.at_ms),
            done: done.map(|row| row.doc.to_string()),
        }
    });
    forms.collect()
}

/// Basic facts always, in their order, so that an empty one can be filled; then what forms brought.
fn facts(desk: &Desk, document: &Document) -> Vec<Fact> {
    let editable = facts::editable(type_of(document));
    let basic = editable.iter().map(|field| fact_line(desk, document, field, document.value(field), true));
    let brought = document
        .values()
        .filter(|(path, _)| !editable.contains(&path.as_str()) && !facts::HIDDEN.contains(&path.as_str()))
        .map(|(path, value)| fact_line(desk, document, path.as_str(), Some(value), false));
    basic.chain(brought).collect()
}

fn fact_line(desk: &Desk, document: &Document, field: &str, value: Option<&Value>, editable: bool) -> Fact {
    Fact {
        field: field.to_owned(),
        label: desk.forms.property_label(type_of(document), field),
        text: value.map(|value| desk.forms.property_text(field, value)).unwrap_or_default(),
        raw: value.map(words::plain).unwrap_or_default(),
        editable,
    }
}
