//! The commune's photos and files: a folder of its own, readable by its owner alone. A file is called by the SHA-256 of its
//! bytes, and stands under that name only after the two were compared.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use app::BlobShelf;
use domain::BlobHash;
use sha2::{Digest, Sha256};

/// Bytes of the largest file: what a screen takes (20 MiB), and room for a later one.
pub const MAX_BLOB_BYTES: u64 = 32 * 1024 * 1024;
/// Uploads that have begun and not ended, at most.
const MAX_UNFINISHED: usize = 10_000;
/// Bytes compared at once.
const CHUNK: usize = 64 * 1024;

/// Why an upload does not go on.
#[derive(Debug, thiserror::Error)]
pub enum BlobFault {
    #[error("no such upload")]
    Unknown,
    #[error("the upload stands at byte {0}")]
    OtherOffset(u64),
    #[error("more bytes than were announced, or than are taken")]
    TooLong,
    #[error("the bytes are not what their name says")]
    Spoilt,
    #[error("the disk of the commune is full")]
    Full,
    #[error("the folder of photos cannot be used")]
    File(#[source] io::Error),
}

impl From<io::Error> for BlobFault {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            _ => Self::File(error),
        }
    }
}

/// Where an upload stands. It is safe exactly when `offset` equals `bytes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UploadState {
    pub offset: u64,
    pub bytes: u64,
}

/// Some bytes of a photo or file, and how many there are in all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlobPart {
    pub bytes: Vec<u8>,
    pub total: u64,
}

/// The folder.
#[derive(Clone, Debug)]
pub struct Blobs {
    folder: PathBuf,
    /// Held while an upload grows: two devices may send the same photo.
    growing: Arc<Mutex<()>>,
}

impl Blobs {
    pub(crate) fn in_folder(folder: PathBuf) -> Self {
        Self { folder, growing: Arc::default() }
    }

    /// Begins an upload, or finds it begun or ended.
    ///
    /// # Errors
    /// [`BlobFault`]; then nothing has begun.
    pub fn begin(&self, hash: BlobHash, bytes: u64) -> Result<UploadState, BlobFault> {
        if bytes == 0 || bytes > MAX_BLOB_BYTES {
            return Err(BlobFault::TooLong);
        }
        let _turn = self.growing.lock().unwrap_or_else(PoisonError::into_inner);
        match self.state(hash) {
            Ok(known) if known.bytes == bytes => return Ok(known),
            // Announced with another length: one of the two was wrong, and only the hash can tell.
            Ok(known) if known.offset < known.bytes => self.forget(hash)?,
            Ok(known) => return Ok(known),
            Err(BlobFault::Unknown) => {}
            Err(fault) => return Err(fault),
        }
        let unfinished = self.unfinished_folder();
        make_folder(&unfinished)?;
        if fs::read_dir(&unfinished)?.take(MAX_UNFINISHED).count() >= MAX_UNFINISHED {
            return Err(BlobFault::Full);
        }
        let path = unfinished.join(format!("{hash}-{bytes}"));
        OpenOptions::new().create(true).append(true).mode(0o600).open(path)?;
        Ok(UploadState { offset: 0, bytes })
    }

    /// Where an upload stands.
    ///
    /// # Errors
    /// [`BlobFault::Unknown`] where none has begun.
    pub fn state(&self, hash: BlobHash) -> Result<UploadState, BlobFault> {
        if let Ok(known) = fs::metadata(self.path(hash)) {
            return Ok(UploadState { offset: known.len(), bytes: known.len() });
        }
        let (path, bytes) = self.unfinished(hash)?;
        let offset = fs::metadata(&path)?.len();
        // Stopped between the last byte and the comparison: the last byte is asked for again.
        Ok(UploadState { offset: offset.min(bytes.saturating_sub(1)), bytes })
    }

