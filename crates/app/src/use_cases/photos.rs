//! Fetching a photo or file that another device took, when somebody wants to see it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::BlobHash;
use store::StoreError;
use sync::{Fetched, SyncError};

use crate::app::App;
use crate::attached;
use crate::desk::Desk;
use crate::dto::{FetchProgress, FileArgs, FileInfo};
use crate::error::AppError;
use crate::identity::Actor;
use crate::use_cases::count;
use crate::use_cases::device::transport;
use crate::words;

/// Photos and files fetched at the same time.
const MAX_AT_ONCE: usize = 3;

/// What an open device is fetching.
#[derive(Default)]
pub(crate) struct Fetches(Mutex<BTreeMap<BlobHash, Fetch>>);

#[derive(Clone, Default)]
struct Fetch {
    done: u64,
    total: u64,
    stopped: Arc<AtomicBool>,
}

impl Fetches {
    pub fn are_running(&self) -> bool {
        !self.all().is_empty()
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<BlobHash, Fetch>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin(&self, hash: BlobHash) -> Result<Fetch, AppError> {
        let mut all = self.all();
        if all.contains_key(&hash) || all.len() >= MAX_AT_ONCE {
            return Err(words::fetching_already(all.contains_key(&hash)));
        }
        Ok(all.entry(hash).or_default().clone())
    }

    fn progress(&self, hash: BlobHash) -> FetchProgress {
        let found = self.all().get(&hash).cloned();
        let running = found.is_some();
        let Fetch { done, total, .. } = found.unwrap_or_default();
        FetchProgress { running, done: count(done), total: count(total) }
    }
}

pub(crate) fn fetch(app: &App, _: &Actor, args: FileArgs) -> Result<FileInfo, AppError> {
    let (desk, hash) = (app.desk()?, hash(&args)?);
    let running = desk.fetches.begin(hash)?;
    let outcome = bring(&desk, hash, &running.stopped);
    desk.fetches.all().remove(&hash);
    match outcome? {
        Fetched::Here => attached::about(&desk, hash).ok_or_else(words::file_not_here),
        Fetched::NotThere => Err(words::not_at_the_commune()),
        Fetched::Spoilt => Err(words::fetched_spoilt()),
    }
}

fn bring(desk: &Desk, hash: BlobHash, stopped: &AtomicBool) -> Result<Fetched, AppError> {
    let safe_there = desk.store.is_blob_there(hash)?;
    let progress = |done, total| {
        if let Some(fetch) = desk.fetches.all().get_mut(&hash) {
            (fetch.done, fetch.total) = (done, total);
        }
    };
    let stopped = || stopped.load(Ordering::Relaxed);
    let fetched = sync::fetch(&desk.store, &transport(desk)?, hash, desk.clock.now_ms(), &progress, &stopped);
    fetched.map_err(|error| match error {
        SyncError::Transport(error) => words::not_fetched(&error, safe_there),
        SyncError::Store(StoreError::DiskFull(_)) => words::no_room_to_fetch(),
        SyncError::Store(error) => error.into(),
        SyncError::Cancelled => words::fetching_stopped(),
    })
}

pub(crate) fn progress(app: &App, _: &Actor, args: FileArgs) -> Result<FetchProgress, AppError> {
    Ok(app.desk()?.fetches.progress(hash(&args)?))
}

pub(crate) fn stop(app: &App, _: &Actor, args: FileArgs) -> Result<FetchProgress, AppError> {
    let (desk, hash) = (app.desk()?, hash(&args)?);
    if let Some(fetch) = desk.fetches.all().get(&hash) {
        fetch.stopped.store(true, Ordering::Relaxed);
    }
    Ok(desk.fetches.progress(hash))
}

fn hash(args: &FileArgs) -> Result<BlobHash, AppError> {
    args.hash.parse().map_err(|_| words::file_not_here())
}
