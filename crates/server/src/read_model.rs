//! What the office looks at: the very `store` and `app` of a device, over a file that is rebuilt
//! from the log whenever it is missing or damaged. The log alone is the truth.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use app::{Actor, App, AppError, Blob};
use serde_json::Value;
use store::{Store, StoreError, StoreKey};
use sync::SyncError;

use crate::ServerError;
use crate::accounts::devices;
use crate::commune::Commune;
use crate::direct::Direct;
use crate::exchange::Own;
use crate::folder::{create_owner_only, secret_file};
use crate::log;
use crate::report::report;

/// Last words of commands that only read. Any other command runs alone, so that what it recorded is
/// known to be its own.
const READING: [&str; 11] =
    ["board", "diary", "get", "indicator", "list", "preview", "recent", "recognition", "status", "thresholds", "view"];

/// The office's app beside the log.
pub struct ReadModel {
    commune: Commune,
    store: Arc<Store>,
    app: App,
    /// Held by a command that may record something.
    recording: Mutex<()>,
    /// Held during a hand-off: one at a time.
    handing_off: Mutex<()>,
    /// The log's last number at the beginning of the last complete hand-off.
    seen: AtomicU64,
    scheduled: AtomicBool,
}

/// What a command gave.
#[derive(Debug)]
pub(crate) struct Answer {
    pub reply: Value,
    /// Revisions that the command recorded; they are in the log.
    pub recorded: u64,
}

/// Why a command gave nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CallError {
    #[error(transparent)]
    App(#[from] AppError),
    #[error(transparent)]
    Server(#[from] ServerError),
}

impl ReadModel {
    /// Opens the read model and brings it up to the log.
    ///
    /// # Errors
    /// File, SQL and hand-off errors.
    pub fn open(commune: &Commune) -> Result<Self, ServerError> {
        let is_new = !commune.folder.read_model().exists();
        let (store, rebuilt) = open_or_rebuild(commune)?;
        let store = Arc::new(store);
        let identity = desk_identity(commune)?;
        let shelf = Arc::new(commune.blobs.clone());
        let app = App::office_with_shelf(Arc::clone(&store), identity, Arc::clone(&commune.clock), shelf);
        let model = Self {
            commune: commune.clone(),
            store,
            app,
            recording: Mutex::new(()),
            handing_off: Mutex::new(()),
            seen: AtomicU64::new(0),
            scheduled: AtomicBool::new(false),
        };
        // An empty read model needs the desk's own work too, which a pull normally leaves out.
        model.hand_off(if is_new || rebuilt { Own::Included } else { Own::LeftOut })?;
        Ok(model)
    }

    /// Runs a command on what the log holds now; what it records is in the log before it returns.
    pub(crate) fn call(&self, command: &str, args: Value, actor: &Actor) -> Result<Answer, CallError> {
        self.catch_up()?;
        let last_word = command.rsplit('.').next().unwrap_or_default();
        if READING.contains(&last_word) {
            return Ok(Answer { reply: self.app.call(command, args, actor)?, recorded: 0 });
        }
        let _turn = self.recording.lock().unwrap_or_else(PoisonError::into_inner);
        let outcome = self.app.call(command, args, actor);
        // Also after an error: a command may have recorded something before it failed.
        let recorded = self.waiting()?;
        if recorded > 0 {
            self.hand_off(Own::LeftOut)?;
        }
        Ok(Answer { reply: outcome?, recorded })
    }

    /// Holds an uploaded file for the command that names it by the returned hash.
    pub(crate) fn put_file(&self, bytes: Vec<u8>) -> String {
        self.app.put_file(bytes)
    }

    /// A file that a command made and named by its hash.
    pub(crate) fn held_file(&self, hash: &str) -> Result<Arc<[u8]>, AppError> {
        self.app.held_file(hash)
    }

    /// The bytes of a photo or file that a check names.
    pub(crate) fn blob(&self, hash: &str) -> Result<Blob, AppError> {
        self.app.blob(hash)
    }

    /// The folded documents, for reading.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Takes in what devices have sent since the last time, if anything.
    ///
    /// # Errors
    /// SQL and hand-off errors.
    pub fn catch_up(&self) -> Result<(), ServerError> {
        if self.log_last()? == self.seen.load(Ordering::Acquire) { Ok(()) } else { self.hand_off(Own::LeftOut) }
    }

    /// Catches up soon, on another thread; calls during that time count as one.
    pub fn catch_up_soon(self: &Arc<Self>) {
        if self.scheduled.swap(true, Ordering::AcqRel) {
            return;
        }
        let model = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            model.scheduled.store(false, Ordering::Release);
            if let Err(error) = model.catch_up() {
                report(&error);
            }
        });
    }

    fn hand_off(&self, own: Own) -> Result<(), ServerError> {
        let _turn = self.handing_off.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.log_last()?;
        let photos_wait = !self.store.unsent_blobs()?.is_empty();
        if before == self.seen.load(Ordering::Acquire) && self.waiting()? == 0 && !photos_wait {
            return Ok(());
        }
        let direct = Direct::new(&self.commune, own)?;
        let summary = sync::run(&self.store, &direct, &|| self.commune.now_ms(), &|_| (), &|| false)?;
        if summary.parked > 0 {
            return Err(ServerError::DeskRefused(summary.parked));
        }
        self.seen.store(before, Ordering::Release);
        Ok(())
    }

    /// Revisions that a command recorded and the log does not have yet.
    fn waiting(&self) -> Result<u64, ServerError> {
        let unsent = self.store.unsent_summary()?;
        Ok(unsent.revisions.saturating_sub(unsent.parked))
    }

    fn log_last(&self) -> Result<u64, ServerError> {
        Ok(self.commune.database.read(log::last)?)
    }
}

/// A file that cannot be read is put aside, never deleted, and a new one is built from the log.
fn open_or_rebuild(commune: &Commune) -> Result<(Store, bool), ServerError> {
    let path = commune.folder.read_model();
    let key = StoreKey::new(secret_file(&commune.folder.read_model_key())?);
    create_owner_only(&path)?;
    match Store::open(&path, &key) {
        Ok(store) => Ok((store, false)),
        Err(StoreError::WrongKey(_) | StoreError::Damaged(_) | StoreError::Newer { .. }) => {
            commune.folder.put_aside(&path, commune.now_ms())?;
            create_owner_only(&path)?;
            Ok((Store::open(&path, &key)?, true))
        }
        Err(error) => Err(error.into()),
    }
}

fn desk_identity(commune: &Commune) -> Result<app::Identity, ServerError> {
    let missing = ServerError::DamagedRow("the office desk is not among the devices");
    let card = commune.database.read(|connection| devices::card(connection, commune.identity.desk))?.ok_or(missing)?;
    Ok(app::Identity {
        device: card.device,
        device_name: card.device_name,
        key: commune.desk_key()?,
        user: card.user,
        user_name: card.user_name,
        commune: commune.identity.id,
        commune_name: commune.identity.name.clone(),
    })
}

impl From<StoreError> for ServerError {
    fn from(error: StoreError) -> Self {
        Self::ReadModel(error)
    }
}

impl From<SyncError> for ServerError {
    fn from(error: SyncError) -> Self {
        Self::HandOff(Box::new(error))
    }
}
