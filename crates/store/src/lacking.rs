//! Table `blob_there`: photos, files and thumbnails that the commune has and this device lacks, and how they come here.
//!
//! What was fetched stands in table `blob` with the commune's receipt from the beginning: it never counts as unsent, and
//! nobody who takes an answer back removes it.

use domain::{BlobHash, Kind};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::row::{blob_hash, count, optional_blob_hash, signed_len};
use crate::store::Shown;
use crate::{Store, StoreError};

/// Something that can be fetched, as the record says that names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LackingBlob {
    pub hash: BlobHash,
    /// A thumbnail, whose size no record tells.
    pub preview: bool,
    /// Size; 0 where no record tells it.
    pub bytes: u64,
    pub name: String,
    pub media_type: String,
    pub thumbnail: Option<BlobHash>,
}

/// Something that was fetched, with all of its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchedBlob {
    pub about: LackingBlob,
    pub bytes: Vec<u8>,
}

/// A thumbnail: columns 0 alone.
fn thumbnail(row: &Row<'_>) -> rusqlite::Result<LackingBlob> {
    let (name, media_type) = (String::new(), "image/jpeg".to_owned());
    Ok(LackingBlob { hash: blob_hash(row, 0)?, preview: true, bytes: 0, name, media_type, thumbnail: None })
}

/// A photo or file: columns 0 to 4 as the statements of this module list them.
fn whole(row: &Row<'_>) -> rusqlite::Result<LackingBlob> {
    Ok(LackingBlob {
        hash: blob_hash(row, 0)?,
        preview: false,
        bytes: count(row, 1)?,
        name: row.get(2)?,
        media_type: row.get(3)?,
        thumbnail: optional_blob_hash(row, 4)?,
    })
}

fn forget(connection: &Connection, hash: BlobHash) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM blob_there WHERE hash = ?1")?.execute([hash.as_bytes()])?;
    Ok(())
}

