//! What the evaluator may ask of the answers and choice lists it reads.

use std::borrow::Cow;

use smallvec::SmallVec;

use super::Field;

/// A node of the main instance or of a choice list. Indices belong to the tree that gave them out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Node {
    /// A node of the main instance.
    Main(u32),
    /// `instance('list')`
    List(u32),
    /// `instance('list')/root`
    ListRoot(u32),
    /// `instance('list')/root/item`
    Item { list: u32, item: u32 },
    /// A column of an item.
    Column { list: u32, item: u32, column: u32 },
}

/// Most sets hold one node; those need no allocation.
pub(crate) type Nodes = SmallVec<[Node; 2]>;

/// The nodes an expression is evaluated on. Irrelevant nodes of the main instance are left out by
/// the implementor, as the ODK XForms specification asks.
pub(crate) trait Tree {
    /// The string value.
    fn text(&self, node: Node) -> Cow<'_, str>;
    /// The string value as a number; dates count days since 1970-01-01 local midnight.
    fn number(&self, node: Node) -> f64;
    /// Whether a lone node counts as true.
    fn truth(&self, node: Node) -> bool;
    fn root(&self) -> Node;
    fn parent(&self, node: Node) -> Option<Node>;
    /// Children in document order.
    fn children(&self, node: Node, into: &mut Nodes);
    fn name(&self, node: Node) -> &str;
    /// Whether children can exist; leaves hold a value.
    fn is_leaf(&self, node: Node) -> bool;
    /// 1-based position among siblings of the same name.
    fn position(&self, node: Node) -> usize;
    /// Nodes of a path that was resolved when the form was compiled.
    fn fields(&self, from: Node, field: Field, into: &mut Nodes);
    /// The first of [`Tree::fields`].
    fn first_field(&self, from: Node, field: Field) -> Option<Node>;
    /// A column of the item that is or contains `node`.
    fn column(&self, node: Node, column: u32) -> Option<Node>;
    /// Label of a choice in the current language.
    fn choice_label(&self, list: u32, choice: &str) -> Option<Cow<'_, str>>;
    /// A key that sorts nodes in document order.
    fn order(&self, node: Node) -> Vec<u32>;
}
