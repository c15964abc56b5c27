//! The order in which formulas run, and the circles that have none.

use std::collections::{BTreeSet, HashMap};

use super::graph::{Cycle, read_spot};
use super::{Layout, Property, Raw, SpotId};

/// Kahn's algorithm; among free formulas the first written comes first. Where formulas wait for each other, the first written of them goes ahead.
pub(super) fn lenient(layout: &Layout, raw: &[Raw]) -> Vec<usize> {
    let after = successors(layout, raw);
    sorted(&after, |stuck| stuck.first().copied()).0
}

/// Formulas in order and those that never became free. `break_knot` says which of the waiting goes ahead.
fn sorted(after: &[Vec<usize>], break_knot: fn(&BTreeSet<usize>) -> Option<usize>) -> (Vec<usize>, BTreeSet<usize>) {
    let mut waiting = vec![0_usize; after.len()];
    for next in after.iter().flatten() {
        if let Some(count) = waiting.get_mut(*next) {
            *count += 1;
        }
    }
    let mut stuck = (0..after.len()).collect::<BTreeSet<_>>();
    let mut free =
        waiting.iter().enumerate().filter(|(_, count)| **count == 0).map(|(at, _)| at).collect::<BTreeSet<_>>();
    let mut order = Vec::with_capacity(after.len());
    while let Some(index) = free.pop_first().or_else(|| break_knot(&stuck)) {
        order.push(index);
        stuck.remove(&index);
        for next in after.get(index).into_iter().flatten() {
            if let Some(count) = waiting.get_mut(*next).filter(|count| **count > 0) {
                *count -= 1;
                if *count == 0 && stuck.contains(next) {
                    free.insert(*next);
                }
            }
        }
    }
    (order, stuck)
}

type Producers = HashMap<(SpotId, Property), usize>;

fn producers(raw: &[Raw]) -> Producers {
    raw.iter().enumerate().map(|(index, formula)| ((formula.spot, formula.property), index)).collect()
}

/// For each formula, those that must come later.
fn successors(layout: &Layout, raw: &[Raw]) -> Vec<Vec<usize>> {
    let producers = producers(raw);
    let mut after = vec![Vec::new(); raw.len()];
    let mut link = |from: Option<&usize>, to: usize| {
        if let Some(list) = from.and_then(|from| after.get_mut(*from)) {
            list.push(to);
        }
    };
    for (index, formula) in raw.iter().enumerate() {
        let parent = layout.spot(formula.spot).parent;
        match formula.property {
            Property::Relevance => {
                link(parent.and_then(|parent| producers.get(&(parent, Property::Relevance))), index);
                // An instance's relevance also says whether the count has left it over.
                link(parent.and_then(|parent| producers.get(&(parent, Property::Count))), index);
            }
            property => {
                link(producers.get(&(formula.spot, Property::Relevance)), index);
                if property == Property::ReadOnly {
                    link(parent.and_then(|parent| producers.get(&(parent, Property::ReadOnly))), index);
                }
            }
        }
        for (node, _) in &formula.reads.values {
            let spot = read_spot(layout, *node);
            link(producers.get(&(spot, Property::Relevance)), index);
            // A calculation may look at the answer it replaces.
            link(producers.get(&(spot, Property::Value)).filter(|made| **made != index), index);
            link(producers.get(&(spot, Property::Choices)).filter(|made| **made != index), index);
        }
        for (repeat, _) in &formula.reads.repeats {
            link(producers.get(&(layout.node(*repeat).spot, Property::Count)), index);
            let instance = read_spot(layout, *repeat);
            let own = formula.spot == instance && formula.property == Property::Relevance;
            link(producers.get(&(instance, Property::Relevance)).filter(|_| !own), index);
        }
    }
    for list in &mut after {
        list.sort_unstable();
        list.dedup();
    }
    after
}

/// Circles that JavaRosa refuses: a formula other than a constraint depends on every formula of a node that it
/// reads, and on the relevance of what holds that node.
pub(super) fn refused(layout: &Layout, raw: &[Raw]) -> Vec<Cycle> {
    let mut after = refused_successors(layout, raw);
    let mut found = Vec::new();
    for (index, next) in after.iter_mut().enumerate() {
        if next.contains(&index) {
            next.retain(|next| *next != index);
            found.extend(raw.get(index).map(|formula| vec![layout.spot(formula.spot).node]));
        }
    }
    let (_, stuck) = sorted(&after, |_| None);
    found.extend(knots(layout, raw, &after, stuck));
    found.dedup();
    found
}

/// What takes part in circles. A constraint is checked once there is an answer and decides nothing.
const BINDING: [Property; 4] = [Property::Relevance, Property::ReadOnly, Property::Required, Property::Value];

fn refused_successors(layout: &Layout, raw: &[Raw]) -> Vec<Vec<usize>> {
    let binds = |formula: &Raw| formula.expr.is_some() && BINDING.contains(&formula.property);
    let producers = raw.iter().enumerate().filter(|(_, formula)| binds(formula));
    let producers = producers.map(|(index, formula)| ((formula.spot, formula.property), index)).collect::<Producers>();
    let mut after = vec![Vec::new(); raw.len()];
    for (index, formula) in raw.iter().enumerate().filter(|(_, formula)| binds(formula)) {
        for (node, _) in &formula.reads.values {
            let spot = read_spot(layout, *node);
            let mut link = |spot: SpotId, property: Property| {
                if let Some(list) = producers.get(&(spot, property)).and_then(|made| after.get_mut(*made)) {
                    list.push(index);
                }
            };
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
    for list in &mut after {
        list.sort_unstable();
        list.dedup();
    }
    after
}

/// One circle for each knot among the formulas that could not be ordered.
fn knots(layout: &Layout, raw: &[Raw], after: &[Vec<usize>], mut stuck: BTreeSet<usize>) -> Vec<Cycle> {
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