    /// Bytes of a photo or file from one on, at most `limit`; none after its end.
    ///
    /// # Errors
    /// [`BlobFault::Unknown`] where all bytes have not come yet, and file errors.
    pub fn part(&self, hash: BlobHash, start: u64, limit: u64) -> Result<BlobPart, BlobFault> {
        let mut file = match File::open(self.path(hash)) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(BlobFault::Unknown),
            Err(error) => return Err(error.into()),
        };
        let total = file.metadata()?.len();
        file.seek(SeekFrom::Start(start))?;
        let mut bytes = Vec::new();
        file.take(limit).read_to_end(&mut bytes)?;
        Ok(BlobPart { bytes, total })
    }

    /// Takes bytes at the end of what is there. After the last one the whole is compared with its name, and only then
    /// is it safe.
    ///
    /// # Errors
    /// [`BlobFault`]. What had arrived before stays, except that nothing stays of a file that is not what its name says.
    pub fn append(&self, hash: BlobHash, offset: u64, part: &[u8]) -> Result<UploadState, BlobFault> {
        let _turn = self.growing.lock().unwrap_or_else(PoisonError::into_inner);
        let known = self.state(hash)?;
        if known.offset == known.bytes && offset == known.bytes && part.is_empty() {
            return Ok(known);
        }
        if known.offset != offset {
            return Err(BlobFault::OtherOffset(known.offset));
        }
        let end = offset.saturating_add(part.len() as u64);
        if end > known.bytes {
            return Err(BlobFault::TooLong);
        }
        let (path, _) = self.unfinished(hash)?;
        let mut file = OpenOptions::new().append(true).open(&path)?;
        if file.metadata()?.len() > offset {
            file.set_len(offset)?;
        }
        file.write_all(part)?;
        if end == known.bytes {
            file.sync_all()?;
            self.accept(hash, &path)?;
        }
        Ok(UploadState { offset: end, bytes: known.bytes })
    }

    fn accept(&self, hash: BlobHash, path: &Path) -> Result<(), BlobFault> {
        if hash_of(path)? != hash {
            fs::remove_file(path)?;
            return Err(BlobFault::Spoilt);
        }
        let place = self.path(hash);
        let folder = place.parent().unwrap_or(&self.folder);
        make_folder(folder)?;
        fs::rename(path, &place)?;
        Ok(File::open(folder)?.sync_all()?)
    }

    fn forget(&self, hash: BlobHash) -> Result<(), BlobFault> {
        let (path, _) = self.unfinished(hash)?;
        Ok(fs::remove_file(path)?)
    }

    /// A folder for each first byte: some hundred files in each, not a hundred thousand in one.
    fn path(&self, hash: BlobHash) -> PathBuf {
        let name = hash.to_string();
        self.folder.join(name.get(..2).unwrap_or_default()).join(name)
    }

    fn unfinished_folder(&self) -> PathBuf {
        self.folder.join("unfinished")
    }

    /// The file of an upload, whose name also tells how long it will be.
    fn unfinished(&self, hash: BlobHash) -> Result<(PathBuf, u64), BlobFault> {
        let entries = match fs::read_dir(self.unfinished_folder()) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(BlobFault::Unknown),
            Err(error) => return Err(error.into()),
        };
        let start = format!("{hash}-");
        for entry in entries.take(MAX_UNFINISHED + 1) {
            let entry = entry?;
            let name = entry.file_name();
            let bytes = name.to_str().and_then(|name| name.strip_prefix(&start)).and_then(|bytes| bytes.parse().ok());
            if let Some(bytes) = bytes {
                return Ok((entry.path(), bytes));
            }
        }
        Err(BlobFault::Unknown)
    }
}

impl BlobShelf for Blobs {
    fn has(&self, hash: BlobHash) -> bool {
        self.path(hash).is_file()
    }

