//! Where every node of a form lives: the tree of names, and the flat blocks in which answers are kept.
//!
//! A *scope* is the form itself or one repeat; each instance of a repeat owns one block of cells, a
//! cell per *spot* of its scope. A resolved path is then two array look-ups, never a name search.

use std::collections::BTreeSet;
use std::ops::Range;

use foldhash::HashMap;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::Words;

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
    /// The scope whose block holds this node (for a repeat: its range).
    pub scope: ScopeId,
    pub spot: SpotId,
    /// Only for repeats: the scope of its instances and the spot of an instance.
    pub inner: Option<Inner>,
    /// Its path among the layout's paths.
    path: Range<usize>,
    /// Where in its path the names from below the instance of `scope` start, in bytes.
    local: usize,
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
#[derive(Clone, Debug, Default)]
pub(crate) struct Layout {
    nodes: Vec<Placed>,
    scopes: Vec<Scope>,
    spots: Vec<Spot>,
    /// Names from below the root, joined by `/`, of one node after the other.
    paths: String,
    names: Words,
    /// By name: the nodes that are called so.
    named: Vec<SmallVec<[NodeId; 2]>>,
    children: HashMap<Step, NodeId>,
}

/// A step from a node to a child: the index of its name tells which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Step {
    parent: u32,
    name: u32,
    is_attribute: bool,
}

impl Layout {
    pub(crate) fn new(root: &str) -> Self {
        let mut layout = Self::default();
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
            scope: ScopeId::FORM,
            spot,
            inner: None,
            path: 0..0,
            local: 0,
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
        let (above_path, above_inner, above_local) = (above.path.clone(), above.inner, above.local);
        let parent_spot = above_inner.map_or(above.spot, |inner| inner.spot);
        let spot = self.new_spot(id, scope, Some(parent_spot));
        let inner = (kind == Shape::Repeat).then(|| self.new_scope(id, scope, spot));
        let start = self.paths.len();
        if !above_path.is_empty() {
            self.paths.extend_from_within(above_path);
            self.paths.push('/');
        }
        let local = if above_inner.is_some() { self.paths.len() - start } else { above_local };
        if name.is_attribute {
            self.paths.push('@');
        }
        self.paths.push_str(name.local);
        self.nodes.push(Placed {
            name: name.local.into(),
            prefix: name.prefix.into(),
            namespace: name.namespace.into(),
            is_attribute: name.is_attribute,
            parent: Some(parent),
            children: Vec::new(),
            scope,
            spot,
            inner,
            path: start..self.paths.len(),
            local,
        });
        if let Some(above) = self.nodes.get_mut(parent.index()) {
            above.children.push(id);
        }
        let word = self.names.intern(name.local);
        match self.named.get_mut(word as usize) {
            Some(named) => named.push(id),
            None => self.named.push([id].into_iter().collect()),
        }
        self.children.entry(Step { parent: parent.0, name: word, is_attribute: name.is_attribute }).or_insert(id);
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

    /// Names from below the root, joined by `/`; an attribute has `@` before its name.
    pub(crate) fn path(&self, node: NodeId) -> &str {
        self.paths.get(self.node(node).path.clone()).unwrap_or_default()
    }

    /// Names from below the instance of the node's scope, joined by `/`.
    pub(crate) fn local_path(&self, node: NodeId) -> &str {
        self.path(node).get(self.node(node).local..).unwrap_or_default()
    }

    /// The node with a path such as [`Layout::path`] gives.
    pub(crate) fn node_at(&self, path: &str) -> Option<NodeId> {
        path.split('/').try_fold(NodeId::ROOT, |node, name| self.child(node, name))
    }

    /// The child with a local name, `@` before that of an attribute.
    pub(crate) fn child(&self, node: NodeId, name: &str) -> Option<NodeId> {
        match name.strip_prefix('@') {
            Some(attribute) => self.step(node, attribute, true),
            None => self.step(node, name, false),
        }
    }

    pub(crate) fn attribute(&self, node: NodeId, local: &str) -> Option<NodeId> {
        self.step(node, local, true)
    }

    fn step(&self, node: NodeId, local: &str, is_attribute: bool) -> Option<NodeId> {
        let name = self.names.find(local)?;
        self.children.get(&Step { parent: node.0, name, is_attribute }).copied()
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
        let word = self.names.find(name);
        word.and_then(|word| self.named.get(word as usize)).map_or(&[], SmallVec::as_slice)
    }

    /// All names, for suggestions.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter()
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

/// Counts here are bounded by the reader's limits, far below `u32::MAX`.
fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
