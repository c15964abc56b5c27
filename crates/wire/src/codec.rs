//! CBOR layouts of the domain's types: ids as byte strings, values as the CBOR type they are.

use std::collections::BTreeMap;

use domain::{AreaId, BlobHash, Change, Changes, DeviceId, DocId, FieldPath, Header, Kind, RevId, UserId, Value};
use minicbor::data::Type;
use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};

/// Bytes that are not what they should be.
#[derive(Debug, thiserror::Error)]
#[error("unreadable CBOR: {0}")]
pub struct DecodeError(#[from] decode::Error);

/// Fields of one revision; a form of 5,000 questions stays far below.
const MAX_CHANGES: u64 = 50_000;

macro_rules! id_codec {
    ($module:ident, $id:ident, $length:literal, $into:expr, $from:expr) => {
        pub(crate) mod $module {
            use super::*;

            pub fn encode<C, W: encode::Write>(
                id: &$id,
                e: &mut Encoder<W>,
                _: &mut C,
            ) -> Result<(), encode::Error<W::Error>> {
                let bytes: &[u8; $length] = $into(id);
                e.bytes(bytes)?.ok()
            }

            pub fn decode<'b, C>(d: &mut Decoder<'b>, _: &mut C) -> Result<$id, decode::Error> {
                let bytes: [u8; $length] =
                    d.bytes()?.try_into().map_err(|_| decode::Error::message("an id of the wrong length"))?;
                Ok($from(bytes))
            }
        }
    };
}

id_codec!(doc_id, DocId, 16, DocId::as_bytes, DocId::from_bytes);
id_codec!(area_id, AreaId, 16, AreaId::as_bytes, AreaId::from_bytes);
id_codec!(device_id, DeviceId, 16, DeviceId::as_bytes, DeviceId::from_bytes);
id_codec!(user_id, UserId, 16, UserId::as_bytes, UserId::from_bytes);
id_codec!(rev_id, RevId, 32, RevId::as_bytes, RevId);
id_codec!(blob_hash, BlobHash, 32, BlobHash::as_bytes, BlobHash);

/// A revision id as a list element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub(crate) struct WireRevId(#[cbor(n(0), with = "rev_id")] pub RevId);

/// The name of a photo or file as a list element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub(crate) struct WireBlobHash(#[cbor(n(0), with = "blob_hash")] pub BlobHash);

/// The header as it is signed: an array, in this order, for ever.
#[derive(Encode, Decode)]
struct WireHeader {
    #[n(0)]
    version: u8,
    #[cbor(n(1), with = "doc_id")]
    doc: DocId,
    #[n(2)]
    kind: u8,
    #[cbor(n(3), with = "area_id")]
    area: AreaId,
    #[n(4)]
    parents: Vec<WireRevId>,
    #[n(5)]
    depth: u32,
    #[cbor(n(6), with = "user_id")]
    author: UserId,
    #[cbor(n(7), with = "device_id")]
    device: DeviceId,
    #[n(8)]
    at_ms: i64,
    #[cbor(n(9), with = "minicbor::bytes")]
    body_hash: [u8; 32],
}

pub(crate) fn encode_header(header: &Header) -> Vec<u8> {
    to_vec(&WireHeader {
        version: header.version,
        doc: header.doc,
        kind: header.kind.code(),
        area: header.area,
        parents: header.parents.iter().copied().map(WireRevId).collect(),
        depth: header.depth,
        author: header.author,
        device: header.device,
        at_ms: header.at_ms,
        body_hash: header.body_hash,
    })
}

pub(crate) fn decode_header(bytes: &[u8]) -> Result<Header, DecodeError> {
    let header: WireHeader = minicbor::decode(bytes)?;
    Ok(Header {
        version: header.version,
        doc: header.doc,
        kind: Kind::from_code(header.kind),
        area: header.area,
        parents: header.parents.into_iter().map(|parent| parent.0).collect(),
        depth: header.depth,
        author: header.author,
        device: header.device,
        at_ms: header.at_ms,
        body_hash: header.body_hash,
    })
}

pub(crate) fn encode_changes(changes: &Changes) -> Vec<u8> {
    to_vec(&WireChanges(changes.clone()))
}

pub(crate) fn decode_changes(bytes: &[u8]) -> Result<Changes, DecodeError> {
    let WireChanges(changes) = minicbor::decode(bytes)?;
    Ok(changes)
}

/// Encoding into memory cannot fail: the writer has no errors and the types no custom ones.
pub(crate) fn to_vec<T: Encode<()>>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    match minicbor::encode(value, &mut bytes) {
        Ok(()) => bytes,
        Err(error) => unreachable!("encoding into memory failed: {error}"),
    }
}

struct WireChanges(Changes);

impl<C> Encode<C> for WireChanges {
    fn encode<W: encode::Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), encode::Error<W::Error>> {
        e.map(self.0.len() as u64)?;
        for (path, change) in &self.0 {
            e.str(path.as_str())?;
            match change {
                Change::Removed => e.null()?,
                Change::Set(Value::Text(text)) => e.str(text)?,
                Change::Set(Value::Integer(number)) => e.i64(*number)?,
                Change::Set(Value::Decimal(number)) => e.f64(*number)?,
                Change::Set(Value::Boolean(truth)) => e.bool(*truth)?,
            };
        }
        Ok(())
    }
}

impl<'b, C> Decode<'b, C> for WireChanges {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
        let length = d.map()?.ok_or_else(|| decode::Error::message("a body of unknown length"))?;
        if length > MAX_CHANGES {
            return Err(decode::Error::message("too many changes in one revision"));
        }
        let mut changes = BTreeMap::new();
        for _ in 0..length {
            let path = FieldPath::new(d.str()?);
            changes.insert(path, decode_change(d)?);
        }
        Ok(Self(changes))
    }
}

fn decode_change(d: &mut Decoder<'_>) -> Result<Change, decode::Error> {
    Ok(match d.datatype()? {
        Type::Null => {
            d.null()?;
            Change::Removed
        }
        Type::String => Change::Set(Value::Text(d.str()?.to_owned())),
        Type::Bool => Change::Set(Value::Boolean(d.bool()?)),
        Type::F16 | Type::F32 | Type::F64 => Change::Set(Value::Decimal(d.f64()?)),
        _ => Change::Set(Value::Integer(d.i64()?)),
    })
}
