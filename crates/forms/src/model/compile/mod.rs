//! XForm → form: nodes are placed, texts and lists read, expressions compiled, dependencies ordered. All
//! findings at once, and never more of them than ODK Validate has: what JavaRosa loads must open here.

mod actions;
mod binds;
mod body;
mod external;
mod itemsets;
mod itext;
mod kinds;
mod meta;
mod nodes;
mod parts;
mod paths;
mod tables;
mod templates;

use std::collections::BTreeMap;

use super::explain::explain;
use super::{
    Action, BodyItem, Element, Form, Graph, Itext, Language, LanguageId, Layout, List, ListId, NodeId, Phrase,
    Property, Raw, Sown, Wording,
};
use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::expr::ast::Ast;
use crate::expr::{CompileError, Compiled, Expr, Place, Reads};
use crate::reading::Reading;
use crate::xform::XForm;
use crate::xml::{self, Document};
pub use external::Resources;
use itext::TextSources;
use parts::Parts;

/// Most nodes of a form; every one of them takes a cell in every filling.
pub(crate) const MAX_FORM_NODES: usize = 200_000;

/// Compiles a form with the files beside it. The diagnostics are complete; the form is absent when one of them is
/// an error.
pub(crate) fn compile(xform: &XForm, resources: &Resources) -> Reading {
    let mut diagnostics = Vec::new();
    let form = Parts::find(&xform.document, &mut diagnostics).and_then(|parts| {
        let mut compiler = Compiler::new(xform, resources, parts, &mut diagnostics);
        compiler.read();
        compiler.finish()
    });
    let broken = diagnostics.iter().any(|found| found.severity == Severity::Error);
    diagnostics.sort();
    diagnostics.dedup();
    Reading { form: form.filter(|_| !broken), diagnostics }
}

/// An expression and what is tolerated of it, or why it cannot run.
type Lenient = Result<(Compiled, Vec<CompileError>), Vec<CompileError>>;

/// A form in the making.
struct Compiler<'a> {
    document: &'a Document,
    xform: &'a XForm,
    resources: &'a Resources,
    parts: Parts<'a>,
    diagnostics: &'a mut Vec<Diagnostic>,
    layout: Layout,
    /// By node; controls beside the first of their node follow.
    elements: Vec<Element>,
    /// By node: the element of the primary instance that gives its default.
    sources: Vec<xml::NodeId>,
    languages: Vec<Language>,
    default_language: LanguageId,
    texts: TextSources<'a>,
    itext: Itext,
    wording: Wording,
    lists: Vec<List>,
    documents: Vec<Document>,
    body: Vec<BodyItem>,
    actions: Vec<Action>,
    sown: Vec<Sown>,
    raw: BTreeMap<(super::SpotId, Property), Raw>,
}

impl<'a> Compiler<'a> {
    fn new(xform: &'a XForm, resources: &'a Resources, parts: Parts<'a>, diagnostics: &'a mut Vec<Diagnostic>) -> Self {
        let document = &xform.document;
        let texts = TextSources::read(document, parts.itext);
        let (languages, default_language) = texts.languages();
        Self {
            layout: Layout::new(document.local(parts.root)),
            document,
            xform,
            resources,
            parts,
            diagnostics,
            elements: Vec::new(),
            sources: Vec::new(),
            languages,
            default_language,
            texts,
            itext: Itext::default(),
            wording: Wording::default(),
            lists: Vec::new(),
            documents: Vec::new(),
            body: Vec::new(),
            actions: Vec::new(),
            sown: Vec::new(),
            raw: BTreeMap::new(),
        }
    }

    fn read(&mut self) {
        self.place_nodes();
        self.place_meta();
        self.read_tables();
        self.read_types();
        self.settle_meta();
        self.read_body();
        self.keep_texts();
        self.read_binds();
        self.read_actions();
        self.settle_kinds();
        self.inherit();
    }

    /// Compiles an expression of `node`; what is wrong is told where it stands. `None` when it cannot run.
    fn compile(&mut self, node: NodeId, property: &str, source: &str) -> Option<Compiled> {
        let result = self.place(node, None).compile_leniently(source);
        self.told_errors(node, property, result)
    }

    /// The same for a parsed expression, which may be a filter on the items of a list.
    fn compile_ast(&mut self, node: NodeId, ast: &Ast, items: Option<ListId>) -> Option<Compiled> {
        let result = self.place(node, items).compile_ast(ast);
        self.told_errors(node, "itemset", result)
    }

    /// An expression that is evaluated at the nodes of an itemset.
    fn compile_relative(&mut self, node: NodeId, source: &str) -> Option<Expr> {
        let result = self.place(node, None).compile_anywhere(source);
        self.told_errors(node, "itemset", result).map(|compiled| compiled.expr)
    }

