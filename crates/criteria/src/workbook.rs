//! A set as one sheet that an officer edits in Excel and brings back.
//!
//! One row is one thing: the set, where imported figures stand, a zone, a split, a criterion, an indicator, a threshold,
//! recognition or a condition of it; its kind stands in the first column. An indicator belongs to the criterion above it, a threshold to the
//! indicator above it. The key in brackets behind a column's header is what is read; the words before it are for people.

use forms::{Diagnostic, FileKind, Location, Severity, read_sheet};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use toml::{Table, Value};

use crate::{Criterion, ImportedRows, Indicator, Recognition, Set, SplitRule, Threshold, Zone};

const KIND: &str = "Loại dòng [row]";
/// Key → words of the header, in the order of columns.
const COLUMNS: [(&str, &str); 59] = [
    ("id", "Mã"),
    ("name.vi", "Tên"),
    ("name.en", "Tên tiếng Anh"),
    ("unit.vi", "Đơn vị"),
    ("unit.en", "Đơn vị tiếng Anh"),
    ("direction", "Chiều"),
    ("value", "Ngưỡng"),
    ("zone", "Vùng hoặc nhóm"),
    ("from_year", "Từ năm"),
    ("to_year", "Đến năm"),
    ("compared.by", "Người đối chiếu"),
    ("compared.on", "Ngày đối chiếu"),
    ("compared.with", "Đối chiếu với"),
    ("kind", "Loại chỉ tiêu"),
    ("scale", "Thang xếp loại"),
    ("source.text", "Căn cứ"),
    ("source.basis", "Đọc từ đâu"),
    ("source.read_in", "Nguồn đọc"),
    ("source.compared.by", "Người đối chiếu căn cứ"),
    ("source.compared.on", "Ngày đối chiếu căn cứ"),
    ("source.compared.with", "Căn cứ đối chiếu với"),
    ("meaning.vi", "Cách tính"),
    ("meaning.en", "Cách tính tiếng Anh"),
    ("note.vi", "Ghi chú"),
    ("note.en", "Ghi chú tiếng Anh"),
    ("core", "Tiêu chí cốt lõi"),
    ("level", "Cấp"),
    ("province", "Mã tỉnh"),
    ("valid_from", "Hiệu lực từ"),
    ("valid_to", "Hiệu lực đến"),
    ("splits", "Tách theo"),
    ("formula.measure", "Phép tính"),
    ("formula.form", "Phiếu"),
    ("formula.subject", "Đối tượng"),
    ("formula.where", "Chỉ lấy phiếu"),
    ("formula.each", "Từng dòng của"),
    ("formula.among", "Mẫu số gồm"),
    ("formula.holds", "Tử số gồm"),
    ("formula.weight", "Trọng số"),
    ("formula.amount", "Lượng"),
    ("formula.per", "Chia cho"),
    ("formula.expected", "Cần có"),
    ("formula.one", "Mỗi đơn vị là"),
    ("formula.max_age_months", "Tuổi tối đa (tháng)"),
    ("formula.coverage", "Tỷ lệ phải hỏi"),
    ("formula.indicators", "Gồm các chỉ tiêu"),
    ("formula.by", "Thương số chia cho"),
    ("formula.document", "Văn bản"),
    ("formula.recheck", "Thẩm tra"),
    ("form", "Phiếu của dòng"),
    ("each", "Nhóm lặp"),
    ("key", "Khóa"),
    ("code", "Mã chỉ tiêu ghi ở"),
    ("among", "Chỉ lấy dòng"),
    ("amount", "Giá trị ghi ở"),
    ("percent", "Giá trị là % khi"),
    ("numerator", "Tử số ghi ở"),
    ("denominator", "Mẫu số ghi ở"),
    ("document", "Nguồn của số liệu"),
];
/// Keys of rows that only some kinds of row have.
const RARE: [&str; 2] = ["values", "withdrawal"];

const SET: &str = "bộ tiêu chí";
const IMPORTED: &str = "số liệu nhập";
const ZONE: &str = "vùng";
const SPLIT: &str = "cách tách";
const CRITERION: &str = "tiêu chí";
const INDICATOR: &str = "chỉ tiêu";
const THRESHOLD: &str = "ngưỡng";
const RECOGNITION: &str = "công nhận";
const CONDITION: &str = "điều kiện";

