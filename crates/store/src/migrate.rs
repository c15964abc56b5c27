//! Layouts of the file and the steps between them.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use crate::StoreError;
use crate::row::signed_len;

/// Step n leads from layout n to n + 1. Frozen once released: never edit one, add the next.
const STEPS: [&str; 5] = [
    include_str!("migrations/0001_first.sql"),
    include_str!("migrations/0002_records.sql"),
    include_str!("migrations/0003_blobs.sql"),
    include_str!("migrations/0004_fetched.sql"),
    include_str!("migrations/0005_fold_last.sql"),
];

/// Brings the file to the newest layout, each step in its own transaction. A file that already holds
/// data is first copied beside itself.
pub(crate) fn migrate(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    take_steps(connection, path, &STEPS)
}

fn take_steps(connection: &mut Connection, path: &Path, steps: &[&str]) -> Result<(), StoreError> {
    let found = layout(connection)?;
    if found > 0 && usize::try_from(found).is_ok_and(|found| found < steps.len()) {
        let copy = path.with_extension(format!("before-{found}.db"));
        if !copy.exists() {
            backup(connection, &copy)?;
        }
    }
    for _ in 0..=steps.len() {
        // Read again inside the transaction: another process may have taken the step meanwhile.
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let found = layout(&transaction)?;
        let next = usize::try_from(found).ok().filter(|next| *next <= steps.len());
        let Some(next) = next else {
            return Err(StoreError::Newer { found, known: signed_len(steps.len()) });
        };
        let Some(step) = steps.get(next) else { return Ok(()) };
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

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    const TWO_STEPS: [&str; 2] = ["CREATE TABLE a (x INTEGER) STRICT", "ALTER TABLE a ADD COLUMN y INTEGER"];

    /// SHA-256 of each step as it was released. A step that people's files have taken is never edited.
    const FROZEN: [&str; STEPS.len()] = [
        "bf16797f77372bab9ffaddd0337dfdda09e20ef5130e6121235b3fbaf604b076",
        "f1c88439d4eb729ee25fa00a86212be4c75563f6cd8138cc677efe8ec06cbbee",
        "a869f6dc20891c1e87f8033bdd121f435ce3b7bae1a7c7c82ec794f1e49c41ec",
        "6ad0e0950d592cd7b69cf5b64b0883a91361359e782d494c972931acc5972eca",
        "8a4f1aa30069886335702be7ed42b98a7031d99426bc6b5686b2cb8aabdf5163",
    ];

    #[test]
    fn released_steps_do_not_change() {
        for (number, (step, frozen)) in STEPS.iter().zip(FROZEN).enumerate() {
            let digest = Sha256::digest(step.as_bytes());
            let hash: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(hash, frozen, "step {number}");
        }
    }

    fn file(folder: &tempfile::TempDir) -> (Connection, std::path::PathBuf) {
        let path = folder.path().join("a.db");
        (Connection::open(&path).expect("a file"), path)
    }

    #[test]
    fn a_file_with_data_is_copied_before_its_layout_changes() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let (mut connection, path) = file(&folder);
        take_steps(&mut connection, &path, &TWO_STEPS[..1]).expect("the first layout");
        connection.execute("INSERT INTO a (x) VALUES (7)", []).expect("data");
        take_steps(&mut connection, &path, &TWO_STEPS).expect("the second layout");
        assert_eq!(layout(&connection).expect("a layout"), 2);
        let kept: i64 = connection.query_row("SELECT x FROM a WHERE y IS NULL", [], |row| row.get(0)).expect("data");
        assert_eq!(kept, 7);
        let copy = Connection::open(folder.path().join("a.before-1.db")).expect("the copy");
        assert_eq!(layout(&copy).expect("a layout"), 1);
    }

    #[test]
    fn a_step_that_fails_leaves_the_old_layout() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let (mut connection, path) = file(&folder);
        let steps = [TWO_STEPS[0], "ALTER TABLE a ADD COLUMN y INTEGER; SELECT nonsense"];
        take_steps(&mut connection, &path, &steps).expect_err("the second step is wrong");
        assert_eq!(layout(&connection).expect("a layout"), 1);
        connection.execute("INSERT INTO a (x) VALUES (7)", []).expect("the first layout works");
        assert!(connection.prepare("SELECT y FROM a").is_err());
    }
}
