//! Filling a check: every answer is in the draft journal before the reply, leaving makes a draft
//! revision, finishing a complete one.

use std::collections::BTreeMap;

use domain::vocabulary::{campaign, check, subject};
use domain::{BlobHash, DocId, Document, Kind, Value};
use forms::{Env, Form, Session};

use crate::app::App;
use crate::attached::{self, Asked};
use crate::clock::UTC_OFFSET_MINUTES;
use crate::desk::Desk;
use crate::dto::{
    AnswerArgs, AttachArgs, CheckArgs, Filling, Finished, LanguageArgs, Nothing, RepeatArgs, SectionArgs,
    StartCheckArgs,
};
use crate::error::AppError;
use crate::identity::Actor;
use crate::use_cases::filling_view::view;
use crate::use_cases::recording::record;
use crate::use_cases::{checks, home, id, subjects};
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
    let of_campaign = form_of_campaign(campaign.as_ref()).to_owned();
    let form = args.form.unwrap_or_else(|| of_campaign.clone());
    let campaign = campaign.filter(|_| form == of_campaign).map(|campaign| campaign.id);
    if let Some(draft) = unfinished(&desk, household, &form, campaign)? {
        return show(&desk, draft);
    }
    let check = desk.new_doc_id();
    let document = subjects::find(&desk, household)?;
    let known = desk.forms.form(&form).ok_or_else(|| unknown_form(&form))?;
    if !desk.forms.about(subjects::type_of(&document)).any(|about| about == form) {
        return Err(words::other_subject());
    }
    let presets = presets(&desk, &document, known)?;
    let opened = Session::start(known.clone(), env(&desk, check), presets);
    let open = begin(&desk, check, OpenCheck::new(opened.session, household, form, campaign), &opened.change)?;
    Ok(keep(&desk, check, open))
}

/// The form that a campaign asks, else the one that is asked where none says otherwise.
pub(crate) fn form_of_campaign(campaign: Option<&Document>) -> &str {
    campaign.and_then(|campaign| campaign.text(campaign::FORM)).unwrap_or(DEFAULT_FORM)
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
    change(app, &args.check, args.section, |desk, check, open| set(desk, check, open, &args.path, value))
}

pub(crate) fn attach(app: &App, _: &Actor, args: AttachArgs) -> Result<Filling, AppError> {
    let desk = app.desk()?;
    let bytes = app.file(&args.file)?;
    let form = desk.store.draft(id(&args.check)?)?.ok_or_else(words::not_open)?.form;
    let question = desk.forms.form(&form).and_then(|form| form.question_of_answer(&args.path));
    let question = question.filter(|question| attached::is_file(question.kind())).ok_or_else(words::not_found)?;
    let asked = Asked { kind: question.kind(), max_pixels: question.max_pixels() };
    // Pictures take a while; others go on filling meanwhile.
    let answer = attached::keep(&desk, asked, &args.name, &bytes)?;
    let value = Some(Value::Text(answer.clone()));
    let done = change(app, &args.check, args.section, |desk, check, open| set(desk, check, open, &args.path, value));
    match done {
        Ok(filling) => {
            app.drop_file(&args.file);
            Ok(filling)
        }
        Err(error) => {
            let_go(&desk, [answer])?;
            Err(error)
        }
    }
}

/// Answers a question; a photo or file that stood there and is nowhere else goes.
fn set(desk: &Desk, check: DocId, open: &mut OpenCheck, path: &str, value: Option<Value>) -> Result<(), AppError> {
    let replaced = files_under(open, path);
    let before = open.session.clone();
    let changed = open.session.set(path, value).map_err(|error| AppError::internal(&error))?;
    journal(desk, check, open, &changed, before)?;
    let_go(desk, replaced)
}

/// Answers with photos and files at a path and below.
fn files_under(open: &OpenCheck, path: &str) -> Vec<String> {
    let form = open.session.form();
    let question = form.question_of_answer(path);
    if question.is_some_and(|question| !attached::is_file(question.kind())) {
        return Vec::new();
    }
    let below = |answer: &str| answer.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let answers = open.session.answers().into_iter().filter(|(answer, _)| below(answer));
    let files =
        answers.filter(|(path, _)| form.question_of_answer(path).is_some_and(|asked| attached::is_file(asked.kind())));
    files.filter_map(|(_, value)| value.as_text().map(str::to_owned)).collect()
}

