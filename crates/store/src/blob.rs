//! Table `blob`: photos and files whose bytes are on this device, and what the commune has of them.

use std::collections::BTreeSet;

use domain::{BlobHash, DocId};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::row::{blob_hash, count, optional_blob_hash, signed_len};
use crate::store::Shown;
use crate::{Store, StoreError};

/// A photo or file that is to be kept.
#[derive(Clone, Copy, Debug)]
pub struct NewBlob<'a> {
    pub hash: BlobHash,
    pub bytes: &'a [u8],
    /// As it was called where it was chosen.
    pub name: &'a str,
    pub media_type: &'a str,
    /// A small picture of it, with its hash.
    pub thumbnail: Option<(BlobHash, &'a [u8])>,
}

/// What is known of a photo or file whose bytes are here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlobRow {
    pub hash: BlobHash,
    pub bytes: u64,
    pub name: String,
    pub media_type: String,
    pub thumbnail: Option<BlobHash>,
    /// When the commune said that it holds exactly these bytes.
    pub safe_at_ms: Option<i64>,
}

/// A photo, file or thumbnail that the commune has to get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnsentBlob {
    pub hash: BlobHash,
    pub bytes: u64,
    pub preview: bool,
}

/// Columns 0 to 5 as [`one`] lists them.
fn read(row: &Row<'_>) -> rusqlite::Result<BlobRow> {
    Ok(BlobRow {
        hash: blob_hash(row, 0)?,
        bytes: count(row, 1)?,
        name: row.get(2)?,
        media_type: row.get(3)?,
        thumbnail: optional_blob_hash(row, 4)?,
        safe_at_ms: row.get(5)?,
    })
}

fn one(connection: &Connection, hash: BlobHash) -> Result<Option<BlobRow>, StoreError> {
    let sql = "SELECT hash, bytes, name, media_type, thumbnail, safe_at_ms FROM blob WHERE hash = ?1";
    Ok(connection.prepare_cached(sql)?.query_row([hash.as_bytes()], read).optional()?)
}

impl Store {
    /// Keeps a photo or file with its thumbnail. When this returns both survive a power cut. Known ones are fine.
    ///
    /// # Errors
    /// [`StoreError::DiskFull`] and the like; then nothing of it is kept.
    pub fn put_blob(&self, blob: &NewBlob<'_>, at_ms: i64) -> Result<(), StoreError> {
        self.sweep_blobs()?;
        let all: Vec<(BlobHash, &[u8])> = [(blob.hash, blob.bytes)].into_iter().chain(blob.thumbnail).collect();
        self.blobs().put(&all)?;
        self.write(Shown::Yes, |transaction| {
            let mut insert = transaction.prepare_cached(
                "INSERT INTO blob (hash, bytes, preview, name, media_type, thumbnail, at_ms)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (hash) DO NOTHING",
            )?;
            let thumbnail = blob.thumbnail.as_ref().map(|(hash, _)| hash.as_bytes());
            let (hash, bytes) = (blob.hash.as_bytes(), signed_len(blob.bytes.len()));
            insert.execute(params![hash, bytes, false, blob.name, blob.media_type, thumbnail, at_ms])?;
            if let Some((hash, bytes)) = blob.thumbnail {
                let no_thumbnail: Option<&[u8; 32]> = None;
                let bytes = signed_len(bytes.len());
                insert.execute(params![hash.as_bytes(), bytes, true, "", "image/jpeg", no_thumbnail, at_ms])?;
            }
            Ok(())
        })
    }

