//! Households: the list, the page, and changes to their basic facts.

use std::collections::BTreeMap;

use domain::vocabulary::{check, subject};
use domain::{AreaId, Change, Changes, DocId, Document, FieldPath, Kind, Value, text};
use store::{CheckFilter, SubjectQuery, SubjectRow};

use crate::app::App;
use crate::desk::{Desk, Write};
use crate::dto::{
    CreateHouseholdArgs, EditHouseholdArgs, Fact, Household, HouseholdPage, HouseholdRow, HouseholdState,
    HouseholdsArgs, IdArgs,
};
use crate::error::AppError;
use crate::identity::Actor;
use crate::use_cases::{changes, checks, conflicts, count, home, id};
use crate::words;

const PAGE: u32 = 50;
const LARGEST_PAGE: u32 = 200;
/// Longest text that fits a basic fact.
const MAX_FACT_CHARS: usize = 300;
/// More people than any household has; a slip of the keyboard beyond.
const MAX_MEMBERS: i64 = 60;

/// Facts that people may change by hand, in the order they are shown.
const EDITABLE: [&str; 6] =
    [subject::NAME, subject::MEMBERS, subject::PHONE, subject::ADDRESS, subject::POVERTY, subject::NOTE];

pub(crate) fn list(app: &App, _: &Actor, args: HouseholdsArgs) -> Result<HouseholdPage, AppError> {
    let desk = app.desk()?;
    let campaign = home::current_campaign(&desk)?.map(|campaign| campaign.id);
    let page = desk.store.subjects(&SubjectQuery {
        subject_type: subject::TYPE_HOUSEHOLD,
        area: args.village.as_deref().map(id::<AreaId>).transpose()?,
        text: &args.text,
        state: args.state.map(|state| match state {
            HouseholdState::Todo => CheckFilter::Todo,
            HouseholdState::Draft => CheckFilter::Draft,
            HouseholdState::Done => CheckFilter::Done,
        }),
        campaign,
        offset: args.offset as usize,
        limit: args.limit.unwrap_or(PAGE).min(LARGEST_PAGE) as usize,
    })?;
    let villages: BTreeMap<AreaId, String> = desk.store.areas()?.into_iter().map(|area| (area.id, area.name)).collect();
    let rows = page.rows.into_iter().map(|row| list_row(&villages, row)).collect();
    Ok(HouseholdPage { total: count(page.total), rows })
}

fn list_row(villages: &BTreeMap<AreaId, String>, row: SubjectRow) -> HouseholdRow {
    let finished = row.last_check.as_ref().filter(|last| last.status != check::DRAFT);
    HouseholdRow {
        id: row.doc.to_string(),
        code: row.code,
        name: row.name,
        village_name: villages.get(&row.area).cloned().unwrap_or_default(),
        members: row.members.map(count),
        phone: row.phone,
        address: row.address,
        state: match (row.draft, finished) {
            (true, _) => HouseholdState::Draft,
            (false, Some(_)) => HouseholdState::Done,
            (false, None) => HouseholdState::Todo,
        },
        checked_at_ms: finished.map(|last| last.at_ms),
        safe: row.last_check.as_ref().is_none_or(|last| last.safe),
        conflict: row.conflict,
    }
}

pub(crate) fn get(app: &App, _: &Actor, args: IdArgs) -> Result<Household, AppError> {
    page(&*app.desk()?, id(&args.id)?)
}

pub(crate) fn edit(app: &App, actor: &Actor, args: EditHouseholdArgs) -> Result<Household, AppError> {
    let desk = app.desk()?;
    let doc: DocId = id(&args.id)?;
    let household = household(&desk, doc)?;
    let mut changes = Changes::new();
    for (field, typed) in &args.fields {
        let wanted = fact(field, typed)?;
        if household.value(field) != wanted.as_ref() {
            let change = wanted.map_or(Change::Removed, Change::Set);
            changes.insert(FieldPath::from(field.as_str()), change);
        }
    }
    let write = Write { doc, kind: Kind::Subject, area: household.area, changes, base: None };
    desk.write(actor, vec![write], None)?;
    page(&desk, doc)
}

