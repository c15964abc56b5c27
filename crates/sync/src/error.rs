//! Why a session stopped and when it is worth another try.

use std::error::Error;

use store::StoreError;
use wire::RefusalCode;

/// When to try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// The same will fail again: the program or the data has to change first.
    Never,
    /// The network or the commune's computer may be there later.
    Later,
    /// This device needs a new pairing code.
    AfterPairing,
}

/// Why a request got no answer that counts.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// No connection: no network, a wrong address, or the commune's computer is off.
    #[error("the commune's computer cannot be reached")]
    Unreachable(#[source] Box<dyn Error + Send + Sync>),
    /// Something answers at the address, but it is not the commune this device was paired with.
    #[error("another computer answers at the commune's address")]
    OtherIdentity,
    /// The connection broke or went silent after it was made.
    #[error("the connection was interrupted")]
    Interrupted(#[source] Box<dyn Error + Send + Sync>),
    /// The commune answered no.
    #[error("the commune refused the request: {0:?}")]
    Refused(RefusalCode),
    /// The answer cannot be read or makes no sense.
    #[error("the answer cannot be read: {0}")]
    Damaged(String),
    /// The commune's computer has trouble of its own.
    #[error("the commune's computer cannot answer now: {0}")]
    Failed(String),
    /// The commune's disk is full.
    #[error("the disk of the commune's computer is full")]
    CommuneFull,
    /// The bytes of a photo or file are not what their name says.
    #[error("the bytes of a file are not what their name says")]
    Spoilt,
    /// The commune does not have a photo or file, or does not give it to this device.
    #[error("the commune does not have the file")]
    NotThere,
    /// The address of the commune or this machine's TLS cannot be used.
    #[error("the address {address:?} cannot be used")]
    Address {
        address: String,
        #[source]
        source: Option<Box<dyn Error + Send + Sync>>,
    },
}

impl TransportError {
    /// When to try again.
    pub const fn retry(&self) -> Retry {
        match self {
            Self::Unreachable(_) | Self::Interrupted(_) | Self::Failed(_) | Self::CommuneFull | Self::NotThere => {
                Retry::Later
            }
            // A hotspot's sign-in page looks like this too.
            Self::OtherIdentity | Self::Damaged(_) => Retry::Later,
            Self::Refused(code) => match code {
                RefusalCode::DeviceUnknown
                | RefusalCode::DeviceRevoked
                | RefusalCode::CodeUsed
                | RefusalCode::CodeExpired
                | RefusalCode::CodeUnknown => Retry::AfterPairing,
                // Areas of a device change; the next session asks anew.
                RefusalCode::OutsideArea => Retry::Later,
                RefusalCode::Malformed => Retry::Never,
            },
            Self::Spoilt => Retry::Never,
            Self::Address { .. } => Retry::AfterPairing,
        }
    }

    /// A short stable code for the diary.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreachable(_) => "unreachable",
            Self::OtherIdentity => "other_identity",
            Self::Interrupted(_) => "interrupted",
            Self::Refused(RefusalCode::DeviceRevoked) => "device_revoked",
            Self::Refused(RefusalCode::DeviceUnknown) => "device_unknown",
            Self::Refused(_) => "refused",
            Self::Damaged(_) => "damaged",
            Self::Failed(_) => "failed",
            Self::CommuneFull => "commune_full",
            Self::Spoilt => "spoilt",
            Self::NotThere => "not_there",
            Self::Address { .. } => "address",
        }
    }
}

/// Why a session stopped. What it had done by then stays done; the diary says how much.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    #[error(transparent)]
    Transport(#[from] TransportError),
    #[error("this device's file could not be used")]
    Store(#[from] StoreError),
    #[error("the user stopped the session")]
    Cancelled,
}

impl SyncError {
    /// When to try again.
    pub const fn retry(&self) -> Retry {
        match self {
            Self::Transport(error) => error.retry(),
            Self::Store(StoreError::DiskFull(_) | StoreError::Busy(_)) | Self::Cancelled => Retry::Later,
            Self::Store(_) => Retry::Never,
        }
    }

    /// A short stable code for the diary.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Transport(error) => error.code(),
            Self::Store(StoreError::DiskFull(_)) => "disk_full",
            Self::Store(_) => "store",
            Self::Cancelled => "cancelled",
        }
    }
}
