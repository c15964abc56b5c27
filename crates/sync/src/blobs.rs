//! Handing over photos and files, after the text that names them: thumbnails before photos, the newest first.

use domain::BlobHash;
use store::{StoreError, UnsentBlob};
use wire::{BlobsRequest, MAX_BLOB_NAMES};

use crate::session::Session;
use crate::{Phase, SyncError, Transport, TransportError};

/// Bytes of one request: half a minute on the slowest line that anybody bears.
const PART_BYTES: usize = 256 * 1024;
/// Requests for one photo that may break one after another without a byte having arrived.
const MAX_STALLS: u32 = 2;

/// What became of one photo, where the line held.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Handed {
    Safe,
    /// Its bytes are not what its name says, here or there: it stays, and holds up nothing else.
    Spoilt,
}

impl<T: Transport> Session<'_, T> {
    /// Sends what has no receipt. The text is safe by now: whatever stops the photos is noted and is no failure of the
    /// session, except this device's own disk and its user's wish.
    pub fn push_blobs(&mut self) -> Result<(), SyncError> {
        match self.hear_of_lost() {
            Err(SyncError::Transport(error)) => {
                self.line_is_down = true;
                self.summary.photos_stopped = Some(error.code());
            }
            heard => heard?,
        }
        let queue = if self.line_is_down { Vec::new() } else { self.store.unsent_blobs()? };
        let total = queue.len() as u64;
        for (done, blob) in queue.iter().enumerate() {
            self.go_on()?;
            self.report(Phase::Blobs, done as u64, total);
            match self.push_blob(blob) {
                Ok(Handed::Safe) => {
                    self.store.blob_is_safe(blob.hash, (self.now_ms)())?;
                    self.summary.photos_safe += u64::from(!blob.preview);
                }
                Ok(Handed::Spoilt) => self.summary.photos_spoilt += 1,
                Err(SyncError::Transport(error)) => {
                    self.line_is_down = !matches!(error, TransportError::CommuneFull);
                    self.summary.photos_stopped = Some(error.code());
                    break;
                }
                Err(error) => return Err(error),
            }
        }
        self.summary.photos_left = self.store.unsent_blobs()?.iter().filter(|blob| !blob.preview).count() as u64;
        Ok(())
    }

    /// Takes back the receipt of photos whose copy at the commune was found damaged: they are sent again from here.
    fn hear_of_lost(&self) -> Result<(), SyncError> {
        if !self.commune_lost_photos || !self.transport.gives_blobs() {
            return Ok(());
        }
        let reply = self.transport.blobs_there(&BlobsRequest::new([]))?;
        let lost: Vec<BlobHash> = reply.lost().take(MAX_BLOB_NAMES).collect();
        Ok(self.store.blobs_are_lost(&lost)?)
    }

    /// Goes on at the byte that the commune names until it says that all of them are what the name says. Each round
    /// brings bytes over or counts as a stall, so this ends.
    fn push_blob(&self, blob: &UnsentBlob) -> Result<Handed, SyncError> {
        let (mut known, mut furthest, mut stalls) = (None, 0, 0);
        loop {
            self.go_on()?;
            let round = match known {
                Some(offset) => Ok(offset),
                None => self.transport.blob_offset(blob.hash, blob.bytes),
            };
            let round = match round {
                Ok(offset) if offset == blob.bytes => return Ok(Handed::Safe),
                Ok(offset) => {
                    if offset > furthest {
                        (furthest, stalls) = (offset, 0);
                    }
                    let part = match self.store.blob_part(blob.hash, offset, PART_BYTES) {
                        Ok(part) if part.is_empty() => return Ok(Handed::Spoilt),
                        Err(StoreError::Damaged(_) | StoreError::WrongKey(_)) => return Ok(Handed::Spoilt),
                        part => part?,
                    };
                    self.transport.blob_append(blob.hash, offset, part)
                }
                Err(error) => Err(error),
            };
            known = match round {
                Ok(offset) if offset > furthest => Some(offset),
                Err(TransportError::Spoilt) => return Ok(Handed::Spoilt),
                Ok(_) | Err(TransportError::Interrupted(_)) if stalls < MAX_STALLS => {
                    stalls += 1;
                    None
                }
                Ok(_) => return Err(TransportError::Damaged("an upload that does not go on".to_owned()).into()),
                Err(error) => return Err(error.into()),
            };
        }
    }
}
