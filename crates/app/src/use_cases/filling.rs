//! Filling a check: every answer is in the draft journal before the reply, leaving makes a draft
//! revision, finishing a complete one.

use std::collections::BTreeMap;

use domain::vocabulary::{campaign, check, subject};
use domain::{Change, Changes, DocId, Document, FieldPath, Kind, Value};
use forms::{Env, Form, Session};
use store::Draft;

use crate::app::App;
use crate::clock::UTC_OFFSET_MINUTES;
use crate::desk::{Desk, Write};
use crate::dto::{
    AnswerArgs, CheckArgs, Filling, Finished, LanguageArgs, Nothing, RepeatArgs, SectionArgs, StartCheckArgs,
};
use crate::error::AppError;
use crate::form_shelf::{answer_field, field_of_property};
use crate::identity::Actor;
use crate::use_cases::filling_view::view;
use crate::use_cases::{checks, home, households, id};
use crate::words;

/// The form that is asked where no campaign says otherwise.
const DEFAULT_FORM: &str = "ho_gia_dinh";
/// Checks kept open in memory at once; the journal holds all of them anyway.
const MAX_OPEN: usize = 8;

/// A check on the screen.
pub(crate) struct OpenCheck {
    pub session: Session,
    pub household: DocId,
    pub form: String,
    pub campaign: Option<DocId>,
    pub section: usize,
    pub saved_at_ms: Option<i64>,
    /// An attempt to finish was made: what is missing is shown from then on.
    pub finishing: bool,
    /// In which the form is shown.
    pub language: String,
}

impl OpenCheck {
    fn new(session: Session, household: DocId, form: String, campaign: Option<DocId>) -> Self {
        let language = session.form().default_language().name.clone();
        Self { session, household, form, campaign, section: 0, saved_at_ms: None, finishing: false, language }
    }
}

pub(crate) fn start(app: &App, _: &Actor, args: StartCheckArgs) -> Result<Filling, AppError> {
    let desk = app.desk()?;
    let _one_at_a_time = desk.filling();
    let household: DocId = id(&args.household)?;
    let campaign = home::current_campaign(&desk)?;
    let form = campaign.as_ref().and_then(|campaign| campaign.text(campaign::FORM)).unwrap_or(DEFAULT_FORM).to_owned();
    let campaign = campaign.map(|campaign| campaign.id);
    if let Some(draft) = unfinished(&desk, household, &form, campaign)? {
        return show(&desk, draft);
    }
    let check = desk.new_doc_id();
    let document = households::household(&desk, household)?;
    let known = desk.forms.form(&form).ok_or_else(|| unknown_form(&form))?;
    let presets = presets(&desk, &document, known)?;
    let opened = Session::start(known.clone(), env(&desk, check), presets);
    let open = begin(&desk, check, OpenCheck::new(opened.session, household, form, campaign), &opened.change)?;
    Ok(keep(&desk, check, open))
}

pub(crate) fn open(app: &App, _: &Actor, args: CheckArgs) -> Result<Filling, AppError> {
    let desk = app.desk()?;
    let _one_at_a_time = desk.filling();
    show(&desk, id(&args.check)?)
}

pub(crate) fn section(app: &App, _: &Actor, args: SectionArgs) -> Result<Filling, AppError> {
    change(app, &args.check, args.section, |_, _, _| Ok(()))
}

pub(crate) fn answer(app: &App, _: &Actor, args: AnswerArgs) -> Result<Filling, AppError> {
    let value = args.value.filter(|value| !value.is_empty()).map(Value::Text);
    change(app, &args.check, args.section, |desk, check, open| {
        let before = open.session.clone();
        let changed = open.session.set(&args.path, value).map_err(|error| AppError::internal(&error))?;
        journal(desk, check, open, &changed, before)
    })
}