/// Why no workbook could be made.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookError {
    #[error(transparent)]
    Write(#[from] XlsxError),
    #[error("the set cannot be laid out as rows: {0}")]
    Rows(#[from] toml::ser::Error),
}

impl Set {
    /// The set as an `.xlsx` of one sheet.
    ///
    /// # Errors
    /// None is known for sets that were read.
    pub fn to_xlsx(&self) -> Result<Vec<u8>, WorkbookError> {
        let rows = self.rows()?;
        let named = COLUMNS.iter().map(|(key, words)| (*key, format!("{words} [{key}]")));
        let headers = named.chain(RARE.map(|key| (key, format!("[{key}]")))).collect::<Vec<_>>();
        let mut workbook = Workbook::new();
        let bold = Format::new().set_bold().set_text_wrap();
        let sheet = workbook.add_worksheet().set_name("Bộ tiêu chí")?;
        sheet.write_with_format(0, 0, KIND, &bold)?;
        for (column, (_, header)) in (1u16..).zip(&headers) {
            sheet.write_with_format(0, column, header, &bold)?;
        }
        for (number, (kind, cells)) in (1u32..).zip(&rows) {
            sheet.write(number, 0, *kind)?;
            for (column, (key, _)) in (1u16..).zip(&headers) {
                match cell(cells, key) {
                    Some(Value::Float(value)) => sheet.write(number, column, *value)?,
                    Some(Value::Integer(value)) => sheet.write(number, column, *value as f64)?,
                    Some(Value::String(text)) => sheet.write(number, column, text)?,
                    Some(other) => sheet.write(number, column, other.to_string())?,
                    None => continue,
                };
            }
        }
        sheet.set_freeze_panes(1, 2)?;
        sheet.set_column_width(1, 10)?.set_column_width(2, 60)?;
        Ok(workbook.save_to_buffer()?)
    }

    fn rows(&self) -> Result<Vec<(&'static str, Table)>, toml::ser::Error> {
        let mut rows = Vec::new();
        let bare = Self {
            imported: None,
            zones: Vec::new(),
            splits: Vec::new(),
            criteria: Vec::new(),
            recognition: None,
            ..self.clone()
        };
        rows.push((SET, table(&bare, &["criterion"])?));
        if let Some(imported) = &self.imported {
            rows.push((IMPORTED, table(imported, &[])?));
        }
        for zone in &self.zones {
            rows.push((ZONE, table(zone, &[])?));
        }
        for split in &self.splits {
            rows.push((SPLIT, table(split, &[])?));
        }
        for criterion in &self.criteria {
            rows.push((CRITERION, table(criterion, &["indicator"])?));
            for indicator in &criterion.indicators {
                push_indicator(&mut rows, INDICATOR, indicator)?;
            }
        }
        if let Some(recognition) = &self.recognition {
            rows.push((RECOGNITION, table(recognition, &["condition"])?));
            for condition in &recognition.conditions {
                push_indicator(&mut rows, CONDITION, condition)?;
            }
        }
        Ok(rows)
    }

    /// Reads what [`Set::to_xlsx`] writes and officers edit. Without errors among the diagnostics there is a set.
    pub fn from_workbook(bytes: &[u8], kind: Option<FileKind>) -> (Option<Self>, Vec<Diagnostic>) {
        let (sheet, diagnostics) = read_sheet(bytes, kind);
        let mut reader = Reader { sheet: sheet.name, diagnostics, set: None, in_conditions: false };
        for row in &sheet.rows {
            reader.row(row.number, &row.cells);
        }
        if reader.set.is_none() && reader.diagnostics.is_empty() {
            reader.error(0, None, "criteria-no-set", "thiếu dòng “bộ tiêu chí”", "there is no row “bộ tiêu chí”");
        }
        let usable = reader.diagnostics.iter().all(|found| found.severity != Severity::Error);
        (reader.set.filter(|_| usable), reader.diagnostics)
    }
}

fn push_indicator(
    rows: &mut Vec<(&'static str, Table)>,
    kind: &'static str,
    indicator: &Indicator,
) -> Result<(), toml::ser::Error> {
    rows.push((kind, table(indicator, &["threshold"])?));
    for threshold in &indicator.thresholds {
        rows.push((THRESHOLD, table(threshold, &[])?));
    }
    Ok(())
}

fn table(row: &impl Serialize, without: &[&str]) -> Result<Table, toml::ser::Error> {
    let mut table = Table::try_from(row)?;
    for key in without {
        table.remove(*key);
    }
    Ok(table)
}

/// The value at a key such as `name.vi`.
fn cell<'a>(table: &'a Table, key: &str) -> Option<&'a Value> {
    match key.split_once('.') {
        None => table.get(key),
        Some((first, rest)) => cell(table.get(first)?.as_table()?, rest),
    }
}

struct Reader {
    sheet: String,
    diagnostics: Vec<Diagnostic>,
    set: Option<Set>,
    /// Indicators that follow are conditions of recognition.
    in_conditions: bool,
}

impl Reader {
    fn error(
        &mut self,
        row: u32,
        column: Option<&str>,
        code: &'static str,
        vi: impl Into<String>,
        en: impl Into<String>,
    ) {
        let location = Location {
            sheet: Some(self.sheet.clone()),
            row: Some(row).filter(|row| *row > 0),
            column: column.map(str::to_owned),
        };
        self.diagnostics.push(Diagnostic { location, severity: Severity::Error, code, vi: vi.into(), en: en.into() });
    }

    fn row(&mut self, number: u32, cells: &[(String, String)]) {
        let mut kind = String::new();
        let mut table = Table::new();
        for (header, text) in cells {
            let Some(key) = key_of(header) else { continue };
            if key == "row" {
                kind = text.trim().to_lowercase();
                continue;
            }
            if let Err(problem) = put(&mut table, key, text.trim()) {
                let vi = format!("ô này không đọc được: {problem}");
                self.error(number, Some(header), "criteria-cell", vi, format!("this cell cannot be read: {problem}"));
            }
        }
        self.place(number, &kind, table);
    }

