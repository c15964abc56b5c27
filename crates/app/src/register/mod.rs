//! Reading the register of households and roads that a commune keeps in Excel (.xlsx).
//!
//! Pure: bytes in, rows and remarks out. Whatever the bytes are, the answer is a reading; what is
//! wrong with them is said in `notes`, with sheet, row and column as Excel shows them.

mod cells;
mod columns;
mod households;
mod notes;
mod roads;
mod sheets;
#[cfg(test)]
mod tests;

use crate::dto::RegisterNote;
use columns::Layout;
use notes::Notes;
use sheets::{Sheet, Workbook};

/// Largest file that is read.
pub const MAX_FILE_BYTES: usize = 20 * 1024 * 1024;
/// Rows of the whole workbook; five times the largest commune.
pub const MAX_ROWS: usize = 100_000;

/// What a workbook holds, as far as it could be understood.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RegisterReading {
    pub households: Vec<RegisterHousehold>,
    pub roads: Vec<RegisterRoad>,
    /// In the order of the workbook. An `error` says that a row, or all of it, was left out.
    pub notes: Vec<RegisterNote>,
}

/// A household of the register. Texts are repaired and composed; missing ones are `None`.
#[derive(Clone, Debug, PartialEq)]
pub struct RegisterHousehold {
    /// As Excel shows it.
    pub row: u32,
    /// The register's own number (STT); empty where it has none.
    pub code: String,
    /// Head of household.
    pub name: String,
    /// Without the word *thôn* in front.
    pub village: String,
    /// Persons.
    pub members: Option<u32>,
    /// Digits with the leading zero; several are joined by a comma.
    pub phone: Option<String>,
    pub address: Option<String>,
    /// `Hộ nghèo`, `Hộ cận nghèo`, `Hộ mới thoát nghèo`, or as written.
    pub poverty: Option<String>,
    pub note: Option<String>,
}

/// A road of the register.
#[derive(Clone, Debug, PartialEq)]
pub struct RegisterRoad {
    /// As Excel shows it.
    pub row: u32,
    /// The register's own number (STT); empty where it has none.
    pub code: String,
    pub name: String,
    /// None for a road of the whole commune.
    pub village: Option<String>,
    pub class: Option<String>,
    pub length_m: Option<f64>,
    pub surface: Option<String>,
    /// From where to where, and what else is remarked.
    pub note: Option<String>,
}

/// Reads a register. Never fails: see [`RegisterReading::notes`].
pub fn read(bytes: &[u8]) -> RegisterReading {
    let mut reading = RegisterReading::default();
    let mut notes = Notes::default();
    match Workbook::open(bytes) {
        Ok(workbook) => read_workbook(workbook, &mut reading, &mut notes),
        Err(refusal) => notes.file(refusal.message()),
    }
    reading.notes = notes.finish();
    reading
}

fn read_workbook(mut workbook: Workbook<'_>, reading: &mut RegisterReading, notes: &mut Notes) {
    let mut rows_left = MAX_ROWS;
    let mut understood = false;
    for name in workbook.sheet_names() {
        match workbook.sheet(&name, rows_left) {
            Ok(sheet) => {
                rows_left -= sheet.rows.len().min(rows_left);
                understood |= read_sheet(&sheet, reading, notes);
                if sheet.cut {
                    notes.sheet_error(
                        &name,
                        format!("Tệp có hơn {MAX_ROWS} dòng; các dòng sau không được đọc. Hãy tách thành nhiều tệp."),
                    );
                    return;
                }
            }
            Err(refusal) => notes.sheet_error(&name, refusal.message()),
        }
    }
    if !understood && notes.is_empty() {
        notes.file(
            "Không tìm thấy dòng tiêu đề. Cần có cột “Họ và tên chủ hộ” và cột “Thôn” (hoặc “Tên đường” cho danh mục đường).",
        );
    }
}

/// Whether the sheet has a header that is understood. Sheets without one (covers, tables of figures)
/// are passed over.
fn read_sheet(sheet: &Sheet, reading: &mut RegisterReading, notes: &mut Notes) -> bool {
    let Some(layout) = Layout::find(sheet) else { return false };
    if layout.is_roads() {
        roads::read(sheet, &layout, &mut reading.roads, notes);
    } else {
        households::read(sheet, &layout, &mut reading.households, notes);
    }
    true
}
