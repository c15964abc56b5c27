//! Syntax tree → compiled expression: names become places in the form's layout, functions become
//! pointers, and everything that is read is noted for the dependency graph.

use std::collections::BTreeSet;

use regex::{Regex, RegexBuilder};

use super::SyntaxError;
use super::ast::{Ast, AstPath, AstStart, AstStep, Axis, Operator, Test};
use super::functions::{self, Function};
use super::parser::parse;
use crate::model::{Layout, List, ListId, NodeId, ScopeId};

/// Largest compiled regular expression, in bytes.
pub(crate) const MAX_PATTERN_BYTES: usize = 1 << 20;

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
    Regex(Box<Expr>, Box<Regex>),
    IndexedRepeat(Box<IndexedRepeat>),
    ChoiceName {
        list: u32,
        value: Box<Expr>,
    },
    /// A path that names exactly one node of the form.
    Field(Field),
    /// A column of the choice under test.
    Column(u32),
    Path(Box<StepPath>),
}

/// From the context climb to the instance of `anchor`, then take every `node` below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    pub node: NodeId,
    pub anchor: ScopeId,
    pub from: From,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub(crate) enum CompileError {
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    #[error("there is no question named {0:?}")]
    UnknownReference(String),
    #[error("several questions are named {0:?}")]
    AmbiguousReference(String),
    #[error("there is nothing at the path {0:?}")]
    UnknownPath(String),
    #[error("there is no choice list {0:?}")]
    UnknownList(String),
    #[error("{0:?} is not a known function")]
    UnknownFunction(String),
    #[error("{function} takes {expected}, not {found} arguments")]
    ArgumentCount { function: String, expected: String, found: usize },
    #[error("{function}: the argument {position} must be a path to a question or repeat")]
    NotAPath { function: &'static str, position: usize },
    #[error("the pattern {0:?} cannot be read")]
    Pattern(String),
}

/// Where an expression stands.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub layout: &'a Layout,
    pub lists: &'a [List],
    /// The node whose bind, label or filter this is.
    pub node: NodeId,
    /// The list whose items are tested, for a choice filter.
    pub items: Option<ListId>,
}

impl Place<'_> {
    /// Reads and compiles `source`; all that is wrong with it at once.
    pub(crate) fn compile(&self, source: &str) -> Result<Compiled, Vec<CompileError>> {
        let ast = parse(source).map_err(|error| vec![error.into()])?;
        let reach = self.layout.home(self.node);
        let mut compiler = Compiler { place: *self, reads: Reads::default(), errors: Vec::new(), reach };
        let context = match self.items {
            Some(list) => Spot::Item(list),
            None => compiler.form_spot(self.node),
        };
        let expr = compiler.expr(&ast, &context);
        if compiler.errors.is_empty() { Ok(Compiled { expr, reads: compiler.reads }) } else { Err(compiler.errors) }
    }
}

/// What is known about a node set before any answer is given.
#[derive(Clone, Debug)]
enum Spot {
    Form { nodes: Vec<NodeId>, anchor: ScopeId },
    List(ListId),
    ListRoot(ListId),
    Item(ListId),
    Column(ListId),
    Unknown,
}

struct Compiler<'a> {
    place: Place<'a>,
    reads: Reads,
    errors: Vec<CompileError>,
    /// The innermost scope that holds all instances the context may be in.
    reach: ScopeId,
}

/// Stands where a part could not be compiled; the whole expression is then refused.
const fn broken() -> Expr {
    Expr::Number(f64::NAN)
}

