//! `.docx`: the report filled into a template that an officer can replace.

mod blocks;
mod faults;
mod fill;
mod harm;
mod package;
mod template;
mod tree;

use std::collections::BTreeMap;

use thiserror::Error;

use self::fill::Value;
pub use self::package::MAX_TEMPLATE_BYTES;
use self::template::{CONTENT, RECIPIENTS, Template};
pub use self::template::{KnownTag, TAGS, style_names};
use self::tree::escaped;
use crate::diagnostic::Diagnostic;
use crate::document::Report;
use crate::print::Frame;

/// Why no file could be made. Nothing a person enters leads here.
#[derive(Debug, Error)]
pub enum DocxError {
    #[error("the file could not be put together")]
    Package(#[from] zip::result::ZipError),
    #[error("the built-in template cannot be read: {0}")]
    BuiltIn(String),
}

/// The shipped template as a file for Word.
pub fn template() -> Result<Vec<u8>, DocxError> {
    Ok(template::built_in().write()?)
}

/// What hinders a file from being a template; empty if nothing does.
pub fn check_template(bytes: &[u8]) -> Vec<Diagnostic> {
    match Template::read(bytes) {
        Ok(template) => fill_all(&template, &TAGS.map(|tag| (tag.name, Value::Text(String::new()))).into()).1,
        Err(diagnostics) => diagnostics,
    }
}

/// The report as a .docx. A template that cannot be used gives diagnostics, and the built-in one is taken.
pub fn docx(report: &Report, template: Option<&[u8]>) -> Result<(Vec<u8>, Vec<Diagnostic>), DocxError> {
    let (chosen, mut diagnostics) = match template.map(Template::read) {
        None => (None, Vec::new()),
        Some(Ok(template)) => (Some(template), Vec::new()),
        Some(Err(mut diagnostics)) => {
            diagnostics.push(faults::built_in_instead());
            (None, diagnostics)
        }
    };
    let template = match chosen {
        Some(template) => template,
        None => built_in()?,
    };
    let (package, unknown) = fill_all(&template, &values(report, &template));
    diagnostics.extend(unknown);
    Ok((package.write()?, diagnostics))
}

fn built_in() -> Result<Template, DocxError> {
    let bytes = template::built_in().write()?;
    Template::read(&bytes).map_err(|found| {
        let words: Vec<String> = found.into_iter().map(|diagnostic| diagnostic.en).collect();
        DocxError::BuiltIn(words.join(" "))
    })
}

fn values(report: &Report, template: &Template) -> BTreeMap<&'static str, Value> {
    let frame = Frame::of(report);
    BTreeMap::from([
        ("co_quan_chu_quan", Value::Text(frame.superior)),
        ("co_quan", Value::Text(frame.agency)),
        ("so", Value::Text(frame.number)),
        ("dia_danh", Value::Text(frame.place)),
        ("ngay_thang", Value::Text(frame.date)),
        ("loai_van_ban", Value::Text(frame.kind)),
        ("trich_yeu", Value::Text(frame.subject)),
        (CONTENT, Value::Blocks(blocks::content(report, template))),
        (RECIPIENTS, Value::Lines(frame.recipients)),
        ("quyen_han", Value::Text(frame.authority)),
        ("chuc_vu", Value::Text(frame.position)),
        ("nguoi_ky", Value::Text(frame.name)),
    ])
}

/// The template's parts with all tags filled, and a warning for each tag that nobody knows.
fn fill_all(template: &Template, values: &BTreeMap<&'static str, Value>) -> (package::Package, Vec<Diagnostic>) {
    let mut package = template.package.clone();
    let mut document = template.document.clone();
    let mut unknown = fill::fill(&mut document, values);
    package.set("word/document.xml", tree::written(&document));
    let names: Vec<String> = package.parts.iter().map(|(name, _)| name.clone()).collect();
    for name in names.iter().filter(|name| name.starts_with("word/header") || name.starts_with("word/footer")) {
        // A damaged header is left as it is; Word says what it thinks of it.
        let Some(mut part) = package.text(name).and_then(|text| tree::parse(text).ok()) else { continue };
        unknown.extend(fill::fill(&mut part, values));
        package.set(name, tree::written(&part));
    }
    if let Some(properties) = package.text("docProps/core.xml").map(|text| properties(text, values)) {
        package.set("docProps/core.xml", properties);
    }
    (package, unknown.iter().map(|tag| faults::unknown_tag(tag)).collect())
}

fn properties(xml: &str, values: &BTreeMap<&'static str, Value>) -> String {
    let mut xml = xml.to_owned();
    for (tag, value) in values {
        if let Value::Text(text) = value {
            xml = xml.replace(&format!("{{{{{tag}}}}}"), &escaped(&text.replace('\n', " ")));
        }
    }
    xml
}
