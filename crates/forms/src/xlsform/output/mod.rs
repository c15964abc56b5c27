//! The tree of a form → its XForm document.

mod binds;
mod body;
mod instance;
mod items;
mod itext;
mod labels;
mod references;
mod sources;
mod xml;

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt as _};

use super::choices::Lists;
use super::entities::Version;
use super::record::{Fields, Value};
use super::tree::{Element, ElementId, Kind, Tree};
use crate::diagnostic::{Diagnostic, Location};
use crate::xform::{Origin, XForm};
use crate::xml::{NodeId, ns};
use xml::Xml;

/// About what a question takes up in the document, bind, texts and control together.
const BYTES_PER_ELEMENT: usize = 800;
const BYTES_PER_CHOICE: usize = 350;
/// Most bytes that are set aside before they are needed.
const MAX_RESERVED_BYTES: usize = 16 << 20;

/// Most bytes of all paths to nodes together.
const MAX_PATH_BYTES: usize = 64 << 20;

/// Everything a form says, before it becomes XML.
pub(super) struct Form<'a> {
    pub tree: Tree<'a>,
    pub lists: Lists<'a>,
    pub settings: Fields<'a>,
    pub title: Cow<'a, str>,
    pub id: Cow<'a, str>,
    pub default_language: Cow<'a, str>,
    pub entities: Option<Version>,
    /// Name of the sheet that the rows of the tree belong to.
    pub sheet: &'a str,
}

/// An element that a name stands for.
#[derive(Clone, Copy, Debug)]
enum Named {
    One(ElementId),
    Several,
}

/// A question that is calculated when another one is answered.
struct Triggered<'o> {
    element: ElementId,
    formula: Cow<'o, str>,
    takes_position: bool,
}

/// The form with all that is looked up while it is written.
struct Context<'o, 'a> {
    form: &'o Form<'a>,
    order: Vec<ElementId>,
    paths: Vec<String>,
    by_name: HashMap<&'o str, Named>,
    triggered: HashMap<&'o str, Vec<Triggered<'o>>>,
    /// What no cell can be blamed for before its row is written.
    problems: RefCell<Vec<Diagnostic>>,
    /// References that lead nowhere; told only where nothing else was wrong.
    lost: RefCell<Vec<Diagnostic>>,
}

/// The document and what was found wrong while it was written.
pub(super) struct Output {
    pub xform: XForm,
    pub problems: Vec<Diagnostic>,
    pub lost: Vec<Diagnostic>,
    /// Of the translations, in their order.
    pub languages: Vec<String>,
}

pub(super) fn write(mut form: Form<'_>) -> Output {
    let mut problems = Vec::new();
    sources::settle_searches(&mut form, &mut problems);
    let context = Context::new(&form, problems);
    let choices = form.lists.all.iter().map(|list| list.choices.len()).sum::<usize>();
    let bytes = (form.tree.len() * BYTES_PER_ELEMENT + choices * BYTES_PER_CHOICE).min(MAX_RESERVED_BYTES);
    let mut xml = Xml::new(&form.settings, form.entities.is_some(), bytes);
    if form.tree.path_bytes() > MAX_PATH_BYTES {
        context.too_large();
        return context.finish(XForm::default(), Vec::new());
    }
    let languages = context.document(&mut xml);
    if xml.is_full() {
        context.too_large();
    }
    let origins = context.origins();
    xml.warn_of_prefixes(&mut context.problems.borrow_mut());
    context.finish(XForm { document: xml.document, origins }, languages)
}

impl<'o, 'a> Context<'o, 'a> {
    fn finish(self, xform: XForm, languages: Vec<String>) -> Output {
        Output { xform, problems: self.problems.into_inner(), lost: self.lost.into_inner(), languages }
    }

    fn new(form: &'o Form<'a>, problems: Vec<Diagnostic>) -> Self {
        let order = form.tree.in_order();
        let mut by_name = HashMap::with_capacity(order.len());
        let mut triggered: HashMap<&str, Vec<Triggered<'_>>> = HashMap::new();
        for id in &order {
            let element = form.tree.get(*id);
            if element.is_section() || element.question().is_some() {
                by_name.entry(&*element.name).and_modify(|known| *known = Named::Several).or_insert(Named::One(*id));
            }
            for trigger in &element.triggers {
                let formula = element.bind.as_ref().and_then(|bind| bind.get("calculate"));
                triggered.entry(trigger).or_default().push(Triggered {
                    element: *id,
                    formula: formula.map_or(Cow::Borrowed(""), Value::flat),
                    takes_position: element.type_name == "background-geopoint",
                });
            }
        }
        let fits = form.tree.path_bytes() <= MAX_PATH_BYTES;
        let paths = if fits { form.tree.paths() } else { Vec::new() };
        Self { form, order, paths, by_name, triggered, problems: RefCell::new(problems), lost: RefCell::default() }
    }

