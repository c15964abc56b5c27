//! Where every node of a form lives: the tree of names, and the flat blocks in which answers are kept.
//!
//! A *scope* is the form itself or one repeat; each instance of a repeat owns one block of cells, a
//! cell per *spot* of its scope. A resolved path is then two array look-ups, never a name search.

use std::collections::{BTreeMap, BTreeSet};

/// A node as it was authored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NodeId(pub u32);

/// The form itself (0) or a repeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ScopeId(pub u32);

/// A place for a cell. A repeat has two: one for its range in the outer scope, one for each instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
#[derive(Clone, Debug)]
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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Inner {
    pub scope: ScopeId,
    pub spot: SpotId,
}

#[derive(Clone, Debug)]
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

#[derive(Clone, Debug)]
pub(crate) struct Spot {
    pub node: NodeId,
    pub scope: ScopeId,
    pub slot: u32,
    /// The spot whose irrelevance this one inherits.
    pub parent: Option<SpotId>,
    pub children: Vec<SpotId>,
}

/// The whole arrangement of a form.
#[derive(Clone, Debug)]
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

    #[expect(clippy::indexing_slicing, reason = "ids are given out by `add` of this layout and never removed")]
    pub(crate) fn node(&self, id: NodeId) -> &Placed {
        &self.nodes[id.index()]
    }

    #[expect(clippy::indexing_slicing, reason = "ids are given out by `add` of this layout and never removed")]
    pub(crate) fn scope(&self, id: ScopeId) -> &Scope {
        &self.scopes[id.index()]
    }

    #[expect(clippy::indexing_slicing, reason = "ids are given out by `add` of this layout and never removed")]
    pub(crate) fn spot(&self, id: SpotId) -> &Spot {
        &self.spots[id.index()]
    }

    pub(crate) fn node_ids(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..count(self.nodes.len())).map(NodeId)
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

/// Counts here are bounded by the reader's limits, far below `u32::MAX`.
fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
