//! A workbook's sheets as sparse rows of text.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{DataRef, Reader as _, Xlsx, XlsxError};
use domain::text::normalise;

use super::MAX_FILE_BYTES;

/// Columns that are looked at; further ones are sums and scribbles.
const MAX_COLUMNS: u32 = 64;
/// Characters of a cell that are kept.
const MAX_CELL_CHARS: usize = 1_000;
const ZIP_START: &[u8] = b"PK";
/// First bytes of .xls files, and of .xlsx files that are locked by a password.
const OLE_START: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0];

/// Why a file or a sheet cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    Empty,
    TooLarge,
    OldExcel,
    NotExcel,
    Damaged,
    DamagedSheet,
}

impl Refusal {
    /// What happened and what to do, for the officer.
    pub fn message(self) -> Cow<'static, str> {
        match self {
            Self::Empty => "Tệp trống, không có gì để nạp. Hãy chọn lại tệp sổ hộ.".into(),
            Self::TooLarge => {
                let megabytes = MAX_FILE_BYTES / 1024 / 1024;
                format!("Tệp lớn hơn {megabytes} MB nên không đọc được. Hãy xóa hình ảnh trong tệp hoặc tách thành nhiều tệp.")
                    .into()
            }
            Self::OldExcel => {
                "Tệp thuộc loại Excel cũ (.xls) hoặc có đặt mật khẩu. Hãy mở bằng Excel, bỏ mật khẩu và lưu thành loại .xlsx."
                    .into()
            }
            Self::NotExcel => "Đây không phải tệp Excel loại .xlsx. Hãy chọn lại tệp sổ hộ.".into(),
            Self::Damaged => {
                "Tệp bị hỏng, không mở được. Chưa có gì được nạp. Hãy mở thử bằng Excel, lưu thành tệp mới rồi nạp lại.".into()
            }
            Self::DamagedSheet => "Trang tính này bị hỏng, không đọc được. Hãy mở tệp bằng Excel, lưu thành tệp mới rồi nạp lại.".into(),
        }
    }
}

/// A row with something in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// As Excel shows it, from 1.
    pub number: u32,
    /// Column from 0 → repaired text, never empty.
    pub cells: BTreeMap<u32, String>,
}

impl Row {
    /// The text of a cell.
    pub fn text(&self, column: Option<u32>) -> Option<&str> {
        self.cells.get(&column?).map(String::as_str)
    }
}

/// A sheet; rows without content are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    pub name: String,
    pub rows: Vec<Row>,
    /// There were more rows than allowed.
    pub cut: bool,
}

/// An open workbook.
pub struct Workbook<'a> {
    xlsx: Xlsx<Cursor<&'a [u8]>>,
}

impl<'a> Workbook<'a> {
    pub fn open(bytes: &'a [u8]) -> Result<Self, Refusal> {
        match bytes {
            [] => Err(Refusal::Empty),
            _ if bytes.len() > MAX_FILE_BYTES => Err(Refusal::TooLarge),
            _ if bytes.starts_with(OLE_START) => Err(Refusal::OldExcel),
            _ if !bytes.starts_with(ZIP_START) => Err(Refusal::NotExcel),
            _ => Ok(Self { xlsx: Xlsx::new(Cursor::new(bytes)).map_err(|_| Refusal::Damaged)? }),
        }
    }

    pub fn sheet_names(&self) -> Vec<String> {
        self.xlsx.sheet_names()
    }

    /// Reads at most `max_rows` rows, cell by cell: a sheet that claims a cell far away costs nothing.
    pub fn sheet(&mut self, name: &str, max_rows: usize) -> Result<Sheet, Refusal> {
        let mut sheet = Sheet { name: name.to_owned(), rows: Vec::new(), cut: false };
        let mut reader = match self.xlsx.worksheet_cells_reader(name) {
            Ok(reader) => reader,
            Err(XlsxError::NotAWorksheet(_)) => return Ok(sheet),
            Err(_) => return Err(Refusal::DamagedSheet),
        };
        while let Some(cell) = reader.next_cell().map_err(|_| Refusal::DamagedSheet)? {
            let (row, column) = cell.get_position();
            let text = if column < MAX_COLUMNS { text_of(cell.get_value()) } else { String::new() };
            if text.is_empty() {
                continue;
            }
            let number = row.saturating_add(1);
            if sheet.rows.last().is_none_or(|last| last.number != number) {
                if sheet.rows.len() >= max_rows {
                    sheet.cut = true;
                    break;
                }
                sheet.rows.push(Row { number, cells: BTreeMap::new() });
            }
            if let Some(last) = sheet.rows.last_mut() {
                last.cells.insert(column, text);
            }
        }
        Ok(sheet)
    }
}

fn text_of(value: &DataRef<'_>) -> String {
    let text: Cow<'_, str> = match value {
        DataRef::String(text) => text.as_str().into(),
        DataRef::SharedString(text) => (*text).into(),
        DataRef::Int(number) => number.to_string().into(),
        // Rust writes whole floats without a point: 4.0 is "4".
        DataRef::Float(number) => number.to_string().into(),
        DataRef::DateTime(date) => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            format!("{day:02}/{month:02}/{year}").into()
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.as_str().into(),
        DataRef::Bool(_) | DataRef::Error(_) | DataRef::Empty => "".into(),
    };
    normalise(&text).chars().take(MAX_CELL_CHARS).collect()
}
