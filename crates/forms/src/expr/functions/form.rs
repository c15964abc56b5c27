//! What a form says of itself.

use super::{Call, Function, MANY, Outcome, arity, text};
use crate::expr::Val;

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "jr:itext", arity: arity(1, 1), eval: translation },
    Function { name: "version", arity: arity(0, 0), eval: |call| text(call.scene.tree.version()) },
    // Says that the first argument also depends on the others; the value is the first.
    Function { name: "depend", arity: arity(1, MANY), eval: |call| call.value(0) },
];

/// A text of the form in the current language; blank where there is none.
fn translation<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let id = call.text(0)?;
    Ok(call.scene.tree.translation(&id).map_or_else(Val::empty, Val::Text))
}
