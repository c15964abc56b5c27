//! Labels of choices in a whole XForm: from a node of the primary instance over its control to the choice.

use std::borrow::Cow;

use crate::expr::ast::{Ast, AstPath, AstStart, Axis, Test};
use crate::expr::parser::parse;
use crate::xml::{Document, NodeId, NodeKind};

use super::Documents;

/// Deepest nesting of groups that a relative reference is followed through.
const MAX_GROUPS: usize = 100;

impl Documents<'_> {
    /// The label of `choice` in the select question that is bound to `question`.
    pub(super) fn label_of_choice(&self, question: NodeId, choice: &str) -> Option<Cow<'_, str>> {
        self.pass();
        let wanted = self.names_down_to(question);
        let is_select = |node: &NodeId| {
            self.is_element(*node) && matches!(self.document.local(*node), "select" | "select1" | "rank")
        };
        let mut controls = self.document.descendants(Document::ROOT).filter(is_select);
        let control = controls.find(|control| self.reference_of(*control).is_some_and(|names| names == wanted))?;
        self.label_of_item(control, choice).or_else(|| self.label_of_row(control, choice))
    }

    /// Of an `item` that is written at the control.
    fn label_of_item(&self, control: NodeId, choice: &str) -> Option<Cow<'_, str>> {
        let mut items = self.document.elements(control).filter(|item| self.document.local(*item) == "item");
        let item = items.find(|item| self.child_text(*item, "value").is_some_and(|value| value.trim() == choice))?;
        let label = self.child(item, "label")?;
        match self.document.attribute(label, "", "ref").and_then(itext_of) {
            Some(id) => self.text_of(&id),
            None => Some(self.document.string_value(label)),
        }
    }

    /// Of a node of the control's `itemset`. Filters are passed over: a choice is called the same in any of them.
    fn label_of_row(&self, control: NodeId, choice: &str) -> Option<Cow<'_, str>> {
        let itemset = self.child(control, "itemset")?;
        let column = |name: &str| self.child(itemset, name).and_then(|node| self.document.attribute(node, "", "ref"));
        let (value, label) = (column("value")?, column("label")?);
        let rows = self.rows(self.document.attribute(itemset, "", "nodeset")?);
        let row = rows.into_iter().find(|row| self.child_text(*row, value).is_some_and(|value| value == choice))?;
        match label.trim().strip_prefix("jr:itext(") {
            Some(inner) => self.text_of(&self.child_text(row, inner.trim_end_matches(')').trim())?),
            None => self.child_text(row, label),
        }
    }

    /// The nodes at a path of names through a secondary instance or the primary one.
    fn rows(&self, nodeset: &str) -> Vec<NodeId> {
        let Some(path) = parse(nodeset).ok().and_then(unshuffled) else { return Vec::new() };
        let Some(start) = self.start_of(&path) else { return Vec::new() };
        let mut rows = vec![start];
        for step in &path.steps {
            let Test::Name(name) = &step.test else { return Vec::new() };
            if step.axis != Axis::Child {
                return Vec::new();
            }
            let children = rows.iter().flat_map(|row| self.document.elements(*row));
            rows = children.filter(|child| self.document.local(*child) == unprefixed(name)).collect();
        }
        rows
    }

    fn start_of(&self, path: &AstPath) -> Option<NodeId> {
        match &path.start {
            AstStart::Root => Some(self.root),
            AstStart::Expression(inner) => match &**inner {
                Ast::Call { name, arguments, .. } if &**name == "instance" => match arguments.as_slice() {
                    [Ast::Text(id)] => self.secondary(id),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        }
    }

    /// Local names from the root of the primary instance down to a node.
    fn names_down_to(&self, node: NodeId) -> Vec<&str> {
        let line = std::iter::successors(Some(node), |node| self.document.parent(*node));
        let named = |node: NodeId, name: &str| self.document.local(node) == name;
        let is_instance = |node: NodeId| {
            named(node, "instance") && self.document.parent(node).is_some_and(|above| named(above, "model"))
        };
        let within = line.take_while(|node| !is_instance(*node) && *node != Document::ROOT);
        let mut names = within.map(|node| self.document.local(node)).collect::<Vec<_>>();
        names.reverse();
        names
    }

    /// The names in a control's reference, with those of the groups that it is relative to.
    fn reference_of(&self, control: NodeId) -> Option<Vec<&str>> {
        let own = |node: NodeId| {
            let attribute = |name| self.document.attribute(node, "", name);
            attribute("ref").or_else(|| attribute("nodeset"))
        };
        let mut parts = vec![own(control)?];
        let mut above = self.document.parent(control);
        for _ in 0..MAX_GROUPS {
            if parts.last().is_some_and(|part| part.trim().starts_with('/')) {
                break;
            }
            let Some(node) = above else { break };
            parts.extend(own(node));
            above = self.document.parent(node);
        }
        let steps = parts.into_iter().rev().flat_map(|part| part.split('/'));
        Some(steps.map(|step| unprefixed(step.trim())).filter(|step| !step.is_empty() && *step != ".").collect())
    }

    fn is_element(&self, node: NodeId) -> bool {
        self.document.kind(node) == NodeKind::Element
    }

    fn child(&self, node: NodeId, name: &str) -> Option<NodeId> {
        self.document.elements(node).find(|child| self.document.local(*child) == unprefixed(name))
    }

    fn child_text(&self, node: NodeId, name: &str) -> Option<Cow<'_, str>> {
        self.child(node, name).map(|child| self.document.string_value(child))
    }
}

/// `id` of `jr:itext('id')`.
fn itext_of(reference: &str) -> Option<Box<str>> {
    match parse(reference).ok()? {
        Ast::Call { name, arguments, .. } if &*name == "jr:itext" => match arguments.as_slice() {
            [Ast::Text(id)] => Some(id.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// The path in `randomize(path, seed)`, or the path itself.
fn unshuffled(ast: Ast) -> Option<AstPath> {
    match ast {
        Ast::Path(path) => Some(path),
        Ast::Call { name, arguments, .. } if &*name == "randomize" => match arguments.into_iter().next() {
            Some(Ast::Path(path)) => Some(path),
            _ => None,
        },
        _ => None,
    }
}

fn unprefixed(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}