    const fn place(&self, node: NodeId, items: Option<ListId>) -> Place<'_> {
        Place { layout: &self.layout, lists: self.lists.as_slice(), node, items }
    }

    fn told_errors(&mut self, node: NodeId, property: &str, result: Lenient) -> Option<Compiled> {
        let (compiled, errors) = match result {
            Ok((compiled, errors)) => (Some(compiled), errors),
            Err(errors) => (None, errors),
        };
        for error in errors {
            self.report(node, property, &error);
        }
        compiled
    }

    fn report(&mut self, node: NodeId, property: &str, error: &CompileError) {
        let mut found = explain(error, &self.location(node, property), &self.layout);
        if found.location.sheet.is_none() {
            let path = self.full_path(node);
            found.vi = format!("{path} ({property}): {}", found.vi);
            found.en = format!("{path} ({property}): {}", found.en);
        }
        // A constraint runs only once there is an answer, and a text shows what it can: ODK Validate never sees what
        // is wrong with them.
        let seen = match property {
            "constraint" => matches!(error, CompileError::Syntax(_)),
            "label" | "hint" | "constraint_message" | "required_message" => false,
            _ => true,
        };
        if error.is_tolerable() || !seen {
            found.severity = Severity::Warning;
        }
        self.diagnostics.push(found);
    }

    /// Where the author wrote a property of `node`, as far as that is known.
    fn location(&self, node: NodeId, property: &str) -> Location {
        let column = column_of(property);
        match self.xform.origins.get(&self.full_path(node)) {
            Some(origin) => Location::row(&origin.sheet, origin.row).column(column),
            None => Location { column: Some(column.to_owned()), ..Location::default() },
        }
    }

    fn full_path(&self, node: NodeId) -> String {
        let root = &self.layout.node(NodeId::ROOT).name;
        let path = self.layout.path(node);
        if path.is_empty() { format!("/{root}") } else { format!("/{root}/{path}") }
    }

    fn warn(&mut self, node: NodeId, property: &str, code: &'static str, vi: String, en: String) {
        let at = self.location(node, property);
        self.diagnostics.push(Diagnostic::warning(at, code, vi, en));
    }

    fn error(&mut self, node: NodeId, property: &str, code: &'static str, vi: String, en: String) {
        let at = self.location(node, property);
        self.diagnostics.push(Diagnostic::error(at, code, vi, en));
    }

    fn finish(mut self) -> Option<Form> {
        let raw = std::mem::take(&mut self.raw).into_values().collect::<Vec<_>>();
        for cycle in Graph::cycles(&self.layout, &raw) {
            self.report_cycle(&cycle, &raw);
        }
        let graph = Graph::ordered(&self.layout, raw);
        self.actions.sort_by_key(|action| action.owner);
        let mut title = super::Texts::default();
        self.wording.set(&mut title, self.default_language, Phrase::Plain(&self.parts.title));
        Some(Form {
            id: std::mem::take(&mut self.parts.id),
            version: std::mem::take(&mut self.parts.version),
            title,
            languages: self.languages,
            default_language: self.default_language,
            layout: self.layout,
            elements: self.elements,
            lists: self.lists,
            documents: self.documents,
            itext: self.itext,
            wording: self.wording,
            graph,
            body: self.body,
            actions: self.actions,
            sown: self.sown,
            dataset: self.parts.dataset,
        })
    }

    /// Conditions that decide each other settle, so the form can be used; calculations that do may never.
    fn report_cycle(&mut self, cycle: &[NodeId], raw: &[Raw]) {
        let names = cycle.iter().map(|node| format!("${{{}}}", self.layout.node(*node).name)).collect::<Vec<_>>();
        let ring = names.join(" → ");
        let first = cycle.first().copied().unwrap_or(NodeId::ROOT);
        let vi = format!(
            "Các công thức phụ thuộc vòng tròn vào nhau: {ring}. Hãy bỏ một liên kết trong relevant hoặc calculation."
        );
        let en =
            format!("Formulas depend on each other in a circle: {ring}. Break one link in relevant or calculation.");
        let calculated = raw
            .iter()
            .any(|formula| formula.property == Property::Value && cycle.contains(&self.layout.spot(formula.spot).node));
        let property = if calculated { "calculate" } else { "relevant" };
        if calculated || cycle.len() == 1 {
            self.error(first, property, "cycle", vi, en);
        } else {
            self.warn(first, property, "cycle", vi, en);
        }
    }

    /// Notes a formula; of two for the same property the later counts, as in JavaRosa.
    fn note(&mut self, raw: Raw) {
        self.raw.insert((raw.spot, raw.property), raw);
    }

    fn note_plain(&mut self, spot: super::SpotId, property: Property) {
        self.note(Raw { spot, property, expr: None, reads: Reads::default() });
    }
}

/// The column of a survey sheet that a property of the XForm is written in.
fn column_of(property: &str) -> &str {
    match property {
        "calculate" => "calculation",
        "jr:count" => "repeat_count",
        "itemset" => "choice_filter",
        "setvalue" => "default",
        other => other,
    }
}
