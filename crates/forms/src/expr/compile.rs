//! Syntax tree → compiled expression: names become places in the form's layout, functions become
//! pointers, and everything that is read is noted for the dependency graph.

use super::ast::{Ast, AstPath, AstStart};
use super::compiled::{CompileError, Compiled, Expr, Field, From, IndexedRepeat, Level, Reads};
use super::functions;
use super::parser::parse;
use super::{Dialect, Pattern};
use crate::model::{Layout, List, ListId, NodeId, ScopeId};

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
    /// Reads and compiles `source`, as JavaRosa loads forms: paths that lead nowhere find nothing instead of refusing the form.
    /// They are told beside the expression.
    pub(crate) fn compile_leniently(&self, source: &str) -> Result<(Compiled, Vec<CompileError>), Vec<CompileError>> {
        let ast = parse(source).map_err(|error| vec![error.into()])?;
        tolerated(self.compile_parsed(&ast))
    }

    pub(crate) fn compile_ast(&self, ast: &Ast) -> Result<(Compiled, Vec<CompileError>), Vec<CompileError>> {
        tolerated(self.compile_parsed(ast))
    }

    /// Compiles an expression that is evaluated at nodes of which nothing is known beforehand.
    pub(crate) fn compile_anywhere(&self, source: &str) -> Result<(Compiled, Vec<CompileError>), Vec<CompileError>> {
        let ast = parse(source).map_err(|error| vec![error.into()])?;
        tolerated(self.compile_at(&ast, &Spot::Unknown))
    }

    fn compile_parsed(&self, ast: &Ast) -> (Compiled, Vec<CompileError>) {
        let context = match self.items {
            Some(list) => Spot::Item(list),
            None => Spot::Form { nodes: vec![self.node], anchor: self.layout.home(self.node) },
        };
        self.compile_at(ast, &context)
    }

    fn compile_at(&self, ast: &Ast, context: &Spot) -> (Compiled, Vec<CompileError>) {
        let reach = self.layout.home(self.node);
        let mut compiler = Compiler { place: *self, reads: Reads::default(), errors: Vec::new(), reach, around: false };
        let expr = compiler.expr(ast, context);
        (Compiled { expr, reads: compiler.reads }, compiler.errors)
    }
}

fn tolerated(
    (compiled, errors): (Compiled, Vec<CompileError>),
) -> Result<(Compiled, Vec<CompileError>), Vec<CompileError>> {
    if errors.iter().all(CompileError::is_tolerable) { Ok((compiled, errors)) } else { Err(errors) }
}

/// What is known about a node set before any answer is given.
#[derive(Clone, Debug)]
pub(super) enum Spot {
    Form { nodes: Vec<NodeId>, anchor: ScopeId },
    List(ListId),
    ListRoot(ListId),
    Item(ListId),
    Column(ListId),
    Unknown,
}

pub(super) struct Compiler<'a> {
    pub(super) place: Place<'a>,
    pub(super) reads: Reads,
    errors: Vec<CompileError>,
    /// The innermost scope that holds all instances the context may be in.
    pub(super) reach: ScopeId,
    /// Whether what is read lies on an axis that leads all around, or in a predicate on one.
    pub(super) around: bool,
}

/// Stands where a part could not be compiled; the whole expression is then refused.
pub(super) const fn broken() -> Expr {
    Expr::Number(f64::NAN)
}

impl Compiler<'_> {
    pub(super) fn form_spot(&self, node: NodeId) -> Spot {
        Spot::Form { nodes: vec![node], anchor: self.place.layout.home(node) }
    }

    pub(super) fn fail(&mut self, error: CompileError) -> Expr {
        if !self.errors.contains(&error) {
            self.errors.push(error);
        }
        broken()
    }

    pub(super) fn expr(&mut self, ast: &Ast, context: &Spot) -> Expr {
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
    pub(super) fn predicate(&mut self, ast: &Ast, set: &Spot) -> Expr {
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
            ("format-date" | "format-date-time" | "jr:itext", _) => self.reads.language = true,
            _ => {}
        }
        let Some(function) = functions::find(name, Dialect::Odk) else {
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
        match Pattern::whole(pattern) {
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
            return self.fail(CompileError::NotAPath { function: NAME.into(), position: 1 });
        };
        let mut repeats = Vec::new();
        for (order, pair) in pairs.chunks_exact(2).enumerate() {
            let [repeat, index] = pair else { continue };
            let found = self.single_node(repeat, context);
            let inner = found.and_then(|node| self.place.layout.node(node).inner);
            let (Some(node), Some(inner)) = (found, inner) else {
                return self.fail(CompileError::NotAPath { function: NAME.into(), position: order * 2 + 2 });
            };
            repeats.push((node, inner.scope, self.expr(index, context)));
        }
        // Authors name the repeats in any order; they are looked through from the outermost.
        repeats.sort_by_key(|(_, scope, _)| self.place.layout.scope(*scope).depth);
        let mut levels = Vec::new();
        let mut outer = self.place.layout.home(self.place.node);
        for (node, scope, index) in repeats {
            let anchor = self.place.layout.common_scope(outer, self.place.layout.node(node).scope);
            levels.push(Level { repeat: Field { node, anchor, from: From::Context }, index });
            self.note_repeat(node);
            outer = scope;
        }
        let target_scope = self.place.layout.node(target).scope;
        let anchor = self.place.layout.common_scope(outer, target_scope);
        for scope in self.place.layout.scopes_between(anchor, target_scope) {
            self.note_repeat(self.place.layout.scope(scope).node);
        }
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
        self.reads.language = true;
        match node {
            Some(node) => Expr::ChoiceName { question: node.0, value: Box::new(value) },
            None => self.fail(CompileError::NotAPath { function: NAME.into(), position: 2 }),
        }
    }
}

fn call(name: &str) -> Ast {
    Ast::Call { name: name.into(), arguments: Vec::new(), at: 0 }
}

fn path_of(name: &str, arguments: &[Ast]) -> AstPath {
    let call = Ast::Call { name: name.into(), arguments: arguments.to_vec(), at: 0 };
    AstPath { start: AstStart::Expression(Box::new(call)), filters: Vec::new(), steps: Vec::new(), at: 0 }
}
