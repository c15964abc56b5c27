//! The only SQL on a device: one encrypted SQLite file with the log of signed revisions, the documents
//! folded from it, the tables that screens search, the draft journal and the diary of sessions; and a second
//! one beside it with the bytes of photos and files.
//!
//! The log is the truth; every other table of documents is derived from it and [`Store::rebuild`] makes
//! it again. "Safe at the commune" is a receipt of a revision and never a flag that a program sets about
//! itself. A failed write leaves nothing behind, also when the disk is full.
//!
//! Must never know: networks, forms and their meaning, who may do what, what time it is (times come in
//! as arguments, in milliseconds since 1970), or any text that users read.

mod apply;
mod area;
mod attachment;
mod blob;
mod blob_file;
mod check;
mod connection;
mod device;
mod diary;
mod digest;
mod document;
mod draft;
mod error;
mod fold_codec;
mod key;
mod lacking;
mod log;
mod meta;
mod migrate;
mod progress;
mod receipt;
mod records;
mod row;
mod search;
mod store;
mod subject;
mod value;
mod words;

pub use apply::Applied;
pub use area::{AreaRow, CampaignRow};
pub use attachment::AttachmentRow;
pub use blob::{BlobRow, NewBlob, UnsentBlob};
pub use check::{CheckRow, RecentCheck};
pub use diary::{DiaryRow, MAX_DIARY_ROWS};
pub use digest::SafeDigest;
pub use draft::{Draft, DraftBase, DraftInfo};
pub use error::StoreError;
pub use key::StoreKey;
pub use lacking::{FetchedBlob, LackingBlob};
pub use log::RevisionInfo;
pub use progress::AreaProgress;
pub use receipt::{Parked, Unsent};
pub use records::{Changed, Record};
pub use search::{CheckFilter, LastCheck, MAX_SUBJECT_PAGE, SubjectPage, SubjectQuery, SubjectRow};
pub use store::Store;
