//! Why a workbook, or one of its sheets, cannot be read: for the person who has the file.

use super::{MAX_CELLS, MAX_UNPACKED_BYTES, MAX_WORKBOOK_BYTES};
use crate::diagnostic::{Diagnostic, Location};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    TooLarge,
    /// What is broken, in English, for whoever looks into it.
    Damaged(String),
    Password,
    /// `.xlsb`
    Binary,
    /// Older than Excel 5.
    Old,
    /// Text that is not UTF-8.
    NotUtf8,
    /// Text without bars or commas.
    NoTable,
    NotAWorkbook,
    /// Bytes of another kind than the file's name says.
    Misnamed,
}

impl Problem {
    pub(super) fn diagnostic(&self) -> Diagnostic {
        self.at(Location::default())
    }

    pub(super) fn at(&self, at: Location) -> Diagnostic {
        let (code, vi, en) = match self {
            Self::TooLarge => return too_large(at),
            Self::Damaged(reason) => return damaged(at, reason),
            Self::Password => (
                "workbook-password",
                "Tệp có mật khẩu nên không đọc được. Hãy mở bằng Excel, bỏ mật khẩu rồi lưu lại.",
                "The file has a password, so it cannot be read. Open it in Excel, remove the password and save it again.",
            ),
            Self::Binary => (
                "workbook-format",
                "Tệp là sổ Excel dạng nhị phân (.xlsb). Hãy mở bằng Excel rồi lưu lại dạng .xlsx.",
                "The file is a binary Excel workbook (.xlsb). Open it in Excel and save it as .xlsx.",
            ),
            Self::Old => (
                "workbook-format",
                "Tệp do Excel đời trước năm 1993 lưu. Hãy mở bằng Excel hoặc LibreOffice rồi lưu lại dạng .xlsx.",
                "The file was saved by an Excel from before 1993. Open it in Excel or LibreOffice and save it as .xlsx.",
            ),
            Self::NotUtf8 => (
                "workbook-encoding",
                "Tệp chữ này không theo mã UTF-8. Trong Excel hãy chọn Lưu thành → “CSV UTF-8”, hoặc lưu dạng .xlsx.",
                "This text file is not in UTF-8. In Excel choose Save As → “CSV UTF-8”, or save it as .xlsx.",
            ),
            Self::NoTable => (
                "workbook-format",
                "Tệp chữ này không chứa bảng của một biểu mẫu: các cột phải cách nhau bằng dấu phẩy (.csv) hoặc dấu “|” (.md).",
                "This text file holds no table of a form: columns are separated by commas (.csv) or bars “|” (.md).",
            ),
            Self::NotAWorkbook => (
                "workbook-damaged",
                "Tệp này không phải là sổ tính (.xlsx, .xls, .ods), bảng .csv hay bảng .md. Hãy chọn đúng tệp, hoặc mở bằng Excel rồi lưu lại dạng .xlsx.",
                "This file is no workbook (.xlsx, .xls, .ods), .csv or .md table. Choose the right file, or open it in Excel and save it as .xlsx.",
            ),
            Self::Misnamed => (
                "workbook-misnamed",
                "Đuôi tên tệp không đúng với loại tệp (ví dụ sổ .xlsx mang đuôi .xls). Hãy sửa đuôi tên tệp, hoặc mở bằng Excel rồi lưu lại dạng .xlsx.",
                "The ending of the file's name does not fit what the file is (such as an .xlsx workbook named .xls). Correct the ending, or open it in Excel and save it as .xlsx.",
            ),
        };
        Diagnostic::error(at, code, vi, en)
    }
}

fn too_large(at: Location) -> Diagnostic {
    let packed = MAX_WORKBOOK_BYTES >> 20;
    let unpacked = MAX_UNPACKED_BYTES >> 20;
    Diagnostic::error(
        at,
        "workbook-too-large",
        format!(
            "Tệp quá lớn để là một biểu mẫu (giới hạn {packed} MB, {unpacked} MB khi giải nén, {MAX_CELLS} ô). Hãy bỏ bớt trang hoặc dữ liệu thừa."
        ),
        format!(
            "The file is too large for a form (limit {packed} MB, {unpacked} MB unpacked, {MAX_CELLS} cells). Remove sheets or data that do not belong."
        ),
    )
}

fn damaged(at: Location, reason: &str) -> Diagnostic {
    Diagnostic::error(
        at,
        "workbook-damaged",
        format!(
            "Không mở được tệp này như một sổ tính: {reason}. Hãy mở bằng Excel hoặc LibreOffice rồi lưu lại dạng .xlsx."
        ),
        format!(
            "This file cannot be opened as a workbook: {reason}. Open it in Excel or LibreOffice and save it as .xlsx again."
        ),
    )
}

pub(super) fn header_not_text(sheet: &str, row: u32, column: &str) -> Diagnostic {
    Diagnostic::error(
        Location::row(sheet, row).column(column),
        "header-not-text",
        format!("Tên cột “{column}” là số hoặc ngày, không phải chữ. Hãy đổi tên cột hoặc xóa cột này."),
        format!("The column header “{column}” is a number or date, not text. Rename or delete the column."),
    )
}

pub(super) fn beyond_extent(sheet: &str, row: u32) -> Diagnostic {
    Diagnostic::warning(
        Location::row(sheet, row),
        "sheet-extent",
        "Tệp ghi sai vùng dữ liệu của trang nên một số ô không được đọc. Hãy mở bằng Excel hoặc LibreOffice rồi lưu lại.",
        "The file gives a wrong extent of the sheet, so some cells are not read. Open it in Excel or LibreOffice and save it again.",
    )
}

pub(super) fn ambiguous_date(sheet: &str, row: u32) -> Diagnostic {
    Diagnostic::error(
        Location::row(sheet, row),
        "date-ambiguous",
        "Ngày trong ô này trước 1/3/1900 nên Excel không xác định được. Hãy gõ lại ngày dưới dạng chữ, ví dụ '1900-01-31.",
        "The date in this cell is before 1 March 1900, which Excel cannot tell for certain. Type it as text, such as '1900-01-31.",
    )
}
