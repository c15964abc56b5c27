//! The one error type that crosses to the screens.

use serde::{Deserialize, Serialize};

/// A failure in words for the user. `code` exists where a screen acts on it; nobody matches `message`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, thiserror::Error)]
#[error("{message}")]
pub struct AppError {
    pub code: ErrorCode,
    /// Vietnamese: what happened and what it means for the work.
    pub message: String,
    /// Vietnamese: what to do next.
    pub advice: String,
    /// For support, in English.
    pub detail: Option<String>,
}

/// What a screen may act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// No commune yet.
    Unpaired,
    /// The PIN is needed.
    Locked,
    /// The PIN is wrong.
    WrongPin,
    /// Too many wrong PINs; wait.
    TooManyTries,
    /// The pairing code cannot be used.
    PairingCode,
    /// The commune cannot be reached.
    Unreachable,
    /// Another machine answers in the commune's place.
    OtherIdentity,
    /// The device is not (or no longer) accepted by the commune.
    DeviceRefused,
    DiskFull,
    /// The data file cannot be read.
    Damaged,
    /// The data was written by a newer program.
    Newer,
    NotFound,
    /// The user may not do this.
    Forbidden,
    /// What the user entered cannot be used.
    Invalid,
    /// A command or its arguments are not known: screens and core differ.
    BadCall,
    Internal,
}
