//! The code that an officer gives to a new device, by QR or by pasting: where the commune is, by
//! which certificate it is known, and a token that works once.

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE32_NOPAD;
use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};

use crate::codec::to_vec;

const PREFIX: &str = "SOTHON1";
/// Characters in a group when the code is shown, so that people can compare it by eye.
const GROUP: usize = 5;
/// Pasted text longer than this is not a code.
const MAX_CHARS: usize = 1_000;

/// What a pairing code says.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PairingCode {
    /// `https://host:port` as reachable from the device; a bare LAN address will do.
    #[n(0)]
    pub address: String,
    /// SHA-256 of the commune's TLS certificate (DER).
    #[cbor(n(1), with = "minicbor::bytes")]
    pub certificate: [u8; 32],
    #[cbor(n(2), with = "minicbor::bytes")]
    pub token: [u8; 16],
}

/// Why a pasted text is not a pairing code.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PairingCodeError {
    #[error("the text does not begin with {PREFIX}")]
    NotACode,
    #[error("the code is incomplete or has a wrong character")]
    Damaged,
}

impl fmt::Display for PairingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = to_vec(self);
        bytes.extend(checksum(&bytes));
        f.write_str(PREFIX)?;
        for group in BASE32_NOPAD.encode(&bytes).as_bytes().chunks(GROUP) {
            write!(f, "-{}", String::from_utf8_lossy(group))?;
        }
        Ok(())
    }
}

impl FromStr for PairingCode {
    type Err = PairingCodeError;

    /// Reads a code however it was copied: any case, blanks, line breaks and dashes do not matter.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let compact: String =
            text.chars().filter(|c| c.is_ascii_alphanumeric()).take(MAX_CHARS).collect::<String>().to_ascii_uppercase();
        let digits = compact.strip_prefix(PREFIX).ok_or(PairingCodeError::NotACode)?;
        let bytes = BASE32_NOPAD.decode(digits.as_bytes()).map_err(|_| PairingCodeError::Damaged)?;
        let (content, sum) = bytes.split_last_chunk::<4>().ok_or(PairingCodeError::Damaged)?;
        if checksum(content) != *sum {
            return Err(PairingCodeError::Damaged);
        }
        minicbor::decode(content).map_err(|_| PairingCodeError::Damaged)
    }
}

fn checksum(bytes: &[u8]) -> [u8; 4] {
    let hash: [u8; 32] = Sha256::digest(bytes).into();
    [hash[0], hash[1], hash[2], hash[3]]
}
