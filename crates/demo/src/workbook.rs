//! The register as a commune keeps it: title rows, a header that people wrote, and the small
//! irregularities that twenty years of copying between machines leave behind.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use unicode_normalization::UnicodeNormalization as _;

use crate::households::{DemoHousehold, households};
use crate::roads::{DemoRoad, roads};
use crate::{COMMUNE_NAME, VILLAGES};

/// Name of the sheet of households.
pub const HOUSEHOLD_SHEET: &str = "Hộ dân";
/// Name of the sheet of roads.
pub const ROAD_SHEET: &str = "Đường giao thông";

const DEMO_MARK: &str = "DỮ LIỆU MẪU – không có người thật, chỉ để xem thử và tập dùng";
const HOUSEHOLD_HEADERS: [&str; 8] =
    ["STT", "Họ và tên chủ hộ", "Số khẩu", "Thôn", "Số nhà/ngõ", "Số điện thoại", "Diện hộ", "Ghi chú"];
const HOUSEHOLD_WIDTHS: [f64; 8] = [7.0, 28.0, 9.0, 16.0, 20.0, 16.0, 16.0, 32.0];
const ROAD_HEADERS: [&str; 8] =
    ["STT", "Tên đường", "Cấp đường", "Thôn", "Điểm đầu", "Điểm cuối", "Chiều dài (m)", "Mặt đường"];
const ROAD_WIDTHS: [f64; 8] = [7.0, 34.0, 18.0, 16.0, 22.0, 22.0, 14.0, 18.0];
/// Rows above the header.
const TITLE_ROWS: u32 = 4;