impl Compiler<'_> {
    fn form_spot(&self, node: NodeId) -> Spot {
        Spot::Form { nodes: vec![node], anchor: self.place.layout.home(node) }
    }

    fn fail(&mut self, error: CompileError) -> Expr {
        if !self.errors.contains(&error) {
            self.errors.push(error);
        }
        broken()
    }

    fn expr(&mut self, ast: &Ast, context: &Spot) -> Expr {
        match ast {
            Ast::Number(number) => Expr::Number(*number),
            Ast::Text(text) => Expr::Text(text.clone()),
            Ast::Or(members) => Expr::Or(self.exprs(members, context)),
            Ast::And(members) => Expr::And(self.exprs(members, context)),
            Ast::Union(members) => Expr::Union(self.exprs(members, context)),
            Ast::Negate(inner) => Expr::Negate(Box::new(self.expr(inner, context))),
            Ast::Binary(operator, left, right) => {
                let left = self.expr(left, context);
                let right = self.expr(right, context);
                Expr::Binary(*operator, Box::new(left), Box::new(right))
            }
            Ast::Call { name, arguments, .. } => self.call(name, arguments, context),
            Ast::Path(path) => self.path(path, context).0,
        }
    }

    fn exprs(&mut self, members: &[Ast], context: &Spot) -> Box<[Expr]> {
        members.iter().map(|member| self.expr(member, context)).collect()
    }

    /// A predicate sees one node of the set at a time, while its answers depend on all of the set.
    fn predicate(&mut self, ast: &Ast, set: &Spot) -> Expr {
        let Spot::Form { nodes, anchor } = set else { return self.expr(ast, set) };
        let layout = self.place.layout;
        let homes = nodes.iter().map(|node| layout.home(*node));
        let own = homes.reduce(|one, other| layout.common_scope(one, other)).unwrap_or(*anchor);
        let kept = self.reach;
        self.reach = layout.common_scope(kept, *anchor);
        let expr = self.expr(ast, &Spot::Form { nodes: nodes.clone(), anchor: own });
        self.reach = kept;
        expr
    }

    fn call(&mut self, name: &str, arguments: &[Ast], context: &Spot) -> Expr {
        match (name, arguments) {
            ("current", []) => return self.whole_path(AstStart::Expression(Box::new(call(name))), context),
            ("instance", [Ast::Text(_)]) => return self.path(&path_of(name, arguments), context).0,
            ("regex", [subject, Ast::Text(pattern)]) => return self.regex(subject, pattern, context),
            ("indexed-repeat", _) => return self.indexed_repeat(arguments, context),
            ("jr:choice-name", [value, question]) => return self.choice_name(value, question, context),
            ("position", [Ast::Path(path)]) => self.note_order(path, context),
            _ => {}
        }
        let Some(function) = functions::find(name) else {
            return self.fail(CompileError::UnknownFunction(name.to_owned()));
        };
        if !function.takes(arguments.len()) {
            let error = CompileError::ArgumentCount {
                function: name.to_owned(),
                expected: function.expected(),
                found: arguments.len(),
            };
            return self.fail(error);
        }
        Expr::Call(function, self.exprs(arguments, context))
    }

    fn whole_path(&mut self, start: AstStart, context: &Spot) -> Expr {
        self.path(&AstPath { start, filters: Vec::new(), steps: Vec::new(), at: 0 }, context).0
    }

    fn regex(&mut self, subject: &Ast, pattern: &str, context: &Spot) -> Expr {
        let subject = self.expr(subject, context);
        match whole_match(pattern) {
            Some(regex) => Expr::Regex(Box::new(subject), Box::new(regex)),
            None => self.fail(CompileError::Pattern(pattern.to_owned())),
        }
    }

    /// `position(..)` changes when instances come and go.
    fn note_order(&mut self, path: &AstPath, context: &Spot) {
        if let (_, Spot::Form { nodes, .. }) = self.path(path, context) {
            for node in nodes {
                let placed = self.place.layout.node(node);
                if placed.inner.is_some() {
                    let anchor = self.own_anchor(placed.scope);
                    self.reads.repeats.insert((node, anchor));
                }
            }
        }
    }

    fn indexed_repeat(&mut self, arguments: &[Ast], context: &Spot) -> Expr {
        const NAME: &str = "indexed-repeat";
        let (Some((target, pairs)), true) = (arguments.split_first(), arguments.len() >= 3 && arguments.len() % 2 == 1)
        else {
            return self.fail(CompileError::ArgumentCount {
                function: NAME.to_owned(),
                expected: "3, 5, 7 …".to_owned(),
                found: arguments.len(),
            });
        };
        let Some(target) = self.single_node(target, context) else {
            return self.fail(CompileError::NotAPath { function: NAME, position: 1 });
        };
        let mut levels = Vec::new();
        let mut outer = self.place.layout.home(self.place.node);
        for (order, pair) in pairs.chunks_exact(2).enumerate() {
            let [repeat, index] = pair else { continue };
            let found = self.single_node(repeat, context);
            let inner = found.and_then(|node| self.place.layout.node(node).inner);
            let (Some(node), Some(inner)) = (found, inner) else {
                return self.fail(CompileError::NotAPath { function: NAME, position: order * 2 + 2 });
            };
            let anchor = self.place.layout.common_scope(outer, self.place.layout.node(node).scope);
            let index = self.expr(index, context);
            levels.push(Level { repeat: Field { node, anchor, from: From::Context }, index });
            self.note_repeat(node);
            outer = inner.scope;
        }
        let anchor = self.place.layout.common_scope(outer, self.place.layout.node(target).scope);
        // Any instance may be meant: read it from the outermost repeat's surroundings.
        let widest = levels.first().map_or(anchor, |level| level.repeat.anchor);
        let widest = self.own_anchor(widest);
        self.reads.values.insert((target, widest));
        Expr::IndexedRepeat(Box::new(IndexedRepeat {
            levels,
            target: Field { node: target, anchor, from: From::Context },
        }))
    }

    fn note_repeat(&mut self, node: NodeId) {
        let anchor = self.own_anchor(self.place.layout.node(node).scope);
        self.reads.repeats.insert((node, anchor));
    }

    /// The node a plain path or reference names, without counting it as read.
    fn single_node(&mut self, ast: &Ast, context: &Spot) -> Option<NodeId> {
        let Ast::Path(path) = ast else { return None };
        let kept = self.reads.clone();
        let (_, spot) = self.path(path, context);
        self.reads = kept;
        match spot {
            Spot::Form { nodes, .. } => match nodes.as_slice() {
                [node] => Some(*node),
                _ => None,
            },
            _ => None,
        }
    }

    fn choice_name(&mut self, value: &Ast, question: &Ast, context: &Spot) -> Expr {
        const NAME: &str = "jr:choice-name";
        let value = self.expr(value, context);
        let node = match question {
            Ast::Text(source) => match parse(source) {
                Ok(ast) => self.single_node(&ast, context),
                Err(error) => return self.fail(error.into()),
            },
            path => self.single_node(path, context),
        };
        let list = node.and_then(|node| {
            self.place
                .lists
                .iter()
                .position(|list| list.questions.contains(&node))
                .and_then(|at| u32::try_from(at).ok())
        });
        self.reads.language = true;
        match list {
            Some(list) => Expr::ChoiceName { list, value: Box::new(value) },
            None => self.fail(CompileError::NotAPath { function: NAME, position: 2 }),
        }
    }

    /// The compiled path and what is known about its end.
    fn path(&mut self, path: &AstPath, context: &Spot) -> (Expr, Spot) {
        let Some((start, mut spot, from)) = self.start(&path.start, context) else {
            return (broken(), Spot::Unknown);
        };
        let plain = path.filters.is_empty() && path.steps.iter().all(|step| step.predicates.is_empty());
        let filters = path.filters.iter().map(|filter| self.predicate(filter, &spot)).collect::<Vec<_>>();
        let absolute = matches!(path.start, AstStart::Root);
        let mut steps = Vec::new();
        for (order, step) in path.steps.iter().enumerate() {
            let names_root = absolute && order == 0;
            match self.advance(&spot, step, names_root) {
                Some(next) => spot = next,
                None => {
                    let error = CompileError::UnknownPath(spelled(path));
                    return (self.fail(error), Spot::Unknown);
                }
            }
            if names_root && !matches!(step.axis, Axis::Descendant | Axis::DescendantOrSelf) {
                // The tree's root is the form's own element, which this step names.
                continue;
            }
            if step.test == Test::Text {
                continue;
            }
            let predicates = step.predicates.iter().map(|predicate| self.predicate(predicate, &spot)).collect();
            steps.push(Step { axis: step.axis, test: step.test.clone(), predicates });
        }
        let spot = self.noted(spot, absolute || matches!(path.start, AstStart::Reference(_)));
        if let Some(expr) = plain.then(|| self.shortcut(&spot, from, path, context)).flatten() {
            return (expr, spot);
        }
        if filters.is_empty()
            && steps.is_empty()
            && let PathStart::Expr(expr) = start
        {
            return (expr, spot);
        }
        (Expr::Path(Box::new(StepPath { start, filters, steps })), spot)
    }

    fn start(&mut self, start: &AstStart, context: &Spot) -> Option<(PathStart, Spot, Option<From>)> {
        let layout = self.place.layout;
        Some(match start {
            AstStart::Context => (PathStart::Context, context.clone(), Some(From::Context)),
            AstStart::Root => {
                let spot = Spot::Form { nodes: vec![NodeId::ROOT], anchor: ScopeId::FORM };
                (PathStart::Root, spot, Some(From::Current))
            }
            AstStart::Reference(name) => {
                let node = self.reference(name)?;
                let anchor = layout.common_scope(layout.home(self.place.node), layout.node(node).scope);
                let field = Field { node, anchor, from: From::Current };
                (PathStart::Expr(Expr::Field(field)), Spot::Form { nodes: vec![node], anchor }, Some(From::Current))
            }
            AstStart::Expression(inner) => match &**inner {
                Ast::Call { name, arguments, .. } if &**name == "current" && arguments.is_empty() => {
                    (PathStart::Current, self.form_spot(self.place.node), Some(From::Current))
                }
                Ast::Call { name, arguments, .. } if &**name == "instance" => {
                    let list = self.instance(arguments)?;
                    (PathStart::List(list.0), Spot::List(list), None)
                }
                Ast::Path(path) => {
                    let (expr, spot) = self.path(path, context);
                    (PathStart::Expr(expr), spot, None)
                }
                other => (PathStart::Expr(self.expr(other, context)), Spot::Unknown, None),
            },
        })
    }

    fn reference(&mut self, name: &str) -> Option<NodeId> {
        match self.place.layout.named(name) {
            [node] => Some(*node),
            [] => {
                self.fail(CompileError::UnknownReference(name.to_owned()));
                None
            }
            _ => {
                self.fail(CompileError::AmbiguousReference(name.to_owned()));
                None
            }
        }
    }

    fn instance(&mut self, arguments: &[Ast]) -> Option<ListId> {
        let [Ast::Text(name)] = arguments else {
            self.fail(CompileError::NotAPath { function: "instance", position: 1 });
            return None;
        };
        let found = self.place.lists.iter().position(|list| list.name == *name).and_then(|at| u32::try_from(at).ok());
        if found.is_none() {
            self.fail(CompileError::UnknownList(name.to_string()));
        }
        found.map(ListId)
    }

    /// Where a step leads; `None` when nothing can be there.
    fn advance(&self, from: &Spot, step: &AstStep, names_root: bool) -> Option<Spot> {
        match from {
            Spot::Form { nodes, anchor } => self.advance_form(nodes, *anchor, step, names_root),
            Spot::List(list) => Some(Spot::ListRoot(*list)),
            Spot::ListRoot(list) => Some(Spot::Item(*list)),
            Spot::Item(list) => self.advance_item(*list, step),
            Spot::Column(_) | Spot::Unknown => Some(Spot::Unknown),
        }
    }

    fn advance_item(&self, list: ListId, step: &AstStep) -> Option<Spot> {
        match (&step.axis, &step.test) {
            (Axis::Itself, _) => Some(Spot::Item(list)),
            (Axis::Child, Test::Name(name)) => {
                let found = self.place.lists.get(list.index())?;
                if found.is_external {
                    return Some(Spot::Unknown);
                }
                found.column(name)?;
                Some(Spot::Column(list))
            }
            _ => Some(Spot::Unknown),
        }
    }

    fn advance_form(&self, nodes: &[NodeId], anchor: ScopeId, step: &AstStep, names_root: bool) -> Option<Spot> {
        let layout = self.place.layout;
        if names_root && step.axis == Axis::Child {
            let named = match &step.test {
                Test::Name(name) => *name == layout.node(NodeId::ROOT).name || &**name == "data",
                _ => true,
            };
            return named.then(|| Spot::Form { nodes: nodes.to_vec(), anchor });
        }
        if step.test == Test::Text {
            return Some(Spot::Form { nodes: nodes.to_vec(), anchor });
        }
        let mut found = Vec::new();
        for node in nodes {
            match step.axis {
                Axis::Child => found.extend(&layout.node(*node).children),
                Axis::Parent => found.extend(layout.node(*node).parent),
                Axis::Itself => found.push(*node),
                Axis::Descendant => found.extend(layout.family(*node).into_iter().skip(1)),
                Axis::DescendantOrSelf => found.extend(layout.family(*node)),
                Axis::Ancestor | Axis::AncestorOrSelf => return Some(Spot::Unknown),
                Axis::FollowingSibling | Axis::PrecedingSibling => {
                    let parent = layout.node(*node).parent?;
                    found.extend(&layout.node(parent).children);
                }
                Axis::Attribute => return Some(Spot::Unknown),
            }
        }
        if let Test::Name(name) = &step.test {
            found.retain(|node| layout.node(*node).name == *name);
        }
        found.sort_unstable();
        found.dedup();
        let anchor = found.iter().fold(anchor, |anchor, node| match step.axis {
            Axis::Parent => layout.common_scope(anchor, layout.home(*node)),
            Axis::FollowingSibling | Axis::PrecedingSibling => layout.common_scope(anchor, layout.node(*node).scope),
            _ => anchor,
        });
        (!found.is_empty()).then_some(Spot::Form { nodes: found, anchor })
    }

    /// The anchor as the owner of the expression sees it.
    fn own_anchor(&self, anchor: ScopeId) -> ScopeId {
        let layout = self.place.layout;
        layout.common_scope(self.reach, anchor)
    }

    /// Notes what the end of a path reads. Absolute paths mean the instance they stand in.
    fn noted(&mut self, spot: Spot, absolute: bool) -> Spot {
        let Spot::Form { nodes, anchor } = spot else { return spot };
        let layout = self.place.layout;
        let anchor = match nodes.as_slice() {
            [node] if absolute => layout.common_scope(layout.home(self.place.node), layout.node(*node).scope),
            _ => anchor,
        };
        let seen_from = self.own_anchor(anchor);
        for node in &nodes {
            self.reads.values.insert((*node, seen_from));
            let placed = layout.node(*node);
            let itself = placed.inner.is_some_and(|inner| inner.scope == seen_from);
            if placed.inner.is_some() && !itself {
                self.reads.repeats.insert((*node, layout.common_scope(seen_from, placed.scope)));
            }
            if !itself {
                for scope in layout.scopes_between(seen_from, placed.scope) {
                    let repeat = layout.scope(scope).node;
                    self.reads.repeats.insert((repeat, seen_from));
                }
            }
        }
        Spot::Form { nodes, anchor }
    }

    /// A single named node needs no walk.
    fn shortcut(&self, spot: &Spot, from: Option<From>, path: &AstPath, context: &Spot) -> Option<Expr> {
        match (spot, from) {
            (Spot::Form { nodes, anchor }, Some(from)) => {
                let simple = path.steps.iter().all(|step| match step.axis {
                    Axis::Child => matches!(step.test, Test::Name(_) | Test::Text),
                    Axis::Parent | Axis::Itself => true,
                    _ => false,
                });
                // A context of several nodes (below a wildcard) must be walked from each.
                let lone = match context {
                    Spot::Form { nodes, .. } => nodes.len() == 1,
                    _ => from == From::Current,
                };
                match nodes.as_slice() {
                    [node] if simple && lone => Some(Expr::Field(Field { node: *node, anchor: *anchor, from })),
                    _ => None,
                }
            }
            (Spot::Column(list), Some(From::Context)) => match (context, path.steps.as_slice()) {
                (Spot::Item(_), [AstStep { axis: Axis::Child, test: Test::Name(name), .. }]) => {
                    self.place.lists.get(list.index())?.column(name).map(Expr::Column)
                }
                _ => None,
            },
            _ => None,
        }
    }
}

/// A pattern as `regex()` means it: the whole text must match.
pub(crate) fn whole_match(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(&format!("^(?:{pattern})$")).size_limit(MAX_PATTERN_BYTES).build().ok()
}

fn call(name: &str) -> Ast {
    Ast::Call { name: name.into(), arguments: Vec::new(), at: 0 }
}

fn path_of(name: &str, arguments: &[Ast]) -> AstPath {
    let call = Ast::Call { name: name.into(), arguments: arguments.to_vec(), at: 0 };
    AstPath { start: AstStart::Expression(Box::new(call)), filters: Vec::new(), steps: Vec::new(), at: 0 }
}

/// A path as its author would recognise it.
fn spelled(path: &AstPath) -> String {
    let start = match &path.start {
        AstStart::Context => String::new(),
        AstStart::Root => "/".to_owned(),
        AstStart::Reference(name) => format!("${{{name}}}/"),
        AstStart::Expression(_) => "(…)/".to_owned(),
    };
    let steps = path.steps.iter().map(|step| match (&step.axis, &step.test) {
        (Axis::Parent, _) => "..",
        (Axis::Itself, _) => ".",
        (_, Test::Name(name)) => name,
        _ => "*",
    });
    start + &steps.collect::<Vec<_>>().join("/")
}
