//! Files → sheets of text cells, whatever the file's format. Nothing here knows what the cells mean.

mod markdown;
mod table;
mod xlsx;

pub(crate) use markdown::workbook as markdown;
pub(crate) use table::{Row, Sheet, Workbook};
pub(crate) use xlsx::workbook as xlsx;

/// Largest workbook file that is opened, in bytes.
pub const MAX_WORKBOOK_BYTES: usize = 32 << 20;
/// Largest size of its parts once unpacked, in bytes.
pub const MAX_UNPACKED_BYTES: u64 = 256 << 20;
/// Most non-empty cells that are read from one workbook.
pub const MAX_CELLS: usize = 2_000_000;
/// Longest text of one cell, in bytes; Excel's own limit is 32,767 characters.
pub const MAX_CELL_BYTES: usize = 4 * 32_767;
