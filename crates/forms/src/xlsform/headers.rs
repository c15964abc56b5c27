//! Headers of a sheet → fields, and its rows → records.

use std::borrow::Cow;

use super::aliases::Parts;
use super::record::{Fields, Record};
use crate::diagnostic::{Diagnostic, Location};
use crate::workbook::{MAX_EMPTY_ROWS, Sheet};

/// Empty header cells in a row after which nothing further is a header.
const MAX_EMPTY_COLUMNS: usize = 20;
/// Most headers of a sheet; the widest forms known have fewer than a hundred.
const MAX_HEADERS: usize = 1_000;
/// Most parts of a header, told apart by `::`.
const MAX_HEADER_PARTS: usize = 6;

/// What a sheet's headers may say.
#[derive(Clone, Copy)]
pub(super) struct Vocabulary {
    pub columns: &'static [&'static str],
    pub aliases: &'static [(&'static str, Parts)],
}

/// A header that is not empty.
#[derive(Clone, Debug)]
pub(super) struct Header<'a> {
    /// 0-based column of the sheet.
    pub column: usize,
    /// Without outer or doubled blanks.
    pub text: Cow<'a, str>,
}

/// A sheet whose headers were understood.
#[derive(Clone, Debug, Default)]
pub(super) struct Table<'a> {
    pub sheet: &'a str,
    /// In the order of the sheet.
    pub columns: Vec<Column<'a>>,
    pub records: Vec<Record<'a>>,
}

#[derive(Clone, Debug)]
pub(super) struct Column<'a> {
    pub index: usize,
    pub header: &'a str,
    /// The field and what it holds within it.
    pub parts: Vec<&'a str>,
}

impl<'a> Table<'a> {
    pub(super) fn at(&self, row: u32) -> Location {
        Location::row(self.sheet, row)
    }

    /// A place in the column of a field, named as its author named it.
    pub(super) fn cell(&self, row: u32, field: &[&str]) -> Location {
        let written = self.columns.iter().find(|column| column.parts.starts_with(field));
        let fallback = field.last().copied().unwrap_or_default();
        self.at(row).column(written.map_or(fallback, |column| column.header))
    }

    pub(super) fn has(&self, field: &str) -> bool {
        self.columns.iter().any(|column| column.parts.first() == Some(&field))
    }

    /// Different fields in the order of the sheet.
    pub(super) fn fields(&self) -> Vec<&[&'a str]> {
        let mut fields: Vec<&[&str]> = Vec::new();
        for column in &self.columns {
            if !fields.contains(&column.parts.as_slice()) {
                fields.push(&column.parts);
            }
        }
        fields
    }
}

/// The headers of a sheet. They stand in its first row; without any there, it has none.
pub(super) fn headers<'a>(sheet: &'a Sheet, diagnostics: &mut Vec<Diagnostic>) -> Vec<Header<'a>> {
    let mut headers: Vec<Header<'_>> = Vec::new();
    if sheet.header_row > 1 {
        return headers;
    }
    let mut empty = 0;
    for (column, written) in sheet.header.iter().enumerate() {
        if written.trim().is_empty() {
            if empty == MAX_EMPTY_COLUMNS {
                break;
            }
            empty += 1;
            continue;
        }
        empty = 0;
        if headers.len() == MAX_HEADERS {
            diagnostics.push(too_many(sheet));
            break;
        }
        if headers.iter().any(|known| known.text == *written) {
            diagnostics.push(Diagnostic::error(
                Location::row(&sheet.name, 1).column(written),
                "column-duplicate",
                format!("Cột “{written}” xuất hiện hai lần. Hãy bỏ hoặc đổi tên một cột."),
                format!("The column “{written}” appears twice. Remove or rename one of the two."),
            ));
        }
        headers.push(Header { column, text: single_blanks(written.trim()) });
    }
    headers
}

/// Runs of blanks become one.
fn single_blanks(text: &str) -> Cow<'_, str> {
    let following = text.bytes().skip(1);
    if !text.bytes().zip(following).fold(false, |any, pair| any | (pair == (b' ', b' '))) {
        return Cow::Borrowed(text);
    }
    let mut single = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter != ' ' || !single.ends_with(' ') {
            single.push(letter);
        }
    }
    Cow::Owned(single)
}

