//! Handing over what has no receipt.

use std::collections::BTreeMap;

use domain::{Kind, RevId};
use wire::{Envelope, Outcome, PushReply, PushRequest};

use crate::session::Session;
use crate::{Phase, SyncError, Transport, TransportError};

/// Unpacked bytes of one batch.
const BATCH_BYTES: usize = 1024 * 1024;
/// Batches shrink to this on a line that breaks or is too slow for a whole one.
const SMALLEST_BATCH_BYTES: usize = 32 * 1024;
/// How much smaller the next try is.
const SHRINK: usize = 4;
/// Revisions of one batch.
const BATCH_COUNT: usize = 2_000;

impl<T: Transport> Session<'_, T> {
    /// Sends batch after batch until every revision has a receipt or is parked. Each batch settles at least
    /// one revision, so this ends.
    pub fn push_all(&mut self) -> Result<(), SyncError> {
        let waiting = self.store.unsent_summary()?;
        let total = waiting.revisions - waiting.parked;
        let (mut done, mut batch_bytes) = (0, BATCH_BYTES);
        loop {
            self.go_on()?;
            self.report(Phase::Push, done, total);
            let batch = self.store.unsent(batch_bytes, BATCH_COUNT)?;
            if batch.is_empty() {
                return Ok(());
            }
            let (ids, envelopes): (Vec<RevId>, Vec<Envelope>) = batch.into_iter().unzip();
            let request = PushRequest { envelopes };
            match self.transport.push(&request) {
                Ok(reply) => {
                    self.note_verdicts(&ids, &request.envelopes, &reply)?;
                    done += ids.len() as u64;
                }
                Err(TransportError::Interrupted(_)) if batch_bytes > SMALLEST_BATCH_BYTES && ids.len() > 1 => {
                    batch_bytes = (batch_bytes / SHRINK).max(SMALLEST_BATCH_BYTES);
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn note_verdicts(&mut self, ids: &[RevId], envelopes: &[Envelope], reply: &PushReply) -> Result<(), SyncError> {
        let verdicts: BTreeMap<RevId, Outcome> =
            reply.verdicts.iter().map(|verdict| (verdict.id, verdict.outcome)).collect();
        let mut noted = Vec::with_capacity(ids.len());
        for (id, envelope) in ids.iter().zip(envelopes) {
            let outcome =
                *verdicts.get(id).ok_or_else(|| TransportError::Damaged("a revision without a verdict".to_owned()))?;
            noted.push((*id, outcome));
            if outcome == Outcome::Safe {
                self.summary.pushed += 1;
                self.checks.extend(envelope.header().ok().filter(|header| header.kind == Kind::Check).map(|h| h.doc));
            } else {
                self.summary.parked += 1;
            }
        }
        Ok(self.store.record_verdicts(&noted, (self.now_ms)())?)
    }
}
