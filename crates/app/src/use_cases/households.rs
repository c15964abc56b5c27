//! Households: subjects with a register of their own.

use std::collections::BTreeMap;

use domain::vocabulary::subject;
use domain::{DocId, Document};

use crate::app::App;
use crate::desk::Desk;
use crate::dto::{CreateHouseholdArgs, EditSubjectArgs, HouseholdsArgs, IdArgs, Subject, SubjectPage, SubjectsArgs};
use crate::error::AppError;
use crate::identity::Actor;
use crate::use_cases::{id, subjects};
use crate::words;

pub(crate) fn list(app: &App, actor: &Actor, args: HouseholdsArgs) -> Result<SubjectPage, AppError> {
    let HouseholdsArgs { text, village, state, offset, limit } = args;
    let subject_type = subject::TYPE_HOUSEHOLD.to_owned();
    subjects::list(app, actor, SubjectsArgs { subject_type, text, village, state, offset, limit })
}

pub(crate) fn get(app: &App, _: &Actor, args: IdArgs) -> Result<Subject, AppError> {
    let desk = app.desk()?;
    subjects::page(&desk, &household(&desk, id(&args.id)?)?)
}

pub(crate) fn edit(app: &App, actor: &Actor, args: EditSubjectArgs) -> Result<Subject, AppError> {
    let desk = app.desk()?;
    let document = household(&desk, id(&args.id)?)?;
    subjects::change(&desk, actor, &document, &args.fields)
}

pub(crate) fn create(app: &App, actor: &Actor, args: CreateHouseholdArgs) -> Result<Subject, AppError> {
    let members = args.members.map(|members| members.to_string()).unwrap_or_default();
    let typed = [
        (subject::NAME, args.name),
        (subject::MEMBERS, members),
        (subject::PHONE, args.phone.unwrap_or_default()),
        (subject::ADDRESS, args.address.unwrap_or_default()),
    ];
    let typed: BTreeMap<String, String> = typed.map(|(field, typed)| (field.to_owned(), typed)).into();
    subjects::make(&*app.desk()?, actor, subject::TYPE_HOUSEHOLD, id(&args.village)?, &typed)
}

fn household(desk: &Desk, doc: DocId) -> Result<Document, AppError> {
    let document = subjects::find(desk, doc)?;
    if subjects::type_of(&document) == subject::TYPE_HOUSEHOLD { Ok(document) } else { Err(words::not_found()) }
}
