//! The commune's server: it keeps the log of all revisions and the photos beside it, lets devices in by pairing codes, and
//! shows the office shell to browsers.
//!
//! It stores and forwards revisions exactly as their authors wrote them and never makes up its own;
//! what officers record is signed by the office desk's key like that of any device. What a household
//! or a check *is* belongs to `app` and `store`, which run here over a read model that may be thrown
//! away. The only SQL here is that of the log and the accounts.

pub mod accounts;
mod blobs;
mod certificate;
mod commune;
mod database;
pub mod demo_commune;
mod direct;
mod error;
mod exchange;
mod folder;
mod founding;
pub mod log;
mod office;
mod protocol;
mod read_model;
mod report;
mod rows;
mod sealed;
mod serve;

pub use blobs::{BlobFault, BlobPart, Blobs, MAX_BLOB_BYTES, UploadState};
pub use certificate::{Certificate, fingerprint_text};
pub use commune::{Commune, FirstSignIn, Founding, Identity, Invite};
pub use error::ServerError;
pub use exchange::MAX_PUSH;
pub use folder::DataFolder;
pub use office::MAX_UPLOAD_BYTES;
pub use read_model::ReadModel;
pub use serve::{Running, Settings, start};
