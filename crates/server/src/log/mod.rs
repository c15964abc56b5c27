//! The log: every revision the commune has ever committed, in the order of its numbers. Rows are
//! only ever added; the same bytes again change nothing.

mod digests;
mod documents;
mod pages;
mod revisions;
mod writer;

pub use digests::{areas, digest};
pub use documents::{Village, villages};
pub use pages::{MAX_FETCH, MAX_IDS, MAX_PAGE_BYTES, MAX_PAGE_REVISIONS, fetch, ids, page};
pub use revisions::{Accepted, holds, holds_kind, last};
pub use writer::LogWriter;
