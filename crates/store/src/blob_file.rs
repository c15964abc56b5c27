//! The second file, beside the first and with its key: the bytes of photos and files, in pieces. It is opened when the
//! first photo is asked for, so that what befalls it never keeps anybody from their checks.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use domain::BlobHash;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use crate::row::{blob_hash, count, signed, signed_len};
use crate::{StoreError, StoreKey, connection};

/// Bytes of one row: a photo is read from any byte on without reading all of it.
const PIECE_BYTES: usize = 256 * 1024;
/// Files of which some bytes have come, at most; the one that began first goes.
const MAX_ARRIVING: usize = 8;
/// Whole files of which the pieces follow, and what has come of files that are being fetched, in the one layout there has
/// been.
const LAYOUT: &str = "
    CREATE TABLE IF NOT EXISTS content (
        id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32), bytes INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS piece (
        content INTEGER NOT NULL REFERENCES content (id) ON DELETE CASCADE, number INTEGER NOT NULL, bytes BLOB NOT NULL,
        PRIMARY KEY (content, number)
    ) STRICT;
    CREATE TABLE IF NOT EXISTS arriving (
        hash BLOB NOT NULL CHECK (length(hash) = 32), start INTEGER NOT NULL, bytes BLOB NOT NULL,
        PRIMARY KEY (hash, start)
    ) STRICT;";

/// Where bytes lie.
#[derive(Debug)]
pub(crate) struct BlobFile {
    path: PathBuf,
    key: StoreKey,
    open: Mutex<Option<Connection>>,
}

impl BlobFile {
    pub fn new(path: PathBuf, key: StoreKey) -> Self {
        Self { path, key, open: Mutex::default() }
    }

