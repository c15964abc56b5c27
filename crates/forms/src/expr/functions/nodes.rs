//! Node sets: repeats and lists of values.

use super::{Call, Function, MANY, Outcome, arity, core};
use crate::expr::{Node, Nodes, Val, number_of_text};

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "count", arity: arity(1, 1), eval: count },
    Function { name: "indexed-repeat", arity: arity(3, MANY), eval: indexed_repeat },
    Function { name: "instance", arity: arity(1, 1), eval: instance },
    Function { name: "id", arity: arity(1, 1), eval: core::id },
    Function { name: "lang", arity: arity(1, 1), eval: core::lang },
    Function { name: "local-name", arity: arity(0, 1), eval: core::local_name },
    Function { name: "name", arity: arity(0, 1), eval: core::name },
    Function { name: "namespace-uri", arity: arity(0, 1), eval: core::namespace_uri },
    Function { name: "count-non-empty", arity: arity(1, 1), eval: count_non_empty },
    Function { name: "sum", arity: arity(1, 1), eval: sum },
    Function { name: "min", arity: arity(0, MANY), eval: |call| Ok(Val::Number(extreme(call, f64::min)?)) },
    Function { name: "max", arity: arity(0, MANY), eval: |call| Ok(Val::Number(extreme(call, f64::max)?)) },
    Function { name: "position", arity: arity(0, 1), eval: position },
    Function { name: "last", arity: arity(0, 0), eval: |call| Ok(Val::Number(call.at.size as f64)) },
    Function { name: "index", arity: arity(0, 1), eval: position },
    Function { name: "current", arity: arity(0, 0), eval: current },
    Function { name: "checklist", arity: arity(2, MANY), eval: checklist },
    Function { name: "weighted-checklist", arity: arity(2, MANY), eval: weighted_checklist },
];

pub(super) fn count<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    Ok(Val::Number(call.set(0)?.len() as f64))
}

/// `indexed-repeat(target, repeat, index, …)` on documents: of each repeat the instance with that
/// number within the one chosen before, then what of the target lies in the last.
fn indexed_repeat<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let tree = call.scene.tree;
    let lies_in = |node: Node, outer: Node| {
        std::iter::successors(Some(node), |node| tree.parent(*node)).any(|node| node == outer)
    };
    let mut chosen: Option<Node> = None;
    for index in (1..call.count()).step_by(2) {
        let wanted = call.number(index + 1)?;
        if wanted.is_nan() {
            return Ok(Val::Nodes(Nodes::new()));
        }
        // An index below the first means the first instance, as in JavaRosa.
        let wanted = wanted.max(1.0) as usize;
        let instances = call.set(index)?;
        let mut within = instances.into_iter().filter(|node| chosen.is_none_or(|chosen| lies_in(*node, chosen)));
        let Some(found) = within.nth(wanted.saturating_sub(1)) else { return Ok(Val::Nodes(Nodes::new())) };
        chosen = Some(found);
    }
    let mut target = call.set(0)?;
    target.retain(|node| chosen.is_some_and(|chosen| lies_in(*node, chosen)));
    Ok(Val::Nodes(target))
}

fn instance<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let id = call.text(0)?;
    match call.scene.tree.instance(&id) {
        Some(node) => Ok(Val::Nodes(Nodes::from_slice(&[node]))),
        None => Err(call.refuse(&id)),
    }
}

fn count_non_empty<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let nodes = call.set(0)?;
    Ok(Val::Number(nodes.iter().filter(|node| !call.scene.tree.text(**node).is_empty()).count() as f64))
}

/// Blanks count nothing.
fn sum<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let answered = call.set(0)?.into_iter().filter(|node| !call.node_text(*node).trim().is_empty());
    Ok(Val::Number(answered.map(|node| call.scene.tree.number(node)).fold(0.0, |sum, number| sum + number)))
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
    let nodes = call.set(0)?;
    Ok(Val::Number(nodes.first().map_or(f64::NAN, |node| call.scene.tree.position(*node) as f64)))
}

pub(super) fn current<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
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
