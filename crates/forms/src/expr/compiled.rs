//! Compiled expressions, and why one could not be compiled.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::ast::{Axis, Operator, Test};
use super::functions::Function;
use super::{Pattern, SyntaxError};
use crate::model::{NodeId, ScopeId};

/// An expression that is ready to run.
#[derive(Clone, Debug)]
pub(crate) enum Expr {
    Number(f64),
    Text(Box<str>),
    Or(Box<[Expr]>),
    And(Box<[Expr]>),
    Binary(Operator, Box<Expr>, Box<Expr>),
    Negate(Box<Expr>),
    Union(Box<[Expr]>),
    Call(&'static Function, Box<[Expr]>),
    /// `regex(subject, 'pattern')`
    Regex(Box<Expr>, Box<Pattern>),
    IndexedRepeat(Box<IndexedRepeat>),
    /// `jr:choice-name(value, 'question')`; the question is a node of the layout.
    ChoiceName {
        question: u32,
        value: Box<Expr>,
    },
    /// A path that names exactly one node of the form.
    Field(Field),
    /// A column of the choice under test.
    Column(u32),
    Path(Box<StepPath>),
    /// Refuses, if it is ever asked. On documents a wrong call matters only where it is reached.
    Refusal(Box<CompileError>),
}

impl Expr {
    /// Whether nodes are asked for, or the context node is.
    pub(crate) fn reads_document(&self) -> bool {
        match self {
            Self::Number(_) | Self::Text(_) | Self::Refusal(_) => false,
            Self::Or(members) | Self::And(members) | Self::Union(members) => members.iter().any(Self::reads_document),
            Self::Binary(_, left, right) => left.reads_document() || right.reads_document(),
            Self::Negate(inner) | Self::Regex(inner, _) => inner.reads_document(),
            Self::Call(function, arguments) => {
                (arguments.is_empty() && function.reads_context()) || arguments.iter().any(Self::reads_document)
            }
            Self::IndexedRepeat(_) | Self::ChoiceName { .. } | Self::Field(_) | Self::Column(_) | Self::Path(_) => true,
        }
    }
}

/// From the context climb to the instance of `anchor`, then take every `node` below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Field {
    pub node: NodeId,
    pub anchor: ScopeId,
    pub from: From,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum From {
    Context,
    Current,
}

#[derive(Clone, Debug)]
pub(crate) struct IndexedRepeat {
    pub levels: Vec<Level>,
    pub target: Field,
}

#[derive(Clone, Debug)]
pub(crate) struct Level {
    pub repeat: Field,
    pub index: Expr,
}

/// A path that is walked step by step.
#[derive(Clone, Debug)]
pub(crate) struct StepPath {
    pub start: PathStart,
    pub filters: Vec<Expr>,
    pub steps: Vec<Step>,
}

#[derive(Clone, Debug)]
pub(crate) enum PathStart {
    Context,
    Current,
    Root,
    List(u32),
    Expr(Expr),
}

#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub axis: Axis,
    pub test: Test,
    pub predicates: Vec<Expr>,
}

/// What an expression reads; the anchor says which instances are meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reads {
    pub values: BTreeSet<(NodeId, ScopeId)>,
    /// Values that the axes `following` and `preceding` may reach. A change runs the expression again; but as these
    /// axes reach nearly everything, formulas that look at each other through them make no circle.
    pub around: BTreeSet<(NodeId, ScopeId)>,
    /// Repeats whose number or order of instances matters.
    pub repeats: BTreeSet<(NodeId, ScopeId)>,
    /// Labels are read, so a change of language matters.
    pub language: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Compiled {
    pub expr: Expr,
    pub reads: Reads,
}

/// Why an expression does not fit its form.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize, Deserialize)]
pub(crate) enum CompileError {
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    #[error("there is no question named {0:?}")]
    UnknownReference(String),
    #[error("several questions are named {0:?}")]
    AmbiguousReference(String),
    #[error("there is nothing at the path {0:?}")]
    UnknownPath(String),
    #[error("the prefix {0:?} stands for no namespace")]
    UnknownPrefix(String),
    #[error("there is no choice list {0:?}")]
    UnknownList(String),
    #[error("{0:?} is not a known function")]
    UnknownFunction(String),
    #[error("{function} takes {expected}, not {found} arguments")]
    ArgumentCount { function: String, expected: String, found: usize },
    #[error("{function}: the argument {position} must be a path to a question or repeat")]
    NotAPath { function: Cow<'static, str>, position: usize },
    #[error("the pattern {0:?} cannot be read")]
    Pattern(String),
}

impl CompileError {
    /// Whether JavaRosa loads a form in spite of this.
    pub(crate) const fn is_tolerable(&self) -> bool {
        matches!(self, Self::UnknownPath(_) | Self::UnknownPrefix(_) | Self::Pattern(_))
    }
}
