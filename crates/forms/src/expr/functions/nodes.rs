//! Node sets: repeats and lists of values.

use super::{Call, Function, MANY, Outcome, arity};
use crate::expr::{Val, number_of_text};

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "count", arity: arity(1, 1), eval: |call| Ok(Val::Number(call.nodes(0)?.len() as f64)) },
    Function { name: "count-non-empty", arity: arity(1, 1), eval: count_non_empty },
    Function { name: "sum", arity: arity(1, MANY), eval: |call| Ok(Val::Number(call.numbers_from(0)?.iter().sum())) },
    Function { name: "min", arity: arity(1, MANY), eval: |call| Ok(Val::Number(extreme(call, f64::min)?)) },
    Function { name: "max", arity: arity(1, MANY), eval: |call| Ok(Val::Number(extreme(call, f64::max)?)) },
    Function { name: "position", arity: arity(0, 1), eval: position },
    Function { name: "last", arity: arity(0, 0), eval: |call| Ok(Val::Number(call.at.size as f64)) },
    Function { name: "index", arity: arity(0, 1), eval: position },
    Function { name: "current", arity: arity(0, 0), eval: current },
    Function { name: "checklist", arity: arity(3, MANY), eval: checklist },
    Function { name: "weighted-checklist", arity: arity(4, MANY), eval: weighted_checklist },
];

fn count_non_empty<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let nodes = call.nodes(0)?;
    Ok(Val::Number(nodes.iter().filter(|node| !call.scene.tree.text(**node).is_empty()).count() as f64))
}

fn extreme(call: &Call<'_, '_>, choose: fn(f64, f64) -> f64) -> Result<f64, crate::expr::EvalError> {
    let numbers = call.numbers_from(0)?;
    if numbers.iter().any(|number| number.is_nan()) {
        return Ok(f64::NAN);
    }
    Ok(numbers.into_iter().reduce(choose).unwrap_or(f64::NAN))
}

/// `position()` in its set; `position(node)` among its siblings.
fn position<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    if call.count() == 0 {
        return Ok(Val::Number(call.at.position as f64));
    }
    let nodes = call.nodes(0)?;
    Ok(Val::Number(nodes.first().map_or(f64::NAN, |node| call.scene.tree.position(*node) as f64)))
}

fn current<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    Ok(Val::Nodes(crate::expr::Nodes::from_slice(&[call.scene.current])))
}

/// `checklist(min, max, v…)`: whether the number of true answers lies in the bounds; −1 is no bound.
fn checklist<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let mut count = 0.0;
    for index in 2..call.count() {
        count += match call.value(index)? {
            Val::Nodes(nodes) => nodes.iter().filter(|node| is_ticked(&call.scene.tree.text(**node))).count() as f64,
            Val::Truth(truth) => f64::from(u8::from(truth)),
            other => f64::from(u8::from(is_ticked(&other.text(call.scene.tree)))),
        };
    }
    Ok(Val::Truth(within(call, count)?))
}

/// `weighted-checklist(min, max, v, w, …)`: the same over the weights of what is true.
fn weighted_checklist<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let mut values = Vec::new();
    let mut weights = Vec::new();
    for index in 2..call.count() {
        let into = if index % 2 == 0 { &mut values } else { &mut weights };
        match call.value(index)? {
            Val::Nodes(nodes) => into.extend(nodes.iter().map(|node| call.scene.tree.number(*node))),
            other => into.push(other.number(call.scene.tree)),
        }
    }
    let total = values.iter().zip(&weights).filter(|(value, _)| is_yes(**value)).map(|(_, weight)| weight).sum();
    Ok(Val::Truth(within(call, total)?))
}

/// A number other than 0, or any other text.
fn is_ticked(text: &str) -> bool {
    let number = number_of_text(text);
    !text.is_empty() && (number.is_nan() || number != 0.0)
}

fn is_yes(number: f64) -> bool {
    !number.is_nan() && number != 0.0
}

fn within(call: &Call<'_, '_>, amount: f64) -> Result<bool, crate::expr::EvalError> {
    let (least, most) = (call.number(0)?, call.number(1)?);
    Ok((least < 0.0 || amount >= least) && (most < 0.0 || amount <= most))
}
