//! The compiled form: nodes in flat arrays, expressions ready to run, dependencies in order.

mod build;
mod draft;
mod explain;
mod form;
mod graph;
mod kind;
mod layout;
mod list;
mod question;
mod text;

pub(crate) use build::build;
pub use draft::Range;
pub(crate) use draft::{Content, Draft, DraftChoice, DraftDataset, DraftList, Item, Source, Sources};
pub use form::{Dataset, Form};
pub(crate) use form::{DefaultValue, ElementKind, QuestionModel};
pub(crate) use graph::{Edge, Formula, Graph, Property};
pub use kind::{Metadata, QuestionKind};
pub(crate) use layout::{Layout, NodeId, ScopeId, Shape, SpotId};
pub(crate) use list::Item as Choice;
pub(crate) use list::{LABEL, List, ListId, NAME};
pub use question::{ChoiceText, Question};
pub use text::Language;
pub(crate) use text::{LanguageId, Part, Template, Texts};
