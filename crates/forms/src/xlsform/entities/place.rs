//! In which group or repeat each entity is declared. A container holds one declaration; a declaration
//! must stand where all that is saved to it, or named by it, is at hand.

use std::collections::BTreeMap;

use super::super::tree::{ElementId, Kind, Tree};
use super::super::types::Block;
use super::{Declaration, Entities, Version};
use crate::diagnostic::{Diagnostic, Location};

/// Containers from the form down to one of them.
type Path = Vec<ElementId>;

fn path(tree: &Tree<'_>, container: ElementId) -> Path {
    let mut path = tree.ancestors(container).collect::<Vec<_>>();
    path.reverse();
    path.push(container);
    path
}

/// Containers up to the nearest repeat, or the form itself: one declaration there stands for one entity.
fn scope(tree: &Tree<'_>, path: &[ElementId]) -> Path {
    let last = path.iter().rposition(|id| tree.get(*id).is_repeat()).unwrap_or_default();
    path.iter().take(last + 1).copied().collect()
}

/// How many repeats a path goes through.
fn repeats(tree: &Tree<'_>, path: &[ElementId]) -> usize {
    path.iter().skip(1).filter(|id| tree.get(**id).is_repeat()).count()
}

/// How many groups lie below the nearest repeat.
fn groups(tree: &Tree<'_>, path: &[ElementId]) -> usize {
    path.len() - scope(tree, path).len()
}

/// Where a declaration may stand.
struct Request {
    place: usize,
    scope: Path,
    wanted: Path,
    /// Containers of what is saved to it, each once.
    lineages: Vec<Path>,
}

impl<'a> Entities<'a> {
    /// Puts every declaration into the tree.
    pub(in super::super) fn build(
        &self,
        tree: &mut Tree<'a>,
        sheet: &str,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Version> {
        if self.all.is_empty() {
            return None;
        }
        let chosen = self.choose(tree, sheet, diagnostics);
        let several = self.all.len() > 1 || chosen.keys().any(|container| repeats(tree, &path(tree, *container)) > 0);
        for (container, place) in &chosen {
            let reachable = path(tree, *container)
                .iter()
                .all(|id| matches!(tree.get(*id).kind, Kind::Survey | Kind::Block(Block::Group | Block::Repeat)));
            if let Some(declaration) = self.all.get(*place).filter(|_| reachable) {
                declaration.build(tree, *container);
            }
        }
        Some(if several { Version::V2025 } else { Version::V2024 })
    }

    /// Container → declaration.
    fn choose(&self, tree: &Tree<'_>, sheet: &str, diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<ElementId, usize> {
        let mut requests = Vec::new();
        for place in &self.used {
            let Some(declaration) = self.all.get(*place) else { continue };
            requests.extend(declaration.request(tree, *place, sheet, diagnostics));
        }
        for place in (0..self.all.len()).filter(|place| !self.used.contains(place)) {
            let root = vec![Tree::ROOT];
            requests.push(Request { place, scope: root.clone(), wanted: root, lineages: Vec::new() });
        }
        if let [only] = requests.as_slice()
            && only.scope == [Tree::ROOT]
        {
            return BTreeMap::from([(Tree::ROOT, only.place)]);
        }
        let row = |place: usize| self.all.get(place).map_or(0, |declaration| declaration.row);
        requests.sort_by_key(|request| row(request.place));
        let mut chosen = BTreeMap::new();
        let mut reserved: BTreeMap<Path, usize> = BTreeMap::new();
        for request in &requests {
            if let Some(other) = request.settle(&mut chosen, &mut reserved) {
                diagnostics.push(no_container(sheet, row(request.place), row(other)));
            }
        }
        chosen
    }
}

impl Request {
    /// Takes the deepest free container; answers the declaration that stands in the way of all.
    fn settle(&self, chosen: &mut BTreeMap<ElementId, usize>, reserved: &mut BTreeMap<Path, usize>) -> Option<usize> {
        let mut conflict = None;
        for depth in (self.scope.len()..=self.wanted.len()).rev() {
            let here = self.wanted.iter().take(depth).copied().collect::<Path>();
            let Some(container) = here.last().copied() else { continue };
            match chosen.get(&container).or_else(|| reserved.get(&here)) {
                Some(other) => {
                    conflict = Some(*other);
                    // The first of the containers that another declaration keeps for itself.
                    if let Some(keeper) = self.lineages.iter().map(|lineage| reserved.get(lineage)).next().flatten() {
                        return Some(*keeper);
                    }
                }
                None => {
                    chosen.insert(container, self.place);
                    reserved.insert(here.clone(), self.place);
                    for lineage in &self.lineages {
                        for length in (here.len()..=lineage.len()).rev() {
                            reserved.insert(lineage.iter().take(length).copied().collect(), self.place);
                        }
                    }
                    return None;
                }
            }
        }
        conflict
    }
}

impl Declaration<'_> {
    /// Where the declaration wants to stand, or a report of uses that no place can bring together.
    fn request(
        &self,
        tree: &Tree<'_>,
        place: usize,
        sheet: &str,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Request> {
        let uses = self.uses.iter().map(|found| (found, path(tree, found.container))).collect::<Vec<_>>();
        let mut deepest = Path::new();
        for (_, path) in &uses {
            let scope = scope(tree, path);
            if deepest.is_empty() || repeats(tree, &scope) > repeats(tree, &deepest) {
                deepest = scope;
            }
        }
        let in_deepest = || uses.iter().filter(|(_, path)| scope(tree, path) == deepest);
        let mut lineages: Vec<Path> = Vec::new();
        for (_, path) in uses.iter().filter(|(found, _)| found.property.is_some()) {
            if !lineages.contains(path) {
                lineages.push(path.clone());
            }
        }
        let wanted = match lineages.as_slice() {
            [] => first_deepest(tree, in_deepest().map(|(_, path)| path))?,
            [single] => single.clone(),
            several => {
                let saved = first_deepest(
                    tree,
                    in_deepest().filter(|(found, _)| found.property.is_some()).map(|(_, path)| path),
                );
                let saved = saved.or_else(|| several.first().cloned())?;
                let scope = scope(tree, &saved);
                let common = common(tree, several);
                let rank = |path: &[ElementId]| (repeats(tree, path), groups(tree, path));
                if rank(&common) > rank(&scope) { common } else { scope }
            }
        };
        let wanted_scope = scope(tree, &wanted);
        for (found, path) in &uses {
            let scope = scope(tree, path);
            let apart = !deepest.starts_with(&scope) || found.property.is_some() && scope != wanted_scope;
            if apart {
                let at = if found.property.is_some() {
                    Location::row("survey", found.row).column("save_to")
                } else {
                    Location::row(sheet, self.row)
                };
                diagnostics.push(apart_from(at, &self.dataset, found.row));
                return None;
            }
        }
        Some(Request { place, scope: deepest, wanted, lineages })
    }
}

/// The first path with the most groups below its repeat.
fn first_deepest<'p>(tree: &Tree<'_>, paths: impl Iterator<Item = &'p Path>) -> Option<Path> {
    let mut best: Option<&Path> = None;
    for path in paths {
        if best.is_none_or(|best| groups(tree, path) > groups(tree, best)) {
            best = Some(path);
        }
    }
    best.cloned()
}

