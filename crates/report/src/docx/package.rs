//! The .docx as a set of named parts, read within bounds and written the same way every time.

use std::io::{Cursor, Read as _, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Largest template file, in bytes.
pub const MAX_TEMPLATE_BYTES: usize = 20 * 1024 * 1024;
/// Most parts of a template.
const MAX_PARTS: usize = 1_000;
/// Largest sum of unpacked parts, in bytes.
const MAX_UNPACKED_BYTES: u64 = 100 * 1024 * 1024;

/// Parts in the file's order.
#[derive(Clone, Debug, Default)]
pub struct Package {
    pub parts: Vec<(String, Vec<u8>)>,
}

impl Package {
    /// Nothing if it is not a readable zip file within the bounds.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        if bytes.len() > MAX_TEMPLATE_BYTES {
            return None;
        }
        let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
        if archive.len() > MAX_PARTS {
            return None;
        }
        let mut left = MAX_UNPACKED_BYTES;
        let mut parts = Vec::new();
        for index in 0..archive.len() {
            let file = archive.by_index(index).ok()?;
            let name = file.name().ok()?.into_owned();
            let mut content = Vec::new();
            let read = file.take(left + 1).read_to_end(&mut content).ok()?;
            left = left.checked_sub(u64::try_from(read).ok()?)?;
            parts.push((name, content));
        }
        Some(Self { parts })
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
