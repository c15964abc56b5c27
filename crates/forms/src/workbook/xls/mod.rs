//! `.xls` (BIFF 5 and 8, \[MS-XLS\]) → sheets.
//!
//! Read here so that damaged files give a diagnostic: every byte is read through a checked slice.

mod cells;
mod records;
mod strings;

use std::io::{Cursor, Read};

use super::grid::{Budget, Grid};
use super::problem::Problem;
use super::table::{Sheet, Workbook};
use super::values::{Epoch, is_builtin_date, mostly_shows_date};
use super::{MAX_SHEETS, MAX_WORKBOOK_BYTES, is_meant};
use crate::diagnostic::{Diagnostic, Location};
use records::{Record, Records, kind};
use strings::Encoding;

pub(super) fn workbook(bytes: &[u8], diagnostics: &mut Vec<Diagnostic>) -> Result<Workbook, Problem> {
    let stream = stream(bytes)?;
    let globals = Globals::read(&stream)?;
    let mut workbook = Workbook::default();
    let mut budget = Budget::default();
    let count = globals.sheets.len();
    for entry in &globals.sheets {
        // Any number of names may point at the same records, so each name is read once.
        let is_known = workbook.sheets.iter().any(|sheet| sheet.name.eq_ignore_ascii_case(&entry.name));
        if is_known || !is_meant(&entry.name, count) {
            workbook.sheets.push(Sheet::named(&entry.name));
            continue;
        }
        let mut dates = Vec::new();
        let mut grid = Grid::new(&entry.name, &mut budget, diagnostics);
        let read = cells::read(&stream, entry.start, &globals, &mut grid, &mut dates);
        workbook.sheets.push(grid.finish());
        match read {
            Err(problem @ Problem::Damaged(_)) => diagnostics.push(problem.at(Location::sheet(&entry.name))),
            other => other?,
        }
        diagnostics.extend(dates.into_iter().map(|row| super::problem::ambiguous_date(&entry.name, row)));
    }
    Ok(workbook)
}

/// The stream of records inside of the compound file.
fn stream(bytes: &[u8]) -> Result<Vec<u8>, Problem> {
    let damaged = |error: std::io::Error| Problem::Damaged(error.to_string());
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(damaged)?;
    if file.exists("/EncryptedPackage") || file.exists("/EncryptionInfo") {
        return Err(Problem::Password);
    }
    let name = ["/Workbook", "/Book"].into_iter().find(|name| file.is_stream(name));
    let stream = file.open_stream(name.ok_or(Problem::NotAWorkbook)?).map_err(damaged)?;
    let mut records = Vec::new();
    let read = stream.take(MAX_WORKBOOK_BYTES as u64).read_to_end(&mut records);
    // A file cut off at its end may still hold all of its cells.
    match read {
        Err(error) if records.is_empty() => Err(damaged(error)),
        _ => Ok(records),
    }
}

/// What the records before the first sheet say.
struct Globals {
    encoding: Encoding,
    epoch: Epoch,
    sheets: Vec<Entry>,
    strings: Vec<String>,
    /// By cell style, whether its numbers are dates or times.
    shows_date: Vec<bool>,
}

struct Entry {
    name: String,
    /// Where its records start, in bytes.
    start: usize,
}

/// Most number formats and cell styles.
const MAX_STYLES: usize = 100_000;

impl Globals {
    fn read(stream: &[u8]) -> Result<Self, Problem> {
        let mut records = Records::new(stream, 0);
        let first = records.next().filter(|record| record.kind == kind::BOF);
        let version = first.and_then(|first| first.u16(0)).ok_or_else(|| damaged("it has no beginning"))?;
        let mut globals = Self {
            encoding: Encoding::of_version(version).ok_or(Problem::Old)?,
            epoch: Epoch::Windows,
            sheets: Vec::new(),
            strings: Vec::new(),
            shows_date: Vec::new(),
        };
        let mut formats: Vec<(u16, bool)> = Vec::new();
        let mut styles: Vec<u16> = Vec::new();
        while let Some(record) = records.next() {
            match record.kind {
                kind::EOF => break,
                kind::FILE_PASS => return Err(Problem::Password),
                kind::CODE_PAGE => globals.encoding.set_code_page(record.u16(0).unwrap_or_default()),
                kind::DATE_1904 if record.u16(0) == Some(1) => globals.epoch = Epoch::Mac,
                kind::BOUND_SHEET => globals.sheets.extend(entry(&record, globals.encoding)),
                kind::FORMAT => formats.extend(format(&record, globals.encoding)),
                kind::XF => styles.push(record.u16(2).unwrap_or_default()),
                kind::SST => globals.strings = strings::table(&record, &mut records)?,
                _ => {}
            }
            if formats.len() > MAX_STYLES || styles.len() > MAX_STYLES || globals.sheets.len() > MAX_SHEETS {
                return Err(Problem::TooLarge);
            }
        }
        formats.sort_by_key(|(id, _)| *id);
        let shows_date = |id: &u16| match formats.binary_search_by_key(id, |(id, _)| *id) {
            Ok(at) => formats.get(at).is_some_and(|(_, shows_date)| *shows_date),
            Err(_) => is_builtin_date(u32::from(*id)),
        };
        globals.shows_date = styles.iter().map(shows_date).collect();
        if globals.sheets.is_empty() {
            return Err(damaged("it has no sheets"));
        }
        Ok(globals)
    }
}

/// A worksheet's name and place; charts and macros are no sheets.
fn entry(record: &Record<'_>, encoding: Encoding) -> Option<Entry> {
    const WORKSHEET: u8 = 0;
    let start = usize::try_from(record.u32(0)?).ok()?;
    let is_worksheet = *record.data.get(5)? == WORKSHEET;
    let name = encoding.short_text(record.data.get(6..)?)?;
    is_worksheet.then_some(Entry { name, start })
}

fn format(record: &Record<'_>, encoding: Encoding) -> Option<(u16, bool)> {
    let code = encoding.format_text(record.data.get(2..)?)?;
    Some((record.u16(0)?, mostly_shows_date(&code)))
}

fn damaged(reason: &str) -> Problem {
    Problem::Damaged(reason.to_owned())
}
