//! Paths of nodes that do not depend on namespaces: `/*[1]/*[2]/text()[1]`, `/*[1]/@id`.

use forms::xml::{Document, NodeId, NodeKind};

/// The node at a path. A context outside of any document is taken as the document itself.
pub fn find(document: &Document, path: &str) -> Option<NodeId> {
    let mut node = Document::ROOT;
    if !path.starts_with('/') {
        return Some(node);
    }
    for step in path.split('/').filter(|step| !step.is_empty()) {
        node = match step.strip_prefix('@') {
            Some(name) => document.attributes_and_declarations(node).find(|found| qualified(document, *found) == name),
            None => children(document, node).find(|(found, _)| found == step).map(|(_, child)| child),
        }?;
    }
    Some(node)
}

/// The path of a node.
pub fn path(document: &Document, node: NodeId) -> String {
    let Some(parent) = document.parent(node) else { return "/".into() };
    let above = if parent == Document::ROOT { String::new() } else { path(document, parent) };
    let step = match document.kind(node) {
        NodeKind::Attribute | NodeKind::Declaration => Some(format!("@{}", qualified(document, node))),
        _ => children(document, parent).find(|(_, child)| *child == node).map(|(step, _)| step),
    };
    format!("{above}/{}", step.unwrap_or_default())
}

/// As a node is called in the document: `#text`, `#comment`, a prefixed name.
pub fn name(document: &Document, node: NodeId) -> String {
    match document.kind(node) {
        NodeKind::Root => "#document".into(),
        NodeKind::Text => "#text".into(),
        NodeKind::Comment => "#comment".into(),
        _ => qualified(document, node),
    }
}

fn qualified(document: &Document, node: NodeId) -> String {
    if document.kind(node) == NodeKind::Declaration {
        let prefix = document.local(node);
        return if prefix.is_empty() { "xmlns".into() } else { format!("xmlns:{prefix}") };
    }
    document.name(node).qualified()
}

/// Children with the step that leads to each.
fn children(document: &Document, parent: NodeId) -> impl Iterator<Item = (String, NodeId)> {
    let mut counts = [0_usize; 4];
    document.children(parent).map(move |child| {
        let (place, test) = match document.kind(child) {
            NodeKind::Text => (1, "text()"),
            NodeKind::Comment => (2, "comment()"),
            NodeKind::Instruction => (3, "processing-instruction()"),
            _ => (0, "*"),
        };
        let count = counts.get_mut(place).map_or(0, |count| {
            *count += 1;
            *count
        });
        (format!("{test}[{count}]"), child)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_to_the_node_it_was_made_of() {
        let xml = "<a><b/>one<c p:id='x' xmlns:p='u'><!-- y --><?z z?></c>two</a>";
        let document = forms::xml::parse(xml).unwrap();
        for node in document.descendants(Document::ROOT) {
            assert_eq!(find(&document, &path(&document, node)), Some(node));
            for attribute in document.attributes_and_declarations(node) {
                assert_eq!(find(&document, &path(&document, attribute)), Some(attribute));
            }
        }
        let at = |path: &str| name(&document, find(&document, path).unwrap());
        assert_eq!(at("/"), "#document");
        assert_eq!(at("/*[1]/*[2]"), "c");
        assert_eq!(at("/*[1]/text()[2]"), "#text");
        assert_eq!(at("/*[1]/*[2]/@p:id"), "p:id");
        assert_eq!(find(&document, "/*[1]/*[3]"), None);
    }
}
