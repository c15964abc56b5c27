//! A revision as it is stored and sent.

use domain::{AreaId, Changes, DeviceId, DocId, Header, Kind, PROTOCOL_VERSION, RevId, Revision, UserId};
use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};

use crate::codec::{decode_changes, decode_header, encode_changes, encode_header};
use crate::{DecodeError, DeviceKey, PublicKey};

/// Bytes of one header; a merge of [`MAX_PARENTS`] branches fits.
pub const MAX_HEADER_BYTES: usize = 4_096;
/// Bytes of one body; photos and files travel by hash, not here.
pub const MAX_BODY_BYTES: usize = 512 * 1024;
/// Branches that one revision may merge.
pub const MAX_PARENTS: usize = 64;

/// Header, signature and body exactly as the author's device wrote them. `body` is `None` after a
/// legal erasure; header and hash stay.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Envelope {
    #[cbor(n(0), with = "minicbor::bytes")]
    pub header: Vec<u8>,
    #[cbor(n(1), with = "minicbor::bytes")]
    pub signature: [u8; 64],
    #[cbor(n(2), with = "minicbor::bytes")]
    pub body: Option<Vec<u8>>,
}

/// Why an envelope is not a valid revision.
#[derive(Debug, thiserror::Error)]
pub enum Rejection {
    #[error("header or body is larger than allowed")]
    TooLarge,
    #[error("the header cannot be read")]
    Header(#[source] DecodeError),
    #[error("the body cannot be read")]
    Body(#[source] DecodeError),
    #[error("header version {0} is newer than this program")]
    Newer(u8),
    #[error("the body is not the one that was signed")]
    BodyHash,
    #[error("the signature is not by the device that the header names")]
    Signature,
}

/// What an author wants to record; becomes an envelope by signing.
#[derive(Clone, Debug)]
pub struct Draft {
    pub doc: DocId,
    pub kind: Kind,
    pub area: AreaId,
    pub parents: Vec<RevId>,
    pub depth: u32,
    pub author: UserId,
    pub device: DeviceId,
    pub at_ms: i64,
    pub changes: Changes,
}

impl Draft {
    /// Encodes and signs. The only place where a revision gets its bytes.
    pub fn sign(self, key: &DeviceKey) -> (Envelope, Revision) {
        let body = encode_changes(&self.changes);
        let header = Header {
            version: PROTOCOL_VERSION,
            doc: self.doc,
            kind: self.kind,
            area: self.area,
            parents: self.parents,
            depth: self.depth,
            author: self.author,
            device: self.device,
            at_ms: self.at_ms,
            body_hash: Sha256::digest(&body).into(),
        };
        let bytes = encode_header(&header);
        let revision = Revision { id: id_of(&bytes), header, changes: Some(self.changes) };
        let envelope = Envelope { signature: key.sign(&bytes), header: bytes, body: Some(body) };
        (envelope, revision)
    }
}

impl Envelope {
    /// SHA-256 of the header bytes.
    pub fn id(&self) -> RevId {
        id_of(&self.header)
    }

    /// Reads the header alone, to learn whose signature to expect.
    ///
    /// # Errors
    /// [`Rejection::TooLarge`], [`Rejection::Header`] or [`Rejection::Newer`].
    pub fn header(&self) -> Result<Header, Rejection> {
        let body_bytes = self.body.as_ref().map_or(0, Vec::len);
        if self.header.len() > MAX_HEADER_BYTES || body_bytes > MAX_BODY_BYTES {
            return Err(Rejection::TooLarge);
        }
        let header = decode_header(&self.header).map_err(Rejection::Header)?;
        if header.parents.len() > MAX_PARENTS {
            return Err(Rejection::TooLarge);
        }
        if header.version > PROTOCOL_VERSION {
            return Err(Rejection::Newer(header.version));
        }
        Ok(header)
    }

    /// Reads an envelope whose signature was checked before it was stored.
    ///
    /// # Errors
    /// [`Rejection`] where stored bytes do not fit together any more.
    pub fn open(&self) -> Result<Revision, Rejection> {
        let header = self.header()?;
        let changes = match &self.body {
            None => None,
            Some(body) => {
                if Sha256::digest(body).as_slice() != header.body_hash {
                    return Err(Rejection::BodyHash);
                }
                Some(decode_changes(body).map_err(Rejection::Body)?)
            }
        };
        Ok(Revision { id: self.id(), header, changes })
    }

    /// Reads an envelope that came from outside: size, layout, body hash and signature must hold.
    ///
    /// # Errors
    /// [`Rejection`] names the first thing that is wrong.
    pub fn verify(&self, key: &PublicKey) -> Result<Revision, Rejection> {
        let revision = self.open()?;
        if !key.verifies(&self.header, &self.signature) {
            return Err(Rejection::Signature);
        }
        Ok(revision)
    }

    /// Bytes that the envelope takes in a message, before compression.
    pub fn size(&self) -> usize {
        self.header.len() + self.signature.len() + self.body.as_ref().map_or(0, Vec::len) + 16
    }
}

fn id_of(header: &[u8]) -> RevId {
    RevId(Sha256::digest(header).into())
}
