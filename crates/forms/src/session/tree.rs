//! The session as the evaluator reads it.

use std::borrow::Cow;

use super::Session;
use super::instance::{MISFIT, RELEVANT, UNTRUE};
use crate::expr::ast::Axis;
use crate::expr::{Field, Kind, Node, Nodes, Tree, number_of_text};
use crate::model::{DataType, List, NAME, NodeId, Phrase, QuestionKind, ScopeId};
use crate::xml;

/// The column `label` of a list from a choices sheet.
const LABEL: u32 = 1;

impl Session {
    /// Calls `found` for every instance of `scope` in or under `block`.
    pub(super) fn descend(&self, block: u32, scope: ScopeId, found: &mut dyn FnMut(u32)) {
        let here = self.block(block).scope;
        if here == scope {
            found(block);
            return;
        }
        let layout = &self.form.layout;
        // The repeat of `here` that leads to `scope`.
        let mut below = scope;
        while let Some(parent) = layout.scope(below).parent {
            if parent == here {
                for instance in self.instances(block, layout.scope(below).node) {
                    self.descend(*instance, scope, found);
                }
                return;
            }
            below = parent;
        }
    }

    fn visit_fields(&self, from: Node, field: Field, found: &mut dyn FnMut(u32)) {
        let Node::Main(cell) = from else { return };
        let Some(block) = self.climb(self.cell(cell).block, field.anchor) else { return };
        let placed = self.form.layout.node(field.node);
        let mut keep = |cell: u32| {
            if self.cell(cell).is(RELEVANT) {
                found(cell);
            }
        };
        match placed.inner {
            Some(inner) if inner.scope == field.anchor => keep(self.cell_at(block, inner.spot)),
            Some(inner) => self.descend(block, placed.scope, &mut |outer| {
                for instance in self.instances(outer, field.node) {
                    keep(self.cell_at(*instance, inner.spot));
                }
            }),
            None => self.descend(block, placed.scope, &mut |block| keep(self.cell_at(block, placed.spot))),
        }
    }

    fn list_text(&self, list: u32, item: u32, column: u32) -> Cow<'_, str> {
        let Some(found) = self.form.lists.get(list as usize) else { return Cow::Borrowed("") };
        match found.label(item) {
            // Labels of lists from a choices sheet are read in the language of the session.
            Some(label) if column == LABEL && found.columns.len() > 1 => {
                Cow::Owned(self.form.text(label, self.language).map(|label| label.plain()).unwrap_or_default())
            }
            _ => Cow::Borrowed(found.cell(item, column)),
        }
    }

    fn list_size(&self, list: u32) -> u32 {
        self.form.lists.get(list as usize).map_or(0, List::rows)
    }

    fn push_columns(&self, list: u32, item: u32, into: &mut Nodes) {
        let Some(found) = self.form.lists.get(list as usize) else { return };
        let columns = (0..u32::try_from(found.columns.len()).unwrap_or(u32::MAX)).filter(|at| found.has(item, *at));
        into.extend(columns.map(|column| Node::Column { list, item, column }));
    }

    fn push_children(&self, cell: u32, into: &mut Nodes) {
        let layout = &self.form.layout;
        let block = self.cell(cell).block;
        for child in &layout.node(self.node_of(cell)).children {
            let placed = layout.node(*child);
            if placed.is_attribute {
                continue;
            }
            match placed.inner {
                None => into.push(Node::Main(self.cell_at(block, placed.spot))),
                Some(inner) => {
                    let instances = self.instances(block, *child).iter();
                    into.extend(instances.map(|instance| Node::Main(self.cell_at(*instance, inner.spot))));
                }
            }
        }
        into.retain(|node| matches!(node, Node::Main(cell) if self.cell(*cell).is(RELEVANT)));
    }
}

impl Session {
    /// The text that expressions read: what does not fit its type is no answer yet.
    pub(super) fn read_text(&self, cell: u32) -> &str {
        let answer = self.cell(cell);
        if answer.is(MISFIT) { "" } else { &answer.text }
    }

    fn push_attributes(&self, cell: u32, into: &mut Nodes) {
        let layout = &self.form.layout;
        let block = self.cell(cell).block;
        for child in &layout.node(self.node_of(cell)).children {
            let placed = layout.node(*child);
            let attribute = self.cell_at(block, placed.spot);
            if placed.is_attribute && self.cell(attribute).is(RELEVANT) {
                into.push(Node::Main(attribute));
            }
        }
    }
}

