//! Compiled expression → value.

use std::borrow::Cow;
use std::cell::Cell;

use super::ast::{Axis, Operator, Test};
use super::compiled::{IndexedRepeat, PathStart, Step, StepPath};
use super::functions::Call;
use super::{Dialect, EvalError, Expr, Field, From, Kind, MAX_VISITS, Node, Nodes, Tree, Val};
use crate::session::Env;

/// What stays the same while one expression is evaluated.
pub(crate) struct Scene<'a> {
    pub tree: &'a dyn Tree,
    pub env: &'a Env,
    /// The node whose bind, label or filter this is: `current()`.
    pub current: Node,
    /// Counts draws, so that two `random()` of one form differ and yet repeat with the seed.
    pub draws: &'a Cell<u64>,
    pub dialect: Dialect,
    visits: Cell<u32>,
}

/// The context of XPath 1.0 §1: a node, its position and the size of its set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At {
    pub node: Node,
    pub position: usize,
    pub size: usize,
}

impl At {
    pub(crate) const fn alone(node: Node) -> Self {
        Self { node, position: 1, size: 1 }
    }
}

pub(super) type Result<T> = std::result::Result<T, EvalError>;

impl<'a> Scene<'a> {
    pub(crate) fn new(tree: &'a dyn Tree, env: &'a Env, current: Node, draws: &'a Cell<u64>) -> Self {
        Self { tree, env, current, draws, dialect: Dialect::Odk, visits: Cell::new(0) }
    }

    pub(crate) const fn in_dialect(mut self, dialect: Dialect) -> Self {
        self.dialect = dialect;
        self
    }

