//! Table `area_state`: how far this device has read each area, and the digest of what it holds safely.

use domain::{AreaId, RevId};
use rusqlite::{Connection, OptionalExtension, params};
use wire::digest_add;

use crate::row::{area_id, count, rev_id, signed, signed_len};
use crate::{Store, StoreError};

/// Count and XOR of the ids of the safe revisions of an area; comparable with the commune's digest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SafeDigest {
    pub count: u64,
    pub hash: [u8; 32],
}

/// Changes of digests gathered over a batch, so that each area's row is written once.
#[derive(Default)]
pub(crate) struct DigestChanges(std::collections::BTreeMap<AreaId, AreaChange>);

#[derive(Default)]
struct AreaChange {
    count: i64,
    hash: [u8; 32],
}

impl DigestChanges {
    /// A revision became safe.
    pub fn add(&mut self, area: AreaId, id: &RevId) {
        let change = self.0.entry(area).or_default();
        change.count += 1;
        digest_add(&mut change.hash, id);
    }

    /// A revision's receipt was taken back.
    pub fn take(&mut self, area: AreaId, id: &RevId) {
        let change = self.0.entry(area).or_default();
        change.count -= 1;
        digest_add(&mut change.hash, id);
    }

    pub fn write(self, connection: &Connection) -> Result<(), StoreError> {
        for (area, change) in self.0 {
            let mut hash = read(connection, area)?.hash;
            digest_add(&mut hash, &RevId(change.hash));
            connection
                .prepare_cached(
                    "INSERT INTO area_state (area, cursor, count, hash) VALUES (?1, 0, ?2, ?3)
                     ON CONFLICT (area) DO UPDATE SET count = count + excluded.count, hash = excluded.hash",
                )?
                .execute(params![area.as_bytes(), change.count, hash])?;
        }
        Ok(())
    }
}

/// Computes all digests anew from the log.
pub(crate) fn rebuild(connection: &Connection) -> Result<(), StoreError> {
    connection.execute("UPDATE area_state SET count = 0, hash = zeroblob(32)", [])?;
    let mut changes = DigestChanges::default();
    let mut statement = connection.prepare("SELECT area, id FROM revision WHERE safe_at_ms IS NOT NULL")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        changes.add(area_id(row, 0)?, &rev_id(row, 1)?);
    }
    changes.write(connection)
}

pub(crate) fn set_cursor(connection: &Connection, area: AreaId, cursor: u64) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO area_state (area, cursor) VALUES (?1, ?2)
             ON CONFLICT (area) DO UPDATE SET cursor = excluded.cursor",
        )?
        .execute(params![area.as_bytes(), signed(cursor)])?;
    Ok(())
}

fn read(connection: &Connection, area: AreaId) -> Result<SafeDigest, StoreError> {
    let mut statement = connection.prepare_cached("SELECT count, hash FROM area_state WHERE area = ?1")?;
    let digest =
        statement.query_row([area.as_bytes()], |row| Ok(SafeDigest { count: count(row, 0)?, hash: row.get(1)? }));
    Ok(digest.optional()?.unwrap_or_default())
}

impl Store {
    /// The commune's sequence number up to which this device has applied an area; 0 at first.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn cursor(&self, area: AreaId) -> Result<u64, StoreError> {
        self.read(|reader| {
            let mut statement = reader.prepare_cached("SELECT cursor FROM area_state WHERE area = ?1")?;
            Ok(statement.query_row([area.as_bytes()], |row| count(row, 0)).optional()?.unwrap_or(0))
        })
    }

    /// Areas of which this device has safe revisions or a cursor.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn areas_known(&self) -> Result<Vec<AreaId>, StoreError> {
        self.read(|reader| {
            let mut statement = reader.prepare_cached("SELECT area FROM area_state ORDER BY area")?;
            Ok(statement.query_map([], |row| area_id(row, 0))?.collect::<Result<_, _>>()?)
        })
    }

    /// The digest of an area's safe revisions; all zero for an unknown area.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn digest(&self, area: AreaId) -> Result<SafeDigest, StoreError> {
        self.read(|reader| read(reader, area))
    }

    /// Ids of safe revisions of an area, ascending, after a given one, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn ids_after(&self, area: AreaId, after: RevId, limit: usize) -> Result<Vec<RevId>, StoreError> {
        self.read(|reader| {
            let mut statement = reader.prepare_cached(
                "SELECT id FROM revision WHERE area = ?1 AND id > ?2 AND safe_at_ms IS NOT NULL ORDER BY id LIMIT ?3",
            )?;
            let ids = statement
                .query_map(params![area.as_bytes(), after.as_bytes(), signed_len(limit)], |row| rev_id(row, 0))?;
            Ok(ids.collect::<Result<_, _>>()?)
        })
    }
}
