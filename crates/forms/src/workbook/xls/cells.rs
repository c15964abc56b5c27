//! The cells of one sheet.

use super::super::grid::{Grid, Written};
use super::super::problem::Problem;
use super::super::values::{moment_in_seconds, number};
use super::Globals;
use super::records::{Record, Records, kind};

/// Where a cell stands and how it looks.
#[derive(Clone, Copy)]
struct Place {
    row: u32,
    column: usize,
    style: u16,
}

pub(super) fn read(
    stream: &[u8],
    start: usize,
    globals: &Globals,
    grid: &mut Grid<'_>,
    ambiguous: &mut Vec<u32>,
) -> Result<(), Problem> {
    let mut records = Records::new(stream, start);
    if records.next().is_none_or(|first| first.kind != kind::BOF) {
        return Err(Problem::Damaged("a sheet has no beginning".to_owned()));
    }
    let mut sheet = Reading { globals, grid, ambiguous };
    // A chart inside of a sheet has a beginning and an end of its own.
    let mut depth = 0_u32;
    let mut formula = None;
    for record in records {
        match record.kind {
            kind::BOF => depth = depth.saturating_add(1),
            kind::EOF if depth == 0 => return Ok(()),
            kind::EOF => depth -= 1,
            _ if depth > 0 => {}
            kind::FORMULA => {
                formula = place(&record);
                sheet.formula(&record)?;
            }
            kind::STRING => {
                if let (Some(place), Some(text)) = (formula.take(), globals.encoding.long_text(record.data)) {
                    sheet.put(place, &text, Written::Text)?;
                }
            }
            _ => sheet.record(&record)?,
        }
    }
    Err(Problem::Damaged("a sheet is cut off".to_owned()))
}

struct Reading<'a, 'g> {
    globals: &'a Globals,
    grid: &'a mut Grid<'g>,
    ambiguous: &'a mut Vec<u32>,
}

impl Reading<'_, '_> {
    fn put(&mut self, place: Place, text: &str, written: Written) -> Result<(), Problem> {
        self.grid.cell(place.row, place.column, text, written)
    }

    fn record(&mut self, record: &Record<'_>) -> Result<(), Problem> {
        let Some(place) = place(record) else { return Ok(()) };
        match record.kind {
            kind::LABEL_SST => {
                let index = record.u32(6).and_then(|index| usize::try_from(index).ok());
                let text = index.and_then(|index| self.globals.strings.get(index));
                let text = text.ok_or_else(|| Problem::Damaged("a cell has a text that is missing".to_owned()))?;
                self.put(place, text, Written::Text)
            }
            kind::LABEL | kind::R_STRING => {
                let text = record.data.get(6..).and_then(|data| self.globals.encoding.long_text(data));
                self.put(place, &text.unwrap_or_default(), Written::Text)
            }
            kind::NUMBER => self.number(place, record.f64(6)),
            kind::RK => self.number(place, record.u32(6).map(rk)),
            kind::MUL_RK => self.numbers(place, record),
            kind::BOOL_ERR => match record.data.get(6..) {
                Some([value, is_error, ..]) => self.truth(place, *value, *is_error != 0),
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// What a formula came to when the file was saved. A text follows in a record of its own.
    fn formula(&mut self, record: &Record<'_>) -> Result<(), Problem> {
        let (Some(place), Some(result)) = (place(record), record.data.get(6..14)) else { return Ok(()) };
        match result {
            [1, _, value, .., 0xFF, 0xFF] => self.truth(place, *value, false),
            [2, _, value, .., 0xFF, 0xFF] => self.truth(place, *value, true),
            [.., 0xFF, 0xFF] => Ok(()),
            _ => self.number(place, record.f64(6)),
        }
    }

    fn truth(&mut self, place: Place, value: u8, is_error: bool) -> Result<(), Problem> {
        // An error is its number, as xlrd gives it.
        let code = value.to_string();
        let text = match (is_error, value) {
            (false, 0) => "FALSE",
            (false, _) => "TRUE",
            (true, _) => &code,
        };
        self.put(place, text, Written::Value)
    }

    fn number(&mut self, place: Place, value: Option<f64>) -> Result<(), Problem> {
        let Some(value) = value else { return Ok(()) };
        let shows_date = self.globals.shows_date.get(usize::from(place.style)).copied().unwrap_or_default();
        if !shows_date {
            return self.put(place, &number(value), Written::Value);
        }
        match moment_in_seconds(value, self.globals.epoch) {
            Some(moment) => self.put(place, &moment, Written::Value),
            None => {
                if self.grid.takes(place.row, place.column) {
                    self.ambiguous.push(place.row);
                }
                Ok(())
            }
        }
    }

    /// Several numbers side by side: row, first column, six bytes each, last column.
    fn numbers(&mut self, first: Place, record: &Record<'_>) -> Result<(), Problem> {
        let (cells, _) = record.data.get(4..).unwrap_or_default().as_chunks::<6>();
        for (index, cell) in cells.iter().enumerate() {
            let [style_low, style_high, value @ ..] = *cell;
            let style = u16::from_le_bytes([style_low, style_high]);
            let place = Place { column: first.column + index, style, ..first };
            self.number(place, Some(rk(u32::from_le_bytes(value))))?;
        }
        Ok(())
    }
}

/// Row, column and style at the beginning of every cell record.
fn place(record: &Record<'_>) -> Option<Place> {
    let row = u32::from(record.u16(0)?) + 1;
    Some(Place { row, column: usize::from(record.u16(2)?), style: record.u16(4)? })
}

/// A number in 30 bits: an integer or the upper part of a float, perhaps in hundredths (\[MS-XLS\] 2.5.217).
fn rk(bits: u32) -> f64 {
    const HUNDREDTHS: u32 = 1;
    const INTEGER: u32 = 2;
    let value = if bits & INTEGER == 0 {
        f64::from_bits(u64::from(bits & !3) << 32)
    } else {
        f64::from(bits.cast_signed() >> 2)
    };
    if bits & HUNDREDTHS == 0 { value } else { value / 100.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_numbers_are_integers_or_floats_perhaps_in_hundredths() {
        for (bits, value) in [(0x0000_0006, 1.0), (0xFFFF_FFFE, -1.0), (0x3FF0_0000, 1.0), (0x0000_04D3, 3.08)] {
            assert_eq!(rk(bits), value, "{bits:x}");
        }
    }
}
