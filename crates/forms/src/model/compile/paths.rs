//! References of binds, controls and actions: plain paths, resolved without the expression compiler.

use std::borrow::Cow;

use super::Compiler;
use crate::model::{Layout, NodeId};

impl Compiler<'_> {
    /// The node that `reference` names, seen from `context`.
    pub(super) fn resolve(&self, context: NodeId, reference: &str) -> Option<NodeId> {
        resolve(&self.layout, context, reference)
    }
}

/// Predicates say which instance; the node is the same for all.
pub(super) fn resolve(layout: &Layout, context: NodeId, reference: &str) -> Option<NodeId> {
    let reference = without_predicates(reference.trim());
    let (mut node, rest) = match reference.strip_prefix('/') {
        Some(absolute) => {
            let (root, rest) = absolute.split_once('/').unwrap_or((absolute, ""));
            let named = root.is_empty() || layout.is_named(NodeId::ROOT, root.trim());
            if !named {
                return None;
            }
            (NodeId::ROOT, rest)
        }
        None => (context, reference.strip_prefix("current()/").unwrap_or(&reference)),
    };
    for step in rest.split('/').map(str::trim).filter(|step| !step.is_empty()) {
        node = match step {
            "." => node,
            ".." => layout.node(node).parent?,
            name => child(layout, node, name)?,
        };
    }
    Some(node)
}

fn child(layout: &Layout, node: NodeId, name: &str) -> Option<NodeId> {
    let (sign, qualified) = name.strip_prefix('@').map_or(("", name), |name| ("@", name));
    let local = qualified.rsplit(':').next().unwrap_or(qualified);
    if sign.is_empty() { layout.child(node, local) } else { layout.attribute(node, local) }
}

fn without_predicates(path: &str) -> Cow<'_, str> {
    if !path.contains(['[', ']']) {
        return Cow::Borrowed(path);
    }
    let mut depth = 0_u32;
    let mut kept = String::with_capacity(path.len());
    for letter in path.chars() {
        match letter {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            other if depth == 0 => kept.push(other),
            _ => {}
        }
    }
    Cow::Owned(kept)
}

/// A reference as the absolute path of local names, seen from another such path. Needed before nodes are placed.
pub(super) fn absolute(context: &str, reference: &str) -> String {
    let reference = without_predicates(reference.trim());
    let mut steps: Vec<&str> = if reference.starts_with('/') { Vec::new() } else { context.split('/').collect() };
    for step in reference.split('/').map(str::trim) {
        match step {
            "" | "." | "current()" => {}
            ".." => {
                steps.pop();
            }
            name => steps.push(name.rsplit(':').next().unwrap_or(name)),
        }
    }
    steps.retain(|step| !step.is_empty());
    format!("/{}", steps.join("/"))
}
