//! What questions let people choose from: items written at the question, rows of a list, or any other nodes.

use super::Compiler;
use super::parts::child;
use super::templates::itext_id;
use crate::expr::ast::{Ast, AstPath, AstStart, Axis, Test};
use crate::expr::{Compiled, Reads, parser};
use crate::model::{
    ChoiceSource, Choices, ElementKind, LabelSource, List, ListId, NAME, NodeChoices, NodeId, Property, Raw, Shuffle,
};
use crate::xml;

impl Compiler<'_> {
    pub(super) fn read_choices(&mut self, control: xml::NodeId, node: NodeId, element: u32) {
        let choices = match (child(self.document, control, "itemset"), child(self.document, control, "item")) {
            (Some(itemset), _) => self.itemset(itemset, node),
            (None, Some(_)) => Some(self.items(control, node)),
            (None, None) => {
                self.warn(
                    node,
                    "type",
                    "choices-missing",
                    format!("Câu “{}” không có lựa chọn nào.", self.layout.node(node).name),
                    format!("The question “{}” has no choices.", self.layout.node(node).name),
                );
                None
            }
        };
        let Some((choices, reads)) = choices else { return };
        let filtered = choices.filter().is_some() || matches!(choices.source, ChoiceSource::Nodes(_));
        if let Some(list) = choices.list()
            && let Some(list) = self.lists.get_mut(list.index())
        {
            list.questions.push(node);
        }
        let placed = self.layout.node(node);
        if filtered && element as usize == node.index() {
            let mut reads = reads;
            reads.values.insert((node, placed.scope));
            self.note(Raw { spot: placed.spot, property: Property::Choices, expr: None, reads });
        }
        if let Some(element) = self.elements.get_mut(element as usize)
            && let ElementKind::Question(question) = &mut element.kind
        {
            question.choices = Some(Box::new(choices));
        }
    }

    /// `item`s written at the question become a list of its own.
    fn items(&mut self, control: xml::NodeId, node: NodeId) -> (Choices, Reads) {
        let document = self.document;
        let mut list = List::new("", vec!["name".into()]);
        for item in document.elements(control).filter(|item| document.local(*item) == "item") {
            let value = child(document, item, "value").map(|value| document.string_value(value)).unwrap_or_default();
            list.push([value.trim()]);
            let label = self.label_of_item(node, item);
            list.push_label(label);
        }
        self.lists.push(list);
        let source = ChoiceSource::List { list: self.last_list(), value: NAME, label: LabelSource::Row, filter: None };
        (Choices { source, shuffle: None }, Reads::default())
    }

    fn last_list(&self) -> ListId {
        ListId(u32::try_from(self.lists.len().saturating_sub(1)).unwrap_or(u32::MAX))
    }

    fn itemset(&mut self, itemset: xml::NodeId, node: NodeId) -> Option<(Choices, Reads)> {
        let document = self.document;
        let nodeset = document.attribute(itemset, "", "nodeset")?;
        let reference = |name| {
            let element = child(document, itemset, name).or_else(|| child(document, itemset, "copy"))?;
            document.attribute(element, "", "ref").map(str::trim)
        };
        let (value, label) = (reference("value"), reference("label"));
        let ast = match parser::parse(nodeset) {
            Ok(ast) => ast,
            Err(error) => {
                self.report(node, "itemset", &error.into());
                return None;
            }
        };
        let (ast, shuffle) = self.shuffled(ast, node)?;
        // Nothing is known of items whose file is not at hand: whatever is answered is one of them.
        let is_absent = |list: &List| list.is_external && list.document.is_none();
        if list_of(&ast).is_some_and(|id| self.lists.iter().any(|list| *list.name == *id && is_absent(list))) {
            return None;
        }
        self.check_columns(node, &ast, value, label);
        if let Some(table) = self.table_of(&ast, value.unwrap_or_default(), label) {
            let (filter, reads) = match table.filter {
                Some(filter) => {
                    let compiled = self.compile_ast(node, &filter, Some(table.list))?;
                    (Some(compiled.expr), compiled.reads)
                }
                None => (None, Reads::default()),
            };
            let source = ChoiceSource::List { list: table.list, value: table.value, label: table.label, filter };
            return Some((Choices { source, shuffle }, reads));
        }
        let Compiled { expr, mut reads } = self.compile_ast(node, &ast, None)?;
        self.read_families(&mut reads);
        let is_itext = label.is_some_and(|label| label.starts_with("jr:itext("));
        let label = label.map(|label| inner_itext(label).to_owned());
        let value = self.compile_relative(node, value.unwrap_or("."))?;
        let label = label.and_then(|label| self.compile_relative(node, &label));
        let source = ChoiceSource::Nodes(Box::new(NodeChoices { nodes: expr, value, label, is_itext }));
        Some((Choices { source, shuffle }, reads))
    }

    /// Values and labels must be columns of a table that is known.
    fn check_columns(&mut self, node: NodeId, ast: &Ast, value: Option<&str>, label: Option<&str>) {
        let Some(list) = list_of(ast).and_then(|id| self.lists.iter().find(|list| *list.name == *id)) else { return };
        if list.is_external || list.rows() == 0 {
            return;
        }
        let is_name = |path: &&str| path.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-'));
        let named = [value, label.map(inner_itext)].into_iter().flatten().filter(is_name);
        let missing = named.filter(|name| list.column(name).is_none()).map(str::to_owned).collect::<Vec<_>>();
        let id = list.name.clone();
        for name in missing {
            self.warn(
                node,
                "itemset",
                "column-missing",
                format!("Danh sách “{id}” không có cột “{name}”."),
                format!("The list “{id}” has no column “{name}”."),
            );
        }
    }

    /// Values and labels of the chosen nodes count as read.
    fn read_families(&self, reads: &mut Reads) {
        for (node, anchor) in reads.values.clone() {
            for below in self.layout.family(node) {
                reads.values.insert((below, anchor));
            }
        }
        for (node, anchor) in reads.around.clone() {
            reads.around.extend(self.layout.family(node).into_iter().map(|below| (below, anchor)));
        }
    }

    /// Takes `randomize(nodes, seed)` apart.
    fn shuffled(&mut self, ast: Ast, node: NodeId) -> Option<(Ast, Option<Shuffle>)> {
        match ast {
            Ast::Call { name, arguments, .. } if &*name == "randomize" => {
                let mut arguments = arguments.into_iter();
                let nodes = arguments.next()?;
                let seed = match arguments.next() {
                    Some(seed) => Some(self.compile_ast(node, &seed, None)?.expr),
                    None => None,
                };
                Some((nodes, Some(Shuffle { seed })))
            }
            other => Some((other, None)),
        }
    }

    /// `instance('list')/root/item[filter]` on a list whose columns are known.
    fn table_of(&self, ast: &Ast, value: &str, label: Option<&str>) -> Option<Table> {
        let Ast::Path(AstPath { start: AstStart::Expression(start), filters, steps, .. }) = ast else { return None };
        let Ast::Call { name, arguments, .. } = &**start else { return None };
        let ("instance", [Ast::Text(id)], true) = (&**name, arguments.as_slice(), filters.is_empty()) else {
            return None;
        };
        let at = self.lists.iter().position(|list| list.name == *id && !list.is_external)?;
        let list = self.lists.get(at)?;
        let [root, item] = steps.as_slice() else { return None };
        let child = |step: &crate::expr::ast::AstStep, wanted: &str| {
            step.axis == Axis::Child && matches!(&step.test, Test::Name(name) if **name == *wanted)
        };
        if !child(root, &list.root) || !child(item, &list.item) || !root.predicates.is_empty() {
            return None;
        }
        let filter = match item.predicates.as_slice() {
            [] => None,
            [filter] if is_boolean(filter) => Some(filter.clone()),
            _ => return None,
        };
        let label = match label {
            None => LabelSource::Column(list.column(value)?),
            Some(label) if label.starts_with("jr:itext(") => LabelSource::Itext(list.column(inner_itext(label))?),
            Some(label) => LabelSource::Column(list.column(label)?),
        };
        Some(Table { list: ListId(u32::try_from(at).ok()?), value: list.column(value)?, label, filter })
    }
}

