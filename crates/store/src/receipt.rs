//! What the commune has confirmed and what it has not: receipts, the queue and the tray of parked revisions.

use domain::{AreaId, DocId, Kind, RevId};
use rusqlite::{Connection, OptionalExtension, params};
use wire::{Envelope, Outcome};

use crate::digest::DigestChanges;
use crate::row::{area_id, count, doc_id, rev_id, signed_len};
use crate::store::Shown;
use crate::{Store, StoreError, log};

/// What on this device is not yet safe at the commune, computed from receipts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unsent {
    /// Revisions without a receipt, the parked ones included.
    pub revisions: u64,
    /// Different checks among them.
    pub checks: u64,
    /// When the oldest was written, by its author's clock.
    pub oldest_at_ms: Option<i64>,
    /// Of the revisions, those that the commune refused.
    pub parked: u64,
}

/// A revision that the commune refused. It stays on the device and holds up nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parked {
    pub id: RevId,
    pub doc: DocId,
    pub kind: Kind,
    pub area: AreaId,
    pub reason: Outcome,
    /// When it was refused.
    pub at_ms: i64,
    pub bytes: u64,
}

/// Gives revisions their receipt. `None` where it had one or is not known here.
pub(crate) fn mark_safe(
    connection: &Connection,
    id: RevId,
    at_ms: i64,
    digests: &mut DigestChanges,
) -> Result<(), StoreError> {
    let area = connection
        .prepare_cached("UPDATE revision SET safe_at_ms = ?2 WHERE id = ?1 AND safe_at_ms IS NULL RETURNING area")?
        .query_row(params![id.as_bytes(), at_ms], |row| area_id(row, 0))
        .optional()?;
    if let Some(area) = area {
        digests.add(area, &id);
        connection.prepare_cached("DELETE FROM parked WHERE id = ?1")?.execute([id.as_bytes()])?;
    }
    Ok(())
}

fn park(connection: &Connection, id: RevId, reason: Outcome, at_ms: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO parked (id, reason, at_ms)
             SELECT id, ?2, ?3 FROM revision WHERE id = ?1 AND safe_at_ms IS NULL
             ON CONFLICT (id) DO UPDATE SET reason = excluded.reason, at_ms = excluded.at_ms",
        )?
        .execute(params![id.as_bytes(), reason_code(reason), at_ms])?;
    Ok(())
}

/// The number that a verdict has on the wire.
const fn reason_code(reason: Outcome) -> u8 {
    match reason {
        Outcome::Safe => 0,
        Outcome::Malformed => 1,
        Outcome::BadSignature => 2,
        Outcome::OutsideArea => 3,
        Outcome::TooNew => 4,
        Outcome::NotAllowed => 5,
    }
}

const fn reason_from_code(code: u8) -> Outcome {
    match code {
        2 => Outcome::BadSignature,
        3 => Outcome::OutsideArea,
        4 => Outcome::TooNew,
        5 => Outcome::NotAllowed,
        _ => Outcome::Malformed,
    }
}