/// How the cells of a sheet are read.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    pub vocabulary: Vocabulary,
    /// The language of texts without one.
    pub default_language: &'a str,
    /// Whether runs of blanks within cells become one.
    pub collapse: bool,
}

pub(super) fn table<'a>(
    sheet: &'a Sheet,
    headers: &'a [Header<'a>],
    reading: Reading<'a>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Table<'a> {
    let double = headers.iter().any(|header| header.text.contains("::"));
    let mut columns: Vec<Column<'_>> = Vec::new();
    for header in headers {
        let (parts, same) = parts(&header.text, double, reading.vocabulary);
        if parts.len() > MAX_HEADER_PARTS {
            diagnostics.push(too_many_parts(sheet, &header.text));
            continue;
        }
        let other = columns.iter().find(|column| column.parts == parts && column.header != header.text);
        if let (Some(other), false) = (other, same) {
            diagnostics.push(two_names(sheet, other.header, &header.text));
        }
        columns.push(Column { index: header.column, header: &header.text, parts });
    }
    let records = records(sheet, &columns, reading);
    Table { sheet: &sheet.name, columns, records }
}

/// The parts of a header, and whether its first part was written as the field is called.
fn parts(header: &str, double: bool, vocabulary: Vocabulary) -> (Vec<&str>, bool) {
    let is_field = |word: &str| {
        let found = vocabulary.columns.iter().find(|known| **known == word);
        found.copied().filter(|word| alias(word, vocabulary).is_none())
    };
    if let Some(field) = is_field(header) {
        return (vec![field], true);
    }
    if let Some(field) = is_field(&snake_case(header)) {
        return (vec![field], field == header);
    }
    let mut parts = if double || header.contains("::") {
        header.split("::").map(str::trim).collect::<Vec<_>>()
    } else {
        single_colons(header)
    };
    let first = snake_case(parts.first().copied().unwrap_or_default());
    if let Some(stands_for) = alias(&first, vocabulary) {
        let same = *stands_for == [header];
        parts.splice(..1, stands_for.iter().copied());
        return (parts, same);
    }
    match (vocabulary.columns.iter().find(|known| **known == first), parts.first_mut()) {
        (Some(field), Some(part)) => {
            *part = field;
            (parts, *field == header)
        }
        _ => (parts, true),
    }
}

fn alias(word: &str, vocabulary: Vocabulary) -> Option<Parts> {
    vocabulary.aliases.iter().find(|(known, _)| *known == word).map(|(_, parts)| *parts)
}

/// `label:fr`, where no header of the sheet has `::`. `jr:count` is one word.
fn single_colons(header: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = header;
    loop {
        let from = if rest.trim_start().starts_with("jr:") { rest.find(':').map_or(0, |colon| colon + 1) } else { 0 };
        match rest.get(from..).and_then(|tail| tail.find(':')) {
            Some(colon) => {
                let (part, tail) = rest.split_at(from + colon);
                parts.push(part.trim());
                rest = tail.get(1..).unwrap_or_default();
            }
            None => {
                parts.push(rest.trim());
                return parts;
            }
        }
    }
}

/// Lower case, blanks as `_`.
pub(super) fn snake_case(text: &str) -> String {
    let mut snake = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !snake.is_empty() {
            snake.push('_');
        }
        snake.push_str(&word.to_lowercase());
    }
    snake
}

