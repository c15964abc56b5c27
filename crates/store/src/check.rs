//! Table `subject_check`: the checks of subjects as lists need them. Void ones are not in it.

use domain::vocabulary::check;
use domain::{AreaId, DeviceId, DocId, Document, Header, UserId};
use rusqlite::{Connection, Row, params};
use uuid::Uuid;

use crate::row::{area_id, device_id, doc_id, optional_doc_id, signed_len, user_id};
use crate::subject::{is_void, text};
use crate::{Store, StoreError};

/// One check of a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckRow {
    pub doc: DocId,
    pub subject: DocId,
    pub campaign: Option<DocId>,
    pub form: String,
    pub form_version: String,
    /// `draft`, `complete`, `returned` or `approved`.
    pub status: String,
    pub area: AreaId,
    /// When it was last changed, by the clock of whoever did.
    pub at_ms: i64,
    /// Who last changed it, and on which device.
    pub author: UserId,
    pub device: DeviceId,
    /// Whether the commune holds all of its known revisions.
    pub safe: bool,
    /// Whether people disagree about one of its fields.
    pub conflict: bool,
}

/// A check with the name of its subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecentCheck {
    pub check: CheckRow,
    /// Empty where the subject is void or has not arrived.
    pub subject_name: String,
    pub subject_code: String,
}

/// Writes the row of a check, or removes it if it is void or names no subject.
pub(crate) fn put(
    connection: &Connection,
    document: &Document,
    last: &Header,
    conflicts: usize,
) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM subject_check WHERE doc = ?1")?.execute([document.id.as_bytes()])?;
    let subject = text(document, check::SUBJECT).and_then(|id| Uuid::parse_str(&id).ok());
    let Some(subject) = subject.filter(|_| !is_void(document)) else { return Ok(()) };
    let campaign = text(document, check::CAMPAIGN).and_then(|id| Uuid::parse_str(&id).ok());
    connection.prepare_cached(include_str!("check_insert.sql"))?.execute(params![
        document.id.as_bytes(),
        subject.as_bytes(),
        campaign.as_ref().map(Uuid::as_bytes),
        text(document, check::FORM).unwrap_or_default(),
        text(document, check::FORM_VERSION).unwrap_or_default(),
        text(document, check::STATUS).unwrap_or_else(|| check::DRAFT.to_owned()),
        document.area.as_bytes(),
        last.at_ms,
        last.author.as_bytes(),
        last.device.as_bytes(),
        signed_len(conflicts),
    ])?;
    Ok(())
}

/// Columns 0 to 11 as the statements of this module list them.
fn read(row: &Row<'_>) -> rusqlite::Result<CheckRow> {
    Ok(CheckRow {
        doc: doc_id(row, 0)?,
        subject: doc_id(row, 1)?,
        campaign: optional_doc_id(row, 2)?,
        form: row.get(3)?,
        form_version: row.get(4)?,
        status: row.get(5)?,
        area: area_id(row, 6)?,
        at_ms: row.get(7)?,
        author: user_id(row, 8)?,
        device: device_id(row, 9)?,
        safe: row.get(10)?,
        conflict: row.get(11)?,
    })
}

impl Store {
    /// The checks of a subject, newest first.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn checks_of(&self, subject: DocId) -> Result<Vec<CheckRow>, StoreError> {
        self.read(|reader| {
            let mut statement = reader.prepare_cached(include_str!("checks_of.sql"))?;
            Ok(statement.query_map([subject.as_bytes()], read)?.collect::<Result<_, _>>()?)
        })
    }

    /// The checks that changed last, in one area or all, newest first.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn recent_checks(&self, limit: usize, area: Option<AreaId>) -> Result<Vec<RecentCheck>, StoreError> {
        self.read(|reader| {
            let mut statement = reader.prepare_cached(include_str!("checks_recent.sql"))?;
            let area = area.as_ref().map(AreaId::as_bytes);
            let rows = statement.query_map(params![area, signed_len(limit)], |row| {
                Ok(RecentCheck { check: read(row)?, subject_name: row.get(12)?, subject_code: row.get(13)? })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}
