//! From an open form to revisions: what its author changed, on top of what they saw.

use std::collections::BTreeMap;

use domain::vocabulary::{check, subject};
use domain::{Change, Changes, DocId, Document, FieldPath, Kind, Value};
use forms::Session;
use store::Draft;

use crate::attached;
use crate::desk::{Desk, Write};
use crate::error::AppError;
use crate::form_shelf::{answer_field, field_of_property};
use crate::identity::Actor;
use crate::use_cases::filling::OpenCheck;
use crate::use_cases::subjects;
use crate::words;

/// Commits a check as a revision on top of what its author saw. A finished check also brings the
/// household's facts up to date, in the same transaction.
pub(crate) fn record(
    desk: &Desk,
    actor: &Actor,
    check: DocId,
    open: &OpenCheck,
    answers: &BTreeMap<String, Value>,
    status: &str,
) -> Result<(), AppError> {
    let household = subjects::find(desk, open.household)?;
    let draft = desk.store.draft(check)?.ok_or_else(words::not_found)?;
    let known = desk.store.document(check)?;
    let mut changes = answer_changes(known.as_ref(), &draft, &open.session.answers(), answers);
    changes.extend(state_changes(desk, known.as_ref(), open, status));
    let area = subjects::area_of(&household);
    let mut writes = vec![Write { doc: check, kind: Kind::Check, area, changes, base: draft.base }];
    // Areas are the office's register: a device that wrote one would have it refused with the check.
    if status == check::COMPLETE && household.kind == Kind::Subject {
        let changes = household_changes(&household, &open.session);
        writes.push(Write { doc: household.id, kind: Kind::Subject, area, changes, base: None });
    }
    writes.extend(attached::records(desk, check, area, open.session.form(), answers.iter())?);
    desk.write(actor, writes, Some(check))
}

/// What the journal says differently from the log, and answers of the form that do not count now. An
/// answer that this author did not touch, or that came in meanwhile, stays as others left it.
fn answer_changes(
    known: Option<&Document>,
    draft: &Draft,
    all: &BTreeMap<String, Value>,
    counted: &BTreeMap<String, Value>,
) -> Changes {
    let out_of_place = all.keys().filter(|path| !counted.contains_key(*path));
    let mut changes = Changes::new();
    for path in draft.answers.keys().chain(out_of_place) {
        let (field, wanted) = (answer_field(path), counted.get(path));
        if known.and_then(|known| known.value(field.as_str())) != wanted {
            changes.insert(field, wanted.map_or(Change::Removed, |value| Change::Set(value.clone())));
        }
    }
    changes
}

/// Which subject, form, campaign and status, where that is new.
fn state_changes(desk: &Desk, known: Option<&Document>, open: &OpenCheck, status: &str) -> Changes {
    let version = desk.forms.form(&open.form).map(|form| form.version().to_owned()).unwrap_or_default();
    let wanted = [
        (check::SUBJECT, Some(open.household.to_string())),
        (check::CAMPAIGN, open.campaign.map(|campaign| campaign.to_string())),
        (check::FORM, Some(open.form.clone())),
        (check::FORM_VERSION, Some(version)),
        (check::STATUS, Some(status.to_owned())),
    ];
    let fields = wanted.into_iter().filter_map(|(field, text)| Some((field, text?)));
    fields
        .filter(|(field, text)| known.and_then(|known| known.text(field)) != Some(text))
        .map(|(field, text)| (FieldPath::from(field), Change::Set(Value::Text(text))))
        .collect()
}

/// Properties that the form's `save_to` column carries to the household, where they say something new.
fn household_changes(household: &Document, session: &Session) -> Changes {
    let mut changes = Changes::new();
    for (property, value) in session.saves() {
        let field = field_of_property(&property);
        let value = in_the_register_s_type(field, value);
        if household.value(field) != Some(&value) {
            changes.insert(FieldPath::from(field), Change::Set(value));
        }
    }
    changes
}

/// Calculations give text, as XForms does; the register keeps the number of members as a number.
fn in_the_register_s_type(field: &str, value: Value) -> Value {
    match value.as_text().and_then(|text| text.parse().ok()) {
        Some(number) if field == subject::MEMBERS => Value::Integer(number),
        _ => value,
    }
}
