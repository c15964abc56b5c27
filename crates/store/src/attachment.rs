//! Table `attachment`: photos and files of checks by their documents, whether their bytes are here or not.

use std::collections::BTreeSet;

use domain::vocabulary::attachment;
use domain::{AreaId, BlobHash, DocId, Document};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::row::{area_id, blob_hash, count, doc_id, optional_blob_hash};
use crate::subject::{is_void, text};
use crate::{Store, StoreError};

/// A photo or file that a check names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachmentRow {
    pub doc: DocId,
    pub check: DocId,
    pub hash: BlobHash,
    pub thumbnail: Option<BlobHash>,
    pub name: String,
    pub media_type: String,
    pub bytes: u64,
}

/// Writes the row of an attachment, or removes it if it is void or names no check or no bytes.
pub(crate) fn put(connection: &Connection, document: &Document) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM attachment WHERE doc = ?1")?.execute([document.id.as_bytes()])?;
    let check: Option<DocId> = text(document, attachment::CHECK).and_then(|id| id.parse().ok());
    let hash: Option<BlobHash> = text(document, attachment::HASH).and_then(|hash| hash.parse().ok());
    let (Some(check), Some(hash)) = (check, hash) else { return Ok(()) };
    if is_void(document) {
        return Ok(());
    }
    let thumbnail: Option<BlobHash> = text(document, attachment::THUMBNAIL).and_then(|hash| hash.parse().ok());
    let bytes: i64 = text(document, attachment::BYTES).and_then(|bytes| bytes.parse().ok()).unwrap_or_default();
    connection
        .prepare_cached(
            "INSERT INTO attachment (doc, check_doc, hash, thumbnail, name, media_type, bytes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            document.id.as_bytes(),
            check.as_bytes(),
            hash.as_bytes(),
            thumbnail.as_ref().map(BlobHash::as_bytes),
            text(document, attachment::NAME).unwrap_or_default(),
            text(document, attachment::MEDIA_TYPE).unwrap_or_default(),
            bytes.max(0),
        ])?;
    Ok(())
}

/// Columns 0 to 6 as the statements of this module list them.
fn read(row: &Row<'_>) -> rusqlite::Result<AttachmentRow> {
    Ok(AttachmentRow {
        doc: doc_id(row, 0)?,
        check: doc_id(row, 1)?,
        hash: blob_hash(row, 2)?,
        thumbnail: optional_blob_hash(row, 3)?,
        name: row.get(4)?,
        media_type: row.get(5)?,
        bytes: count(row, 6)?,
    })
}

impl Store {
    /// The photos and files of a check, in the order in which they were recorded.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn attachments_of(&self, check: DocId) -> Result<Vec<AttachmentRow>, StoreError> {
        self.read(|reader| {
            let mut statement = reader.prepare_cached(
                "SELECT doc, check_doc, hash, thumbnail, name, media_type, bytes FROM attachment
                 WHERE check_doc = ?1 ORDER BY doc",
            )?;
            Ok(statement.query_map([check.as_bytes()], read)?.collect::<Result<_, _>>()?)
        })
    }

    /// Areas of the records that name these bytes as their own or as their thumbnail: whoever gets such an area may look
    /// at them.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn areas_naming(&self, hash: BlobHash) -> Result<BTreeSet<AreaId>, StoreError> {
        self.read(|reader| {
            let mut statement = reader.prepare_cached(
                "SELECT d.area FROM attachment a JOIN document d ON d.doc = a.doc
                 WHERE a.hash = ?1 OR a.thumbnail = ?1",
            )?;
            Ok(statement.query_map([hash.as_bytes()], |row| area_id(row, 0))?.collect::<Result<_, _>>()?)
        })
    }

    /// Something that names these bytes as its own or as its thumbnail.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn attachment_with(&self, hash: BlobHash) -> Result<Option<AttachmentRow>, StoreError> {
        self.read(|reader| {
            let mut statement = reader.prepare_cached(
                "SELECT doc, check_doc, hash, thumbnail, name, media_type, bytes FROM attachment
                 WHERE hash = ?1 OR thumbnail = ?1 ORDER BY doc LIMIT 1",
            )?;
            Ok(statement.query_row([hash.as_bytes()], read).optional()?)
        })
    }
}
