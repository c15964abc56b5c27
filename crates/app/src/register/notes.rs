//! Remarks on a register, few enough to be read.

use std::borrow::Cow;

use super::columns::letters;
use crate::dto::RegisterNote;

/// More than so many remarks nobody reads; the rest is counted.
const MAX_NOTES: usize = 200;

/// Collects remarks.
#[derive(Debug, Default)]
pub struct Notes {
    kept: Vec<RegisterNote>,
    /// Errors first when it comes to dropping: an error beyond the limit still stops an import.
    dropped_errors: usize,
    dropped_warnings: usize,
}

/// A place on a sheet.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    pub sheet: &'a str,
    /// As Excel shows it; 0 for the whole sheet.
    pub row: u32,
    pub column: Option<u32>,
}

impl Notes {
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// The whole file cannot be used.
    pub fn file(&mut self, message: impl Into<Cow<'static, str>>) {
        self.add("error", Place { sheet: "", row: 0, column: None }, message.into());
    }

    pub fn sheet_error(&mut self, sheet: &str, message: impl Into<Cow<'static, str>>) {
        self.add("error", Place { sheet, row: 0, column: None }, message.into());
    }

    pub fn error(&mut self, place: Place<'_>, message: impl Into<Cow<'static, str>>) {
        self.add("error", place, message.into());
    }

    pub fn warning(&mut self, place: Place<'_>, message: impl Into<Cow<'static, str>>) {
        self.add("warning", place, message.into());
    }

    fn add(&mut self, severity: &str, place: Place<'_>, message: Cow<'static, str>) {
        if self.kept.len() >= MAX_NOTES {
            match severity {
                "error" => self.dropped_errors += 1,
                _ => self.dropped_warnings += 1,
            }
            return;
        }
        self.kept.push(RegisterNote {
            severity: severity.to_owned(),
            sheet: place.sheet.to_owned(),
            row: place.row,
            column: place.column.map(letters).unwrap_or_default(),
            message: message.into_owned(),
        });
    }

    pub fn finish(mut self) -> Vec<RegisterNote> {
        let dropped = self.dropped_errors + self.dropped_warnings;
        if dropped > 0 {
            let severity = if self.dropped_errors > 0 { "error" } else { "warning" };
            self.kept.push(RegisterNote {
                severity: severity.to_owned(),
                sheet: String::new(),
                row: 0,
                column: String::new(),
                message: format!("Còn {dropped} điều cần xem nữa chưa liệt kê. Hãy sửa những điều trên rồi nạp lại."),
            });
        }
        self.kept
    }
}
