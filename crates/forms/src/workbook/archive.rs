//! Parts of a zip archive, unpacked within a budget.

use std::collections::HashMap;
use std::io::{Cursor, Read};
use std::ops::ControlFlow;

use zip::ZipArchive;
use zip::result::ZipError;

use super::MAX_UNPACKED_BYTES;
use super::problem::Problem;

/// An archive whose parts are unpacked one by one, and only those that are asked for. Declared sizes
/// are not believed: what counts against the budget is what comes out.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Names with `/` between folders, in lower case → index.
    names: HashMap<String, usize>,
    left: u64,
}

/// Most parts of an archive.
const MAX_PARTS: usize = 100_000;
/// Memory that a declared size alone may claim, in bytes.
const MAX_TRUSTED: u64 = 8 << 20;
/// Largest part that is read whole, in bytes.
const MAX_WHOLE: u64 = 32 << 20;
/// How much of a part is unpacked at a time, and the longest row or text, in bytes.
const PIECE: usize = 256 << 10;
const MAX_PIECE: usize = 16 << 20;

impl<'a> Archive<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Problem> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| problem(&error))?;
        if zip.len() > MAX_PARTS {
            return Err(Problem::TooLarge);
        }
        let names =
            (0..zip.len()).filter_map(|index| Some((normal(&zip.name_for_index(index)?.ok()?), index))).collect();
        Ok(Self { zip, names, left: MAX_UNPACKED_BYTES })
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.names.contains_key(&normal(name))
    }

    /// Gives the text of a part piece by piece, so that a large one is never in memory whole. Pieces end beside
    /// an element called `element`; the last one, told by `true`, ends with the part. Answers false where there
    /// is no such part.
    pub(super) fn pieces(
        &mut self,
        name: &str,
        element: &str,
        mut take: impl FnMut(&str, bool) -> Result<ControlFlow<()>, Problem>,
    ) -> Result<bool, Problem> {
        let Some(index) = self.names.get(&normal(name)) else { return Ok(false) };
        let mut part = self.zip.by_index(*index).map_err(|error| problem(&error))?;
        let damaged = |reason: &str| Problem::Damaged(format!("{name}: {reason}"));
        let mut bytes = Vec::with_capacity(2 * PIECE);
        loop {
            // A piece that does not end is read in ever larger steps, so that it is looked through a few times only.
            let step = bytes.len().max(PIECE) as u64;
            let read = (&mut part).take(step).read_to_end(&mut bytes).map_err(|error| damaged(&error.to_string()))?;
            self.left = self.left.checked_sub(read as u64).ok_or(Problem::TooLarge)?;
            let is_last = (read as u64) < step;
            if matches!(bytes.as_slice(), [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]) {
                let rest = part.take(MAX_WHOLE).read_to_end(&mut bytes).map_err(|error| damaged(&error.to_string()))?;
                self.left = self.left.checked_sub(rest as u64).ok_or(Problem::TooLarge)?;
                let text = decode(bytes).ok_or_else(|| damaged("it is not UTF-16"))?;
                return take(&text, true).map(|_| true);
            }
            let text = match std::str::from_utf8(&bytes) {
                Ok(text) => text,
                Err(error) if error.error_len().is_none() && !is_last => {
                    let whole = bytes.get(..error.valid_up_to()).unwrap_or_default();
                    std::str::from_utf8(whole).unwrap_or_default()
                }
                Err(_) => return Err(damaged("it is not UTF-8")),
            };
            let end = if is_last { text.len() } else { last_boundary(text, element) };
            let piece = text.get(..end).unwrap_or_default();
            let is_over = (is_last || !piece.is_empty()) && take(piece, is_last)?.is_break();
            if is_last || is_over {
                return Ok(true);
            }
            bytes.drain(..end);
            if bytes.len() > MAX_PIECE {
                return Err(Problem::TooLarge);
            }
        }
    }

    /// The text of a part; nothing where there is no such part.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, Problem> {
        let Some(index) = self.names.get(&normal(name)) else { return Ok(None) };
        let part = self.zip.by_index(*index).map_err(|error| problem(&error))?;
        let declared = usize::try_from(part.size().min(MAX_TRUSTED)).unwrap_or_default();
        let mut bytes = Vec::with_capacity(declared);
        let most = self.left.min(MAX_WHOLE);
        let read = part.take(most.saturating_add(1)).read_to_end(&mut bytes);
        if bytes.len() as u64 > most {
            return Err(Problem::TooLarge);
        }
        read.map_err(|error| Problem::Damaged(format!("{name}: {error}")))?;
        self.left -= bytes.len() as u64;
        decode(bytes).map(Some).ok_or_else(|| Problem::Damaged(format!("{name} is not UTF-8")))
    }
}

/// The end of what can be read of a text that goes on: the beginning of the last element of this name, whatever its
/// prefix, or the end of it or of what holds it.
fn last_boundary(text: &str, element: &str) -> usize {
    let boundary = memchr::memrchr_iter(b'<', text.as_bytes()).find_map(|start| {
        let tag = text.get(start + 1..).unwrap_or_default();
        let (tag, is_closing) = tag.strip_prefix('/').map_or((tag, false), |tag| (tag, true));
        let end = tag.bytes().position(|byte| matches!(byte, b'>' | b'/' | b'<') || byte.is_ascii_whitespace())?;
        let name = tag.get(..end)?.rsplit(':').next()?;
        match is_closing {
            false if name == element => Some(start),
            true if name == element || name == "sheetData" => {
                tag.get(end..)?.find('>').map(|close| start + "</".len() + end + close + ">".len())
            }
            _ => None,
        }
    });
    boundary.unwrap_or_default()
}

fn normal(name: &str) -> String {
    name.trim_start_matches('/').replace('\\', "/").to_ascii_lowercase()
}

/// UTF-8, or UTF-16 with a byte order mark.
fn decode(bytes: Vec<u8>) -> Option<String> {
    let wide = |unit: fn([u8; 2]) -> u16| {
        let (pairs, _) = bytes.as_chunks::<2>();
        String::from_utf16(&pairs.iter().skip(1).map(|pair| unit(*pair)).collect::<Vec<_>>()).ok()
    };
    match bytes.as_slice() {
        [0xFF, 0xFE, ..] => wide(u16::from_le_bytes),
        [0xFE, 0xFF, ..] => wide(u16::from_be_bytes),
        _ => String::from_utf8(bytes).ok(),
    }
}

fn problem(error: &ZipError) -> Problem {
    match error {
        ZipError::UnsupportedArchive(reason) if reason.contains("assword") => Problem::Password,
        other => Problem::Damaged(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_ends_beside_a_whole_element() {
        for (text, piece) in [
            ("<sheetData><row><c/></row><row><c", "<sheetData><row><c/></row>"),
            ("<x:row r='1'/><x:row r='2'/>", "<x:row r='1'/>"),
            ("<row/></sheetData><rowBreaks/><a", "<row/></sheetData>"),
            ("<row></row><ro", "<row></row>"),
            ("<row></row", ""),
            ("<rows><c>", ""),
        ] {
            assert_eq!(text.get(..last_boundary(text, "row")), Some(piece), "{text}");
        }
    }
}