    /// Keeps bytes; when this returns they survive a power cut. Known ones are fine.
    pub fn put(&self, blobs: &[(BlobHash, &[u8])]) -> Result<(), StoreError> {
        self.with(|connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for (hash, bytes) in blobs {
                let id = transaction
                    .prepare_cached(
                        "INSERT INTO content (hash, bytes) VALUES (?1, ?2) ON CONFLICT DO NOTHING RETURNING id",
                    )?
                    .query_row(params![hash.as_bytes(), signed_len(bytes.len())], |row| row.get::<_, i64>(0))
                    .optional()?;
                let Some(id) = id else { continue };
                let mut insert =
                    transaction.prepare_cached("INSERT INTO piece (content, number, bytes) VALUES (?1, ?2, ?3)")?;
                for (number, piece) in bytes.chunks(PIECE_BYTES).enumerate() {
                    insert.execute(params![id, signed_len(number), piece])?;
                }
            }
            Ok(transaction.commit()?)
        })
    }

    /// At most `limit` bytes from a byte on; nothing where there are none.
    pub fn part(&self, hash: BlobHash, offset: u64, limit: usize) -> Result<Vec<u8>, StoreError> {
        let first = offset / PIECE_BYTES as u64;
        let skip = usize::try_from(offset % PIECE_BYTES as u64).unwrap_or(usize::MAX);
        self.with(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT p.bytes FROM piece p JOIN content c ON c.id = p.content
                 WHERE c.hash = ?1 AND p.number >= ?2 ORDER BY p.number",
            )?;
            let mut rows = statement.query(params![hash.as_bytes(), signed(first)])?;
            let mut part = Vec::new();
            while part.len() < limit.saturating_add(skip) {
                let Some(row) = rows.next()? else { break };
                part.extend_from_slice(row.get_ref(0)?.as_blob().map_err(|_| damaged())?);
            }
            Ok(part.into_iter().skip(skip).take(limit).collect())
        })
    }

    /// All bytes of one.
    pub fn read(&self, hash: BlobHash) -> Result<Option<Vec<u8>>, StoreError> {
        let length = self.with(|connection| {
            let mut statement = connection.prepare_cached("SELECT bytes FROM content WHERE hash = ?1")?;
            Ok(statement.query_row([hash.as_bytes()], |row| count(row, 0)).optional()?)
        })?;
        let Some(length) = length.and_then(|length| usize::try_from(length).ok()) else { return Ok(None) };
        let bytes = self.part(hash, 0, length)?;
        if bytes.len() == length { Ok(Some(bytes)) } else { Err(damaged()) }
    }

    /// How many bytes have come of a file that is being fetched: the byte from which it goes on.
    pub fn arrived(&self, hash: BlobHash) -> Result<u64, StoreError> {
        self.with(|connection| arrived(connection, hash))
    }

    /// Keeps bytes that came, if they begin where the others end, and tells how many there are then.
    pub fn arrive(&self, hash: BlobHash, start: u64, bytes: &[u8]) -> Result<u64, StoreError> {
        self.with(|connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            if arrived(&transaction, hash)? == start {
                transaction
                    .prepare_cached("INSERT INTO arriving (hash, start, bytes) VALUES (?1, ?2, ?3)")?
                    .execute(params![hash.as_bytes(), signed(start), bytes])?;
            }
            transaction
                .prepare_cached(
                    "DELETE FROM arriving WHERE hash IN
                         (SELECT hash FROM arriving GROUP BY hash ORDER BY min(rowid) DESC LIMIT -1 OFFSET ?1)",
                )?
                .execute([signed_len(MAX_ARRIVING)])?;
            let arrived = arrived(&transaction, hash)?;
            transaction.commit()?;
            Ok(arrived)
        })
    }

    /// What has come of a file that is being fetched.
    pub fn arrived_bytes(&self, hash: BlobHash) -> Result<Vec<u8>, StoreError> {
        self.with(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT bytes FROM arriving WHERE hash = ?1 ORDER BY start")?;
            let mut rows = statement.query([hash.as_bytes()])?;
            let mut bytes = Vec::new();
            while let Some(row) = rows.next()? {
                bytes.extend_from_slice(row.get_ref(0)?.as_blob().map_err(|_| damaged())?);
            }
            Ok(bytes)
        })
    }

    /// Forgets what has come of a file that is being fetched.
    pub fn forget_arrived(&self, hash: BlobHash) -> Result<(), StoreError> {
        self.with(|connection| {
            connection.prepare_cached("DELETE FROM arriving WHERE hash = ?1")?.execute([hash.as_bytes()])?;
            Ok(())
        })
    }

    /// Removes bytes for good.
    pub fn delete(&self, hashes: &[BlobHash]) -> Result<(), StoreError> {
        self.with(|connection| {
            for hash in hashes {
                connection.prepare_cached("DELETE FROM content WHERE hash = ?1")?.execute([hash.as_bytes()])?;
            }
            Ok(())
        })
    }

    /// Removes what a program that died left behind: bytes that the first file does not know of.
    pub fn sweep(&self, known: &BTreeSet<BlobHash>) -> Result<(), StoreError> {
        let there = self.with(|connection| {
            let mut statement = connection.prepare("SELECT hash FROM content")?;
            Ok(statement.query_map([], |row| blob_hash(row, 0))?.collect::<Result<Vec<_>, _>>()?)
        })?;
        let left: Vec<BlobHash> = there.into_iter().filter(|hash| !known.contains(hash)).collect();
        self.delete(&left)
    }

    /// Whether nobody has asked for a photo since the program started.
    pub fn is_closed(&self) -> bool {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }

    fn with<T>(&self, work: impl FnOnce(&mut Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.is_none() {
            let connection = connection::writer(&self.path, &self.key)?;
            connection.execute_batch(LAYOUT)?;
            *open = Some(connection);
        }
        match open.as_mut() {
            Some(connection) => work(connection),
            None => Err(damaged()),
        }
    }

    /// Runs a statement outside the store's rules, for tests that provoke failures.
    #[cfg(test)]
    #[allow(clippy::expect_used)]
    pub fn raw(&self, sql: &str) {
        self.with(|connection| Ok(connection.execute_batch(sql)?)).expect("a statement of a test");
    }
}

fn arrived(connection: &Connection, hash: BlobHash) -> Result<u64, StoreError> {
    let sql = "SELECT coalesce(sum(length(bytes)), 0) FROM arriving WHERE hash = ?1";
    Ok(connection.prepare_cached(sql)?.query_row([hash.as_bytes()], |row| count(row, 0))?)
}

fn damaged() -> StoreError {
    StoreError::Damaged("the bytes of a photo are not complete".to_owned())
}
