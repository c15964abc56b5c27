//! Money by source and work with both totals, and the list of works.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use rust_xlsxwriter::utility::row_col_to_cell;
use rust_xlsxwriter::{Formula, Worksheet, XlsxError};

use super::sheet::{HEAD_ROW, Looks, begin, column, dong, fit, last_column, row, sum};
use crate::annual::{ReportData, Work};
use crate::funding::{Named, Pivot};

const FIRST: u32 = HEAD_ROW + 1;
/// Of the column with the works' names, in characters.
const ITEM_WIDTH: f64 = 46.0;

/// Works down, sources across; below the works' sum the money without work, and the sources' totals.
pub fn resources(sheet: &mut Worksheet, data: &ReportData, pivot: &Pivot, period: &str) -> Result<(), XlsxError> {
    let looks = Looks::new();
    let mut columns = vec![("TT".to_owned(), 5.0), ("Công trình, hạng mục".to_owned(), ITEM_WIDTH)];
    columns.extend(pivot.sources.iter().map(|source| (format!("{} (đồng)", source.name), 19.0)));
    columns.push(("Tổng cộng (đồng)".to_owned(), 20.0));
    let title = format!("TỔNG HỢP NGUỒN LỰC {} {}", data.commune.full_name.to_uppercase(), period.to_uppercase());
    begin(sheet, &looks, "Nguồn lực", &title, &columns)?;
    let total = last_column(&columns);
    for (index, item) in pivot.items.iter().enumerate() {
        item_row(sheet, &looks, pivot, index, item, total)?;
    }
    let sum_row = FIRST + row(pivot.items.len());
    let by_item = |source: &Named| pivot.cells.get(&source.id).map_or(0, |items| items.values().sum::<i64>());
    let without = |source: &Named| pivot.without_item.get(&source.id).copied().unwrap_or_default();
    let all = |source: &Named| pivot.by_source.get(&source.id).copied().unwrap_or_default();
    label(sheet, &looks, sum_row, "Tổng theo công trình, hạng mục")?;
    label(sheet, &looks, sum_row + 1, "Chưa gắn với công trình, hạng mục (chênh lệch)")?;
    label(sheet, &looks, sum_row + 2, "Tổng theo nguồn vốn")?;
    for (index, source) in pivot.sources.iter().enumerate() {
        let at = column(index + 2);
        let items = range(FIRST, at, sum_row.saturating_sub(1), at);
        if pivot.items.is_empty() {
            sheet.write_with_format(sum_row, at, 0, &looks.bold_whole)?;
        } else {
            sheet.write_with_format(sum_row, at, sum(&items, by_item(source)), &looks.bold_whole)?;
        }
        sheet.write_with_format(sum_row + 1, at, dong(without(source)), &looks.whole)?;
        let both = range(sum_row, at, sum_row + 1, at);
        sheet.write_with_format(sum_row + 2, at, sum(&both, all(source)), &looks.bold_whole)?;
    }
    let totals = [pivot.total_by_items, pivot.difference(), pivot.total_by_sources];
    for (extra, amount) in totals.into_iter().enumerate() {
        across(sheet, &looks, sum_row + row(extra), total, amount)?;
    }
    sheet.merge_range(sum_row + 4, 0, sum_row + 4, total, &pivot.difference_in_words(), &looks.note)?;
    sheet.set_row_height(sum_row + 4, 50)?;
    Ok(())
}

fn item_row(
    sheet: &mut Worksheet,
    looks: &Looks,
    pivot: &Pivot,
    index: usize,
    item: &Named,
    total: u16,
) -> Result<(), XlsxError> {
    let at = FIRST + row(index);
    sheet.write_with_format(at, 0, row(index + 1), &looks.centre)?;
    sheet.write_with_format(at, 1, item.name.as_str(), &looks.text)?;
    fit(sheet, at, &[(&item.name, ITEM_WIDTH)])?;
    for (index, source) in pivot.sources.iter().enumerate() {
        match pivot.cell(&source.id, &item.id) {
            Some(amount) => sheet.write_with_format(at, column(index + 2), dong(amount), &looks.whole)?,
            None => sheet.write_blank(at, column(index + 2), &looks.whole)?,
        };
    }
    across(sheet, looks, at, total, pivot.by_item.get(&item.id).copied().unwrap_or_default())
}

/// The sum of a row's sources in its last column.
fn across(sheet: &mut Worksheet, looks: &Looks, at: u32, total: u16, amount_vnd: i64) -> Result<(), XlsxError> {
    let sources = range(at, 2, at, total.saturating_sub(1));
    if total > 2 {
        sheet.write_with_format(at, total, sum(&sources, amount_vnd), &looks.bold_whole)?;
    } else {
        sheet.write_with_format(at, total, dong(amount_vnd), &looks.bold_whole)?;
    }
    Ok(())
}

