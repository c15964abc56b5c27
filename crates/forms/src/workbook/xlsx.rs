//! `.xlsx` bytes → sheets. Cells are streamed one by one, because a sheet may claim to be a million
//! rows wide and long while holding two cells.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx};

use super::table::{Cell, Row, Sheet, Workbook};
use super::{MAX_CELL_BYTES, MAX_CELLS, MAX_UNPACKED_BYTES, MAX_WORKBOOK_BYTES};
use crate::diagnostic::{Diagnostic, Location};

/// Sheets that mean something in an XLSForm; others are not opened.
const KNOWN: [&str; 6] = ["survey", "choices", "settings", "entities", "external_choices", "osm"];

pub(crate) fn workbook(bytes: &[u8], diagnostics: &mut Vec<Diagnostic>) -> Option<Workbook> {
    if bytes.len() > MAX_WORKBOOK_BYTES || unpacks_beyond_limit(bytes) {
        diagnostics.push(too_large());
        return None;
    }
    let mut file: Xlsx<_> = match Xlsx::new(Cursor::new(bytes)) {
        Ok(file) => file,
        Err(error) => {
            diagnostics.push(damaged(&Location::default(), &error.to_string()));
            return None;
        }
    };
    let mut cells_left = MAX_CELLS;
    let mut workbook = Workbook::default();
    let names = file.sheet_names();
    // The only sheet of a workbook is its survey, whatever its name.
    let is_alone = names.len() == 1;
    for name in names {
        let known = is_alone || KNOWN.iter().any(|known| known.eq_ignore_ascii_case(name.trim()));
        if !known {
            workbook.sheets.push(Sheet { name, ..Sheet::default() });
            continue;
        }
        match sheet(&mut file, &name, &mut cells_left) {
            Ok(sheet) => workbook.sheets.push(sheet),
            Err(Stop::TooLarge) => {
                diagnostics.push(too_large());
                return None;
            }
            Err(Stop::Damaged(error)) => diagnostics.push(damaged(&Location::sheet(&name), &error)),
        }
    }
    Some(workbook)
}

enum Stop {
    TooLarge,
    Damaged(String),
}

/// Deflate packs at most this many bytes into one.
const MAX_DEFLATE_RATIO: u64 = 1032;

/// Whether the parts unpack to more than the limit. They are unpacked to nowhere, as the sizes an
/// archive declares may be lies; a file too small to hide a bomb is spared that.
fn unpacks_beyond_limit(bytes: &[u8]) -> bool {
    if bytes.len() as u64 * MAX_DEFLATE_RATIO <= MAX_UNPACKED_BYTES {
        return false;
    }
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return false };
    let mut left = MAX_UNPACKED_BYTES;
    for index in 0..archive.len() {
        let Ok(part) = archive.by_index(index) else { continue };
        // A broken part ends early here; opening the workbook then says what is broken.
        let read = std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).unwrap_or_default();
        if read > left {
            return true;
        }
        left -= read;
    }
    false
}

fn sheet(file: &mut Xlsx<Cursor<&[u8]>>, name: &str, cells_left: &mut usize) -> Result<Sheet, Stop> {
    let broken = |error: calamine::XlsxError| Stop::Damaged(error.to_string());
    let mut reader = file.worksheet_cells_reader(name).map_err(broken)?;
    let mut rows: BTreeMap<u32, BTreeMap<usize, String>> = BTreeMap::new();
    while let Some(cell) = reader.next_cell().map_err(broken)? {
        let (row, column) = cell.get_position();
        let text = text(cell.get_value());
        if text.trim().is_empty() {
            continue;
        }
        if text.len() > MAX_CELL_BYTES || *cells_left == 0 {
            return Err(Stop::TooLarge);
        }
        *cells_left -= 1;
        rows.entry(row).or_default().insert(column as usize, text);
    }
    let rows = rows.into_iter().map(|(row, cells)| Row {
        number: row.saturating_add(1),
        cells: cells.into_iter().map(|(column, text)| Cell { column, text }).collect(),
    });
    Ok(Sheet::new(name, rows))
}

/// The text an author sees: whole numbers without a point, dates in ISO form.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty | DataRef::Error(_) => String::new(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(truth) => if *truth { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTime(moment) => date(moment),
    }
}

fn date(moment: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    if (hour, minute, second) == (0, 0, 0) {
        format!("{year:04}-{month:02}-{day:02}")
    } else if moment.as_f64() < 1.0 {
        format!("{hour:02}:{minute:02}:{second:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
    }
}

fn too_large() -> Diagnostic {
    let megabytes = MAX_WORKBOOK_BYTES >> 20;
    Diagnostic::error(
        Location::default(),
        "workbook-too-large",
        format!(
            "Tệp quá lớn để là một biểu mẫu (giới hạn {megabytes} MB, {MAX_CELLS} ô). Hãy bỏ bớt trang hoặc dữ liệu thừa."
        ),
        format!(
            "The file is too large for a form (limit {megabytes} MB, {MAX_CELLS} cells). Remove sheets or data that do not belong."
        ),
    )
}

fn damaged(at: &Location, reason: &str) -> Diagnostic {
    Diagnostic::error(
        at.clone(),
        "workbook-damaged",
        format!("Không mở được tệp này như một sổ Excel (.xlsx): {reason}. Hãy mở bằng Excel rồi lưu lại dạng .xlsx."),
        format!(
            "This file cannot be opened as an Excel workbook (.xlsx): {reason}. Open it in Excel and save it as .xlsx again."
        ),
    )
}
