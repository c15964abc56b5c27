//! The targets. The tests of `forms` take this file too, and replay the corpus with it.

use std::sync::Arc;

use forms::xml::{Document, WriteLayout, parse, write};
use forms::xpath::{Dialect, Namespaces, Settings};
use forms::{Env, Form, FormNames, InstanceForm, Resume, Session, Value, xpath};

/// A form whose instances are fuzzed: a repeat in a repeat, a selection, a date and calculations.
const FORM: &str = include_str!("../corpus/form.xml");
/// The document of expressions that bring none.
const DOCUMENT: &str = "<data id='d'><a>2</a><b>x y</b><r><c>1</c></r><r><c>2026-11-25</c></r></data>";
/// Nodes of one form that are answered.
const MAX_ANSWERED: usize = 20;
/// Seconds count from here for every input.
const NOW_MS: i64 = 1_795_000_000_000;

/// A workbook in any format; text is also taken as markdown tables. What is converted must be readable.
pub fn workbook(bytes: &[u8]) {
    let names = FormNames { root: None, id: Some("fuzz") };
    let mut conversions = vec![forms::convert_xlsx(bytes, names)];
    if let Ok(text) = std::str::from_utf8(bytes) {
        conversions.push(forms::convert_markdown(text, names));
    }
    for conversion in conversions {
        let Some(converted) = conversion.xform else { continue };
        let text = write(&converted.document, Document::ROOT, WriteLayout::Indented);
        assert!(parse(&text).is_ok(), "what was converted is well-formed: {text}");
        if let Some(form) = forms::compile(&converted).form {
            fill(form);
        }
    }
}

/// An XForm that others wrote, filled a little.
pub fn xform(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Some(form) = forms::read_xform(text).form {
        fill(form);
    }
}

/// An expression in the first line, and a document below it.
pub fn expression(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (expression, xml) = text.split_once('\n').unwrap_or((text, ""));
    let Ok(document) = parse(if xml.trim().is_empty() { DOCUMENT } else { xml }) else { return };
    for dialect in [Dialect::Odk, Dialect::XPath] {
        let settings = Settings { dialect, env: env(), language: None };
        let context = document.root_element().unwrap_or(Document::ROOT);
        let _ = xpath::evaluate(&document, context, expression, &Namespaces::new(), &settings);
    }
}

/// An instance of a form, as a draft and as a submission to correct. What is written can be read again.
pub fn instance(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Some(form) = forms::read_xform(FORM).form.map(Arc::new) else { return };
    for resume in [Resume::Draft, Resume::Edit] {
        let Ok(opened) = Session::load_instance(Arc::clone(&form), env(), text, resume) else { continue };
        let written = opened.session.instance_xml(InstanceForm::Draft);
        let again = Session::load_instance(Arc::clone(&form), env(), &written, Resume::Draft);
        assert!(again.is_ok(), "what was written can be read: {written}");
    }
}

fn env() -> Env {
    Env { now_ms: NOW_MS, seed: 1, ..Env::default() }
}

/// Answers the first questions and adds to repeats, then finishes.
fn fill(form: Form) {
    let mut session = Session::start(Arc::new(form), env(), []).session;
    let references: Vec<String> =
        session.states().into_iter().map(|state| state.reference).take(MAX_ANSWERED).collect();
    for (number, reference) in references.iter().enumerate() {
        let value = [Value::Integer(3), Value::from("yes"), Value::from("2026-11-25")].into_iter().nth(number % 3);
        let _ = session.set_at(reference, value);
        let _ = session.add_at(reference, None);
    }
    session.mark_finishing();
    let _ = (session.states(), session.walk());
    let written = session.instance_xml(InstanceForm::Submission);
    assert!(parse(&written).is_ok(), "the instance is well-formed: {written}");
}