fn range(row: u32, from: u16, to_row: u32, to: u16) -> String {
    format!("{}:{}", row_col_to_cell(row, from), row_col_to_cell(to_row, to))
}

fn label(sheet: &mut Worksheet, looks: &Looks, at: u32, text: &str) -> Result<(), XlsxError> {
    fit(sheet, at, &[(text, ITEM_WIDTH)])?;
    sheet.write_blank(at, 0, &looks.bold_text)?;
    sheet.write_with_format(at, 1, text, &looks.bold_text)?;
    Ok(())
}

/// Name, place, size and cost of each work.
pub fn works(sheet: &mut Worksheet, data: &ReportData, pivot: &Pivot, period: &str) -> Result<(), XlsxError> {
    let looks = Looks::new();
    let columns = [
        ("TT", 5.0),
        ("Công trình, hạng mục", ITEM_WIDTH),
        ("Nhóm", 26.0),
        ("Thôn", 22.0),
        ("Số tuyến", 10.0),
        ("Chiều dài (m)", 13.0),
        ("Kinh phí (đồng)", 20.0),
        ("Bình quân (đồng/m)", 17.0),
    ]
    .map(|(heading, width)| (heading.to_owned(), width));
    let title = format!("CÔNG TRÌNH, HẠNG MỤC {} {}", data.commune.full_name.to_uppercase(), period.to_uppercase());
    begin(sheet, &looks, "Công trình", &title, &columns)?;
    for (index, work) in data.works.iter().enumerate() {
        work_row(sheet, &looks, pivot, index, work)?;
    }
    let end = FIRST + row(data.works.len());
    label(sheet, &looks, end, "Tổng cộng")?;
    for at in 2..column(columns.len()) {
        sheet.write_blank(end, at, &looks.bold_text)?;
    }
    let listed: i64 = data.works.iter().filter_map(|work| pivot.by_item.get(&work.id)).sum();
    if !data.works.is_empty() {
        let costs = range(FIRST, COST, end - 1, COST);
        sheet.write_with_format(end, COST, sum(&costs, listed), &looks.bold_whole)?;
    }
    Ok(())
}

const LENGTH: u16 = 5;
const COST: u16 = 6;
const PER_METRE: u16 = 7;

fn work_row(sheet: &mut Worksheet, looks: &Looks, pivot: &Pivot, index: usize, work: &Work) -> Result<(), XlsxError> {
    let at = FIRST + row(index);
    let length = work.length_m.and_then(|length| length.to_f64());
    let cost = pivot.by_item.get(&work.id).copied();
    fit(sheet, at, &[(&work.name, ITEM_WIDTH), (&work.group, 26.0), (&work.villages.join(", "), 22.0)])?;
    sheet.write_with_format(at, 0, row(index + 1), &looks.centre)?;
    sheet.write_with_format(at, 1, work.name.as_str(), &looks.text)?;
    sheet.write_with_format(at, 2, work.group.as_str(), &looks.text)?;
    sheet.write_with_format(at, 3, work.villages.join(", "), &looks.text)?;
    match work.routes {
        Some(routes) => sheet.write_with_format(at, 4, routes, &looks.whole)?,
        None => sheet.write_blank(at, 4, &looks.whole)?,
    };
    match length {
        Some(length) if length.fract() == 0.0 => sheet.write_with_format(at, LENGTH, length, &looks.whole)?,
        Some(length) => sheet.write_with_format(at, LENGTH, length, &looks.decimal)?,
        None => sheet.write_blank(at, LENGTH, &looks.whole)?,
    };
    match cost {
        Some(cost) => sheet.write_with_format(at, COST, dong(cost), &looks.whole)?,
        None => sheet.write_blank(at, COST, &looks.whole)?,
    };
    match per_metre(work.length_m, cost) {
        Some(amount) => {
            let formula = format!("={}/{}", row_col_to_cell(at, COST), row_col_to_cell(at, LENGTH));
            let formula = Formula::new(formula).set_result(amount.to_string());
            sheet.write_with_format(at, PER_METRE, formula, &looks.whole)?
        }
        None => sheet.write_blank(at, PER_METRE, &looks.whole)?,
    };
    Ok(())
}

fn per_metre(length_m: Option<Decimal>, cost: Option<i64>) -> Option<Decimal> {
    Decimal::from(cost?).checked_div(length_m?).map(|amount| amount.round_dp(2))
}
