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

impl AppError {
    pub(crate) fn new(code: ErrorCode, message: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { code, message: message.into(), advice: advice.into(), detail: None }
    }

    pub(crate) fn with_detail(self, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }

    pub(crate) fn internal(cause: &dyn std::error::Error) -> Self {
        let message = "Phần mềm gặp lỗi ngoài dự tính. Những gì đã lưu trên máy vẫn còn nguyên.";
        Self::new(ErrorCode::Internal, message, "Hãy thử lại. Nếu vẫn lỗi, báo công chức xã kèm dòng chữ nhỏ bên dưới.")
            .with_detail(chain(cause))
    }
}

/// An error with all its causes on one line, for support.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
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