    pub(crate) fn text(&self, expr: &'a Expr, at: At) -> Result<Cow<'a, str>> {
        match expr {
            Expr::Text(text) => Ok(Cow::Borrowed(text)),
            Expr::Field(field) => {
                Ok(self.first_field(*field, at).map_or(Cow::Borrowed(""), |node| self.tree.text(node)))
            }
            Expr::Column(column) => {
                Ok(self.tree.column(at.node, *column).map_or(Cow::Borrowed(""), |node| self.tree.text(node)))
            }
            _ => Ok(self.value(expr, at)?.text(self.tree)),
        }
    }

    pub(crate) fn number(&self, expr: &'a Expr, at: At) -> Result<f64> {
        match expr {
            Expr::Number(number) => Ok(*number),
            Expr::Field(field) => Ok(self.first_field(*field, at).map_or(f64::NAN, |node| self.tree.number(node))),
            Expr::Negate(inner) => Ok(-self.number(inner, at)?),
            Expr::Binary(operator, left, right) if is_arithmetic(*operator) => {
                Ok(arithmetic(*operator, self.number(left, at)?, self.number(right, at)?))
            }
            _ => Ok(self.value(expr, at)?.number_in(self.dialect, self.tree)),
        }
    }

    pub(crate) fn truth(&self, expr: &'a Expr, at: At) -> Result<bool> {
        match expr {
            Expr::Or(members) => {
                for member in members {
                    if self.truth(member, at)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Expr::And(members) => {
                for member in members {
                    if !self.truth(member, at)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Expr::Binary(operator, left, right) if !is_arithmetic(*operator) => {
                self.comparison(*operator, left, right, at)
            }
            _ => Ok(self.value(expr, at)?.truth(self.tree)),
        }
    }

    pub(crate) fn value(&self, expr: &'a Expr, at: At) -> Result<Val<'a>> {
        Ok(match expr {
            Expr::Number(number) => Val::Number(*number),
            Expr::Text(text) => Val::Text(Cow::Borrowed(text)),
            Expr::Or(_) | Expr::And(_) => Val::Truth(self.truth(expr, at)?),
            Expr::Binary(operator, ..) if is_arithmetic(*operator) => Val::Number(self.number(expr, at)?),
            Expr::Binary(..) => Val::Truth(self.truth(expr, at)?),
            Expr::Negate(_) => Val::Number(self.number(expr, at)?),
            Expr::Call(function, arguments) => (function.eval)(&Call { scene: self, at, function, arguments })?,
            Expr::Regex(subject, pattern) => Val::Truth(pattern.is_match(&self.text(subject, at)?)?),
            Expr::IndexedRepeat(indexed) => Val::Nodes(self.indexed(indexed, at)?),
            Expr::ChoiceName { question, value } => {
                let choice = self.text(value, at)?;
                Val::Text(self.tree.choice_label(*question, &choice).unwrap_or(Cow::Borrowed("")))
            }
            Expr::Refusal(error) => return Err(EvalError::Refused(error.clone())),
            Expr::Field(_) | Expr::Column(_) | Expr::Path(_) | Expr::Union(_) => Val::Nodes(self.nodes(expr, at)?),
        })
    }

    /// The node set that `expr` must be.
    pub(crate) fn nodes(&self, expr: &'a Expr, at: At) -> Result<Nodes> {
        let mut found = Nodes::new();
        match expr {
            Expr::Field(field) => {
                self.tree.fields(self.origin(*field, at), *field, &mut found);
                self.visit(found.len())?;
            }
            Expr::Column(column) => found.extend(self.tree.column(at.node, *column)),
            Expr::Path(path) => found = self.path(path, at)?,
            Expr::Union(members) => {
                for member in members {
                    found.extend(self.nodes(member, at)?);
                }
                self.tree.sort(&mut found);
            }
            other => match self.value(other, at)? {
                Val::Nodes(nodes) => found = nodes,
                _ => return Err(EvalError::NoNodes),
            },
        }
        Ok(found)
    }

    const fn origin(&self, field: Field, at: At) -> Node {
        match field.from {
            From::Context => at.node,
            From::Current => self.current,
        }
    }

    fn first_field(&self, field: Field, at: At) -> Option<Node> {
        self.tree.first_field(self.origin(field, at), field)
    }

    pub(super) fn visit(&self, count: usize) -> Result<()> {
        let visits = self.visits.get().saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
        self.visits.set(visits);
        if visits.saturating_add(self.tree.effort()) > MAX_VISITS { Err(EvalError::TooLong) } else { Ok(()) }
    }

    fn indexed(&self, indexed: &'a IndexedRepeat, at: At) -> Result<Nodes> {
        let mut contexts = Nodes::from_slice(&[self.current]);
        for level in &indexed.levels {
            // A position that is not answered yet means the first, as in JavaRosa.
            let wanted = Some(self.number(&level.index, at)?).filter(|wanted| !wanted.is_nan()).unwrap_or(1.0);
            let mut instances = Nodes::new();
            for context in &contexts {
                self.tree.fields(*context, level.repeat, &mut instances);
            }
            self.visit(instances.len())?;
            // Positions are 1-based; fractions find nothing.
            let chosen = (1..=instances.len()).zip(&instances).find(|(position, _)| *position as f64 == wanted);
            contexts = chosen.map(|(_, node)| *node).into_iter().collect();
        }
        let mut found = Nodes::new();
        for context in contexts {
            self.tree.fields(context, indexed.target, &mut found);
        }
        Ok(found)
    }

    fn path(&self, path: &'a StepPath, at: At) -> Result<Nodes> {
        let mut nodes = match &path.start {
            PathStart::Context => Nodes::from_slice(&[at.node]),
            PathStart::Current => Nodes::from_slice(&[self.current]),
            PathStart::Root => Nodes::from_slice(&[self.tree.root()]),
            PathStart::List(list) => Nodes::from_slice(&[Node::List(*list)]),
            PathStart::Expr(expr) => self.nodes(expr, at)?,
        };
        for filter in &path.filters {
            nodes = self.filtered(nodes, filter)?;
        }
        // Whether some of the nodes may lie within others.
        let mut nested = matches!(&path.start, PathStart::Expr(expr) if !matches!(expr, Expr::Field(_)));
        for step in &path.steps {
            nodes = self.step(&nodes, step, nested)?;
            nested |= may_nest(step.axis);
        }
        Ok(nodes)
    }

    fn step(&self, from: &Nodes, step: &'a Step, nested: bool) -> Result<Nodes> {
        if let Some(items) = self.items_found(from, step) {
            let later = step.predicates.iter().skip(1);
            return later.fold(items, |items, predicate| self.filtered(items?, predicate));
        }
        let mut found = Nodes::new();
        let may_repeat = may_repeat(step.axis) && from.len() > 1;
        let mut sorted = 0;
        for node in from {
            let mut candidates = Nodes::new();
            self.axis(*node, step.axis, &mut candidates);
            self.visit(candidates.len())?;
            if step.test != Test::Node {
                candidates.retain(|candidate| self.passes(*candidate, step.axis, &step.test));
            }
            for predicate in &step.predicates {
                candidates = self.filtered(candidates, predicate)?;
            }
            found.extend(candidates);
            // Overlapping sets are thinned out in time, so that memory stays in proportion to the tree.
            if may_repeat && found.len() > sorted * 2 + MAX_REPEATED {
                self.tree.sort(&mut found);
                sorted = found.len();
            }
        }
        if may_repeat || (is_reverse(step.axis) && found.len() > 1) || (nested && from.len() > 1) {
            self.tree.sort(&mut found);
        }
        Ok(found)
    }

    fn passes(&self, node: Node, axis: Axis, test: &Test) -> bool {
        let kind = self.tree.kind(node);
        let is_principal = || kind == principal(axis);
        match test {
            Test::Node => true,
            Test::Any => is_principal(),
            Test::Name(name) => is_principal() && self.tree.name(node) == &**name,
            Test::Expanded(name) => is_principal() && self.tree.is_named(node, name),
            Test::Text => kind == Kind::Text,
            Test::Comment => kind == Kind::Comment,
            Test::Instruction(target) => {
                kind == Kind::Instruction && target.as_ref().is_none_or(|target| self.tree.name(node) == &**target)
            }
        }
    }

    fn axis(&self, node: Node, axis: Axis, into: &mut Nodes) {
        if self.tree.walk(node, axis, into) {
            return;
        }
        match axis {
            Axis::Child => self.tree.children(node, into),
            Axis::Parent => into.extend(self.tree.parent(node)),
            Axis::Itself => into.push(node),
            Axis::Ancestor => self.ancestors(self.tree.parent(node), into),
            Axis::AncestorOrSelf => self.ancestors(Some(node), into),
            Axis::Descendant => self.descendants(node, into),
            Axis::DescendantOrSelf => {
                into.push(node);
                self.descendants(node, into);
            }
            Axis::FollowingSibling | Axis::PrecedingSibling => self.siblings(node, axis, into),
            Axis::Following | Axis::Preceding => self.beyond(node, axis, into),
            Axis::Attribute | Axis::Namespace => {}
        }
    }

    fn ancestors(&self, first: Option<Node>, into: &mut Nodes) {
        let mut next = first;
        while let Some(node) = next {
            into.push(node);
            next = self.tree.parent(node);
        }
    }

    fn descendants(&self, node: Node, into: &mut Nodes) {
        let mut children = Nodes::new();
        self.tree.children(node, &mut children);
        for child in children {
            into.push(child);
            self.descendants(child, into);
        }
    }

    fn siblings(&self, node: Node, axis: Axis, into: &mut Nodes) {
        let Some(parent) = self.tree.parent(node) else { return };
        let mut all = Nodes::new();
        self.tree.children(parent, &mut all);
        let Some(index) = all.iter().position(|sibling| *sibling == node) else { return };
        if axis == Axis::FollowingSibling {
            into.extend(all.into_iter().skip(index + 1));
        } else {
            all.truncate(index);
            into.extend(all.into_iter().rev());
        }
    }

    /// All that follows or precedes `node` outside of its ancestors and descendants.
    fn beyond(&self, node: Node, axis: Axis, into: &mut Nodes) {
        let along = if axis == Axis::Following { Axis::FollowingSibling } else { Axis::PrecedingSibling };
        let mut line = Nodes::new();
        self.ancestors(Some(node), &mut line);
        for ancestor in line {
            let mut siblings = Nodes::new();
            self.siblings(ancestor, along, &mut siblings);
            for sibling in siblings {
                let start = into.len();
                into.push(sibling);
                self.descendants(sibling, into);
                if let (Axis::Preceding, Some(added)) = (axis, into.get_mut(start..)) {
                    added.reverse();
                }
            }
        }
    }

    fn filtered(&self, nodes: Nodes, predicate: &'a Expr) -> Result<Nodes> {
        let size = nodes.len();
        let nodes = nodes.into_iter().enumerate().map(|(index, node)| At { node, position: index + 1, size });
        self.kept(nodes, predicate)
    }

    /// The nodes, each at its place in its set, that pass a predicate.
    pub(super) fn kept(&self, nodes: impl Iterator<Item = At>, predicate: &'a Expr) -> Result<Nodes> {
        let mut kept = Nodes::new();
        for at in nodes {
            self.visit(1)?;
            let keep = match self.value(predicate, at)? {
                Val::Number(number) => number == at.position as f64,
                Val::Nodes(nodes) => !nodes.is_empty(),
                other => other.truth(self.tree),
            };
            if keep {
                kept.push(at.node);
            }
        }
        Ok(kept)
    }
}

/// Nodes that a step may collect more than once before they are thinned out.
const MAX_REPEATED: usize = 1 << 16;

/// Whether one node can lie on this axis from two different nodes.
const fn may_repeat(axis: Axis) -> bool {
    !matches!(axis, Axis::Child | Axis::Itself | Axis::Attribute | Axis::Namespace)
}

/// Whether of two nodes on this axis one can lie within the other.
const fn may_nest(axis: Axis) -> bool {
    matches!(
        axis,
        Axis::Ancestor
            | Axis::AncestorOrSelf
            | Axis::Descendant
            | Axis::DescendantOrSelf
            | Axis::Following
            | Axis::Preceding
    )
}

const fn is_reverse(axis: Axis) -> bool {
    matches!(axis, Axis::Ancestor | Axis::AncestorOrSelf | Axis::Preceding | Axis::PrecedingSibling)
}

/// The kind of node that `*` and names mean on an axis (XPath 1.0 §2.3).
const fn principal(axis: Axis) -> Kind {
    match axis {
        Axis::Attribute => Kind::Attribute,
        Axis::Namespace => Kind::Namespace,
        _ => Kind::Element,
    }
}

const fn is_arithmetic(operator: Operator) -> bool {
    matches!(operator, Operator::Add | Operator::Subtract | Operator::Multiply | Operator::Divide | Operator::Modulo)
}

fn arithmetic(operator: Operator, left: f64, right: f64) -> f64 {
    match operator {
        Operator::Add => left + right,
        Operator::Subtract => left - right,
        Operator::Multiply => left * right,
        Operator::Divide => left / right,
        _ => left % right,
    }
}
