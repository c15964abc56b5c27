//! The nine questions that a device can put to a commune.

use domain::BlobHash;
use wire::{
    BlobsReply, BlobsRequest, DigestReply, DigestRequest, FetchRequest, IdsPage, IdsRequest, PullPage, PullRequest,
    PushReply, PushRequest,
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

    /// Whether photos and files are brought over this way; beside the commune's own folder nothing has to be.
    fn gives_blobs(&self) -> bool {
        false
    }

    /// Asks which photos, files and thumbnails the commune holds and gives to this device.
    ///
    /// # Errors
    /// [`TransportError`].
    fn blobs_there(&self, _: &BlobsRequest) -> Result<BlobsReply, TransportError> {
        Ok(BlobsReply::new([]))
    }

    /// Fetches at most `limit` bytes of a photo, file or thumbnail from an offset on: fewer at its end and where the line
    /// broke after some had come, and never none.
    ///
    /// # Errors
    /// [`TransportError::NotThere`], [`TransportError::Spoilt`] where the commune's own copy is damaged, or any other.
    fn blob_part(&self, _hash: BlobHash, _offset: u64, _limit: usize) -> Result<BlobPart, TransportError> {
        Err(TransportError::NotThere)
    }

    /// Bytes that went over the network since the transport was made; nothing where there is none.
    fn traffic(&self) -> Traffic {
        Traffic::default()
    }
}

/// Some bytes of a photo, file or thumbnail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlobPart {
    pub bytes: Vec<u8>,
    /// Bytes of the whole, as the commune says.
    pub total: u64,
}

/// Bytes of bodies of requests and replies, as sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    pub bytes_out: u64,
    pub bytes_in: u64,
}
