//! Table `subject`: households, roads… as lists and searches need them. Void ones are not in it. A village and the
//! commune are subjects by being areas: their document is that of the area, and they lie in themselves.

use domain::vocabulary::subject;
use domain::{AreaId, Document, Kind, Value};
use rusqlite::{Connection, params};

use crate::StoreError;
use crate::words::{digits, folded_words, initials};

/// Writes the row of a subject, or removes it if the subject is void.
pub(crate) fn put(connection: &Connection, document: &Document, conflicts: usize) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM subject WHERE doc = ?1")?.execute([document.id.as_bytes()])?;
    if is_void(document) {
        return Ok(());
    }
    let area = if document.kind == Kind::Area { AreaId(document.id.0) } else { document.area };
    let name = text(document, subject::NAME).unwrap_or_default();
    let code = text(document, subject::CODE).unwrap_or_default();
    let phone = text(document, subject::PHONE);
    let address = text(document, subject::ADDRESS);
    let folded_name = folded_words(&name);
    let folded_rest = folded_words(&format!("{code} {}", address.as_deref().unwrap_or_default()));
    connection.prepare_cached(include_str!("subject_insert.sql"))?.execute(params![
        document.id.as_bytes(),
        text(document, subject::TYPE).unwrap_or_default(),
        area.as_bytes(),
        code,
        code_number(&code),
        name,
        members(document.value(subject::MEMBERS)),
        phone,
        address,
        conflicts as i64,
        folded_name,
        folded_rest,
        digits(phone.as_deref().unwrap_or_default()),
        initials(&folded_name),
    ])?;
    Ok(())
}

/// Whether a document was taken out of use: any text in its `void` field.
pub(crate) fn is_void(document: &Document) -> bool {
    match document.value(subject::VOID) {
        None | Some(Value::Boolean(false)) => false,
        Some(Value::Text(reason)) => !reason.is_empty(),
        Some(_) => true,
    }
}

/// A field as text, also where a spreadsheet made a number of it.
pub(crate) fn text(document: &Document, path: &str) -> Option<String> {
    match document.value(path)? {
        Value::Text(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Decimal(number) => Some(number.to_string()),
        Value::Boolean(truth) => Some(truth.to_string()),
    }
}

fn members(value: Option<&Value>) -> Option<i64> {
    match value? {
        Value::Integer(number) => Some(*number),
        Value::Text(text) => text.trim().parse().ok(),
        Value::Decimal(_) | Value::Boolean(_) => None,
    }
}

/// The leading number of a code, so that 2 comes before 10; codes without one come last.
fn code_number(code: &str) -> i64 {
    let number: String = code.trim_start().chars().take_while(char::is_ascii_digit).collect();
    number.parse().unwrap_or(i64::MAX)
}
