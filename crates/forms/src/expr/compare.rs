//! Comparisons: the rules of XPath 1.0 §3.4, and how forms bend them.

use std::borrow::Cow;

use super::ast::Operator;
use super::date::{self, Moment};
use super::eval::{At, Result, Scene};
use super::value::strict_number_of_text;
use super::{Dialect, Expr, Node, Nodes, Val};

impl<'a> Scene<'a> {
    pub(super) fn comparison(&self, operator: Operator, left: &'a Expr, right: &'a Expr, at: At) -> Result<bool> {
        let left = self.value(left, at)?;
        let right = self.value(right, at)?;
        if self.dialect == Dialect::XPath {
            return self.compare_strictly(operator, left, right);
        }
        Ok(match (left, right) {
            (Val::Nodes(left), Val::Nodes(right)) => {
                self.visit(left.len().saturating_mul(right.len()))?;
                left.iter().any(|left| right.iter().any(|right| self.compare_nodes(operator, *left, *right)))
                    // Two unanswered questions are equal, as a blank value is.
                    || (left.is_empty() || right.is_empty()) && self.compare_blank(operator, &left, &right)
            }
            (Val::Nodes(nodes), other) => self.compare_set(operator, &nodes, &other, Side::Left),
            (other, Val::Nodes(nodes)) => self.compare_set(operator, &nodes, &other, Side::Right),
            (left, right) => self.compare(operator, &left, &right),
        })
    }

    fn compare_blank(&self, operator: Operator, left: &Nodes, right: &Nodes) -> bool {
        let value = |nodes: &Nodes| Val::Text(nodes.first().map_or(Cow::Borrowed(""), |node| self.tree.text(*node)));
        self.compare(operator, &value(left), &value(right))
    }

    fn compare_set(&self, operator: Operator, nodes: &Nodes, other: &Val<'_>, side: Side) -> bool {
        let compare = |one: &Val<'_>| match side {
            Side::Left => self.compare(operator, one, other),
            Side::Right => self.compare(operator, other, one),
        };
        if nodes.is_empty() {
            return compare(&Val::empty());
        }
        nodes.iter().any(|node| match other {
            Val::Number(_) => compare(&Val::Number(self.tree.number(*node))),
            Val::Truth(_) => compare(&Val::Truth(Val::Nodes(nodes.clone()).truth(self.tree))),
            _ => compare(&Val::Text(self.tree.text(*node))),
        })
    }

    fn compare_nodes(&self, operator: Operator, left: Node, right: Node) -> bool {
        match operator {
            Operator::Equal => self.tree.text(left) == self.tree.text(right),
            Operator::NotEqual => self.tree.text(left) != self.tree.text(right),
            _ => ordered(operator, self.tree.number(left), self.tree.number(right)),
        }
    }

    /// XPath 1.0 §3.4 on values that are not node sets.
    fn compare(&self, operator: Operator, left: &Val<'_>, right: &Val<'_>) -> bool {
        if !matches!(operator, Operator::Equal | Operator::NotEqual) {
            // Beside a date, a text that says another zone is brought into this one.
            let number = |one: &Val<'_>, other: &Val<'_>| match (one, other) {
                (Val::Text(text), Val::Date(_)) => self.moment(text).map_or(f64::NAN, Moment::days),
                _ => one.number(self.tree),
            };
            return ordered(operator, number(left, right), number(right, left));
        }
        let equal = match (left, right) {
            (Val::Truth(left), right) => *left == right.truth(self.tree),
            (left, Val::Truth(right)) => left.truth(self.tree) == *right,
            (Val::Text(left), Val::Text(right)) => left == right,
            (Val::Date(moment), Val::Text(text)) | (Val::Text(text), Val::Date(moment)) => {
                self.moment(text).map_or_else(|| moment.text() == **text, |other| moment.days() == other.days())
            }
            (left, right) => same_number(left.number(self.tree), right.number(self.tree)),
        };
        equal == (operator == Operator::Equal)
    }
    fn moment(&self, text: &str) -> Option<Moment> {
        Moment::read(text, &date::zone_of(self.env))
    }

    fn compare_strictly(&self, operator: Operator, left: Val<'a>, right: Val<'a>) -> Result<bool> {
        let is_equality = matches!(operator, Operator::Equal | Operator::NotEqual);
        let (left, right) = match (left, right) {
            // Whether a set equals a truth value is asked of the set as a whole. In an order its nodes
            // count as numbers, as all engines of forms have it (XPath 1.0 would take the whole there too).
            pair if !is_equality => pair,
            (Val::Nodes(nodes), Val::Truth(truth)) => (Val::Truth(!nodes.is_empty()), Val::Truth(truth)),
            (Val::Truth(truth), Val::Nodes(nodes)) => (Val::Truth(truth), Val::Truth(!nodes.is_empty())),
            pair => pair,
        };
        let (left, right) = (self.spread(left), self.spread(right));
        self.visit(left.len().saturating_mul(right.len()))?;
        Ok(left.iter().any(|left| right.iter().any(|right| self.compare_values(operator, left, right))))
    }

    /// The string values of a set; another value alone.
    fn spread(&self, value: Val<'a>) -> Vec<Val<'a>> {
        match value {
            Val::Nodes(nodes) => nodes.into_iter().map(|node| Val::Text(self.tree.text(node))).collect(),
            other => vec![other],
        }
    }

    fn compare_values(&self, operator: Operator, left: &Val<'_>, right: &Val<'_>) -> bool {
        let number = |value: &Val<'_>| match value {
            Val::Text(text) => strict_number_of_text(text),
            other => other.number(self.tree),
        };
        let equal = match (operator, left, right) {
            (Operator::Equal | Operator::NotEqual, left, right) => match (left, right) {
                (Val::Truth(left), right) => *left == right.truth(self.tree),
                (left, Val::Truth(right)) => left.truth(self.tree) == *right,
                (Val::Text(left), Val::Text(right)) => left == right,
                (left, right) => number(left) == number(right),
            },
            _ => return ordered(operator, number(left), number(right)),
        };
        equal == (operator == Operator::Equal)
    }
}

#[derive(Clone, Copy)]
enum Side {
    Left,
    Right,
}

/// Sums of decimal fractions that people would call equal are equal, as in JavaRosa.
fn same_number(left: f64, right: f64) -> bool {
    const TOLERANCE: f64 = 1e-12;
    left == right || (left - right).abs() < TOLERANCE
}

fn ordered(operator: Operator, left: f64, right: f64) -> bool {
    match operator {
        Operator::Less => left < right,
        Operator::LessOrEqual => left <= right,
        Operator::Greater => left > right,
        _ => left >= right,
    }
}
