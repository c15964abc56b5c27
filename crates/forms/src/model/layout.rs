//! Where every node of a form lives: the tree of names, and the flat blocks in which answers are kept.
//!
//! A *scope* is the form itself or one repeat; each instance of a repeat owns one block of cells, a
//! cell per *spot* of its scope. A resolved path is then two array look-ups, never a name search.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// A node as it was authored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct NodeId(pub u32);

/// The form itself (0) or a repeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct ScopeId(pub u32);

/// A place for a cell. A repeat has two: one for its range in the outer scope, one for each instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct SpotId(pub u32);

impl NodeId {
    pub(crate) const ROOT: Self = Self(0);

    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

impl ScopeId {
    pub(crate) const FORM: Self = Self(0);

    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

impl SpotId {
    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// Name, family and place of a node.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Placed {
    /// The local name.
    pub name: Box<str>,
    /// As written in the instance; empty without one.
    pub prefix: Box<str>,
    /// Namespace URI; empty for names in the namespace of the form itself.
    pub namespace: Box<str>,
    pub is_attribute: bool,
    pub parent: Option<NodeId>,
    pub children: Vec<NodeId>,
    by_name: BTreeMap<Box<str>, NodeId>,
    /// The scope whose block holds this node (for a repeat: its range).
    pub scope: ScopeId,
    pub spot: SpotId,
    /// Only for repeats: the scope of its instances and the spot of an instance.
    pub inner: Option<Inner>,
    /// Names from below the root, joined by `/`.
    pub path: Box<str>,
    /// Names from below the instance of `scope`, joined by `/`.
    pub local: Box<str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Inner {
    pub scope: ScopeId,
    pub spot: SpotId,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Scope {
    pub parent: Option<ScopeId>,
    /// The repeat, or the root.
    pub node: NodeId,
    pub depth: u32,
    /// Spots in document order; the index is the slot in an instance's block.
    pub spots: Vec<SpotId>,
    /// Repeats directly in this scope.
    pub repeats: Vec<NodeId>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Spot {
    pub node: NodeId,
    pub scope: ScopeId,
    pub slot: u32,
    /// The spot whose irrelevance this one inherits.
    pub parent: Option<SpotId>,
    pub children: Vec<SpotId>,
}

/// The whole arrangement of a form.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Layout {
    nodes: Vec<Placed>,
    scopes: Vec<Scope>,
    spots: Vec<Spot>,
    names: BTreeMap<Box<str>, Vec<NodeId>>,
}

impl Layout {
    pub(crate) fn new(root: &str) -> Self {
        let mut layout = Self { nodes: Vec::new(), scopes: Vec::new(), spots: Vec::new(), names: BTreeMap::new() };
        layout.scopes.push(Scope {
            parent: None,
            node: NodeId::ROOT,
            depth: 0,
            spots: Vec::new(),
            repeats: Vec::new(),
        });
        let spot = layout.new_spot(NodeId::ROOT, ScopeId::FORM, None);
        layout.nodes.push(Placed {
            name: root.into(),
            prefix: "".into(),
            namespace: "".into(),
            is_attribute: false,
            parent: None,
            children: Vec::new(),
            by_name: BTreeMap::new(),
            scope: ScopeId::FORM,
            spot,
            inner: None,
            path: "".into(),
            local: "".into(),
        });
        layout
    }

    /// Gives the root its full name.
    pub(crate) fn name_root(&mut self, prefix: &str, namespace: &str) {
        if let Some(root) = self.nodes.first_mut() {
            (root.prefix, root.namespace) = (prefix.into(), namespace.into());
        }
    }

    /// Adds a node; a repeat opens a scope of its own. Children must follow their parent.
    pub(crate) fn add_named(&mut self, parent: NodeId, name: &NodeName<'_>, kind: Shape) -> NodeId {
        let id = NodeId(count(self.nodes.len()));
        let scope = self.home(parent);
        let above = self.node(parent);
        let step: Box<str> = if name.is_attribute { format!("@{}", name.local).into() } else { name.local.into() };
        let path = joined(&above.path, &step);
        let local = if above.inner.is_some() { step.clone() } else { joined(&above.local, &step) };
        let parent_spot = above.inner.map_or(above.spot, |inner| inner.spot);
        let spot = self.new_spot(id, scope, Some(parent_spot));
        let inner = (kind == Shape::Repeat).then(|| self.new_scope(id, scope, spot));
        self.nodes.push(Placed {
            name: name.local.into(),
            prefix: name.prefix.into(),
            namespace: name.namespace.into(),
            is_attribute: name.is_attribute,
            parent: Some(parent),
            children: Vec::new(),
            by_name: BTreeMap::new(),
            scope,
            spot,
            inner,
            path,
            local,
        });
        if let Some(above) = self.nodes.get_mut(parent.index()) {
            above.children.push(id);
            above.by_name.entry(step).or_insert(id);
        }
        self.names.entry(name.local.into()).or_default().push(id);
        id
    }

    fn new_scope(&mut self, repeat: NodeId, outer: ScopeId, range: SpotId) -> Inner {
        let scope = ScopeId(count(self.scopes.len()));
        let depth = self.scope(outer).depth + 1;
        self.scopes.push(Scope { parent: Some(outer), node: repeat, depth, spots: Vec::new(), repeats: Vec::new() });
        if let Some(outer) = self.scopes.get_mut(outer.index()) {
            outer.repeats.push(repeat);
        }
        let spot = self.new_spot(repeat, scope, Some(range));
        Inner { scope, spot }
    }

    fn new_spot(&mut self, node: NodeId, scope: ScopeId, parent: Option<SpotId>) -> SpotId {
        let id = SpotId(count(self.spots.len()));
        let slot = self.scopes.get_mut(scope.index()).map_or(0, |scope| {
            scope.spots.push(id);
            count(scope.spots.len() - 1)
        });
        self.spots.push(Spot { node, scope, slot, parent, children: Vec::new() });
        if let Some(parent) = parent.and_then(|parent| self.spots.get_mut(parent.index())) {
            parent.children.push(id);
        }
        id
    }

    /// Ids are given out by this layout; one from bytes that nobody vouches for may mean the first instead.
    #[expect(clippy::indexing_slicing, reason = "a layout has its root")]
    pub(crate) fn node(&self, id: NodeId) -> &Placed {
        self.nodes.get(id.index()).unwrap_or_else(|| &self.nodes[0])
    }

    /// Ids are given out by this layout; one from bytes that nobody vouches for may mean the first instead.
    #[expect(clippy::indexing_slicing, reason = "a layout has its root")]
    pub(crate) fn scope(&self, id: ScopeId) -> &Scope {
        self.scopes.get(id.index()).unwrap_or_else(|| &self.scopes[0])
    }

    /// Ids are given out by this layout; one from bytes that nobody vouches for may mean the first instead.
    #[expect(clippy::indexing_slicing, reason = "a layout has its root")]
    pub(crate) fn spot(&self, id: SpotId) -> &Spot {
        self.spots.get(id.index()).unwrap_or_else(|| &self.spots[0])
    }

    /// Whether every link stays inside and every walk ends.
    pub(crate) fn is_sound(&self) -> bool {
        let is_node = |node: NodeId| node.index() < self.nodes.len();
        let is_scope = |scope: ScopeId| scope.index() < self.scopes.len();
        let is_spot = |spot: SpotId| spot.index() < self.spots.len();
        let nodes = self.nodes.iter().enumerate().all(|(at, node)| {
            let inner = node.inner.is_none_or(|inner| {
                let scope = self.scope(inner.scope);
                (is_scope(inner.scope) && is_spot(inner.spot))
                    && (scope.node.index() == at && scope.parent == Some(node.scope))
                    && self.spot(inner.spot).scope == inner.scope
            });
            let home = node.parent.map_or(ScopeId::FORM, |parent| self.home(parent));
            is_under(at, node.parent.map(NodeId::index))
                && rise(at, node.children.iter().map(|child| child.index()), self.nodes.len())
                && node.children.iter().all(|child| self.node(*child).parent.map(NodeId::index) == Some(at))
                && node.by_name.values().all(|child| is_node(*child) && child.index() > at)
                && (inner && home == node.scope && is_scope(home) && is_spot(node.spot))
                && (self.spot(node.spot).scope == home && self.spot(node.spot).node.index() == at)
        });
        let scopes = self.scopes.iter().enumerate().all(|(at, scope)| {
            let own = |slot: usize, spot: &Spot| spot.scope.index() == at && spot.slot as usize == slot;
            let deeper = scope.parent.map_or(Some(0), |parent| self.scope(parent).depth.checked_add(1));
            let is_inner = |repeat: &NodeId| self.node(*repeat).inner.is_some_and(|inner| inner.scope.index() > at);
            is_under(at, scope.parent.map(ScopeId::index))
                && (is_node(scope.node) && deeper == Some(scope.depth))
                && scope.spots.iter().enumerate().all(|(slot, spot)| is_spot(*spot) && own(slot, self.spot(*spot)))
                && rise(0, scope.repeats.iter().map(|repeat| repeat.index()), self.nodes.len())
                && scope.repeats.iter().all(is_inner)
        });
        let spots = self.spots.iter().enumerate().all(|(at, spot)| {
            let above = spot.parent.map_or(ScopeId::FORM, |parent| self.spot(parent).scope);
            is_under(at, spot.parent.map(SpotId::index))
                && (above == spot.scope || self.scope(spot.scope).parent == Some(above))
                && rise(at, spot.children.iter().map(|child| child.index()), self.spots.len())
                && (is_node(spot.node) && is_scope(spot.scope))
                && self.scope(spot.scope).spots.get(spot.slot as usize).is_some_and(|own| own.index() == at)
        });
        let some = !self.nodes.is_empty() && !self.scopes.is_empty() && !self.spots.is_empty();
        some && nodes && scopes && spots && self.names.values().flatten().all(|node| is_node(*node))
    }

    pub(crate) fn node_ids(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..count(self.nodes.len())).map(NodeId)
    }

    pub(crate) const fn scope_count(&self) -> usize {
        self.scopes.len()
    }

    pub(crate) fn spot_ids(&self) -> impl Iterator<Item = SpotId> + use<> {
        (0..count(self.spots.len())).map(SpotId)
    }

    /// The scope in which children of `node` live.
    pub(crate) fn home(&self, node: NodeId) -> ScopeId {
        let placed = self.node(node);
        placed.inner.map_or(placed.scope, |inner| inner.scope)
    }

    pub(crate) fn child(&self, node: NodeId, name: &str) -> Option<NodeId> {
        self.node(node).by_name.get(name).copied()
    }

    /// The child element that a name test means.
    pub(crate) fn child_element(&self, node: NodeId, test: &str) -> Option<NodeId> {
        let local = test.rsplit(':').next().unwrap_or(test);
        self.child(node, local).filter(|child| self.is_named(*child, test))
    }

    /// Whether a name test, prefix included, means this node. Prefixes are compared only where both have one:
    /// forms name `meta` and `orx:meta` alike.
    pub(crate) fn is_named(&self, node: NodeId, test: &str) -> bool {
        let placed = self.node(node);
        match test.split_once(':') {
            None => *placed.name == *test,
            Some((prefix, local)) => *placed.name == *local && (placed.prefix.is_empty() || *placed.prefix == *prefix),
        }
    }

    /// All nodes called `name`, in document order.
    pub(crate) fn named(&self, name: &str) -> &[NodeId] {
        self.names.get(name).map_or(&[], Vec::as_slice)
    }

    /// All names, for suggestions.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(|name| &**name)
    }

