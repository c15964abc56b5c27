//! Filling a form: answers in, what changed out.
//!
//! Answers live in flat blocks of cells, one block per instance of a repeat. After a change only the
//! formulas that depend on it run again, each at most once, in the order the form was compiled to.

mod actions;
mod answers;
mod change;
mod choices;
mod display;
mod documents;
mod env;
mod fill;
mod input;
mod inspect;
mod instance;
mod lexical;
mod messages;
mod moved;
mod open;
mod places;
mod problems;
mod read;
mod recompute;
mod render;
mod repeats;
mod search;
mod tree;
mod view;
mod write;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Arc;

use domain::Value;

use crate::model::{Form, LanguageId};
pub use change::Change;
pub(crate) use display::shown;
pub use env::Env;
use input::InputFault;
pub use inspect::{Media, NodeRole, NodeState, Stop, StopKind, Violation};
use instance::Block;
pub use moved::Moved;
pub use problems::Problem;
pub use read::{InstanceError, Resume};
use recompute::Queue;
pub use render::render;
pub use view::{GroupView, InstanceView, NodeView, QuestionView, RepeatView, SectionView};
pub use write::InstanceForm;

/// Most instances of one repeat in one place.
pub const MAX_INSTANCES: usize = 5_000;
/// Longest answer, in bytes.
pub const MAX_ANSWER_BYTES: usize = 64 * 1024;
/// Most cells of one session; every repeat instance takes one per node.
pub const MAX_SESSION_CELLS: usize = 4_000_000;

/// Why a request to a session cannot be carried out. A bad answer is not among these: it is kept and
/// shown at its question.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SessionError {
    #[error("there is no node at {0}")]
    UnknownPath(String),
    #[error("{0} is not a question")]
    NotAQuestion(String),
    #[error("{0} is not a repeat")]
    NotARepeat(String),
    #[error("{0} is calculated or read-only")]
    NotEditable(String),
    #[error("{0} already exists")]
    InstanceExists(String),
    #[error("{0} is not usable as the id of an instance")]
    InstanceId(String),
    #[error("{path}: the answer is longer than {MAX_ANSWER_BYTES} bytes")]
    AnswerTooLong { path: String },
    #[error("{0}: there are too many instances")]
    TooManyInstances(String),
    #[error("{0}: the number of instances is counted by the form")]
    Counted(String),
}

/// A form being filled.
#[derive(Clone, Debug)]
pub struct Session {
    form: Arc<Form>,
    env: Env,
    language: LanguageId,
    cells: Vec<instance::Answer>,
    blocks: Vec<Block>,
    queue: Queue,
    log: change::Log,
    /// Cells of the last change.
    touched: Vec<u32>,
    faults: BTreeMap<u32, InputFault>,
    /// Answers of which some choices are not offered now, as they were chosen: offered again, they count again.
    withheld: BTreeMap<u32, Box<str>>,
    /// Answers whose path this version of the form does not have; kept, never lost.
    foreign: BTreeMap<String, Value>,
    draws: Cell<u64>,
    mode: Mode,
    finishing: bool,
}

/// Whether calculations run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Filling,
    /// Stored answers are shown as they are.
    Reading,
}

/// A session that has just been opened, and what opening it changed.
#[derive(Debug)]
pub struct Opened {
    pub session: Session,
    /// At a start: all defaults, presets and calculations. At a restore: where they now differ from
    /// the stored answers. Relevance and validity are not listed: the views tell them.
    pub change: Change,
}

impl Session {
    pub fn form(&self) -> &Arc<Form> {
        &self.form
    }

    /// Whether missing required answers are shown.
    pub const fn is_finishing(&self) -> bool {
        self.finishing
    }

    /// Answers this version of the form has no place for, as they were restored.
    pub const fn foreign_answers(&self) -> &BTreeMap<String, Value> {
        &self.foreign
    }
}