pub(crate) fn add_repeat(app: &App, _: &Actor, args: RepeatArgs) -> Result<Filling, AppError> {
    change(app, &args.check, args.section, |desk, check, open| {
        let before = open.session.clone();
        let instance = desk.new_uuid().to_string();
        let changed = open.session.add_repeat(&args.path, &instance).map_err(|error| AppError::internal(&error))?;
        journal(desk, check, open, &changed, before)
    })
}

pub(crate) fn remove_repeat(app: &App, _: &Actor, args: RepeatArgs) -> Result<Filling, AppError> {
    change(app, &args.check, args.section, |desk, check, open| {
        let before = open.session.clone();
        let changed = open.session.remove_repeat(&args.path).map_err(|error| AppError::internal(&error))?;
        journal(desk, check, open, &changed, before)
    })
}

pub(crate) fn language(app: &App, _: &Actor, args: LanguageArgs) -> Result<Filling, AppError> {
    change(app, &args.check, args.section, |desk, check, open| {
        let before = open.session.clone();
        let changed = open.session.set_language(&args.language);
        open.language = args.language;
        journal(desk, check, open, &changed, before)
    })
}

/// Commits what was answered as a draft revision, which travels to the commune too, and keeps the
/// check among this device's drafts.
pub(crate) fn close(app: &App, actor: &Actor, args: CheckArgs) -> Result<Nothing, AppError> {
    let desk = app.desk()?;
    let _one_at_a_time = desk.filling();
    let check: DocId = id(&args.check)?;
    let open = take(&desk, check)?;
    let answers = open.session.answers();
    record(&desk, actor, check, &open, &answers, check::DRAFT)?;
    journal_start(&desk, check, &open)?;
    Ok(Nothing {})
}

/// Commits what stands only in the journal, so that a transfer takes it along: a lost tablet then costs no
/// more than was answered since.
pub(crate) fn commit_drafts(desk: &Desk, actor: &Actor) -> Result<(), AppError> {
    let _one_at_a_time = desk.filling();
    for draft in desk.store.drafts()?.into_iter().filter(|draft| draft.answers > 0) {
        let was_open = desk.open_checks().contains_key(&draft.check);
        let open = take(desk, draft.check)?;
        record(desk, actor, draft.check, &open, &open.session.answers(), check::DRAFT)?;
        journal_start(desk, draft.check, &open)?;
        if was_open {
            keep(desk, draft.check, open);
        }
    }
    Ok(())
}

/// The answers so far of a draft, from the log and the journal.
pub(crate) fn answers_so_far(desk: &Desk, check: DocId) -> Result<BTreeMap<String, Value>, AppError> {
    let document = desk.store.document(check)?.filter(|document| document.kind == Kind::Check);
    let mut answers = document.as_ref().map(checks::answers).unwrap_or_default();
    for (path, value) in desk.store.draft(check)?.map(|draft| draft.answers).unwrap_or_default() {
        if value == removed() {
            answers.remove(&path);
        } else {
            answers.insert(path, value);
        }
    }
    Ok(answers)
}

pub(crate) fn finish(app: &App, actor: &Actor, args: CheckArgs) -> Result<Finished, AppError> {
    let desk = app.desk()?;
    let _one_at_a_time = desk.filling();
    let check: DocId = id(&args.check)?;
    let mut open = take(&desk, check)?;
    open.finishing = true;
    let (before, changed) = (open.session.clone(), open.session.mark_finishing());
    journal(&desk, check, &mut open, &changed, before)?;
    let problems = open.session.problems(&open.language);
    if let Some(first) = problems.first() {
        open.section = first.section;
        let filling = keep(&desk, check, open);
        return Ok(Finished { finished: false, problems: filling.problems.clone(), filling: Some(filling) });
    }
    let answers = open.session.final_answers();
    record(&desk, actor, check, &open, &answers, check::COMPLETE)?;
    Ok(Finished { finished: true, problems: Vec::new(), filling: None })
}

