//! Comparisons: the rules of XPath 1.0 §3.4, and how forms bend them.
//!
//! In forms a set without nodes counts as one blank answer, dates compare as moments, and sums of decimal
//! fractions that people would call equal are equal.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::ast::Operator;
use super::date::{self, Moment};
use super::eval::{At, Result, Scene};
use super::{Dialect, Expr, Node, Nodes, Val};

impl<'a> Scene<'a> {
    pub(super) fn comparison(&self, operator: Operator, left: &'a Expr, right: &'a Expr, at: At) -> Result<bool> {
        let left = self.value(left, at)?;
        let right = self.value(right, at)?;
        Ok(match (left, right) {
            (Val::Nodes(left), Val::Nodes(right)) => {
                self.visit(left.len().saturating_add(right.len()))?;
                self.compare_sets(operator, &left, &right)
            }
            (Val::Nodes(nodes), other) => {
                self.visit(nodes.len())?;
                self.compare_set(operator, &nodes, &other, Side::Left)
            }
            (other, Val::Nodes(nodes)) => {
                self.visit(nodes.len())?;
                self.compare_set(operator, &nodes, &other, Side::Right)
            }
            (left, right) => self.compare(operator, &left, &right),
        })
    }

    /// Whether some node of one set compares with some node of the other, in time that grows with their sum.
    fn compare_sets(&self, operator: Operator, left: &Nodes, right: &Nodes) -> bool {
        let text = |node: &Node| self.tree.text(*node);
        let (Some(first_left), Some(first_right)) = (left.first(), right.first()) else {
            // Two unanswered questions are equal, as a blank value is.
            let blank = |nodes: &Nodes| Val::Text(nodes.first().map_or(Cow::Borrowed(""), text));
            return self.dialect == Dialect::Odk && self.compare(operator, &blank(left), &blank(right));
        };
        match operator {
            Operator::Equal if left.len() == 1 => right.iter().any(|right| text(right) == text(first_left)),
            Operator::Equal if right.len() == 1 => left.iter().any(|left| text(left) == text(first_right)),
            Operator::Equal => {
                let known = left.iter().map(text).collect::<BTreeSet<_>>();
                right.iter().any(|right| known.contains(&text(right)))
            }
            Operator::NotEqual => {
                let (one, other) = (text(first_left), text(first_right));
                right.iter().any(|right| text(right) != one) || left.iter().any(|left| text(left) != other)
            }
            // If any two are in order, then the outermost are.
            Operator::Less | Operator::LessOrEqual => {
                ordered(operator, self.outermost(left, f64::min), self.outermost(right, f64::max))
            }
            _ => ordered(operator, self.outermost(left, f64::max), self.outermost(right, f64::min)),
        }
    }

    /// NaN where no node is a number, which is in no order with anything.
    fn outermost(&self, nodes: &Nodes, choose: fn(f64, f64) -> f64) -> f64 {
        let numbers = nodes.iter().map(|node| self.tree.number(*node)).filter(|number| !number.is_nan());
        numbers.reduce(choose).unwrap_or(f64::NAN)
    }

    fn compare_set(&self, operator: Operator, nodes: &Nodes, other: &Val<'_>, side: Side) -> bool {
        let compare = |one: &Val<'_>| match side {
            Side::Left => self.compare(operator, one, other),
            Side::Right => self.compare(operator, other, one),
        };
        match other {
            // Whether a set equals a truth value is asked of the set as a whole. In an order its nodes count
            // as numbers, as all engines of forms have it (XPath 1.0 would take the whole there too).
            Val::Truth(_) if is_equality(operator) => compare(&Val::Truth(Val::Nodes(nodes.clone()).truth(self.tree))),
            _ if nodes.is_empty() => self.dialect == Dialect::Odk && compare(&Val::empty()),
            Val::Number(_) | Val::Truth(_) => nodes.iter().any(|node| compare(&Val::Number(self.tree.number(*node)))),
            _ => nodes.iter().any(|node| compare(&Val::Text(self.tree.text(*node)))),
        }
    }

    /// Values that are not node sets.
    fn compare(&self, operator: Operator, left: &Val<'_>, right: &Val<'_>) -> bool {
        if !is_equality(operator) {
            return ordered(operator, self.number_beside(left, right), self.number_beside(right, left));
        }
        let equal = match (left, right) {
            (Val::Truth(left), right) => *left == right.truth(self.tree),
            (left, Val::Truth(right)) => left.truth(self.tree) == *right,
            (Val::Text(left), Val::Text(right)) => left == right,
            (Val::Date(moment), Val::Text(text)) | (Val::Text(text), Val::Date(moment)) => {
                self.moment(text).map_or_else(|| moment.text() == **text, |other| moment.days() == other.days())
            }
            (left, right) => {
                let (left, right) = (left.number_in(self.dialect, self.tree), right.number_in(self.dialect, self.tree));
                left == right || (self.dialect == Dialect::Odk && (left - right).abs() < TOLERANCE)
            }
        };
        equal == (operator == Operator::Equal)
    }

    /// Beside a date, a text that says another zone is brought into this one.
    fn number_beside(&self, one: &Val<'_>, other: &Val<'_>) -> f64 {
        match (one, other) {
            (Val::Text(text), Val::Date(_)) => self.moment(text).map_or(f64::NAN, Moment::days),
            _ => one.number_in(self.dialect, self.tree),
        }
    }

    fn moment(&self, text: &str) -> Option<Moment> {
        Moment::read(text, &date::zone_of(self.env))
    }
}

#[derive(Clone, Copy)]
enum Side {
    Left,
    Right,
}

/// As in JavaRosa.
const TOLERANCE: f64 = 1e-12;

const fn is_equality(operator: Operator) -> bool {
    matches!(operator, Operator::Equal | Operator::NotEqual)
}

fn ordered(operator: Operator, left: f64, right: f64) -> bool {
    match operator {
        Operator::Less => left < right,
        Operator::LessOrEqual => left <= right,
        Operator::Greater => left > right,
        _ => left >= right,
    }
}
