//! Whether two instances are the same document: prefixes, the order of attributes and white space
//! between elements aside.

use forms::xml::{self, Document, NodeId, NodeKind};

use super::values;

/// What differs first, if anything.
pub fn difference(expected: &str, found: &str) -> Option<String> {
    let parsed = |text: &str| xml::parse(text).map_err(|error| format!("{error}: {text}"));
    let (expected, found) = match (parsed(expected), parsed(found)) {
        (Ok(expected), Ok(found)) => (expected, found),
        (Err(error), _) | (_, Err(error)) => return Some(error),
    };
    match (expected.root_element(), found.root_element()) {
        (Some(left), Some(right)) => element(&expected, left, &found, right),
        _ => Some("an instance without a root".into()),
    }
}

fn element(expected: &Document, left: NodeId, found: &Document, right: NodeId) -> Option<String> {
    let (wanted, name) = (expected.name(left), found.name(right));
    if (&wanted.namespace, &wanted.local) != (&name.namespace, &name.local) {
        return Some(format!("<{}> instead of <{}>", name.qualified(), wanted.qualified()));
    }
    let wanted_attributes = attributes(expected, left);
    if wanted_attributes != attributes(found, right) {
        return Some(format!(
            "attributes of <{}>: {:?} instead of {wanted_attributes:?}",
            name.qualified(),
            attributes(found, right)
        ));
    }
    let (lefts, rights): (Vec<NodeId>, Vec<NodeId>) =
        (expected.elements(left).collect(), found.elements(right).collect());
    if lefts.len() != rights.len() {
        let names = |document: &Document, nodes: &[NodeId]| {
            nodes.iter().map(|node| document.name(*node).qualified()).collect::<Vec<_>>().join(" ")
        };
        return Some(format!(
            "in <{}>: {} instead of {}",
            name.qualified(),
            names(found, &rights),
            names(expected, &lefts)
        ));
    }
    if lefts.is_empty() {
        let (wanted, text) = (expected.string_value(left), found.string_value(right));
        return (!values::same(wanted.trim(), text.trim()))
            .then(|| format!("<{}>: {text} instead of {wanted}", name.qualified()));
    }
    lefts.into_iter().zip(rights).find_map(|(left, right)| element(expected, left, found, right))
}

fn attributes(document: &Document, element: NodeId) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = document
        .attributes_and_declarations(element)
        .filter(|attribute| document.kind(*attribute) == NodeKind::Attribute)
        // To expressions and servers a blank attribute is as good as none.
        .filter(|attribute| !document.own_text(*attribute).is_empty())
        .map(|attribute| {
            let name = document.name(attribute);
            (format!("{{{}}}{}", name.namespace, name.local), values::masked(document.own_text(attribute)))
        })
        .collect();
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instances_are_compared_by_what_they_hold() {
        let check = |expected: &str, found: &str, is_same: bool| {
            assert_eq!(difference(expected, found).is_none(), is_same, "{expected} ~ {found}");
        };
        check("<a x='1' y='2'><b>c</b></a>", "<a y='2' x='1'>\n <b>c</b>\n</a>", true);
        check("<a><p:b xmlns:p='u'/></a>", "<a><b xmlns='u'/></a>", true);
        check("<a><b/></a>", "<a><b>c</b></a>", false);
        check("<a><b/></a>", "<a><b/><b/></a>", false);
        check("<a x='1'/>", "<a/>", false);
        check("<a x=''/>", "<a/>", true);
        check("<a xmlns='u'/>", "<a/>", false);
    }
}
