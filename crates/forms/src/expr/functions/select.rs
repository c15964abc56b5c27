//! Answers to `select_multiple`: choice names separated by blanks.

use super::{Call, Function, Outcome, arity, text};
use crate::expr::Val;

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "selected", arity: arity(2, 2), eval: selected },
    // Its name in early forms.
    Function { name: "is-selected", arity: arity(2, 2), eval: selected },
    Function { name: "selected-at", arity: arity(2, 2), eval: selected_at },
    Function { name: "count-selected", arity: arity(1, 1), eval: count_selected },
];

fn selected<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let wanted = call.text(1)?;
    let wanted = wanted.trim();
    let chosen = call.text(0)?;
    // Nothing is chosen where nothing is answered.
    let is_blank = wanted.is_empty() && chosen.trim().is_empty();
    Ok(Val::Truth(is_blank || chosen.split_whitespace().any(|choice| choice == wanted)))
}

/// 0-based.
fn selected_at<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let index = call.number(1)?;
    let chosen = call.text(0)?;
    if index.is_nan() || index < 0.0 {
        return Ok(Val::empty());
    }
    text(chosen.split_whitespace().nth(index as usize).unwrap_or_default().to_owned())
}

fn count_selected<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    Ok(Val::Number(call.text(0)?.split_whitespace().count() as f64))
}