    fn place(&mut self, number: u32, kind: &str, table: Table) {
        match kind {
            SET => self.set = self.read(number, table),
            IMPORTED => self.add(number, table, |set, imported: ImportedRows| {
                set.imported = Some(imported);
                Some(())
            }),
            ZONE => self.add(number, table, |set, zone: Zone| {
                set.zones.push(zone);
                Some(())
            }),
            SPLIT => self.add(number, table, |set, split: SplitRule| {
                set.splits.push(split);
                Some(())
            }),
            CRITERION => self.add(number, table, |set, criterion: Criterion| {
                set.criteria.push(criterion);
                Some(())
            }),
            RECOGNITION => {
                self.in_conditions = true;
                self.add(number, table, |set, recognition: Recognition| {
                    set.recognition = Some(recognition);
                    Some(())
                });
            }
            INDICATOR => {
                self.in_conditions = false;
                self.add(number, table, |set, indicator: Indicator| {
                    set.criteria.last_mut().map(|criterion| criterion.indicators.push(indicator))
                });
            }
            CONDITION => {
                self.in_conditions = true;
                self.add(number, table, |set, indicator: Indicator| {
                    set.recognition.as_mut().map(|recognition| recognition.conditions.push(indicator))
                });
            }
            THRESHOLD => {
                let in_conditions = self.in_conditions;
                self.add(number, table, |set, threshold: Threshold| {
                    let indicator = if in_conditions {
                        set.recognition.as_mut()?.conditions.last_mut()
                    } else {
                        set.criteria.last_mut()?.indicators.last_mut()
                    };
                    indicator.map(|indicator| indicator.thresholds.push(threshold))
                });
            }
            other => {
                let vi = format!("không có loại dòng “{other}”");
                self.error(number, Some(KIND), "criteria-row-kind", vi, format!("{other:?} is no kind of row"));
            }
        }
    }

    fn add<T: DeserializeOwned>(&mut self, number: u32, table: Table, put: impl FnOnce(&mut Set, T) -> Option<()>) {
        let Some(thing) = self.read(number, table) else { return };
        if self.set.as_mut().and_then(|set| put(set, thing)).is_none() {
            let vi = "dòng này không có dòng nào phía trên để thuộc về";
            self.error(number, None, "criteria-row-order", vi, "there is no row above that this one belongs to");
        }
    }

    fn read<T: DeserializeOwned>(&mut self, number: u32, table: Table) -> Option<T> {
        match table.try_into() {
            Ok(thing) => Some(thing),
            Err(error) => {
                let error: toml::de::Error = error;
                let words = error.message().to_owned();
                let vi = format!("dòng này thiếu hoặc sai: {words}");
                self.error(
                    number,
                    None,
                    "criteria-row",
                    vi,
                    format!("something in this row is missing or wrong: {words}"),
                );
                None
            }
        }
    }
}

/// What stands in the brackets of a header.
fn key_of(header: &str) -> Option<&str> {
    let (_, key) = header.trim().strip_suffix(']')?.rsplit_once('[')?;
    Some(key.trim())
}

/// Keys that hold numbers, and those that hold whole numbers.
const NUMBERS: [&str; 2] = ["value", "formula.coverage"];
const WHOLE: [&str; 3] = ["from_year", "to_year", "formula.max_age_months"];
/// Keys whose cells hold TOML: lists and small tables.
const WRITTEN: [&str; 9] = [
    "scale",
    "splits",
    "values",
    "withdrawal",
    "core",
    "formula.indicators",
    "formula.by",
    "formula.document",
    "formula.recheck",
];

fn put(table: &mut Table, key: &str, text: &str) -> Result<(), String> {
    if text.is_empty() {
        return Ok(());
    }
    let is_table = text.starts_with('{');
    let value = if NUMBERS.contains(&key) {
        // Officers write a decimal comma.
        Value::Float(text.replace(',', ".").parse().map_err(|_| format!("{text:?} không phải là số"))?)
    } else if WHOLE.contains(&key) {
        Value::Integer(text.parse().map_err(|_| format!("{text:?} không phải là số nguyên"))?)
    } else if WRITTEN.contains(&key) || is_table {
        let line = format!("value = {}", text.to_owned());
        let read = line.parse::<Table>().map_err(|error| error.message().to_owned())?;
        read.get("value").cloned().ok_or_else(|| text.to_owned())?
    } else {
        Value::String(text.to_owned())
    };
    insert(table, key, value);
    Ok(())
}

fn insert(table: &mut Table, key: &str, value: Value) {
    match key.split_once('.') {
        None => {
            table.insert(key.to_owned(), value);
        }
        Some((first, rest)) => {
            let inner = table.entry(first.to_owned()).or_insert_with(|| Value::Table(Table::new()));
            if let Value::Table(inner) = inner {
                insert(inner, rest, value);
            }
        }
    }
}
