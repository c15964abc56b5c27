//! The seven questions that a device can put to a commune.

use domain::BlobHash;
use wire::{
    DigestReply, DigestRequest, FetchRequest, IdsPage, IdsRequest, PullPage, PullRequest, PushReply, PushRequest,
};

use crate::TransportError;

/// A way to the commune's log. Calls block. Every one of them may be repeated when its answer got lost.
pub trait Transport {
    /// Hands revisions over; the reply has one verdict for each.
    ///
    /// # Errors
    /// [`TransportError`]; the commune may have taken the revisions all the same.
    fn push(&self, request: &PushRequest) -> Result<PushReply, TransportError>;

    /// Asks for what others wrote in an area.
    ///
    /// # Errors
    /// [`TransportError`].
    fn pull(&self, request: &PullRequest) -> Result<PullPage, TransportError>;

    /// Asks what each area of this device holds.
    ///
    /// # Errors
    /// [`TransportError`].
    fn digest(&self, request: &DigestRequest) -> Result<DigestReply, TransportError>;

    /// Asks for the ids of an area.
    ///
    /// # Errors
    /// [`TransportError`].
    fn ids(&self, request: &IdsRequest) -> Result<IdsPage, TransportError>;

    /// Asks for single revisions. The reply may hold fewer than asked for, at least one if there is any.
    ///
    /// # Errors
    /// [`TransportError`].
    fn fetch(&self, request: &FetchRequest) -> Result<PullPage, TransportError>;

    /// Tells how many bytes of a photo or file the commune has; where it has none, an upload begins. All of them only
    /// when it has compared their SHA-256 with the name: this is the receipt.
    ///
    /// # Errors
    /// [`TransportError`].
    fn blob_offset(&self, hash: BlobHash, bytes: u64) -> Result<u64, TransportError>;

    /// Hands over bytes of a photo or file from an offset on, and tells how many the commune has then.
    ///
    /// # Errors
    /// [`TransportError`]; some of the bytes may have arrived.
    fn blob_append(&self, hash: BlobHash, offset: u64, part: Vec<u8>) -> Result<u64, TransportError>;

    /// Bytes that went over the network since the transport was made; nothing where there is none.
    fn traffic(&self) -> Traffic {
        Traffic::default()
    }
}

/// Bytes of bodies of requests and replies, as sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    pub bytes_out: u64,
    pub bytes_in: u64,
}
