//! Actions: what is entered when something happens.

use serde::{Deserialize, Serialize};

use super::NodeId;
use crate::expr::Expr;

/// One `setvalue`, or another action that is kept as a fact.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Action {
    pub kind: ActionKind,
    pub events: Events,
    /// The control or repeat it is written in; the root for those of the model.
    pub owner: NodeId,
    pub target: NodeId,
    /// The target as an expression, where its path says which instance is meant.
    pub picked: Option<Expr>,
    pub value: ActionValue,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ActionKind {
    SetValue,
    SetGeopoint,
    RecordAudio,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum ActionValue {
    Text(Box<str>),
    Computed(Expr),
}

/// When an action runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Events {
    /// `odk-instance-first-load`, and `xforms-ready` of older forms.
    pub first_load: bool,
    /// `odk-instance-load`: also when a draft is opened again.
    pub load: bool,
    pub new_repeat: bool,
    pub value_changed: bool,
    /// `xforms-revalidate`: when filling is finished.
    pub revalidate: bool,
}

impl Events {
    /// Reads the names in an `event` attribute; the second part holds those that mean nothing here.
    pub(crate) fn of(names: &str) -> (Self, Vec<&str>) {
        let mut events = Self::default();
        let mut unknown = Vec::new();
        for name in names.split_whitespace() {
            match name {
                "odk-instance-first-load" | "xforms-ready" => events.first_load = true,
                "odk-instance-load" => events.load = true,
                "odk-new-repeat" | "jr-insert" => events.new_repeat = true,
                "xforms-value-changed" => events.value_changed = true,
                "xforms-revalidate" => events.revalidate = true,
                other => unknown.push(other),
            }
        }
        (events, unknown)
    }
}

/// An instance of a repeat that a new filling starts with.
#[derive(Clone, Debug)]
pub(crate) struct Sown {
    pub repeat: NodeId,
    /// Answers other than the defaults of the repeat, by slot of its scope.
    pub texts: Vec<(u32, Box<str>)>,
    pub inner: Vec<Sown>,
}
