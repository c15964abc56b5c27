//! The unit of the log: what one person changed in one document, at one moment, on one device.

use std::collections::BTreeMap;
use std::fmt;

use crate::{AreaId, DeviceId, DocId, Kind, RevId, UserId, Value};

/// The header layout that this program writes (the `v` of the header).
pub const PROTOCOL_VERSION: u8 = 1;

/// A path to a field inside a document: names joined by `/`, repeat instances by their own id
/// (`answers/thanh_vien/0192…/ho_ten`), never by position, so that two people can add rows at once.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldPath(String);

impl FieldPath {
    /// A path from its text.
    pub fn new(path: impl Into<String>) -> Self {
        Self(path.into())
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<FieldPath> for String {
    fn from(path: FieldPath) -> Self {
        path.0
    }
}

impl From<&str> for FieldPath {
    fn from(path: &str) -> Self {
        Self(path.to_owned())
    }
}

/// What a revision does to one field.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    Set(Value),
    Removed,
}

impl Change {
    /// Whether two people who made these changes want the same thing.
    pub fn agrees_with(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Set(a), Self::Set(b)) => a.agrees_with(b),
            (Self::Removed, Self::Removed) => true,
            _ => false,
        }
    }
}

/// All that a revision changes: field → change.
pub type Changes = BTreeMap<FieldPath, Change>;

/// The signed part of a revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    pub version: u8,
    pub doc: DocId,
    pub kind: Kind,
    pub area: AreaId,
    /// The heads of the document that the author saw; empty for the first revision.
    pub parents: Vec<RevId>,
    /// 0 for a first revision, else one more than the deepest parent.
    pub depth: u32,
    pub author: UserId,
    pub device: DeviceId,
    /// Milliseconds since 1970 by the device's clock: shown to people, never trusted for order.
    pub at_ms: i64,
    /// SHA-256 of the body bytes.
    pub body_hash: [u8; 32],
}

/// A decoded revision. `changes` is `None` where the body was erased on a legal request.
#[derive(Clone, Debug, PartialEq)]
pub struct Revision {
    pub id: RevId,
    pub header: Header,
    pub changes: Option<Changes>,
}
