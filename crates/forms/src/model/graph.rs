//! Which formula must run after which, and what to run again when an answer changes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Layout, NodeId, ScopeId, SpotId, order};
use crate::expr::{Expr, Reads};

/// What a formula decides about its node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum Property {
    Relevance,
    /// The number of instances of a repeat.
    Count,
    /// A calculated answer.
    Value,
    Required,
    ReadOnly,
    Constraint,
    /// Whether the chosen choices still pass the choice filter.
    Choices,
}

/// One formula of the form. Its index is its rank: it reads only what lower ranks decide.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Formula {
    pub spot: SpotId,
    pub property: Property,
    /// `None` where the decision needs no expression of its own (inherited relevance, filters).
    pub expr: Option<Expr>,
}

/// From a changed cell climb to the instance of `anchor`, then descend through `down` to every
/// instance in which the formula lives.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Edge {
    pub formula: u32,
    pub anchor: ScopeId,
    /// Repeats from the anchor down to the formula's scope.
    pub down: Box<[NodeId]>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Graph {
    pub formulas: Vec<Formula>,
    /// By spot: what reads its value.
    readers: Vec<Vec<Edge>>,
    /// By repeat: what reads its instances.
    counters: BTreeMap<NodeId, Vec<Edge>>,
    /// By spot: its relevance formula.
    relevance: Vec<u32>,
    /// By spot: all its formulas, in rank order.
    of_spot: Vec<Vec<u32>>,
    /// Formulas that read labels.
    pub language: Vec<u32>,
}

/// A formula before ordering.
pub(crate) struct Raw {
    pub spot: SpotId,
    pub property: Property,
    pub expr: Option<Expr>,
    pub reads: Reads,
}

/// Nodes whose formulas wait for each other.
pub(crate) type Cycle = Vec<NodeId>;

impl Graph {
    /// Orders formulas as far as they can be; every spot must have exactly one of relevance among `raw`. Those that wait for each other come in the order in which they are
    /// written, and run again when what they read changes.
    pub(crate) fn ordered(layout: &Layout, raw: Vec<Raw>) -> Self {
        let order = order::lenient(layout, &raw);
        Self::in_order(layout, raw, &order)
    }

    /// Circles of formulas that JavaRosa refuses.
    pub(crate) fn cycles(layout: &Layout, raw: &[Raw]) -> Vec<Cycle> {
        order::refused(layout, raw)
    }

    fn in_order(layout: &Layout, raw: Vec<Raw>, order: &[usize]) -> Self {
        let spots = layout.spot_ids().count();
        let mut graph = Self {
            readers: vec![Vec::new(); spots],
            relevance: vec![0; spots],
            of_spot: vec![Vec::new(); spots],
            ..Self::default()
        };
        let mut slots = raw.into_iter().map(Some).collect::<Vec<_>>();
        for (formula, index) in (0_u32..).zip(order) {
            let Some(raw) = slots.get_mut(*index).and_then(Option::take) else { continue };
            graph.add(layout, formula, raw);
        }
        graph
    }

    fn add(&mut self, layout: &Layout, formula: u32, raw: Raw) {
        let home = layout.spot(raw.spot).scope;
        let edge = |anchor: ScopeId| {
            let anchor = layout.common_scope(anchor, home);
            let down = layout.scopes_between(anchor, home).into_iter().map(|scope| layout.scope(scope).node);
            Edge { formula, anchor, down: down.collect() }
        };
        for (node, anchor) in raw.reads.values.union(&raw.reads.around) {
            if let Some(readers) = self.readers.get_mut(read_spot(layout, *node).index()) {
                readers.push(edge(*anchor));
            }
        }
        for (repeat, anchor) in &raw.reads.repeats {
            self.counters.entry(*repeat).or_default().push(edge(*anchor));
        }
        if raw.reads.language {
            self.language.push(formula);
        }
        if raw.property == Property::Relevance
            && let Some(slot) = self.relevance.get_mut(raw.spot.index())
        {
            *slot = formula;
        }
        if let Some(list) = self.of_spot.get_mut(raw.spot.index()) {
            list.push(formula);
        }
        self.formulas.push(Formula { spot: raw.spot, property: raw.property, expr: raw.expr });
    }

    /// Whether every link stays inside the layout.
    pub(crate) fn is_sound(&self, layout: &Layout) -> bool {
        let (nodes, spots) = (layout.node_ids().count(), layout.spot_ids().count());
        let is_formula = |formula: &u32| (*formula as usize) < self.formulas.len();
        let is_edge = |edge: &Edge| {
            is_formula(&edge.formula)
                && edge.anchor.index() < layout.scope_count()
                && edge.down.iter().all(|node| node.index() < nodes)
        };
        [self.readers.len(), self.relevance.len(), self.of_spot.len()].iter().all(|count| *count == spots)
            && self.readers.iter().chain(self.counters.values()).flatten().all(is_edge)
            && self.counters.keys().all(|node| node.index() < nodes)
            && self.of_spot.iter().flatten().chain(&self.language).all(is_formula)
            && self.formulas.iter().all(|formula| formula.spot.index() < spots)
    }

    pub(crate) fn formula(&self, index: u32) -> Option<&Formula> {
        self.formulas.get(index as usize)
    }

    pub(crate) fn readers(&self, spot: SpotId) -> &[Edge] {
        self.readers.get(spot.index()).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn counters(&self, repeat: NodeId) -> &[Edge] {
        self.counters.get(&repeat).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn relevance(&self, spot: SpotId) -> Option<u32> {
        self.relevance.get(spot.index()).copied()
    }

    /// The formula that decides a property of a spot.
    pub(crate) fn decides(&self, spot: SpotId, property: Property) -> Option<u32> {
        let is_it = |formula: &&u32| self.formula(**formula).is_some_and(|formula| formula.property == property);
        self.of_spot(spot).iter().find(is_it).copied()
    }

    pub(crate) fn of_spot(&self, spot: SpotId) -> &[u32] {
        self.of_spot.get(spot.index()).map_or(&[], Vec::as_slice)
    }
}

/// The spot whose cell is read when a path ends at `node`.
pub(super) fn read_spot(layout: &Layout, node: NodeId) -> SpotId {
    let placed = layout.node(node);
    placed.inner.map_or(placed.spot, |inner| inner.spot)
}
