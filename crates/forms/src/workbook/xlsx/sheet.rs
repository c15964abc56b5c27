//! The cells of one worksheet.

use std::borrow::Cow;
use std::ops::ControlFlow;

use super::super::grid::{Grid, Written};
use super::super::problem::Problem;
use super::super::table::Sheet;
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

/// A sheet that is read piece by piece, each of which holds whole rows.
pub(super) struct Reading<'a, 'g> {
    shared: &'a Shared,
    grid: Grid<'g>,
    extent: Extent,
    row: u32,
    column: usize,
    is_open: bool,
}

impl<'a, 'g> Reading<'a, 'g> {
    pub(super) const fn new(shared: &'a Shared, grid: Grid<'g>) -> Self {
        Self { shared, grid, extent: Extent::UNKNOWN, row: 0, column: 0, is_open: false }
    }

    /// Reads on; breaks off where nothing more is to come.
    pub(super) fn read(&mut self, piece: &str, is_last: bool) -> Result<ControlFlow<()>, Problem> {
        let mut tags = Tags::new(piece);
        loop {
            let mut attributes = Attributes::default();
            if let Some(is_empty) = tags.plain_tag("<c", |name, value| attributes.set(name, value)) {
                self.cell(&mut tags, attributes, is_empty)?;
                continue;
            }
            let Some(tag) = tags.next()? else { break };
            match tag {
                Tag::Open(element) if element.name == "c" => {
                    self.cell(&mut tags, Attributes::of(&element), element.is_empty)?;
                }
                Tag::Open(element) if element.name == "row" => {
                    self.row = element.raw("r").and_then(row_of).unwrap_or(self.row.saturating_add(1));
                    self.column = 0;
                    if self.grid.is_over(self.row) {
                        return Ok(ControlFlow::Break(()));
                    }
                }
                Tag::Open(element) if element.name == "dimension" => {
                    self.extent = element.raw("ref").map_or(Extent::UNKNOWN, Extent::of_range);
                }
                Tag::Open(element) if element.name == "sheetData" => self.is_open = !element.is_empty,
                Tag::Close("sheetData") => return Ok(ControlFlow::Break(())),
                _ => {}
            }
        }
        if is_last && self.is_open {
            return Err(Problem::Damaged("a sheet is cut off".to_owned()));
        }
        Ok(ControlFlow::Continue(()))
    }

    fn cell<'t>(&mut self, tags: &mut Tags<'t>, attributes: Attributes<'t>, is_empty: bool) -> Result<(), Problem>
    where
        'a: 't,
    {
        let here = attributes.place.and_then(column_of).unwrap_or(self.column);
        self.column = here.saturating_add(1);
        if is_empty || tags.closes("</c>") {
            return Ok(());
        }
        if here >= self.grid.width(self.row) {
            return tags.skip_to("c");
        }
        let Some((text, written)) = cell(tags, attributes, self.shared)? else { return Ok(()) };
        if self.extent.holds(self.row, here) {
            self.grid.cell(self.row, here, &text, written)
        } else {
            self.grid.cut(self.row);
            Ok(())
        }
    }

    pub(super) fn finish(self) -> Sheet {
        self.grid.finish()
    }
}

/// What a cell says about itself.
#[derive(Clone, Copy, Default)]
struct Attributes<'a> {
    place: Option<&'a str>,
    kind: Option<&'a str>,
    style: Option<&'a str>,
}

impl<'a> Attributes<'a> {
    fn of(element: &Element<'a>) -> Self {
        let mut found = Self::default();
        for (name, value) in element.attributes() {
            found.set(name, value);
        }
        found
    }

    fn set(&mut self, name: &str, value: &'a str) {
        match name {
            "r" => self.place = Some(value),
            "t" => self.kind = Some(value),
            "s" => self.style = Some(value),
            _ => {}
        }
    }
}

/// The value of a cell just opened, read up to its end.
fn value<'a>(tags: &mut Tags<'a>) -> Result<Option<Cow<'a, str>>, Problem> {
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
    Ok(value)
}

/// The text of a cell just opened, read up to its end.
fn cell<'a>(
    tags: &mut Tags<'a>,
    attributes: Attributes<'_>,
    shared: &'a Shared,
) -> Result<Option<(Cow<'a, str>, Written)>, Problem> {
    let only = tags.text_between("<v>", "</v></c>").or_else(|| tags.text_between("<is><t>", "</t></is></c>"));
    let value = match only {
        Some(text) => Some(Cow::Borrowed(text)),
        None => value(tags)?,
    };
    let Some(value) = value.filter(|value| !value.is_empty()) else { return Ok(None) };
    Ok(Some(match attributes.kind.unwrap_or("n") {
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
            let style = attributes.style.and_then(|style| style.parse().ok()).unwrap_or_default();
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
