//! Putting revisions into the log and folding the documents they belong to, in one transaction.

use std::collections::BTreeMap;

use domain::{AreaId, DocId, RevId, Revision, fold};
use rusqlite::Connection;
use wire::Envelope;

use crate::digest::DigestChanges;
use crate::log::Inserted;
use crate::store::{REBUILD, Shown};
use crate::{Store, StoreError, digest, document, draft, log, receipt};

/// What a batch of revisions changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// Revisions that were not known before.
    pub new: usize,
    /// Documents that have changed, in id order.
    pub docs: Vec<DocId>,
}

impl Store {
    /// Records revisions that this device has just signed. If they finish a form, `clear_draft` names the
    /// check whose draft journal they replace; log, documents and journal change together.
    ///
    /// # Errors
    /// [`StoreError::Rejected`] if an envelope is not a revision, [`StoreError::DiskFull`] and the like;
    /// then nothing has changed and the draft is still there.
    pub fn append_own(&self, envelopes: &[Envelope], clear_draft: Option<DocId>) -> Result<Applied, StoreError> {
        let revisions: Vec<Revision> = envelopes.iter().map(Envelope::open).collect::<Result<_, _>>()?;
        self.write(Shown::Yes, |transaction| {
            let mut batch = Batch::default();
            for (envelope, revision) in envelopes.iter().zip(&revisions) {
                if let Inserted::New = log::insert(transaction, envelope, revision.id, &revision.header, None)? {
                    batch.add(revision);
                }
            }
            if let Some(check) = clear_draft {
                draft::delete(transaction, check)?;
            }
            batch.fold(transaction)
        })
    }

    /// Applies verified revisions that came from the commune, which makes them safe, and moves the cursor
    /// of an area with them. Known revisions are fine; one of our own that had no receipt gets it now.
    ///
    /// # Errors
    /// [`StoreError`]; then neither the page nor the cursor is applied.
    pub fn apply_remote(
        &self,
        page: &[(Envelope, Revision)],
        cursor: Option<(AreaId, u64)>,
        at_ms: i64,
    ) -> Result<Applied, StoreError> {
        self.write(Shown::Yes, |transaction| {
            let mut batch = Batch::default();
            let mut digests = DigestChanges::default();
            for (envelope, revision) in page {
                match log::insert(transaction, envelope, revision.id, &revision.header, Some(at_ms))? {
                    Inserted::New => {
                        digests.add(revision.header.area, &revision.id);
                        batch.add(revision);
                    }
                    Inserted::Unsafe => receipt::mark_safe(transaction, revision.id, at_ms, &mut digests)?,
                    Inserted::Safe => {}
                }
            }
            digests.write(transaction)?;
            if let Some((area, next)) = cursor {
                digest::set_cursor(transaction, area, next)?;
            }
            batch.fold(transaction)
        })
    }

    /// Throws away everything that is derived from the log and derives it again.
    ///
    /// # Errors
    /// [`StoreError`]; then the old tables are still there.
    pub fn rebuild(&self) -> Result<(), StoreError> {
        self.write(Shown::Yes, |transaction| {
            transaction.execute_batch(
                "DELETE FROM document; DELETE FROM area; DELETE FROM subject; DELETE FROM subject_check;
                 DELETE FROM attachment;",
            )?;
            digest::rebuild(transaction)?;
            let mut statement = transaction.prepare("SELECT DISTINCT doc FROM revision ORDER BY doc")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                refold(transaction, crate::row::doc_id(row, 0)?, &BTreeMap::new())?;
            }
            transaction.execute("DELETE FROM meta WHERE name = ?1", [REBUILD])?;
            Ok(())
        })
    }
}

/// New revisions of one transaction, by document.
#[derive(Default)]
struct Batch<'a>(BTreeMap<DocId, BTreeMap<RevId, &'a Revision>>);

impl<'a> Batch<'a> {
    fn add(&mut self, revision: &'a Revision) {
        self.0.entry(revision.header.doc).or_default().insert(revision.id, revision);
    }

    fn fold(self, connection: &Connection) -> Result<Applied, StoreError> {
        let mut applied = Applied::default();
        for (doc, new) in self.0 {
            applied.new += new.len();
            refold(connection, doc, &new)?;
            applied.docs.push(doc);
        }
        Ok(applied)
    }
}

/// Folds a document whose revisions are all in the log; `new` are those that need not be read back.
fn refold(connection: &Connection, doc: DocId, new: &BTreeMap<RevId, &Revision>) -> Result<(), StoreError> {
    let all_new = !new.is_empty()
        && new.len() <= domain::MAX_REVISIONS_PER_DOCUMENT
        && log::count_of_document(connection, doc)? == new.len();
    let mut history: Vec<Revision> = if all_new {
        new.values().map(|revision| (*revision).clone()).collect()
    } else {
        log::of_document(connection, doc)?.into_iter().map(|info| info.revision).collect()
    };
    history.sort_by_key(|revision| (revision.header.depth, revision.id));
    let folded = fold(&history)?;
    let last = history.last().ok_or(domain::FoldError::Empty)?;
    document::put(connection, &folded, history.len(), last)
}
