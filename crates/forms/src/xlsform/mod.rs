//! XLSForm → XForm: what the sheets of a workbook mean. The result is what pyxform 4.5 makes of them;
//! what it refuses is refused, and everything that is wrong is told at once.
//!
//! Sheets → `headers` (tables of grouped rows) → `settings`, `choices`, `entities`, `survey` (the tree of
//! the form) → `output` (the document).

mod aliases;
mod assemble;
mod check;
mod choices;
mod decimal;
mod entities;
mod headers;
mod itemsets;
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

use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::workbook::{Sheet, Workbook};
use crate::xform::XForm;
use assemble::{Checked, Tables};
use check::Cells;
use headers::{Header, Reading, Table, Vocabulary};
use settings::{NO_LANGUAGE, Settings};
use sheets::Sheets;

pub(crate) use itemsets::itemsets;

/// Name of a form's root where nothing says another.
const DEFAULT_NAME: &str = "data";

/// Most rows of a survey; the longest forms known have some thousands.
const MAX_SURVEY_ROWS: usize = 50_000;

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

/// Converts a workbook. Where a diagnostic is an error the form is only what could be understood of it.
pub(crate) fn convert(workbook: &Workbook, names: FormNames<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<XForm> {
    let sheets = Sheets::of(workbook);
    let rows = HeaderRows::of(&sheets, diagnostics);
    let Some(survey) = sheets.survey.filter(|_| !rows.survey.is_empty()) else {
        diagnostics.push(no_survey(&sheets));
        return None;
    };
    if survey.rows.len() > MAX_SURVEY_ROWS {
        diagnostics.push(too_many_rows(survey));
        return None;
    }
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
    // What comes next goes down the tree level by level.
    if diagnostics.iter().any(|found| found.code == survey::TOO_DEEP) {
        return None;
    }
    let broken = has_error(diagnostics);
    let output = output::write(form);
    diagnostics.extend(output.problems);
    if !broken {
        diagnostics.extend(output.lost);
    }
    warn_of_languages(&output.languages, survey, diagnostics);
    Some(output.xform)
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

fn too_many_rows(survey: &Sheet) -> Diagnostic {
    Diagnostic::error(
        Location::sheet(&survey.name),
        "survey-too-long",
        format!("Trang survey có hơn {MAX_SURVEY_ROWS} dòng, quá dài cho một biểu mẫu. Hãy chia thành nhiều biểu mẫu."),
        format!("The survey has more than {MAX_SURVEY_ROWS} rows, too many for one form. Split it into several forms."),
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
