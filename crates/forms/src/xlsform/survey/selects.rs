//! Questions with choices.

use std::borrow::Cow;

use super::super::names::{has_reference, is_name, is_reference};
use super::super::parameters::{bad_value, is_number, one_of};
use super::super::record::Value;
use super::super::tree::{Element, Kind};
use super::super::types::{Select, SelectCell, is_list_file, question_type, split_extension};
use super::blocks::template;
use super::media::made_text;
use super::{Cells, TableList, Walk};
use crate::diagnostic::{Diagnostic, Location, nearest};

impl<'a> Walk<'_, 'a> {
    pub(super) fn select(&mut self, mut cells: Cells<'a>, name: Cow<'a, str>, select: SelectCell<'_>) {
        let row = cells.row;
        let filter = cells.fields.text("choice_filter").map(str::to_owned);
        let known = self.check_list(row, &select, filter.is_some());
        let other = if select.or_other { self.add_other(row, &name, &select, filter.is_some()) } else { None };
        self.check_parameters(&cells, &select);
        cells.type_name = Cow::Borrowed(select.select.type_name());
        let Some(mut element) = self.element(cells, name) else { return };
        let list = Cow::Owned(select.list.to_owned());
        if select.select != Select::OneExternal {
            element.list = Some(list);
        } else if filter.is_some() {
            element.query = Some(list);
        }
        self.add_none(row, &mut element, &select, filter.is_some(), known);
        self.join_table(row, &mut element, &select, filter.is_some());
        self.push(element);
        if let Some(other) = other {
            self.push(other);
        }
    }

    /// Whether the choices sheet has the list; reports one that comes from nowhere.
    fn check_list(&mut self, row: u32, select: &SelectCell<'_>, filtered: bool) -> bool {
        let list = select.list;
        let known = self.sheets.lists.get(list).is_some();
        if select.is_from_file() && !(is_list_file(list) && suffixes(list) == 1) {
            self.list_error(
                row,
                "list-file",
                format!("“{list}” không phải tên tệp dùng được. Tên tệp phải có đuôi .csv, .xml hoặc .geojson."),
                format!("“{list}” is not a file that can be used. Its name must end in .csv, .xml or .geojson."),
            );
        }
        if select.select == Select::OneExternal {
            self.check_external_list(row, list, filtered);
            // Without a filter its choices are those of the choices sheet.
            if !filtered && !known {
                self.unknown_list(row, list);
            }
            return known;
        }
        self.instances.insert(split_extension(list).0.to_owned());
        if !known && !is_list_file(list) && !has_reference(list) {
            self.unknown_list(row, list);
        }
        if select.select == Select::Multiple && !is_list_file(list) {
            self.check_multiple(row, list);
        }
        known
    }

    fn check_external_list(&mut self, row: u32, list: &str, filtered: bool) {
        if !filtered {
            self.warn(
                row,
                &["choice_filter"],
                "external-unfiltered",
                "select_one_external chỉ có ích khi có choice_filter.",
                "select_one_external is of use with a choice_filter only.",
            );
        }
        if self.sheets.external_lists.contains(list) {
            return;
        }
        let near = nearest(list, self.sheets.external_lists.iter().map(String::as_str));
        let vi = near.map_or_else(String::new, |near| format!(" Có phải ý bạn là “{near}”?"));
        let en = near.map_or_else(String::new, |near| format!(" Did you mean “{near}”?"));
        self.list_error(
            row,
            "list-unknown",
            format!("Trang external_choices không có danh sách “{list}”.{vi}"),
            format!("The sheet external_choices has no list “{list}”.{en}"),
        );
    }

    fn unknown_list(&mut self, row: u32, list: &str) {
        let near = nearest(list, self.sheets.lists.names());
        let mut vi = near.map_or_else(String::new, |near| format!(" Có phải ý bạn là “{near}”?"));
        let mut en = near.map_or_else(String::new, |near| format!(" Did you mean “{near}”?"));
        if self.sheets.lists.all.is_empty() {
            vi.push_str(" Sổ tính cần trang “choices” có các cột list_name, name và label.");
            en.push_str(" The workbook needs a sheet “choices” with the columns list_name, name and label.");
            if let Some(near) = super::super::sheets::similar("choices", &self.sheets.names) {
                vi.push_str(&format!(" Trang “{near}” có phải là trang đó không?"));
                en.push_str(&format!(" Is it the sheet “{near}”?"));
            }
        }
        self.list_error(
            row,
            "list-unknown",
            format!("Không có danh sách lựa chọn “{list}”.{vi}"),
            format!("There is no list of choices “{list}”.{en}"),
        );
    }

    fn list_error(&mut self, row: u32, code: &'static str, vi: String, en: String) {
        self.error(row, &["type"], code, vi, en);
    }

    /// Answers with several choices are written with blanks between them.
    fn check_multiple(&mut self, row: u32, list: &str) {
        let Some(found) = self.sheets.lists.get(list) else {
            if has_reference(list) {
                self.list_error(
                    row,
                    "list-unknown",
                    format!("Câu chọn nhiều không lấy lựa chọn từ câu trả lời khác (“{list}”). Hãy dùng select_one."),
                    format!("A select_multiple cannot take its choices from other answers (“{list}”). Use select_one."),
                );
            }
            return;
        };
        let blank = found.choices.iter().find(|choice| choice.name.contains(' ')).map(|choice| choice.name.to_string());
        if let Some(name) = blank {
            self.list_error(
                row,
                "choice-name-blank",
                format!("Danh sách “{list}” có lựa chọn “{name}” chứa dấu cách, nên không dùng được trong câu chọn nhiều. Hãy thay dấu cách bằng “_”."),
                format!("The list “{list}” has the choice “{name}” with a blank, so it cannot be used in a select_multiple. Put “_” for the blank."),
            );
        }
    }

    /// `or_other`: one more choice, and a text question for it.
    fn add_other(&mut self, row: u32, name: &str, select: &SelectCell<'_>, filtered: bool) -> Option<Element<'a>> {
        self.survey.or_other = true;
        let list = select.list;
        let added = self.sheets.lists.get_mut(list).map(super::super::choices::List::add_other);
        if filtered {
            self.list_error(
                row,
                "or-other-filtered",
                "or_other không dùng được cùng choice_filter. Hãy tự thêm lựa chọn “khác” và một câu hỏi text."
                    .to_owned(),
                "or_other does not go with a choice_filter. Add a choice “other” and a text question yourself."
                    .to_owned(),
            );
        }
        match added {
            Some(true) => {}
            Some(false) => self.list_error(
                row,
                "or-other-unlabelled",
                format!("Danh sách “{list}” có lựa chọn thiếu nhãn, nên không thêm được lựa chọn “khác” (or_other)."),
                format!("The list “{list}” has a choice without a label, so or_other cannot add one."),
            ),
            None => self.list_error(
                row,
                "or-other-list",
                format!("or_other cần một danh sách trong trang choices; “{list}” không có ở đó."),
                format!("or_other needs a list of the choices sheet; “{list}” is not there."),
            ),
        }
        made_text(format!("{name}_other"), "Specify other.", format!("selected(../{name}, 'other')"), row)
    }

    fn check_parameters(&mut self, cells: &Cells<'a>, select: &SelectCell<'_>) {
        let from_file = matches!(select.command, "select_one_from_file" | "select_multiple_from_file");
        let keys: &[&str] = if from_file { &["label", "randomize", "seed", "value"] } else { &["randomize", "seed"] };
        let at = self.checked_keys(cells, keys);
        for key in ["value", "label"] {
            let value = cells.parameters.get(key).filter(|value| from_file && !is_name(value));
            if let Some(value) = value {
                let (vi, en) = ("tên một cột của tệp", "the name of a column of the file");
                self.diagnostics.push(bad_value(&at, key, value, vi, en));
            }
        }
        match (cells.parameters.get("randomize"), cells.parameters.get("seed")) {
            (Some(randomize), seed) => {
                one_of("randomize", randomize, &["true", "false"], &at, self.diagnostics);
                if let Some(seed) = seed.filter(|seed| !is_reference(seed) && !is_number(seed)) {
                    let (vi, en) = ("một số hoặc ${tên câu hỏi}", "a number or ${question}");
                    self.diagnostics.push(bad_value(&at, "seed", seed, vi, en));
                }
            }
            (None, Some(_)) => self.seed_alone(at),
            (None, None) => {}
        }
    }

    fn seed_alone(&mut self, at: Location) {
        self.diagnostics.push(Diagnostic::error(
            at,
            "seed-alone",
            "Tham số “seed” chỉ dùng cùng “randomize=true”.",
            "The parameter “seed” goes with “randomize=true” only.",
        ));
    }

    /// The setting `add_none_option` keeps "none" from being chosen along with others.
    fn add_none(&mut self, row: u32, element: &mut Element<'a>, select: &SelectCell<'_>, filtered: bool, known: bool) {
        if select.select != Select::Multiple || !self.sheets.settings.is_yes("add_none_option") {
            return;
        }
        let randomized = element.parameters.get("randomize") == Some("true");
        let list = self
            .sheets
            .lists
            .get_mut(select.list)
            .filter(|_| known && (filtered || !randomized && !is_list_file(select.list)));
        let Some(list) = list else {
            self.list_error(
                row,
                "none-without-list",
                "add_none_option cần câu chọn nhiều có danh sách trong trang choices.".to_owned(),
                "add_none_option needs every select_multiple to have a list of the choices sheet.".to_owned(),
            );
            return;
        };
        let is_none = |choice: &super::super::choices::Choice<'_>| {
            choice.name == "none"
                && choice.label == Some(Value::from("None"))
                && choice.media.is_none()
                && choice.sms_option.is_none()
                && choice.extra.0.is_empty()
        };
        if list.has_none || list.choices.iter().any(is_none) {
            return;
        }
        list.has_none = true;
        const NONE_ALONE: &str = "(.='none' or not(selected(., 'none')))";
        let bind = element.bind_mut();
        match bind.text("constraint").map(|constraint| format!("{constraint} and {NONE_ALONE}")) {
            Some(both) => bind.set("constraint", both),
            None => bind.set("constraint", NONE_ALONE),
        }
    }

    /// Within a group shown as a table, the first select brings a row of labels.
    fn join_table(&mut self, row: u32, element: &mut Element<'a>, select: &SelectCell<'_>, filtered: bool) {
        match &self.table_list {
            TableList::Outside => return,
            TableList::Of(list) if list == select.list => {}
            TableList::Of(list) => {
                let (list, other) = (list.clone(), select.list);
                self.list_error(
                    row,
                    "table-list-mixed",
                    format!("Các câu trong một nhóm table-list phải dùng chung một danh sách; ở đây có “{list}” và “{other}”."),
                    format!("Questions of a table-list group share one list; here are “{list}” and “{other}”."),
                );
            }
            TableList::Waiting => self.table_labels(row, select, filtered),
        }
        element.control_mut().set("appearance", "list-nolabel");
    }

    fn table_labels(&mut self, row: u32, select: &SelectCell<'_>, filtered: bool) {
        if filtered || self.sheets.lists.get(select.list).is_none() {
            self.list_error(
                row,
                "table-list-filtered",
                "Câu đầu tiên của nhóm table-list cần một danh sách của trang choices, không có choice_filter."
                    .to_owned(),
                "The first question of a table-list group needs a list of the choices sheet and no choice_filter."
                    .to_owned(),
            );
        }
        self.table_list = TableList::Of(select.list.to_owned());
        let type_name = select.select.type_name();
        let Some(kind) = question_type(type_name) else { return };
        let name = format!("reserved_name_for_field_list_labels_{row}");
        let mut labels = Element::new(Kind::Question(kind), type_name, name, row);
        labels.bind = Some(template(kind.bind));
        labels.control_mut().set("appearance", "label");
        labels.label = Some(Value::from(" "));
        labels.list = Some(Cow::Owned(select.list.to_owned()));
        self.push(labels);
    }
}

/// How many extensions the name of a file has.
fn suffixes(file: &str) -> usize {
    let name = file.rsplit('/').next().unwrap_or_default();
    if name.ends_with('.') { 0 } else { name.trim_start_matches('.').matches('.').count() }
}
