//! `${name}` → the path to the element of that name.

use std::borrow::Cow;
use std::fmt::Write;

use super::super::names::{Reference, may_refer, replaceable};
use super::super::tree::ElementId;
use super::super::tree::Kind;
use super::super::types::Block;
use super::{Context, Named};
use crate::diagnostic::Diagnostic;

/// How a text is read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct How {
    /// The element that the text belongs to.
    pub context: Option<ElementId>,
    /// Whether the path starts in a predicate, so that it must say `current()`.
    pub current: bool,
    /// Whether the path should start above the repeat that both share, to leave room for a predicate.
    pub parent: bool,
}

impl How {
    pub(super) fn of(context: ElementId) -> Self {
        Self { context: Some(context), ..Self::default() }
    }
}

/// Arguments of `indexed-repeat` that name a repeat or the question asked for.
const ABSOLUTE_ARGUMENTS: [usize; 4] = [0, 1, 3, 5];
/// Longest text with paths in it, in bytes.
const MAX_FILLED_BYTES: usize = 8 << 20;
const INDEXED_REPEAT: &str = "indexed-repeat(";

impl Context<'_, '_> {
    /// Puts paths in place of all references of the text.
    pub(super) fn paths_in<'t>(&self, text: &'t str, how: How) -> Cow<'t, str> {
        if !may_refer(text) {
            return Cow::Borrowed(text);
        }
        let mut filled = String::with_capacity(text.len() + 32);
        let surroundings = Surroundings::of(text);
        let mut done = 0;
        for reference in replaceable(text) {
            if filled.len() > MAX_FILLED_BYTES {
                self.too_large();
                break;
            }
            filled.push_str(text.get(done..reference.start).unwrap_or_default());
            self.write_path(&surroundings, &reference, how, &mut filled);
            done = reference.end;
        }
        filled.push_str(text.get(done..).unwrap_or_default());
        Cow::Owned(filled)
    }

    pub(super) fn find(&self, name: &str, context: Option<ElementId>) -> Option<ElementId> {
        let found = self.by_name.get(name).copied();
        if let Some(Named::One(id)) = found {
            return Some(id);
        }
        let at = context.map_or_else(Default::default, |context| self.at(context, "name"));
        let (vi, en) = match found {
            Some(_) => ("có nhiều câu hoặc nhóm cùng tên này", "several questions or groups have this name"),
            None => ("không có câu hay nhóm nào tên này", "no question or group has this name"),
        };
        self.lost.borrow_mut().push(Diagnostic::error(
            at,
            "reference-unknown",
            format!("Không hiểu ${{{name}}}: {vi}."),
            format!("${{{name}}} is not clear: {en}."),
        ));
        None
    }

    pub(super) fn write_path(
        &self,
        surroundings: &Surroundings<'_>,
        reference: &Reference<'_>,
        how: How,
        into: &mut String,
    ) {
        let Some(target) = self.find(reference.name, how.context) else { return };
        let context = how.context.filter(|_| !reference.last_saved && surroundings.make_relative(reference));
        if let Some(context) = context {
            let current = how.current || surroundings.in_instance_predicate(reference);
            if let Some((steps, path)) = self.relative(context, target, how.parent) {
                into.push_str(if current { " current()/" } else { " " });
                for step in 0..steps {
                    into.push_str(if step == 0 { ".." } else { "/.." });
                }
                if path.ends_with(reference.name) {
                    into.push_str(path);
                } else {
                    let _ = write!(into, "/{}", reference.name);
                }
                into.push(' ');
                return;
            }
        }
        into.push(' ');
        if reference.last_saved {
            into.push_str("instance('__last-saved')");
        }
        into.push_str(self.path(target));
        into.push(' ');
    }

    /// Steps up and the path down, where both elements lie in one repeat.
    fn relative(&self, context: ElementId, target: ElementId, parent: bool) -> Option<(usize, &str)> {
        let tree = &self.form.tree;
        let above_target = tree.ancestors(target).collect::<Vec<_>>();
        let shared = |wanted: fn(&Kind) -> bool| {
            tree.ancestors(context)
                .enumerate()
                .find(|(_, above)| wanted(&tree.get(*above).kind) && above_target.contains(above))
        };
        let (steps, repeat) = shared(|kind| matches!(kind, Kind::Block(Block::Repeat)))?;
        let below = |above: ElementId| self.path(target).strip_prefix(self.path(above));
        if parent {
            let outermost = tree.nearest_repeat(repeat).is_none();
            let direct = tree.nearest_repeat(target) == Some(repeat);
            if direct && (outermost || tree.nearest_repeat(context) != Some(repeat)) {
                return Some((steps + 2, below(tree.get(repeat).parent?)?));
            }
        }
        let (steps, nearest) = shared(|kind| matches!(kind, Kind::Block(Block::Repeat | Block::Group)))?;
        Some((steps + 1, below(nearest)?))
    }
}

