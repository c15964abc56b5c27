//! The `entities` sheet: what records make of the things a registry knows, and where in the form each
//! declaration belongs.

mod place;
mod saveto;

pub(super) use saveto::Mention;

use std::borrow::Cow;

use foldhash::HashMap;

use super::headers::Table;
use super::names::{is_name, references};
use super::record::{Fields, Value};
use super::tree::{Action, Element, ElementId, FIRST_LOAD, Kind, NEW_REPEAT, Tree};
use super::types::Block;
use crate::diagnostic::{Diagnostic, nearest};

/// Names that start so are kept for the registry itself.
const RESERVED_PREFIX: &str = "__";
const COLUMNS: [&str; 6] = ["dataset", "entity_id", "create_if", "update_if", "repeat", "label"];

/// One row of the sheet.
#[derive(Clone, Debug)]
pub(super) struct Declaration<'a> {
    pub dataset: Cow<'a, str>,
    pub row: u32,
    entity_id: Option<Cow<'a, str>>,
    create_if: Option<Cow<'a, str>>,
    update_if: Option<Cow<'a, str>>,
    label: Option<Cow<'a, str>>,
    /// What the form says of it, in the order of the survey.
    uses: Vec<Use>,
}

/// A property saved to an entity, or a question its declaration names.
#[derive(Clone, Debug)]
struct Use {
    container: ElementId,
    /// Of the survey sheet.
    row: u32,
    /// Name of the property; none for a question that is named.
    property: Option<String>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Entities<'a> {
    pub all: Vec<Declaration<'a>>,
    /// Declarations that name a question, by the question.
    by_question: HashMap<String, Vec<usize>>,
    /// Declarations in the order of their first use.
    used: Vec<usize>,
}

/// What the form must say about its entities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    /// One entity for a record.
    V2024,
    /// Several, or in repeats.
    V2025,
}

impl Version {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::V2024 => "2024.1.0",
            Self::V2025 => "2025.1.0",
        }
    }
}

impl<'a> Entities<'a> {
    pub(super) fn has(&self, dataset: &str) -> bool {
        self.all.iter().any(|declaration| declaration.dataset == dataset)
    }

    pub(super) fn read(table: &mut Table<'a>, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut entities = Self::default();
        let records = std::mem::take(&mut table.records);
        for mut record in records {
            unknown_columns(table, record.row, &record.fields, diagnostics);
            let mut take = |field| match record.fields.take(field) {
                Some(Value::Text(text)) => Some(text),
                Some(Value::Map(_)) => {
                    diagnostics.push(super::settings::not_grouped(table.cell(record.row, &[field])));
                    None
                }
                None => None,
            };
            let declaration = Declaration {
                dataset: take("dataset").unwrap_or_default(),
                row: record.row,
                entity_id: take("entity_id"),
                create_if: take("create_if"),
                update_if: take("update_if"),
                label: take("label"),
                uses: Vec::new(),
            };
            declaration.check(table, diagnostics);
            if entities.has(&declaration.dataset) {
                diagnostics.push(Diagnostic::error(
                    table.cell(record.row, &["dataset"]),
                    "entity-duplicate",
                    format!("Danh sách thực thể “{}” được khai báo hai lần.", declaration.dataset),
                    format!("The entity list “{}” is declared twice.", declaration.dataset),
                ));
            }
            entities.add(declaration);
        }
        entities
    }

    fn add(&mut self, declaration: Declaration<'a>) {
        let place = self.all.len();
        let texts = [&declaration.entity_id, &declaration.create_if, &declaration.update_if, &declaration.label];
        for text in texts.into_iter().flatten() {
            for reference in references(text).map_while(Result::ok) {
                let known = self.by_question.entry(reference.name.to_owned()).or_default();
                if !known.contains(&place) {
                    known.push(place);
                }
            }
        }
        self.all.push(declaration);
    }

    fn add_use(&mut self, place: usize, found: Use) {
        if !self.used.contains(&place) {
            self.used.push(place);
        }
        if let Some(declaration) = self.all.get_mut(place) {
            declaration.uses.push(found);
        }
    }
}

fn unknown_columns(table: &Table<'_>, row: u32, fields: &Fields<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (column, _) in fields.0.iter().filter(|(column, _)| !COLUMNS.contains(column)) {
        let near = nearest(column, COLUMNS.into_iter());
        let vi = near.map_or_else(String::new, |near| format!(" Có phải ý bạn là “{near}”?"));
        let en = near.map_or_else(String::new, |near| format!(" Did you mean “{near}”?"));
        diagnostics.push(Diagnostic::error(
            table.cell(row, &[column]),
            "column-unknown",
            format!("Trang entities không có cột “{column}”.{vi}"),
            format!("The sheet entities knows no column “{column}”.{en}"),
        ));
    }
}

