//! The ODK XPath dialect: text → tokens → syntax tree → compiled expression → value.
//!
//! The evaluator reads nodes through [`Tree`] and knows nothing of sheets, sessions or answers.

use serde::{Deserialize, Serialize};

pub(crate) mod ast;
mod calendar;
mod compare;
mod compile;
mod compiled;
pub(crate) mod date;
mod document;
pub(crate) mod eval;
mod flat;
pub(crate) mod functions;
mod lexer;
mod lookup;
pub(crate) mod parser;
mod paths;
mod pattern;
mod shuffle;
mod tree;
mod value;

pub(crate) use compile::Place;
pub(crate) use compiled::{CompileError, Compiled, Expr, Field, From, Reads};
pub(crate) use document::{Documents, Walk};
pub(crate) use eval::{At, Scene};
pub(crate) use pattern::Pattern;
pub(crate) use shuffle::shuffled;
pub(crate) use tree::{Kind, Node, Nodes, Tree};
pub(crate) use value::Val;
pub(crate) use value::{number_of_text, text_of_number};

/// Longest text that an expression may build, in bytes.
pub(crate) const MAX_TEXT_BYTES: usize = 16 << 20;

/// Which language an expression is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// XPath 1.0 as the W3C recommends it.
    XPath,
    /// The dialect of ODK XForms: more functions, dates, and answers that count as blank.
    #[default]
    Odk,
}

/// Longest expression that is read, in bytes. A cell of Excel holds 32 KiB, and each of its references becomes a path.
pub(crate) const MAX_EXPRESSION_BYTES: usize = 512 * 1024;
/// Deepest nesting of an expression: parentheses, calls and predicates together.
pub(crate) const MAX_DEPTH: u32 = 200;
/// Most operators that follow another in chains such as `a + b + c`, over a whole expression.
pub(crate) const MAX_CHAINED: u32 = 500;
/// Most node visits while one expression is evaluated.
pub(crate) const MAX_VISITS: u32 = 10_000_000;

/// Why an expression could not be read. `at` counts characters from 0.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize, Deserialize)]
pub(crate) enum SyntaxError {
    #[error("unexpected character {found:?} at {at}")]
    Character { at: usize, found: char },
    #[error("text that is opened at {at} is never closed")]
    OpenText { at: usize },
    #[error("reference that is opened at {at} is never closed")]
    OpenReference { at: usize },
    #[error("unexpected {found:?} at {at}")]
    Unexpected { at: usize, found: String },
    #[error("the expression ends too early")]
    End,
    #[error("the expression is nested too deeply or too long")]
    TooLarge,
}

/// Why a well-formed expression could not be evaluated on the answers at hand.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub(crate) enum EvalError {
    #[error("the expression takes too long")]
    TooLong,
    #[error("the pattern {0:?} is not a valid regular expression")]
    Pattern(String),
    #[error(transparent)]
    Refused(Box<CompileError>),
    #[error("a path or union is made of something that is no node set")]
    NoNodes,
    #[error("{function}: the argument {position} must be a node set")]
    NotNodes { function: &'static str, position: usize },
    #[error("{function} cannot use {argument:?}")]
    Argument { function: &'static str, argument: String },
}
