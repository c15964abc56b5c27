//! The `survey` sheet: rows become a tree of groups, repeats and questions.

use super::columns::{Column, Heading, survey_headings};
use super::types::{self, Block, RowType, row_type};
use super::{MAX_NESTING, MAX_SURVEY_ROWS};
use crate::diagnostic::{Diagnostic, Location, nearest};
use crate::model::{Content, Draft, DraftChoice, DraftList, Item, QuestionKind, Range, Source, Sources};
use crate::workbook::{Row, Sheet};

pub(super) fn survey(sheet: &Sheet, draft: &mut Draft, diagnostics: &mut Vec<Diagnostic>) {
    let headings = survey_headings(sheet, diagnostics);
    for (needed, column) in [("type", Column::Type), ("name", Column::Name)] {
        if !headings.iter().any(|heading| heading.column == column) {
            diagnostics.push(Diagnostic::error(
                Location::row(&sheet.name, 1),
                "column-missing",
                format!("Trang “{}” thiếu cột “{needed}”.", sheet.name),
                format!("The sheet “{}” lacks the column “{needed}”.", sheet.name),
            ));
            return;
        }
    }
    if sheet.rows.len() > MAX_SURVEY_ROWS {
        diagnostics.push(Diagnostic::error(
            Location::sheet(&sheet.name),
            "survey-too-long",
            format!("Biểu mẫu có hơn {MAX_SURVEY_ROWS} dòng. Hãy tách thành nhiều biểu mẫu."),
            format!("The form has more than {MAX_SURVEY_ROWS} rows. Split it into several forms."),
        ));
        return;
    }
    let mut survey = Survey { sheet, headings, draft, diagnostics, open: Vec::new(), items: Vec::new() };
    for row in &sheet.rows {
        survey.row(row);
    }
    survey.close_all();
}

/// A group or repeat whose end has not been seen.
struct Open {
    block: Block,
    item: Item,
    children: Vec<Item>,
}

struct Survey<'a> {
    sheet: &'a Sheet,
    headings: Vec<Heading>,
    draft: &'a mut Draft,
    diagnostics: &'a mut Vec<Diagnostic>,
    open: Vec<Open>,
    items: Vec<Item>,
}

