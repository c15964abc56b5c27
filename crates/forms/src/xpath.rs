//! XPath on any XML document, in either dialect.
//!
//! ```
//! use forms::xpath::{Namespaces, Settings, XPathValue, evaluate};
//! use forms::xml::{Document, parse};
//!
//! let document = parse("<data><age>41</age></data>").unwrap();
//! let answer = evaluate(&document, Document::ROOT, "/data/age + 1", &Namespaces::new(), &Settings::default());
//! assert_eq!(answer.unwrap().value, XPathValue::Number(42.0));
//! ```

use std::cell::Cell;
use std::collections::BTreeMap;

pub use crate::expr::Dialect;
use crate::expr::{At, CompileError, Documents, EvalError, Expr, Node, Nodes, Scene, Val, Walk};
use crate::session::Env;
use crate::xml::{Document, NodeId, NodeKind};

/// Prefixes that an expression may use → namespace URIs.
pub type Namespaces = BTreeMap<String, String>;

/// All that an answer depends on besides the document and the expression.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    pub dialect: Dialect,
    pub env: Env,
    /// Language of `jr:itext`, as its translation is called; the form's default without one.
    pub language: Option<String>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum XPathError {
    /// The expression itself is wrong: syntax, names, number of arguments.
    #[error("{0}")]
    Expression(String),
    /// It cannot be evaluated on this document.
    #[error("{0}")]
    Evaluation(String),
}

impl From<CompileError> for XPathError {
    fn from(error: CompileError) -> Self {
        Self::Expression(error.to_string())
    }
}

impl From<EvalError> for XPathError {
    fn from(error: EvalError) -> Self {
        Self::Evaluation(error.to_string())
    }
}

/// A value in one of the four types of XPath. Dates are texts.
#[derive(Clone, Debug, PartialEq)]
pub enum XPathValue {
    Text(String),
    Number(f64),
    Truth(bool),
    /// In document order, unless a function such as `randomize` arranged them.
    Nodes(Vec<XPathNode>),
}

/// A value with what the dialect makes of it as another type.
#[derive(Clone, Debug, PartialEq)]
pub struct XPathAnswer {
    pub value: XPathValue,
    pub text: String,
    pub number: f64,
    pub truth: bool,
}

/// A node of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XPathNode {
    /// In the document. A namespace node is its declaration, or its element if it is declared nowhere.
    pub id: NodeId,
    pub is_namespace: bool,
}

/// An expression that is ready to run on documents.
#[derive(Clone, Debug)]
pub struct XPath {
    expr: Expr,
    dialect: Dialect,
}

impl XPath {
    pub fn compile(expression: &str, namespaces: &Namespaces, dialect: Dialect) -> Result<Self, XPathError> {
        Ok(Self { expr: Walk { namespaces, dialect }.compile(expression)?, dialect })
    }

    /// Whether the answer depends on a document at all.
    pub fn reads_document(&self) -> bool {
        self.expr.reads_document()
    }

    /// Evaluates with `context` as the context node, alone in its set.
    pub fn evaluate(
        &self,
        document: &Document,
        context: NodeId,
        settings: &Settings,
    ) -> Result<XPathAnswer, XPathError> {
        let tree = Documents::new(document, context, self.dialect, settings.language.as_deref());
        let node = tree.node(context);
        let draws = Cell::new(0);
        let scene = Scene::new(&tree, &settings.env, node, &draws).in_dialect(self.dialect);
        let value = scene.value(&self.expr, At::alone(node))?;
        Ok(answer(&tree, self.dialect, value))
    }
}

/// Compiles and evaluates; for an expression that is needed once.
pub fn evaluate(
    document: &Document,
    context: NodeId,
    expression: &str,
    namespaces: &Namespaces,
    settings: &Settings,
) -> Result<XPathAnswer, XPathError> {
    XPath::compile(expression, namespaces, settings.dialect)?.evaluate(document, context, settings)
}