    fn read(&self, hash: BlobHash) -> io::Result<Option<Vec<u8>>> {
        match fs::read(self.path(hash)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

fn make_folder(path: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

fn hash_of(path: &Path) -> io::Result<BlobHash> {
    let (mut file, mut hash) = (File::open(path)?, Sha256::new());
    let mut chunk = vec![0; CHUNK];
    loop {
        let read = file.read(&mut chunk)?;
        if read == 0 {
            return Ok(BlobHash(hash.finalize().into()));
        }
        hash.update(chunk.get(..read).unwrap_or_default());
    }
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn hash(bytes: &[u8]) -> BlobHash {
        BlobHash(Sha256::digest(bytes).into())
    }

    fn blobs(folder: &tempfile::TempDir) -> Blobs {
        Blobs::in_folder(folder.path().join("blobs"))
    }

    #[test]
    fn a_file_stands_under_its_name_only_when_all_bytes_are_there_and_are_right() {
        let folder = tempfile::tempdir().expect("a folder");
        let blobs = blobs(&folder);
        let name = hash(b"a photo");
        assert!(matches!(blobs.state(name), Err(BlobFault::Unknown)));
        assert_eq!(blobs.begin(name, 7).expect("begun"), UploadState { offset: 0, bytes: 7 });
        blobs.append(name, 0, b"a ph").expect("a part");
        assert!(!blobs.has(name));
        assert!(matches!(blobs.append(name, 0, b"a ph"), Err(BlobFault::OtherOffset(4))));
        assert!(matches!(blobs.append(name, 4, b"oto too long"), Err(BlobFault::TooLong)));
        // Begun again by another device, and by the same one after its restart: it goes on.
        assert_eq!(blobs.begin(name, 7).expect("known"), UploadState { offset: 4, bytes: 7 });
        assert_eq!(blobs.append(name, 4, b"oto").expect("the rest"), UploadState { offset: 7, bytes: 7 });
        assert_eq!(blobs.read(name).expect("readable").as_deref(), Some(b"a photo".as_slice()));
        assert_eq!(blobs.begin(name, 7).expect("never twice"), UploadState { offset: 7, bytes: 7 });
        assert_eq!(blobs.begin(name, 9).expect("never twice").offset, 7);
    }

    #[test]
    fn bytes_that_are_not_what_their_name_says_are_thrown_away_and_the_right_ones_are_taken_later() {
        let folder = tempfile::tempdir().expect("a folder");
        let blobs = blobs(&folder);
        let name = hash(b"a photo");
        blobs.begin(name, 7).expect("begun");
        assert!(matches!(blobs.append(name, 0, b"a fake!"), Err(BlobFault::Spoilt)));
        assert!(!blobs.has(name));
        assert!(matches!(blobs.state(name), Err(BlobFault::Unknown)));
        blobs.begin(name, 7).expect("begun again");
        blobs.append(name, 0, b"a photo").expect("the right bytes");
        assert!(blobs.has(name));
    }

    #[test]
    fn a_server_that_died_before_it_compared_asks_for_the_last_byte_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let blobs = blobs(&folder);
        let name = hash(b"a photo");
        blobs.begin(name, 7).expect("begun");
        let path = blobs.unfinished_folder().join(format!("{name}-7"));
        fs::write(&path, b"a photo").expect("as the server left it");
        assert_eq!(blobs.state(name).expect("known").offset, 6);
        blobs.append(name, 6, b"o").expect("the last byte");
        assert_eq!(blobs.read(name).expect("readable").as_deref(), Some(b"a photo".as_slice()));
    }

    #[test]
    fn a_full_disk_is_called_that_and_lengths_out_of_bounds_do_not_begin() {
        let folder = tempfile::tempdir().expect("a folder");
        let blobs = blobs(&folder);
        let name = hash(b"a photo");
        for bytes in [0, MAX_BLOB_BYTES + 1] {
            assert!(matches!(blobs.begin(name, bytes), Err(BlobFault::TooLong)));
        }
        blobs.begin(name, 7).expect("begun");
        let path = blobs.unfinished_folder().join(format!("{name}-7"));
        fs::remove_file(&path).expect("removed");
        symlink("/dev/full", &path).expect("a disk without room");
        assert!(matches!(blobs.append(name, 0, b"a photo"), Err(BlobFault::Full)));
        assert!(!blobs.has(name));
    }
}
