//! Who writes: the device with its key, and the person at it.

use domain::{AreaId, DeviceId, UserId};
use wire::DeviceKey;

/// The device (or the office desk) on which this app runs, once it belongs to a commune.
#[derive(Clone, Debug)]
pub struct Identity {
    pub device: DeviceId,
    pub device_name: String,
    pub key: DeviceKey,
    /// The person the device was given to; at the office the desk itself.
    pub user: UserId,
    pub user_name: String,
    pub commune: AreaId,
    pub commune_name: String,
}

/// On whose behalf a command runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The person the device was given to (field shell, command line).
    DeviceUser,
    /// Somebody signed in at the office.
    Office { user: UserId, user_name: String, role: Role },
}

/// What a person may do; each role may do all of the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Collector,
    Leader,
    Officer,
    Admin,
}

impl Actor {
    pub(crate) fn user(&self, identity: &Identity) -> UserId {
        match self {
            Self::DeviceUser => identity.user,
            Self::Office { user, .. } => *user,
        }
    }

    pub(crate) fn user_name(&self, identity: &Identity) -> String {
        match self {
            Self::DeviceUser => identity.user_name.clone(),
            Self::Office { user_name, .. } => user_name.clone(),
        }
    }
}
