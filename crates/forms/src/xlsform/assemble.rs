//! Tables → the form: what every sheet adds to it.

use std::borrow::Cow;

use foldhash::{HashMap, HashMapExt as _, HashSet};

use super::check::{self, Cells};
use super::choices::Lists;
use super::entities::{Entities, Version};
use super::headers::Table;
use super::record::{Fields, Value};
use super::settings::Settings;
use super::sheets::Sheets;
use super::survey;
use super::translations::Languages;
use super::tree::{Element, ElementId, Kind, Tree};
use super::types::{Block, question_type};
use super::{DEFAULT_NAME, FormNames, has_error, output, warn_of_similar};
use crate::diagnostic::{Diagnostic, Location};
use crate::workbook::Sheet;

/// Cells in which references are looked for.
#[derive(Default)]
pub(super) struct Checked<'a> {
    pub settings: Option<Cells<'a>>,
    pub entities: Option<Cells<'a>>,
    pub survey: Option<Cells<'a>>,
    pub choices: Option<Cells<'a>>,
}

pub(super) struct Tables<'a> {
    pub survey: Table<'a>,
    pub choices: Option<Table<'a>>,
    pub external_choices: Option<Table<'a>>,
    pub entities: Option<Table<'a>>,
    pub osm: Option<Table<'a>>,
}