fn answer(tree: &Documents<'_>, dialect: Dialect, value: Val<'_>) -> XPathAnswer {
    let (number, truth) = (value.number_in(dialect, tree), value.truth(tree));
    let text = value.clone().text(tree).into_owned();
    let value = match value {
        Val::Text(text) => XPathValue::Text(text.into_owned()),
        Val::Date(moment) => XPathValue::Text(moment.text()),
        Val::Number(number) => XPathValue::Number(number),
        Val::Truth(truth) => XPathValue::Truth(truth),
        Val::Nodes(nodes) => XPathValue::Nodes(described(tree, &nodes)),
    };
    XPathAnswer { value, text, number, truth }
}

fn described(tree: &Documents<'_>, nodes: &Nodes) -> Vec<XPathNode> {
    let is_namespace = |node: &Node| matches!(node, Node::Namespace { .. });
    nodes.iter().map(|node| XPathNode { id: tree.id(*node), is_namespace: is_namespace(node) }).collect()
}

/// A node's place, free of namespaces: `/` or steps such as `*[2]`, `text()[1]`, `comment()[1]`,
/// `processing-instruction()[1]` and, for an attribute, `@name` with its prefix.
pub fn path_of(document: &Document, node: NodeId) -> String {
    let line = std::iter::successors(Some(node), |node| document.parent(*node)).collect::<Vec<_>>();
    let mut path = String::new();
    for step in line.into_iter().rev().filter(|step| *step != Document::ROOT) {
        path.push('/');
        path.push_str(&step_to(document, step));
    }
    if path.is_empty() { "/".to_owned() } else { path }
}

fn step_to(document: &Document, node: NodeId) -> String {
    let kind = document.kind(node);
    let test = match kind {
        NodeKind::Attribute => return format!("@{}", document.name(node).qualified()),
        NodeKind::Declaration if document.local(node).is_empty() => return "@xmlns".to_owned(),
        NodeKind::Declaration => return format!("@xmlns:{}", document.local(node)),
        NodeKind::Root | NodeKind::Element => "*",
        NodeKind::Text => "text()",
        NodeKind::Comment => "comment()",
        NodeKind::Instruction => "processing-instruction()",
    };
    let before = std::iter::successors(document.previous_sibling(node), |node| document.previous_sibling(*node));
    let position = 1 + before.filter(|sibling| document.kind(*sibling) == kind).count();
    format!("{test}[{position}]")
}

/// The node at a path of the form that [`path_of`] gives.
pub fn node_at(document: &Document, path: &str) -> Option<NodeId> {
    let mut node = Document::ROOT;
    for step in path.split('/').filter(|step| !step.is_empty()) {
        if let Some(name) = step.strip_prefix('@') {
            node = document.attributes(node).find(|attribute| document.name(*attribute).qualified() == name)?;
            continue;
        }
        let (test, position) = step.strip_suffix(']')?.split_once('[')?;
        let kind = match test {
            "*" => NodeKind::Element,
            "text()" => NodeKind::Text,
            "comment()" => NodeKind::Comment,
            "processing-instruction()" => NodeKind::Instruction,
            _ => return None,
        };
        let position = position.parse::<usize>().ok()?.checked_sub(1)?;
        node = document.children(node).filter(|child| document.kind(*child) == kind).nth(position)?;
    }
    Some(node)
}

/// A node's name as the DOM calls it: `#document`, `#text`, `#cdata-section` (of a document whose sections
/// were kept apart), `#comment`, or its own.
pub fn name_of(document: &Document, node: NodeId) -> String {
    match document.kind(node) {
        NodeKind::Root => "#document".to_owned(),
        NodeKind::Text if document.local(node).is_empty() => "#text".to_owned(),
        NodeKind::Text => document.local(node).to_owned(),
        NodeKind::Comment => "#comment".to_owned(),
        NodeKind::Instruction => document.local(node).to_owned(),
        NodeKind::Element | NodeKind::Attribute | NodeKind::Declaration => document.name(node).qualified(),
    }
}