/// What stands around the references of a text.
pub(super) struct Surroundings<'t> {
    text: &'t str,
    /// Byte ranges of calls of `indexed-repeat`; none where there is not even a beginning of one.
    calls: Option<Vec<(usize, usize)>>,
    /// Byte ranges of predicates, where the text has paths into secondary instances.
    predicates: Vec<(usize, usize)>,
}

impl<'t> Surroundings<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        Self {
            text,
            calls: text.contains(INDEXED_REPEAT).then(|| indexed_repeats(text)),
            predicates: if calls_instance(text) { predicates(text) } else { Vec::new() },
        }
    }

    /// Whether a reference may become a relative path, as far as `indexed-repeat` has a say in it.
    fn make_relative(&self, reference: &Reference<'_>) -> bool {
        let Some(calls) = &self.calls else { return true };
        let mut at = 0;
        while let Some((start, end)) = calls.get(at).copied() {
            if reference.end > end {
                if at + 1 >= calls.len() {
                    return true;
                }
                at += 2;
                continue;
            }
            if reference.end < start || reference.start > end {
                return true;
            }
            let call = self.text.get(start..end).unwrap_or_default();
            let written = format!("${{{}}}", reference.name);
            let Some(arguments) = arguments(call) else { return false };
            let place = arguments.split(',').enumerate().filter(|(_, argument)| argument.contains(&written)).last();
            return place.is_some_and(|(place, _)| !ABSOLUTE_ARGUMENTS.contains(&place));
        }
        false
    }

    /// Whether a reference stands in a predicate of a path into a secondary instance.
    fn in_instance_predicate(&self, reference: &Reference<'_>) -> bool {
        let after = self.predicates.partition_point(|(start, _)| *start <= reference.start);
        let before = after.checked_sub(1).and_then(|place| self.predicates.get(place));
        before.is_some_and(|(_, end)| reference.end <= *end)
    }
}

/// Byte ranges of the calls, each up to the first closing parenthesis.
fn indexed_repeats(text: &str) -> Vec<(usize, usize)> {
    let mut calls = Vec::new();
    let mut from = 0;
    while let Some(start) = text.get(from..).and_then(|rest| rest.find(INDEXED_REPEAT)).map(|at| from + at) {
        let open = start + INDEXED_REPEAT.len();
        match text.get(open..).and_then(|rest| rest.find(')')) {
            Some(0) => from = open,
            Some(length) => {
                from = open + length + 1;
                calls.push((start, from));
            }
            None => break,
        }
    }
    calls
}

/// What stands between the first parenthesis on the last line of a call and its end.
fn arguments(call: &str) -> Option<&str> {
    let inner = call.strip_suffix(')')?;
    let line = inner.rfind('\n').map_or(0, |end| end + 1);
    let open = line + inner.get(line..)?.find('(')?;
    inner.get(open + 1..)
}

/// Byte ranges from each `[` to the first `]` behind it, one after the other.
fn predicates(text: &str) -> Vec<(usize, usize)> {
    let mut predicates = Vec::new();
    let mut from = 0;
    while let Some(start) = text.get(from..).and_then(|rest| rest.find('[')).map(|at| from + at) {
        match text.get(start + 1..).and_then(|rest| rest.find(']')) {
            Some(0) => from = start + 1,
            Some(length) => {
                from = start + 1 + length + 1;
                predicates.push((start, from));
            }
            None => break,
        }
    }
    predicates
}

/// Whether `instance(` is followed by something.
fn calls_instance(text: &str) -> bool {
    text.match_indices("instance(").any(|(at, call)| {
        let rest = text.get(at + call.len()..).unwrap_or_default();
        let letters = rest.chars().zip(rest.chars().skip(1));
        letters.take_while(|(letter, _)| *letter != ')').any(|(_, next)| next != '\n')
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::names::replaceable;
    use super::*;

    #[test]
    fn indexed_repeat_takes_whole_paths_where_it_names_repeats() {
        let text = "indexed-repeat(${a}, ${b}, ${c}) + ${d}";
        let surroundings = Surroundings::of(text);
        let relative = replaceable(text).map(|reference| surroundings.make_relative(&reference)).collect::<Vec<_>>();
        assert_eq!(relative, [false, false, true, true]);
    }

    #[test]
    fn a_reference_within_a_predicate_of_an_instance_is_told_apart() {
        let text = "instance('x')/root/item[a = ${b}]/c + ${d}";
        let surroundings = Surroundings::of(text);
        let inside =
            replaceable(text).map(|reference| surroundings.in_instance_predicate(&reference)).collect::<Vec<_>>();
        assert_eq!(inside, [true, false]);
        let text = "x[a = ${b}]";
        assert!(!replaceable(text).any(|reference| Surroundings::of(text).in_instance_predicate(&reference)));
    }
}