    /// The innermost scope that holds both.
    pub(crate) fn common_scope(&self, mut one: ScopeId, mut other: ScopeId) -> ScopeId {
        while one != other {
            let (deep, shallow) =
                if self.scope(one).depth >= self.scope(other).depth { (one, other) } else { (other, one) };
            one = self.scope(deep).parent.unwrap_or(ScopeId::FORM);
            other = shallow;
        }
        one
    }

    /// Scopes from just below `outer` down to `inner`, outermost first.
    pub(crate) fn scopes_between(&self, outer: ScopeId, inner: ScopeId) -> Vec<ScopeId> {
        let mut chain = Vec::new();
        let mut next = inner;
        while next != outer {
            chain.push(next);
            match self.scope(next).parent {
                Some(parent) => next = parent,
                None => break,
            }
        }
        chain.reverse();
        chain
    }

    /// `node` and what holds it, innermost first.
    pub(crate) fn line(&self, node: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(Some(node), |node| self.node(*node).parent)
    }

    /// Elements that may stand before or after `node` in an instance, outside of its ancestors and descendants. Around
    /// a repeat these are also what other instances of it hold.
    pub(crate) fn beyond(&self, node: NodeId, side: Side) -> BTreeSet<NodeId> {
        let mut tops = Vec::new();
        for here in self.line(node) {
            if self.node(here).inner.is_some() {
                tops.push(here);
            }
            let Some(parent) = self.node(here).parent else { continue };
            let siblings = &self.node(parent).children;
            let at = siblings.iter().position(|sibling| *sibling == here).unwrap_or_default();
            let (before, after) = siblings.split_at(at);
            tops.extend(if side == Side::Before { before } else { after.get(1..).unwrap_or_default() });
        }
        let families = tops.into_iter().flat_map(|top| self.family(top));
        families.filter(|node| !self.node(*node).is_attribute).collect()
    }

