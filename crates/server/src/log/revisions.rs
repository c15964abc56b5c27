//! Rows of the log.

use domain::{Header, Kind, RevId};
use rusqlite::{Connection, OptionalExtension, params};
use wire::Envelope;

use super::digests;

/// A revision that was checked and may be committed.
#[derive(Clone, Debug)]
pub struct Accepted {
    pub id: RevId,
    pub header: Header,
    pub envelope: Envelope,
}

/// The highest number of the log, 0 when it is empty.
///
/// # Errors
/// SQL errors.
pub fn last(connection: &Connection) -> Result<u64, rusqlite::Error> {
    connection.prepare_cached("SELECT COALESCE(MAX(seq), 0) FROM revisions")?.query_row([], |row| row.get(0))
}

/// Whether the log holds a revision.
///
/// # Errors
/// SQL errors.
pub fn holds(connection: &Connection, id: &RevId) -> Result<bool, rusqlite::Error> {
    connection.prepare_cached("SELECT 1 FROM revisions WHERE id = ?1")?.exists(params![id.as_bytes()])
}

/// Whether the log holds anything of a kind.
///
/// # Errors
/// SQL errors.
pub fn holds_kind(connection: &Connection, kind: Kind) -> Result<bool, rusqlite::Error> {
    connection.prepare_cached("SELECT 1 FROM revisions WHERE kind = ?1 LIMIT 1")?.exists(params![kind.code()])
}

/// Adds a revision unless the log has it. Must run in the one writing transaction.
pub(super) fn append(connection: &Connection, accepted: &Accepted) -> Result<(), rusqlite::Error> {
    let header = &accepted.header;
    let mut insert = connection.prepare_cached(
        "INSERT INTO revisions (id, area, doc, kind, device, header, signature, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (id) DO NOTHING
         RETURNING seq",
    )?;
    let row = params![
        accepted.id.as_bytes(),
        header.area.as_bytes(),
        header.doc.as_bytes(),
        header.kind.code(),
        header.device.as_bytes(),
        accepted.envelope.header,
        accepted.envelope.signature,
        accepted.envelope.body,
    ];
    let seq: Option<i64> = insert.query_row(row, |row| row.get(0)).optional()?;
    match seq {
        Some(seq) => digests::add(connection, header.area, &accepted.id, seq),
        None => Ok(()),
    }
}
