//! Small facts of this device, by name.

use rusqlite::{OptionalExtension, params};

use crate::store::Shown;
use crate::{Store, StoreError};

impl Store {
    /// The bytes kept under a name.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn meta(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(|reader| {
            let mut statement = reader.prepare_cached("SELECT value FROM meta WHERE name = ?1")?;
            Ok(statement.query_row([name], |row| row.get(0)).optional()?)
        })
    }

    /// Sets (`Some`) or removes (`None`) several facts in one transaction.
    ///
    /// # Errors
    /// [`StoreError`]; then none of them has changed.
    pub fn set_meta(&self, facts: &[(&str, Option<&[u8]>)]) -> Result<(), StoreError> {
        self.write(Shown::No, |transaction| {
            for (name, value) in facts {
                match value {
                    Some(value) => transaction
                        .prepare_cached(
                            "INSERT INTO meta (name, value) VALUES (?1, ?2)
                             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                        )?
                        .execute(params![name, value])?,
                    None => transaction.prepare_cached("DELETE FROM meta WHERE name = ?1")?.execute([name])?,
                };
            }
            Ok(())
        })
    }
}