pub(crate) fn create(app: &App, actor: &Actor, args: CreateHouseholdArgs) -> Result<Household, AppError> {
    let desk = app.desk()?;
    let area: AreaId = id(&args.village)?;
    let doc = desk.new_doc_id();
    let members = args.members.map(|members| members.to_string()).unwrap_or_default();
    let typed = [
        (subject::NAME, args.name),
        (subject::MEMBERS, members),
        (subject::PHONE, args.phone.unwrap_or_default()),
        (subject::ADDRESS, args.address.unwrap_or_default()),
    ];
    let mut changes = Changes::from([(FieldPath::from(subject::TYPE), Change::Set(subject::TYPE_HOUSEHOLD.into()))]);
    for (field, typed) in typed {
        if let Some(value) = fact(field, &typed)? {
            changes.insert(FieldPath::from(field), Change::Set(value));
        }
    }
    desk.write(actor, vec![Write { doc, kind: Kind::Subject, area, changes, base: None }], None)?;
    page(&desk, doc)
}

/// Reads what was typed for a basic fact; empty means to remove it.
fn fact(field: &str, typed: &str) -> Result<Option<Value>, AppError> {
    if !EDITABLE.contains(&field) {
        return Err(words::forbidden());
    }
    let typed = text::normalise(typed);
    if typed.chars().count() > MAX_FACT_CHARS {
        return Err(words::invalid("Nội dung quá dài.", format!("Hãy viết gọn trong {MAX_FACT_CHARS} chữ.")));
    }
    match (field, typed.is_empty()) {
        (subject::NAME, true) => Err(words::invalid("Chưa có tên chủ hộ.", "Hãy nhập họ và tên chủ hộ.")),
        (_, true) => Ok(None),
        (subject::MEMBERS, false) => match typed.parse::<i64>() {
            Ok(members) if (0..=MAX_MEMBERS).contains(&members) => Ok(Some(Value::Integer(members))),
            _ => Err(words::invalid("Số khẩu không đúng.", format!("Hãy nhập số từ 0 đến {MAX_MEMBERS}."))),
        },
        _ => Ok(Some(Value::Text(typed))),
    }
}

pub(crate) fn household(desk: &Desk, doc: DocId) -> Result<Document, AppError> {
    let document = desk.document(doc, Kind::Subject)?;
    let is_household = document.text(subject::TYPE) == Some(subject::TYPE_HOUSEHOLD);
    if is_household { Ok(document) } else { Err(words::not_found()) }
}

fn page(desk: &Desk, doc: DocId) -> Result<Household, AppError> {
    let document = household(desk, doc)?;
    let rows = desk.store.checks_of(doc)?;
    let campaign = home::current_campaign(desk)?.map(|campaign| campaign.id);
    let draft = desk.store.drafts()?.into_iter().find(|draft| draft.subject == doc);
    Ok(Household {
        id: doc.to_string(),
        code: document.text(subject::CODE).unwrap_or_default().to_owned(),
        name: document.text(subject::NAME).unwrap_or_default().to_owned(),
        village: document.area.to_string(),
        village_name: desk.area_name(document.area)?,
        facts: facts(desk, &document),
        checks: rows.iter().map(|row| checks::row(desk, row)).collect::<Result<_, _>>()?,
        draft: draft.map(|draft| draft.check.to_string()),
        campaign: campaign.map(|campaign| campaign.to_string()),
        conflicts: conflicts::of(desk, &document)?,
        changes: changes::of(desk, doc)?,
    })
}

/// Basic facts always, in their order, so that an empty one can be filled; then what forms brought.
fn facts(desk: &Desk, document: &Document) -> Vec<Fact> {
    let basic = EDITABLE.iter().map(|field| fact_line(desk, field, document.value(field), true));
    let hidden = [subject::TYPE, subject::CODE];
    let brought = document
        .values()
        .filter(|(path, _)| !EDITABLE.contains(&path.as_str()) && !hidden.contains(&path.as_str()))
        .map(|(path, value)| fact_line(desk, path.as_str(), Some(value), false));
    basic.chain(brought).collect()
}

fn fact_line(desk: &Desk, field: &str, value: Option<&Value>, editable: bool) -> Fact {
    Fact {
        field: field.to_owned(),
        label: desk.forms.property_label(field),
        text: value.map(|value| desk.forms.property_text(field, value)).unwrap_or_default(),
        raw: value.map(words::plain).unwrap_or_default(),
        editable,
    }
}
