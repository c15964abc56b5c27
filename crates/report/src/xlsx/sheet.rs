//! One printed table: title, frozen head, borders, A4.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Formula, Worksheet, XlsxError};

/// Rows of the title above the head.
pub const HEAD_ROW: u32 = 3;
/// A4 as the file format counts paper.
const A4: u8 = 9;
const FONT: &str = "Times New Roman";

/// The looks of cells.
pub struct Looks {
    pub title: Format,
    pub head: Format,
    pub text: Format,
    pub centre: Format,
    /// Whole numbers: đồng, metres, persons.
    pub whole: Format,
    /// Two places.
    pub decimal: Format,
    pub bold_text: Format,
    pub bold_whole: Format,
    pub note: Format,
}

impl Looks {
    pub fn new() -> Self {
        let base = Format::new().set_font_name(FONT).set_font_size(12).set_align(FormatAlign::VerticalCenter);
        let cell = base.clone().set_border(FormatBorder::Thin).set_text_wrap();
        let whole = cell.clone().set_num_format("#,##0").set_align(FormatAlign::Right);
        Self {
            title: base.clone().set_bold().set_font_size(14).set_align(FormatAlign::Center).set_text_wrap(),
            head: cell.clone().set_bold().set_align(FormatAlign::Center),
            text: cell.clone().set_align(FormatAlign::Left),
            centre: cell.clone().set_align(FormatAlign::Center),
            decimal: whole.clone().set_num_format("#,##0.00"),
            bold_text: cell.set_bold().set_align(FormatAlign::Left),
            bold_whole: whole.clone().set_bold(),
            whole,
            note: base.set_italic().set_text_wrap().set_align(FormatAlign::Left),
        }
    }
}

/// Title, head and print set-up of a sheet. `widths` are in characters, one per column.
pub fn begin(
    sheet: &mut Worksheet,
    looks: &Looks,
    name: &str,
    title: &str,
    columns: &[(String, f64)],
) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    let last = last_column(columns);
    sheet.merge_range(0, 0, 0, last, title, &looks.title)?;
    sheet.set_row_height(0, 40)?;
    for (index, (heading, width)) in columns.iter().enumerate() {
        let column = column(index);
        sheet.set_column_width(column, *width)?;
        sheet.write_with_format(HEAD_ROW, column, heading.as_str(), &looks.head)?;
    }
    sheet.set_row_height(HEAD_ROW, 48)?;
    sheet.set_freeze_panes(HEAD_ROW + 1, 2)?;
    sheet.set_repeat_rows(HEAD_ROW, HEAD_ROW)?;
    sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.6, 0.6, 0.8, 0.8, 0.3, 0.3);
    sheet.set_footer("&C&\"Times New Roman,Regular\"&12Trang &P/&N");
    Ok(())
}

pub fn last_column(columns: &[(String, f64)]) -> u16 {
    column(columns.len().saturating_sub(1))
}

/// Tables have some dozens of columns; what is beyond the format's end lands in its last one.
pub fn column(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

pub fn row(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// đồng as a number; Excel holds whole numbers up to 2^53 exactly, far above any budget.
pub fn dong(amount_vnd: i64) -> f64 {
    amount_vnd as f64
}

/// A sum that Excel can recompute, with its value already in it.
pub fn sum(range: &str, amount_vnd: i64) -> Formula {
    Formula::new(format!("=SUM({range})")).set_result(amount_vnd.to_string())
}

/// Height of one line of 12-point type in a cell, points.
const LINE_HEIGHT: f64 = 16.5;
/// Most lines a row grows to.
const MAX_LINES: f64 = 20.0;

/// A row high enough for its wrapped texts, each with its column's width in characters. Excel would find it by itself,
/// other programs do not.
pub fn fit(sheet: &mut Worksheet, at: u32, texts: &[(&str, f64)]) -> Result<(), XlsxError> {
    let lines = |(text, width): &(&str, f64)| {
        let letters = f64::from(u32::try_from(text.chars().count()).unwrap_or(u32::MAX));
        // Letters of this face are a little narrower than the digits that widths count in, words do not fill their lines.
        (letters * 1.05 / width.max(1.0)).ceil()
    };
    let most = texts.iter().map(lines).fold(1.0, f64::max).min(MAX_LINES);
    sheet.set_row_height(at, most * LINE_HEIGHT + 3.0)?;
    Ok(())
}
