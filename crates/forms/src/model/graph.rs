//! Which formula must run after which, and what to run again when an answer changes.

use std::collections::{BTreeMap, BTreeSet};

use super::{Layout, NodeId, ScopeId, SpotId};
use crate::expr::{Expr, Reads};

/// What a formula decides about its node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
#[derive(Clone, Debug)]
pub(crate) struct Formula {
    pub spot: SpotId,
    pub property: Property,
    /// `None` where the decision needs no expression of its own (inherited relevance, filters).
    pub expr: Option<Expr>,
}

/// From a changed cell climb to the instance of `anchor`, then descend through `down` to every
/// instance in which the formula lives.
#[derive(Clone, Debug)]
pub(crate) struct Edge {
    pub formula: u32,
    pub anchor: ScopeId,
    /// Repeats from the anchor down to the formula's scope.
    pub down: Box<[NodeId]>,
}

#[derive(Clone, Debug, Default)]
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
    /// Orders formulas; every spot must have exactly one of relevance among `raw`.
    pub(crate) fn new(layout: &Layout, raw: Vec<Raw>) -> Result<Self, Vec<Cycle>> {
        let order = ordered(layout, &raw)?;
        let mut rank = vec![0_u32; raw.len()];
        for (place, index) in order.iter().enumerate() {
            if let Some(slot) = rank.get_mut(*index) {
                *slot = u32::try_from(place).unwrap_or(u32::MAX);
            }
        }
        let spots = layout.spot_ids().count();
        let mut graph = Self {
            readers: vec![Vec::new(); spots],
            relevance: vec![0; spots],
            of_spot: vec![Vec::new(); spots],
            ..Self::default()
        };
        let mut slots = raw.into_iter().map(Some).collect::<Vec<_>>();
        for (formula, index) in (0_u32..).zip(order) {
            let Some(raw) = slots.get_mut(index).and_then(Option::take) else { continue };
            graph.add(layout, formula, raw);
        }
        Ok(graph)
    }

    fn add(&mut self, layout: &Layout, formula: u32, raw: Raw) {
        let home = layout.spot(raw.spot).scope;
        let edge = |anchor: ScopeId| {
            let anchor = layout.common_scope(anchor, home);
            let down = layout.scopes_between(anchor, home).into_iter().map(|scope| layout.scope(scope).node);
            Edge { formula, anchor, down: down.collect() }
        };
        for (node, anchor) in &raw.reads.values {
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

    pub(crate) fn of_spot(&self, spot: SpotId) -> &[u32] {
        self.of_spot.get(spot.index()).map_or(&[], Vec::as_slice)
    }
}

/// The spot whose cell is read when a path ends at `node`.
fn read_spot(layout: &Layout, node: NodeId) -> SpotId {
    let placed = layout.node(node);
    placed.inner.map_or(placed.spot, |inner| inner.spot)
}

/// Kahn's algorithm; among free formulas the first written comes first.
fn ordered(layout: &Layout, raw: &[Raw]) -> Result<Vec<usize>, Vec<Cycle>> {
    let after = successors(layout, raw);
    let mut waiting = vec![0_usize; raw.len()];
    for next in after.iter().flatten() {
        if let Some(count) = waiting.get_mut(*next) {
            *count += 1;
        }
    }
    let mut free =
        waiting.iter().enumerate().filter(|(_, count)| **count == 0).map(|(at, _)| at).collect::<BTreeSet<_>>();
    let mut order = Vec::with_capacity(raw.len());
    while let Some(index) = free.pop_first() {
        order.push(index);
        for next in after.get(index).into_iter().flatten() {
            if let Some(count) = waiting.get_mut(*next) {
                *count -= 1;
                if *count == 0 {
                    free.insert(*next);
                }
            }
        }
    }
    if order.len() == raw.len() {
        return Ok(order);
    }
    let stuck = waiting.iter().enumerate().filter(|(_, count)| **count > 0).map(|(at, _)| at).collect();
    Err(cycles(layout, raw, &after, stuck))
}

/// For each formula, those that must come later.
fn successors(layout: &Layout, raw: &[Raw]) -> Vec<BTreeSet<usize>> {
    let mut producers: BTreeMap<(SpotId, Property), usize> = BTreeMap::new();
    for (index, formula) in raw.iter().enumerate() {
        producers.insert((formula.spot, formula.property), index);
    }
    let mut after = vec![BTreeSet::new(); raw.len()];
    let mut link = |from: Option<&usize>, to: usize| {
        if let Some(list) = from.and_then(|from| after.get_mut(*from)) {
            list.insert(to);
        }
    };
    for (index, formula) in raw.iter().enumerate() {
        if formula.property == Property::Relevance {
            let parent = layout.spot(formula.spot).parent;
            link(parent.and_then(|parent| producers.get(&(parent, Property::Relevance))), index);
            // An instance's relevance also says whether the count has left it over.
            link(parent.and_then(|parent| producers.get(&(parent, Property::Count))), index);
        } else {
            link(producers.get(&(formula.spot, Property::Relevance)), index);
        }
        for (node, _) in &formula.reads.values {
            let spot = read_spot(layout, *node);
            link(producers.get(&(spot, Property::Relevance)), index);
            let value = producers.get(&(spot, Property::Value));
            // A calculation may look at the answer it replaces.
            link(value.filter(|value| **value != index), index);
        }
        for (repeat, _) in &formula.reads.repeats {
            link(producers.get(&(layout.node(*repeat).spot, Property::Count)), index);
            let instance = read_spot(layout, *repeat);
            let own = formula.spot == instance && formula.property == Property::Relevance;
            link(producers.get(&(instance, Property::Relevance)).filter(|_| !own), index);
        }
    }
    after
}

/// One cycle for each knot among the formulas that could not be ordered.
fn cycles(layout: &Layout, raw: &[Raw], after: &[BTreeSet<usize>], mut stuck: BTreeSet<usize>) -> Vec<Cycle> {
    let mut found = Vec::new();
    while let Some(start) = stuck.first().copied() {
        let mut trail: Vec<usize> = Vec::new();
        let mut next = Some(start);
        while let Some(index) = next {
            if let Some(begin) = trail.iter().position(|seen| *seen == index) {
                let knot = trail.get(begin..).unwrap_or_default();
                let mut nodes: Cycle = Vec::new();
                for index in knot {
                    let Some(formula) = raw.get(*index) else { continue };
                    let node = layout.spot(formula.spot).node;
                    if !nodes.contains(&node) && (formula.expr.is_some() || knot.len() == 1) {
                        nodes.push(node);
                    }
                }
                found.push(nodes);
                break;
            }
            trail.push(index);
            next = after.get(index).and_then(|after| after.iter().find(|later| stuck.contains(later))).copied();
        }
        for index in trail {
            stuck.remove(&index);
        }
    }
    found.retain(|nodes| !nodes.is_empty());
    found.dedup();
    found
}
