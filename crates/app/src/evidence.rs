//! What may be seen of the checks behind a figure: their subjects, days, photos and files.

use domain::vocabulary::check as field;
use domain::{DocId, Document, Kind};

use crate::attached;
use crate::desk::Desk;
use crate::dto::{CheckBehind, EvidenceFile, EvidencePhotos};
use crate::error::AppError;
use crate::scoring::records::{check_day, file_of_answer};
use crate::use_cases::{checks, count};

/// Photos of one check that a list shows; the others are on the check's page.
const MAX_PHOTOS: usize = 6;

/// A photo or file by the answer that names it.
pub(crate) fn file(desk: &Desk, label: String, answer: &str) -> EvidenceFile {
    EvidenceFile { label, file: attached::info(desk, answer) }
}

/// The first of these photos and files (path of the question and answer), and how many there are.
pub(crate) fn photos<'a>(
    desk: &Desk,
    form: &str,
    answers: impl ExactSizeIterator<Item = (&'a str, &'a str)>,
) -> EvidencePhotos {
    let total = count(answers.len());
    let shown = answers.take(MAX_PHOTOS).map(|(path, answer)| file(desk, desk.forms.answer_label(form, path), answer));
    EvidencePhotos { total, shown: shown.collect() }
}

/// A finished check in a line; nothing where this device has no such check.
pub(crate) fn check(desk: &Desk, id: DocId) -> Result<Option<CheckBehind>, AppError> {
    let Some(document) = desk.store.document(id)?.filter(|document| document.kind == Kind::Check) else {
        return Ok(None);
    };
    let subject = document.text(field::SUBJECT).and_then(|subject| subject.parse().ok());
    let (subject_name, village_name) = match subject {
        Some(subject) => checks::subject_names(desk, subject)?,
        None => Default::default(),
    };
    let form = document.text(field::FORM).unwrap_or_default();
    Ok(Some(CheckBehind {
        check: id.to_string(),
        subject_name,
        village_name,
        form_title: desk.forms.title(form),
        day: check_day(&document).map(|day| day.to_string()),
        photos: photos_of(desk, form, &document),
    }))
}

fn photos_of(desk: &Desk, form: &str, document: &Document) -> EvidencePhotos {
    let answers = checks::answers(document);
    let files: Vec<_> = answers.iter().filter_map(|(path, value)| file_of_answer(path, value)).collect();
    photos(desk, form, files.iter().map(|file| (file.path.as_str(), file.hash.as_str())))
}
