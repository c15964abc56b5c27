//! Opening connections to the one file.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, ffi};

use crate::{StoreError, StoreKey};

/// How long a write waits for another process (the command line beside the window).
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// Prepared statements kept per connection; the whole crate has fewer.
const CACHED_STATEMENTS: usize = 128;
/// KiB of decrypted pages that a reader keeps: the search index of 20,000 households fits.
const READER_CACHE_KIB: u32 = 12 * 1024;
/// Bytes that the write-ahead log keeps on disk after a checkpoint.
const WAL_LIMIT_BYTES: u32 = 8 * 1024 * 1024;

/// The one connection that writes. Creates the file if there is none.
pub(crate) fn writer(path: &Path, key: &StoreKey) -> Result<Connection, StoreError> {
    let connection = unlocked(path, key, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    connection.pragma_update(None, "journal_size_limit", WAL_LIMIT_BYTES)?;
    Ok(connection)
}

/// A connection that cannot write, for screens.
pub(crate) fn reader(path: &Path, key: &StoreKey) -> Result<Connection, StoreError> {
    let connection = unlocked(path, key, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.pragma_update(None, "query_only", "ON")?;
    connection.pragma_update(None, "cache_size", -i64::from(READER_CACHE_KIB))?;
    Ok(connection)
}

fn unlocked(path: &Path, key: &StoreKey, flags: OpenFlags) -> Result<Connection, StoreError> {
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    // SQLCipher would print a wrong key to standard error; the caller gets it as an error instead.
    connection.execute_batch("PRAGMA cipher_log_level = NONE")?;
    connection.execute_batch(&key.pragma())?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())).map_err(wrong_key)?;
    Ok(connection)
}

/// On the very first read a page that does not decrypt means the key.
fn wrong_key(error: rusqlite::Error) -> StoreError {
    match error.sqlite_error() {
        Some(failure) if failure.extended_code & 0xFF == ffi::SQLITE_NOTADB => StoreError::WrongKey(error),
        _ => error.into(),
    }
}
