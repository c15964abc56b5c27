//! Files → sheets of text cells, whatever the file's format. Nothing here knows what the cells mean.
//!
//! Every format is read in one pass over at most [`MAX_UNPACKED_BYTES`] of XML, records or text into at
//! most [`MAX_CELLS`] cells of [`MAX_TEXT_BYTES`] of text, so a hostile file costs a bounded amount of
//! time and memory. Texts follow pyxform 4.5 (`xls2json_backends`): whole numbers have no point,
//! no-break blanks are blanks, and a day in an Excel file is its midnight, `2026-01-31 00:00:00`.

mod archive;
mod csv;
mod grid;
mod kind;
mod markdown;
mod ods;
mod problem;
mod table;
mod tags;
mod values;
mod xls;
mod xlsx;

pub use kind::FileKind;
pub(crate) use markdown::workbook as markdown;
pub(crate) use table::{Sheet, Workbook};

use crate::diagnostic::Diagnostic;
use kind::Content;
use problem::Problem;

/// Largest workbook file that is opened, in bytes.
pub const MAX_WORKBOOK_BYTES: usize = 32 << 20;
/// Most bytes of its parts, once unpacked, that are read.
pub const MAX_UNPACKED_BYTES: u64 = 128 << 20;
/// Most non-empty cells that are read from one workbook.
pub const MAX_CELLS: usize = 500_000;
/// Most bytes of text in these cells.
pub const MAX_TEXT_BYTES: usize = 24 << 20;
/// Longest text of one cell, in bytes; Excel's own limit is 32,767 characters.
pub const MAX_CELL_BYTES: usize = 4 * 32_767;
/// Most columns of a sheet, which is Excel's own limit.
pub(crate) const MAX_COLUMNS: usize = 16_384;
/// Most sheets of a workbook.
pub(crate) const MAX_SHEETS: usize = 1_000;

/// Empty rows in a row after which nothing further is read, as in pyxform.
pub(crate) const MAX_EMPTY_ROWS: u32 = 60;

/// Sheets that mean something in an XLSForm; of others only the name is read.
const MEANT: [&str; 6] = ["survey", "choices", "settings", "external_choices", "entities", "osm"];

/// Reads a workbook of any format. What the bytes are is seen from the bytes; `hint`, from the file's
/// name, only decides between kinds of plain text.
pub(crate) fn read(bytes: &[u8], hint: Option<FileKind>, diagnostics: &mut Vec<Diagnostic>) -> Option<Workbook> {
    if bytes.len() > MAX_WORKBOOK_BYTES {
        diagnostics.push(Problem::TooLarge.diagnostic());
        return None;
    }
    let workbook = match Content::of(bytes, hint) {
        Content::Zip => zipped(bytes, diagnostics),
        Content::Ole => xls::workbook(bytes, diagnostics),
        Content::Markdown(text) => Ok(markdown::workbook(&text)),
        Content::Csv(text) => csv::workbook(&text),
        Content::Other(problem) => Err(problem),
    };
    workbook.map_err(|problem| diagnostics.push(problem.diagnostic())).ok()
}

/// `.xlsx`, `.xlsm` and `.ods` are all zip archives; their parts tell them apart.
fn zipped(bytes: &[u8], diagnostics: &mut Vec<Diagnostic>) -> Result<Workbook, Problem> {
    let mut archive = archive::Archive::open(bytes)?;
    if archive.has("content.xml") {
        return ods::workbook(&mut archive, diagnostics);
    }
    if archive.has("xl/workbook.bin") {
        return Err(Problem::Binary);
    }
    xlsx::workbook(&mut archive, diagnostics)
}

/// Whether the cells of a sheet called `name` among `count` sheets are read: those that mean something,
/// and a workbook's only sheet, which is the survey whatever its name.
fn is_meant(name: &str, count: usize) -> bool {
    count == 1 || MEANT.iter().any(|meant| name.trim().eq_ignore_ascii_case(meant))
}