/// What the paths have in common: the first path up to the last level at which the others have a
/// container of another name or kind.
fn common(tree: &Tree<'_>, paths: &[Path]) -> Path {
    let Some((first, others)) = paths.split_first() else { return Path::new() };
    let shortest = paths.iter().map(Vec::len).min().unwrap_or_default();
    let alike = |one: ElementId, two: ElementId| {
        let (one, two) = (tree.get(one), tree.get(two));
        one.name == two.name && one.type_name == two.type_name
    };
    let differ = |at: &usize| {
        let Some(id) = first.get(*at) else { return true };
        others.iter().any(|other| other.get(*at).is_none_or(|other| !alike(*id, *other)))
    };
    let length = (0..shortest).rev().find(differ).unwrap_or(shortest);
    first.iter().take(length).copied().collect()
}

fn apart_from(at: Location, dataset: &str, row: u32) -> Diagnostic {
    Diagnostic::error(
        at,
        "entity-scope",
        format!(
            "Dòng {row} của trang survey nằm ở nhóm lặp khác với các câu khác của thực thể “{dataset}”. Hãy đưa giá trị về cùng nhóm lặp bằng một câu calculate."
        ),
        format!(
            "Row {row} of the survey lies in another repeat than the rest of the entity “{dataset}”. Bring the value into the same repeat with a calculate."
        ),
    )
}

fn no_container(sheet: &str, row: u32, other: u32) -> Diagnostic {
    Diagnostic::error(
        Location::row(sheet, row),
        "entity-container",
        format!(
            "Mỗi nhóm chỉ chứa được một khai báo thực thể, và nhóm cần cho dòng này đã thuộc về dòng {other} của trang entities. Hãy tách các câu save_to vào nhóm riêng."
        ),
        format!(
            "A group can hold one entity declaration only, and the one needed here belongs to row {other} of the entities. Put the save_to questions into groups of their own."
        ),
    )
}
