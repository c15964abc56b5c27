//! The `settings` and `entities` sheets: one row each.

use super::columns::split;
use crate::diagnostic::Diagnostic;
use crate::model::{Draft, DraftDataset, Source};
use crate::workbook::{Row, Sheet};

pub(super) fn settings(sheet: &Sheet, draft: &mut Draft, diagnostics: &mut Vec<Diagnostic>) {
    let Some(row) = sheet.rows.first() else { return };
    for (index, header) in sheet.header.iter().enumerate() {
        let (word, language) = split(header);
        let Some(text) = row.cell(index).map(str::trim).filter(|text| !text.is_empty()) else { continue };
        let source = Source { text: text.to_owned(), at: sheet.at(row).column(header) };
        match word.as_str() {
            "form_id" | "id_string" | "set_form_id" => draft.id = source.text,
            "form_title" | "title" | "set_form_title" => draft.title.push((language, source)),
            "version" => draft.version = source.text,
            "default_language" => draft.default_language = Some(source.text),
            "name" => draft.root = source.text,
            "allow_choice_duplicates" => draft.allow_choice_duplicates = source.text.eq_ignore_ascii_case("yes"),
            "instance_name" | "style" | "submission_url" | "public_key" | "auto_send" | "auto_delete"
            | "namespaces" | "attribute" | "sms_keyword" | "omit_instanceid" | "clean_text_values" | "prefix"
            | "delimiter" => {}
            _ => diagnostics.push(unknown(sheet, row, header)),
        }
    }
}

pub(super) fn entities(sheet: &Sheet, draft: &mut Draft, diagnostics: &mut Vec<Diagnostic>) {
    let Some(row) = sheet.rows.first() else { return };
    if let Some(second) = sheet.rows.get(1) {
        diagnostics.push(Diagnostic::error(
            sheet.at(second),
            "entities-several",
            "Hiện mỗi biểu mẫu chỉ ghi vào một loại đối tượng. Hãy bỏ dòng này.",
            "For now a form writes to one kind of subject only. Remove this row.",
        ));
    }
    let mut dataset =
        DraftDataset { name: String::new(), label: None, entity_id: None, create_if: None, update_if: None };
    for (index, header) in sheet.header.iter().enumerate() {
        let Some(text) = row.cell(index).map(str::trim).filter(|text| !text.is_empty()) else { continue };
        let source = Source { text: text.to_owned(), at: sheet.at(row).column(header) };
        match split(header).0.as_str() {
            "list_name" | "dataset" => dataset.name = source.text,
            "label" => dataset.label = Some(source),
            "entity_id" => dataset.entity_id = Some(source),
            "create_if" => dataset.create_if = Some(source),
            "update_if" => dataset.update_if = Some(source),
            "repeat" => {}
            _ => diagnostics.push(unknown(sheet, row, header)),
        }
    }
    if dataset.name.is_empty() {
        diagnostics.push(Diagnostic::error(
            sheet.at(row).column("list_name"),
            "entities-unnamed",
            "Trang entities thiếu tên loại đối tượng ở cột list_name, ví dụ “household”.",
            "The entities sheet lacks the kind of subject in list_name, such as “household”.",
        ));
    } else {
        draft.dataset = Some(dataset);
    }
}

fn unknown(sheet: &Sheet, row: &Row, header: &str) -> Diagnostic {
    Diagnostic::warning(
        sheet.at(row).column(header),
        "column-unknown",
        format!("Không biết cột “{header}” trong trang “{}”, nên nó không được dùng.", sheet.name),
        format!("The column “{header}” of the sheet “{}” is not known, so it is not used.", sheet.name),
    )
}
