//! Finding the header row among titles, and which column means what.

use std::collections::BTreeMap;

use domain::text::fold;

use super::sheets::{Row, Sheet};

/// Rows in which a header is looked for.
const HEADER_SEARCH_ROWS: usize = 40;
/// A header has at least so many columns that are understood; a title line has one at most.
const MIN_COLUMNS: usize = 2;

/// What a column means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    Code,
    Name,
    Members,
    Village,
    Address,
    Phone,
    Poverty,
    Note,
    RoadName,
    RoadClass,
    From,
    To,
    /// In metres.
    LengthM,
    /// In kilometres.
    LengthKm,
    Surface,
}

/// Header words, folded and without signs, as registers write them.
const NAMES: &[(Column, &[&str])] = &[
    (Column::Code, &["stt", "so tt", "tt", "so thu tu", "so ho", "ma ho"]),
    (
        Column::Name,
        &[
            "ho va ten chu ho",
            "ho ten chu ho",
            "ho va ten",
            "ho ten",
            "ten chu ho",
            "chu ho",
            "chu ho gia dinh",
            "ten ho",
            "ho gia dinh",
            "ho va ten chu ho gia dinh",
        ],
    ),
    (
        Column::Members,
        &[
            "so khau",
            "khau",
            "nhan khau",
            "so nhan khau",
            "tong so khau",
            "so nguoi",
            "tong so nhan khau",
            "so khau trong ho",
            "so thanh vien",
        ],
    ),
    (
        Column::Village,
        &["thon", "thon ban", "ban", "ten thon", "thon xom", "thon to dan pho", "xom", "lang", "khu dan cu"],
    ),
    (
        Column::Address,
        &[
            "dia chi",
            "so nha",
            "so nha ngo",
            "so nha ngo xom",
            "noi o",
            "cho o",
            "dia chi thuong tru",
            "ngo",
            "so nha duong",
        ],
    ),
    (Column::Phone, &["dien thoai", "so dien thoai", "sdt", "so dt", "dt", "dien thoai lien he", "di dong"]),
    (
        Column::Poverty,
        &["dien ho", "loai ho", "phan loai ho", "doi tuong", "ho ngheo can ngheo", "ho ngheo", "dien", "thuoc dien"],
    ),
    (Column::Note, &["ghi chu", "ghi chu khac", "chu thich"]),
    (Column::RoadName, &["ten duong", "ten tuyen duong", "tuyen duong", "ten tuyen"]),
    (Column::RoadClass, &["cap duong", "loai duong", "phan loai duong", "cap"]),
    (Column::From, &["diem dau", "tu", "tu dau"]),
    (Column::To, &["diem cuoi", "den", "den dau"]),
    (Column::LengthM, &["chieu dai", "chieu dai m", "dai m", "do dai m", "do dai"]),
    (Column::LengthKm, &["chieu dai km", "dai km", "do dai km"]),
    (Column::Surface, &["mat duong", "ket cau mat duong", "loai mat duong", "ket cau"]),
];

/// Where things stand on a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    columns: BTreeMap<Column, u32>,
    /// Index into the sheet's rows of the first row below the header.
    pub first_row: usize,
    /// The header's row as Excel shows it.
    pub header_row: u32,
}

impl Layout {
    /// The best header of the sheet's first rows, if any names households or roads.
    pub fn find(sheet: &Sheet) -> Option<Self> {
        let mut best: Option<Self> = None;
        for (index, row) in sheet.rows.iter().enumerate().take(HEADER_SEARCH_ROWS) {
            let columns = columns_of(row);
            let is_header = columns.len() >= MIN_COLUMNS && names_something(&columns);
            if is_header && best.as_ref().is_none_or(|best| best.columns.len() < columns.len()) {
                best = Some(Self { columns, first_row: index + 1, header_row: row.number });
            }
        }
        let mut layout = best?;
        layout.take_second_line(sheet);
        layout.pass_column_numbers(sheet);
        Some(layout)
    }

    pub fn is_roads(&self) -> bool {
        self.columns.contains_key(&Column::RoadName) && !self.columns.contains_key(&Column::Name)
    }

    pub fn column(&self, column: Column) -> Option<u32> {
        self.columns.get(&column).copied()
    }

    pub fn text<'a>(&self, row: &'a Row, column: Column) -> Option<&'a str> {
        row.text(self.column(column))
    }

    /// Headers of two lines: *Địa chỉ* above, *Thôn* and *Số nhà* below.
    fn take_second_line(&mut self, sheet: &Sheet) {
        let Some(below) = sheet.rows.get(self.first_row) else { return };
        let further = columns_of(below);
        let all_headers = !below.cells.is_empty() && further.len() == below.cells.len();
        if all_headers && below.number == self.header_row + 1 {
            self.columns.extend(further);
            self.first_row += 1;
        }
    }

    /// The line *(1) (2) (3)* under many official tables.
    fn pass_column_numbers(&mut self, sheet: &Sheet) {
        let Some(below) = sheet.rows.get(self.first_row) else { return };
        let is_number = |text: &String| text.trim_matches(['(', ')', '[', ']']).chars().count() <= 2;
        if below.cells.len() >= MIN_COLUMNS && below.cells.values().all(is_number) {
            self.first_row += 1;
        }
    }
}

fn names_something(columns: &BTreeMap<Column, u32>) -> bool {
    columns.contains_key(&Column::Name) || columns.contains_key(&Column::RoadName)
}

/// The columns a row names; where two say the same the first counts.
fn columns_of(row: &Row) -> BTreeMap<Column, u32> {
    let mut columns = BTreeMap::new();
    for (index, text) in &row.cells {
        if let Some(column) = meaning(text) {
            columns.entry(column).or_insert(*index);
        }
    }
    columns
}

fn meaning(header: &str) -> Option<Column> {
    let folded: String =
        fold(header).chars().map(|letter| if letter.is_alphanumeric() { letter } else { ' ' }).collect();
    let words = folded.split_whitespace().collect::<Vec<_>>().join(" ");
    NAMES.iter().find(|(_, names)| names.contains(&words.as_str())).map(|(column, _)| *column)
}

/// A column's letters: 0 is A, 26 is AA.
pub fn letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut left = column;
    loop {
        letters.push(char::from(b'A' + u8::try_from(left % 26).unwrap_or_default()));
        match (left / 26).checked_sub(1) {
            Some(rest) => left = rest,
            None => break,
        }
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_understood_however_they_are_written() {
        for (header, column) in [
            ("STT", Some(Column::Code)),
            ("Họ và tên chủ hộ", Some(Column::Name)),
            ("HỌ, TÊN CHỦ HỘ", Some(Column::Name)),
            ("Ho\u{0323} te\u{0302}n", Some(Column::Name)),
            ("Thôn/bản", Some(Column::Village)),
            ("SĐT", Some(Column::Phone)),
            ("Số nhà/ngõ", Some(Column::Address)),
            ("Số khẩu ", Some(Column::Members)),
            ("Chiều dài (m)", Some(Column::LengthM)),
            ("Chiều dài (km)", Some(Column::LengthKm)),
            ("Nguyễn Văn Hùng", None),
            ("", None),
        ] {
            assert_eq!(meaning(header), column, "{header:?}");
        }
    }

    #[test]
    fn column_letters_are_those_of_excel() {
        for (column, expected) in [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (702, "AAA")] {
            assert_eq!(letters(column), expected);
        }
    }
}
