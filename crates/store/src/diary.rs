//! Table `diary`: one row per session with the commune, so that people can see what happened and when.

use rusqlite::{Row, params};

use crate::row::{count, signed, signed_len};
use crate::store::Shown;
use crate::{Store, StoreError};

/// Sessions that the diary remembers; older ones make room.
pub const MAX_DIARY_ROWS: usize = 1_000;

/// One session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DiaryRow {
    pub started_ms: i64,
    pub ended_ms: i64,
    /// A short code (`done`, `unreachable`…), worded for people elsewhere.
    pub outcome: String,
    /// Revisions that became safe.
    pub pushed: u64,
    /// Revisions that were new here.
    pub pulled: u64,
    /// Revisions that the commune refused.
    pub parked: u64,
    pub bytes_out: u64,
    pub bytes_in: u64,
    /// For support: the error and what caused it.
    pub detail: String,
}

impl Store {
    /// Adds a session.
    ///
    /// # Errors
    /// [`StoreError`]; then it is not there.
    pub fn diary_add(&self, session: &DiaryRow) -> Result<(), StoreError> {
        self.write(Shown::Yes, |transaction| {
            transaction.prepare_cached(include_str!("diary_insert.sql"))?.execute(params![
                session.started_ms,
                session.ended_ms,
                session.outcome,
                signed(session.pushed),
                signed(session.pulled),
                signed(session.parked),
                signed(session.bytes_out),
                signed(session.bytes_in),
                session.detail,
            ])?;
            transaction
                .prepare_cached("DELETE FROM diary WHERE number <= (SELECT max(number) FROM diary) - ?1")?
                .execute([signed_len(MAX_DIARY_ROWS)])?;
            Ok(())
        })
    }

    /// The last sessions, newest first.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn diary(&self, limit: usize) -> Result<Vec<DiaryRow>, StoreError> {
        self.read(|reader| {
            let mut statement = reader.prepare_cached(
                "SELECT started_ms, ended_ms, outcome, pushed, pulled, parked, bytes_out, bytes_in, detail
                 FROM diary ORDER BY number DESC LIMIT ?1",
            )?;
            Ok(statement.query_map([signed_len(limit)], read)?.collect::<Result<_, _>>()?)
        })
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<DiaryRow> {
    Ok(DiaryRow {
        started_ms: row.get(0)?,
        ended_ms: row.get(1)?,
        outcome: row.get(2)?,
        pushed: count(row, 3)?,
        pulled: count(row, 4)?,
        parked: count(row, 5)?,
        bytes_out: count(row, 6)?,
        bytes_in: count(row, 7)?,
        detail: row.get(8)?,
    })
}