    /// What is known of a photo, file or thumbnail that is here.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn blob(&self, hash: BlobHash) -> Result<Option<BlobRow>, StoreError> {
        self.read(|reader| one(reader, hash))
    }

    /// The bytes of a photo, file or thumbnail that is here.
    ///
    /// # Errors
    /// [`StoreError`] if the second file cannot be read.
    pub fn blob_bytes(&self, hash: BlobHash) -> Result<Option<Vec<u8>>, StoreError> {
        if self.blob(hash)?.is_none() { Ok(None) } else { self.blobs().read(hash) }
    }

    /// At most `limit` bytes of it from a byte on.
    ///
    /// # Errors
    /// [`StoreError`] if the second file cannot be read.
    pub fn blob_part(&self, hash: BlobHash, offset: u64, limit: usize) -> Result<Vec<u8>, StoreError> {
        self.blobs().part(hash, offset, limit)
    }

    /// Removes a photo or file that no record names and no draft holds, with its thumbnail: somebody took it and took
    /// it back before anybody else could see it.
    ///
    /// # Errors
    /// [`StoreError`]; then it may still be there.
    pub fn drop_unused_blob(&self, hash: BlobHash) -> Result<(), StoreError> {
        let gone = self.write(Shown::Yes, |transaction| {
            let thumbnail = one(transaction, hash)?.and_then(|row| row.thumbnail);
            let mut gone = Vec::new();
            for hash in std::iter::once(hash).chain(thumbnail) {
                let removed = transaction.prepare_cached(include_str!("blob_drop.sql"))?.execute([hash.as_bytes()])?;
                if removed > 0 {
                    gone.push(hash);
                }
            }
            Ok(gone)
        })?;
        if gone.is_empty() { Ok(()) } else { self.blobs().delete(&gone) }
    }

    /// What the commune has not confirmed of the photos and files that records name: thumbnails before photos, the
    /// newest first.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn unsent_blobs(&self) -> Result<Vec<UnsentBlob>, StoreError> {
        self.read(|reader| {
            let mut statement = reader.prepare_cached(
                "SELECT hash, bytes, preview FROM blob b WHERE safe_at_ms IS NULL AND EXISTS
                     (SELECT 1 FROM attachment a WHERE a.hash = b.hash OR a.thumbnail = b.hash)
                 ORDER BY preview DESC, at_ms DESC, hash",
            )?;
            let rows = statement.query_map([], |row| {
                Ok(UnsentBlob { hash: blob_hash(row, 0)?, bytes: count(row, 1)?, preview: row.get(2)? })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Notes the receipt of a photo, file or thumbnail.
    ///
    /// # Errors
    /// [`StoreError`]; then it has none.
    pub fn blob_is_safe(&self, hash: BlobHash, at_ms: i64) -> Result<(), StoreError> {
        self.write(Shown::Yes, |transaction| {
            transaction
                .prepare_cached("UPDATE blob SET safe_at_ms = ?2 WHERE hash = ?1 AND safe_at_ms IS NULL")?
                .execute(params![hash.as_bytes(), at_ms])?;
            Ok(())
        })
    }

    /// Photos and files on this device, thumbnails not counted, without the commune's receipt.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn unsafe_blob_count(&self) -> Result<u64, StoreError> {
        self.read(|reader| {
            let mut statement = reader.prepare_cached(
                "SELECT count(*) FROM blob INDEXED BY blob_unsent WHERE safe_at_ms IS NULL AND preview = 0",
            )?;
            Ok(statement.query_row([], |row| count(row, 0))?)
        })
    }

    /// Checks with a photo or file of this device that has no receipt, in id order.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn checks_with_unsafe_blobs(&self) -> Result<BTreeSet<DocId>, StoreError> {
        self.read(|reader| {
            let mut statement = reader.prepare_cached(
                "SELECT DISTINCT a.check_doc FROM blob b JOIN attachment a ON a.hash = b.hash WHERE b.safe_at_ms IS NULL",
            )?;
            Ok(statement.query_map([], |row| crate::row::doc_id(row, 0))?.collect::<Result<_, _>>()?)
        })
    }

    /// Once after the program started: bytes that nothing names go.
    pub(crate) fn sweep_blobs(&self) -> Result<(), StoreError> {
        if !self.blobs().is_closed() {
            return Ok(());
        }
        let known = self.read(|reader| {
            let mut statement = reader.prepare("SELECT hash FROM blob")?;
            Ok(statement.query_map([], |row| blob_hash(row, 0))?.collect::<Result<BTreeSet<_>, _>>()?)
        })?;
        self.blobs().sweep(&known)
    }
}
