//! Documents for those who keep results of them: everything once, then what changed.

use domain::{DocId, Document, Kind, RevId};
use rusqlite::{Connection, Row, params};

use crate::row::{count, rev_id, signed};
use crate::{Store, StoreError, document};

/// A folded document and what it was folded from. Void documents and unfinished checks are among them: results that
/// counted them before have to hear of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    pub document: Document,
    /// Number of revisions that were folded. They are only ever added.
    pub revisions: u32,
    /// The last of them in fold order.
    pub last: RevId,
    /// When that was written, by its author's clock.
    pub at_ms: i64,
}

impl Store {
    /// Hands over every document of `kind` that changed after `since`, in the order of their last changes, one at a
    /// time so that memory stays flat, and answers the version to ask with next time. With 0 these are all.
    ///
    /// The documents are those of one consistent state, at the version answered: [`Store::version`] of that state.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn changed_since(&self, kind: Kind, since: u64, mut visit: impl FnMut(Record)) -> Result<u64, StoreError> {
        self.read(|reader| {
            // Left to itself the planner reads all documents of the kind to find the few that are new.
            let mut statement = reader.prepare_cached(
                "SELECT doc, kind, area, depth, fold, revisions, last, at_ms
                 FROM document INDEXED BY document_version
                 WHERE version > ?1 AND kind = ?2 ORDER BY version, doc",
            )?;
            let mut rows = statement.query(params![signed(since), kind.code()])?;
            while let Some(row) = rows.next()? {
                visit(record(row)?);
            }
            version(reader)
        })
    }

    /// The checks that changed after `since`, as [`Store::changed_since`] has them, for somebody who needs those of some
    /// forms: of all others only the id is read and told.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn checks_changed_since(
        &self,
        since: u64,
        wanted: impl Fn(&str) -> bool,
        mut visit: impl FnMut(DocId, Option<Record>),
    ) -> Result<u64, StoreError> {
        self.read(|reader| {
            let mut statement = reader.prepare_cached(
                "SELECT document.doc, kind, document.area, depth, fold, revisions, last, document.at_ms, subject_check.form
                 FROM document INDEXED BY document_version LEFT JOIN subject_check USING (doc)
                 WHERE version > ?1 AND kind = ?2 ORDER BY version, document.doc",
            )?;
            let mut rows = statement.query(params![signed(since), Kind::Check.code()])?;
            while let Some(row) = rows.next()? {
                let form = row.get_ref(8)?.as_str_or_null().map_err(|error| StoreError::Damaged(error.to_string()))?;
                let known = if form.is_some_and(&wanted) { Some(record(row)?) } else { None };
                visit(crate::row::doc_id(row, 0)?, known);
            }
            version(reader)
        })
    }
}

/// Of columns doc, kind, area, depth, fold, revisions, last, at_ms.
fn record(row: &Row<'_>) -> Result<Record, StoreError> {
    Ok(Record {
        document: document::read(row)?,
        revisions: u32::try_from(count(row, 5)?).unwrap_or(u32::MAX),
        last: rev_id(row, 6)?,
        at_ms: row.get(7)?,
    })
}

fn version(reader: &Connection) -> Result<u64, StoreError> {
    let mut version = reader.prepare_cached("SELECT value FROM version")?;
    Ok(version.query_row([], |row| count(row, 0))?)
}
