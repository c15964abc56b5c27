//! Where each area stands in a campaign.

use domain::{AreaId, DocId};
use rusqlite::params;

use crate::row::{area_id, count};
use crate::{Store, StoreError};

/// Subjects of one area, and how many of them a campaign has reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AreaProgress {
    pub area: AreaId,
    /// Subjects of the type in question that are not void.
    pub total: u64,
    /// Of these, with a finished (complete or approved) check of the campaign.
    pub done: u64,
    /// Of these, without a finished check but with a begun one.
    pub drafts: u64,
}

impl Store {
    /// Progress of a campaign by area, in area order; areas without such subjects are left out.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn progress(&self, campaign: DocId, subject_type: &str) -> Result<Vec<AreaProgress>, StoreError> {
        self.read(|reader| {
            let mut statement = reader.prepare_cached(include_str!("progress.sql"))?;
            let rows = statement.query_map(params![campaign.as_bytes(), subject_type], |row| {
                Ok(AreaProgress {
                    area: area_id(row, 0)?,
                    total: count(row, 1)?,
                    done: count(row, 2)?,
                    drafts: count(row, 3)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}
