//! Documents for those who keep results of them: everything once, then what changed.

use domain::{DocId, Document, Kind, RevId};
use rusqlite::{Connection, Row, params};

use crate::row::{count, doc_id, rev_id, signed};
use crate::{Store, StoreError, document};

/// A folded document and what it was folded from. Void documents and unfinished checks are among them: results that
/// counted them before have to hear of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// With all its fields, or with those that were asked for.
    pub document: Document,
    /// Whether people disagree about any of its fields, asked for or not.
    pub is_disputed: bool,
    /// Number of revisions that were folded. They are only ever added.
    pub revisions: u32,
    /// The last of them in fold order.
    pub last: RevId,
    /// When that was written, by its author's clock.
    pub at_ms: i64,
}

/// A document that changed, not yet read.
#[derive(Debug)]
pub struct Changed<'a> {
    pub doc: DocId,
    /// The form of a check and where it stands (`draft`, `complete` …), unless it is void.
    pub form: Option<&'a str>,
    pub status: Option<&'a str>,
    row: i64,
    reader: &'a Connection,
}

impl Changed<'_> {
    /// The document with all its fields.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn whole(&self) -> Result<Record, StoreError> {
        self.with(|_, _| true)
    }

    /// The document with the fields that `keep` wants by their path and, where its value is text, that text. A check has some
    /// two hundred fields, of which most results need few.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn with(&self, keep: impl FnMut(&str, Option<&str>) -> bool) -> Result<Record, StoreError> {
        let mut statement = self.reader.prepare_cached(
            "SELECT doc, kind, area, depth, fold, conflicts, revisions, last, at_ms FROM document WHERE row = ?1",
        )?;
        let mut rows = statement.query([self.row])?;
        let row = rows.next()?.ok_or_else(|| StoreError::Damaged("a document that is gone".to_owned()))?;
        Ok(Record {
            document: document::read(row, keep)?,
            is_disputed: count(row, 5)? > 0,
            revisions: u32::try_from(count(row, 6)?).unwrap_or(u32::MAX),
            last: rev_id(row, 7)?,
            at_ms: row.get(8)?,
        })
    }
}

impl Store {
    /// Tells of every document of `kind` that changed after `since`, in the order of their last changes, one at a time so
    /// that memory stays flat, and answers the version to ask with next time. With 0 these are all. Who is told decides
    /// what is read of it.
    ///
    /// The documents are those of one consistent state, at the version answered: [`Store::version`] of that state.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read, or what `visit` answers.
    pub fn changed_since(
        &self,
        kind: Kind,
        since: u64,
        mut visit: impl FnMut(&Changed<'_>) -> Result<(), StoreError>,
    ) -> Result<u64, StoreError> {
        self.read(|reader| {
            // Left to itself the planner reads all documents of the kind to find the few that are new.
            let mut statement = reader.prepare_cached(
                "SELECT row, document.doc, subject_check.form, subject_check.status
                 FROM document INDEXED BY document_version LEFT JOIN subject_check USING (doc)
                 WHERE version > ?1 AND kind = ?2 ORDER BY version, document.doc",
            )?;
            let mut rows = statement.query(params![signed(since), kind.code()])?;
            while let Some(row) = rows.next()? {
                visit(&changed(row, reader)?)?;
            }
            version(reader)
        })
    }
}

/// Of columns row, doc, form, status.
fn changed<'a>(row: &'a Row<'_>, reader: &'a Connection) -> Result<Changed<'a>, StoreError> {
    let text = |column| {
        let found = row.get_ref(column)?.as_str_or_null();
        found.map_err(|error| StoreError::Damaged(error.to_string()))
    };
    Ok(Changed { doc: doc_id(row, 1)?, form: text(2)?, status: text(3)?, row: row.get(0)?, reader })
}

fn version(reader: &Connection) -> Result<u64, StoreError> {
    let mut version = reader.prepare_cached("SELECT value FROM version")?;
    Ok(version.query_row([], |row| count(row, 0))?)
}
