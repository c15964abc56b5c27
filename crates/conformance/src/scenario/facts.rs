//! What the forms of a case say about how exactly their nodes can be compared: which come by chance, and which
//! take data from files that are not recorded. Everything else is compared strictly.

use std::collections::{BTreeMap, BTreeSet};

use forms::xml::{self, Document, NodeId};

use super::step::{plain, without_positions};

/// Rounds in which what depends on a node is looked for; a longer chain is not followed.
const MAX_ROUNDS: usize = 100;

/// Nodes by plain path without positions.
#[derive(Debug, Default)]
pub struct Facts {
    /// Choices of these come in an order of chance: `randomize` without a seed.
    shuffled: BTreeSet<String>,
    /// Calculated with `random()`.
    drawn: BTreeSet<String>,
    /// What reads a file that is not recorded, and what depends on that.
    from_files: BTreeSet<String>,
    /// Calculated as distance or area, which one engine rounds to the centimetre.
    measured: BTreeSet<String>,
    /// Repeats whose instances the form counts.
    counted: BTreeSet<String>,
    /// What depends on the instances of those.
    by_count: BTreeSet<String>,
    /// Formulas by node.
    formulas: BTreeMap<String, Vec<String>>,
    pub lacks_files: bool,
}

impl Facts {
    pub fn of<'t>(forms: impl Iterator<Item = &'t str>) -> Self {
        let mut facts = Self::default();
        for form in forms {
            if let Ok(document) = xml::parse(form) {
                facts.read(&document);
            }
        }
        facts.by_count = facts.dependents(facts.counted.clone());
        facts
    }

    fn read(&mut self, document: &Document) {
        let mut files = BTreeSet::new();
        for element in document.descendants(Document::ROOT) {
            match document.local(element) {
                "instance" if attribute(document, element, "src").is_some_and(|source| source.contains("://file")) => {
                    files.extend(document.attribute(element, "", "id").map(str::to_owned));
                }
                "bind" => self.read_bind(document, element),
                "setvalue" => self.read_action(document, element),
                _ => {}
            }
        }
        self.read_controls(document, Document::ROOT, "");
        self.lacks_files |= !files.is_empty();
        let reads_file = |formula: &String| {
            formula.contains("pulldata(")
                || files.iter().any(|id| formula.contains(&format!("instance('{id}')")))
                || files.iter().any(|id| formula.contains(&format!("instance(\"{id}\")")))
        };
        let direct = self.formulas.iter().filter(|(_, formulas)| formulas.iter().any(reads_file));
        let direct = direct.map(|(node, _)| node.clone()).collect::<BTreeSet<_>>();
        self.lacks_files |= !direct.is_empty();
        self.from_files.extend(self.dependents(direct));
    }

    fn read_bind(&mut self, document: &Document, bind: NodeId) {
        let Some(node) = attribute(document, bind, "nodeset").map(|path| joined("", path)) else { return };
        for name in ["calculate", "relevant", "required", "readonly", "constraint"] {
            if let Some(formula) = attribute(document, bind, name) {
                self.formulas.entry(node.clone()).or_default().push(formula.to_owned());
            }
        }
        let calculation = attribute(document, bind, "calculate").unwrap_or_default();
        if calculation.contains("random()") {
            self.drawn.insert(node.clone());
        }
        if calculation.contains("distance(") || calculation.contains("area(") {
            self.measured.insert(node);
        }
    }

    fn read_action(&mut self, document: &Document, action: NodeId) {
        let (Some(target), Some(value)) = (attribute(document, action, "ref"), attribute(document, action, "value"))
        else {
            return;
        };
        let node = joined("", target);
        if value.contains("random()") {
            self.drawn.insert(node.clone());
        }
        self.formulas.entry(node).or_default().push(value.to_owned());
    }

    /// Depth is bounded where XML is parsed.
    fn read_controls(&mut self, document: &Document, parent: NodeId, context: &str) {
        for element in document.elements(parent) {
            let path = ["ref", "nodeset"].into_iter().find_map(|name| attribute(document, element, name));
            let local = document.local(element);
            if local == "itemset" {
                let formula = path.unwrap_or_default();
                if formula.match_indices("randomize(").any(|(at, _)| !formula.get(at..).is_some_and(has_seed)) {
                    self.shuffled.insert(context.to_owned());
                }
                self.formulas.entry(context.to_owned()).or_default().push(formula.to_owned());
                continue;
            }
            let is_control = !matches!(local, "head" | "model" | "bind" | "label" | "hint" | "value" | "setvalue");
            let here = path.filter(|_| is_control).map_or_else(|| context.to_owned(), |path| joined(context, path));
            if let Some(count) = attribute(document, element, "count").filter(|_| local == "repeat") {
                self.counted.insert(here.clone());
                self.formulas.entry(here.clone()).or_default().push(count.to_owned());
            }
            self.read_controls(document, element, &here);
        }
    }

    /// Whether the node depends on how many instances some counted repeat has.
    pub fn depends_on_count(&self, reference: &str) -> bool {
        holds(&self.by_count, reference)
    }

    /// Nodes that depend on some of `start`, themselves included. A formula that names a node by its last step may
    /// mean another of that name.
    fn dependents(&self, start: BTreeSet<String>) -> BTreeSet<String> {
        let mut found = start;
        for _ in 0..MAX_ROUNDS {
            let names = found.iter().filter_map(|node| node.rsplit('/').next()).map(str::to_owned).collect();
            let later = self.formulas.iter().filter(|(_, formulas)| formulas.iter().any(|text| has_word(text, &names)));
            let before = found.len();
            found.extend(later.map(|(node, _)| node.clone()).collect::<Vec<_>>());
            if found.len() == before {
                break;
            }
        }
        found
    }

    /// Nodes that `about` depends on, itself and what lies in it included.
    pub fn sources(&self, about: &str) -> Sources {
        let mut found = BTreeSet::from([plain(&without_positions(about))]);
        for _ in 0..MAX_ROUNDS {
            let read = found.iter().filter_map(|node| self.formulas.get(node)).flatten();
            let words = read.flat_map(|formula| words(formula)).map(str::to_owned).collect::<BTreeSet<_>>();
            let is_read = |node: &&String| node.rsplit('/').next().is_some_and(|name| words.contains(name));
            let before = found.len();
            found.extend(self.formulas.keys().filter(is_read).cloned().collect::<Vec<_>>());
            if found.len() == before {
                break;
            }
        }
        Sources(found)
    }

    pub fn is_shuffled(&self, reference: &str) -> bool {
        self.shuffled.contains(&without_positions(reference))
    }

    pub fn is_drawn(&self, reference: &str) -> bool {
        self.drawn.contains(&without_positions(reference))
    }

    pub fn is_measured(&self, reference: &str) -> bool {
        self.measured.contains(&without_positions(reference))
    }

    pub fn is_from_file(&self, reference: &str) -> bool {
        holds(&self.from_files, reference)
    }

    /// Whether the node is or lies in an instance of a counted repeat.
    pub fn is_counted(&self, reference: &str) -> bool {
        holds(&self.counted, reference)
    }
}

