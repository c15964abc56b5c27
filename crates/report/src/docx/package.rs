//! The .docx as a set of named parts, read within bounds and written the same way every time.

use std::io::{Cursor, Read as _, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Largest template file, in bytes: a layout with the commune's emblem and room to spare.
pub const MAX_TEMPLATE_BYTES: usize = 10 * 1024 * 1024;
/// Most parts of a template.
const MAX_PARTS: usize = 1_000;
/// Largest sum of unpacked parts, in bytes.
pub const MAX_UNPACKED_BYTES: u64 = 50 * 1024 * 1024;

/// Why a file's parts cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackageFault {
    NotAZip,
    /// More parts, or more bytes in them, than a layout has: most likely a file made to fill the memory.
    Swollen,
}

/// Parts in the file's order.
#[derive(Clone, Debug, Default)]
pub struct Package {
    pub parts: Vec<(String, Vec<u8>)>,
}

impl Package {
    /// The parts of a zip file within the bounds; what a file says of its own sizes is not believed.
    pub fn read(bytes: &[u8]) -> Result<Self, PackageFault> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| PackageFault::NotAZip)?;
        if archive.len() > MAX_PARTS {
            return Err(PackageFault::Swollen);
        }
        let mut left = MAX_UNPACKED_BYTES;
        let mut parts = Vec::new();
        for index in 0..archive.len() {
            let (name, content) = part(&mut archive, index, left)?;
            left = left.checked_sub(content.len() as u64).ok_or(PackageFault::Swollen)?;
            parts.push((name, content));
        }
        Ok(Self { parts })
    }

    /// The bytes of the file: fixed times, one compression, the parts' order.
    pub fn write(&self) -> Result<Vec<u8>, zip::result::ZipError> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(zip::DateTime::default());
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in &self.parts {
            if !name.ends_with('/') {
                writer.start_file(name.as_str(), options)?;
                writer.write_all(content)?;
            }
        }
        Ok(writer.finish()?.into_inner())
    }

    pub fn text(&self, name: &str) -> Option<&str> {
        let (_, content) = self.parts.iter().find(|(part, _)| part == name)?;
        std::str::from_utf8(content).ok().map(|text| text.trim_start_matches('\u{FEFF}'))
    }

    pub fn set(&mut self, name: &str, text: String) {
        if let Some((_, content)) = self.parts.iter_mut().find(|(part, _)| part == name) {
            *content = text.into_bytes();
        }
    }
}

/// One part; one byte more than `left` says that it does not fit.
fn part(archive: &mut ZipArchive<Cursor<&[u8]>>, index: usize, left: u64) -> Result<(String, Vec<u8>), PackageFault> {
    let file = archive.by_index(index).map_err(|_| PackageFault::NotAZip)?;
    let name = file.name().map_err(|_| PackageFault::NotAZip)?.into_owned();
    let mut content = Vec::new();
    file.take(left + 1).read_to_end(&mut content).map_err(|_| PackageFault::NotAZip)?;
    Ok((name, content))
}
