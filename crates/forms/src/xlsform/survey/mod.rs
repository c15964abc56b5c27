//! The `survey` sheet: its rows → the tree of the form.

mod audit;
mod blocks;
mod geo;
mod loops;
mod media;
mod names;
mod question;
mod range;
mod selects;

use std::borrow::Cow;

use foldhash::{HashMap, HashSet, HashSetExt as _};

pub(super) use names::Occurrences;

use super::choices::Lists;
use super::entities::Entities;
use super::headers::Table;
use super::record::{Fields, Record, Value};
use super::settings::Settings;
use super::tree::{Element, ElementId, Parameters, Tree};
use super::types::Block;
use crate::diagnostic::Diagnostic;

/// Deepest nesting of groups and repeats.
pub(super) const MAX_NESTING: usize = 64;
/// What a form nested deeper is reported as.
pub(super) const TOO_DEEP: &str = "nesting-too-deep";

/// What the other sheets say.
pub(super) struct Sheets<'w, 'a> {
    pub settings: &'w Settings<'a>,
    pub lists: &'w mut Lists<'a>,
    /// Names of the lists of `external_choices`; none without such a sheet.
    pub external_lists: HashSet<String>,
    pub tags: HashMap<String, Vec<Fields<'a>>>,
    pub entities: &'w mut Entities<'a>,
    /// Names of all sheets of the workbook.
    pub names: Vec<&'a str>,
}

/// What was read of the survey.
pub(super) struct Survey<'a> {
    pub tree: Tree<'a>,
    /// How often each name stands in the name column.
    pub occurrences: Occurrences,
    /// Elements for the form's `meta` block.
    pub meta: Vec<Element<'a>>,
    /// Whether some question has `or_other`.
    pub or_other: bool,
    /// Settings written as rows of the survey.
    pub overrides: Fields<'a>,
}

/// A group or repeat that is open at the current row.
struct Frame {
    block: Option<Block>,
    element: ElementId,
    row: u32,
    names: Occurrences,
    lower_names: HashSet<String>,
}

/// Within a group shown as a table, its questions share one list.
enum TableList {
    Outside,
    Waiting,
    Of(String),
}

struct Walk<'w, 'a> {
    table: &'w Table<'a>,
    sheets: Sheets<'w, 'a>,
    survey: Survey<'a>,
    root_name: String,
    stack: Vec<Frame>,
    table_list: TableList,
    question_names: HashSet<String>,
    repeat_names: HashSet<String>,
    /// Names of lists and files that stand as instances of their own.
    instances: HashSet<String>,
    triggers: Vec<(String, u32)>,
    geometries: Vec<(String, u32)>,
    loops: Vec<ElementId>,
    diagnostics: &'w mut Vec<Diagnostic>,
}

/// The row at hand.
struct Cells<'a> {
    row: u32,
    type_name: Cow<'a, str>,
    fields: Fields<'a>,
    parameters: Parameters,
    actions: Vec<super::tree::Action>,
    triggers: Vec<String>,
    default_is_formula: bool,
}

pub(super) fn read<'a>(
    table: &mut Table<'a>,
    sheets: Sheets<'_, 'a>,
    root_name: Cow<'a, str>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Survey<'a> {
    let records = std::mem::take(&mut table.records);
    let survey = Survey {
        tree: Tree::new(root_name.clone()),
        occurrences: Occurrences::default(),
        meta: Vec::new(),
        or_other: false,
        overrides: Fields::default(),
    };
    let frame =
        Frame { block: None, element: Tree::ROOT, row: 0, names: Occurrences::default(), lower_names: HashSet::new() };
    let mut walk = Walk {
        table,
        sheets,
        survey,
        root_name: root_name.into_owned(),
        stack: vec![frame],
        table_list: TableList::Outside,
        question_names: HashSet::new(),
        repeat_names: HashSet::new(),
        instances: HashSet::new(),
        triggers: Vec::new(),
        geometries: Vec::new(),
        loops: Vec::new(),
        diagnostics,
    };
    for record in records {
        walk.record(record);
    }
    walk.finish()
}

