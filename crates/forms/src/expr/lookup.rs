//! Look-ups in place of scans: `column = value` in a filter leaves few rows of a list to be looked at.
//!
//! Only the rows to look at are found here. The whole filter is then evaluated on each of them, so blanks, numbers
//! and repeated columns mean what they mean everywhere.

use super::ast::{Axis, Operator, Test};
use super::compiled::{PathStart, Step, StepPath};
use super::eval::{At, Scene};
use super::{Expr, From, Node, Nodes, Val};

impl<'a> Scene<'a> {
    /// The rows of a list that can pass `filter`, in list order; `None` where all have to be looked at.
    pub(crate) fn rows_to_try(&self, list: u32, filter: &'a Expr) -> Option<Vec<u32>> {
        let mut best: Option<Vec<&[u32]>> = None;
        let size = |rows: &[&[u32]]| rows.iter().map(|rows| rows.len()).sum::<usize>();
        for (column, value) in keys(filter) {
            // A value that cannot be had is left to the scan, which knows what becomes of it.
            let Some(rows) = self.rows_for(list, column, value) else { continue };
            if best.as_ref().is_none_or(|best| size(&rows) < size(best)) {
                best = Some(rows);
            }
        }
        let mut rows = best?.concat();
        rows.sort_unstable();
        rows.dedup();
        Some(rows)
    }

    /// Rows whose cell may equal `value`. Texts are compared as they are; numbers, dates and truth values are not
    /// looked up, because many texts can equal one of them.
    fn rows_for(&self, list: u32, column: u32, value: &'a Expr) -> Option<Vec<&'a [u32]>> {
        let tree = self.tree;
        match self.value(value, At::alone(self.current)).ok()? {
            Val::Text(text) => Some(vec![tree.rows_with(list, column, &text)?]),
            // Against nothing a blank cell counts as equal.
            Val::Nodes(nodes) if nodes.is_empty() => Some(vec![tree.rows_with(list, column, "")?]),
            Val::Nodes(nodes) => nodes.iter().map(|node| tree.rows_with(list, column, &tree.text(*node))).collect(),
            Val::Number(_) | Val::Truth(_) | Val::Date(_) => None,
        }
    }

    /// The items of `list/root/item[filter]`, without looking at each; `None` where the step is another.
    pub(super) fn items_found(&self, from: &Nodes, step: &'a Step) -> Option<super::eval::Result<Nodes>> {
        let ([Node::ListRoot(list)], Axis::Child, Some(filter)) = (from.as_slice(), step.axis, step.predicates.first())
        else {
            return None;
        };
        let (list, size) = (*list, self.tree.rows(*list)? as usize);
        let named = match &step.test {
            Test::Name(name) => self.tree.name(Node::Item { list, item: 0 }) == &**name,
            test => matches!(test, Test::Any | Test::Node),
        };
        let rows = self.rows_to_try(list, filter).filter(|_| named)?;
        let items =
            rows.into_iter().map(|item| At { node: Node::Item { list, item }, position: item as usize + 1, size });
        Some(self.kept(items, filter))
    }
}

/// `column = value` pairs of a filter that decide before anything that could fail or draw a random number: the
/// members of an `and` up to the first that is no plain comparison.
fn keys(filter: &Expr) -> Vec<(u32, &Expr)> {
    let members = match filter {
        Expr::And(members) => members.as_ref(),
        other => std::slice::from_ref(other),
    };
    let mut found = Vec::new();
    for member in members {
        let Expr::Binary(operator, left, right) = member else { break };
        match (operator, &**left, &**right) {
            (Operator::Equal, Expr::Column(column), value) | (Operator::Equal, value, Expr::Column(column))
                if is_fixed(value) =>
            {
                found.push((*column, value));
            }
            _ => {}
        }
        if !is_plain(left) || !is_plain(right) {
            break;
        }
    }
    found
}

/// Can neither fail nor draw a random number.
const fn is_plain(expr: &Expr) -> bool {
    matches!(expr, Expr::Number(_) | Expr::Text(_) | Expr::Field(_) | Expr::Column(_))
}

/// Whether the value is the same for every row, however often it is asked for.
fn is_fixed(expr: &Expr) -> bool {
    match expr {
        Expr::Number(_) | Expr::Text(_) => true,
        Expr::Field(field) => field.from == From::Current,
        Expr::Column(_) | Expr::Refusal(_) | Expr::IndexedRepeat(_) => false,
        Expr::Or(members) | Expr::And(members) | Expr::Union(members) => members.iter().all(is_fixed),
        Expr::Binary(_, left, right) => is_fixed(left) && is_fixed(right),
        Expr::Negate(inner) | Expr::Regex(inner, _) => is_fixed(inner),
        Expr::ChoiceName { value, .. } => is_fixed(value),
        Expr::Call(function, arguments) => {
            !function.depends_on_place() && !function.draws() && arguments.iter().all(is_fixed)
        }
        Expr::Path(path) => is_fixed_path(path),
    }
}

/// Predicates see nodes of their own; a path with any is left to the scan.
fn is_fixed_path(path: &StepPath) -> bool {
    let starts = match &path.start {
        PathStart::Context => false,
        PathStart::Current | PathStart::Root | PathStart::List(_) => true,
        PathStart::Expr(expr) => is_fixed(expr),
    };
    starts && path.filters.is_empty() && path.steps.iter().all(|step| step.predicates.is_empty())
}