impl Survey<'_> {
    fn row(&mut self, row: &Row) {
        let Some(cell) = self.cell(row, Column::Type) else {
            if self.cell(row, Column::Name).is_some() {
                self.error(row, "type", "type-missing", "Dòng này chưa có loại (cột type).", "This row has no type.");
            }
            return;
        };
        let cell = cell.to_owned();
        match row_type(&cell) {
            Some(RowType::Begin(block)) => self.begin(row, block),
            Some(RowType::End(block)) => self.end(row, block),
            Some(RowType::Question(kind)) => self.question(row, kind),
            Some(RowType::Select { kind, list, or_other }) => self.select(row, kind, &list, or_other),
            Some(RowType::External) => self.external(row),
            Some(RowType::Unsupported) => {
                let vi = format!("Loại “{cell}” chưa được hỗ trợ.");
                self.error(row, "type", "type-unsupported", &vi, &format!("The type “{cell}” is not supported yet."));
            }
            None => self.unknown_type(row, &cell),
        }
    }

    fn unknown_type(&mut self, row: &Row, cell: &str) {
        let near = nearest(cell.split_whitespace().next().unwrap_or(cell), types::names());
        let hint_vi = near.map_or_else(String::new, |near| format!(" Có phải ý bạn là “{near}”?"));
        let hint_en = near.map_or_else(String::new, |near| format!(" Did you mean “{near}”?"));
        let vi = format!("Không biết loại câu hỏi “{cell}”.{hint_vi}");
        self.error(row, "type", "type-unknown", &vi, &format!("The question type “{cell}” is not known.{hint_en}"));
    }

    fn begin(&mut self, row: &Row, block: Block) {
        if self.open.len() >= MAX_NESTING {
            let vi = format!("Nhóm lồng nhau quá {MAX_NESTING} lớp.");
            self.error(row, "type", "nesting", &vi, &format!("Groups are nested more than {MAX_NESTING} deep."));
            return;
        }
        let content = match block {
            Block::Group => Content::Group(Vec::new()),
            Block::Repeat => Content::Repeat(Vec::new()),
        };
        let item = self.item(row, content);
        self.open.push(Open { block, item, children: Vec::new() });
    }

    fn end(&mut self, row: &Row, block: Block) {
        match self.open.pop() {
            Some(open) if open.block == block => self.close(open),
            Some(open) => {
                let begun = open.item.at.row.unwrap_or_default();
                let vi = format!("Dòng kết thúc này không khớp với dòng mở {begun} (“{}”).", open.item.name);
                let en = format!("This end does not match the begin in row {begun} (“{}”).", open.item.name);
                self.error(row, "type", "group-mismatch", &vi, &en);
                self.close(open);
            }
            None => {
                let vi = "Dòng kết thúc này không có dòng mở nhóm tương ứng ở phía trên.";
                self.error(row, "type", "group-not-open", vi, "This end has no matching begin above it.");
            }
        }
    }

    fn close(&mut self, open: Open) {
        let Open { block, mut item, children } = open;
        item.content = match block {
            Block::Group => Content::Group(children),
            Block::Repeat => Content::Repeat(children),
        };
        self.push(item);
    }

    fn close_all(&mut self) {
        while let Some(open) = self.open.pop() {
            let name = &open.item.name;
            self.diagnostics.push(Diagnostic::error(
                open.item.at.clone().column("type"),
                "group-not-closed",
                format!("Nhóm “{name}” chưa được đóng. Hãy thêm dòng end group hoặc end repeat."),
                format!("The group “{name}” is never closed. Add an end group or end repeat row."),
            ));
            self.close(open);
        }
        self.draft.items = std::mem::take(&mut self.items);
    }

    fn push(&mut self, item: Item) {
        match self.open.last_mut() {
            Some(open) => open.children.push(item),
            None => self.items.push(item),
        }
    }

    fn question(&mut self, row: &Row, kind: QuestionKind) {
        let range = (kind == QuestionKind::Range).then(|| self.range(row)).flatten();
        let item = self.item(row, Content::Question { kind, list: None, range });
        if kind == QuestionKind::Calculate && item.calculation.is_none() && item.default.is_none() {
            let vi = "Dòng calculate chưa có công thức ở cột calculation.";
            self.error(row, "calculation", "calculation-missing", vi, "This calculate row has no calculation.");
        }
        if kind.is_answerable() && item.label.is_empty() && item.hint.is_empty() && item.calculation.is_none() {
            let name = &item.name;
            self.diagnostics.push(Diagnostic::warning(
                item.at.clone().column("label"),
                "label-missing",
                format!("Câu hỏi “{name}” chưa có nhãn; người điền sẽ thấy tên này."),
                format!("The question “{name}” has no label; people will see its name."),
            ));
        }
        self.push(item);
    }

    /// The list is known by name; its rows are not part of the workbook.
    fn external(&mut self, row: &Row) {
        let name = self.cell(row, Column::Name).unwrap_or_default().to_owned();
        self.check_name(row, &name);
        if self.draft.dataset.as_ref().is_none_or(|dataset| dataset.name != name) {
            self.diagnostics.push(Diagnostic::warning(
                self.sheet.at(row).column("type"),
                "list-external",
                format!("Danh sách “{name}” nằm ở tệp ngoài nên hiện chưa có dữ liệu khi điền phiếu."),
                format!("The list “{name}” is in another file and holds no rows while filling for now."),
            ));
        }
        let list = DraftList { name, extra_columns: Vec::new(), items: Vec::new(), is_external: true };
        self.draft.lists.push(list);
    }

    fn select(&mut self, row: &Row, kind: QuestionKind, list: &str, or_other: bool) {
        let header = self.header(Column::Type);
        let list = Source { text: list.to_owned(), at: self.sheet.at(row).column(&header) };
        let item = self.item(row, Content::Question { kind, list: Some(list.clone()), range: None });
        let other = or_other.then(|| self.other(&item, &list.text));
        self.push(item);
        if let Some(other) = other {
            self.push(other);
        }
    }

    /// `or_other`: one more choice, and a text question for it.
    fn other(&mut self, item: &Item, list: &str) -> Item {
        const OTHER: &str = "other";
        let texts = |vi: &str, en: &str, languages: &Sources| -> Sources {
            let of = |language: &Option<String>| {
                let vietnamese = language.as_deref().is_some_and(|name| name.contains("(vi)") || name == "vi");
                let text = if vietnamese { vi } else { en };
                (language.clone(), Source { text: text.to_owned(), at: item.at.clone() })
            };
            if languages.is_empty() {
                vec![of(&None)]
            } else {
                languages.iter().map(|(language, _)| of(language)).collect()
            }
        };
        let label = texts("Khác", "Other", &item.label);
        if let Some(found) = self.draft.lists.iter_mut().find(|found| found.name == list)
            && found.items.iter().all(|choice| choice.name != OTHER)
        {
            found.items.push(DraftChoice { name: OTHER.to_owned(), label, extra: Vec::new() });
        }
        let relevant = Source { text: format!("selected(../{}, '{OTHER}')", item.name), at: item.at.clone() };
        let content = Content::Question { kind: QuestionKind::Text, list: None, range: None };
        Item {
            name: format!("{}_{OTHER}", item.name),
            label: texts("Nêu rõ.", "Specify other.", &item.label),
            relevant: Some(relevant),
            ..blank(item.at.clone(), content)
        }
    }

    /// Everything a row says about its node.
    fn item(&mut self, row: &Row, content: Content) -> Item {
        let name = self.cell(row, Column::Name).unwrap_or_default().to_owned();
        self.check_name(row, &name);
        Item {
            label: self.sources(row, Column::Label),
            hint: self.sources(row, Column::Hint),
            required_message: self.sources(row, Column::RequiredMessage),
            constraint_message: self.sources(row, Column::ConstraintMessage),
            relevant: self.source(row, Column::Relevant),
            required: self.source(row, Column::Required),
            read_only: self.source(row, Column::ReadOnly),
            constraint: self.source(row, Column::Constraint),
            calculation: self.source(row, Column::Calculation),
            default: self.source(row, Column::Default),
            choice_filter: self.source(row, Column::ChoiceFilter),
            repeat_count: self.source(row, Column::RepeatCount),
            appearance: self.cell(row, Column::Appearance).unwrap_or_default().to_owned(),
            save_to: self.source(row, Column::SaveTo),
            name,
            ..blank(self.sheet.at(row), content)
        }
    }

    fn check_name(&mut self, row: &Row, name: &str) {
        if name.is_empty() {
            let vi = "Dòng này chưa có tên (cột name). Tên chỉ gồm chữ không dấu, số và _, ví dụ so_khau.";
            self.error(
                row,
                "name",
                "name-missing",
                vi,
                "This row has no name. Use letters, digits and _, such as so_khau.",
            );
            return;
        }
        let starts = name.chars().next().is_some_and(|letter| letter.is_alphabetic() || letter == '_');
        let valid = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.');
        if !starts || !name.chars().all(valid) {
            let vi = format!("Tên “{name}” không hợp lệ: phải bắt đầu bằng chữ, sau đó chỉ có chữ, số, “_”, “-”, “.”.");
            let en =
                format!("The name “{name}” is not valid: start with a letter, then letters, digits, “_”, “-”, “.”.");
            self.error(row, "name", "name-invalid", &vi, &en);
        }
    }

    fn range(&mut self, row: &Row) -> Option<Range> {
        let mut range = Range { start: 1.0, end: 10.0, step: 1.0 };
        let parameters = self.cell(row, Column::Parameters).unwrap_or_default().to_owned();
        let mut bad = false;
        for pair in parameters.replace([',', ';'], " ").split_whitespace() {
            let Some((key, value)) = pair.split_once('=') else {
                bad = true;
                continue;
            };
            let place = match key.to_lowercase().as_str() {
                "start" => &mut range.start,
                "end" => &mut range.end,
                "step" => &mut range.step,
                _ => continue,
            };
            match value.parse::<f64>() {
                Ok(number) if number.is_finite() => *place = number,
                _ => bad = true,
            }
        }
        if bad || range.step == 0.0 || range.start == range.end {
            let vi = "Cột parameters của câu range phải có dạng start=0 end=10 step=1.";
            self.error(
                row,
                "parameters",
                "parameters-invalid",
                vi,
                "Parameters of a range must read start=0 end=10 step=1.",
            );
        }
        Some(range)
    }

    fn cell<'r>(&self, row: &'r Row, column: Column) -> Option<&'r str> {
        let heading = self.headings.iter().find(|heading| heading.column == column)?;
        row.cell(heading.index).map(str::trim).filter(|text| !text.is_empty())
    }

    fn source(&self, row: &Row, column: Column) -> Option<Source> {
        let text = self.cell(row, column)?.to_owned();
        Some(Source { text, at: self.sheet.at(row).column(&self.header(column)) })
    }

    fn sources(&self, row: &Row, column: Column) -> Sources {
        let headings = self.headings.iter().filter(|heading| heading.column == column);
        let found = headings.filter_map(|heading| {
            let text = row.cell(heading.index).map(str::trim).filter(|text| !text.is_empty())?;
            let at = self.sheet.at(row).column(self.sheet.header(heading.index));
            Some((heading.language.clone(), Source { text: text.to_owned(), at }))
        });
        found.collect()
    }

    fn header(&self, column: Column) -> String {
        let heading = self.headings.iter().find(|heading| heading.column == column);
        heading.map_or("", |heading| self.sheet.header(heading.index)).to_owned()
    }

    fn error(&mut self, row: &Row, column: &str, code: &'static str, vi: &str, en: &str) {
        self.diagnostics.push(Diagnostic::error(self.sheet.at(row).column(column), code, vi, en));
    }
}

fn blank(at: Location, content: Content) -> Item {
    Item {
        name: String::new(),
        at,
        content,
        label: Vec::new(),
        hint: Vec::new(),
        required_message: Vec::new(),
        constraint_message: Vec::new(),
        relevant: None,
        required: None,
        read_only: None,
        constraint: None,
        calculation: None,
        default: None,
        choice_filter: None,
        repeat_count: None,
        appearance: String::new(),
        save_to: None,
    }
}