    fn element(&self, id: ElementId) -> &'o Element<'a> {
        self.form.tree.get(id)
    }

    fn path(&self, id: ElementId) -> &str {
        self.paths.get(id.0).map_or("", String::as_str)
    }

    fn at(&self, id: ElementId, column: &str) -> Location {
        match self.element(id).row {
            0 => Location::sheet(self.form.sheet),
            row => Location::row(self.form.sheet, row).column(column),
        }
    }

    fn error(&self, at: Location, code: &'static str, vi: impl Into<String>, en: impl Into<String>) {
        self.problems.borrow_mut().push(Diagnostic::error(at, code, vi, en));
    }

    /// Writes the document; answers the languages of its translations.
    fn document(&self, xml: &mut Xml) -> Vec<String> {
        let html = xml.root();
        let head = xml.child(html, "h:head");
        let title = xml.child(head, "h:title");
        xml.text(title, &self.form.title);
        let model = xml.child(head, "model");
        xml.attribute(model, "odk:xforms-version", "1.0.0");
        if let Some(version) = self.form.entities {
            xml.attribute(model, "entities:entities-version", version.as_str());
        }
        self.submission(xml, model);
        let translations = self.translations();
        let languages = translations.languages();
        self.itext(xml, model, &translations);
        self.primary_instance(xml, model);
        self.secondary_instances(xml, model);
        self.binds(xml, model);
        let body = xml.child(html, "h:body");
        if let Some(style) = self.form.settings.text("style") {
            xml.attribute(body, "class", style);
        }
        self.controls(xml, body, Tree::ROOT);
        languages
    }

    /// Reports a form that no device could hold.
    fn too_large(&self) {
        self.error(
            Location::sheet(self.form.sheet),
            "form-too-large",
            "Biểu mẫu quá lớn: quá nhiều câu hỏi, ngôn ngữ hoặc nhóm lặp lồng nhau. Hãy tách thành nhiều biểu mẫu.",
            "The form is too large: too many questions, languages or repeats within repeats. Split it into several forms.",
        );
    }

    fn submission(&self, xml: &mut Xml, model: NodeId) {
        let setting = |name| self.form.settings.text(name);
        let editable = setting("client_editable").and_then(super::aliases::yes_or_no) == Some(true);
        let attributes = [
            ("action", setting("submission_url")),
            ("method", setting("submission_url").map(|_| "post")),
            ("base64RsaPublicKey", setting("public_key")),
            ("orx:auto-send", setting("auto_send")),
            ("orx:auto-delete", setting("auto_delete")),
            ("odk:client-editable", editable.then_some("true")),
        ];
        if attributes.iter().all(|(_, value)| value.is_none()) {
            return;
        }
        let submission = xml.child(model, "submission");
        for (name, value) in attributes {
            if let Some(value) = value {
                xml.attribute(submission, name, value);
            }
        }
    }

    fn origins(&self) -> BTreeMap<String, Origin> {
        let known = self.order.iter().filter(|id| self.element(**id).row > 0);
        let origin = |id: &ElementId| Origin { sheet: self.form.sheet.to_owned(), row: self.element(*id).row };
        known.map(|id| (self.path(*id).to_owned(), origin(id))).collect()
    }
}

impl Element<'_> {
    /// Whether the element asks or keeps an answer.
    const fn is_question(&self) -> bool {
        matches!(self.kind, Kind::Question(_))
    }
}

/// Namespaces that every form declares.
const NAMESPACES: [(&str, &str); 7] = [
    ("", ns::XFORMS),
    ("h", ns::XHTML),
    ("ev", ns::EVENTS),
    ("xsd", ns::XSD),
    ("jr", ns::JAVAROSA),
    ("orx", ns::OPENROSA),
    ("odk", ns::ODK),
];
