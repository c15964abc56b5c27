//! The nouns of the village book and the rules that hold without any machine: ids, the immutable
//! revisions people write, how revisions fold into a document, and how Vietnamese text is compared.
//!
//! Pure: no clock, no randomness, no I/O, no encoding. Time and ids come in as arguments; bytes are
//! the business of `wire`, rows that of `store`.

mod document;
mod fold;
mod ids;
mod kind;
mod revision;
pub mod small_cells;
pub mod text;
mod value;
pub mod vocabulary;

pub use document::{Conflict, Document, Field, FieldValue};
pub use fold::{FoldError, MAX_REVISIONS_PER_DOCUMENT, fold};
pub use ids::{AreaId, BlobHash, DeviceId, DocId, ParseBlobHashError, ParseRevIdError, RevId, UserId};
pub use kind::Kind;
pub use revision::{Change, Changes, FieldPath, Header, PROTOCOL_VERSION, Revision};
pub use value::Value;
