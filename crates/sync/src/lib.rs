//! One session with the commune: what this device wrote goes out, what others wrote comes in, and both
//! sides compare what they hold; then photos and files go out, and small pictures of others' come in. Sets of revisions only
//! grow, so sessions may stop anywhere, repeat and come in any order; the end is the same on every device.
//!
//! A photo is fetched whole when somebody wants to see it: [`fetch`].
//!
//! [`run`] is the whole protocol over a [`Transport`]. [`Https`] is the way over a network; a server that
//! sits beside the log brings its own.
//!
//! Must never know: SQL, what documents mean, what users read, what time it is (a function tells it).

mod blobs;
mod download;
mod error;
mod fetch;
mod https;
mod identity;
mod pull;
mod push;
mod repair;
mod session;
mod transport;
mod tus;

pub use error::{Retry, SyncError, TransportError};
pub use fetch::{Fetched, fetch};
pub use https::Https;
pub use session::{Phase, Progress, Summary, run};
pub use transport::{BlobPart, Traffic, Transport};
