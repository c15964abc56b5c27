//! What a template must not bring into every report that is printed with it: programs, and content from the network.

use super::faults;
use super::package::Package;
use super::tree::{self, Element, Node};
use crate::diagnostic::Diagnostic;

const CONTENT_TYPES: &str = "[Content_Types].xml";
/// The content type of an ordinary document's text; templates (.dotx) and files with macros have others.
const DOCUMENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
/// Parts that run or may run when a report is opened.
const RUNNING: [&str; 3] = ["vbaproject", "vbadata", "activex"];
/// A link that a person has to follow; nothing is fetched by itself.
const HYPERLINK: &str = "/hyperlink";

/// What stands against taking a file, however well it could be filled.
pub fn found(package: &Package) -> Vec<Diagnostic> {
    let types = package.text(CONTENT_TYPES).unwrap_or_default();
    if has_programs(package, types) {
        return vec![faults::macros()];
    }
    if !types.contains(DOCUMENT_TYPE) {
        return vec![faults::no_document()];
    }
    let relations = package.parts.iter().filter(|(name, _)| name.ends_with(".rels"));
    let targets = relations.filter_map(|(name, _)| tree::parse(package.text(name)?).ok());
    targets.filter_map(|nodes| fetched(&nodes)).take(1).map(|target| faults::outside(&target)).collect()
}

fn has_programs(package: &Package, types: &str) -> bool {
    types.contains("macroEnabled")
        || package.parts.iter().any(|(name, _)| {
            let name = name.to_lowercase();
            let embedded = name.starts_with("word/embeddings/") && name.ends_with(".bin");
            embedded || RUNNING.iter().any(|running| name.contains(running))
        })
}

/// What Word would fetch from another computer as it opens the file. A path on somebody's own disk is no harm: Word notes
/// there from which template a document was begun.
fn fetched(nodes: &[Node]) -> Option<String> {
    nodes.iter().find_map(|node| match node {
        Node::Element(element) if local_name(element) == "Relationship" => fetched_target(element),
        Node::Element(element) => fetched(&element.children),
        Node::Raw(_) => None,
    })
}

fn local_name(element: &Element) -> &str {
    element.name.rsplit(':').next().unwrap_or_default()
}

fn fetched_target(relation: &Element) -> Option<String> {
    let is = |name: &str, end: &str| relation.attribute(name).is_some_and(|value| value.ends_with(end));
    if !is("TargetMode", "External") || is("Type", HYPERLINK) {
        return None;
    }
    relation.attribute("Target").filter(|target| !is_on_own_disk(target))
}

/// `file:///C:\…` or `C:\…`; not `\\computer\…`, `file://computer/…` or `https://…`.
fn is_on_own_disk(target: &str) -> bool {
    let path = target.strip_prefix("file:///").unwrap_or(target);
    let mut letters = path.chars();
    let drive = letters.next().is_some_and(|letter| letter.is_ascii_alphabetic());
    drive && letters.next() == Some(':') && matches!(letters.next(), Some('\\' | '/'))
}
