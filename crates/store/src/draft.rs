//! Tables `draft` and `draft_answer`: forms that are open on this device. Each answer is one small
//! durable commit, so that a battery pulled out costs nothing that was answered.

use std::collections::BTreeMap;

use domain::{DocId, RevId, Value};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::row::{count, doc_id, optional_doc_id};
use crate::store::Shown;
use crate::{Store, StoreError, document, value};

/// A form that is being filled on this device.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    pub subject: DocId,
    pub form: String,
    pub form_version: String,
    pub campaign: Option<DocId>,
    pub started_at_ms: i64,
    pub changed_at_ms: i64,
    /// Heads and depth of the check when the draft was opened: what its author saw, and so the parents of
    /// what they record. `None` for a check that was new.
    pub base: Option<DraftBase>,
    /// Answers by field path.
    pub answers: BTreeMap<String, Value>,
}

/// The state of a check that a draft goes on from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftBase {
    pub heads: Vec<RevId>,
    pub depth: u32,
}

/// A draft in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftInfo {
    pub check: DocId,
    pub subject: DocId,
    /// Empty where the subject is void or has not arrived.
    pub subject_name: String,
    pub form: String,
    pub form_version: String,
    pub campaign: Option<DocId>,
    pub started_at_ms: i64,
    pub changed_at_ms: i64,
    /// Number of answers so far.
    pub answers: u64,
}

/// Removes a draft and its answers, if there is one.
pub(crate) fn delete(connection: &Connection, check: DocId) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM draft WHERE check_doc = ?1")?.execute([check.as_bytes()])?;
    Ok(())
}

fn read_info(row: &Row<'_>) -> rusqlite::Result<DraftInfo> {
    Ok(DraftInfo {
        check: doc_id(row, 0)?,
        subject: doc_id(row, 1)?,
        subject_name: row.get(2)?,
        form: row.get(3)?,
        form_version: row.get(4)?,
        campaign: optional_doc_id(row, 5)?,
        started_at_ms: row.get(6)?,
        changed_at_ms: row.get(7)?,
        answers: count(row, 8)?,
    })
}

fn read_draft(row: &Row<'_>) -> rusqlite::Result<Draft> {
    Ok(Draft {
        subject: doc_id(row, 0)?,
        form: row.get(1)?,
        form_version: row.get(2)?,
        campaign: optional_doc_id(row, 3)?,
        started_at_ms: row.get(4)?,
        changed_at_ms: row.get(5)?,
        base: read_base(&row.get::<_, Vec<u8>>(6)?, row.get(7)?),
        answers: BTreeMap::new(),
    })
}

fn read_base(heads: &[u8], depth: u32) -> Option<DraftBase> {
    let (heads, _) = heads.as_chunks::<32>();
    (!heads.is_empty()).then(|| DraftBase { heads: heads.iter().copied().map(RevId).collect(), depth })
}

impl Store {
    /// Opens a draft of a check, on top of what is known of it now. If it is open already nothing changes.
    ///
    /// # Errors
    /// [`StoreError`]; then it is not open.
    pub fn draft_open(
        &self,
        check: DocId,
        subject: DocId,
        form: &str,
        form_version: &str,
        campaign: Option<DocId>,
        at_ms: i64,
    ) -> Result<(), StoreError> {
        self.write(Shown::Yes, |transaction| {
            let known = document::one(transaction, check)?;
            let heads: Vec<u8> = known.iter().flat_map(|known| &known.heads).flat_map(|head| head.0).collect();
            transaction
                .prepare_cached(
                    "INSERT INTO draft (check_doc, subject, form, form_version, campaign, base, base_depth,
                                        started_at_ms, changed_at_ms)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8) ON CONFLICT (check_doc) DO NOTHING",
                )?
                .execute(params![
                    check.as_bytes(),
                    subject.as_bytes(),
                    form,
                    form_version,
                    campaign.as_ref().map(DocId::as_bytes),
                    heads,
                    known.map_or(0, |known| known.depth),
                    at_ms,
                ])?;
            Ok(())
        })
    }

    /// Sets (`Some`) or removes (`None`) answers. When this returns they survive a power cut.
    ///
    /// # Errors
    /// [`StoreError::NoDraft`] if the draft is not open, [`StoreError::DiskFull`] and the like; then none
    /// of these answers is kept.
    pub fn draft_put(&self, check: DocId, answers: &[(&str, Option<&Value>)], at_ms: i64) -> Result<(), StoreError> {
        self.write(Shown::No, |transaction| {
            let known = transaction
                .prepare_cached("UPDATE draft SET changed_at_ms = ?2 WHERE check_doc = ?1")?
                .execute(params![check.as_bytes(), at_ms])?;
            if known == 0 {
                return Err(StoreError::NoDraft(check));
            }
            for (path, answer) in answers {
                match answer {
                    Some(answer) => transaction
                        .prepare_cached(
                            "INSERT INTO draft_answer (check_doc, path, value) VALUES (?1, ?2, ?3)
                             ON CONFLICT (check_doc, path) DO UPDATE SET value = excluded.value",
                        )?
                        .execute(params![check.as_bytes(), path, value::to_sql(answer)])?,
                    None => transaction
                        .prepare_cached("DELETE FROM draft_answer WHERE check_doc = ?1 AND path = ?2")?
                        .execute(params![check.as_bytes(), path])?,
                };
            }
            Ok(())
        })
    }

    /// An open draft with its answers.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn draft(&self, check: DocId) -> Result<Option<Draft>, StoreError> {
        self.read(|reader| {
            let mut statement = reader.prepare_cached(
                "SELECT subject, form, form_version, campaign, started_at_ms, changed_at_ms, base, base_depth
                 FROM draft WHERE check_doc = ?1",
            )?;
            let Some(mut draft) = statement.query_row([check.as_bytes()], read_draft).optional()? else {
                return Ok(None);
            };
            let mut statement = reader.prepare_cached("SELECT path, value FROM draft_answer WHERE check_doc = ?1")?;
            let mut rows = statement.query([check.as_bytes()])?;
            while let Some(row) = rows.next()? {
                let answer =
                    value::from_sql(row.get_ref(1)?).map_err(|error| StoreError::Damaged(error.to_string()))?;
                draft.answers.insert(row.get(0)?, answer);
            }
            Ok(Some(draft))
        })
    }

    /// All open drafts, the one last worked on first.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn drafts(&self) -> Result<Vec<DraftInfo>, StoreError> {
        self.read(|reader| {
            let mut statement = reader.prepare_cached(
                "SELECT d.check_doc, d.subject, coalesce(s.name, ''), d.form, d.form_version, d.campaign,
                        d.started_at_ms, d.changed_at_ms,
                        (SELECT count(*) FROM draft_answer a WHERE a.check_doc = d.check_doc)
                 FROM draft d LEFT JOIN subject s ON s.doc = d.subject
                 ORDER BY d.changed_at_ms DESC, d.check_doc DESC",
            )?;
            Ok(statement.query_map([], read_info)?.collect::<Result<_, _>>()?)
        })
    }

    /// Throws an open draft away, as its user asked.
    ///
    /// # Errors
    /// [`StoreError`]; then it is still there.
    pub fn draft_discard(&self, check: DocId) -> Result<(), StoreError> {
        self.write(Shown::Yes, |transaction| delete(transaction, check))
    }
}
