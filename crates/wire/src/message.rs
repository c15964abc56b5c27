//! The messages of pairing and of a sync session. Field numbers are never reused; a new field is optional.

use domain::{AreaId, BlobHash, DeviceId, RevId, UserId};
use minicbor::{Decode, Encode};

use crate::codec::{WireBlobHash, WireRevId, area_id, device_id, rev_id, user_id};
use crate::{Envelope, PublicKey};

/// A new device introduces itself with the one-time token of its pairing code.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PairRequest {
    #[cbor(n(0), with = "minicbor::bytes")]
    pub token: [u8; 16],
    #[cbor(n(1), with = "minicbor::bytes")]
    pub public_key: [u8; 32],
    /// Empty where its user gave it none.
    #[n(2)]
    pub device_name: String,
}

/// What the commune tells a device that it has accepted.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PairReply {
    #[cbor(n(0), with = "device_id")]
    pub device: DeviceId,
    /// Sent with every later request; the commune keeps only its hash.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub secret: [u8; 32],
    #[cbor(n(2), with = "user_id")]
    pub user: UserId,
    #[n(3)]
    pub user_name: String,
    /// The area that everybody of the commune gets.
    #[cbor(n(4), with = "area_id")]
    pub commune: AreaId,
    #[n(5)]
    pub commune_name: String,
    #[n(6)]
    pub server_time_ms: i64,
    /// As it was introduced, or as the officer named it where it was not.
    #[n(7)]
    pub device_name: String,
    /// Whether the device may do the office's work; absent from communes that do not give that.
    #[n(8)]
    pub runs_office: Option<bool>,
}

/// Envelopes for the commune, at most [`MAX_FRAME_BYTES`](crate::MAX_FRAME_BYTES) unpacked.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PushRequest {
    #[n(0)]
    pub envelopes: Vec<Envelope>,
}

/// One verdict per envelope, in the order of the request.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PushReply {
    #[n(0)]
    pub verdicts: Vec<Verdict>,
    #[n(1)]
    pub server_time_ms: i64,
}

/// What became of one revision.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Verdict {
    #[cbor(n(0), with = "rev_id")]
    pub id: RevId,
    #[n(1)]
    pub outcome: Outcome,
}

/// `Safe` is the receipt: the commune has committed exactly these bytes, now or earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Outcome {
    #[n(0)]
    Safe,
    /// Layout, size or hash is wrong: the same bytes will never be accepted.
    #[n(1)]
    Malformed,
    /// The signing device is not known or its signature does not fit.
    #[n(2)]
    BadSignature,
    /// The device may not write in that area.
    #[n(3)]
    OutsideArea,
    /// The commune's program is older than the device's.
    #[n(4)]
    TooNew,
    /// Documents of this kind are the office's: areas, rounds of checks, criteria, reports.
    #[n(5)]
    NotAllowed,
}

/// Asks for what an area got after a sequence number; 0 asks from the start.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PullRequest {
    #[cbor(n(0), with = "area_id")]
    pub area: AreaId,
    #[n(1)]
    pub after: u64,
    /// Upper bound in unpacked bytes that the device wants at once.
    #[n(2)]
    pub max_bytes: u32,
}

/// A page of an area. What the asking device wrote itself is left out; the digest check at the end
/// of a session finds it if the device ever lost it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PullPage {
    #[n(0)]
    pub envelopes: Vec<Envelope>,
    /// Cursor for the next request.
    #[n(1)]
    pub next: u64,
    #[n(2)]
    pub more: bool,
    /// Who signed the envelopes of this page.
    #[n(3)]
    pub devices: Vec<DeviceCard>,
}

/// A device that signs, and the person behind it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct DeviceCard {
    #[cbor(n(0), with = "device_id")]
    pub device: DeviceId,
    #[cbor(n(1), with = "minicbor::bytes")]
    pub public_key: [u8; 32],
    #[n(2)]
    pub device_name: String,
    #[cbor(n(3), with = "user_id")]
    pub user: UserId,
    #[n(4)]
    pub user_name: String,
}

impl DeviceCard {
    /// The key to check this device's signatures with.
    pub const fn key(&self) -> PublicKey {
        PublicKey(self.public_key)
    }
}

/// Opens and closes a session: which areas the device may see, and what each holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct DigestRequest {}

/// The areas of the asking device, the commune's own area first.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct DigestReply {
    #[n(0)]
    pub areas: Vec<AreaDigest>,
    #[n(1)]
    pub server_time_ms: i64,
    #[n(2)]
    pub commune_name: String,
    #[n(3)]
    pub user_name: String,
    /// Whether the device may do the office's work from now on; absent from communes that do not give that.
    #[n(4)]
    pub runs_office: Option<bool>,
    /// Photos and files whose copy at the commune was found damaged; where there are some, a [`BlobsReply`] names those
    /// that the device may send again.
    #[n(5)]
    pub lost_photos: Option<u32>,
}