impl Store {
    /// The next revisions to send: without receipt and not parked, oldest first, at most `max_count` and
    /// `max_bytes` together, but always at least one if there is any.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn unsent(&self, max_bytes: usize, max_count: usize) -> Result<Vec<(RevId, Envelope)>, StoreError> {
        self.read(|reader| {
            let mut queue = reader.prepare_cached(
                "SELECT seq, id, bytes FROM revision INDEXED BY revision_unsent
                 WHERE safe_at_ms IS NULL AND id NOT IN (SELECT id FROM parked) ORDER BY seq LIMIT ?1",
            )?;
            let mut bytes_of = reader.prepare_cached("SELECT header, signature, body FROM envelope WHERE seq = ?1")?;
            let mut rows = queue.query([signed_len(max_count)])?;
            let (mut batch, mut bytes) = (Vec::new(), 0);
            while let Some(row) = rows.next()? {
                bytes += count(row, 2)?;
                if bytes > max_bytes as u64 && !batch.is_empty() {
                    break;
                }
                batch.push((rev_id(row, 1)?, bytes_of.query_row([row.get::<_, i64>(0)?], log::envelope)?));
            }
            Ok(batch)
        })
    }

    /// Notes the commune's answers: `Safe` is a receipt, anything else parks the revision with its
    /// reason. A receipt is never taken back by a later refusal.
    ///
    /// # Errors
    /// [`StoreError`]; then none is noted.
    pub fn record_verdicts(&self, verdicts: &[(RevId, Outcome)], at_ms: i64) -> Result<(), StoreError> {
        self.write(Shown::Yes, |transaction| {
            let mut digests = DigestChanges::default();
            for (id, outcome) in verdicts {
                match outcome {
                    Outcome::Safe => mark_safe(transaction, *id, at_ms, &mut digests)?,
                    refusal => park(transaction, *id, *refusal, at_ms)?,
                }
            }
            digests.write(transaction)
        })
    }

    /// Takes receipts back because the commune turns out to have lost these revisions (a server restored
    /// from an old backup): they are to be sent again.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing has changed.
    pub fn withdraw_receipts(&self, ids: &[RevId]) -> Result<(), StoreError> {
        self.write(Shown::Yes, |transaction| {
            let mut digests = DigestChanges::default();
            for id in ids {
                let area = transaction
                    .prepare_cached(
                        "UPDATE revision SET safe_at_ms = NULL WHERE id = ?1 AND safe_at_ms IS NOT NULL RETURNING area",
                    )?
                    .query_row([id.as_bytes()], |row| area_id(row, 0))
                    .optional()?;
                if let Some(area) = area {
                    digests.take(area, id);
                }
            }
            digests.write(transaction)
        })
    }

    /// How much is not yet safe at the commune.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn unsent_summary(&self) -> Result<Unsent, StoreError> {
        self.read(|reader| {
            let mut statement = reader.prepare_cached(
                "SELECT count(*), count(DISTINCT CASE WHEN kind = ?1 THEN doc END), min(at_ms),
                        (SELECT count(*) FROM parked)
                 FROM revision INDEXED BY revision_unsent WHERE safe_at_ms IS NULL",
            )?;
            Ok(statement.query_row([Kind::Check.code()], |row| {
                Ok(Unsent {
                    revisions: count(row, 0)?,
                    checks: count(row, 1)?,
                    oldest_at_ms: row.get(2)?,
                    parked: count(row, 3)?,
                })
            })?)
        })
    }

    /// Documents with a revision that is not yet safe, in id order.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn unsent_documents(&self) -> Result<Vec<DocId>, StoreError> {
        self.read(|reader| {
            let mut statement = reader.prepare_cached(
                "SELECT DISTINCT doc FROM revision INDEXED BY revision_unsent WHERE safe_at_ms IS NULL ORDER BY doc",
            )?;
            Ok(statement.query_map([], |row| doc_id(row, 0))?.collect::<Result<_, _>>()?)
        })
    }

    /// The tray of refused revisions, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn parked(&self) -> Result<Vec<Parked>, StoreError> {
        self.read(|reader| {
            let mut statement = reader.prepare_cached(
                "SELECT id, doc, kind, area, parked.reason, parked.at_ms, bytes
                 FROM parked JOIN revision USING (id) ORDER BY seq",
            )?;
            let rows = statement.query_map([], |row| {
                Ok(Parked {
                    id: rev_id(row, 0)?,
                    doc: doc_id(row, 1)?,
                    kind: Kind::from_code(row.get(2)?),
                    area: area_id(row, 3)?,
                    reason: reason_from_code(row.get(4)?),
                    at_ms: row.get(5)?,
                    bytes: count(row, 6)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Lets refused revisions be sent once more.
    ///
    /// # Errors
    /// [`StoreError`]; then the tray has not changed.
    pub fn unpark(&self, ids: &[RevId]) -> Result<(), StoreError> {
        self.write(Shown::Yes, |transaction| {
            let mut statement = transaction.prepare_cached("DELETE FROM parked WHERE id = ?1")?;
            for id in ids {
                statement.execute([id.as_bytes()])?;
            }
            Ok(())
        })
    }
}
