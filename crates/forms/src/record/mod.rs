//! Expressions over finished checks: many rows of answers, no session.
//!
//! A [`RowForm`] keeps of a form only the fields that are asked for; a [`Row`] holds one check's answers to them in a
//! flat block, a block per repeat instance. Expressions are compiled once and run on any number of rows.
//! `${name}` is an answer of the check, or, in an expression for the rows of a repeat, of that row first.
//!
//! ```
//! use forms::record::{Place, RowForm};
//! use forms::{Env, Value, read_markdown};
//!
//! let survey = "| survey |      |      |      |\n|  | type    | name | label |\n|  | integer | age  | Age   |";
//! let form = read_markdown(survey, "people").form.unwrap();
//! let fields = RowForm::new(&form, ["age"]);
//! let grown = fields.compile("${age} >= 18", None).unwrap();
//! let row = fields.row([("age", &Value::Integer(41))]);
//! assert_eq!(grown.evaluate(&fields, &row, Place::WHOLE, &Env::default()).truth(), Some(true));
//! ```

mod row;
mod view;

use std::cell::Cell;
use std::collections::BTreeMap;

use foldhash::HashMap;

use crate::expr::{At, CompileError, Expr, Node, Place as Standing, Scene, Val};
use crate::model::{Form, Layout, NodeId, NodeName, ScopeId, Shape};
use crate::session::Env;

pub use row::Row;
use view::View;

/// The fields of a form that expressions ask for.
#[derive(Clone, Debug)]
pub struct RowForm {
    id: String,
    layout: Layout,
    /// By scope: the form, or an instance of a repeat.
    below: Vec<Below>,
}

/// What stands below a form or below an instance of a repeat.
#[derive(Clone, Debug, Default)]
struct Below {
    /// By path. Hashed: a book of checks asks a million times.
    nodes: HashMap<Box<str>, NodeId>,
    repeats: Vec<(Box<str>, ScopeId)>,
}

/// A repeat of a [`RowForm`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repeat(NodeId);

/// What an expression is evaluated for: the whole check or one row of a repeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place(u32);

impl Place {
    /// The check itself.
    pub const WHOLE: Self = Self(0);
}

/// An expression that is ready to run on rows of its form.
#[derive(Clone, Debug)]
pub struct RowExpression(Expr);

/// What an expression gives.
#[derive(Clone, Debug, PartialEq)]
pub enum RowValue {
    /// Nothing is answered, or the expression makes no sense of the answers.
    Blank,
    Number(f64),
    Truth(bool),
    Text(String),
}

impl RowValue {
    /// `None` where nothing is known. A number is true unless it is zero; `true`, `false`, `1` and `0` are read.
    pub fn truth(&self) -> Option<bool> {
        match self {
            Self::Blank => None,
            Self::Number(number) => Some(*number != 0.0),
            Self::Truth(truth) => Some(*truth),
            Self::Text(text) => match text.as_str() {
                "false" => Some(false),
                other => Some(crate::expr::number_of_text(other) != 0.0),
            },
        }
    }

    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Blank => None,
            Self::Number(number) => Some(*number),
            Self::Truth(truth) => Some(f64::from(u8::from(*truth))),
            Self::Text(text) => Some(crate::expr::number_of_text(text)).filter(|number| !number.is_nan()),
        }
    }

    /// Whether its text is this one.
    pub fn is(&self, text: &str) -> bool {
        match self {
            Self::Blank => text.is_empty(),
            Self::Text(own) => own == text,
            other => other.text() == text,
        }
    }

    /// As text; blank for nothing.
    pub fn text(&self) -> String {
        match self {
            Self::Blank => String::new(),
            Self::Number(number) => crate::expr::text_of_number(*number),
            Self::Truth(truth) => truth.to_string(),
            Self::Text(text) => text.clone(),
        }
    }
}