fn records<'a>(sheet: &'a Sheet, columns: &[Column<'a>], reading: Reading<'a>) -> Vec<Record<'a>> {
    let mut by_index: Vec<Option<&Column<'_>>> = Vec::new();
    for column in columns {
        by_index.resize((column.index + 1).max(by_index.len()), None);
        if let Some(place) = by_index.get_mut(column.index) {
            *place = Some(column);
        }
    }
    let mut records = Vec::with_capacity(sheet.rows.len());
    let mut last_row = sheet.header_row;
    for row in &sheet.rows {
        let mut fields = Fields(Vec::with_capacity(sheet.cells(row).len()));
        for (column, text) in sheet.cells(row) {
            let Some(Some(column)) = by_index.get(column) else { continue };
            let text = tidy(text, reading.collapse);
            match column.parts.as_slice() {
                [single] => fields.set(single, text),
                parts => fields.add(parts, text, reading.default_language),
            }
        }
        if fields.0.is_empty() {
            continue;
        }
        if row.number.saturating_sub(last_row) > MAX_EMPTY_ROWS + 1 {
            break;
        }
        last_row = row.number;
        records.push(Record { row: row.number, fields });
    }
    records
}

/// Typographic quotes, which word processors put in place of those that formulas need, become plain.
fn tidy(text: &str, collapse: bool) -> Cow<'_, str> {
    let text = if collapse { single_blanks(text) } else { Cow::Borrowed(text) };
    // All four quotes start with the same two bytes.
    if text.is_ascii() || !text.as_bytes().windows(2).any(|pair| pair == [0xE2, 0x80]) {
        return text;
    }
    let plain = |letter| match letter {
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{201C}' | '\u{201D}' => '"',
        letter => letter,
    };
    Cow::Owned(text.chars().map(plain).collect())
}

impl<'a> From<Cow<'a, str>> for super::record::Value<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Self::Text(text)
    }
}

fn too_many(sheet: &Sheet) -> Diagnostic {
    Diagnostic::error(
        Location::row(&sheet.name, 1),
        "columns-too-many",
        format!("Trang “{}” có hơn {MAX_HEADERS} cột. Hãy bỏ bớt cột thừa.", sheet.name),
        format!("The sheet “{}” has more than {MAX_HEADERS} columns. Remove those that do not belong.", sheet.name),
    )
}

fn too_many_parts(sheet: &Sheet, header: &str) -> Diagnostic {
    let shown = header.chars().take(60).collect::<String>();
    Diagnostic::error(
        Location::row(&sheet.name, 1).column(&shown),
        "column-parts",
        format!(
            "Tên cột “{shown}” có quá nhiều phần ngăn cách bởi dấu hai chấm. Hãy viết ví dụ label::Tiếng Việt (vi)."
        ),
        format!(
            "The header “{shown}” has too many parts set apart by colons. Write, for example, label::English (en)."
        ),
    )
}

fn two_names(sheet: &Sheet, other: &str, header: &str) -> Diagnostic {
    Diagnostic::error(
        Location::row(&sheet.name, 1).column(header),
        "column-duplicate",
        format!("Hai cột “{other}” và “{header}” là hai tên của cùng một cột. Hãy bỏ một cột."),
        format!("The columns “{other}” and “{header}” are two names of one column. Remove one of the two."),
    )
}

#[cfg(test)]
mod tests {
    use super::super::aliases::{SURVEY_ALIASES, SURVEY_COLUMNS};
    use super::*;

    #[test]
    fn headers_are_known_by_every_spelling() {
        let vocabulary = Vocabulary { columns: SURVEY_COLUMNS, aliases: SURVEY_ALIASES };
        for (header, double, expected) in [
            ("label", true, &["label"][..]),
            ("Label", true, &["label"]),
            ("label::Tiếng Việt (vi)", true, &["label", "Tiếng Việt (vi)"]),
            ("label : fr", false, &["label", "fr"]),
            ("Relevance", true, &["bind", "relevant"]),
            ("bind::jr:constraintMsg::en", true, &["bind", "jr:constraintMsg", "en"]),
            ("bind:jr:constraintMsg:en", false, &["bind", "jr:constraintMsg", "en"]),
            ("body::accuracyThreshold", true, &["control", "accuracyThreshold"]),
            ("Ghi chú", true, &["Ghi chú"]),
            ("media:image:fr", false, &["media", "image", "fr"]),
            ("jr:count", false, &["control", "jr:count"]),
        ] {
            assert_eq!(parts(header, double, vocabulary).0, expected, "{header}");
        }
    }
}
