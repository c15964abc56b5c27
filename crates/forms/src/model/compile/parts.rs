//! Where the parts of an XForm stand.

use super::binds::Bind;
use crate::diagnostic::{Diagnostic, Location};
use crate::model::Dataset;
use crate::xml::{Document, NodeId, ns};

/// The parts that a form is compiled from.
pub(super) struct Parts<'a> {
    pub title: String,
    pub id: String,
    pub version: String,
    pub model: NodeId,
    /// Root element of the primary instance.
    pub root: NodeId,
    /// Secondary instances.
    pub instances: Vec<NodeId>,
    pub binds: Vec<Bind<'a>>,
    pub itext: Option<NodeId>,
    pub body: Option<NodeId>,
    pub dataset: Option<Dataset>,
}

impl<'a> Parts<'a> {
    pub(super) fn find(document: &'a Document, diagnostics: &mut Vec<Diagnostic>) -> Option<Self> {
        let Some(html) = document.root_element() else {
            diagnostics.push(lacking("html", "thẻ gốc", "root element"));
            return None;
        };
        let head = child(document, html, "head");
        let model = head.and_then(|head| child(document, head, "model")).or_else(|| child(document, html, "model"));
        let Some(model) = model else {
            diagnostics.push(lacking("model", "phần “model”", "model"));
            return None;
        };
        let instances = document.elements(model).filter(|node| document.local(*node) == "instance").collect::<Vec<_>>();
        let primary = instances.first().copied();
        let Some(root) = primary.and_then(|instance| document.elements(instance).next()) else {
            diagnostics.push(lacking("instance", "phần “instance” chính", "primary instance"));
            return None;
        };
        let title = head.and_then(|head| child(document, head, "title"));
        let attribute = |name| document.attribute(root, "", name).unwrap_or_default().trim().to_owned();
        let id = Some(attribute("id")).filter(|id| !id.is_empty());
        let id = id.unwrap_or_else(|| document.name(root).namespace.to_string());
        let version = document.attribute(root, "", "version").or_else(|| {
            document
                .attributes(root)
                .find(|found| document.local(*found) == "version")
                .map(|found| document.own_text(found))
        });
        let binds = document.elements(model).filter(|node| document.local(*node) == "bind");
        Some(Self {
            title: title.map(|title| document.string_value(title).trim().to_owned()).unwrap_or_default(),
            id,
            version: version.unwrap_or_default().trim().to_owned(),
            model,
            root,
            instances: instances.into_iter().skip(1).collect(),
            binds: binds.map(|bind| Bind::read(document, bind)).collect(),
            itext: child(document, model, "itext"),
            body: child(document, html, "body"),
            dataset: dataset(document, root),
        })
    }
}

/// A child by its local name: forms written by hand mix up the namespaces of the frame.
pub(super) fn child(document: &Document, parent: NodeId, local: &str) -> Option<NodeId> {
    document.elements(parent).find(|node| document.local(*node) == local)
}

/// What the form creates or updates: `meta/entity` in the primary instance.
fn dataset(document: &Document, root: NodeId) -> Option<Dataset> {
    let entity = child(document, root, "meta").and_then(|meta| child(document, meta, "entity"))?;
    let name = document.attribute(entity, "", "dataset")?;
    Some(Dataset { name: name.to_owned(), label: None, entity_id: None })
}

fn lacking(what: &str, vi: &str, en: &str) -> Diagnostic {
    let at = Location { column: Some(what.to_owned()), ..Location::default() };
    Diagnostic::error(
        at,
        "xform-incomplete",
        format!("Tệp này không phải biểu mẫu XForm dùng được: thiếu {vi}."),
        format!("This file is not a usable XForm: its {en} is missing."),
    )
}

/// An attribute in the JavaRosa namespace, or with the literal prefix `jr` where that is undeclared.
pub(super) fn jr<'d>(document: &'d Document, node: NodeId, local: &str) -> Option<&'d str> {
    document.attribute(node, ns::JAVAROSA, local).or_else(|| {
        let found = document.attributes(node).find(|attribute| {
            let name = document.name(*attribute);
            *name.local == *local && &*name.prefix == "jr"
        });
        found.map(|attribute| document.own_text(attribute))
    })
}
