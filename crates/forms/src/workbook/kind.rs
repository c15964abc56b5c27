//! What kind of file bytes are.

use super::problem::Problem;

/// Formats that a form may come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    Xlsx,
    Xls,
    Ods,
    Csv,
    Markdown,
}

impl FileKind {
    /// The kind that a file's name speaks of.
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        let kinds = [
            ("xlsx", Self::Xlsx),
            ("xlsm", Self::Xlsx),
            ("xls", Self::Xls),
            ("ods", Self::Ods),
            ("csv", Self::Csv),
            ("md", Self::Markdown),
        ];
        kinds.into_iter().find(|(known, _)| extension.eq_ignore_ascii_case(known)).map(|(_, kind)| kind)
    }
}

/// What the bytes are.
pub(super) enum Content {
    Zip,
    Ole,
    Markdown(String),
    Csv(String),
    Other(Problem),
}

const ZIP: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];
const OLE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
/// The first records of workbooks from before Excel 5.
const OLD_EXCEL: [&[u8]; 3] = [b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00"];
/// Characters in which bars and commas are counted.
const SNIFFED: usize = 5_000;
/// Fewest bars of a markdown form and commas of a csv form, as in pyxform.
const MIN_BARS: usize = 5;
const MIN_COMMAS: usize = 4;

impl Content {
    /// Where a name says what a file is, it has to be that: pyxform refuses an `.xlsx` workbook called `.xls`.
    pub(super) fn of(bytes: &[u8], hint: Option<FileKind>) -> Self {
        let content = Self::by_bytes(bytes, hint);
        let fits = match (&content, hint) {
            (Self::Zip, Some(kind)) => matches!(kind, FileKind::Xlsx | FileKind::Ods),
            (Self::Ole, Some(FileKind::Xlsx)) => is_encrypted(bytes),
            (Self::Ole, Some(kind)) => kind == FileKind::Xls,
            (Self::Markdown(_) | Self::Csv(_), Some(kind)) => matches!(kind, FileKind::Csv | FileKind::Markdown),
            _ => true,
        };
        if fits { content } else { Self::Other(Problem::Misnamed) }
    }

    fn by_bytes(bytes: &[u8], hint: Option<FileKind>) -> Self {
        if ZIP.iter().any(|magic| bytes.starts_with(magic)) {
            return Self::Zip;
        }
        if bytes.starts_with(OLE) {
            return Self::Ole;
        }
        if OLD_EXCEL.iter().any(|magic| bytes.starts_with(magic)) {
            return Self::Other(Problem::Old);
        }
        if bytes.is_empty() {
            return Self::Other(Problem::Damaged("the file is empty".to_owned()));
        }
        let is_text_by_name = matches!(hint, Some(FileKind::Csv | FileKind::Markdown));
        let text = match std::str::from_utf8(bytes) {
            Ok(text) if !text.contains('\0') => text.strip_prefix('\u{FEFF}').unwrap_or(text),
            _ if is_text_by_name => return Self::Other(Problem::NotUtf8),
            _ => return Self::Other(Problem::NotAWorkbook),
        };
        let count = |wanted: char| text.chars().take(SNIFFED).filter(|letter| *letter == wanted).count();
        let has_rows = text.lines().any(|line| line.trim_start().starts_with('|'));
        let is_markdown = has_rows && count('|') >= MIN_BARS;
        let is_csv = count(',') >= MIN_COMMAS;
        match hint {
            Some(FileKind::Csv) if is_csv => Self::Csv(text.to_owned()),
            Some(FileKind::Csv) => Self::Other(Problem::NoTable),
            Some(FileKind::Markdown) if is_markdown => Self::Markdown(text.to_owned()),
            Some(FileKind::Markdown) => Self::Other(Problem::NoTable),
            _ if is_markdown => Self::Markdown(text.to_owned()),
            _ if is_csv => Self::Csv(text.to_owned()),
            _ => Self::Other(if is_text_by_name { Problem::NoTable } else { Problem::NotAWorkbook }),
        }
    }
}

/// Whether a compound file holds an `.xlsx` workbook behind a password.
fn is_encrypted(bytes: &[u8]) -> bool {
    /// Its name in the directory of the compound file, in UTF-16.
    const PACKAGE: &[u8] = b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";
    memchr::memmem::find(bytes, PACKAGE).is_some()
}
