//! A signed report: its bytes and their digest, which no later change touches.

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::document::Report;

/// First line of the bytes; a later layout gets another number and this one is read for ever.
const HEAD: &[u8] = b"so-thon bao-cao 1\n";
/// Largest snapshot that is opened, in bytes.
pub const MAX_FROZEN_BYTES: usize = 32 * 1024 * 1024;

/// Why a snapshot cannot be made or opened.
#[derive(Debug, Error)]
pub enum FrozenError {
    #[error("bản báo cáo đã chốt không còn nguyên vẹn: mã kiểm tra không khớp (the digest does not match)")]
    Digest,
    #[error("không phải bản báo cáo đã chốt của Sổ Thôn (not a frozen report)")]
    Layout,
    #[error("bản báo cáo lớn hơn {MAX_FROZEN_BYTES} byte (the report is too large)")]
    TooLarge,
    #[error("không đọc được nội dung bản báo cáo (the content cannot be read)")]
    Content(#[from] serde_json::Error),
}

/// A report as it was signed. Equal reports give equal bytes: maps are sorted and numbers are decimals, not floats.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frozen {
    pub bytes: Vec<u8>,
    /// SHA-256 of `bytes`, lower-case hexadecimal as `sha256sum` prints it.
    pub digest: String,
}

impl Frozen {
    pub fn of(report: &Report) -> Result<Self, FrozenError> {
        let mut bytes = HEAD.to_vec();
        serde_json::to_writer(&mut bytes, report)?;
        if bytes.len() > MAX_FROZEN_BYTES {
            return Err(FrozenError::TooLarge);
        }
        let digest = digest(&bytes);
        Ok(Self { bytes, digest })
    }

    /// The report inside, if the bytes are still those that were signed.
    pub fn open(&self) -> Result<Report, FrozenError> {
        if self.bytes.len() > MAX_FROZEN_BYTES {
            return Err(FrozenError::TooLarge);
        }
        if digest(&self.bytes) != self.digest {
            return Err(FrozenError::Digest);
        }
        let json = self.bytes.strip_prefix(HEAD).ok_or(FrozenError::Layout)?;
        Ok(serde_json::from_slice(json)?)
    }
}

fn digest(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}