/// Count and combined hash of all revisions of an area; equal on two sides when the sets are equal.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct AreaDigest {
    #[cbor(n(0), with = "area_id")]
    pub area: AreaId,
    #[n(1)]
    pub count: u64,
    /// XOR of the revision ids.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub hash: [u8; 32],
    /// Highest sequence number of the area, 0 when empty.
    #[n(3)]
    pub last: u64,
}

/// Adds one revision to a digest; adding it again takes it out.
pub fn digest_add(hash: &mut [u8; 32], id: &RevId) {
    for (sum, byte) in hash.iter_mut().zip(id.0) {
        *sum ^= byte;
    }
}

/// Asks for the revision ids of an area in id order, after a difference between digests.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct IdsRequest {
    #[cbor(n(0), with = "area_id")]
    pub area: AreaId,
    /// Ids greater than this one; all zero bytes from the start.
    #[cbor(n(1), with = "rev_id")]
    pub after: RevId,
}

/// A page of ids.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct IdsPage {
    #[n(0)]
    ids: Vec<WireRevId>,
    #[n(1)]
    pub more: bool,
}

impl IdsPage {
    /// A page of these ids, in ascending order.
    pub fn new(ids: Vec<RevId>, more: bool) -> Self {
        Self { ids: ids.into_iter().map(WireRevId).collect(), more }
    }

    /// The ids, ascending.
    pub fn ids(&self) -> impl Iterator<Item = RevId> {
        self.ids.iter().map(|id| id.0)
    }
}

/// Asks for single revisions by id; answered with a [`PullPage`] whose cursor means nothing.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct FetchRequest {
    #[n(0)]
    ids: Vec<WireRevId>,
}

impl FetchRequest {
    /// A request for these ids.
    pub fn new(ids: impl IntoIterator<Item = RevId>) -> Self {
        Self { ids: ids.into_iter().map(WireRevId).collect() }
    }

    /// The ids asked for.
    pub fn ids(&self) -> impl Iterator<Item = RevId> {
        self.ids.iter().map(|id| id.0)
    }
}

/// Photos, files and thumbnails named in one [`BlobsRequest`], at most: 64 KiB of names.
pub const MAX_BLOB_NAMES: usize = 2_000;

/// Asks which of these photos, files and thumbnails the commune holds and gives to this device.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct BlobsRequest {
    #[n(0)]
    hashes: Vec<WireBlobHash>,
}

/// Those of a [`BlobsRequest`] that the device may fetch now, in the order of the request.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct BlobsReply {
    #[n(0)]
    hashes: Vec<WireBlobHash>,
    #[n(1)]
    lost: Option<Vec<WireBlobHash>>,
}

impl BlobsRequest {
    /// A request for these.
    pub fn new(hashes: impl IntoIterator<Item = BlobHash>) -> Self {
        Self { hashes: hashes.into_iter().map(WireBlobHash).collect() }
    }

    /// Those asked for.
    pub fn hashes(&self) -> impl Iterator<Item = BlobHash> {
        self.hashes.iter().map(|hash| hash.0)
    }
}

impl BlobsReply {
    /// A reply with these.
    pub fn new(hashes: impl IntoIterator<Item = BlobHash>) -> Self {
        Self { hashes: hashes.into_iter().map(WireBlobHash).collect(), lost: None }
    }

    /// The same with those whose copy at the commune was found damaged, whether they were asked for or not.
    #[must_use]
    pub fn with_lost(self, lost: impl IntoIterator<Item = BlobHash>) -> Self {
        Self { lost: Some(lost.into_iter().map(WireBlobHash).collect()), ..self }
    }

    /// Those that the commune has lost.
    pub fn lost(&self) -> impl Iterator<Item = BlobHash> {
        self.lost.iter().flatten().map(|hash| hash.0)
    }

    /// Those that are there.
    pub fn hashes(&self) -> impl Iterator<Item = BlobHash> {
        self.hashes.iter().map(|hash| hash.0)
    }
}

/// Why the commune refused a whole request; travels with a 4xx status.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Refusal {
    #[n(0)]
    pub code: RefusalCode,
}

/// What the device can tell its user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum RefusalCode {
    /// The pairing code was used before.
    #[n(0)]
    CodeUsed,
    /// The pairing code is too old.
    #[n(1)]
    CodeExpired,
    /// The pairing code was never given out here.
    #[n(2)]
    CodeUnknown,
    /// The commune does not know this device or its secret.
    #[n(3)]
    DeviceUnknown,
    /// The device was reported lost.
    #[n(4)]
    DeviceRevoked,
    /// The request cannot be read.
    #[n(5)]
    Malformed,
    /// The area is not one of the device's.
    #[n(6)]
    OutsideArea,
}
