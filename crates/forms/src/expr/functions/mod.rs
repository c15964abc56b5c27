//! The function table, one module per family. Arguments are evaluated when a function asks for them.

mod chance;
mod codes;
mod core;
mod dates;
mod form;
mod geo;
mod logic;
mod nodes;
mod numbers;
mod select;
mod texts;

pub(crate) use chance::seed_of;

use std::borrow::Cow;

use super::eval::{At, Scene};
use super::{Dialect, EvalError, Expr, MAX_TEXT_BYTES, Node, Nodes, Val};

/// One function of the dialect.
pub(crate) struct Function {
    pub name: &'static str,
    /// Fewest and most arguments.
    pub arity: Arity,
    pub eval: for<'c, 'a> fn(&'c Call<'c, 'a>) -> Outcome<'a>,
}

pub(crate) type Outcome<'a> = Result<Val<'a>, EvalError>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Arity {
    pub fewest: usize,
    pub most: usize,
}

/// Marks a function that takes any number of arguments.
const MANY: usize = usize::MAX;

const fn arity(fewest: usize, most: usize) -> Arity {
    Arity { fewest, most }
}

impl std::fmt::Debug for Function {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name)
    }
}

impl Function {
    pub(crate) const fn takes(&self, count: usize) -> bool {
        count >= self.arity.fewest && count <= self.arity.most
    }

    /// Whether the function means the context node where it is given nothing.
    pub(crate) fn reads_context(&self) -> bool {
        const CONTEXTUAL: &[&str] =
            &["string", "number", "string-length", "normalize-space", "name", "local-name", "namespace-uri", "current"];
        CONTEXTUAL.contains(&self.name)
    }

    /// Whether the answer depends on the node at hand or its place among others, beside the arguments.
    pub(crate) fn depends_on_place(&self) -> bool {
        self.reads_context() || matches!(self.name, "position" | "index" | "last" | "lang" | "id" | "indexed-repeat")
    }

    /// Whether every call may answer anew.
    pub(crate) fn draws(&self) -> bool {
        chance::FUNCTIONS.iter().any(|function| function.name == self.name)
    }

    pub(crate) fn expected(&self) -> String {
        let Arity { fewest, most } = self.arity;
        match most {
            MANY => format!("{fewest} …"),
            _ if most == fewest => fewest.to_string(),
            _ => format!("{fewest}–{most}"),
        }
    }
}

/// The function called `name`.
pub(crate) fn find(name: &str, dialect: Dialect) -> Option<&'static Function> {
    let families: &[&[Function]] = match dialect {
        Dialect::XPath => &[core::FUNCTIONS],
        Dialect::Odk => FAMILIES,
    };
    families.iter().flat_map(|family| family.iter()).find(|function| function.name == name)
}

/// All names, for suggestions.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    FAMILIES.iter().flat_map(|family| family.iter()).map(|function| function.name)
}

const FAMILIES: &[&[Function]] = &[
    logic::FUNCTIONS,
    texts::FUNCTIONS,
    numbers::FUNCTIONS,
    nodes::FUNCTIONS,
    select::FUNCTIONS,
    dates::FUNCTIONS,
    chance::FUNCTIONS,
    form::FUNCTIONS,
    geo::FUNCTIONS,
    codes::FUNCTIONS,
];

/// A call under evaluation.
pub(crate) struct Call<'c, 'a> {
    pub scene: &'c Scene<'a>,
    pub at: At,
    pub function: &'static Function,
    pub arguments: &'a [Expr],
}

impl<'a> Call<'_, 'a> {
    pub(crate) fn count(&self) -> usize {
        self.arguments.len()
    }

    pub(crate) fn value(&self, index: usize) -> Outcome<'a> {
        self.arguments.get(index).map_or(Ok(Val::empty()), |expr| self.scene.value(expr, self.at))
    }

    pub(crate) fn text(&self, index: usize) -> Result<Cow<'a, str>, EvalError> {
        self.arguments.get(index).map_or(Ok(Cow::Borrowed("")), |expr| self.scene.text(expr, self.at))
    }

    pub(crate) fn number(&self, index: usize) -> Result<f64, EvalError> {
        self.arguments.get(index).map_or(Ok(f64::NAN), |expr| self.scene.number(expr, self.at))
    }

    pub(crate) fn truth(&self, index: usize) -> Result<bool, EvalError> {
        self.arguments.get(index).map_or(Ok(false), |expr| self.scene.truth(expr, self.at))
    }

    /// The node set that an argument must be.
    pub(crate) fn set(&self, index: usize) -> Result<Nodes, EvalError> {
        match self.value(index)? {
            Val::Nodes(nodes) => Ok(nodes),
            _ => Err(EvalError::NotNodes { function: self.function.name, position: index + 1 }),
        }
    }

    /// Refuses texts that grow beyond all use.
    pub(crate) fn fits(&self, bytes: usize) -> Result<(), EvalError> {
        if bytes > MAX_TEXT_BYTES { Err(EvalError::TooLong) } else { Ok(()) }
    }

    pub(crate) fn node_text(&self, node: Node) -> Cow<'a, str> {
        self.scene.tree.text(node)
    }

    /// The strings of arguments from `first` on, node sets spread out.
    pub(crate) fn texts_from(&self, first: usize) -> Result<Vec<Cow<'a, str>>, EvalError> {
        let mut found = Vec::new();
        let mut bytes = 0_usize;
        for index in first..self.count() {
            let mut keep = |text: Cow<'a, str>| {
                bytes = bytes.saturating_add(text.len());
                found.push(text);
                self.fits(bytes)
            };
            match self.value(index)? {
                Val::Nodes(nodes) => nodes.into_iter().try_for_each(|node| keep(self.node_text(node)))?,
                other => keep(other.text(self.scene.tree))?,
            }
        }
        Ok(found)
    }

    /// The answered numbers of all arguments, node sets spread out; blanks are left out.
    pub(crate) fn numbers_from(&self, first: usize) -> Result<Vec<f64>, EvalError> {
        let mut found = Vec::new();
        for index in first..self.count() {
            match self.value(index)? {
                Val::Nodes(nodes) => {
                    let answered = nodes.iter().filter(|node| !self.scene.tree.text(**node).is_empty());
                    found.extend(answered.map(|node| self.scene.tree.number(*node)));
                }
                Val::Text(text) if text.is_empty() => {}
                other => found.push(other.number(self.scene.tree)),
            }
        }
        Ok(found)
    }

    pub(crate) fn refuse(&self, argument: &str) -> EvalError {
        EvalError::Argument { function: self.function.name, argument: argument.to_owned() }
    }
}

/// A text as a value.
pub(crate) fn text<'a>(text: impl Into<Cow<'a, str>>) -> Outcome<'a> {
    Ok(Val::Text(text.into()))
}
