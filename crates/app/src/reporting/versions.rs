//! Signed versions of a report: its bytes, their digest, who signed and when. Nothing that happens later changes them.
//!
//! A version's field is named by the SHA-256 of what it holds, and what does not fit its name is no version. A revision that
//! writes over such a field, or removes it, therefore changes nothing: what was signed is still in the history.

use std::collections::BTreeMap;

use data_encoding::{BASE64, HEXLOWER};
use domain::vocabulary::report as field;
use domain::{Change, Document, FieldPath, Value};
use report::annual::ReportData;
use report::{Frozen, Report};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use store::{Store, StoreError};
use uuid::Uuid;

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
    /// The field's name below [`field::VERSIONS`]: SHA-256 of its text, hexadecimal.
    #[serde(skip)]
    pub id: String,
    /// Tells it from others of the same number: `a`, `b`, …; empty where there is none.
    #[serde(skip)]
    pub letter: String,
    /// 1, 2, …: one more than the last that the signer had seen. Two who had not seen each other's sign the same number.
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
        let (id, letter) = (String::new(), String::new());
        Ok(Self { id, letter, number, digest: frozen.digest, at_ms, by, template: Some(template), report, data })
    }

    /// The report as it was signed.
    ///
    /// # Errors
    /// The bytes are not those that were signed.
    pub fn open(&self) -> Result<Report, AppError> {
        let bytes = unpacked(&self.report).ok_or_else(damaged)?;
        Frozen { bytes, digest: self.digest.clone() }.open().map_err(|error| damaged().with_detail(error.to_string()))
    }

    /// `2`, or `2a` where somebody else signed a version 2 at the same time.
    pub fn label(&self) -> String {
        format!("{}{}", self.number, self.letter)
    }

    fn is_named_by_content(&self) -> bool {
        Uuid::try_parse(&self.id).is_err()
    }

    /// What its tables were made of.
    pub fn data(&self) -> Result<ReportData, AppError> {
        let bytes = unpacked(&self.data).ok_or_else(damaged)?;
        serde_json::from_slice(&bytes).map_err(|error| damaged().with_detail(error.to_string()))
    }
}

/// The change that records a version.
///
/// # Errors
/// Never with a version that was made here.
pub(crate) fn recorded(version: &Version) -> Result<(FieldPath, Change), AppError> {
    let text = serde_json::to_string(version).map_err(|error| AppError::internal(&error))?;
    let path = FieldPath::new(format!("{}{}", field::VERSIONS, name_of(&text)));
    Ok((path, Change::Set(Value::Text(text))))
}

fn name_of(text: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(text))
}

/// The versions of a document in the order of signing; those of one number in the order of their ids, which is the same
/// everywhere and has no clock in it.
pub(crate) fn of(store: &Store, document: &Document) -> Result<Vec<Version>, StoreError> {
    let mut known: BTreeMap<String, Version> = BTreeMap::new();
    let mut is_whole = true;
    for (path, field) in document.fields.iter().filter(|(path, _)| path.as_str().starts_with(field::VERSIONS)) {
        let version = std::iter::once(&field.shown).chain(&field.others).find_map(|one| read(path, &one.change));
        let version = version.filter(Version::is_named_by_content);
        is_whole &= version.is_some();
        known.extend(version.map(|version| (version.id.clone(), version)));
    }
    if !is_whole {
        for one in store.revisions(document.id)? {
            let versions = one.revision.changes.iter().flatten().filter_map(|(path, change)| read(path, change));
            for version in versions {
                known.entry(version.id.clone()).or_insert(version);
            }
        }
    }
    Ok(lettered(known.into_values().collect()))
}

/// What a field holds, if it is what its name says. Names were UUIDs once; of such a field the first in the history counts.
fn read(path: &FieldPath, change: &Change) -> Option<Version> {
    let id = path.as_str().strip_prefix(field::VERSIONS)?;
    let Change::Set(Value::Text(text)) = change else { return None };
    if name_of(text) != id && Uuid::try_parse(id).is_err() {
        return None;
    }
    Some(Version { id: id.to_owned(), ..serde_json::from_str(text).ok()? })
}

/// In order, with letters where a number was signed more than once.
fn lettered(mut versions: Vec<Version>) -> Vec<Version> {
    versions.sort_by(|a, b| (a.number, &a.id).cmp(&(b.number, &b.id)));
    for same in versions.chunk_by_mut(|a, b| a.number == b.number).filter(|same| same.len() > 1) {
        for (version, letter) in same.iter_mut().zip(letters()) {
            version.letter = letter;
        }
    }
    versions
}

/// `a` … `z`, then `z1`, `z2` and so on.
fn letters() -> impl Iterator<Item = String> {
    ('a'..='z').map(String::from).chain((1_u32..).map(|number| format!("z{number}")))
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
