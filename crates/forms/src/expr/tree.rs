//! What the evaluator may ask of the answers, choice lists and documents it reads.

use std::borrow::Cow;

use smallvec::SmallVec;

use super::Field;
use super::ast::{Axis, ExpandedName};

/// A node of the main instance, of a choice list or of a document. Indices belong to the tree that
/// gave them out.
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
    /// A node of an XML document; the tree says which document a number means.
    Xml { document: u32, node: u32 },
    /// A namespace in scope at an element of a document: its declaration, or [`Node::NO_DECLARATION`]
    /// for `xml`, which is always in scope.
    Namespace { document: u16, element: u32, declaration: u32 },
}

impl Node {
    pub(crate) const NO_DECLARATION: u32 = u32::MAX;
}

/// The kinds of node of XPath 1.0 §5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Root,
    Element,
    Attribute,
    Namespace,
    Text,
    Comment,
    Instruction,
}

/// Most sets hold one node; those need no allocation.
pub(crate) type Nodes = SmallVec<[Node; 2]>;

/// The nodes an expression is evaluated on. Irrelevant nodes of the main instance are left out by
/// the implementor, as the ODK XForms specification asks.
///
/// Methods with a body are those that only trees of XML documents can answer.
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
    /// The local name; of a node without one, empty.
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
    /// Number of rows of a list; `None` for XML that is no table.
    fn rows(&self, _list: u32) -> Option<u32> {
        None
    }
    /// Rows of a list whose cell in a column has this text, or lacks it and the text is empty; `None` where the
    /// list cannot be looked up in.
    fn rows_with(&self, _list: u32, _column: u32, _text: &str) -> Option<&[u32]> {
        None
    }
    /// The only column of a list with this name.
    fn column_named(&self, _list: u32, _name: &str) -> Option<u32> {
        None
    }
    /// Label of a choice of a question of the form, in the current language. The question is a node of the layout.
    fn choice_label(&self, question: u32, choice: &str) -> Option<Cow<'_, str>>;
    /// A key that sorts nodes in document order.
    fn order(&self, node: Node) -> Vec<u32>;

    /// Brings a set into document order, each node once.
    fn sort(&self, nodes: &mut Nodes) {
        nodes.sort_by_cached_key(|node| self.order(*node));
        nodes.dedup();
    }

    /// How much text was gathered so far, in node visits; for trees whose nodes can hold much of it.
    fn effort(&self) -> u32 {
        0
    }

    fn kind(&self, _node: Node) -> Kind {
        Kind::Element
    }

    /// The name as written, with its prefix.
    fn qualified_name(&self, node: Node) -> Cow<'_, str> {
        Cow::Borrowed(self.name(node))
    }

    fn namespace(&self, _node: Node) -> &str {
        ""
    }

    fn is_named(&self, node: Node, name: &ExpandedName) -> bool {
        name.local.as_ref().is_none_or(|local| **local == *self.name(node))
    }

    /// Nodes on `axis` from `node`, nearest first, or `false` where the tree knows no better than to
    /// walk from child to child.
    fn walk(&self, _node: Node, _axis: Axis, _into: &mut Nodes) -> bool {
        false
    }

    /// `xml:lang` as it holds at `node`.
    fn language(&self, _node: Node) -> Option<&str> {
        None
    }

    /// The language that the form is read in, as the form calls it; blank for none.
    fn form_language(&self) -> &str {
        ""
    }

    /// Elements whose `id` attribute is one of `ids`.
    fn identified(&self, _ids: &str, _into: &mut Nodes) {}

    /// The root of the secondary instance `id`, as `instance()` finds it while it runs.
    fn instance(&self, _id: &str) -> Option<Node> {
        None
    }

    /// The label of a choice of the question that `question` holds the answer of, as it is looked up while an
    /// expression runs.
    fn choice_name(&self, _question: Node, _choice: &str) -> Option<Cow<'_, str>> {
        None
    }

    /// A text of the form's translations in the current language.
    fn translation(&self, _id: &str) -> Option<Cow<'_, str>> {
        None
    }

    /// The version of the form.
    fn version(&self) -> &str {
        ""
    }
}
