//! What crosses a network or a USB stick, promised to old devices for ever: how a revision is
//! encoded, signed and checked, the messages of a sync session, and the pairing code.
//!
//! Bytes are encoded once, by the author; everybody else stores, hashes and forwards them as they
//! are. No clock, no randomness, no I/O, no SQL, no HTTP: keys come in as bytes.

mod codec;
mod envelope;
mod frame;
mod key;
mod message;
mod pairing;

pub use codec::DecodeError;
pub use envelope::{Draft, Envelope, MAX_BODY_BYTES, MAX_HEADER_BYTES, MAX_PARENTS, Rejection};
pub use frame::{CONTENT_TYPE, FrameError, MAX_FRAME_BYTES, open_frame, seal_frame};
pub use key::{DeviceKey, PublicKey};
pub use message::{
    AreaDigest, BlobsReply, BlobsRequest, DeviceCard, DigestReply, DigestRequest, FetchRequest, IdsPage, IdsRequest,
    MAX_BLOB_NAMES, Outcome, PairReply, PairRequest, PullPage, PullRequest, PushReply, PushRequest, Refusal,
    RefusalCode, Verdict, digest_add,
};
pub use pairing::{PairingCode, PairingCodeError};
