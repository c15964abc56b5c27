//! Documents of the book → what is evaluated.

use criteria::{CheckRecord, Day, Evaluator, Photo, Stage, Status, SubjectRecord, Version};
use domain::vocabulary::{area, check, subject};
use domain::{AreaId, Change, Document, Kind, Value};
use store::{Changed, Record, StoreError};

use crate::scoring::periods::day_of;

/// Questions that name the day a check speaks of, in the shipped forms.
const DAY_QUESTIONS: [&str; 2] = ["ngay_ghi", "ngay_tham"];
/// Hexadecimal digits of a photo's hash, with which its answer begins.
const HASH_DIGITS: usize = 64;
const MAX_EXTENSION_CHARS: usize = 8;

fn version(record: &Record) -> Version {
    Version { revisions: record.revisions, depth: record.document.depth, head: record.last }
}

/// A subject of the register, or an area, which is its own village.
pub(crate) fn subject(record: &Record) -> SubjectRecord {
    let document = &record.document;
    let own = match document.kind {
        Kind::Area => AreaId(document.id.0),
        _ => document.area,
    };
    SubjectRecord {
        subject: document.id,
        version: version(record),
        kind: document.text(subject::TYPE).unwrap_or_default().to_owned(),
        village: own,
        from: document.text(area::VALID_FROM).and_then(|day| day.parse().ok()),
        to: None,
        is_void: document.value(subject::VOID).is_some(),
    }
}

/// A check with those of its answers that somebody asks for by their paths, its day and its photos; nothing where it does not
/// say what it is about.
pub(crate) fn check(changed: &Changed<'_>, asks: impl Fn(&str) -> bool) -> Result<Option<CheckRecord>, StoreError> {
    check_with(changed, |path, _| asks(path))
}

/// The same with what an evaluator asks for: of a check that cannot count, no answer.
pub(crate) fn check_for(changed: &Changed<'_>, evaluator: &Evaluator) -> Result<Option<CheckRecord>, StoreError> {
    let counts = matches!(changed.status, Some(check::COMPLETE | check::APPROVED));
    let fields = changed.form.filter(|_| counts).and_then(|form| evaluator.fields(form));
    check_with(changed, |path, text| {
        // What stands at the path of an instance is its place among its like, never text.
        fields.is_some_and(|fields| fields.has_name(name_of(path)) || (text.is_none() && fields.is_instance(path)))
    })
}

fn check_with(
    changed: &Changed<'_>,
    asks: impl Fn(&str, Option<&str>) -> bool,
) -> Result<Option<CheckRecord>, StoreError> {
    let keep = |path: &str, text: Option<&str>| match path.strip_prefix(check::ANSWERS) {
        None => true,
        Some(path) => asks(path, text) || text.is_some_and(is_file) || names_day(path),
    };
    Ok(read(changed.with(keep)?))
}

fn read(record: Record) -> Option<CheckRecord> {
    let version = version(&record);
    let document = record.document;
    let form = document.text(check::FORM)?.to_owned();
    let subject = document.text(check::SUBJECT)?.parse().ok()?;
    let status = status(&document);
    let stage = match document.text(check::STAGE) {
        Some(check::RECHECKED) => Stage::Rechecked,
        _ => Stage::SelfAssessed,
    };
    let reason = document.text(check::REASON).map(str::to_owned);
    let (check, village, is_disputed) = (document.id, document.area, record.is_disputed);
    let answers = answers(document);
    let day = day(&answers).unwrap_or_else(|| day_of(record.at_ms));
    let photos = answers.iter().filter_map(|(path, value)| file_of_answer(path, value)).collect();
    Some(CheckRecord {
        check,
        version,
        form,
        subject,
        village,
        day,
        status,
        stage,
        reason,
        is_disputed,
        answers,
        photos,
    })
}

fn answers(document: Document) -> Vec<(String, Value)> {
    let answers = document.fields.into_iter().filter(|(path, _)| path.as_str().starts_with(check::ANSWERS));
    let answers = answers.filter_map(|(path, field)| match field.shown.change {
        Change::Set(value) => {
            let mut path = String::from(path);
            path.drain(..check::ANSWERS.len());
            Some((path, value))
        }
        Change::Removed => None,
    });
    answers.collect()
}

fn names_day(path: &str) -> bool {
    DAY_QUESTIONS.contains(&name_of(path))
}

/// The last name of a path. Names are short, and millions are looked at: byte by byte is quicker here than a search.
fn name_of(path: &str) -> &str {
    let slash = path.bytes().rposition(|byte| byte == b'/');
    slash.and_then(|slash| path.get(slash + 1..)).unwrap_or(path)
}

fn day(answers: &[(String, Value)]) -> Option<Day> {
    let (_, value) = answers.iter().find(|(path, _)| names_day(path))?;
    value.as_text()?.parse().ok()
}

fn status(document: &Document) -> Status {
    if document.value(subject::VOID).is_some() {
        return Status::Void;
    }
    match document.text(check::STATUS) {
        Some(check::COMPLETE) => Status::Complete,
        Some(check::RETURNED) => Status::Returned,
        Some(check::APPROVED) => Status::Approved,
        _ => Status::Draft,
    }
}

/// The day that a check's own answers name.
pub(crate) fn check_day(document: &Document) -> Option<Day> {
    let (_, value) =
        document.values().find(|(path, _)| path.as_str().strip_prefix(check::ANSWERS).is_some_and(names_day))?;
    value.as_text()?.parse().ok()
}

/// An answer that names a photo or file: its hash and the extension.
pub(crate) fn file_of_answer(path: &str, value: &Value) -> Option<Photo> {
    let hash = value.as_text().filter(|text| is_file(text))?;
    Some(Photo { path: path.to_owned(), hash: hash.to_owned() })
}

fn is_file(text: &str) -> bool {
    let Some((hash, extension)) = text.split_at_checked(HASH_DIGITS) else { return false };
    let Some(extension) = extension.strip_prefix('.') else { return false };
    hash.bytes().all(|byte| byte.is_ascii_hexdigit())
        && (1..=MAX_EXTENSION_CHARS).contains(&extension.len())
        && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
