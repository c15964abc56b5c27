//! `.ods` (OpenDocument 1.3 part 3, chapter 9) → sheets.

use std::borrow::Cow;

use super::archive::Archive;
use super::grid::{Budget, Grid, Written};
use super::problem::Problem;
use super::table::{Sheet, Workbook};
use super::tags::{Element, Tag, Tags, plain};
use super::values::{number, strip};
use super::{MAX_SHEETS, is_meant};
use crate::diagnostic::Diagnostic;

pub(super) fn workbook(archive: &mut Archive<'_>, diagnostics: &mut Vec<Diagnostic>) -> Result<Workbook, Problem> {
    if archive.text("META-INF/manifest.xml")?.is_some_and(|manifest| manifest.contains("encryption-data")) {
        return Err(Problem::Password);
    }
    let part = archive.text("content.xml")?.unwrap_or_default();
    let count = sheet_count(&part)?;
    let mut workbook = Workbook::default();
    let mut budget = Budget::default();
    let mut tags = Tags::new(&part);
    while let Some(tag) = tags.next()? {
        let Tag::Open(element) = tag else { continue };
        if element.name != "table" {
            continue;
        }
        let name = element.attribute("table:name")?.unwrap_or_default();
        if is_meant(&name, count) {
            let mut grid = Grid::new(&name, &mut budget, diagnostics);
            table(&mut tags, &mut grid)?;
            workbook.sheets.push(grid.finish());
        } else {
            workbook.sheets.push(Sheet::named(name));
            tags.skip(&element)?;
        }
    }
    Ok(workbook)
}

/// How many tables there are. A file that has none is no spreadsheet.
fn sheet_count(part: &str) -> Result<usize, Problem> {
    let mut count = 0;
    let mut is_spreadsheet = false;
    let mut tags = Tags::new(part);
    while let Some(tag) = tags.next()? {
        let Tag::Open(element) = tag else { continue };
        is_spreadsheet |= element.name == "spreadsheet";
        count += usize::from(element.name == "table");
    }
    match count {
        _ if !is_spreadsheet => Err(Problem::NotAWorkbook),
        1..=MAX_SHEETS => Ok(count),
        0 => Err(Problem::Damaged("it has no sheets".to_owned())),
        _ => Err(Problem::TooLarge),
    }
}

/// A row or cell that stands for more than this many is filler at the end of a sheet.
const MAX_REPEATED: u32 = 1 << 20;

/// A cell with a text, before its repetitions.
struct Filled<'a> {
    column: usize,
    repeated: u32,
    text: Cow<'a, str>,
    written: Written,
}

fn table<'a>(tags: &mut Tags<'a>, grid: &mut Grid<'_>) -> Result<(), Problem> {
    let mut row = 0_u32;
    while let Some(tag) = tags.next()? {
        match tag {
            Tag::Close("table") => return Ok(()),
            Tag::Open(element) if element.name == "table-row" => {
                let repeated = repeated(&element, "number-rows-repeated");
                let cells = if element.is_empty { Vec::new() } else { cells(tags)? };
                if !cells.is_empty() {
                    put(&cells, row, repeated, grid)?;
                }
                row = row.saturating_add(repeated);
            }
            _ => {}
        }
    }
    Err(Problem::Damaged("a sheet is cut off".to_owned()))
}

/// Puts a row as often as it is repeated. The grid's budget ends what a hostile number would not.
fn put(cells: &[Filled<'_>], row: u32, repeated: u32, grid: &mut Grid<'_>) -> Result<(), Problem> {
    for copy in 1..=repeated {
        let row = row.saturating_add(copy);
        let mut is_kept = false;
        for cell in cells {
            let width = grid.width(row).saturating_sub(cell.column).min(cell.repeated as usize);
            for column in cell.column..cell.column.saturating_add(width) {
                grid.cell(row, column, &cell.text, cell.written)?;
                is_kept |= grid.takes(row, column);
            }
        }
        // A row of which nothing is kept would not spend the budget, however often it is repeated.
        if !is_kept {
            break;
        }
    }
    Ok(())
}

fn cells<'a>(tags: &mut Tags<'a>) -> Result<Vec<Filled<'a>>, Problem> {
    let mut cells = Vec::new();
    let mut column = 0_usize;
    while let Some(tag) = tags.next()? {
        match tag {
            Tag::Close("table-row") => break,
            Tag::Open(element) if matches!(element.name, "table-cell" | "covered-table-cell") => {
                let repeated = repeated(&element, "number-columns-repeated");
                let here = column;
                column = column.saturating_add(repeated as usize);
                if element.is_empty && element.local("value-type").is_none() {
                    continue;
                }
                let (text, written) = cell(tags, &element)?;
                if !strip(&text).is_empty() {
                    cells.push(Filled { column: here, repeated, text, written });
                }
            }
            _ => {}
        }
    }
    Ok(cells)
}

fn repeated(element: &Element<'_>, name: &str) -> u32 {
    element.local(name).and_then(|count| count.parse().ok()).unwrap_or(1).clamp(1, MAX_REPEATED)
}

