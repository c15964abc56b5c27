//! What can go wrong with the file, as far as somebody can act on it.

use domain::{DocId, FoldError};
use rusqlite::ffi;

/// Why the store could not do what was asked. After any of these nothing of the failed operation is in
/// the file, and the store stays usable.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the disk is full")]
    DiskFull(#[source] rusqlite::Error),
    /// The key does not open the file, or its first page is damaged: the two look alike from outside.
    #[error("the key does not open this file")]
    WrongKey(#[source] rusqlite::Error),
    #[error("the file is damaged: {0}")]
    Damaged(String),
    /// A newer program has changed the file's layout.
    #[error("the file has layout {found}, this program knows up to {known}")]
    Newer { found: i64, known: i64 },
    /// Another process has been writing for longer than a write may wait.
    #[error("another program is using the file")]
    Busy(#[source] rusqlite::Error),
    #[error("the file cannot be reached")]
    File(#[from] std::io::Error),
    #[error("a revision cannot be read")]
    Rejected(#[from] wire::Rejection),
    #[error("revisions do not make a document")]
    Fold(#[from] FoldError),
    #[error("no draft is open for check {0}")]
    NoDraft(DocId),
    #[error("the database refused a statement")]
    Sql(#[source] rusqlite::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let rusqlite::Error::SqliteFailure(failure, _) = &error else {
            return match error {
                // A stored value of the wrong type or length: STRICT tables hold what we wrote, so the file changed.
                rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::InvalidColumnType(..)
                | rusqlite::Error::IntegralValueOutOfRange(..) => Self::Damaged(error.to_string()),
                other => Self::Sql(other),
            };
        };
        match (failure.extended_code & 0xFF, failure.extended_code) {
            (ffi::SQLITE_FULL, _) => Self::DiskFull(error),
            // Growing the write-ahead log or its index fails this way when no space is left.
            (_, ffi::SQLITE_IOERR_WRITE | ffi::SQLITE_IOERR_SHMSIZE | ffi::SQLITE_IOERR_FSYNC) => Self::DiskFull(error),
            (ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED, _) => Self::Busy(error),
            (ffi::SQLITE_CORRUPT | ffi::SQLITE_NOTADB, _) => Self::Damaged(error.to_string()),
            _ => Self::Sql(error),
        }
    }
}
