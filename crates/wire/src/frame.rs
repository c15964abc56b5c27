//! Messages on the wire: CBOR inside one zstd frame, with a bound on what it may unpack to.

use std::io::Read;

use minicbor::{Decode, Encode};

use crate::codec::to_vec;

/// Media type of every request and reply of a sync session.
pub const CONTENT_TYPE: &str = "application/vnd.sothon.v1+cbor-zstd";
/// Unpacked bytes of one message: a batch of about 1 MiB plus one revision of the largest size, with room.
pub const MAX_FRAME_BYTES: u64 = 8 * 1024 * 1024;
/// zstd level: near the best ratio that an old laptop does not feel.
const LEVEL: i32 = 3;

/// Why a message cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    #[error("the message cannot be unpacked")]
    Unpack(#[from] std::io::Error),
    #[error("the message is larger than {MAX_FRAME_BYTES} bytes")]
    TooLarge,
    #[error("the message cannot be read")]
    Decode(#[from] minicbor::decode::Error),
}

/// Packs a message.
///
/// # Errors
/// [`FrameError::Unpack`] if the compressor fails, which needs memory to run out.
pub fn seal_frame<T: Encode<()>>(message: &T) -> Result<Vec<u8>, FrameError> {
    Ok(zstd::bulk::compress(&to_vec(message), LEVEL)?)
}

/// Unpacks a message.
///
/// # Errors
/// [`FrameError`] for damaged, hostile or unknown bytes.
pub fn open_frame<T: for<'b> Decode<'b, ()>>(bytes: &[u8]) -> Result<T, FrameError> {
    let mut unpacked = Vec::new();
    zstd::stream::read::Decoder::new(bytes)?.take(MAX_FRAME_BYTES + 1).read_to_end(&mut unpacked)?;
    if unpacked.len() as u64 > MAX_FRAME_BYTES {
        return Err(FrameError::TooLarge);
    }
    Ok(minicbor::decode(&unpacked)?)
}
