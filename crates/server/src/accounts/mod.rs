//! People, their devices and what they did: who may connect, who may sign in, and the audit log.
//! Secrets are stored as hashes only.

pub mod audit;
pub mod devices;
pub mod invitations;
mod password;
pub mod sessions;
pub mod users;

pub use password::{hash_password, new_password};

use data_encoding::BASE32_NOPAD;
use sha2::{Digest, Sha256};

/// How a high-entropy secret (device secret, pairing token, session token) is stored.
pub(crate) fn secret_hash(secret: &[u8]) -> [u8; 32] {
    Sha256::digest(secret).into()
}

/// A secret as text.
pub(crate) fn secret_text(secret: &[u8]) -> String {
    BASE32_NOPAD.encode(secret)
}

/// The secret behind a text.
pub(crate) fn secret_bytes(text: &str) -> Option<Vec<u8>> {
    BASE32_NOPAD.decode(text.as_bytes()).ok()
}
