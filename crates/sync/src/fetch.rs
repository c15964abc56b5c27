//! Bringing photos, files and thumbnails here that the commune has: small pictures and layouts of reports by themselves
//! after the text, the newest first; a whole photo or file when somebody wants to see it.

use domain::BlobHash;
use sha2::{Digest as _, Sha256};
use store::{FetchedBlob, LackingBlob, Store};
use wire::{BlobsRequest, MAX_BLOB_NAMES};

use crate::session::Session;
use crate::{BlobPart, Phase, SyncError, Transport, TransportError};

/// Names of which one session asks whether the commune has them.
const MAX_ASKED: usize = 10_000;
/// Thumbnails of one session: some 30 MB, a quarter of an hour on a poor line.
const MAX_THUMBNAILS: usize = 2_000;
/// Layouts of reports of one session.
const MAX_LAYOUTS: usize = 50;
/// Bytes of one request: half a minute on the slowest line that anybody bears.
const PART_BYTES: usize = 256 * 1024;
/// Bytes of a thumbnail; the app makes them of some 20 KB.
const MAX_THUMBNAIL_BYTES: u64 = 1024 * 1024;
/// Bytes of a photo or file, as the commune takes them.
const MAX_FILE_BYTES: u64 = 32 * 1024 * 1024;
/// Requests for one of them: enough for the largest with as many broken ones again.
const MAX_REQUESTS: usize = 2 * MAX_FILE_BYTES as usize / PART_BYTES;
/// Requests for one of them that may break one after another without a byte having arrived.
const MAX_STALLS: u32 = 2;
/// Bytes of thumbnails gathered before they are written: fewer waits for a slow disk.
const GATHER_BYTES: usize = 512 * 1024;

/// What became of a photo or file that somebody wants to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// All bytes are here and are what the name says.
    Here,
    /// The commune does not have it yet, or does not give it to this device.
    NotThere,
    /// What the commune has, or what came, is not what the name says.
    Spoilt,
}

enum Arrived {
    Whole(Vec<u8>),
    NotThere,
    Spoilt,
}

/// Fetches one photo or file that a record names. What came of it before goes on at its byte, and what comes now stays
/// where the line breaks or the user stops. `progress` hears of the bytes that are here and of all.
///
/// # Errors
/// [`SyncError`], whose `retry()` says when another try makes sense.
pub fn fetch(
    store: &Store,
    transport: &impl Transport,
    hash: BlobHash,
    now_ms: i64,
    progress: &dyn Fn(u64, u64),
    cancelled: &dyn Fn() -> bool,
) -> Result<Fetched, SyncError> {
    if store.blob(hash)?.is_some() {
        return Ok(Fetched::Here);
    }
    let Some(about) = store.lacking_blob(hash)? else { return Ok(Fetched::NotThere) };
    match bytes_of(store, transport, &about, progress, cancelled)? {
        Arrived::Whole(bytes) => {
            store.keep_fetched(&[FetchedBlob { about, bytes }], now_ms)?;
            store.forget_arrived(hash)?;
            Ok(Fetched::Here)
        }
        Arrived::NotThere => Ok(Fetched::NotThere),
        Arrived::Spoilt => Ok(Fetched::Spoilt),
    }
}