impl<'a> Tables<'a> {
    /// The form, and a report of all that is wrong with it up to here.
    pub(super) fn form(
        mut self,
        sheets: &Sheets<'a>,
        survey_sheet: &'a Sheet,
        settings: Settings<'a>,
        names: FormNames<'_>,
        mut cells: Checked<'a>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> output::Form<'a> {
        self.check_columns(diagnostics);
        cells.add(sheets, survey_sheet, &self);
        let has_languages = self.has_languages(diagnostics);
        let entities_sheet = self.entities.as_ref().map_or("entities", |table| table.sheet);
        let mut lists = match self.choices.take() {
            Some(table) => Lists::read(table, settings.is_yes("allow_choice_duplicates"), diagnostics),
            None => Lists::default(),
        };
        let mut entities = self.read_entities(sheets, diagnostics);
        let others = survey::Sheets {
            settings: &settings,
            lists: &mut lists,
            external_lists: external_lists(self.external_choices.take()),
            tags: tags(self.osm.take()),
            entities: &mut entities,
            names: sheets.names.clone(),
        };
        let mut survey = survey::read(&mut self.survey, others, root_name(&settings, names), diagnostics);
        if survey.or_other && has_languages {
            diagnostics.push(or_other_untranslated(survey_sheet));
        }
        let meta = meta_elements(&mut survey, &settings, diagnostics);
        let version = entities.build(&mut survey.tree, entities_sheet, diagnostics);
        add_meta(&mut survey.tree, meta);
        if settings.fields.has("flat") && !has_error(diagnostics) {
            flatten(&mut survey.tree, Tree::ROOT, "");
        }
        cells.check(&survey.occurrences, diagnostics);
        if !has_error(diagnostics) {
            check::names(&survey.tree, &survey_sheet.name, diagnostics);
        }
        lists.settle();
        finish(survey, lists, settings, names, version, survey_sheet, diagnostics)
    }

    /// Whether texts have several languages; warns of columns that lack one.
    fn has_languages(&self, diagnostics: &mut Vec<Diagnostic>) -> bool {
        let languages = Languages::of(&self.survey, self.choices.as_ref().filter(|table| !table.records.is_empty()));
        languages.warn_of_gaps(diagnostics);
        languages.several()
    }

    fn read_entities(&mut self, sheets: &Sheets<'a>, diagnostics: &mut Vec<Diagnostic>) -> Entities<'a> {
        match self.entities.as_mut().filter(|table| !table.records.is_empty()) {
            Some(table) => Entities::read(table, diagnostics),
            None => {
                warn_of_similar("entities", sheets, diagnostics);
                Entities::default()
            }
        }
    }

    fn check_columns(&self, diagnostics: &mut Vec<Diagnostic>) {
        if !self.survey.has("type") {
            diagnostics.push(Diagnostic::error(
                Location::row(self.survey.sheet, 1),
                "column-missing",
                format!("Trang “{}” thiếu cột “type” (loại câu hỏi) ở dòng 1.", self.survey.sheet),
                format!("The sheet “{}” lacks the column “type” in row 1.", self.survey.sheet),
            ));
        }
    }
}

impl<'a> Checked<'a> {
    fn add(&mut self, sheets: &Sheets<'a>, survey: &'a Sheet, tables: &Tables<'_>) {
        let is_text = |field: &str, _: &str| !matches!(field, "type" | "name" | "trigger");
        self.survey = Some(Cells::of(survey, &tables.survey, is_text));
        let choices = sheets.choices.zip(tables.choices.as_ref());
        self.choices =
            choices.map(|(sheet, table)| Cells::of(sheet, table, |field, _| matches!(field, "label" | "media")));
        let entities = sheets.entities.zip(tables.entities.as_ref());
        let is_formula = |_: &str, header: &str| !matches!(header, "list name" | "list_name" | "repeat");
        self.entities = entities.map(|(sheet, table)| Cells::of(sheet, table, is_formula));
    }

    fn check(&self, occurrences: &survey::Occurrences, diagnostics: &mut Vec<Diagnostic>) {
        for cells in [&self.settings, &self.entities, &self.survey, &self.choices].into_iter().flatten() {
            cells.check(occurrences, diagnostics);
        }
    }
}

fn root_name<'a>(settings: &Settings<'a>, names: FormNames<'_>) -> Cow<'a, str> {
    match settings.fields.get("name") {
        Some(Value::Text(name)) => name.clone(),
        _ => Cow::Owned(names.root.unwrap_or(DEFAULT_NAME).to_owned()),
    }
}

/// What tells about the record: its log, its id and its name.
fn meta_elements<'a>(
    survey: &mut survey::Survey<'a>,
    settings: &Settings<'a>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Element<'a>> {
    let mut meta = std::mem::take(&mut survey.meta);
    if !settings.is_yes("omit_instanceID") {
        let preload = settings.fields.get("instance_id").cloned().unwrap_or(Value::from("uid"));
        meta.extend(made_meta("instanceID", [("readonly", Value::from("true()")), ("jr:preload", preload)]));
        survey.occurrences.add("instanceID");
    } else if settings.fields.has("public_key") {
        diagnostics.push(encrypted_without_id());
    }
    if let Some(name) = settings.fields.get("instance_name") {
        meta.extend(made_meta("instanceName", [("calculate", name.clone())]));
    }
    meta
}

/// Names the form. Rows of the survey may say what the settings say, and then count.
fn finish<'a>(
    mut survey: survey::Survey<'a>,
    lists: Lists<'a>,
    settings: Settings<'a>,
    names: FormNames<'_>,
    entities: Option<Version>,
    sheet: &'a Sheet,
    diagnostics: &mut Vec<Diagnostic>,
) -> output::Form<'a> {
    let text = |field: &str| {
        let text = survey.overrides.text(field).or_else(|| settings.text(field));
        text.map(|text| Cow::Owned(text.to_owned()))
    };
    let own_id = settings.text("id_string").or(names.id).unwrap_or(DEFAULT_NAME).to_owned();
    let id = text("id_string").unwrap_or(Cow::Owned(own_id.clone()));
    if id == "None" {
        diagnostics.push(no_id());
    }
    let title = text("title").unwrap_or(Cow::Owned(own_id));
    let default_language = settings.default_language();
    let mut settings = settings.fields;
    if let Some(prefix) = survey.overrides.take("prefix") {
        settings.set("prefix", prefix);
    }
    output::Form { tree: survey.tree, lists, settings, title, id, default_language, entities, sheet: &sheet.name }
}