impl<'a> Walk<'_, 'a> {
    fn record(&mut self, record: Record<'a>) {
        let Record { row, mut fields } = record;
        if let Some(disabled) = fields.take("disabled") {
            self.warn(
                row,
                &["disabled"],
                "column-disabled",
                "Cột “disabled” không còn thuộc XLSForm. Hãy dùng cột relevant thay cho nó.",
                "The column “disabled” is no longer part of XLSForm. Use relevant instead.",
            );
            if disabled.text().and_then(super::aliases::yes_or_no) == Some(true) {
                return;
            }
        }
        if fields.0.is_empty() || !self.check_grouping(row, &fields) {
            return;
        }
        let Some(Value::Text(type_name)) = fields.take("type") else {
            self.untyped(row, &fields);
            return;
        };
        let dealiased = super::aliases::TYPE_ALIASES.iter().find(|(alias, _)| *alias == type_name);
        let type_name = dealiased.map_or(type_name, |(_, name)| Cow::Borrowed(*name));
        let mut cells = Cells {
            row,
            type_name,
            fields,
            parameters: Parameters::default(),
            actions: Vec::new(),
            triggers: Vec::new(),
            default_is_formula: false,
        };
        self.read_trigger(&mut cells);
        self.read_default(&mut cells);
        if let Some(written) = cells.fields.take_text("parameters") {
            match super::parameters::parse(&written) {
                Some(parameters) => cells.parameters = parameters,
                None => {
                    let at = self.table.cell(row, &["parameters"]);
                    self.diagnostics.push(super::parameters::unreadable(at, &written));
                }
            }
        }
        self.typed(cells);
    }

    /// A row whose type is known to be there.
    fn typed(&mut self, mut cells: Cells<'a>) {
        if cells.type_name == "audit" {
            self.audit(cells);
            return;
        }
        self.check_type(&cells);
        if let Some(setting) = setting_of_type(&cells.type_name) {
            let name = cells.fields.take_text("name").unwrap_or(Cow::Borrowed("None"));
            self.survey.overrides.set(setting, name);
            return;
        }
        let type_name = cells.type_name.clone();
        let ends = super::types::ends(&type_name);
        let begins = super::types::begins(&type_name);
        let name = if ends.is_some() { Cow::Borrowed("") } else { self.take_name(&mut cells) };
        self.read_saveto(&mut cells, &name, begins.is_some() || ends.is_some());
        if let Some(block) = ends {
            self.end(&cells, block);
        } else if let Some((block, list)) = begins {
            self.begin(cells, name, block, list.map(str::to_owned));
        } else if let Some(block) = super::types::lone_block(&type_name) {
            self.lone_block(cells, name, block);
        } else {
            self.question(cells, name);
        }
    }

    fn frame(&mut self) -> Option<&mut Frame> {
        self.stack.last_mut()
    }

    fn container(&self) -> ElementId {
        self.stack.last().map_or(Tree::ROOT, |frame| frame.element)
    }

    fn push(&mut self, element: Element<'a>) -> ElementId {
        let container = self.container();
        self.survey.tree.add(container, element)
    }

    fn error(&mut self, row: u32, field: &[&str], code: &'static str, vi: impl Into<String>, en: impl Into<String>) {
        self.diagnostics.push(Diagnostic::error(self.table.cell(row, field), code, vi, en));
    }

    fn warn(&mut self, row: u32, field: &[&str], code: &'static str, vi: impl Into<String>, en: impl Into<String>) {
        self.diagnostics.push(Diagnostic::warning(self.table.cell(row, field), code, vi, en));
    }

    /// Reports cells whose headers have too few or too many parts for what they hold.
    fn check_grouping(&mut self, row: u32, fields: &Fields<'a>) -> bool {
        let before = self.diagnostics.len();
        for field in ["type", "name", "parameters", "trigger", "choice_filter", "default"] {
            if fields.get(field).is_some_and(|value| value.map().is_some()) {
                self.diagnostics.push(super::settings::not_grouped(self.table.cell(row, &[field])));
            }
        }
        for field in ["bind", "control", "instance"] {
            if fields.get(field).is_some_and(|value| value.map().is_none()) {
                self.error(
                    row,
                    &[field],
                    "column-ungrouped",
                    format!("Tên cột “{field}” còn thiếu phần sau dấu “::”, ví dụ {field}::tên_thuộc_tính."),
                    format!("The header “{field}” lacks its part after “::”, such as {field}::property."),
                );
            }
        }
        self.diagnostics.len() == before
    }

    fn untyped(&mut self, row: u32, fields: &Fields<'a>) {
        if fields.has("name") || fields.has("label") {
            self.error(
                row,
                &["type"],
                "type-missing",
                "Dòng này chưa có loại câu hỏi (cột type). Hãy điền loại, hoặc xóa cả dòng.",
                "This row has no type of question. Fill in the column type, or clear the row.",
            );
        } else {
            self.warn(
                row,
                &["type"],
                "row-skipped",
                "Dòng này không có type, name và label nên bị bỏ qua.",
                "This row has neither type, name nor label, so it is skipped.",
            );
        }
    }

    fn finish(mut self) -> Survey<'a> {
        for (name, row) in std::mem::take(&mut self.triggers) {
            if !self.question_names.contains(&name) {
                self.unknown_trigger(row, &name);
            }
        }
        self.check_geometries();
        if let Some(Frame { block: Some(block), row, element, .. }) = self.stack.last() {
            let (block, row, name) = (*block, *row, self.survey.tree.get(*element).name.clone());
            self.unclosed(block, row, &name);
        }
        if self.diagnostics.iter().all(|found| found.code != TOO_DEEP) {
            self.expand_loops();
        }
        self.survey
    }
}

/// Older forms wrote some settings as rows of the survey.
fn setting_of_type(type_name: &str) -> Option<&'static str> {
    match type_name {
        "form_title" | "set_form_title" => Some("title"),
        "form_id" | "set_form_id" => Some("id_string"),
        "prefix" => Some("prefix"),
        _ => None,
    }
}