impl<'a> Declaration<'a> {
    fn check(&self, table: &Table<'_>, diagnostics: &mut Vec<Diagnostic>) {
        let dataset = &*self.dataset;
        let wrong = if dataset.is_empty() {
            Some(("chưa có tên", "it has no name"))
        } else if dataset.starts_with(RESERVED_PREFIX) {
            Some(("tên không được bắt đầu bằng “__”", "its name cannot start with “__”"))
        } else if dataset.contains('.') {
            Some(("tên không được có dấu chấm", "its name cannot hold a point"))
        } else if !is_name(dataset) {
            Some(("tên phải gồm chữ không dấu, số và “_”", "its name must be letters, digits and “_”"))
        } else {
            None
        };
        if let Some((vi, en)) = wrong {
            diagnostics.push(Diagnostic::error(
                table.cell(self.row, &["dataset"]),
                "entity-name",
                format!("Danh sách thực thể “{dataset}”: {vi}."),
                format!("The entity list “{dataset}”: {en}."),
            ));
        }
        let (id, create, update) = (self.entity_id.is_some(), self.create_if.is_some(), self.update_if.is_some());
        if update && !id {
            diagnostics.push(Diagnostic::error(
                table.cell(self.row, &["entity_id"]),
                "entity-id-missing",
                format!("Để cập nhật thực thể của “{dataset}” cần cột entity_id. Nếu chỉ tạo mới, hãy dùng create_if."),
                format!("To update entities of “{dataset}”, give entity_id. To create only, use create_if."),
            ));
        }
        if id && create && !update {
            diagnostics.push(Diagnostic::error(
                table.cell(self.row, &["update_if"]),
                "entity-update-missing",
                format!("“{dataset}” có entity_id và create_if nên cần cả update_if. Nếu chỉ tạo mới, hãy bỏ entity_id."),
                format!("“{dataset}” has entity_id and create_if, so it needs update_if. To create only, leave entity_id out."),
            ));
        }
        if !id && self.label.is_none() {
            diagnostics.push(Diagnostic::error(
                table.cell(self.row, &["label"]),
                "entity-label-missing",
                format!("Thực thể mới của “{dataset}” cần nhãn (cột label)."),
                format!("New entities of “{dataset}” need a label."),
            ));
        }
    }

    /// Adds the declaration's nodes to a container.
    fn build(&self, tree: &mut Tree<'a>, container: ElementId) {
        let mut meta = Element::new(Kind::Block(Block::Group), "group", "meta", 0);
        meta.hidden = true;
        let meta = tree.add(container, meta);
        let mut entity = Element::new(Kind::Entity, "entity", "entity", 0);
        entity.dataset = Some(self.dataset.clone());
        let entity = tree.add(meta, entity);
        let mut dataset = attribute("dataset", "");
        dataset.dataset = Some(self.dataset.clone());
        tree.add(entity, dataset);
        if self.entity_id.is_none() || self.create_if.is_some() {
            tree.add(entity, conditional("create", self.create_if.clone()));
        }
        let mut id = attribute("id", "");
        let bind = id.bind_mut();
        bind.set("readonly", "true()");
        bind.set("type", "string");
        if let Some(entity_id) = &self.entity_id {
            bind.set("calculate", entity_id.clone());
            tree.add(entity, conditional("update", self.update_if.clone()));
            let found = format!("instance('{}')/root/item[name={entity_id}]", self.dataset);
            for (name, property) in
                [("baseVersion", "__version"), ("trunkVersion", "__trunkVersion"), ("branchId", "__branchId")]
            {
                tree.add(entity, calculated(name, format!("{found}/{property}")));
            }
        } else {
            for event in [FIRST_LOAD, NEW_REPEAT] {
                id.actions.push(Action { value: Some("uuid()"), ..Action::new("setvalue", event) });
            }
        }
        tree.add(entity, id);
        if let Some(label) = &self.label {
            let mut element = Element::new(Kind::EntityLabel, "label", "label", 0);
            element.bind = calculated("label", label.clone()).bind;
            tree.add(entity, element);
        }
    }
}

fn attribute<'a>(name: &'static str, value: &'static str) -> Element<'a> {
    Element { value, ..Element::new(Kind::Attribute, "attribute", name, 0) }
}

fn calculated<'a>(name: &'static str, formula: impl Into<Value<'a>>) -> Element<'a> {
    let mut element = attribute(name, "");
    let bind = element.bind_mut();
    bind.set("calculate", formula);
    bind.set("readonly", "true()");
    bind.set("type", "string");
    element
}

/// Happens always, or as a formula says.
fn conditional<'a>(name: &'static str, condition: Option<Cow<'a, str>>) -> Element<'a> {
    match condition {
        Some(condition) => Element { value: "1", ..calculated(name, condition) },
        None => attribute(name, "1"),
    }
}
