//! The form engine as the cases see it.

use forms::xml::{self, Document, NodeId, WriteLayout};
use forms::xpath::{self, Dialect, Namespaces, Settings, XPathValue};
use forms::{Conversion, FormNames, Severity};

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

/// As `xlsform convert` writes it. Named as a file is that is called so, without a name of its own in the settings.
fn names(name: &str) -> FormNames<'_> {
    FormNames { root: Some(name), id: Some("data") }
}

pub fn convert_markdown(table: &str, name: &str) -> Converted {
    converted(forms::convert_markdown(table, names(name)))
}

pub fn convert_xlsx(bytes: &[u8], name: &str) -> Converted {
    converted(forms::convert_xlsx(bytes, names(name)))
}

fn converted(conversion: Conversion) -> Converted {
    let of = |severity| conversion.diagnostics.iter().filter(move |found| found.severity == severity);
    let errors = of(Severity::Error).map(|found| Message {
        sheet: found.location.sheet.clone(),
        row: found.location.row,
        text: found.en.clone(),
    });
    let xform = conversion.xform.as_ref();
    Converted {
        xform: xform.map(|xform| xml::write(&xform.document, Document::ROOT, WriteLayout::Indented)),
        errors: errors.collect(),
        warnings: of(Severity::Warning).count(),
    }
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

/// Whether an expression has no answer without a document.
pub fn reads_document(expression: &str, namespaces: &Namespaces, setting: &Settings) -> bool {
    let compiled = xpath::XPath::compile(expression, namespaces, setting.dialect);
    compiled.is_ok_and(|compiled| compiled.reads_document())
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
