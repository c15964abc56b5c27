//! The form engine as the cases see it.

use forms::xml::{Document, NodeId};
use forms::xpath::{self, Dialect, Namespaces, Settings, XPathValue};

/// A workbook's conversion.
pub struct Converted {
    /// XForm XML; `None` where the workbook is refused.
    pub xform: Option<String>,
    pub errors: Vec<Message>,
    pub warnings: usize,
}

/// What an author is told, and where.
pub struct Message {
    pub sheet: Option<String>,
    pub row: Option<u32>,
    pub text: String,
}

pub fn convert_markdown(_table: &str, _name: &str) -> Converted {
    Converted { xform: None, errors: Vec::new(), warnings: 0 }
}

pub fn convert_xlsx(_bytes: &[u8], _name: &str) -> Converted {
    Converted { xform: None, errors: Vec::new(), warnings: 0 }
}

/// Nodes that an XPath 1.0 expression selects from the root; an error where it gives something else.
pub fn select(document: &Document, expression: &str, namespaces: &Namespaces) -> Result<Vec<NodeId>, String> {
    let setting = Settings { dialect: Dialect::XPath, ..Settings::default() };
    let root = document.root_element().unwrap_or(Document::ROOT);
    let answer = xpath::evaluate(document, root, expression, namespaces, &setting);
    match answer.map_err(|error| error.to_string())?.value {
        XPathValue::Nodes(nodes) => Ok(nodes.into_iter().map(|node| node.id).collect()),
        _ => Err("the expression gives no nodes".into()),
    }
}

/// The value of an expression, converted to each type as XPath does.
pub struct Answer {
    pub text: String,
    pub number: f64,
    pub truth: bool,
    pub is_nodes: bool,
    pub nodes: Vec<FoundNode>,
}

pub struct FoundNode {
    /// `/*[1]/text()[1]`
    pub path: String,
    /// `/data/name[1]`
    pub named: String,
    pub name: String,
    pub value: String,
}

pub fn evaluate(
    document: &Document,
    context: NodeId,
    expression: &str,
    namespaces: &Namespaces,
    setting: &Settings,
) -> Result<Answer, String> {
    let answer = xpath::evaluate(document, context, expression, namespaces, setting);
    let answer = answer.map_err(|error| error.to_string())?;
    let (is_nodes, nodes) = match &answer.value {
        XPathValue::Nodes(nodes) => (true, nodes.iter().map(|node| found(document, node.id)).collect()),
        _ => (false, Vec::new()),
    };
    Ok(Answer { text: answer.text, number: answer.number, truth: answer.truth, is_nodes, nodes })
}

fn found(document: &Document, node: NodeId) -> FoundNode {
    FoundNode {
        path: xpath::path_of(document, node),
        named: named(document, node),
        name: xpath::name_of(document, node),
        value: document.string_value(node).into_owned(),
    }
}

/// The path by names, with the position among siblings of the name from the root's children on.
fn named(document: &Document, node: NodeId) -> String {
    let name = xpath::name_of(document, node);
    match document.parent(node) {
        None => String::new(),
        Some(Document::ROOT) => format!("/{name}"),
        Some(parent) => {
            let before = document.elements(parent).take_while(|sibling| *sibling != node);
            let before = before.filter(|sibling| document.name_id(*sibling) == document.name_id(node)).count();
            format!("{}/{name}[{}]", named(document, parent), before + 1)
        }
    }
}
