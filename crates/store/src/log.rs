//! Tables `revision` and `envelope`: what was ever written, byte for byte.

use domain::{DocId, Header, MAX_REVISIONS_PER_DOCUMENT, RevId, Revision};
use rusqlite::{Connection, OptionalExtension, Row, params};
use wire::Envelope;

use crate::row::signed_len;
use crate::{Store, StoreError};

/// One revision in the history of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct RevisionInfo {
    pub revision: Revision,
    /// When this device learnt that the commune holds it, by this device's clock; `None`: not yet safe.
    pub safe_at_ms: Option<i64>,
}

/// What became of a revision that was put into the log.
pub(crate) enum Inserted {
    New,
    /// Known before and without a receipt until now.
    Unsafe,
    /// Known before, with its receipt.
    Safe,
}

/// Adds a revision unless it is there already.
pub(crate) fn insert(
    connection: &Connection,
    envelope: &Envelope,
    id: RevId,
    header: &Header,
    safe_at_ms: Option<i64>,
) -> Result<Inserted, StoreError> {
    if let Some(known) = receipt_of(connection, id)? {
        return Ok(if known.is_some() { Inserted::Safe } else { Inserted::Unsafe });
    }
    connection.prepare_cached(include_str!("log_insert.sql"))?.execute(params![
        id.as_bytes(),
        header.doc.as_bytes(),
        header.kind.code(),
        header.area.as_bytes(),
        header.depth,
        header.author.as_bytes(),
        header.device.as_bytes(),
        header.at_ms,
        signed_len(envelope.size()),
        safe_at_ms,
    ])?;
    connection
        .prepare_cached("INSERT INTO envelope (seq, header, signature, body) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![connection.last_insert_rowid(), envelope.header, envelope.signature, envelope.body])?;
    Ok(Inserted::New)
}

/// `None`: not in the log. `Some(None)`: there, without a receipt.
fn receipt_of(connection: &Connection, id: RevId) -> Result<Option<Option<i64>>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT safe_at_ms FROM revision WHERE id = ?1")?;
    Ok(statement.query_row([id.as_bytes()], |row| row.get(0)).optional()?)
}

/// All revisions of a document in fold order, at most as many as a document may have: of a hostile one
/// every device keeps the same first ones.
pub(crate) fn of_document(connection: &Connection, doc: DocId) -> Result<Vec<RevisionInfo>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT envelope.header, envelope.signature, envelope.body, revision.safe_at_ms
         FROM revision JOIN envelope USING (seq)
         WHERE revision.doc = ?1 ORDER BY revision.depth, revision.id LIMIT ?2",
    )?;
    let mut rows = statement.query(params![doc.as_bytes(), signed_len(MAX_REVISIONS_PER_DOCUMENT)])?;
    let mut history = Vec::new();
    while let Some(row) = rows.next()? {
        history.push(RevisionInfo { revision: envelope(row)?.open()?, safe_at_ms: row.get(3)? });
    }
    Ok(history)
}

/// Number of known revisions of a document.
pub(crate) fn count_of_document(connection: &Connection, doc: DocId) -> Result<usize, StoreError> {
    let mut statement = connection.prepare_cached("SELECT count(*) FROM revision WHERE doc = ?1")?;
    let count: i64 = statement.query_row([doc.as_bytes()], |row| row.get(0))?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// An envelope from columns 0 to 2: header, signature, body.
pub(crate) fn envelope(row: &Row<'_>) -> rusqlite::Result<Envelope> {
    Ok(Envelope { header: row.get(0)?, signature: row.get(1)?, body: row.get(2)? })
}

impl Store {
    /// The history of a document in fold order; empty if it is not known.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn revisions(&self, doc: DocId) -> Result<Vec<RevisionInfo>, StoreError> {
        self.read(|reader| of_document(reader, doc))
    }

    /// The exact bytes of a revision.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn envelope(&self, id: RevId) -> Result<Option<Envelope>, StoreError> {
        self.read(|reader| {
            let mut statement = reader.prepare_cached(
                "SELECT envelope.header, envelope.signature, envelope.body
                 FROM revision JOIN envelope USING (seq) WHERE revision.id = ?1",
            )?;
            Ok(statement.query_row([id.as_bytes()], envelope).optional()?)
        })
    }
}
