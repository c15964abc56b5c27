//! The one writer of the log. Requests that arrive while a transaction is on its way to the disk
//! are committed together by the next one, so that fifty devices at the commune house share a flush.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::revisions::{Accepted, append};
use crate::ServerError;
use crate::database::Database;

/// Requests that wait for the writer; more wait at the channel.
const QUEUE: usize = 64;
/// Requests committed together.
const MAX_GROUP: usize = 32;

type Receipt = Result<(), Arc<rusqlite::Error>>;

struct Job {
    revisions: Vec<Accepted>,
    receipt: SyncSender<Receipt>,
}

/// The way into the log. The thread behind it ends when the last handle is dropped.
#[derive(Clone, Debug)]
pub struct LogWriter {
    queue: SyncSender<Job>,
}

impl LogWriter {
    /// Starts the writer of a database.
    ///
    /// # Errors
    /// [`ServerError::WriterStopped`] if no thread can be started.
    pub fn start(database: Arc<Database>) -> Result<Self, ServerError> {
        let (queue, jobs) = sync_channel(QUEUE);
        let thread = thread::Builder::new().name("log-writer".to_owned());
        thread.spawn(move || write_all(&database, &jobs)).map_err(|_| ServerError::WriterStopped)?;
        Ok(Self { queue })
    }

    /// Commits the revisions, all or none, and returns when they are on the disk. Blocks.
    ///
    /// # Errors
    /// [`ServerError::NotCommitted`], for example on a full disk; trying again later is safe.
    pub fn append(&self, revisions: Vec<Accepted>) -> Result<(), ServerError> {
        let (receipt, committed) = sync_channel(1);
        self.queue.send(Job { revisions, receipt }).map_err(|_| ServerError::WriterStopped)?;
        let outcome = committed.recv().map_err(|_| ServerError::WriterStopped)?;
        outcome.map_err(ServerError::NotCommitted)
    }
}

/// Ends when no handle is left.
fn write_all(database: &Database, jobs: &Receiver<Job>) {
    while let Ok(first) = jobs.recv() {
        let group: Vec<Job> = std::iter::once(first).chain(jobs.try_iter().take(MAX_GROUP - 1)).collect();
        let outcome = commit(database, &group).map_err(Arc::new);
        for job in group {
            // A request whose connection broke no longer listens; its revisions are safe all the same.
            let _ = job.receipt.try_send(outcome.clone());
        }
    }
}

fn commit(database: &Database, group: &[Job]) -> Result<(), rusqlite::Error> {
    database.write(|transaction| {
        let mut revisions = group.iter().flat_map(|job| &job.revisions);
        revisions.try_for_each(|revision| append(transaction, revision))
    })
}
