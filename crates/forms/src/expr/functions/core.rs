//! The function library of XPath 1.0 §4, for expressions outside of forms.

use super::texts::{round_half_up, substring};
use super::{Call, Function, MANY, Outcome, arity, nodes, text, texts};
use crate::expr::{EvalError, Node, Nodes, Val};

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "last", arity: arity(0, 0), eval: |call| Ok(Val::Number(call.at.size as f64)) },
    Function { name: "position", arity: arity(0, 0), eval: |call| Ok(Val::Number(call.at.position as f64)) },
    // Of XSLT 1.0 §12.4; paths copied from forms use it.
    Function { name: "current", arity: arity(0, 0), eval: nodes::current },
    Function { name: "count", arity: arity(1, 1), eval: nodes::count },
    Function { name: "id", arity: arity(1, 1), eval: id },
    Function { name: "local-name", arity: arity(0, 1), eval: local_name },
    Function { name: "namespace-uri", arity: arity(0, 1), eval: namespace_uri },
    Function { name: "name", arity: arity(0, 1), eval: name },
    Function { name: "string", arity: arity(0, 1), eval: texts::string },
    Function { name: "concat", arity: arity(2, MANY), eval: concat },
    Function { name: "starts-with", arity: arity(2, 2), eval: texts::starts_with },
    Function { name: "contains", arity: arity(2, 2), eval: texts::contains },
    Function { name: "substring-before", arity: arity(2, 2), eval: texts::before },
    Function { name: "substring-after", arity: arity(2, 2), eval: texts::after },
    Function { name: "substring", arity: arity(2, 3), eval: substring },
    Function { name: "string-length", arity: arity(0, 1), eval: string_length },
    Function { name: "normalize-space", arity: arity(0, 1), eval: normalize_space },
    Function { name: "translate", arity: arity(3, 3), eval: texts::translate },
    Function { name: "boolean", arity: arity(1, 1), eval: |call| Ok(Val::Truth(call.truth(0)?)) },
    Function { name: "not", arity: arity(1, 1), eval: |call| Ok(Val::Truth(!call.truth(0)?)) },
    Function { name: "true", arity: arity(0, 0), eval: |_| Ok(Val::Truth(true)) },
    Function { name: "false", arity: arity(0, 0), eval: |_| Ok(Val::Truth(false)) },
    Function { name: "lang", arity: arity(1, 1), eval: lang },
    Function { name: "number", arity: arity(0, 1), eval: number },
    Function { name: "sum", arity: arity(1, 1), eval: sum },
    Function { name: "floor", arity: arity(1, 1), eval: |call| Ok(Val::Number(call.number(0)?.floor())) },
    Function { name: "ceiling", arity: arity(1, 1), eval: |call| Ok(Val::Number(call.number(0)?.ceil())) },
    Function { name: "round", arity: arity(1, 1), eval: |call| Ok(Val::Number(round_half_up(call.number(0)?))) },
];

/// The first node of the argument, or the context node where there is none.
fn subject(call: &Call<'_, '_>) -> Result<Option<Node>, EvalError> {
    if call.count() == 0 { Ok(Some(call.at.node)) } else { Ok(call.set(0)?.first().copied()) }
}

pub(super) fn local_name<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    text(subject(call)?.map_or("", |node| call.scene.tree.name(node)))
}

pub(super) fn namespace_uri<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    text(subject(call)?.map_or("", |node| call.scene.tree.namespace(node)))
}

pub(super) fn name<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    match subject(call)? {
        Some(node) => text(call.scene.tree.qualified_name(node)),
        None => Ok(Val::empty()),
    }
}

/// Elements by their `id` attribute, as documents without a type declare them.
pub(super) fn id<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let mut ids = String::new();
    match call.value(0)? {
        Val::Nodes(nodes) => {
            for node in nodes {
                ids.push_str(&call.node_text(node));
                ids.push(' ');
            }
        }
        other => ids.push_str(&other.text(call.scene.tree)),
    }
    let mut found = Nodes::new();
    call.scene.tree.identified(&ids, &mut found);
    Ok(Val::Nodes(found))
}

/// Whether `xml:lang` is the language asked for or a variety of it, whatever the case of letters.
pub(super) fn lang<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let wanted = call.text(0)?.to_lowercase();
    let spoken = call.scene.tree.language(call.at.node).map(str::to_lowercase);
    Ok(Val::Truth(spoken.is_some_and(|spoken| {
        spoken.strip_prefix(&wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    })))
}

fn concat<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let mut whole = String::new();
    for index in 0..call.count() {
        whole.push_str(&call.text(index)?);
        call.fits(whole.len())?;
    }
    text(whole)
}

fn string_length<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    Ok(Val::Number(texts::subject(call)?.chars().count() as f64))
}

/// Only the four blanks of XML count (XPath 1.0 §4.2).
fn normalize_space<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let source = texts::subject(call)?;
    let words = source.split([' ', '\t', '\r', '\n']).filter(|word| !word.is_empty());
    text(words.collect::<Vec<_>>().join(" "))
}

fn number<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    Ok(Val::Number(if call.count() == 0 { call.scene.tree.number(call.at.node) } else { call.number(0)? }))
}

fn sum<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let numbers = call.set(0)?.into_iter().map(|node| call.scene.tree.number(node));
    Ok(Val::Number(numbers.fold(0.0, |sum, number| sum + number)))
}
