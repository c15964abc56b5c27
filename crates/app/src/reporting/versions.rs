//! Signed versions of a report: its bytes, their digest, who signed and when. Nothing that happens later changes them.

use data_encoding::BASE64;
use domain::Document;
use domain::vocabulary::report as field;
use report::annual::ReportData;
use report::{Frozen, Report};
use serde::{Deserialize, Serialize};

use super::composing::Composed;
use super::templates::TemplateFile;
use crate::error::AppError;
use crate::words;

const ZSTD_LEVEL: i32 = 9;
/// Largest version, compressed and written as text; a revision holds 512 KiB.
const MAX_VERSION_BYTES: usize = 450 * 1024;
/// Largest unpacked version in bytes.
const MAX_UNPACKED_BYTES: usize = report::MAX_FROZEN_BYTES;

/// One signed version, as the document has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Version {
    /// The field's name below [`field::VERSIONS`].
    #[serde(skip)]
    pub id: String,
    /// 1, 2, …: in the order of signing, as the signer saw it.
    pub number: u32,
    /// SHA-256 of the frozen bytes, hexadecimal.
    pub digest: String,
    pub at_ms: i64,
    /// Name of whoever signed.
    pub by: String,
    /// The layout that it prints with for ever; nothing in versions that were signed before layouts could be chosen: the
    /// built-in one.
    #[serde(default)]
    pub template: Option<TemplateFile>,
    /// The frozen report and its tables' data; zstd, base64.
    report: String,
    data: String,
}

/// Who signs, when, and which version it is.
pub(crate) struct Signing {
    pub number: u32,
    pub at_ms: i64,
    pub by: String,
}

impl Version {
    /// Freezes a report as it stands.
    ///
    /// # Errors
    /// It is too large for one signature.
    pub fn freeze(composed: &Composed, template: TemplateFile, signing: Signing) -> Result<Self, AppError> {
        let Signing { number, at_ms, by } = signing;
        let frozen = Frozen::of(&composed.report).map_err(|error| AppError::internal(&error))?;
        let data = serde_json::to_vec(&composed.data).map_err(|error| AppError::internal(&error))?;
        let (report, data) = (packed(&frozen.bytes)?, packed(&data)?);
        if report.len() + data.len() > MAX_VERSION_BYTES {
            return Err(words::invalid(
                "Báo cáo này quá dài để chốt thành một bản.",
                "Hãy chia thành hai báo cáo theo kỳ ngắn hơn. Bản nháp vẫn được giữ nguyên.",
            ));
        }
        Ok(Self { id: String::new(), number, digest: frozen.digest, at_ms, by, template: Some(template), report, data })
    }

    /// The report as it was signed.
    ///
    /// # Errors
    /// The bytes are not those that were signed.
    pub fn open(&self) -> Result<Report, AppError> {
        let bytes = unpacked(&self.report).ok_or_else(damaged)?;
        Frozen { bytes, digest: self.digest.clone() }.open().map_err(|error| damaged().with_detail(error.to_string()))
    }

    /// What its tables were made of.
    pub fn data(&self) -> Result<ReportData, AppError> {
        let bytes = unpacked(&self.data).ok_or_else(damaged)?;
        serde_json::from_slice(&bytes).map_err(|error| damaged().with_detail(error.to_string()))
    }
}

/// The versions of a document in the order of signing.
pub(crate) fn of(document: &Document) -> Vec<Version> {
    let read = document.values().filter_map(|(path, value)| {
        let id = path.as_str().strip_prefix(field::VERSIONS)?;
        let version: Version = serde_json::from_str(value.as_text()?).ok()?;
        Some(Version { id: id.to_owned(), ..version })
    });
    let mut versions: Vec<Version> = read.collect();
    versions.sort_by(|a, b| (a.number, &a.id).cmp(&(b.number, &b.id)));
    versions
}

fn packed(bytes: &[u8]) -> Result<String, AppError> {
    let bytes = zstd::bulk::compress(bytes, ZSTD_LEVEL).map_err(|error| AppError::internal(&error))?;
    Ok(BASE64.encode(&bytes))
}

fn unpacked(text: &str) -> Option<Vec<u8>> {
    zstd::bulk::decompress(&BASE64.decode(text.as_bytes()).ok()?, MAX_UNPACKED_BYTES).ok()
}

fn damaged() -> AppError {
    words::invalid(
        "Bản báo cáo đã chốt không còn nguyên vẹn: mã kiểm tra không khớp.",
        "Đừng dùng bản này. Hãy lấy lại bản đã in và ký, và báo cho người phụ trách phần mềm.",
    )
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn a_version_of_before_layouts_could_be_chosen_prints_with_the_built_in_one() {
        let kept = r#"{"number":1,"digest":"","at_ms":0,"by":"","report":"","data":""}"#;
        let version: Version = serde_json::from_str(kept).expect("still read");
        assert_eq!(version.template, None);
    }
}
