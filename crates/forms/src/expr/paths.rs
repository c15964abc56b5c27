//! Compiling location paths: a path that names one node becomes a place, any other is walked.

use super::ast::{Ast, AstPath, AstStart, AstStep, Axis, Test};
use super::compile::{Compiler, Spot, broken};
use super::compiled::{CompileError, Expr, Field, From, PathStart, Step, StepPath};
use crate::model::{ListId, NodeId, ScopeId, Side};

impl Compiler<'_> {
    /// The compiled path and what is known about its end.
    pub(super) fn path(&mut self, path: &AstPath, context: &Spot) -> (Expr, Spot) {
        let kept = self.around;
        self.around |= looks_around(path);
        let compiled = self.own_path(path, context);
        self.around = kept;
        compiled
    }

    fn own_path(&mut self, path: &AstPath, context: &Spot) -> (Expr, Spot) {
        let plain = path.filters.is_empty() && path.steps.iter().all(|step| step.predicates.is_empty());
        if let Some(split) = self.own_prefix(path) {
            return self.own_path(&split, context);
        }
        let Some((start, mut spot, from)) = self.start(&path.start, context) else {
            return (broken(), Spot::Unknown);
        };
        let filters = path.filters.iter().map(|filter| self.predicate(filter, &spot)).collect::<Vec<_>>();
        let absolute = matches!(path.start, AstStart::Root);
        let mut steps = Vec::new();
        for (order, step) in path.steps.iter().enumerate() {
            let names_root = absolute && order == 0;
            match self.advance(&spot, step, names_root) {
                Some(next) => spot = next,
                None => {
                    let error = CompileError::UnknownPath(spelled(path));
                    self.fail(error);
                    return (Expr::Union(Box::default()), Spot::Unknown);
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
            steps.push(Step { axis: step.axis, test: unprefixed(&step.test), predicates });
        }
        let spot = self.noted(spot, plain && (absolute || matches!(path.start, AstStart::Reference(_))));
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

    /// An absolute path means the instances that its expression stands in, up to its first predicate: as a walk
    /// that starts there, where that is not the root.
    fn own_prefix(&self, path: &AstPath) -> Option<AstPath> {
        if path.start != AstStart::Root {
            return None;
        }
        let is_plain = |step: &AstStep| {
            step.axis == Axis::Child && matches!(step.test, Test::Name(_)) && step.predicates.is_empty()
        };
        let plain = path.steps.iter().take_while(|step| is_plain(step)).count();
        if plain == path.steps.len() || plain < 2 {
            return None;
        }
        let layout = self.place.layout;
        let mut node = NodeId::ROOT;
        for step in path.steps.get(1..plain)? {
            let Test::Name(name) = &step.test else { return None };
            node = layout.child_element(node, name)?;
        }
        let anchor = layout.common_scope(layout.home(self.place.node), layout.home(node));
        (anchor != ScopeId::FORM).then(|| AstPath {
            start: AstStart::Node { node: node.0, anchor: anchor.0 },
            filters: Vec::new(),
            steps: path.steps.get(plain..).unwrap_or_default().to_vec(),
            at: path.at,
        })
    }

    fn start(&mut self, start: &AstStart, context: &Spot) -> Option<(PathStart, Spot, Option<From>)> {
        let layout = self.place.layout;
        Some(match start {
            AstStart::Context => (PathStart::Context, context.clone(), Some(From::Context)),
            AstStart::Root => {
                let spot = Spot::Form { nodes: vec![NodeId::ROOT], anchor: ScopeId::FORM };
                (PathStart::Root, spot, Some(From::Current))
            }
            AstStart::Node { node, anchor } => {
                let (node, anchor) = (NodeId(*node), ScopeId(*anchor));
                let field = Field { node, anchor, from: From::Current };
                (PathStart::Expr(Expr::Field(field)), Spot::Form { nodes: vec![node], anchor }, None)
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
            self.fail(CompileError::NotAPath { function: "instance".into(), position: 1 });
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
            _ if self.is_document(from) || step.axis != Axis::Child && !matches!(from, Spot::Item(_)) => {
                Some(Spot::Unknown)
            }
            Spot::List(list) => Some(Spot::ListRoot(*list)),
            Spot::ListRoot(list) => Some(Spot::Item(*list)),
            Spot::Item(list) => self.advance_item(*list, step),
            Spot::Column(_) | Spot::Unknown => Some(Spot::Unknown),
        }
    }

    fn is_document(&self, spot: &Spot) -> bool {
        let (Spot::List(list) | Spot::ListRoot(list) | Spot::Item(list)) = spot else { return false };
        self.place.lists.get(list.index()).is_some_and(|list| list.document.is_some())
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
        // By far the most steps go from one node to a child by its name.
        if let ([node], Axis::Child, Test::Name(name)) = (nodes, step.axis, &step.test)
            && let Some(child) = layout.child_element(*node, name)
        {
            return Some(Spot::Form { nodes: vec![child], anchor });
        }
        let mut found = Vec::new();
        for node in nodes {
            match step.axis {
                Axis::Child => {
                    found.extend(layout.node(*node).children.iter().filter(|child| !layout.node(**child).is_attribute));
                }
                Axis::Parent => found.extend(layout.node(*node).parent),
                Axis::Itself => found.push(*node),
                Axis::Descendant => found.extend(layout.family(*node).into_iter().skip(1)),
                Axis::DescendantOrSelf => found.extend(layout.family(*node)),
                Axis::Ancestor => found.extend(layout.line(*node).skip(1)),
                Axis::AncestorOrSelf => found.extend(layout.line(*node)),
                Axis::Following | Axis::Preceding if nodes.len() > 1 => {
                    // Each reaches a part; together they reach nearly all.
                    found.extend(layout.node_ids());
                    break;
                }
                Axis::Following => found.extend(layout.beyond(*node, Side::After)),
                Axis::Preceding => found.extend(layout.beyond(*node, Side::Before)),
                Axis::FollowingSibling | Axis::PrecedingSibling => {
                    let parent = layout.node(*node).parent?;
                    found.extend(&layout.node(parent).children);
                }
                Axis::Attribute => {
                    found.extend(layout.node(*node).children.iter().filter(|child| layout.node(**child).is_attribute));
                }
                Axis::Namespace => return Some(Spot::Unknown),
            }
        }
        if let Test::Name(name) = &step.test {
            found.retain(|node| layout.is_named(*node, name));
        }
        found.sort_unstable();
        found.dedup();
        let anchor = found.iter().fold(anchor, |anchor, node| match step.axis {
            Axis::Parent | Axis::Ancestor | Axis::AncestorOrSelf => layout.common_scope(anchor, layout.home(*node)),
            Axis::Following | Axis::Preceding => ScopeId::FORM,
            Axis::FollowingSibling | Axis::PrecedingSibling => layout.common_scope(anchor, layout.node(*node).scope),
            _ => anchor,
        });
        (!found.is_empty()).then_some(Spot::Form { nodes: found, anchor })
    }

    /// The anchor as the owner of the expression sees it.
    pub(super) fn own_anchor(&self, anchor: ScopeId) -> ScopeId {
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
            match self.around {
                // Its own answers in other instances, asked for by name: a circle, as along any other axis.
                _ if nodes.len() == 1 && *node == self.place.node => self.reads.values.insert((*node, seen_from)),
                // Met among others they would set every instance in motion for every other.
                true if *node == self.place.node => false,
                true => self.reads.around.insert((*node, seen_from)),
                false => self.reads.values.insert((*node, seen_from)),
            };
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

/// Whether a path goes along an axis that leads to nearly every node of a form.
fn looks_around(path: &AstPath) -> bool {
    let starts = match &path.start {
        AstStart::Expression(inner) => matches!(&**inner, Ast::Path(inner) if looks_around(inner)),
        _ => false,
    };
    starts || path.steps.iter().any(|step| matches!(step.axis, Axis::Following | Axis::Preceding))
}

/// Names of nodes are compared without their prefixes, as JavaRosa does.
fn unprefixed(test: &Test) -> Test {
    match test {
        Test::Name(name) => match name.rsplit_once(':') {
            Some((_, "*")) => Test::Any,
            Some((_, local)) => Test::Name(local.into()),
            None => test.clone(),
        },
        other => other.clone(),
    }
}

/// A path as its author would recognise it.
fn spelled(path: &AstPath) -> String {
    let start = match &path.start {
        AstStart::Context => String::new(),
        AstStart::Root | AstStart::Node { .. } => "/".to_owned(),
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
