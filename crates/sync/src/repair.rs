//! When digests differ after everything was sent and read: ids are compared one by one.

use std::collections::BTreeSet;

use domain::{AreaId, RevId};
use wire::{AreaDigest, FetchRequest, IdsRequest};

use crate::session::Session;
use crate::{Phase, SyncError, Transport, TransportError};

/// Revisions asked for at once.
const FETCH_COUNT: usize = 500;
/// Ids read from the store at once.
const LOCAL_IDS: usize = 5_000;

/// What one side of an area has and the other has not.
#[derive(Default)]
struct Difference {
    /// At the commune, not here (or here without a receipt).
    missing_here: Vec<RevId>,
    /// Here with a receipt, yet not at the commune any more.
    lost_there: Vec<RevId>,
}

impl<T: Transport> Session<'_, T> {
    /// Fetches what this device lacks, and hands over again what the commune has lost, whoever wrote it.
    pub fn repair_all(&mut self, areas: &[AreaDigest]) -> Result<(), SyncError> {
        let mut lost = 0;
        for area in areas {
            let difference = self.difference(area.area)?;
            self.fetch_all(&difference.missing_here)?;
            lost += difference.lost_there.len();
            self.store.withdraw_receipts(&difference.lost_there)?;
        }
        if lost > 0 {
            let pushed = self.summary.pushed;
            self.push_all()?;
            self.summary.repaired += self.summary.pushed - pushed;
        }
        Ok(())
    }

    fn difference(&self, area: AreaId) -> Result<Difference, SyncError> {
        let mut difference = Difference::default();
        let mut after = RevId([0; 32]);
        loop {
            self.go_on()?;
            self.report(Phase::Repair, 0, 0);
            let page = self.transport.ids(&IdsRequest { area, after })?;
            let theirs: BTreeSet<RevId> = page.ids().filter(|id| *id > after).collect();
            let end = theirs.last().copied().filter(|_| page.more);
            if page.more && end.is_none() {
                return Err(TransportError::Damaged("a page of ids that leads nowhere".to_owned()).into());
            }
            let ours = self.ids_between(area, after, end)?;
            difference.missing_here.extend(theirs.difference(&ours));
            difference.lost_there.extend(ours.difference(&theirs));
            match end {
                Some(end) => after = end,
                None => return Ok(difference),
            }
        }
    }

    /// Safe ids of this device after `after`, up to `end` or to the end of the area.
    fn ids_between(&self, area: AreaId, after: RevId, end: Option<RevId>) -> Result<BTreeSet<RevId>, SyncError> {
        let (mut ids, mut after) = (BTreeSet::new(), after);
        loop {
            let page = self.store.ids_after(area, after, LOCAL_IDS)?;
            let full = page.len() == LOCAL_IDS;
            let Some(last) = page.last().copied() else { return Ok(ids) };
            let inside = page.into_iter().take_while(|id| end.is_none_or(|end| *id <= end));
            ids.extend(inside);
            if !full || end.is_some_and(|end| last >= end) {
                return Ok(ids);
            }
            after = last;
        }
    }

    /// Asks for revisions by id. A reply may bring only some of them; one that brings none ends the asking.
    fn fetch_all(&mut self, ids: &[RevId]) -> Result<(), SyncError> {
        for chunk in ids.chunks(FETCH_COUNT) {
            let mut wanted: BTreeSet<RevId> = chunk.iter().copied().collect();
            while !wanted.is_empty() {
                self.go_on()?;
                self.report(Phase::Repair, 0, ids.len() as u64);
                let page = self.transport.fetch(&FetchRequest::new(wanted.iter().copied()))?;
                let asked = wanted.len();
                for envelope in &page.envelopes {
                    wanted.remove(&envelope.id());
                }
                let new = self.take(&page, None)?;
                self.summary.pulled += new;
                self.summary.repaired += new;
                if wanted.len() == asked {
                    break;
                }
            }
        }
        Ok(())
    }
}
