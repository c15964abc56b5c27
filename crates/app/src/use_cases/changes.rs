//! The history of a document in sentences: who changed what, when.

use domain::vocabulary::{check, subject};
use domain::{Change, Changes, Document, Kind, Revision};

use crate::desk::Desk;
use crate::dto::ChangeRow;
use crate::error::AppError;
use crate::use_cases::subjects;
use crate::words;

/// Newest changes on a page.
const MAX_ROWS: usize = 50;

/// The newest changes of a document, newest first.
pub(crate) fn of(desk: &Desk, document: &Document) -> Result<Vec<ChangeRow>, AppError> {
    let revisions = desk.store.revisions(document.id)?;
    let newest = revisions.into_iter().rev().take(MAX_ROWS);
    newest
        .map(|info| {
            let written = desk.written(&info.revision)?;
            Ok(ChangeRow {
                at_ms: info.revision.header.at_ms,
                author_name: written.author_name,
                device_name: written.device_name,
                text: sentence(desk, subjects::type_of(document), &info.revision),
                safe: info.safe_at_ms.is_some(),
            })
        })
        .collect()
}

fn sentence(desk: &Desk, subject_type: &str, revision: &Revision) -> String {
    let Some(changes) = &revision.changes else { return "Nội dung đã xóa theo yêu cầu".into() };
    match revision.header.kind {
        Kind::Check => check_sentence(changes),
        _ if revision.header.depth == 0 => "Thêm vào sổ".into(),
        _ => changes
            .iter()
            .map(|(path, change)| subject_change(desk, subject_type, path.as_str(), change))
            .collect::<Vec<_>>()
            .join("; "),
    }
}

fn check_sentence(changes: &Changes) -> String {
    let answers = changes.keys().filter(|path| path.as_str().starts_with(check::ANSWERS)).count();
    let status = changes.iter().find(|(path, _)| path.as_str() == check::STATUS).and_then(|(_, change)| match change {
        Change::Set(value) => value.as_text(),
        Change::Removed => None,
    });
    match status {
        Some(status) => format!("{}: {answers} câu trả lời", words::status(status)),
        None => format!("Sửa {answers} câu trả lời"),
    }
}

fn subject_change(desk: &Desk, subject_type: &str, field: &str, change: &Change) -> String {
    let label = desk.forms.property_label(subject_type, field);
    match change {
        Change::Set(value) => format!("{label}: {}", desk.forms.property_text(field, value)),
        Change::Removed if field == subject::VOID => "Tính lại vào sổ".into(),
        Change::Removed => format!("{label}: bỏ trống"),
    }
}