/// Goes on at the byte that is lacking until all are here and are what the name says.
fn bytes_of(
    store: &Store,
    transport: &impl Transport,
    about: &LackingBlob,
    progress: &dyn Fn(u64, u64),
    cancelled: &dyn Fn() -> bool,
) -> Result<Arrived, SyncError> {
    let hash = about.hash;
    let (mut offset, mut stalls) = (store.blob_arrived(hash)?, 0);
    for _ in 0..MAX_REQUESTS {
        if cancelled() {
            return Err(SyncError::Cancelled);
        }
        let part = match transport.blob_part(hash, offset, PART_BYTES) {
            Ok(part) if fits(about, offset, &part) => part,
            Ok(_) | Err(TransportError::Spoilt) => return spoilt(store, hash),
            Err(TransportError::NotThere) => {
                store.blob_is_not_there(hash)?;
                return Ok(Arrived::NotThere);
            }
            Err(TransportError::Interrupted(_)) if stalls < MAX_STALLS => {
                stalls += 1;
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        stalls = 0;
        let end = offset + part.bytes.len() as u64;
        progress(end, part.total);
        if end == part.total {
            let mut bytes = if offset == 0 { Vec::new() } else { store.blob_arrived_bytes(hash)? };
            bytes.extend(part.bytes);
            let right = BlobHash(Sha256::digest(&bytes).into()) == hash;
            return if right { Ok(Arrived::Whole(bytes)) } else { spoilt(store, hash) };
        }
        offset = store.blob_arrive(hash, offset, &part.bytes)?;
    }
    Err(TransportError::Damaged("a file that does not end".to_owned()).into())
}

/// Whether the part goes on with what is here, and the whole is of the size that may be expected.
fn fits(about: &LackingBlob, offset: u64, part: &BlobPart) -> bool {
    let largest = if about.preview { MAX_THUMBNAIL_BYTES } else { MAX_FILE_BYTES };
    let as_recorded = about.bytes == 0 || about.bytes == part.total;
    let length = part.bytes.len();
    (1..=PART_BYTES).contains(&length) && offset + length as u64 <= part.total && part.total <= largest && as_recorded
}

fn spoilt(store: &Store, hash: BlobHash) -> Result<Arrived, SyncError> {
    store.forget_arrived(hash)?;
    Ok(Arrived::Spoilt)
}

impl<T: Transport> Session<'_, T> {
    /// Brings thumbnails and layouts of reports here. Everything else is safe by now: whatever stops this is noted and is
    /// no failure of the session, and what has come stays.
    pub fn fetch_blobs(&mut self) -> Result<(), SyncError> {
        if self.line_is_down || !self.transport.gives_blobs() {
            return Ok(());
        }
        let done = self.ask_for_unknown().and_then(|()| self.fetch_lacking());
        self.summary.pictures_stopped = done.err().map(|error| error.code());
        self.summary.pictures_left = self.store.lacking_thumbnail_count()?;
        Ok(())
    }

    /// Learns which of the photos that records name are at the commune: those can be fetched, and are safe.
    fn ask_for_unknown(&mut self) -> Result<(), SyncError> {
        let unknown = self.store.unknown_blobs(MAX_ASKED)?;
        for asked in unknown.chunks(MAX_BLOB_NAMES) {
            self.go_on()?;
            let reply = self.transport.blobs_there(&BlobsRequest::new(asked.iter().copied()))?;
            let there: Vec<BlobHash> = reply.hashes().filter(|hash| asked.contains(hash)).take(asked.len()).collect();
            self.store.blobs_are_there(&there)?;
        }
        Ok(())
    }

    fn fetch_lacking(&mut self) -> Result<(), SyncError> {
        let layouts = if self.summary.runs_office { self.store.lacking_layouts(MAX_LAYOUTS)? } else { Vec::new() };
        let mut queue = layouts;
        queue.extend(self.store.lacking_thumbnails(MAX_THUMBNAILS)?);
        let (total, mut gathered, mut stopped) = (queue.len() as u64, Vec::new(), Ok(()));
        for (done, about) in queue.into_iter().enumerate() {
            self.report(Phase::Fetch, done as u64, total);
            match bytes_of(self.store, self.transport, &about, &|_, _| (), self.cancelled) {
                Ok(Arrived::Whole(bytes)) => gathered.push(FetchedBlob { about, bytes }),
                Ok(Arrived::Spoilt) => self.summary.pictures_spoilt += 1,
                Ok(Arrived::NotThere) => {}
                Err(error) => {
                    stopped = Err(error);
                    break;
                }
            }
            if gathered.iter().map(|one: &FetchedBlob| one.bytes.len()).sum::<usize>() >= GATHER_BYTES {
                self.keep(&mut gathered)?;
            }
        }
        self.keep(&mut gathered)?;
        stopped
    }

    fn keep(&mut self, gathered: &mut Vec<FetchedBlob>) -> Result<(), SyncError> {
        let gathered = std::mem::take(gathered);
        self.store.keep_fetched(&gathered, (self.now_ms)())?;
        for one in &gathered {
            self.store.forget_arrived(one.about.hash)?;
        }
        let pictures = gathered.iter().filter(|one| one.about.preview).count();
        self.summary.pictures_fetched += pictures as u64;
        self.summary.layouts_fetched += (gathered.len() - pictures) as u64;
        Ok(())
    }
}
