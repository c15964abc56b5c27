//! XLSForm → XForm: what the sheets of a workbook mean. The result is what pyxform 4.5 makes of them;
//! what it refuses is refused, and everything that is wrong is told at once.
//!
//! Sheets → `headers` (tables of grouped rows) → `settings`, `choices`, `entities`, `survey` (the tree of
//! the form) → `output` (the document).

mod aliases;
mod check;
mod choices;
mod decimal;
mod entities;
mod headers;
mod languages;
mod lexer;
mod names;
mod output;
mod parameters;
mod record;
mod settings;
mod sheets;
mod survey;
mod translations;
mod tree;
mod types;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::workbook::{Sheet, Workbook};
use crate::xform::XForm;
use check::Cells;
use choices::Lists;
use entities::Entities;
use headers::{Header, Reading, Table, Vocabulary};
use record::{Fields, Value};
use settings::{NO_LANGUAGE, Settings};
use sheets::Sheets;
use translations::Languages;
use tree::{Element, Kind, Tree};
use types::{Block, question_type};

/// Name of a form's root where nothing says another.
const DEFAULT_NAME: &str = "data";

/// What a form is called where its settings do not say.
#[derive(Clone, Copy, Debug, Default)]
pub struct FormNames<'n> {
    /// Name of the root of its records; `data` without.
    pub root: Option<&'n str>,
    /// Its id and title, usually the file's name without the extension; `data` without.
    pub id: Option<&'n str>,
}

/// What the headers of all sheets say; tables borrow from it.
struct HeaderRows<'a> {
    survey: Vec<Header<'a>>,
    choices: Vec<Header<'a>>,
    settings: Vec<Header<'a>>,
    external_choices: Vec<Header<'a>>,
    osm: Vec<Header<'a>>,
    entities: Vec<Header<'a>>,
}

impl<'a> HeaderRows<'a> {
    fn of(sheets: &Sheets<'a>, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut read =
            |sheet: Option<&'a Sheet>| sheet.map(|sheet| headers::headers(sheet, diagnostics)).unwrap_or_default();
        let mut rows = Self {
            survey: read(sheets.survey),
            choices: read(sheets.choices),
            settings: read(sheets.settings),
            external_choices: read(sheets.external_choices),
            osm: read(sheets.osm),
            entities: read(sheets.entities),
        };
        if let Some(settings) = sheets.settings.filter(|settings| !settings.rows.is_empty()) {
            rows.settle_ids(settings, diagnostics);
        }
        rows
    }

    /// Of two columns for the form's id, `form_id` counts.
    fn settle_ids(&mut self, sheet: &Sheet, diagnostics: &mut Vec<Diagnostic>) {
        if !["form_id", "id_string"].iter().all(|id| self.settings.iter().any(|header| header.text == *id)) {
            return;
        }
        self.settings.retain(|header| header.text != "id_string");
        diagnostics.push(Diagnostic::warning(
            Location::row(&sheet.name, 1).column("id_string"),
            "settings-two-ids",
            "Trang settings có cả form_id và id_string; chỉ form_id được dùng. Hãy bỏ cột id_string.",
            "The settings have both form_id and id_string; only form_id is used. Remove id_string.",
        ));
    }
}

const LISTS: Vocabulary = Vocabulary { columns: aliases::LIST_COLUMNS, aliases: aliases::LIST_ALIASES };
const SURVEY: Vocabulary = Vocabulary { columns: aliases::SURVEY_COLUMNS, aliases: aliases::SURVEY_ALIASES };
const SETTINGS: Vocabulary = Vocabulary { columns: aliases::SETTINGS_COLUMNS, aliases: aliases::SETTINGS_ALIASES };
const ENTITIES: Vocabulary = Vocabulary { columns: aliases::ENTITIES_COLUMNS, aliases: aliases::ENTITIES_ALIASES };

