//! Documents of the book → what is evaluated.

use criteria::{CheckRecord, Day, Photo, Stage, Status, SubjectRecord, Version};
use domain::vocabulary::{area, check, subject};
use domain::{AreaId, Document, Kind, Value};
use store::Record;

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

/// A check, unless it says of nothing that it is about it.
pub(crate) fn check(record: &Record) -> Option<CheckRecord> {
    let document = &record.document;
    let answers = answers(document);
    Some(CheckRecord {
        check: document.id,
        version: version(record),
        form: document.text(check::FORM)?.to_owned(),
        subject: document.text(check::SUBJECT)?.parse().ok()?,
        village: document.area,
        day: day(&answers).unwrap_or_else(|| day_of(record.at_ms)),
        status: status(document),
        stage: match document.text(check::STAGE) {
            Some(check::RECHECKED) => Stage::Rechecked,
            _ => Stage::SelfAssessed,
        },
        reason: document.text(check::REASON).map(str::to_owned),
        is_disputed: !document.conflicts().is_empty(),
        photos: answers.iter().filter_map(|(path, value)| file_of_answer(path, value)).collect(),
        answers,
    })
}

fn answers(document: &Document) -> Vec<(String, Value)> {
    let answers = document.values().filter_map(|(path, value)| {
        let path = path.as_str().strip_prefix(check::ANSWERS)?;
        Some((path.to_owned(), value.clone()))
    });
    answers.collect()
}

fn day(answers: &[(String, Value)]) -> Option<Day> {
    let named = |path: &str| DAY_QUESTIONS.contains(&path.rsplit('/').next().unwrap_or_default());
    let (_, value) = answers.iter().find(|(path, _)| named(path))?;
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
    day(&answers(document))
}

/// An answer that names a photo or file: its hash and the extension.
pub(crate) fn file_of_answer(path: &str, value: &Value) -> Option<Photo> {
    let text = value.as_text()?;
    let (hash, extension) = text.split_once('.')?;
    let is_hash = hash.len() == HASH_DIGITS && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_name = !extension.is_empty()
        && extension.len() <= MAX_EXTENSION_CHARS
        && extension.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_hash && is_name).then(|| Photo { path: path.to_owned(), hash: text.to_owned() })
}