impl Store {
    /// Photos, files and thumbnails that records name and of which nothing is known, neither here nor there; those of the
    /// newest checks first, at most `limit`. A record's id begins with the time of its check.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn unknown_blobs(&self, limit: usize) -> Result<Vec<BlobHash>, StoreError> {
        self.read(|reader| {
            let mut statement = reader.prepare_cached(include_str!("lacking_unknown.sql"))?;
            Ok(statement.query_map([signed_len(limit)], |row| blob_hash(row, 0))?.collect::<Result<_, _>>()?)
        })
    }

    /// Notes that the commune holds these. Known ones are fine.
    ///
    /// # Errors
    /// [`StoreError`]; then none is noted.
    pub fn blobs_are_there(&self, hashes: &[BlobHash]) -> Result<(), StoreError> {
        if hashes.is_empty() {
            return Ok(());
        }
        self.write(Shown::Yes, |transaction| {
            for hash in hashes {
                transaction
                    .prepare_cached("INSERT INTO blob_there (hash) VALUES (?1) ON CONFLICT DO NOTHING")?
                    .execute([hash.as_bytes()])?;
            }
            Ok(())
        })
    }

    /// Notes that the commune does not hold it after all, and forgets what had come of it.
    ///
    /// # Errors
    /// [`StoreError`]; then it may still count as there.
    pub fn blob_is_not_there(&self, hash: BlobHash) -> Result<(), StoreError> {
        self.write(Shown::Yes, |transaction| forget(transaction, hash))?;
        self.blobs().forget_arrived(hash)
    }

    /// Takes back the receipts of what the commune has lost: what is here is unsent again.
    ///
    /// # Errors
    /// [`StoreError`]; then the receipts are as before.
    pub fn blobs_are_lost(&self, hashes: &[BlobHash]) -> Result<(), StoreError> {
        if hashes.is_empty() {
            return Ok(());
        }
        self.write(Shown::Yes, |transaction| {
            for hash in hashes {
                transaction
                    .prepare_cached("UPDATE blob SET safe_at_ms = NULL WHERE hash = ?1")?
                    .execute([hash.as_bytes()])?;
                forget(transaction, *hash)?;
            }
            Ok(())
        })
    }

    /// Whether the commune said that it holds something that is not here.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn is_blob_there(&self, hash: BlobHash) -> Result<bool, StoreError> {
        self.read(|reader| {
            let mut statement = reader.prepare_cached("SELECT 1 FROM blob_there WHERE hash = ?1")?;
            Ok(statement.exists([hash.as_bytes()])?)
        })
    }

    /// Thumbnails that can be fetched, those of the newest checks first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn lacking_thumbnails(&self, limit: usize) -> Result<Vec<LackingBlob>, StoreError> {
        self.read(|reader| {
            let mut statement = reader.prepare_cached(
                "SELECT t.hash FROM blob_there t JOIN attachment a ON a.thumbnail = t.hash
                 WHERE NOT EXISTS (SELECT 1 FROM blob b WHERE b.hash = t.hash)
                 GROUP BY t.hash ORDER BY max(a.doc) DESC LIMIT ?1",
            )?;
            Ok(statement.query_map([signed_len(limit)], thumbnail)?.collect::<Result<_, _>>()?)
        })
    }

    /// How many thumbnails can be fetched.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn lacking_thumbnail_count(&self) -> Result<u64, StoreError> {
        self.read(|reader| {
            let mut statement = reader.prepare_cached(
                "SELECT count(DISTINCT t.hash) FROM blob_there t JOIN attachment a ON a.thumbnail = t.hash
                 WHERE NOT EXISTS (SELECT 1 FROM blob b WHERE b.hash = t.hash)",
            )?;
            Ok(statement.query_row([], |row| count(row, 0))?)
        })
    }

    /// Files that can be fetched and that belong to reports: the layouts they are printed with. At most `limit`.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn lacking_layouts(&self, limit: usize) -> Result<Vec<LackingBlob>, StoreError> {
        self.read(|reader| {
            let mut statement = reader.prepare_cached(
                "SELECT a.hash, a.bytes, a.name, a.media_type, a.thumbnail
                 FROM document d JOIN attachment a ON a.check_doc = d.doc JOIN blob_there t ON t.hash = a.hash
                 WHERE d.kind = ?1 AND NOT EXISTS (SELECT 1 FROM blob b WHERE b.hash = a.hash)
                 ORDER BY a.doc LIMIT ?2",
            )?;
            let found = statement.query_map(params![Kind::Report.code(), signed_len(limit)], whole)?;
            Ok(found.collect::<Result<_, _>>()?)
        })
    }

    /// The photo, file or thumbnail of this name as some record tells of it, where it is not here; it may be nowhere.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn lacking_blob(&self, hash: BlobHash) -> Result<Option<LackingBlob>, StoreError> {
        self.read(|reader| {
            let mut statement = reader.prepare_cached(
                "SELECT a.hash, a.bytes, a.name, a.media_type, a.thumbnail FROM attachment a
                 WHERE a.hash = ?1 AND NOT EXISTS (SELECT 1 FROM blob b WHERE b.hash = a.hash) ORDER BY a.doc LIMIT 1",
            )?;
            Ok(statement.query_row([hash.as_bytes()], whole).optional()?)
        })
    }

    /// How many bytes have come of a photo or file that is being fetched: the byte from which it goes on.
    ///
    /// # Errors
    /// [`StoreError`] if the second file cannot be read.
    pub fn blob_arrived(&self, hash: BlobHash) -> Result<u64, StoreError> {
        self.sweep_blobs()?;
        self.blobs().arrived(hash)
    }

    /// Keeps bytes of a photo or file that is being fetched, if they begin where the others end, and tells how many there
    /// are then. Of a few such files at once; the one that began first goes when another one comes.
    ///
    /// # Errors
    /// [`StoreError::DiskFull`] and the like; then these bytes are not kept, the others are.
    pub fn blob_arrive(&self, hash: BlobHash, start: u64, bytes: &[u8]) -> Result<u64, StoreError> {
        self.blobs().arrive(hash, start, bytes)
    }

    /// What has come of a photo or file that is being fetched.
    ///
    /// # Errors
    /// [`StoreError`] if the second file cannot be read.
    pub fn blob_arrived_bytes(&self, hash: BlobHash) -> Result<Vec<u8>, StoreError> {
        self.blobs().arrived_bytes(hash)
    }

    /// Forgets what has come of a photo or file that is being fetched: it was wrong.
    ///
    /// # Errors
    /// [`StoreError`]; then it may still be there.
    pub fn forget_arrived(&self, hash: BlobHash) -> Result<(), StoreError> {
        self.blobs().forget_arrived(hash)
    }

    /// Keeps what was fetched and compared with its name. When this returns it survives a power cut.
    ///
    /// # Errors
    /// [`StoreError::DiskFull`] and the like; then nothing of it is kept.
    pub fn keep_fetched(&self, fetched: &[FetchedBlob], at_ms: i64) -> Result<(), StoreError> {
        if fetched.is_empty() {
            return Ok(());
        }
        self.sweep_blobs()?;
        let all: Vec<(BlobHash, &[u8])> = fetched.iter().map(|one| (one.about.hash, one.bytes.as_slice())).collect();
        self.blobs().put(&all)?;
        self.write(Shown::Yes, |transaction| {
            for FetchedBlob { about, bytes } in fetched {
                transaction
                    .prepare_cached(
                        "INSERT INTO blob (hash, bytes, preview, name, media_type, thumbnail, at_ms, safe_at_ms)
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7) ON CONFLICT (hash) DO NOTHING",
                    )?
                    .execute(params![
                        about.hash.as_bytes(),
                        signed_len(bytes.len()),
                        about.preview,
                        about.name,
                        about.media_type,
                        about.thumbnail.as_ref().map(BlobHash::as_bytes),
                        at_ms,
                    ])?;
                forget(transaction, about.hash)?;
            }
            Ok(())
        })
    }
}