    /// `node` and everything below it.
    pub(crate) fn family(&self, node: NodeId) -> Vec<NodeId> {
        let mut found = vec![node];
        let mut next = 0;
        while let Some(id) = found.get(next).copied() {
            found.extend(&self.node(id).children);
            next += 1;
        }
        found
    }
}

/// How a node is called.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct NodeName<'a> {
    pub local: &'a str,
    pub prefix: &'a str,
    pub namespace: &'a str,
    pub is_attribute: bool,
}

/// A side in document order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Before,
    After,
}

/// Whether a node opens a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Single,
    Repeat,
}

fn joined(prefix: &str, name: &str) -> Box<str> {
    if prefix.is_empty() { name.into() } else { format!("{prefix}/{name}").into() }
}

/// Only the first has no parent; that of any other comes before it.
fn is_under(at: usize, parent: Option<usize>) -> bool {
    parent.map_or(at == 0, |parent| parent < at)
}

/// Whether indexes rise from above `floor` and stay below `end`.
fn rise(floor: usize, indexes: impl Iterator<Item = usize>, end: usize) -> bool {
    let mut last = floor;
    indexes.into_iter().all(|index| {
        let rises = last < index && index < end;
        last = index;
        rises
    })
}

/// Counts here are bounded by the reader's limits, far below `u32::MAX`.
fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
