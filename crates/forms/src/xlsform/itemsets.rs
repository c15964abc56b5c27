//! `itemsets.csv`: the choices of `select_one_external`, which lie beside the form.

use csv::{QuoteStyle, Terminator, WriterBuilder};

use super::headers;
use super::sheets::Sheets;
use crate::workbook::Workbook;
use crate::xml::Document;

/// The file for a form that asks for it; nothing for one that has no question of that kind.
pub(crate) fn itemsets(workbook: &Workbook, form: &Document) -> Option<String> {
    if !asks(form) {
        return None;
    }
    let sheet = Sheets::of(workbook).external_choices?;
    // What is wrong with the headers was told when the form was converted.
    let headers = headers::headers(sheet, &mut Vec::new());
    let mut writer =
        WriterBuilder::new().quote_style(QuoteStyle::Always).terminator(Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(headers.iter().map(|header| header.text.as_bytes())).ok()?;
    for row in &sheet.rows {
        writer.write_record(headers.iter().map(|header| sheet.cell(row, header.column).unwrap_or_default())).ok()?;
    }
    String::from_utf8(writer.into_inner().ok()?).ok()
}

/// Whether a question in the body looks its choices up by a query.
fn asks(form: &Document) -> bool {
    let Some(root) = form.root_element() else { return false };
    let mut open = form.elements(root).filter(|part| form.local(*part) == "body").collect::<Vec<_>>();
    while let Some(element) = open.pop() {
        if form.attribute(element, "", "query").is_some() {
            return true;
        }
        open.extend(form.elements(element));
    }
    false
}
