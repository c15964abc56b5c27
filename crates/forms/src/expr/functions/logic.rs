//! Truth and choice between values.

use super::{Call, Function, Outcome, arity};
use crate::expr::Val;

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "true", arity: arity(0, 0), eval: |_| Ok(Val::Truth(true)) },
    Function { name: "false", arity: arity(0, 0), eval: |_| Ok(Val::Truth(false)) },
    Function { name: "not", arity: arity(1, 1), eval: |call| Ok(Val::Truth(!call.truth(0)?)) },
    Function { name: "boolean", arity: arity(1, 1), eval: |call| Ok(Val::Truth(call.truth(0)?)) },
    Function { name: "boolean-from-string", arity: arity(1, 1), eval: from_string },
    Function {
        name: "if",
        arity: arity(3, 3),
        eval: |call| if call.truth(0)? { call.value(1) } else { call.value(2) },
    },
    Function { name: "coalesce", arity: arity(2, 2), eval: coalesce },
    Function { name: "once", arity: arity(1, 1), eval: once },
];

/// The spec takes `1` and `true` as true.
fn from_string<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let text = call.text(0)?;
    Ok(Val::Truth(text == "1" || text.eq_ignore_ascii_case("true")))
}

/// The first value that is neither blank nor NaN.
fn coalesce<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    for index in 0..call.count() {
        let value = call.value(index)?;
        if !matches!(value, Val::Number(number) if number.is_nan()) && !value.clone().text(call.scene.tree).is_empty() {
            return Ok(value);
        }
    }
    Ok(Val::empty())
}

/// What the question already holds, else the argument.
fn once<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let held = call.node_text(call.scene.current);
    if held.is_empty() { call.value(0) } else { Ok(Val::Text(held)) }
}
