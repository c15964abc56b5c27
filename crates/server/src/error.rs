//! What can go wrong inside the server. What a device or an officer did wrong is not here: that is a
//! `Refusal` or an `AppError`, and part of normal work.

use std::path::PathBuf;
use std::sync::Arc;

/// A failure of the machine or of the data folder.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    #[error("the file {path} cannot be used")]
    File {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("another commune server already works on the data folder {0}")]
    FolderInUse(PathBuf),
    #[error("the file {path} is damaged: {problem}")]
    DamagedFile { path: PathBuf, problem: &'static str },
    #[error("the key {0} of the photos is not there, and photos were sealed with it")]
    NoBlobKey(PathBuf),
    #[error("the data folder {0} holds no commune yet; start the server once")]
    NoCommune(PathBuf),
    #[error("the data folder was made by a newer program (schema {found}, known {known})")]
    NewerSchema { found: i64, known: i64 },
    #[error("the database of the commune failed")]
    Sql(#[from] rusqlite::Error),
    #[error("the revisions could not be committed")]
    NotCommitted(#[source] Arc<rusqlite::Error>),
    #[error("the log writer has stopped")]
    WriterStopped,
    #[error("a stored row does not have its shape: {0}")]
    DamagedRow(&'static str),
    #[error("the certificate cannot be made")]
    Certificate(#[from] rcgen::Error),
    #[error("the TLS settings do not fit together")]
    Tls(#[from] rustls::Error),
    #[error("no random numbers from the system")]
    Random(#[from] getrandom::Error),
    #[error("the password cannot be hashed: {0}")]
    Password(String),
    #[error("the address cannot be listened on")]
    Listen(#[source] std::io::Error),
    #[error("a blocking task failed")]
    Task(#[source] tokio::task::JoinError),
    #[error("no village is called {0}")]
    UnknownVillage(String),
    #[error("no device has the id {0}")]
    UnknownDevice(String),
    #[error("the read model failed")]
    ReadModel(#[source] store::StoreError),
    #[error("the hand-off between log and read model failed")]
    HandOff(#[source] Box<sync::SyncError>),
    #[error("the log refused {0} revisions of the office desk")]
    DeskRefused(u64),
    #[error("the demo commune cannot be loaded: {0}")]
    Demo(String),
    #[error("a message cannot be packed")]
    Frame(#[from] wire::FrameError),
}
