//! The XForm: the one description of a form that everything else starts from.
//!
//! An XLSForm workbook is converted to it, XForm XML is parsed to it, XForm XML is written from it, and
//! `model` compiles it. It is the XML tree itself, so nothing of a form written by others is lost.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Location};
use crate::model::Resources;
use crate::reading::Reading;
use crate::xml::Document;

/// A form as an XForm document.
#[derive(Clone, Debug, Default)]
pub struct XForm {
    /// `h:html` and all below it.
    pub document: Document,
    /// Where nodes were written, by the absolute path of the node (`/data/group/question`), for forms that
    /// came from a workbook. The column follows from the property: a bind's `relevant` stands in `relevant`.
    pub origins: BTreeMap<String, Origin>,
}

/// The row of a workbook that a node of the form came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub sheet: String,
    /// 1-based, as Excel shows it.
    pub row: u32,
}

/// Reads XForm XML, as other tools and people write it, and compiles it.
pub fn read_xform(text: &str) -> Reading {
    read_xform_with(text, &Resources::default())
}

/// The same with the files that lie beside the form.
pub fn read_xform_with(text: &str, resources: &Resources) -> Reading {
    match crate::xml::parse(text) {
        Ok(document) => compile_with(&XForm { document, origins: BTreeMap::new() }, resources),
        Err(error) => {
            let found = Diagnostic::error(
                Location::default(),
                "xml-invalid",
                format!("Tệp XML bị hỏng: {error}."),
                format!("The XML is damaged: {error}."),
            );
            Reading { form: None, diagnostics: vec![found] }
        }
    }
}

/// Compiles an XForm to a form that can be filled.
pub fn compile(xform: &XForm) -> Reading {
    compile_with(xform, &Resources::default())
}

/// The same with the files that lie beside the form.
pub fn compile_with(xform: &XForm, resources: &Resources) -> Reading {
    crate::model::compile(xform, resources)
}
