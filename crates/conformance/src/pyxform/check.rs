//! The checks of a case on one conversion.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use forms::xml::{self, Document, NodeId, NodeKind};
use regex::Regex;

use super::case::{Case, Expect};
use crate::canonical;
use crate::case::{Outcome, short};
use crate::engine::{self, Converted, Message};

/// Namespaces of XForms that need no declaration in an expectation.
const NAMESPACES: [(&str, &str); 7] = [
    ("", xml::ns::XFORMS),
    ("h", xml::ns::XHTML),
    ("ev", xml::ns::EVENTS),
    ("xsd", xml::ns::XSD),
    ("jr", xml::ns::JAVAROSA),
    ("orx", xml::ns::OPENROSA),
    ("odk", xml::ns::ODK),
];
/// Letters of an expectation in a message.
const LETTERS: usize = 240;

pub fn check(case: &Case, converted: &Converted, outcome: &mut Outcome) {
    let expect = &case.expect;
    if expect.errored {
        return refused(case, converted, outcome);
    }
    let Some(text) = &converted.xform else {
        let why = converted.errors.first().map_or("no error is given", |error| error.text.as_str());
        return outcome.differs(format!("refused, expected to be accepted: {}", short(why, LETTERS)));
    };
    let document = match xml::parse(text) {
        Ok(document) => document,
        Err(error) => return outcome.differs(format!("the XForm is not well-formed: {error}")),
    };
    let Some(root) = document.root_element() else { return outcome.differs("the XForm is empty") };
    Form { document: &document, root, namespaces: namespaces(&document, root) }.check(expect, outcome);
    warnings(case, converted, outcome);
}

/// The wording of an error is ours; that there is one, and the row it stands at, is not.
fn refused(case: &Case, converted: &Converted, outcome: &mut Outcome) {
    if converted.xform.is_some() {
        return outcome.differs("accepted, expected to be refused");
    }
    for place in case.expect.error_contains.iter().filter_map(|text| Place::in_text(text)) {
        if !converted.errors.iter().any(|error| place.is_of(error)) {
            let ours: Vec<_> = converted.errors.iter().map(|error| (&error.sheet, error.row)).collect();
            outcome.differs(format!("refused at {ours:?} instead of row {} of {:?}", place.row, place.sheet));
        }
    }
}

/// A row of a sheet.
struct Place {
    row: u32,
    sheet: Option<String>,
}

impl Place {
    fn in_text(text: &str) -> Option<Self> {
        static ROW: LazyLock<Option<Regex>> =
            LazyLock::new(|| Regex::new(r"\[row : (\d+)\](?: On the '([a-z_]+)' sheet)?").ok());
        let found = ROW.as_ref()?.captures(text)?;
        let sheet = found.get(2).map(|sheet| sheet.as_str().to_owned());
        Some(Self { row: found.get(1)?.as_str().parse().ok()?, sheet })
    }

    fn is_of(&self, error: &Message) -> bool {
        let sheet_is = |wanted: &String| error.sheet.as_ref().is_some_and(|sheet| sheet.eq_ignore_ascii_case(wanted));
        match error.row {
            Some(row) => row == self.row && self.sheet.as_ref().is_none_or(sheet_is),
            None => error.text.contains(&format!("[row : {}]", self.row)),
        }
    }
}

/// Whether both warn or neither does; how often and in which words is ours.
fn warnings(case: &Case, converted: &Converted, outcome: &mut Outcome) {
    let expect = &case.expect;
    if expect.warnings_contain.is_empty() && expect.warnings_count.is_none() && expect.warnings_lack.is_empty() {
        return;
    }
    let theirs = case.actual.warnings.as_ref().is_some_and(|warnings| !warnings.is_empty());
    outcome.aside("situations that warn", theirs == (converted.warnings > 0));
}

fn namespaces(document: &Document, root: NodeId) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, String> =
        NAMESPACES.iter().map(|(prefix, uri)| ((*prefix).to_owned(), (*uri).to_owned())).collect();
    for (prefix, uri) in canonical::declarations(document, root) {
        found.insert(prefix.to_owned(), uri.to_owned());
    }
    found
}

