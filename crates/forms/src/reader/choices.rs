//! The `choices` sheet.

use std::collections::BTreeMap;

use super::columns::split;
use crate::diagnostic::{Diagnostic, Location};
use crate::model::{Draft, DraftChoice, DraftList, Source};
use crate::workbook::{Row, Sheet};

enum Column {
    List,
    Name,
    Label(Option<String>),
    /// Any other column may be read by choice filters.
    Extra(String),
}

pub(super) fn choices(sheet: &Sheet, draft: &mut Draft, diagnostics: &mut Vec<Diagnostic>) {
    let columns = sheet.header.iter().map(|header| column(header)).collect::<Vec<_>>();
    for (needed, present) in [
        ("list_name", columns.iter().any(|column| matches!(column, Some(Column::List)))),
        ("name", columns.iter().any(|column| matches!(column, Some(Column::Name)))),
    ] {
        if !present && !sheet.rows.is_empty() {
            diagnostics.push(missing_column(sheet, needed));
            return;
        }
    }
    let extra_columns = columns.iter().flatten().filter_map(|column| match column {
        Column::Extra(name) => Some(name.clone()),
        _ => None,
    });
    let extra_columns = extra_columns.collect::<Vec<_>>();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut seen: BTreeMap<(String, String), u32> = BTreeMap::new();
    for row in &sheet.rows {
        let Some((list, choice)) = choice(sheet, row, &columns, diagnostics) else { continue };
        if let Some(first) = seen.get(&(list.clone(), choice.name.clone())) {
            if !draft.allow_choice_duplicates {
                diagnostics.push(duplicate(sheet, row, &list, &choice.name, *first));
            }
        } else {
            seen.insert((list.clone(), choice.name.clone()), row.number);
        }
        let next = draft.lists.len();
        let place = *places.entry(list.clone()).or_insert(next);
        if place == next {
            draft.lists.push(DraftList {
                name: list,
                extra_columns: extra_columns.clone(),
                items: Vec::new(),
                is_external: false,
            });
        }
        if let Some(list) = draft.lists.get_mut(place) {
            list.items.push(choice);
        }
    }
}

fn column(header: &str) -> Option<Column> {
    let (word, language) = split(header);
    match word.as_str() {
        "" => None,
        "list_name" | "listname" | "list" => Some(Column::List),
        "name" | "value" => Some(Column::Name),
        "label" | "caption" => Some(Column::Label(language)),
        _ => Some(Column::Extra(header.to_owned())),
    }
}

fn choice(
    sheet: &Sheet,
    row: &Row,
    columns: &[Option<Column>],
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<(String, DraftChoice)> {
    let mut list = String::new();
    let mut choice = DraftChoice { name: String::new(), label: Vec::new(), extra: Vec::new() };
    for (index, column) in columns.iter().enumerate() {
        let cell = row.cell(index).unwrap_or_default().trim();
        match column {
            Some(Column::List) => list = cell.to_owned(),
            Some(Column::Name) => choice.name = cell.to_owned(),
            Some(Column::Label(language)) if !cell.is_empty() => {
                let at = sheet.at(row).column(sheet.header(index));
                choice.label.push((language.clone(), Source { text: cell.to_owned(), at }));
            }
            Some(Column::Extra(_)) => choice.extra.push(cell.to_owned()),
            _ => {}
        }
    }
    match (list.is_empty(), choice.name.is_empty()) {
        (true, _) => None,
        (false, true) => {
            diagnostics.push(Diagnostic::error(
                sheet.at(row).column("name"),
                "choice-unnamed",
                format!("Lựa chọn này trong danh sách “{list}” chưa có tên (cột name)."),
                format!("This choice of the list “{list}” has no name."),
            ));
            None
        }
        (false, false) => {
            if choice.name.contains(char::is_whitespace) {
                diagnostics.push(blank_in_name(sheet, row, &choice.name));
            }
            if choice.label.is_empty() {
                diagnostics.push(unlabelled(sheet, row, &choice.name));
            }
            Some((list, choice))
        }
    }
}

fn missing_column(sheet: &Sheet, needed: &str) -> Diagnostic {
    Diagnostic::error(
        Location::row(&sheet.name, 1),
        "column-missing",
        format!("Trang “{}” thiếu cột “{needed}”.", sheet.name),
        format!("The sheet “{}” lacks the column “{needed}”.", sheet.name),
    )
}

fn duplicate(sheet: &Sheet, row: &Row, list: &str, name: &str, first: u32) -> Diagnostic {
    Diagnostic::error(
        sheet.at(row).column("name"),
        "choice-duplicate",
        format!("Danh sách “{list}” đã có lựa chọn “{name}” ở dòng {first}."),
        format!("The list “{list}” already has the choice “{name}” in row {first}."),
    )
}

fn blank_in_name(sheet: &Sheet, row: &Row, name: &str) -> Diagnostic {
    Diagnostic::warning(
        sheet.at(row).column("name"),
        "choice-name-blank",
        format!("Tên lựa chọn “{name}” có dấu cách, nên không dùng được trong câu chọn nhiều."),
        format!("The choice name “{name}” holds a blank, so it cannot be used in select_multiple."),
    )
}

fn unlabelled(sheet: &Sheet, row: &Row, name: &str) -> Diagnostic {
    Diagnostic::warning(
        sheet.at(row).column("label"),
        "choice-unlabelled",
        format!("Lựa chọn “{name}” chưa có nhãn; người điền sẽ thấy tên này."),
        format!("The choice “{name}” has no label; people will see its name."),
    )
}
