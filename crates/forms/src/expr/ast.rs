//! The syntax tree: what was written, before names are resolved against a form.

use serde::{Deserialize, Serialize};

/// One expression.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Ast {
    Number(f64),
    Text(Box<str>),
    Or(Vec<Ast>),
    And(Vec<Ast>),
    Binary(Operator, Box<Ast>, Box<Ast>),
    Negate(Box<Ast>),
    Union(Vec<Ast>),
    Call { name: Box<str>, arguments: Vec<Ast>, at: usize },
    Path(AstPath),
}

/// Operators of two operands; `or`, `and` and `|` take many and have their own nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
}

/// A location path: a start, predicates on the whole start set, then steps.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct AstPath {
    pub start: AstStart,
    pub filters: Vec<Ast>,
    pub steps: Vec<AstStep>,
    pub at: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum AstStart {
    /// The context node.
    Context,
    /// `/`
    Root,
    /// `${name}`
    Reference(Box<str>),
    /// A node of the form, seen from the instance of a scope; only the compiler makes these.
    Node { node: u32, anchor: u32 },
    /// A parenthesised expression or a call.
    Expression(Box<Ast>),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct AstStep {
    pub axis: Axis,
    pub test: Test,
    pub predicates: Vec<Ast>,
    pub at: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Axis {
    Child,
    Parent,
    Itself,
    Ancestor,
    AncestorOrSelf,
    Descendant,
    DescendantOrSelf,
    Following,
    FollowingSibling,
    Preceding,
    PrecedingSibling,
    Attribute,
    Namespace,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Test {
    /// A node of the axis's principal kind (elements, or attributes on their axis) with this name, prefix included.
    Name(Box<str>),
    /// The same with the prefix resolved; compilation for a document makes these.
    Expanded(ExpandedName),
    /// `*`
    Any,
    /// `node()`
    Node,
    /// `text()`
    Text,
    /// `comment()`
    Comment,
    /// `processing-instruction('target')`; without a target any.
    Instruction(Option<Box<str>>),
}

/// A name test whose prefix is resolved. `None` matches anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ExpandedName {
    pub namespace: Option<Box<str>>,
    pub local: Option<Box<str>>,
}