/// A draft of this household that is on the device or came from another one.
fn unfinished(desk: &Desk, household: DocId, form: &str, campaign: Option<DocId>) -> Result<Option<DocId>, AppError> {
    let drafts = desk.store.drafts()?;
    if let Some(draft) = drafts.iter().find(|draft| draft.subject == household && draft.form == form) {
        return Ok(Some(draft.check));
    }
    let rows = desk.store.checks_of(household)?;
    let draft = rows.iter().find(|row| row.status == check::DRAFT && row.form == form && row.campaign == campaign);
    Ok(draft.map(|row| row.doc))
}

/// What the form is told before the first question: who is visited. By path, for the questions that it has.
fn presets(desk: &Desk, household: &Document, form: &Form) -> Result<BTreeMap<String, Value>, AppError> {
    let text = |field: &str| household.value(field).map(words::plain).unwrap_or_default();
    let facts = [
        ("household_id", household.id.to_string()),
        ("thon", desk.area_name(household.area)?),
        ("so_khau_so", text(subject::MEMBERS)),
        ("chu_ho", text(subject::NAME)),
        ("so_nha", text(subject::ADDRESS)),
        ("dien_thoai", text(subject::PHONE)),
    ];
    let questions = form.questions().filter(|question| !question.is_repeated());
    let presets = questions.filter_map(|question| {
        let (_, text) = facts.iter().find(|(name, text)| *name == question.name() && !text.is_empty())?;
        Some((question.path().to_owned(), Value::Text(text.clone())))
    });
    Ok(presets.collect())
}

fn env(desk: &Desk, check: DocId) -> Env {
    Env {
        now_ms: desk.clock.now_ms(),
        utc_offset_min: UTC_OFFSET_MINUTES,
        device_id: desk.identity.device.to_string(),
        username: desk.identity.user_name.clone(),
        seed: u64::from_be_bytes(check.as_bytes().last_chunk::<8>().copied().unwrap_or_default()),
    }
}

/// Opens a check again from its answers so far.
fn reopen(
    desk: &Desk,
    check: DocId,
    household: DocId,
    form: String,
    campaign: Option<DocId>,
    answers: BTreeMap<String, Value>,
) -> Result<OpenCheck, AppError> {
    let known = desk.forms.form(&form).ok_or_else(|| unknown_form(&form))?;
    let opened = Session::restore(known.clone(), env(desk, check), answers);
    begin(desk, check, OpenCheck::new(opened.session, household, form, campaign), &opened.change)
}

/// Opens the journal; what the form worked out by itself on opening is part of the draft.
fn begin(desk: &Desk, check: DocId, mut open: OpenCheck, change: &forms::Change) -> Result<OpenCheck, AppError> {
    journal_start(desk, check, &open)?;
    put(desk, check, &mut open, change)?;
    Ok(open)
}

fn journal_start(desk: &Desk, check: DocId, open: &OpenCheck) -> Result<(), AppError> {
    let version = desk.forms.form(&open.form).map(|form| form.version().to_owned()).unwrap_or_default();
    let now_ms = desk.clock.now_ms();
    desk.store.draft_open(check, open.household, &open.form, &version, open.campaign, now_ms)?;
    Ok(())
}

fn unknown_form(form: &str) -> AppError {
    words::invalid(
        "Phần mềm trên máy này chưa có mẫu phiếu của phiếu này.",
        "Hãy cập nhật phần mềm, hoặc xem phiếu trên máy đã ghi.",
    )
    .with_detail(form.to_owned())
}

/// The check as it is open, or opened from the log and the journal.
fn show(desk: &Desk, check: DocId) -> Result<Filling, AppError> {
    let open = take(desk, check)?;
    Ok(keep(desk, check, open))
}