impl Tree for Session {
    fn text(&self, node: Node) -> Cow<'_, str> {
        match node {
            Node::Main(cell) => Cow::Borrowed(self.read_text(cell)),
            Node::Column { list, item, column } => self.list_text(list, item, column),
            Node::Item { list, item } => self.list_text(list, item, NAME),
            Node::Xml { document, node } => self.xml_text(document, node),
            Node::List(_) | Node::ListRoot(_) | Node::Namespace { .. } => Cow::Borrowed(""),
        }
    }

    fn number(&self, node: Node) -> f64 {
        match node {
            Node::Main(cell) if self.cell(cell).is(MISFIT) => f64::NAN,
            Node::Main(cell) => self.cell(cell).number,
            other => number_of_text(&self.text(other)),
        }
    }

    fn truth(&self, node: Node) -> bool {
        let Node::Main(cell) = node else { return !self.text(node).is_empty() };
        let answer = self.cell(cell);
        if answer.text.is_empty() || answer.is(UNTRUE) || answer.is(MISFIT) {
            return false;
        }
        let node = self.node_of(cell);
        match (self.kind_of(cell), self.form.element(node).data_type) {
            (Some(QuestionKind::Integer | QuestionKind::Decimal | QuestionKind::Range), _)
            | (_, DataType::Integer | DataType::Decimal) => answer.number != 0.0 && !answer.number.is_nan(),
            (_, DataType::Boolean) => matches!(&*answer.text, "1" | "true"),
            _ => true,
        }
    }

    fn root(&self) -> Node {
        Node::Main(0)
    }

    fn parent(&self, node: Node) -> Option<Node> {
        match node {
            Node::Main(cell) => {
                let layout = &self.form.layout;
                let parent = layout.node(self.node_of(cell)).parent?;
                let own = self.cell(cell).block;
                let block = if self.is_instance(cell) { self.block(own).parent? } else { own };
                let placed = layout.node(parent);
                let spot = placed.inner.map_or(placed.spot, |inner| inner.spot);
                Some(Node::Main(self.cell_at(block, spot)))
            }
            Node::Xml { document, node } => self.xml_parent(document, node),
            Node::List(_) | Node::Namespace { .. } => None,
            Node::ListRoot(list) => Some(Node::List(list)),
            Node::Item { list, .. } => Some(Node::ListRoot(list)),
            Node::Column { list, item, .. } => Some(Node::Item { list, item }),
        }
    }

    fn children(&self, node: Node, into: &mut Nodes) {
        match node {
            Node::Main(cell) => self.push_children(cell, into),
            Node::List(list) => match self.form.lists.get(list as usize).and_then(|list| list.document) {
                Some(document) => self.push_xml_children(document, xml::Document::ROOT.0, into),
                None => into.push(Node::ListRoot(list)),
            },
            Node::ListRoot(list) => into.extend((0..self.list_size(list)).map(|item| Node::Item { list, item })),
            Node::Item { list, item } => self.push_columns(list, item, into),
            Node::Xml { document, node } => self.push_xml_children(document, node, into),
            Node::Column { .. } | Node::Namespace { .. } => {}
        }
    }

    fn name(&self, node: Node) -> &str {
        match node {
            Node::Main(cell) => &self.form.layout.node(self.node_of(cell)).name,
            Node::Xml { document, node } => self.xml_name(document, node),
            Node::List(_) | Node::Namespace { .. } => "",
            Node::ListRoot(list) => self.form.lists.get(list as usize).map_or("", |list| &list.root),
            Node::Item { list, .. } => self.form.lists.get(list as usize).map_or("", |list| &list.item),
            Node::Column { list, column, .. } => {
                let list = self.form.lists.get(list as usize);
                list.and_then(|list| list.columns.get(column as usize)).map_or("", |column| column)
            }
        }
    }

    fn is_leaf(&self, node: Node) -> bool {
        match node {
            Node::Main(cell) => self.is_question(cell),
            Node::Column { .. } => true,
            Node::Xml { document, node } => self.xml_is_leaf(document, node),
            _ => false,
        }
    }

    fn position(&self, node: Node) -> usize {
        match node {
            Node::Main(cell) if self.is_instance(cell) => self.block(self.cell(cell).block).position as usize + 1,
            Node::Item { item, .. } => item as usize + 1,
            Node::Xml { document, node } => self.xml_position(document, node),
            _ => 1,
        }
    }

    fn fields(&self, from: Node, field: Field, into: &mut Nodes) {
        self.visit_fields(from, field, &mut |cell| into.push(Node::Main(cell)));
    }

    fn first_field(&self, from: Node, field: Field) -> Option<Node> {
        let Node::Main(cell) = from else { return None };
        let own = self.cell(cell).block;
        let placed = self.form.layout.node(field.node);
        // Nearly all references stay within the instance or climb: no search is needed.
        if placed.inner.is_none() && placed.scope == field.anchor {
            let found = self.cell_at(self.climb(own, field.anchor)?, placed.spot);
            return self.cell(found).is(RELEVANT).then_some(Node::Main(found));
        }
        let mut first = None;
        self.visit_fields(from, field, &mut |cell| first = first.or(Some(Node::Main(cell))));
        first
    }

    fn column(&self, node: Node, column: u32) -> Option<Node> {
        match node {
            Node::Item { list, item } | Node::Column { list, item, .. } => {
                let has = self.form.lists.get(list as usize).is_some_and(|found| found.has(item, column));
                has.then_some(Node::Column { list, item, column })
            }
            _ => None,
        }
    }

    fn rows(&self, list: u32) -> Option<u32> {
        self.form.lists.get(list as usize).filter(|found| found.document.is_none()).map(List::rows)
    }

    fn rows_with(&self, list: u32, column: u32, text: &str) -> Option<&[u32]> {
        let found = self.form.lists.get(list as usize)?;
        // Labels of a choices sheet are no cells: their text depends on the language.
        let is_told = column == LABEL && found.columns.len() > 1 && found.label(0).is_some();
        (!is_told && (column as usize) < found.columns.len()).then(|| found.rows_with(column, text))
    }

    fn column_named(&self, list: u32, name: &str) -> Option<u32> {
        let found = self.form.lists.get(list as usize)?;
        let is_lone = found.columns.iter().filter(|column| ***column == *name).count() == 1;
        found.column(name).filter(|_| is_lone)
    }

    fn choice_label(&self, question: u32, choice: &str) -> Option<Cow<'_, str>> {
        self.label_of_choice(NodeId(question), choice).map(Cow::Owned)
    }

    fn order(&self, node: Node) -> Vec<u32> {
        match node {
            Node::Main(cell) => {
                let mut key = vec![self.form.layout.spot(self.cell(cell).spot).slot];
                let mut block = self.cell(cell).block;
                while let Some(parent) = self.block(block).parent {
                    let repeat: NodeId = self.form.layout.scope(self.block(block).scope).node;
                    key.push(self.block(block).position + 1);
                    key.push(self.form.layout.spot(self.form.layout.node(repeat).spot).slot);
                    block = parent;
                }
                key.push(0);
                key.reverse();
                key
            }
            Node::List(list) | Node::ListRoot(list) => vec![list + 1],
            Node::Item { list, item } => vec![list + 1, item + 1],
            Node::Column { list, item, column } => vec![list + 1, item + 1, column + 1],
            Node::Xml { document, node } => vec![u32::MAX, document, node],
            Node::Namespace { .. } => Vec::new(),
        }
    }

    fn kind(&self, node: Node) -> Kind {
        match node {
            Node::Main(cell) if self.form.layout.node(self.node_of(cell)).is_attribute => Kind::Attribute,
            Node::Xml { document, node } => self.xml_kind(document, node),
            _ => Kind::Element,
        }
    }

    fn walk(&self, node: Node, axis: Axis, into: &mut Nodes) -> bool {
        if axis != Axis::Attribute {
            return false;
        }
        match node {
            Node::Main(cell) => self.push_attributes(cell, into),
            Node::Xml { document, node } => self.push_xml_attributes(document, node, into),
            _ => {}
        }
        true
    }

    fn instance(&self, id: &str) -> Option<Node> {
        let at = self.form.lists.iter().position(|list| *list.name == *id)?;
        u32::try_from(at).ok().map(Node::List)
    }

    fn translation(&self, id: &str) -> Option<Cow<'_, str>> {
        let texts = self.form.itext.find(id)?;
        self.form.text(texts, self.language).map(|phrase| match phrase {
            Phrase::Plain(text) => Cow::Borrowed(text),
            Phrase::Mixed(_) => Cow::Owned(phrase.plain()),
        })
    }

    fn form_language(&self) -> &str {
        self.form.languages.get(self.language.0).map_or("", |language| &language.name)
    }

    fn version(&self) -> &str {
        self.form.version()
    }
}
