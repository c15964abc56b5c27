//! The compiled form: nodes in flat arrays, expressions ready to run, dependencies in order.

mod action;
mod body;
mod choices;
mod compile;
mod explain;
mod folded;
mod form;
mod graph;
mod kept;
mod kind;
mod laid;
mod layout;
mod list;
mod order;
mod question;
mod rebuilt;
mod text;
mod words;

pub(crate) use action::{Action, ActionKind, ActionValue, Events, Sown};
pub(crate) use body::{BodyItem, BodyKind, ControlKind};
pub(crate) use choices::{ChoiceSource, Choices, Itext, LabelSource, NodeChoices, RowLabel, Shuffle};
pub use compile::Resources;
pub(crate) use compile::compile;
pub(crate) use folded::{Fit, Folded, fit};
pub use form::{Dataset, Form};
pub(crate) use form::{Element, ElementKind, QuestionModel};
pub(crate) use graph::{Edge, Formula, Graph, Property, Raw};
pub use kept::KeptError;
pub(crate) use kind::{DataType, Preload};
pub use kind::{Metadata, QuestionKind};
pub(crate) use layout::{Layout, NodeId, NodeName, Placed, ScopeId, Shape, Side, SpotId};
pub(crate) use list::{List, ListId, NAME};
pub use question::{ChoiceText, Question, Range};
pub use text::Language;
pub(crate) use text::{LanguageId, MediaTexts, Part, Phrase, Texts, Wording};
pub(crate) use words::Words;
