//! What a form says of itself.

use super::{Call, Function, MANY, Outcome, arity, text};
use crate::expr::{EvalError, Node, Nodes, Val};

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "jr:itext", arity: arity(1, 1), eval: translation },
    Function { name: "jr:choice-name", arity: arity(2, 2), eval: choice_name },
    Function { name: "version", arity: arity(0, 0), eval: |call| text(call.scene.tree.version()) },
    Function { name: "property", arity: arity(1, 1), eval: property },
    Function { name: "pulldata", arity: arity(4, 4), eval: pulldata },
    // Says that the first argument also depends on the others; the value is the first.
    Function { name: "depend", arity: arity(1, MANY), eval: |call| call.value(0) },
];

/// A text of the form in the current language; blank where there is none.
fn translation<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let id = call.text(0)?;
    Ok(call.scene.tree.translation(&id).map_or_else(Val::empty, Val::Text))
}

/// `jr:choice-name(value, question)` on documents; blank where the question has no such choice.
fn choice_name<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let question = call.set(1)?.first().copied();
    let choice = call.text(0)?;
    let label = question.and_then(|question| call.scene.tree.choice_name(question, &choice));
    Ok(label.map_or_else(Val::empty, Val::Text))
}

/// A property of the device or its user, blank where it is not known.
fn property<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let name = call.text(0)?;
    text(call.scene.env.property(&name).unwrap_or_default().to_owned())
}

/// `pulldata(instance, wanted, key, value)`: of the first item whose `key` is `value`, what is `wanted`.
fn pulldata<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let (id, wanted, key, value) = (call.text(0)?, call.text(1)?, call.text(2)?, call.text(3)?);
    let tree = call.scene.tree;
    let Some(instance) = tree.instance(&id) else { return Err(call.refuse(&id)) };
    for root in children(call, instance)? {
        for item in items(call, root, &key, &value)? {
            let cells = children(call, item)?;
            let named = |name: &str| cells.iter().copied().find(|cell| tree.name(*cell) == name);
            if named(&key).is_some_and(|cell| tree.text(cell) == value) {
                return Ok(named(&wanted).map_or_else(Val::empty, |cell| Val::Text(tree.text(cell))));
            }
        }
    }
    Ok(Val::empty())
}

/// The items below `root` that can have `value` at `key`, in order.
fn items(call: &Call<'_, '_>, root: Node, key: &str, value: &str) -> Result<Nodes, EvalError> {
    let tree = call.scene.tree;
    if let Node::ListRoot(list) = root
        && let Some(rows) = tree.column_named(list, key).and_then(|column| tree.rows_with(list, column, value))
    {
        return Ok(rows.iter().map(|item| Node::Item { list, item: *item }).collect());
    }
    children(call, root)
}

fn children(call: &Call<'_, '_>, node: Node) -> Result<Nodes, EvalError> {
    let mut found = Nodes::new();
    call.scene.tree.children(node, &mut found);
    call.scene.visit(found.len())?;
    Ok(found)
}
