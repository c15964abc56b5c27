//! Nodes by absolute XPath with positions, as in `/data/people[2]/name`.

use super::{Session, SessionError};
use crate::model::NodeId;

/// What an absolute path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum At {
    /// A node of one instance; for `/data/people[2]` the instance itself.
    Cell(u32),
    /// All instances of a repeat in one place.
    Repeat { block: u32, node: NodeId },
}

impl Session {
    /// The node at an absolute path. A repeat without a position above the last step means its first instance.
    pub(super) fn at(&self, reference: &str) -> Option<At> {
        let mut steps = reference.trim().strip_prefix('/')?.split('/');
        let layout = &self.form.layout;
        if !layout.is_named(NodeId::ROOT, name_and_position(steps.next()?).0) {
            return None;
        }
        let (mut block, mut node) = (0, NodeId::ROOT);
        let mut steps = steps.peekable();
        while let Some(step) = steps.next() {
            let (name, position) = name_and_position(step);
            node = child(self, node, name)?;
            if layout.node(node).inner.is_none() {
                continue;
            }
            if position.is_none() && steps.peek().is_none() {
                return Some(At::Repeat { block, node });
            }
            block = *self.instances(block, node).get(position.unwrap_or(1).saturating_sub(1))?;
        }
        let placed = layout.node(node);
        Some(At::Cell(self.cell_at(block, placed.inner.map_or(placed.spot, |inner| inner.spot))))
    }

    pub(super) fn cell_of(&self, reference: &str) -> Result<u32, SessionError> {
        match self.at(reference) {
            Some(At::Cell(cell)) => Ok(cell),
            Some(At::Repeat { block, node }) => Ok(self.cell_at(block, self.form.layout.node(node).spot)),
            None => Err(SessionError::UnknownPath(reference.to_owned())),
        }
    }

    /// The absolute path of a cell; that of a repeat's range has no position at its end.
    pub(super) fn reference(&self, cell: u32) -> String {
        let mut steps = Vec::new();
        let mut next = Some((self.node_of(cell), self.cell(cell).block, self.is_instance(cell)));
        while let Some((node, block, positioned)) = next {
            let placed = self.form.layout.node(node);
            let sign = if placed.is_attribute { "@" } else { "" };
            let colon = if placed.prefix.is_empty() { "" } else { ":" };
            let name = format!("{sign}{}{colon}{}", placed.prefix, placed.name);
            let inside = placed.inner.is_some_and(|inner| self.block(block).scope == inner.scope);
            steps.push(if positioned && inside { format!("{name}[{}]", self.block(block).position + 1) } else { name });
            let above = if inside && positioned { self.block(block).parent.unwrap_or(block) } else { block };
            next = placed.parent.map(|parent| (parent, above, true));
        }
        steps.reverse();
        format!("/{}", steps.join("/"))
    }

    /// Cells of the whole form in document order, with the range of each repeat before its instances.
    pub(super) fn cells_in_order(&self) -> Vec<u32> {
        let mut found = Vec::new();
        self.gather_all(0, NodeId::ROOT, &mut found);
        found
    }

    fn gather_all(&self, block: u32, node: NodeId, into: &mut Vec<u32>) {
        let placed = self.form.layout.node(node);
        into.push(self.cell_at(block, placed.spot));
        let Some(inner) = placed.inner else {
            for child in &placed.children {
                self.gather_all(block, *child, into);
            }
            return;
        };
        for instance in self.instances(block, node) {
            if self.block(*instance).surplus {
                continue;
            }
            into.push(self.cell_at(*instance, inner.spot));
            for child in &placed.children {
                self.gather_all(*instance, *child, into);
            }
        }
    }

    /// Whether the cell stands for all instances of a repeat.
    pub(super) fn is_range(&self, cell: u32) -> bool {
        let placed = self.form.layout.node(self.node_of(cell));
        placed.inner.is_some() && placed.spot == self.cell(cell).spot
    }
}

fn child(session: &Session, node: NodeId, name: &str) -> Option<NodeId> {
    let layout = &session.form.layout;
    match name.strip_prefix('@') {
        Some(attribute) => layout.attribute(node, local(attribute)),
        None => layout.child(node, local(name)).or_else(|| layout.attribute(node, local(name))),
    }
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn name_and_position(step: &str) -> (&str, Option<usize>) {
    match step.split_once('[') {
        Some((name, rest)) => (name.trim(), rest.trim_end_matches(']').trim().parse().ok()),
        None => (step.trim(), None),
    }
}
