//! Parts of a zip archive, unpacked within a budget.

use std::collections::HashMap;
use std::io::{Cursor, Read};

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

    /// The text of a part; nothing where there is no such part.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, Problem> {
        let Some(index) = self.names.get(&normal(name)) else { return Ok(None) };
        let part = self.zip.by_index(*index).map_err(|error| problem(&error))?;
        let declared = usize::try_from(part.size().min(MAX_TRUSTED)).unwrap_or_default();
        let mut bytes = Vec::with_capacity(declared);
        let read = part.take(self.left.saturating_add(1)).read_to_end(&mut bytes);
        if bytes.len() as u64 > self.left {
            return Err(Problem::TooLarge);
        }
        read.map_err(|error| Problem::Damaged(format!("{name}: {error}")))?;
        self.left -= bytes.len() as u64;
        decode(bytes).map(Some).ok_or_else(|| Problem::Damaged(format!("{name} is not UTF-8")))
    }
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