/// Converts a workbook. The form is there exactly when no diagnostic is an error.
pub(crate) fn convert(workbook: &Workbook, names: FormNames<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<XForm> {
    let sheets = Sheets::of(workbook);
    let rows = HeaderRows::of(&sheets, diagnostics);
    let Some(survey) = sheets.survey.filter(|_| !rows.survey.is_empty()) else {
        diagnostics.push(no_survey(&sheets));
        return None;
    };
    if let Some(name) = names.root.filter(|name| !names::is_name(name)) {
        diagnostics.push(settings::invalid_name(Location::default(), name));
    }
    let table = |sheet: Option<_>, headers, reading, diagnostics: &mut _| {
        sheet.map(|sheet| headers::table(sheet, headers, reading, diagnostics))
    };
    let mut settings_table = table(sheets.settings, &rows.settings, reading(SETTINGS, NO_LANGUAGE), diagnostics);
    let cells = Checked { settings: all_cells(sheets.settings, settings_table.as_ref()), ..Checked::default() };
    let settings = read_settings(&sheets, settings_table.as_mut(), diagnostics);
    let language = settings.default_language().into_owned();
    let tables = Tables {
        external_choices: table(
            sheets.external_choices,
            &rows.external_choices,
            reading(LISTS, &language),
            diagnostics,
        ),
        choices: table(sheets.choices, &rows.choices, reading(LISTS, &language), diagnostics),
        entities: table(sheets.entities, &rows.entities, reading(ENTITIES, NO_LANGUAGE), diagnostics),
        osm: table(sheets.osm, &rows.osm, reading(LISTS, NO_LANGUAGE), diagnostics),
        survey: {
            let reading = Reading { collapse: settings.cleans_texts(), ..reading(SURVEY, &language) };
            headers::table(survey, &rows.survey, reading, diagnostics)
        },
    };
    let form = tables.form(&sheets, survey, settings, names, cells, diagnostics);
    let broken = has_error(diagnostics);
    let output = output::write(form);
    diagnostics.extend(output.problems);
    if !broken {
        diagnostics.extend(output.lost);
    }
    warn_of_languages(&output.languages, survey, diagnostics);
    Some(output.xform).filter(|_| !has_error(diagnostics))
}

fn has_error(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|found| found.severity == Severity::Error)
}

const fn reading(vocabulary: Vocabulary, default_language: &str) -> Reading<'_> {
    Reading { vocabulary, default_language, collapse: false }
}

fn all_cells<'a>(sheet: Option<&'a Sheet>, table: Option<&Table<'_>>) -> Option<Cells<'a>> {
    Some(Cells::of(sheet?, table?, |_, _| true))
}

fn read_settings<'a>(
    sheets: &Sheets<'_>,
    table: Option<&mut Table<'a>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Settings<'a> {
    match table.filter(|table| !table.records.is_empty()) {
        Some(table) => Settings::read(table, sheets.settings.map_or(0, |sheet| sheet.header_row + 1), diagnostics),
        None => {
            warn_of_similar("settings", sheets, diagnostics);
            Settings::default()
        }
    }
}

/// Cells in which references are looked for.
#[derive(Default)]
struct Checked<'a> {
    settings: Option<Cells<'a>>,
    entities: Option<Cells<'a>>,
    survey: Option<Cells<'a>>,
    choices: Option<Cells<'a>>,
}

struct Tables<'a> {
    survey: Table<'a>,
    choices: Option<Table<'a>>,
    external_choices: Option<Table<'a>>,
    entities: Option<Table<'a>>,
    osm: Option<Table<'a>>,
}

