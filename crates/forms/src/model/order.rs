//! The order in which formulas run, and the circles that have none.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use smallvec::SmallVec;

use super::graph::{Cycle, read_spot};
use super::{Layout, Property, Raw, SpotId};

/// Kahn's algorithm; among free formulas the first written comes first. Where formulas wait for each other, the first written of them goes ahead.
pub(super) fn lenient(layout: &Layout, raw: &[Raw]) -> Vec<usize> {
    sorted(&successors(layout, raw), Knots::Broken).0
}

/// What becomes of formulas that wait for each other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Knots {
    /// The first written of them goes ahead.
    Broken,
    Left,
}

/// Formulas in order and those that never became free.
fn sorted(after: &Successors, knots: Knots) -> (Vec<usize>, BTreeSet<usize>) {
    let count = after.after.len();
    let mut waiting = vec![0_usize; count];
    for next in after.after.iter().flatten() {
        if let Some(count) = waiting.get_mut(*next) {
            *count += 1;
        }
    }
    let mut is_stuck = vec![true; count];
    let mut first_stuck = 0;
    let free = waiting.iter().enumerate().filter(|(_, count)| **count == 0).map(|(at, _)| Reverse(at));
    let mut free = free.collect::<BinaryHeap<_>>();
    let mut order = Vec::with_capacity(count);
    loop {
        let next_free = free.pop().map(|Reverse(index)| index);
        let next = next_free.or_else(|| {
            first_stuck += is_stuck.get(first_stuck..)?.iter().position(|stuck| *stuck)?;
            (knots == Knots::Broken).then_some(first_stuck)
        });
        let Some(index) = next else { break };
        order.push(index);
        if let Some(stuck) = is_stuck.get_mut(index) {
            *stuck = false;
        }
        for next in after.of(index) {
            if let Some(count) = waiting.get_mut(*next).filter(|count| **count > 0) {
                *count -= 1;
                if *count == 0 && is_stuck.get(*next) == Some(&true) {
                    free.push(Reverse(*next));
                }
            }
        }
    }
    let stuck = is_stuck.iter().enumerate().filter(|(_, stuck)| **stuck).map(|(index, _)| index).collect();
    (order, stuck)
}

/// Which formula decides a property of a spot.
struct Producers {
    by_spot: Vec<[Option<usize>; PROPERTIES]>,
}

const PROPERTIES: usize = 7;

impl Producers {
    fn of<'a>(layout: &Layout, raw: impl Iterator<Item = (usize, &'a Raw)>) -> Self {
        let mut by_spot = vec![[None; PROPERTIES]; layout.spot_ids().count()];
        for (index, formula) in raw {
            let of_spot = by_spot.get_mut(formula.spot.index());
            if let Some(place) = of_spot.and_then(|of_spot| of_spot.get_mut(formula.property as usize)) {
                *place = Some(index);
            }
        }
        Self { by_spot }
    }

    fn get(&self, spot: SpotId, property: Property) -> Option<usize> {
        self.by_spot.get(spot.index())?.get(property as usize).copied().flatten()
    }
}

/// For each formula, those that must come later: each once, in the order in which they are written.
struct Successors {
    after: Vec<SmallVec<[usize; 2]>>,
}

impl Successors {
    fn none(count: usize) -> Self {
        Self { after: vec![SmallVec::new(); count] }
    }

    /// Notes that `to` comes after `from`, if that decides anything. `to` never falls from one call to the next.
    fn link(&mut self, from: Option<usize>, to: usize) {
        let list = from.and_then(|from| self.after.get_mut(from));
        if let Some(list) = list.filter(|list| list.last() != Some(&to)) {
            list.push(to);
        }
    }

    fn of(&self, index: usize) -> &[usize] {
        self.after.get(index).map_or(&[], SmallVec::as_slice)
    }
}

/// For each formula, those that must come later.
fn successors(layout: &Layout, raw: &[Raw]) -> Successors {
    let producers = Producers::of(layout, raw.iter().enumerate());
    let mut after = Successors::none(raw.len());
    let mut link = |from: Option<usize>, to: usize| after.link(from, to);
    for (index, formula) in raw.iter().enumerate() {
        let parent = layout.spot(formula.spot).parent;
        match formula.property {
            Property::Relevance => {
                link(parent.and_then(|parent| producers.get(parent, Property::Relevance)), index);
                // An instance's relevance also says whether the count has left it over.
                link(parent.and_then(|parent| producers.get(parent, Property::Count)), index);
            }
            property => {
                link(producers.get(formula.spot, Property::Relevance), index);
                if property == Property::ReadOnly {
                    link(parent.and_then(|parent| producers.get(parent, Property::ReadOnly)), index);
                }
            }
        }
        for (node, _) in &formula.reads.values {
            let spot = read_spot(layout, *node);
            link(producers.get(spot, Property::Relevance), index);
            // A calculation may look at the answer it replaces.
            link(producers.get(spot, Property::Value).filter(|made| *made != index), index);
            link(producers.get(spot, Property::Choices).filter(|made| *made != index), index);
        }
        for (repeat, _) in &formula.reads.repeats {
            link(producers.get(layout.node(*repeat).spot, Property::Count), index);
            let instance = read_spot(layout, *repeat);
            let own = formula.spot == instance && formula.property == Property::Relevance;
            link(producers.get(instance, Property::Relevance).filter(|_| !own), index);
        }
    }
    after
}

/// Circles that JavaRosa refuses: a formula other than a constraint depends on every formula of a node that it
/// reads, and on the relevance of what holds that node.
pub(super) fn refused(layout: &Layout, raw: &[Raw]) -> Vec<Cycle> {
    let mut after = refused_successors(layout, raw);
    let mut found = Vec::new();
    for (index, next) in after.after.iter_mut().enumerate() {
        if next.contains(&index) {
            next.retain(|next| *next != index);
            found.extend(raw.get(index).map(|formula| vec![layout.spot(formula.spot).node]));
        }
    }
    let (_, stuck) = sorted(&after, Knots::Left);
    found.extend(knots(layout, raw, &after, stuck));
    found.dedup();
    found
}

/// What takes part in circles. A constraint is checked once there is an answer and decides nothing.
const BINDING: [Property; 4] = [Property::Relevance, Property::ReadOnly, Property::Required, Property::Value];

fn refused_successors(layout: &Layout, raw: &[Raw]) -> Successors {
    let binds = |formula: &Raw| formula.expr.is_some() && BINDING.contains(&formula.property);
    let producers = raw.iter().enumerate().filter(|(_, formula)| binds(formula));
    let producers = Producers::of(layout, producers);
    let mut after = Successors::none(raw.len());
    for (index, formula) in raw.iter().enumerate().filter(|(_, formula)| binds(formula)) {
        for (node, _) in &formula.reads.values {
            let spot = read_spot(layout, *node);
            let mut link = |spot: SpotId, property: Property| after.link(producers.get(spot, property), index);
            for property in BINDING {
                link(spot, property);
            }
            let mut above = layout.spot(spot).parent;
            while let Some(here) = above {
                link(here, Property::Relevance);
                above = layout.spot(here).parent;
            }
        }
    }
    after
}

/// One circle for each knot among the formulas that could not be ordered.
fn knots(layout: &Layout, raw: &[Raw], after: &Successors, mut stuck: BTreeSet<usize>) -> Vec<Cycle> {
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
            next = after.of(index).iter().find(|later| stuck.contains(later)).copied();
        }
        for index in trail {
            stuck.remove(&index);
        }
    }
    found.retain(|nodes| !nodes.is_empty());
    found.dedup();
    found
}
