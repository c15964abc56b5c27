//! Layouts of the file and the steps between them.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use crate::StoreError;

/// Step n leads from layout n to n + 1. Frozen once released: never edit one, add the next.
const STEPS: [&str; 1] = [include_str!("migrations/0001_first.sql")];

/// Brings the file to the newest layout, each step in its own transaction. A file that already holds
/// data is first copied beside itself.
pub(crate) fn migrate(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let found = layout(connection)?;
    if found > 0 && (found as usize) < STEPS.len() {
        let copy = path.with_extension(format!("before-{found}.db"));
        if !copy.exists() {
            backup(connection, &copy)?;
        }
    }
    for _ in 0..=STEPS.len() {
        // Read again inside the transaction: another process may have taken the step meanwhile.
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let found = layout(&transaction)?;
        let next = usize::try_from(found).ok().filter(|next| *next <= STEPS.len());
        let Some(next) = next else {
            return Err(StoreError::Newer { found, known: STEPS.len() as i64 });
        };
        let Some(step) = STEPS.get(next) else { return Ok(()) };
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", found + 1)?;
        transaction.commit()?;
    }
    Ok(())
}

fn layout(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// A compact copy of the whole file, encrypted with the same key.
pub(crate) fn backup(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let target = path.to_str().ok_or_else(|| std::io::Error::from(std::io::ErrorKind::InvalidFilename))?;
    connection.execute("VACUUM INTO ?1", [target])?;
    Ok(())
}
