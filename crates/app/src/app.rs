//! One running app: on a device, where it is paired, locked and opened; or at the office, always open.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use data_encoding::HEXLOWER;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use store::Store;

use crate::attached::{self, Blob, BlobShelf};
use crate::clock::Clock;
use crate::commands::dispatch;
use crate::desk::Desk;
use crate::error::AppError;
use crate::identity::{Actor, Identity};
use crate::profile::Profile;
use crate::words;

/// A device left alone for so long locks itself; every answer is on the disk by then.
const AUTO_LOCK_MS: i64 = 15 * 60_000;
/// Uploaded files held for a following command, at most.
const MAX_HELD_FILES: usize = 4;

/// The use cases behind every shell.
pub struct App {
    place: Place,
    clock: Arc<dyn Clock>,
    desk: RwLock<Option<Arc<Desk>>>,
    last_use_ms: Mutex<i64>,
    files: Mutex<Vec<HeldFile>>,
}

struct HeldFile {
    hash: String,
    bytes: Arc<[u8]>,
}

enum Place {
    Field(Profile),
    Office,
}

impl App {
    /// The app on a device: its data is in `dir`, which need not exist yet.
    pub fn field(dir: PathBuf, clock: Arc<dyn Clock>) -> Self {
        Self::new(Place::Field(Profile::at(dir)), clock, None)
    }

    /// The app at the commune, over its read model.
    pub fn office(store: Arc<Store>, identity: Identity, clock: Arc<dyn Clock>) -> Self {
        let desk = Desk::new(store, identity, Arc::clone(&clock));
        Self::new(Place::Office, clock, Some(Arc::new(desk)))
    }

    /// The same where the commune keeps photos and files on a shelf of its own.
    pub fn office_with_shelf(
        store: Arc<Store>,
        identity: Identity,
        clock: Arc<dyn Clock>,
        shelf: Arc<dyn BlobShelf>,
    ) -> Self {
        let mut desk = Desk::new(store, identity, Arc::clone(&clock));
        desk.shelf = Some(shelf);
        Self::new(Place::Office, clock, Some(Arc::new(desk)))
    }

    fn new(place: Place, clock: Arc<dyn Clock>, desk: Option<Arc<Desk>>) -> Self {
        let last_use_ms = Mutex::new(clock.now_ms());
        Self { place, clock, desk: RwLock::new(desk), last_use_ms, files: Mutex::default() }
    }

    /// Runs a command by name. Blocks for as long as the disk takes; call it off the UI's thread.
    ///
    /// # Errors
    /// [`AppError`] in words for the user.
    pub fn call(&self, command: &str, args: Value, actor: &Actor) -> Result<Value, AppError> {
        self.lock_if_left_alone(command);
        dispatch(self, command, args, actor)
    }

    /// The bytes of a photo, thumbnail or file by its SHA-256 (hexadecimal), for whoever may look at checks.
    ///
    /// # Errors
    /// [`AppError`] if the book is locked or the bytes are not here.
    pub fn blob(&self, hash: &str) -> Result<Blob, AppError> {
        self.lock_if_left_alone("device.status");
        let hash = hash.parse().map_err(|_| words::file_not_here())?;
        attached::read(&*self.desk()?, hash)
    }

    /// Holds an uploaded file for the command that names it by the returned SHA-256 (hexadecimal).
    pub fn put_file(&self, bytes: Vec<u8>) -> String {
        let hash = HEXLOWER.encode(&Sha256::digest(&bytes));
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.retain(|file| file.hash != hash);
        if files.len() >= MAX_HELD_FILES {
            files.remove(0);
        }
        files.push(HeldFile { hash: hash.clone(), bytes: bytes.into() });
        hash
    }

    /// A file that is held, for a shell that saves it: an uploaded one, or one that a command made.
    ///
    /// # Errors
    /// It is not held any more.
    pub fn held_file(&self, hash: &str) -> Result<Arc<[u8]>, AppError> {
        self.file(hash)
    }

    pub(crate) fn file(&self, hash: &str) -> Result<Arc<[u8]>, AppError> {
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let file = files.iter().find(|file| file.hash == hash);
        file.map(|file| Arc::clone(&file.bytes)).ok_or_else(words::file_gone)
    }

    /// Lets go of a held file.
    pub(crate) fn drop_file(&self, hash: &str) {
        self.files.lock().unwrap_or_else(PoisonError::into_inner).retain(|file| file.hash != hash);
    }

    pub(crate) const fn is_field(&self) -> bool {
        matches!(self.place, Place::Field(_))
    }

    /// The device's profile; the office has none.
    pub(crate) fn profile(&self) -> Result<&Profile, AppError> {
        match &self.place {
            Place::Field(profile) => Ok(profile),
            Place::Office => Err(words::forbidden()),
        }
    }

    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.clock)
    }

    /// The open desk, or what stands in the way.
    pub(crate) fn desk(&self) -> Result<Arc<Desk>, AppError> {
        if let Some(desk) = self.open_desk() {
            return Ok(desk);
        }
        let paired = self.profile().is_ok_and(Profile::exists);
        Err(if paired { words::locked() } else { words::unpaired() })
    }

    pub(crate) fn open_desk(&self) -> Option<Arc<Desk>> {
        self.desk.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn set_desk(&self, desk: Option<Arc<Desk>>) {
        *self.desk.write().unwrap_or_else(PoisonError::into_inner) = desk;
        self.touch();
    }

    /// Screens poll `device.status` and `transfer.status` by themselves; that is not use by a person.
    fn lock_if_left_alone(&self, command: &str) {
        if !self.is_field() {
            return;
        }
        let now = self.clock.now_ms();
        let last = *self.last_use_ms.lock().unwrap_or_else(PoisonError::into_inner);
        let alone = now.saturating_sub(last) > AUTO_LOCK_MS;
        let busy = self.open_desk().is_some_and(|desk| desk.transfer.is_running() || desk.fetches.are_running());
        if alone && !busy {
            self.set_desk(None);
        }
        if !matches!(command, "device.status" | "transfer.status" | "photos.progress") {
            self.touch();
        }
    }

    fn touch(&self) {
        *self.last_use_ms.lock().unwrap_or_else(PoisonError::into_inner) = self.clock.now_ms();
    }
}
