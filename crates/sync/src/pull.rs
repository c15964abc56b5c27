//! Taking in what others wrote.

use domain::{AreaId, DeviceId, Revision};
use wire::{AreaDigest, Envelope, PublicKey, PullPage, PullRequest, Rejection};

use crate::session::Session;
use crate::{Phase, SyncError, Transport, TransportError};

/// Unpacked bytes of one page.
const PAGE_BYTES: u32 = 1024 * 1024;
/// Pages shrink to this on a line that breaks or is too slow for a whole one.
const SMALLEST_PAGE_BYTES: u32 = 32 * 1024;
/// How much smaller the next try is.
const SHRINK: u32 = 4;

impl<T: Transport> Session<'_, T> {
    /// Reads areas from their cursors to the end.
    pub fn pull_all(&mut self, areas: &[AreaDigest]) -> Result<(), SyncError> {
        let mut total = 0;
        for area in areas {
            total += area.last.saturating_sub(self.store.cursor(area.area)?);
        }
        self.new_here = 0;
        for area in areas {
            self.pull_area(area.area, total)?;
        }
        Ok(())
    }

    fn pull_area(&mut self, area: AreaId, total: u64) -> Result<(), SyncError> {
        let (mut after, mut max_bytes) = (self.store.cursor(area)?, PAGE_BYTES);
        loop {
            self.go_on()?;
            self.report(Phase::Pull, self.new_here, total);
            let page = match self.transport.pull(&PullRequest { area, after, max_bytes }) {
                Err(TransportError::Interrupted(_)) if max_bytes > SMALLEST_PAGE_BYTES => {
                    max_bytes = (max_bytes / SHRINK).max(SMALLEST_PAGE_BYTES);
                    continue;
                }
                answer => answer?,
            };
            if page.next < after || (page.more && page.next == after) {
                return Err(TransportError::Damaged("a page that leads nowhere".to_owned()).into());
            }
            self.summary.pulled += self.take(&page, Some((area, page.next)))?;
            self.new_here += page.next - after;
            after = page.next;
            if !page.more {
                return Ok(());
            }
        }
    }

    /// Checks a page and applies it together with its cursor; gives the number of new revisions.
    ///
    /// A revision whose signature does not fit is left out and counted, and the cursor moves on with the
    /// rest of its page: one bad revision must not keep everybody's work from arriving. The comparison at
    /// the end still sees that it is missing, asks for it once more by id, and reports the difference.
    pub fn take(&mut self, page: &PullPage, cursor: Option<(AreaId, u64)>) -> Result<u64, SyncError> {
        if !page.devices.is_empty() {
            self.store.put_devices(&page.devices)?;
        }
        let mut good = Vec::with_capacity(page.envelopes.len());
        for envelope in &page.envelopes {
            match self.verify(envelope)? {
                Ok(revision) => good.push((envelope.clone(), revision)),
                Err(rejection) => self.refuse(envelope, &rejection),
            }
        }
        let applied = self.store.apply_remote(&good, cursor, (self.now_ms)())?;
        Ok(applied.new as u64)
    }

    /// The key is the one that this device first learnt for the signer.
    fn verify(&mut self, envelope: &Envelope) -> Result<Result<Revision, Rejection>, SyncError> {
        let header = match envelope.header() {
            Ok(header) => header,
            Err(rejection) => return Ok(Err(rejection)),
        };
        Ok(match self.key_of(header.device)? {
            Some(key) => envelope.verify(&key),
            None => Err(Rejection::Signature),
        })
    }

    fn key_of(&mut self, device: DeviceId) -> Result<Option<PublicKey>, SyncError> {
        if let Some(key) = self.keys.get(&device) {
            return Ok(Some(*key));
        }
        let key = self.store.device(device)?.map(|card| card.key());
        self.keys.extend(key.map(|key| (device, key)));
        Ok(key)
    }

    fn refuse(&mut self, envelope: &Envelope, rejection: &Rejection) {
        if self.refused.insert(envelope.id()) {
            self.summary.refused += 1;
            self.summary.too_new += u64::from(matches!(rejection, Rejection::Newer(_)));
        }
    }
}
