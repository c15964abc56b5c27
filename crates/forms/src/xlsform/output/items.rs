//! Where the choices of a question come from.

use super::super::names::has_reference;
use super::super::record::Value;
use super::super::tree::{Element, ElementId};
use super::super::types::{is_list_file, split_extension};
use super::Context;
use super::references::How;
use super::xml::Xml;
use crate::xml::NodeId;

/// Choices as nodes of an instance.
struct Itemset {
    value: String,
    label: String,
    nodes: String,
    filter: Option<String>,
}

impl Context<'_, '_> {
    pub(super) fn choices(&self, xml: &mut Xml, control: NodeId, id: ElementId) {
        let element = self.element(id);
        let Some(list) = element.list.as_deref() else { return };
        if self.is_searched(element) {
            self.inline_choices(xml, control, list);
            return;
        }
        let itemset = if is_list_file(list) {
            file_itemset(element, list)
        } else if has_reference(list) {
            self.answers(id, list)
        } else {
            self.instance_itemset(list)
        };
        self.itemset(xml, control, id, itemset);
    }

    /// Choices that are written out, for devices that look them up in a file of theirs.
    fn inline_choices(&self, xml: &mut Xml, control: NodeId, list: &str) {
        let Some(found) = self.form.lists.get(list) else { return };
        for (place, choice) in found.choices.iter().enumerate() {
            let item = xml.child(control, "item");
            let label = xml.child(item, "label");
            match &choice.label {
                _ if found.translated => xml.attribute(label, "ref", &format!("jr:itext('{list}-{place}')")),
                Some(Value::Text(text)) => self.write_text(xml, label, text, None),
                _ => {}
            }
            let value = xml.child(item, "value");
            xml.text(value, &choice.name);
        }
    }

    fn instance_itemset(&self, list: &str) -> Itemset {
        let translated = self.form.lists.get(list).is_some_and(|list| list.translated);
        Itemset {
            value: "name".to_owned(),
            label: if translated { "jr:itext(itextId)" } else { "label" }.to_owned(),
            nodes: format!("instance('{list}')/root/item"),
            filter: None,
        }
    }

    /// Answers given before, as choices.
    fn answers(&self, id: ElementId, list: &str) -> Itemset {
        let how = How { context: Some(id), current: false, parent: true };
        let path = self.paths_in(list, how).trim().to_owned();
        let (nodes, value) = path.rsplit_once('/').unwrap_or(("", &path));
        Itemset {
            value: value.to_owned(),
            label: value.to_owned(),
            nodes: nodes.to_owned(),
            filter: Some(format!("./{value} != ''")),
        }
    }

    /// Shapes to point at on a map.
    pub(super) fn shapes(&self, xml: &mut Xml, control: NodeId, id: ElementId) {
        let Some(list) = self.element(id).list.as_deref() else { return };
        let itemset = if has_reference(list) {
            let how = How { context: Some(id), current: false, parent: true };
            Itemset {
                value: "geometry".to_owned(),
                label: "geometry".to_owned(),
                nodes: self.paths_in(list, how).trim().to_owned(),
                filter: Some("./geometry != ''".to_owned()),
            }
        } else {
            self.instance_itemset(list)
        };
        self.itemset(xml, control, id, itemset);
    }

    pub(super) fn tick_labels(&self, xml: &mut Xml, control: NodeId, id: ElementId) {
        if let Some(list) = self.element(id).list.as_deref() {
            let itemset = self.instance_itemset(list);
            write_itemset(xml, control, &itemset.nodes, &itemset);
        }
    }

    fn itemset(&self, xml: &mut Xml, control: NodeId, id: ElementId, mut itemset: Itemset) {
        let element = self.element(id);
        let of_answers = element.list.as_deref().is_some_and(has_reference);
        if let Some(filter) = &element.choice_filter {
            let how = How { context: Some(id), current: true, parent: of_answers };
            let mut filter = self.paths_in(filter, how).into_owned();
            if of_answers {
                filter = filter.replace(&format!("current()/{}", itemset.nodes), ".").replace(&itemset.nodes, ".");
            }
            itemset.filter = Some(filter);
        }
        let mut nodes = itemset.nodes.clone();
        if let Some(filter) = itemset.filter.as_ref().filter(|filter| !filter.is_empty()) {
            nodes = format!("{nodes}[{filter}]");
        }
        if element.parameters.get("randomize") == Some("true") {
            nodes = match element.parameters.get("seed") {
                Some(seed) => format!("randomize({nodes}, {})", self.paths_in(seed, How::of(id)).trim()),
                None => format!("randomize({nodes})"),
            };
        }
        write_itemset(xml, control, &nodes, &itemset);
    }

    /// Whether the choices are found by a search on the device.
    pub(super) fn is_searched(&self, element: &Element<'_>) -> bool {
        super::sources::searches(element)
    }
}

fn file_itemset(element: &Element<'_>, list: &str) -> Itemset {
    let (name, extension) = split_extension(list);
    let (value, label) = if extension == ".geojson" { ("id", "title") } else { ("name", "label") };
    Itemset {
        value: element.parameters.get("value").unwrap_or(value).to_owned(),
        label: element.parameters.get("label").unwrap_or(label).to_owned(),
        nodes: format!("instance('{name}')/root/item"),
        filter: None,
    }
}

fn write_itemset(xml: &mut Xml, control: NodeId, nodes: &str, itemset: &Itemset) {
    let node = xml.child(control, "itemset");
    xml.attribute(node, "nodeset", nodes);
    for (name, reference) in [("value", &itemset.value), ("label", &itemset.label)] {
        let child = xml.child(node, name);
        xml.attribute(child, "ref", reference);
    }
}