/// Nodes that an answer comes from.
#[derive(Debug)]
pub struct Sources(BTreeSet<String>);

impl Sources {
    pub fn has(&self, reference: &str) -> bool {
        holds(&self.0, reference)
    }
}

/// Whether a node or what holds it is among `nodes`.
fn holds(nodes: &BTreeSet<String>, reference: &str) -> bool {
    let path = without_positions(reference);
    let ends = path.match_indices('/').map(|(at, _)| at).filter(|at| *at > 0).chain([path.len()]);
    let above = ends.filter_map(|end| path.get(..end));
    above.into_iter().any(|path| nodes.contains(path))
}

fn attribute<'d>(document: &'d Document, element: NodeId, local: &str) -> Option<&'d str> {
    let found = document.attributes(element).find(|attribute| document.local(*attribute) == local)?;
    Some(document.own_text(found))
}

/// A path as seen from the node at `context`.
fn joined(context: &str, path: &str) -> String {
    let path = plain(&without_positions(path.trim()));
    let mut steps = if path.starts_with('/') { Vec::new() } else { context.split('/').collect::<Vec<_>>() };
    for step in path.split('/') {
        match step {
            "." | "current()" => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.retain(|step| !step.is_empty());
    format!("/{}", steps.join("/"))
}

fn words(formula: &str) -> impl Iterator<Item = &str> {
    formula.split(|letter: char| !letter.is_alphanumeric() && !matches!(letter, '_' | '-' | '.'))
}

fn has_word(formula: &str, names: &BTreeSet<String>) -> bool {
    words(formula).any(|word| names.contains(word))
}

/// `randomize(nodes, seed)`: a comma before the parenthesis closes.
fn has_seed(call: &str) -> bool {
    let mut depth = 0_usize;
    for letter in call.chars() {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' if depth <= 1 => return false,
            ')' | ']' => depth -= 1,
            ',' if depth == 1 => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_chance_or_a_missing_file_decides_is_compared_loosely() {
        let form = "<html xmlns:jr='j'><model><instance><d/></instance><instance id='i' src='jr://file/x.csv'/>
            <bind nodeset='/d/a' calculate=\"instance('i')/root/x\"/><bind nodeset='/d/b' relevant='../a = 1'/>
            <bind nodeset='/d/c' calculate='random()'/><bind nodeset='/d/e' calculate='1'/></model>
            <body><select ref='/d/s'><itemset nodeset='randomize(/d/l)'/></select><select ref='/d/t'><itemset nodeset='randomize(/d/l, 2)'/></select>
            <group ref='/d/g'><repeat nodeset='/d/g/r' jr:count='3'><input ref='x'/></repeat></group></body></html>";
        let facts = Facts::of([form].into_iter());
        let listed = |is: &dyn Fn(&str) -> bool| {
            let nodes = ["/d/a", "/d/b", "/d/b/in", "/d/c", "/d/e", "/d/s", "/d/t", "/d/g/r[2]/x", "/d/g"];
            nodes.into_iter().filter(|node| is(node)).collect::<Vec<_>>()
        };
        assert_eq!(listed(&|node| facts.is_from_file(node)), ["/d/a", "/d/b", "/d/b/in"]);
        assert_eq!(listed(&|node| facts.is_drawn(node)), ["/d/c"]);
        assert_eq!(listed(&|node| facts.is_shuffled(node)), ["/d/s"]);
        assert_eq!(listed(&|node| facts.is_counted(node)), ["/d/g/r[2]/x"]);
        assert!(facts.sources("/d/b").has("/d/a") && !facts.sources("/d/a").has("/d/b"));
    }
}
