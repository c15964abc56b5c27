//! A row as the evaluator reads it.

use std::borrow::Cow;

use super::row::RowCell;
use super::{Row, RowForm, RowValue};
use crate::expr::{Field, Node, Nodes, Tree, number_of_text, text_of_number};
use crate::model::{NodeId, ScopeId};

pub(super) struct View<'a> {
    pub form: &'a RowForm,
    pub row: &'a Row,
}

impl View<'_> {
    pub(super) fn value_at(&self, node: Node) -> RowValue {
        match node {
            Node::Main(cell) => match self.row.cell(cell) {
                RowCell::Blank => RowValue::Blank,
                RowCell::Number(number) => RowValue::Number(*number),
                RowCell::Short(text) => RowValue::Text(text.text().to_owned()),
                RowCell::Text(text) => RowValue::Text(text.to_string()),
            },
            _ => RowValue::Blank,
        }
    }

    fn cell_in(&self, block: u32, node: NodeId) -> u32 {
        let layout = &self.form.layout;
        self.row.first(block) + layout.spot(layout.node(node).spot).slot
    }

    fn node_of(&self, cell: u32) -> NodeId {
        let block = self.row.block_of(cell);
        let Some(found) = self.row.blocks.get(block as usize) else { return NodeId::ROOT };
        let scope = self.form.layout.scope(found.scope);
        let spot = scope.spots.get(cell.saturating_sub(found.first) as usize);
        spot.map_or(NodeId::ROOT, |spot| self.form.layout.spot(*spot).node)
    }

    fn is_instance(&self, cell: u32) -> bool {
        self.row.instance(self.form, self.row.block_of(cell)) == cell
    }

    /// The block of `scope` that `block` lies in.
    fn climb(&self, mut block: u32, scope: ScopeId) -> Option<u32> {
        // Each turn goes to the outer block, which was opened before.
        loop {
            let found = self.row.blocks.get(block as usize)?;
            if found.scope == scope {
                return Some(block);
            }
            if found.scope == ScopeId::FORM {
                return None;
            }
            block = found.parent;
        }
    }

    /// Calls `found` for every block of `scope` in or under `block`.
    fn descend(&self, block: u32, scope: ScopeId, found: &mut dyn FnMut(u32)) {
        for candidate in self.row.blocks_of(Some(scope)) {
            let here = self.row.blocks.get(block as usize).map(|block| block.scope);
            if here.is_some_and(|here| self.climb(candidate, here) == Some(block)) {
                found(candidate);
            }
        }
    }

    fn visit_fields(&self, from: Node, field: Field, found: &mut dyn FnMut(u32)) {
        let Node::Main(cell) = from else { return };
        let Some(block) = self.climb(self.row.block_of(cell), field.anchor) else { return };
        let placed = self.form.layout.node(field.node);
        match placed.inner {
            Some(inner) => self.descend(block, inner.scope, &mut |block| found(self.row.instance(self.form, block))),
            None => self.descend(block, placed.scope, &mut |block| found(self.cell_in(block, field.node))),
        }
    }
}

impl Tree for View<'_> {
    fn text(&self, node: Node) -> Cow<'_, str> {
        let Node::Main(cell) = node else { return Cow::Borrowed("") };
        match self.row.cell(cell) {
            RowCell::Blank => Cow::Borrowed(""),
            RowCell::Number(number) => Cow::Owned(text_of_number(*number)),
            RowCell::Short(text) => Cow::Borrowed(text.text()),
            RowCell::Text(text) => Cow::Borrowed(text),
        }
    }

    fn number(&self, node: Node) -> f64 {
        let Node::Main(cell) = node else { return f64::NAN };
        match self.row.cell(cell) {
            RowCell::Blank => f64::NAN,
            RowCell::Number(number) => *number,
            RowCell::Short(text) => number_of_text(text.text()),
            RowCell::Text(text) => number_of_text(text),
        }
    }

    fn truth(&self, node: Node) -> bool {
        self.value_at(node).truth().unwrap_or(false)
    }

    fn root(&self) -> Node {
        Node::Main(0)
    }

    fn parent(&self, node: Node) -> Option<Node> {
        let Node::Main(cell) = node else { return None };
        let block = self.row.block_of(cell);
        if !self.is_instance(cell) {
            return Some(Node::Main(self.row.instance(self.form, block)));
        }
        let found = self.row.blocks.get(block as usize).filter(|found| found.scope != ScopeId::FORM)?;
        Some(Node::Main(self.row.instance(self.form, found.parent)))
    }

    fn children(&self, node: Node, into: &mut Nodes) {
        let Node::Main(cell) = node else { return };
        if !self.is_instance(cell) {
            return;
        }
        let layout = &self.form.layout;
        let block = self.row.block_of(cell);
        for child in &layout.node(self.node_of(cell)).children {
            match layout.node(*child).inner {
                None => into.push(Node::Main(self.cell_in(block, *child))),
                Some(inner) => {
                    self.descend(block, inner.scope, &mut |block| {
                        into.push(Node::Main(self.row.instance(self.form, block)));
                    });
                }
            }
        }
    }

    fn name(&self, node: Node) -> &str {
        let Node::Main(cell) = node else { return "" };
        &self.form.layout.node(self.node_of(cell)).name
    }

    fn is_leaf(&self, node: Node) -> bool {
        matches!(node, Node::Main(cell) if !self.is_instance(cell))
    }

    fn position(&self, node: Node) -> usize {
        let Node::Main(cell) = node else { return 1 };
        let found = self.row.blocks.get(self.row.block_of(cell) as usize).filter(|_| self.is_instance(cell));
        found.map_or(1, |block| block.position as usize + 1)
    }

    fn fields(&self, from: Node, field: Field, into: &mut Nodes) {
        self.visit_fields(from, field, &mut |cell| into.push(Node::Main(cell)));
    }

    fn first_field(&self, from: Node, field: Field) -> Option<Node> {
        let Node::Main(cell) = from else { return None };
        let placed = self.form.layout.node(field.node);
        if placed.inner.is_none() && placed.scope == field.anchor {
            let block = self.climb(self.row.block_of(cell), field.anchor)?;
            return Some(Node::Main(self.cell_in(block, field.node)));
        }
        let mut first = None;
        self.visit_fields(from, field, &mut |cell| first = first.or(Some(Node::Main(cell))));
        first
    }

    fn column(&self, _node: Node, _column: u32) -> Option<Node> {
        None
    }

    fn choice_label(&self, _question: u32, _choice: &str) -> Option<Cow<'_, str>> {
        None
    }

    fn order(&self, node: Node) -> Vec<u32> {
        match node {
            Node::Main(cell) => vec![cell],
            _ => Vec::new(),
        }
    }
}
