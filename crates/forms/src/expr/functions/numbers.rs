//! Arithmetic.

use super::texts::round_half_up;
use super::{Call, Function, Outcome, arity};
use crate::expr::{Nodes, Val};

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "number", arity: arity(0, 1), eval: number },
    Function { name: "int", arity: arity(1, 1), eval: |call| Ok(Val::Number(call.number(0)?.trunc())) },
    Function { name: "round", arity: arity(1, 2), eval: round },
    Function { name: "floor", arity: arity(1, 1), eval: |call| Ok(Val::Number(call.number(0)?.floor())) },
    Function { name: "ceiling", arity: arity(1, 1), eval: |call| Ok(Val::Number(call.number(0)?.ceil())) },
    Function { name: "abs", arity: arity(1, 1), eval: |call| Ok(Val::Number(call.number(0)?.abs())) },
    Function { name: "pow", arity: arity(2, 2), eval: |call| Ok(Val::Number(call.number(0)?.powf(call.number(1)?))) },
    Function { name: "sqrt", arity: arity(1, 1), eval: |call| Ok(Val::Number(call.number(0)?.sqrt())) },
    Function { name: "exp", arity: arity(1, 1), eval: |call| Ok(Val::Number(call.number(0)?.exp())) },
    Function { name: "exp10", arity: arity(1, 1), eval: |call| Ok(Val::Number(10_f64.powf(call.number(0)?))) },
    Function { name: "log", arity: arity(1, 1), eval: |call| Ok(Val::Number(call.number(0)?.ln())) },
    Function { name: "log10", arity: arity(1, 1), eval: |call| Ok(Val::Number(call.number(0)?.log10())) },
    Function { name: "pi", arity: arity(0, 0), eval: |_| Ok(Val::Number(std::f64::consts::PI)) },
    Function { name: "sin", arity: arity(1, 1), eval: |call| Ok(Val::Number(call.number(0)?.sin())) },
    Function { name: "cos", arity: arity(1, 1), eval: |call| Ok(Val::Number(call.number(0)?.cos())) },
    Function { name: "tan", arity: arity(1, 1), eval: |call| Ok(Val::Number(call.number(0)?.tan())) },
    Function { name: "asin", arity: arity(1, 1), eval: |call| Ok(Val::Number(call.number(0)?.asin())) },
    Function { name: "acos", arity: arity(1, 1), eval: |call| Ok(Val::Number(call.number(0)?.acos())) },
    Function { name: "atan", arity: arity(1, 1), eval: |call| Ok(Val::Number(call.number(0)?.atan())) },
    Function {
        name: "atan2",
        arity: arity(2, 2),
        eval: |call| Ok(Val::Number(call.number(0)?.atan2(call.number(1)?))),
    },
];

/// Decimal places beyond which a double has none.
const MAX_PLACES: f64 = 30.0;

/// Of a moment the whole days since 1970-01-01, as JavaRosa and Web Forms count them; `decimal-date-time` has the
/// time too.
fn number<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let value = if call.count() == 0 { Val::Nodes(Nodes::from_slice(&[call.at.node])) } else { call.value(0)? };
    let is_moment = match &value {
        Val::Date(_) => true,
        Val::Text(text) => is_date_time(text),
        Val::Nodes(nodes) => nodes.first().is_some_and(|node| is_date_time(&call.node_text(*node))),
        Val::Number(_) | Val::Truth(_) => false,
    };
    let number = value.number(call.scene.tree);
    Ok(Val::Number(if is_moment { number.floor() } else { number }))
}

/// Of all texts that are numbers only those of dates with a time have this letter.
fn is_date_time(text: &str) -> bool {
    text.contains('T')
}

/// `round(x, places)`; halves go up, as in XPath 1.0 §4.4.
fn round<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let number = call.number(0)?;
    if call.count() < 2 {
        return Ok(Val::Number(round_half_up(number)));
    }
    let places = call.number(1)?;
    if places.abs() > MAX_PLACES {
        return Ok(Val::Number(f64::NAN));
    }
    // NaN places are none.
    let places = places as i32;
    Ok(Val::Number(shifted(round_half_up(shifted(number, places)), -places)))
}

/// The number with its decimal point moved, by its spelling: 1.005 by 2 is 100.5, not 100.49999.
fn shifted(number: f64, places: i32) -> f64 {
    format!("{number}e{places}").parse().unwrap_or(number)
}