/// The register could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the register workbook cannot be written: {0}")]
pub struct DemoError(#[from] XlsxError);

/// The bytes of the register (.xlsx), the same every time.
///
/// # Errors
/// Only if the workbook library refuses what is written here.
pub fn register_xlsx() -> Result<Vec<u8>, DemoError> {
    let mut book = Workbook::new();
    // A fixed date: the file's own properties are part of its bytes.
    let created = ExcelDateTime::from_ymd(2026, 1, 5)?;
    let properties = DocProperties::new().set_title("Sổ hộ gia đình (dữ liệu mẫu)").set_creation_datetime(&created);
    book.set_properties(&properties);
    write_households(book.add_worksheet().set_name(HOUSEHOLD_SHEET)?)?;
    write_roads(book.add_worksheet().set_name(ROAD_SHEET)?)?;
    Ok(book.save_to_buffer()?)
}

fn write_households(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    write_head(sheet, "SỔ THEO DÕI HỘ GIA ĐÌNH NĂM 2026", &HOUSEHOLD_HEADERS, &HOUSEHOLD_WIDTHS)?;
    let mut row = TITLE_ROWS;
    let mut village = "";
    for household in households() {
        row += 1;
        // Clerks leave a line empty where the second village begins.
        if village == VILLAGES.first().copied().unwrap_or_default() && household.village != village {
            row += 1;
        }
        village = household.village;
        write_household(sheet, row, &household)?;
    }
    Ok(())
}

fn write_household(sheet: &mut Worksheet, row: u32, household: &DemoHousehold) -> Result<(), XlsxError> {
    let number = household.number;
    sheet.write_number(row, 0, number)?;
    sheet.write(row, 1, spelled(number, &household.name))?;
    if number.is_multiple_of(97) {
        sheet.write(row, 2, format!("{:02}", household.members))?;
    } else {
        sheet.write_number(row, 2, household.members)?;
    }
    let village =
        if number.is_multiple_of(211) { format!("Thôn {}", household.village) } else { household.village.to_owned() };
    sheet.write(row, 3, village)?;
    if let Some(address) = &household.address {
        sheet.write(row, 4, address)?;
    }
    if let Some(phone) = &household.phone {
        write_phone(sheet, row, number, phone)?;
    }
    if let Some(poverty) = household.poverty {
        let short = poverty.trim_start_matches("Hộ ");
        sheet.write(row, 6, if number.is_multiple_of(2) { short } else { poverty })?;
    }
    if let Some(note) = household.note {
        sheet.write(row, 7, note)?;
    }
    Ok(())
}

/// A name as some other machine would have written it: with blanks, in decomposed letters, or with
/// the letter of an old font in place of Ư.
fn spelled(number: u32, name: &str) -> String {
    match number % 100 {
        13 => format!("{name}  "),
        37 => name.nfd().collect(),
        61 => name.replace('Ư', "\u{01A2}").replace('ư', "\u{01A3}"),
        89 => name.replacen(' ', "  ", 1),
        _ => name.to_owned(),
    }
}

/// Excel takes a telephone number for a number and drops its zero; others type blanks or dots.
fn write_phone(sheet: &mut Worksheet, row: u32, number: u32, phone: &str) -> Result<(), XlsxError> {
    match (number % 50, phone.parse::<u32>()) {
        (7, Ok(digits)) => sheet.write_number(row, 5, digits)?,
        (21, _) => sheet.write(row, 5, grouped(phone, " "))?,
        (43, _) => sheet.write(row, 5, grouped(phone, "."))?,
        _ => sheet.write(row, 5, phone)?,
    };
    Ok(())
}

fn grouped(phone: &str, separator: &str) -> String {
    let (head, tail) = phone.split_at_checked(4).unwrap_or((phone, ""));
    let (middle, end) = tail.split_at_checked(3).unwrap_or((tail, ""));
    [head, middle, end].join(separator)
}

fn write_roads(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    write_head(sheet, "DANH MỤC ĐƯỜNG GIAO THÔNG NĂM 2026", &ROAD_HEADERS, &ROAD_WIDTHS)?;
    for (row, road) in (TITLE_ROWS + 1..).zip(roads()) {
        write_road(sheet, row, &road)?;
    }
    Ok(())
}

fn write_road(sheet: &mut Worksheet, row: u32, road: &DemoRoad) -> Result<(), XlsxError> {
    sheet.write_number(row, 0, road.number)?;
    let texts = [&road.name, road.class, road.village.unwrap_or_default(), &road.from, &road.to];
    for (column, text) in (1..).zip(texts) {
        if !text.is_empty() {
            sheet.write(row, column, text)?;
        }
    }
    sheet.write_number(row, 6, road.length_m)?;
    sheet.write(row, 7, road.surface)?;
    Ok(())
}

/// Three title rows, an empty one and the header.
fn write_head<const N: usize>(
    sheet: &mut Worksheet,
    title: &str,
    headers: &[&str; N],
    widths: &[f64; N],
) -> Result<(), XlsxError> {
    let last = u16::try_from(N).unwrap_or(1).saturating_sub(1);
    let heading = Format::new().set_bold().set_font_size(14).set_align(FormatAlign::Center);
    let mark = Format::new().set_italic().set_align(FormatAlign::Center).set_font_color("#B00020");
    sheet.write_with_format(0, 0, format!("UBND {COMMUNE_NAME}"), &Format::new().set_bold())?;
    sheet.merge_range(1, 0, 1, last, title, &heading)?;
    sheet.merge_range(2, 0, 2, last, DEMO_MARK, &mark)?;
    let header = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_background_color("#DDE8DD")
        .set_border(FormatBorder::Thin);
    for ((column, text), width) in (0..).zip(headers).zip(widths) {
        sheet.write_with_format(TITLE_ROWS, column, *text, &header)?;
        sheet.set_column_width(column, *width)?;
    }
    sheet.set_freeze_panes(TITLE_ROWS + 1, 0)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_register_is_the_same_file_every_time() {
        let first = register_xlsx().expect("written");
        assert!(first.starts_with(b"PK") && first.len() > 50_000, "{} bytes", first.len());
        assert!(first == register_xlsx().expect("written"), "two runs differ");
    }

    #[test]
    fn irregular_names_differ_only_in_their_spelling() {
        for (number, name) in [(13, "Lê Văn An"), (37, "Nguyễn Thị Thắm"), (61, "Trương Bá Hưng"), (89, "Vi Văn Sơn")]
        {
            let spelled = spelled(number, name);
            assert_ne!(spelled, name, "{number}");
            assert_eq!(domain::text::normalise(&spelled), name, "{number}");
        }
    }
}