/// Deletes photos and files that were taken back before anybody recorded them.
fn let_go(desk: &Desk, answers: impl IntoIterator<Item = String>) -> Result<(), AppError> {
    for hash in answers.into_iter().filter_map(|answer| BlobHash::of_answer(&answer)) {
        desk.store.drop_unused_blob(hash)?;
    }
    Ok(())
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
        let (before, removed) = (open.session.clone(), files_under(open, &args.path));
        let changed = open.session.remove_repeat(&args.path).map_err(|error| AppError::internal(&error))?;
        journal(desk, check, open, &changed, before)?;
        let_go(desk, removed)
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
    // A screen may say goodbye after its user has finished: then there is nothing to put aside.
    let Some(open) = take(&desk, check)? else { return Ok(Nothing {}) };
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
        let known = desk.store.document(draft.check)?;
        // A finished check that is being corrected counts as it was until it is finished again.
        if known.is_some_and(|known| known.text(check::STATUS) == Some(check::COMPLETE)) {
            continue;
        }
        let Some(open) = take(desk, draft.check)? else { continue };
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
    let mut open = take(&desk, check)?.ok_or_else(words::not_open)?;
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
    let id_question = format!("{}_id", subjects::type_of(household));
    let facts = [
        (id_question.as_str(), household.id.to_string()),
        (name_question(subjects::type_of(household)), text(subject::NAME)),
        ("thon", desk.area_name(subjects::area_of(household))?),
        ("so_khau_so", text(subject::MEMBERS)),
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

/// The question of a shipped form that names a subject of this type.
fn name_question(subject_type: &str) -> &'static str {
    match subject_type {
        subject::TYPE_ROAD => "ten_duong",
        subject::TYPE_FACILITY => "ten_co_so",
        subject::TYPE_SANITATION_POINT => "ten_diem",
        subject::TYPE_WORK => "ten_cong_trinh",
        subject::TYPE_VILLAGE => "ten_thon",
        subject::TYPE_COMMUNE => "ten_xa",
        _ => "chu_ho",
    }
}

fn env(desk: &Desk, check: DocId) -> Env {
    Env {
        now_ms: desk.clock.now_ms(),
        utc_offset_min: UTC_OFFSET_MINUTES,
        device_id: desk.identity.device.to_string(),
        username: desk.identity.user_name.clone(),
        seed: u64::from_be_bytes(check.as_bytes().last_chunk::<8>().copied().unwrap_or_default()),
        ..Env::default()
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

/// The check as it is open, or opened from the journal, or a check of the log opened again.
fn show(desk: &Desk, check: DocId) -> Result<Filling, AppError> {
    let open = match take(desk, check)? {
        Some(open) => open,
        None => open_again(desk, check)?,
    };
    Ok(keep(desk, check, open))
}

/// Takes the check out of the open ones, or from the journal; a step that fails before [`keep`] leaves the
/// disk as the only truth. `None` where it is not being filled: finished, put aside by another window, unknown.
fn take(desk: &Desk, check: DocId) -> Result<Option<OpenCheck>, AppError> {
    let open = desk.open_checks().remove(&check);
    let Some(draft) = desk.store.draft(check)? else { return Ok(None) };
    if open.is_some() {
        return Ok(open);
    }
    let answers = answers_so_far(desk, check)?;
    let mut open = reopen(desk, check, draft.subject, draft.form, draft.campaign, answers)?;
    open.saved_at_ms = open.saved_at_ms.or(Some(draft.changed_at_ms));
    Ok(Some(open))
}

fn open_again(desk: &Desk, check: DocId) -> Result<OpenCheck, AppError> {
    let document = desk.document(check, Kind::Check)?;
    let household = document.text(check::SUBJECT).and_then(|subject| subject.parse().ok());
    let form = document.text(check::FORM).unwrap_or(DEFAULT_FORM).to_owned();
    let campaign = document.text(check::CAMPAIGN).and_then(|campaign| campaign.parse().ok());
    reopen(desk, check, household.ok_or_else(words::not_found)?, form, campaign, checks::answers(&document))
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
    let mut open = take(&desk, check)?.ok_or_else(words::not_open)?;
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