/// Names of the lists of `external_choices`.
fn external_lists(table: Option<Table<'_>>) -> HashSet<String> {
    let records = table.into_iter().flat_map(|table| table.records);
    records.filter_map(|record| record.fields.text("list name").map(str::to_owned)).collect()
}

/// OpenStreetMap tags by the name of their list.
fn tags(table: Option<Table<'_>>) -> HashMap<String, Vec<Fields<'_>>> {
    let mut tags: HashMap<String, Vec<Fields<'_>>> = HashMap::new();
    for mut record in table.into_iter().flat_map(|table| table.records) {
        if let Some(list) = record.fields.take_text("list name") {
            tags.entry(list.into_owned()).or_default().push(record.fields);
        }
    }
    tags
}

/// An element that tells about the record.
fn made_meta<'a, const N: usize>(
    name: &'static str,
    properties: [(&'static str, Value<'a>); N],
) -> Option<Element<'a>> {
    let mut element = Element::new(Kind::Question(question_type("calculate")?), "calculate", name, 0);
    let bind = element.bind_mut();
    bind.set("type", "string");
    for (property, value) in properties {
        bind.set(property, value);
    }
    Some(element)
}

/// Puts elements into the form's `meta` block, which entities may have made already.
fn add_meta<'a>(tree: &mut Tree<'a>, elements: Vec<Element<'a>>) {
    if elements.is_empty() {
        return;
    }
    let known = tree.get(Tree::ROOT).children.iter().copied().find(|child| tree.get(*child).hidden);
    let meta = known.unwrap_or_else(|| {
        let mut meta = Element::new(Kind::Block(Block::Group), "group", "meta", 0);
        meta.hidden = true;
        tree.add(Tree::ROOT, meta)
    });
    for element in elements {
        tree.add(meta, element);
    }
}

/// The setting `flat`: groups leave no node, and what lies in them is relevant when they are. Depth is
/// bounded by the nesting of blocks.
fn flatten(tree: &mut Tree<'_>, id: ElementId, relevant: &str) {
    for child in tree.get(id).children.clone() {
        let element = tree.get_mut(child);
        if element.hidden {
            continue;
        }
        let own = element.bind.as_ref().and_then(|bind| bind.text("relevant")).unwrap_or_default();
        let both = match (relevant.is_empty(), own.is_empty()) {
            (false, false) => format!("{relevant} and ({own})"),
            (false, true) => relevant.to_owned(),
            (true, _) => own.to_owned(),
        };
        if element.children.is_empty() {
            if !both.is_empty() {
                element.bind_mut().set("relevant", both);
            }
        } else {
            element.flat = true;
            flatten(tree, child, &both);
        }
    }
}

fn or_other_untranslated(survey: &Sheet) -> Diagnostic {
    Diagnostic::warning(
        Location::sheet(&survey.name),
        "or-other-untranslated",
        "Biểu mẫu nhiều ngôn ngữ dùng or_other: lựa chọn “Other” và câu “Specify other.” chỉ có tiếng Anh. Hãy tự thêm chúng để dịch được.",
        "The form has several languages and uses or_other: its “Other” and “Specify other.” stay untranslated. Add them yourself to translate them.",
    )
}

fn encrypted_without_id() -> Diagnostic {
    Diagnostic::error(
        Location::sheet("settings").column("omit_instanceID"),
        "instance-id-needed",
        "Biểu mẫu mã hóa (public_key) cần instanceID, nên không được dùng omit_instanceID.",
        "An encrypted form (public_key) needs its instanceID, so omit_instanceID cannot be used.",
    )
}

fn no_id() -> Diagnostic {
    Diagnostic::error(
        Location::sheet("settings").column("form_id"),
        "id-missing",
        "Biểu mẫu chưa có mã (form_id).",
        "The form has no id (form_id).",
    )
}
