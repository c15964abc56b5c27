//! What each area holds, as count and combined hash.

use domain::{AreaId, RevId};
use rusqlite::{Connection, OptionalExtension, Row, params};
use wire::{AreaDigest, digest_add};

use crate::rows;

/// The digest of one area; an area without revisions has an empty one.
///
/// # Errors
/// SQL errors.
pub fn digest(connection: &Connection, area: AreaId) -> Result<AreaDigest, rusqlite::Error> {
    let mut query = connection.prepare_cached("SELECT area, count, hash, last FROM digests WHERE area = ?1")?;
    let stored = query.query_row(params![area.as_bytes()], from_row).optional()?;
    Ok(stored.unwrap_or(AreaDigest { area, count: 0, hash: [0; 32], last: 0 }))
}

/// All areas that have revisions, by id.
///
/// # Errors
/// SQL errors.
pub fn areas(connection: &Connection) -> Result<Vec<AreaId>, rusqlite::Error> {
    let mut query = connection.prepare_cached("SELECT area FROM digests ORDER BY area")?;
    query.query_map([], |row| rows::id(row, 0))?.collect()
}

/// Counts one more revision; part of the transaction that appends it.
pub(super) fn add(connection: &Connection, area: AreaId, id: &RevId, seq: i64) -> Result<(), rusqlite::Error> {
    let mut digest = digest(connection, area)?;
    digest_add(&mut digest.hash, id);
    let mut update = connection.prepare_cached(
        "INSERT INTO digests (area, count, hash, last) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (area) DO UPDATE SET count = excluded.count, hash = excluded.hash, last = excluded.last",
    )?;
    update.execute(params![area.as_bytes(), digest.count + 1, digest.hash, seq])?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> Result<AreaDigest, rusqlite::Error> {
    Ok(AreaDigest { area: rows::id(row, 0)?, count: row.get(1)?, hash: rows::id(row, 2)?, last: row.get(3)? })
}
