//! Every office action and every pairing leaves a row here. Rows are only ever added.

use rusqlite::{Connection, params};
use serde::Serialize;

/// Rows shown at once.
const MAX_ROWS: usize = 500;

/// One thing that somebody did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditRow {
    pub at_ms: i64,
    /// Sign-in name, device id, or `command line`.
    pub actor: String,
    /// A short English code: `sign_in`, `pair`, `register.import`…
    pub action: String,
    pub detail: String,
}

/// Adds a row.
///
/// # Errors
/// SQL errors.
pub fn add(
    connection: &Connection,
    at_ms: i64,
    actor: &str,
    action: &str,
    detail: &str,
) -> Result<(), rusqlite::Error> {
    let mut insert =
        connection.prepare_cached("INSERT INTO audit (at_ms, actor, action, detail) VALUES (?1, ?2, ?3, ?4)")?;
    insert.execute(params![at_ms, actor, action, detail])?;
    Ok(())
}

/// The latest rows, newest first.
///
/// # Errors
/// SQL errors.
pub fn latest(connection: &Connection) -> Result<Vec<AuditRow>, rusqlite::Error> {
    let mut query =
        connection.prepare_cached("SELECT at_ms, actor, action, detail FROM audit ORDER BY number DESC LIMIT ?1")?;
    let rows = query.query_map([MAX_ROWS], |row| {
        Ok(AuditRow { at_ms: row.get(0)?, actor: row.get(1)?, action: row.get(2)?, detail: row.get(3)? })
    })?;
    rows.collect()
}
