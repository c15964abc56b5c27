//! What the screens show, in order.

use serde::{Deserialize, Serialize};

use super::NodeId;

/// A control of the form's body. Items follow each other as they are written; `end` closes the ones inside.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct BodyItem {
    pub kind: BodyKind,
    /// The node it shows; groups that only bracket others have none.
    pub node: Option<NodeId>,
    /// Index of the element with its label, appearance and choices.
    pub element: u32,
    /// Index of the first item that is not inside this one.
    pub end: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum BodyKind {
    Question,
    Group,
    Repeat,
}

/// The name of a control's element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ControlKind {
    Input,
    SelectOne,
    SelectMultiple,
    Rank,
    Upload,
    Trigger,
    Range,
}

impl ControlKind {
    pub(crate) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "input" | "secret" => Self::Input,
            "select1" => Self::SelectOne,
            "select" => Self::SelectMultiple,
            "rank" => Self::Rank,
            "upload" => Self::Upload,
            "trigger" => Self::Trigger,
            "range" => Self::Range,
            _ => return None,
        })
    }
}