/// The id in `instance('list')/root/item…`.
fn list_of(ast: &Ast) -> Option<&str> {
    let Ast::Path(AstPath { start: AstStart::Expression(start), steps, .. }) = ast else { return None };
    match &**start {
        Ast::Call { name, arguments, .. } if &**name == "instance" && steps.len() == 2 => match arguments.as_slice() {
            [Ast::Text(id)] => Some(id),
            _ => None,
        },
        _ => None,
    }
}

struct Table {
    list: ListId,
    value: u32,
    label: LabelSource,
    filter: Option<Ast>,
}

/// Whether a predicate can never be a position.
fn is_boolean(ast: &Ast) -> bool {
    use crate::expr::ast::Operator as O;
    const BOOLEAN: &[&str] = &[
        "not",
        "true",
        "false",
        "boolean",
        "selected",
        "contains",
        "starts-with",
        "ends-with",
        "regex",
        "boolean-from-string",
        "checklist",
        "weighted-checklist",
    ];
    match ast {
        Ast::Or(_) | Ast::And(_) => true,
        Ast::Binary(operator, ..) => !matches!(operator, O::Add | O::Subtract | O::Multiply | O::Divide | O::Modulo),
        Ast::Call { name, .. } => BOOLEAN.contains(&&**name),
        _ => false,
    }
}

/// The path in `jr:itext(path)`; other references as they are.
fn inner_itext(reference: &str) -> &str {
    if itext_id(reference).is_some() {
        return reference;
    }
    let inner = reference.trim().strip_prefix("jr:itext(").and_then(|inner| inner.strip_suffix(')'));
    inner.map_or(reference, str::trim)
}