impl RowForm {
    /// Keeps the questions and repeats called one of `names`, wherever they are, and the repeats around them.
    pub fn new<'a>(form: &Form, names: impl IntoIterator<Item = &'a str>) -> Self {
        let full = &form.layout;
        let mut built = Self::empty(form.id());
        let mut known = BTreeMap::from([(NodeId::ROOT, NodeId::ROOT)]);
        for name in names {
            for node in full.named(name) {
                let placed = full.node(*node);
                if placed.inner.is_some() || placed.children.is_empty() {
                    built.take(full, *node, &mut known);
                }
            }
        }
        built
    }

    /// Fields that are described by their paths alone; a path that ends in `/` is a repeat.
    pub fn of_paths<'a>(id: &str, paths: impl IntoIterator<Item = &'a str>) -> Self {
        let mut full = Layout::new("data");
        let mut known = BTreeMap::<String, NodeId>::new();
        let mut nodes = Vec::new();
        for path in paths {
            let shape = if path.ends_with('/') { Shape::Repeat } else { Shape::Single };
            let steps = path.split('/').filter(|step| !step.is_empty()).collect::<Vec<_>>();
            let mut parent = NodeId::ROOT;
            let mut so_far = String::new();
            for (order, step) in steps.iter().enumerate() {
                so_far.push_str(step);
                let is_last = order + 1 == steps.len();
                let kind = if is_last { shape } else { Shape::Single };
                parent = *known.entry(so_far.clone()).or_insert_with(|| full.add_named(parent, &named(step), kind));
                so_far.push('/');
            }
            nodes.push(parent);
        }
        let mut built = Self::empty(id);
        let mut known = BTreeMap::from([(NodeId::ROOT, NodeId::ROOT)]);
        for node in nodes {
            built.take(&full, node, &mut known);
        }
        built
    }

    fn empty(id: &str) -> Self {
        Self { id: id.to_owned(), layout: Layout::new("data"), below: vec![Below::default()] }
    }

    /// Adds a node of the full form below the nearest repeat; groups are only steps of its path.
    fn take(&mut self, full: &Layout, node: NodeId, known: &mut BTreeMap<NodeId, NodeId>) -> NodeId {
        if let Some(found) = known.get(&node) {
            return *found;
        }
        let placed = full.node(node);
        let parent = match placed.scope {
            ScopeId::FORM => NodeId::ROOT,
            scope => self.take(full, full.scope(scope).node, known),
        };
        let shape = if placed.inner.is_some() { Shape::Repeat } else { Shape::Single };
        let added = self.layout.add_named(parent, &named(&placed.name), shape);
        let scope = self.layout.home(parent);
        let inner = self.layout.node(added).inner.map(|inner| inner.scope);
        if let Some(below) = self.below.get_mut(scope.index()) {
            let path: Box<str> = full.local_path(node).into();
            below.repeats.extend(inner.map(|inner| (path.clone(), inner)));
            below.nodes.insert(path, added);
        }
        if shape == Shape::Repeat {
            self.below.push(Below::default());
        }
        known.insert(node, added);
        added
    }

    /// The form's id.
    pub fn id(&self) -> &str {
        &self.id
    }

    pub fn repeat(&self, name: &str) -> Option<Repeat> {
        let found = self.layout.named(name).iter().find(|node| self.layout.node(**node).inner.is_some());
        found.copied().map(Repeat)
    }

    /// Whether any of the fields is called this. For those who read many answers to hand over few: an answer to another
    /// question of the same name is passed over by [`RowForm::row`].
    pub fn has_name(&self, name: &str) -> bool {
        !self.layout.named(name).is_empty()
    }

    /// Whether a path is that of an instance of a repeat among the fields: the repeat's, and the instance's id behind it.
    pub fn is_instance(&self, path: &str) -> bool {
        let name = path.rsplit('/').nth(1).unwrap_or_default();
        self.repeat(name).is_some()
    }

    /// Compiles for the check, or for the rows of a repeat.
    ///
    /// # Errors
    /// What is wrong with the expression, in English sentences.
    pub fn compile(&self, source: &str, rows_of: Option<Repeat>) -> Result<RowExpression, Vec<String>> {
        let node = rows_of.map_or(NodeId::ROOT, |repeat| repeat.0);
        let place = Standing { layout: &self.layout, lists: &[], node, items: None };
        let words = |errors: Vec<CompileError>| errors.iter().map(ToString::to_string).collect::<Vec<_>>();
        match place.compile_leniently(source) {
            Ok((compiled, errors)) if errors.is_empty() => Ok(RowExpression(compiled.expr)),
            Ok((_, errors)) | Err(errors) => Err(words(errors)),
        }
    }

    /// The rows of a repeat in a check.
    pub fn rows<'a>(&self, row: &'a Row, repeat: Repeat) -> impl Iterator<Item = Place> + use<'a> {
        let scope = self.layout.node(repeat.0).inner.map(|inner| inner.scope);
        row.blocks_of(scope).map(Place)
    }
}

impl RowExpression {
    /// An expression that cannot be evaluated on these answers is blank.
    pub fn evaluate(&self, form: &RowForm, row: &Row, place: Place, env: &Env) -> RowValue {
        let view = View { form, row };
        let node = Node::Main(row.instance(form, place.0));
        let draws = Cell::new(0);
        let scene = Scene::new(&view, env, node, &draws);
        match scene.value(&self.0, At::alone(node)) {
            Ok(value) => view.result(value),
            Err(_) => RowValue::Blank,
        }
    }
}

impl View<'_> {
    fn result(&self, value: Val<'_>) -> RowValue {
        match value {
            Val::Number(number) if number.is_nan() => RowValue::Blank,
            Val::Number(number) => RowValue::Number(number),
            Val::Truth(truth) => RowValue::Truth(truth),
            Val::Nodes(nodes) => nodes.first().map_or(RowValue::Blank, |node| self.value_at(*node)),
            Val::Text(text) if text.trim().is_empty() => RowValue::Blank,
            Val::Text(text) => RowValue::Text(text.into_owned()),
            Val::Date(moment) => RowValue::Text(moment.text()),
        }
    }
}

fn named(local: &str) -> NodeName<'_> {
    NodeName { local, ..NodeName::default() }
}

/// Names that `${…}` refers to in an expression, each once, in order of first mention. Nothing is checked.
pub fn references(source: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = source;
    while let Some((_, after)) = rest.split_once("${") {
        let Some((name, behind)) = after.split_once('}') else { break };
        let name = name.trim();
        if !found.contains(&name) {
            found.push(name);
        }
        rest = behind;
    }
    found
}