/// Takes the check out of the open ones; a step that fails before [`keep`] leaves the disk as the only truth.
fn take(desk: &Desk, check: DocId) -> Result<OpenCheck, AppError> {
    if let Some(open) = desk.open_checks().remove(&check) {
        return Ok(open);
    }
    let answers = answers_so_far(desk, check)?;
    if let Some(draft) = desk.store.draft(check)? {
        let mut open = reopen(desk, check, draft.subject, draft.form, draft.campaign, answers)?;
        open.saved_at_ms = open.saved_at_ms.or(Some(draft.changed_at_ms));
        return Ok(open);
    }
    let document = desk.document(check, Kind::Check)?;
    let household = document.text(check::SUBJECT).and_then(|subject| subject.parse().ok());
    let form = document.text(check::FORM).unwrap_or(DEFAULT_FORM).to_owned();
    let campaign = document.text(check::CAMPAIGN).and_then(|campaign| campaign.parse().ok());
    reopen(desk, check, household.ok_or_else(words::not_found)?, form, campaign, answers)
}

/// Puts the check back among the open ones and shows it.
fn keep(desk: &Desk, check: DocId, open: OpenCheck) -> Filling {
    let filling = view(desk, check, &open);
    let mut all = desk.open_checks();
    while all.len() >= MAX_OPEN && all.pop_first().is_some() {}
    all.insert(check, open);
    filling
}

/// Runs a step on an open check and shows the wanted section.
fn change(
    app: &App,
    check: &str,
    section: u32,
    step: impl FnOnce(&Desk, DocId, &mut OpenCheck) -> Result<(), AppError>,
) -> Result<Filling, AppError> {
    let desk = app.desk()?;
    let _one_at_a_time = desk.filling();
    let check: DocId = id(check)?;
    let mut open = take(&desk, check)?;
    open.section = section as usize;
    let done = step(&desk, check, &mut open);
    let filling = keep(&desk, check, open);
    done.map(|()| filling)
}

/// Writes changed answers to the journal. If the disk refuses, memory goes back to what the disk has.
fn journal(
    desk: &Desk,
    check: DocId,
    open: &mut OpenCheck,
    changed: &forms::Change,
    before: Session,
) -> Result<(), AppError> {
    put(desk, check, open, changed).inspect_err(|_| open.session = before)
}

/// Stands in the journal for an answer that was taken back, so that it does not come back from the log.
/// No answer is an empty text.
const fn removed() -> Value {
    Value::Text(String::new())
}

fn put(desk: &Desk, check: DocId, open: &mut OpenCheck, changed: &forms::Change) -> Result<(), AppError> {
    if changed.answers.is_empty() {
        return Ok(());
    }
    let removed = removed();
    let rows: Vec<(&str, Option<&Value>)> =
        changed.answers.iter().map(|(path, value)| (path.as_str(), Some(value.as_ref().unwrap_or(&removed)))).collect();
    let now_ms = desk.clock.now_ms();
    desk.store.draft_put(check, &rows, now_ms)?;
    open.saved_at_ms = Some(now_ms);
    Ok(())
}

/// Commits a check as a revision on top of what its author saw. A finished check also brings the
/// household's facts up to date, in the same transaction.
fn record(
    desk: &Desk,
    actor: &Actor,
    check: DocId,
    open: &OpenCheck,
    answers: &BTreeMap<String, Value>,
    status: &str,
) -> Result<(), AppError> {
    let household = households::household(desk, open.household)?;
    let draft = desk.store.draft(check)?.ok_or_else(words::not_found)?;
    let known = desk.store.document(check)?;
    let mut changes = answer_changes(known.as_ref(), &draft, &open.session.answers(), answers);
    changes.extend(state_changes(desk, known.as_ref(), open, status));
    let area = household.area;
    let mut writes = vec![Write { doc: check, kind: Kind::Check, area, changes, base: draft.base }];
    if status == check::COMPLETE {
        let changes = household_changes(&household, &open.session);
        writes.push(Write { doc: household.id, kind: Kind::Subject, area, changes, base: None });
    }
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