/// The text of a cell just opened, read up to its end.
fn cell<'a>(tags: &mut Tags<'a>, element: &Element<'a>) -> Result<(Cow<'a, str>, Written), Problem> {
    let shown = if element.is_empty { Cow::Borrowed("") } else { paragraphs(tags, element.name)? };
    // Later versions repeat the attribute with a prefix of their own; the first one is the standard's.
    let value = |name: &str| element.local(name);
    Ok(match value("value-type") {
        Some("float" | "currency" | "percentage") => {
            let parsed = value("value").and_then(|value| value.parse::<f64>().ok());
            (parsed.map_or(shown, |parsed| Cow::Owned(number(parsed))), Written::Value)
        }
        Some("boolean") => {
            let truth = value("boolean-value") == Some("true");
            (Cow::Borrowed(if truth { "TRUE" } else { "FALSE" }), Written::Value)
        }
        Some("date") => {
            let day = value("date-value").map(|date| Cow::Borrowed(date.trim_end_matches("T00:00:00")));
            (day.unwrap_or(shown), Written::Value)
        }
        Some("time") => (value("time-value").and_then(clock).map_or(shown, Cow::Owned), Written::Value),
        _ => match value("string-value") {
            Some(text) => (plain(text)?, Written::Text),
            None => (shown, Written::Text),
        },
    })
}

/// `PT06H30M00S` → `06:30:00`
fn clock(duration: &str) -> Option<String> {
    let (hours, rest) = duration.strip_prefix("PT")?.split_once('H')?;
    let (minutes, rest) = rest.split_once('M')?;
    let seconds = rest.strip_suffix('S')?;
    Some(format!("{hours:0>2}:{minutes:0>2}:{seconds:0>2}"))
}

/// The paragraphs of a cell, one a line; a note on the cell is no part of it.
fn paragraphs<'a>(tags: &mut Tags<'a>, name: &str) -> Result<Cow<'a, str>, Problem> {
    let mut text: Cow<'a, str> = Cow::Borrowed("");
    let mut count = 0;
    let mut is_inside = false;
    while let Some(tag) = tags.next()? {
        let piece = match tag {
            Tag::Close(closed) if closed == name => break,
            Tag::Close("p") => {
                is_inside = false;
                continue;
            }
            Tag::Open(element) => match element.name {
                "annotation" => {
                    tags.skip(&element)?;
                    continue;
                }
                "p" => {
                    is_inside = !element.is_empty;
                    count += 1;
                    Cow::Borrowed(if count > 1 { "\n" } else { "" })
                }
                "s" => Cow::Owned(" ".repeat(blanks(&element))),
                "tab" => Cow::Borrowed("\t"),
                "line-break" => Cow::Borrowed("\n"),
                _ => continue,
            },
            Tag::Text(piece) if is_inside => plain(piece)?,
            Tag::CData(piece) if is_inside => Cow::Borrowed(piece),
            _ => continue,
        };
        if text.is_empty() {
            text = piece;
        } else if !piece.is_empty() {
            text.to_mut().push_str(&piece);
        }
    }
    Ok(text)
}

fn blanks(element: &Element<'_>) -> usize {
    /// Blanks that one element may stand for.
    const MAX_BLANKS: usize = 1_000;
    element.local("c").and_then(|count| count.parse().ok()).unwrap_or(1).min(MAX_BLANKS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheets(part: &str) -> (Vec<Sheet>, Vec<Diagnostic>) {
        let (mut budget, mut diagnostics) = (Budget::default(), Vec::new());
        let mut tags = Tags::new(part);
        let mut grid = Grid::new("survey", &mut budget, &mut diagnostics);
        table(&mut tags, &mut grid).unwrap();
        (vec![grid.finish()], diagnostics)
    }

    #[test]
    fn cells_of_every_kind_and_their_repetitions_are_read() {
        let part = "<table:table-row><table:table-cell office:value-type='string'><text:p>type</text:p></table:table-cell>\
            <table:table-cell office:value-type='string'><text:p>label</text:p></table:table-cell>\
            <table:table-cell table:number-columns-repeated='16382'/></table:table-row>\
            <table:table-row table:number-rows-repeated='2'><table:table-cell office:value-type='float' office:value='3'>\
            <text:p>3,00</text:p></table:table-cell><table:table-cell><office:annotation><text:p>no</text:p></office:annotation>\
            <text:p>a<text:s text:c='2'/>b <text:span>&amp;</text:span></text:p><text:p>c</text:p></table:table-cell></table:table-row>\
            <table:table-row><table:table-cell office:value-type='date' office:date-value='2026-01-31T00:00:00'/>\
            <table:table-cell office:value-type='time' office:time-value='PT6H30M00S'/></table:table-row>\
            <table:table-row><table:table-cell table:number-columns-repeated='2' office:value-type='boolean' office:boolean-value='true'/>\
            </table:table-row><table:table-row table:number-rows-repeated='1048570'><table:table-cell/></table:table-row></table:table>";
        let (sheets, diagnostics) = sheets(part);
        let rows = sheets[0]
            .rows
            .iter()
            .map(|row| (row.number, sheets[0].cell(row, 0).unwrap(), sheets[0].cell(row, 1).unwrap()));
        let wanted = [(2, "3", "a  b &\nc"), (3, "3", "a  b &\nc"), (4, "2026-01-31", "06:30:00"), (5, "TRUE", "TRUE")];
        assert_eq!(rows.collect::<Vec<_>>(), wanted);
        assert_eq!(diagnostics, []);
    }
}
