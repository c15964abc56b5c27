//! The cells of one worksheet.

use std::borrow::Cow;

use super::super::grid::{Grid, Written};
use super::super::problem::Problem;
use super::super::tags::{Element, Tag, Tags};
use super::super::values::{duration, iso_moment, moment, number};
use super::Shared;
use super::strings::rich_text;
use super::styles::Shows;

/// How far a sheet says that it goes, which openpyxl and so pyxform believe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Extent {
    rows: u32,
    columns: usize,
}

impl Extent {
    const UNKNOWN: Self = Self { rows: u32::MAX, columns: usize::MAX };

    /// The end of a range such as `A1:C10`, `A:C`, `1:10` or `C10`.
    fn of_range(range: &str) -> Self {
        let end = range.rsplit(':').next().unwrap_or_default().replace('$', "");
        let rows = end.trim_start_matches(|letter: char| letter.is_ascii_alphabetic()).parse().ok();
        Self {
            rows: rows.filter(|rows| *rows > 0).unwrap_or(u32::MAX),
            columns: column_of(&end).map_or(usize::MAX, |last| last.saturating_add(1)),
        }
    }

    const fn holds(self, row: u32, column: usize) -> bool {
        row <= self.rows && column < self.columns
    }
}

pub(super) fn read(part: &str, shared: &Shared, grid: &mut Grid<'_>) -> Result<(), Problem> {
    let mut tags = Tags::new(part);
    let mut extent = Extent::UNKNOWN;
    let mut row = 0_u32;
    let mut column = 0_usize;
    let mut is_open = false;
    while let Some(tag) = tags.next()? {
        match tag {
            Tag::Open(element) if element.name == "c" => {
                let given = element.raw("r").and_then(column_of);
                let here = given.unwrap_or(column);
                column = here.saturating_add(1);
                if element.is_empty {
                    continue;
                }
                if here >= grid.width(row) {
                    tags.skip(&element)?;
                    continue;
                }
                if !extent.holds(row, here) {
                    if cell(&mut tags, &element, shared)?.is_some() {
                        grid.cut(row);
                    }
                    continue;
                }
                if let Some((text, written)) = cell(&mut tags, &element, shared)? {
                    grid.cell(row, here, &text, written)?;
                }
            }
            Tag::Open(element) if element.name == "row" => {
                row = element.raw("r").and_then(row_of).unwrap_or(row.saturating_add(1));
                column = 0;
            }
            Tag::Open(element) if element.name == "dimension" => {
                extent = element.raw("ref").map_or(Extent::UNKNOWN, Extent::of_range);
            }
            Tag::Open(element) if element.name == "sheetData" => is_open = !element.is_empty,
            Tag::Close("sheetData") => return Ok(()),
            _ => {}
        }
    }
    if is_open { Err(Problem::Damaged("a sheet is cut off".to_owned())) } else { Ok(()) }
}

/// The text of a cell just opened, read up to its end.
fn cell<'a>(
    tags: &mut Tags<'a>,
    element: &Element<'a>,
    shared: &'a Shared,
) -> Result<Option<(Cow<'a, str>, Written)>, Problem> {
    let mut value = None;
    while let Some(tag) = tags.next()? {
        match tag {
            Tag::Close("c") => break,
            Tag::Open(inner) if inner.name == "v" => value = Some(tags.text_of(&inner)?),
            Tag::Open(inner) if inner.name == "is" => value = Some(rich_text(tags, &inner)?),
            Tag::Open(inner) if inner.name == "f" => tags.skip(&inner)?,
            _ => {}
        }
    }
    let Some(value) = value.filter(|value| !value.is_empty()) else { return Ok(None) };
    Ok(Some(match element.raw("t").unwrap_or("n") {
        "s" => {
            let text = value.trim_ascii().parse().ok().and_then(|index| shared.strings.get(index));
            let text = text.ok_or_else(|| Problem::Damaged(format!("there is no shared text {value}")))?;
            (Cow::Borrowed(text), Written::Text)
        }
        "b" => {
            let truth = matches!(value.trim_ascii(), "0" | "false");
            (Cow::Borrowed(if truth { "FALSE" } else { "TRUE" }), Written::Value)
        }
        "n" => {
            let style = element.raw("s").and_then(|style| style.parse().ok()).unwrap_or_default();
            (numeric(value, shared.styles.get(style), shared), Written::Value)
        }
        "d" => (Cow::Owned(iso_moment(&value)), Written::Value),
        _ => (value, Written::Text),
    }))
}

fn numeric<'a>(value: Cow<'a, str>, shows: Shows, shared: &Shared) -> Cow<'a, str> {
    let is_whole = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    if is_whole && shows == Shows::Number {
        let digits = value.trim_start_matches('0');
        return match digits.len() {
            0 => Cow::Borrowed("0"),
            length if length == value.len() => value,
            _ => Cow::Owned(digits.to_owned()),
        };
    }
    let Ok(parsed) = value.trim_ascii().parse::<f64>() else { return value };
    Cow::Owned(match shows {
        Shows::Number => number(parsed),
        Shows::Moment => moment(parsed, shared.epoch).unwrap_or_else(|| "#VALUE!".to_owned()),
        Shows::Duration => duration(parsed).unwrap_or_else(|| "#VALUE!".to_owned()),
    })
}

/// 0-based column of a reference such as `AB12`.
fn column_of(reference: &str) -> Option<usize> {
    let mut column = 0_usize;
    for letter in reference.bytes().take_while(u8::is_ascii_alphabetic) {
        let digit = usize::from(letter.to_ascii_uppercase() - b'A') + 1;
        column = column.saturating_mul(26).saturating_add(digit);
    }
    column.checked_sub(1)
}

fn row_of(number: &str) -> Option<u32> {
    number.trim_ascii().trim_end_matches(".0").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_ends_where_its_last_corner_is() {
        for (range, rows, columns) in [
            ("A1:C10", 10, 3),
            ("A1", 1, 1),
            ("$A$1:$AB$7", 7, 28),
            ("A:C", u32::MAX, 3),
            ("1:10", 10, usize::MAX),
            ("", u32::MAX, usize::MAX),
        ] {
            assert_eq!(Extent::of_range(range), Extent { rows, columns }, "{range}");
        }
    }

    #[test]
    fn references_name_columns() {
        for (reference, column) in
            [("A1", Some(0)), ("z9", Some(25)), ("AA10", Some(26)), ("XFD1", Some(16_383)), ("1", None)]
        {
            assert_eq!(column_of(reference), column, "{reference}");
        }
        assert!(column_of(&"Z".repeat(99)).is_some());
    }
}