impl<'a> Tables<'a> {
    fn form(
        mut self,
        sheets: &Sheets<'a>,
        survey_sheet: &'a Sheet,
        settings: Settings<'a>,
        names: FormNames<'_>,
        mut cells: Checked<'a>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> output::Form<'a> {
        self.check_columns(diagnostics);
        cells.survey =
            Some(Cells::of(survey_sheet, &self.survey, |field, _| !matches!(field, "type" | "name" | "trigger")));
        cells.choices = sheets
            .choices
            .zip(self.choices.as_ref())
            .map(|(sheet, table)| Cells::of(sheet, table, |field, _| field == "label"));
        cells.entities = sheets.entities.zip(self.entities.as_ref()).map(|(sheet, table)| {
            Cells::of(sheet, table, |_, header| !matches!(header, "list name" | "list_name" | "repeat"))
        });
        let languages = Languages::of(&self.survey, self.choices.as_ref().filter(|table| !table.records.is_empty()));
        languages.warn_of_gaps(diagnostics);
        let has_languages = languages.several();
        let mut lists = match self.choices.take() {
            Some(table) => Lists::read(table, settings.is_yes("allow_choice_duplicates"), diagnostics),
            None => Lists::default(),
        };
        let entities_sheet = self.entities.as_ref().map_or("entities", |table| table.sheet);
        let mut entities = match self.entities.as_mut().filter(|table| !table.records.is_empty()) {
            Some(table) => Entities::read(table, diagnostics),
            None => {
                warn_of_similar("entities", sheets, diagnostics);
                Entities::default()
            }
        };
        let root: Cow<'a, str> = match settings.fields.get("name") {
            Some(Value::Text(name)) => name.clone(),
            _ => Cow::Owned(names.root.unwrap_or(DEFAULT_NAME).to_owned()),
        };
        let others = survey::Sheets {
            settings: &settings,
            lists: &mut lists,
            external_lists: external_lists(self.external_choices.take()),
            tags: tags(self.osm.take()),
            entities: &mut entities,
            names: sheets.names.clone(),
        };
        let mut survey = survey::read(&mut self.survey, others, root, diagnostics);
        if survey.or_other && has_languages {
            diagnostics.push(or_other_untranslated(survey_sheet));
        }
        let mut meta = std::mem::take(&mut survey.meta);
        if settings.is_yes("omit_instanceID") {
            if settings.fields.has("public_key") {
                diagnostics.push(encrypted_without_id());
            }
        } else {
            meta.extend(made_meta(
                "instanceID",
                [
                    ("readonly", Value::from("true()")),
                    ("jr:preload", settings.fields.get("instance_id").cloned().unwrap_or(Value::from("uid"))),
                ],
            ));
            survey.occurrences.add("instanceID");
        }
        if let Some(name) = settings.fields.get("instance_name") {
            meta.extend(made_meta("instanceName", [("calculate", name.clone())]));
        }
        let version = entities.build(&mut survey.tree, entities_sheet, diagnostics);
        add_meta(&mut survey.tree, meta);
        if settings.fields.has("flat") {
            flatten(&mut survey.tree, Tree::ROOT, "");
        }
        for cells in [cells.settings, cells.entities, cells.survey, cells.choices].iter().flatten() {
            cells.check(&survey.occurrences, diagnostics);
        }
        if !has_error(diagnostics) {
            check::names(&survey.tree, &survey_sheet.name, diagnostics);
        }
        lists.settle();
        let text = |field: &str| {
            survey.overrides.text(field).or_else(|| settings.text(field)).map(|text| Cow::Owned(text.to_owned()))
        };
        let own_id = settings.text("id_string").or(names.id).unwrap_or(DEFAULT_NAME).to_owned();
        let id = text("id_string").unwrap_or(Cow::Owned(own_id.clone()));
        if id == "None" {
            diagnostics.push(no_id());
        }
        let title = text("title").unwrap_or(Cow::Owned(own_id));
        let default_language = settings.default_language();
        let mut fields = settings.fields;
        if let Some(prefix) = survey.overrides.take("prefix") {
            fields.set("prefix", prefix);
        }
        output::Form {
            tree: survey.tree,
            lists,
            settings: fields,
            title,
            id,
            default_language,
            entities: version,
            sheet: &survey_sheet.name,
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
fn flatten(tree: &mut Tree<'_>, id: tree::ElementId, relevant: &str) {
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

fn no_survey(sheets: &Sheets<'_>) -> Diagnostic {
    if let Some(survey) = sheets.survey {
        return Diagnostic::error(
            Location::row(&survey.name, 1),
            "header-missing",
            "Dòng 1 của trang survey phải là tên các cột (type, name, label, …). Hãy xóa các dòng trống phía trên.",
            "Row 1 of the survey must hold the names of the columns (type, name, label, …). Delete empty rows above it.",
        );
    }
    let names = sheets.names.join(", ");
    let near = sheets::similar("survey", &sheets.names);
    let vi = near.map_or_else(String::new, |near| format!(" Trang “{near}” có phải là trang đó không?"));
    let en = near.map_or_else(String::new, |near| format!(" Is it the sheet “{near}”?"));
    Diagnostic::error(
        Location::default(),
        "sheet-missing",
        format!("Sổ tính không có trang “survey”. Các trang hiện có: {names}.{vi}"),
        format!("The workbook has no sheet “survey”. Its sheets are: {names}.{en}"),
    )
}

fn warn_of_similar(wanted: &str, sheets: &Sheets<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if let Some(near) = sheets::similar(wanted, &sheets.names) {
        diagnostics.push(Diagnostic::warning(
            Location::sheet(near),
            "sheet-misspelt",
            format!("Trang “{near}” bị bỏ qua. Nếu muốn là trang “{wanted}”, hãy đổi tên; nếu không, hãy thêm “_” vào trước tên."),
            format!("The sheet “{near}” is not read. If “{wanted}” is meant, rename it; if not, put “_” before its name."),
        ));
    }
}

fn warn_of_languages(languages: &[String], survey: &Sheet, diagnostics: &mut Vec<Diagnostic>) {
    let without = languages::without_code(languages.iter().map(String::as_str)).join(", ");
    if !without.is_empty() {
        diagnostics.push(Diagnostic::warning(
            Location::row(&survey.name, 1),
            "language-code",
            format!("Các ngôn ngữ này chưa có mã: {without}. Hãy viết như “Tiếng Việt (vi)”."),
            format!("These languages lack their code: {without}. Write them like “English (en)”."),
        ));
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
