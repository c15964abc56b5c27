//! The indicators with the commune's result and each village's.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use rust_xlsxwriter::{Worksheet, XlsxError};

use super::sheet::{HEAD_ROW, Looks, begin, column, fit, row};
use crate::annual::sentences::{basis, threshold, verdict};
use crate::annual::{Indicator, ReportData, withheld};
use crate::document::{Flag, Unit, grade};

/// Columns before the villages.
const BEFORE: usize = 9;

pub fn by_village(sheet: &mut Worksheet, data: &ReportData, period: &str) -> Result<(), XlsxError> {
    let looks = Looks::new();
    let fixed: [(&str, f64); BEFORE] = [
        ("Số", 7.0),
        ("Chỉ tiêu", 44.0),
        ("Đơn vị", 9.0),
        ("Ngưỡng", 18.0),
        ("Toàn xã", 11.0),
        ("Tử số (n)", 11.0),
        ("Mẫu số (N)", 11.0),
        ("Tự đánh giá", 12.0),
        ("Nguồn số liệu", 34.0),
    ];
    let mut columns: Vec<(String, f64)> = fixed.map(|(heading, width)| (heading.to_owned(), width)).into();
    columns.extend(data.villages.iter().map(|village| (format!("Thôn {}", village.name), 11.0)));
    let title = format!("CHỈ TIÊU THEO THÔN {} {}", data.commune.full_name.to_uppercase(), period.to_uppercase());
    begin(sheet, &looks, "Chỉ tiêu theo thôn", &title, &columns)?;
    for (index, indicator) in data.indicators.iter().enumerate() {
        let at = HEAD_ROW + 1 + row(index);
        commune(sheet, &looks, at, indicator)?;
        villages(sheet, &looks, at, indicator, data)?;
    }
    Ok(())
}

fn commune(sheet: &mut Worksheet, looks: &Looks, at: u32, indicator: &Indicator) -> Result<(), XlsxError> {
    let small = withheld::whole(indicator);
    let unit = match &indicator.unit {
        Unit::Percent => "%",
        Unit::Dong => "đồng",
        Unit::Level => "mức độ",
        Unit::Of(what) => what,
        Unit::Grade(_) | Unit::None => "",
    };
    fit(
        sheet,
        at,
        &[
            (&indicator.name, 44.0),
            (&threshold(indicator), 18.0),
            (&verdict(indicator), 12.0),
            (&basis(indicator), 34.0),
        ],
    )?;
    sheet.write_with_format(at, 0, indicator.code.as_str(), &looks.centre)?;
    sheet.write_with_format(at, 1, indicator.name.as_str(), &looks.text)?;
    sheet.write_with_format(at, 2, unit, &looks.centre)?;
    sheet.write_with_format(at, 3, threshold(indicator), &looks.centre)?;
    match (&indicator.unit, indicator.value) {
        (Unit::Grade(names), Some(step)) if small.is_none() => {
            sheet.write_with_format(at, 4, grade(step, names), &looks.centre)?;
        }
        _ => number(sheet, looks, at, 4, indicator.value, small)?,
    }
    number(sheet, looks, at, 5, indicator.numerator, small)?;
    if indicator.lacks_denominator {
        sheet.write_with_format(at, 6, "chưa có", &looks.centre)?;
    } else {
        number(sheet, looks, at, 6, indicator.denominator, small)?;
    }
    sheet.write_with_format(at, 7, verdict(indicator), &looks.centre)?;
    sheet.write_with_format(at, 8, basis(indicator), &looks.text)?;
    Ok(())
}

fn villages(
    sheet: &mut Worksheet,
    looks: &Looks,
    at: u32,
    indicator: &Indicator,
    data: &ReportData,
) -> Result<(), XlsxError> {
    let values: Vec<_> = indicator.by_village.iter().zip(withheld::villages(indicator)).collect();
    for (index, village) in data.villages.iter().enumerate() {
        let value = values.iter().find(|(value, _)| value.village == village.id);
        let (value, small) = (value.map(|(value, _)| value), value.and_then(|(_, flag)| *flag));
        number(sheet, looks, at, column(BEFORE + index), value.and_then(|value| value.value), small)?;
    }
    Ok(())
}

fn number(
    sheet: &mut Worksheet,
    looks: &Looks,
    at: u32,
    column: u16,
    value: Option<Decimal>,
    withheld: Option<Flag>,
) -> Result<(), XlsxError> {
    let look =
        if value.is_some_and(|value| value.round_dp(2).fract().is_zero()) { &looks.whole } else { &looks.decimal };
    match (withheld.and_then(Flag::instead), value.and_then(|value| value.round_dp(2).to_f64())) {
        (Some(words), _) => sheet.write_with_format(at, column, words, &looks.centre)?,
        (None, Some(value)) => sheet.write_with_format(at, column, value, look)?,
        (None, None) => sheet.write_blank(at, column, look)?,
    };
    Ok(())
}