/// A converted form with the namespaces that expectations use.
struct Form<'a> {
    document: &'a Document,
    root: NodeId,
    namespaces: BTreeMap<String, String>,
}

impl Form<'_> {
    fn check(&self, expect: &Expect, outcome: &mut Outcome) {
        for expression in &expect.xpath_match {
            self.count(expression, 1, outcome);
        }
        for (expression, wanted) in &expect.xpath_count {
            self.count(expression, *wanted, outcome);
        }
        for (expression, wanted) in &expect.xpath_exact {
            self.exact(expression, wanted, outcome);
        }
        self.texts("xml", &expect.xml_contains, &expect.xml_excludes, outcome);
        self.texts("model", &expect.model_contains, &expect.model_excludes, outcome);
        self.texts("itext", &expect.itext_contains, &expect.itext_excludes, outcome);
        self.texts("instance", &expect.instance_contains, &expect.instance_excludes, outcome);
    }

    /// The default namespace goes by the prefix `x`, as XPath 1.0 has none.
    fn select(&self, expression: &str) -> Result<Vec<NodeId>, String> {
        let mut prefixes = self.namespaces.clone();
        if let Some(default) = prefixes.remove("") {
            prefixes.insert("x".into(), default);
        }
        engine::select(self.document, expression, &prefixes)
    }

    fn count(&self, expression: &str, wanted: usize, outcome: &mut Outcome) {
        match self.select(expression) {
            Ok(found) if found.len() == wanted => {}
            Ok(found) => {
                outcome.differs(format!("{} nodes instead of {wanted}: {}", found.len(), one_line(expression)));
            }
            Err(error) => outcome.differs(format!("{error}: {}", one_line(expression))),
        }
    }

    fn exact(&self, expression: &str, wanted: &[String], outcome: &mut Outcome) {
        let wanted: BTreeSet<&str> = wanted.iter().map(String::as_str).collect();
        match self.select(expression) {
            Ok(found) => {
                let found: BTreeSet<String> = found.into_iter().map(|node| self.text(node)).collect();
                if !found.iter().map(String::as_str).eq(wanted.iter().copied()) {
                    outcome.differs(format!("{}: {found:?} instead of {wanted:?}", one_line(expression)));
                }
            }
            Err(error) => outcome.differs(format!("{error}: {}", one_line(expression))),
        }
    }

    /// An element without the namespaces everybody knows, any other node as its text.
    fn text(&self, node: NodeId) -> String {
        if self.document.kind(node) != NodeKind::Element {
            return self.document.string_value(node).into_owned();
        }
        let mut text = canonical::pretty(self.document, node).trim().to_owned();
        for (prefix, uri) in &self.namespaces {
            let colon = if prefix.is_empty() { "" } else { ":" };
            text = text.replace(&format!(" xmlns{colon}{prefix}=\"{uri}\""), "");
        }
        text.replace(" >", ">").replace(" />", "/>")
    }

    fn texts(&self, part: &str, contains: &[String], excludes: &[String], outcome: &mut Outcome) {
        if contains.is_empty() && excludes.is_empty() {
            return;
        }
        let element = match part {
            "xml" => Some(self.root),
            _ => self.document.descendants(self.root).find(|node| self.document.is(*node, xml::ns::XFORMS, part)),
        };
        let text = element.map(|element| canonical::pretty(self.document, element)).unwrap_or_default();
        for wanted in contains.iter().filter(|wanted| !text.contains(wanted.as_str())) {
            outcome.differs(format!("the {part} lacks {}", short(wanted, LETTERS)));
        }
        for unwanted in excludes.iter().filter(|unwanted| text.contains(unwanted.as_str())) {
            outcome.differs(format!("the {part} has {}", short(unwanted, LETTERS)));
        }
    }
}

fn one_line(expression: &str) -> String {
    expression.split_whitespace().collect::<Vec<_>>().join(" ")
}
