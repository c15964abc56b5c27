//! The commune's photos and files: a folder of its own, readable by its owner alone, with the bytes sealed (see `sealed`). A
//! file is called by the SHA-256 of its bytes, and stands under that name only after the two were compared.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use app::BlobShelf;
use domain::BlobHash;
use sha2::{Digest, Sha256};

use crate::ServerError;
use crate::folder::{read_if_there, secret_file};
use crate::report::report;
use crate::sealed::{HEAD_BYTES, Head, Nonce, SealKey};

/// Bytes of the largest file: what a screen takes (20 MiB), and room for a later one.
pub const MAX_BLOB_BYTES: u64 = 32 * 1024 * 1024;
/// Uploads that have begun and not ended, at most.
const MAX_UNFINISHED: usize = 10_000;
/// Damaged photos and files that are told of, at most.
const MAX_LOST: usize = 1_000;
/// Bytes compared at once.
const CHUNK: usize = 64 * 1024;

/// Why an upload does not go on, or a photo cannot be had.
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
    #[error("the commune's copy is damaged and was put aside")]
    Rotten,
    #[error("the file was sealed with another key than blobs.key")]
    OtherKey,
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
    key: Arc<SealKey>,
    /// Held while an upload grows: two devices may send the same photo.
    growing: Arc<Mutex<()>>,
}

/// An open file, and how it lies there.
struct Opened {
    file: File,
    /// Nothing where it lies there as it is.
    nonce: Option<Nonce>,
    /// Of the photo, without the head.
    bytes: u64,
}

impl Blobs {
    /// The folder with its key, which is made at the first call.
    ///
    /// # Errors
    /// [`ServerError::NoBlobKey`] where there is no key and something was sealed with one: a new key would leave all of it
    /// unreadable, and what is sealed with the new one unreadable when the old one is put back.
    pub(crate) fn open(folder: PathBuf, key: &Path) -> Result<Self, ServerError> {
        let is_new = read_if_there(key)?.is_none();
        let blobs = |key| Self { folder: folder.clone(), key: Arc::new(SealKey::new(key)), growing: Arc::default() };
        if is_new && blobs([0; 32]).holds_sealed().map_err(|source| file_error(&folder, source))? {
            return Err(ServerError::NoBlobKey(key.to_owned()));
        }
        Ok(blobs(secret_file(key)?))
    }

    fn holds_sealed(&self) -> io::Result<bool> {
        for (_, path) in self.files()? {
            if self.key.head_of(&mut File::open(path)?)? != Head::Plain {
                return Ok(true);
            }
        }
        Ok(false)
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
        let (head, _) = self.key.new_head()?;
        write_whole(&unfinished.join(format!("{hash}-{bytes}")), &head)?;
        Ok(UploadState { offset: 0, bytes })
    }

    /// Where an upload stands.
    ///
    /// # Errors
    /// [`BlobFault::Unknown`] where none has begun.
    pub fn state(&self, hash: BlobHash) -> Result<UploadState, BlobFault> {
        if let Some(known) = self.opened(&self.path(hash))? {
            return Ok(UploadState { offset: known.bytes, bytes: known.bytes });
        }
        let (_, bytes, begun) = self.unfinished(hash)?;
        // Stopped between the last byte and the comparison: the last byte is asked for again.
        Ok(UploadState { offset: begun.bytes.min(bytes.saturating_sub(1)), bytes })
    }

    /// Bytes of a photo or file from one on, at most `limit`; none after its end. Whoever begins with the first byte gets
    /// none of a damaged one.
    ///
    /// # Errors
    /// [`BlobFault::Unknown`] where all bytes have not come yet, [`BlobFault::Rotten`], and file errors.
    pub fn part(&self, hash: BlobHash, start: u64, limit: u64) -> Result<BlobPart, BlobFault> {
        let mut opened = self.opened(&self.path(hash))?.ok_or(BlobFault::Unknown)?;
        if start == 0 {
            self.compare(hash, &mut opened)?;
        }
        let bytes = self.read_part(&mut opened, start, limit)?;
        Ok(BlobPart { bytes, total: opened.bytes })
    }

    /// All bytes, compared with the name.
    ///
    /// # Errors
    /// [`BlobFault::Rotten`] where they are not what it says, and file errors.
    pub fn whole(&self, hash: BlobHash) -> Result<Option<Vec<u8>>, BlobFault> {
        let Some(mut opened) = self.opened(&self.path(hash))? else { return Ok(None) };
        let bytes = self.read_part(&mut opened, 0, u64::MAX)?;
        if BlobHash(Sha256::digest(&bytes).into()) == hash { Ok(Some(bytes)) } else { Err(self.put_aside(hash)?) }
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
        let (path, _, begun) = self.unfinished(hash)?;
        let mut part = part.to_vec();
        if let Some(nonce) = begun.nonce {
            self.key.apply(nonce, offset, &mut part)?;
        }
        let mut file = OpenOptions::new().append(true).open(&path)?;
        if begun.bytes > offset {
            file.set_len(HEAD_BYTES as u64 + offset)?;
        }
        file.write_all(&part)?;
        if end == known.bytes {
            file.sync_all()?;
            self.accept(hash, &path)?;
        }
        Ok(UploadState { offset: end, bytes: known.bytes })
    }

    fn accept(&self, hash: BlobHash, path: &Path) -> Result<(), BlobFault> {
        let mut opened = self.opened(path)?.ok_or(BlobFault::Unknown)?;
        if self.hash_of(&mut opened)? != hash {
            fs::remove_file(path)?;
            return Err(BlobFault::Spoilt);
        }
        let place = self.path(hash);
        let folder = place.parent().unwrap_or(&self.folder);
        make_folder(folder)?;
        fs::rename(path, &place)?;
        File::open(folder)?.sync_all()?;
        // Sent again after the commune's copy was damaged.
        match fs::remove_file(self.damaged_folder().join(hash.to_string())) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Seals what was written before files were sealed, and returns how many it were. Each is replaced whole, by one step
    /// of the file system; the photo is there before and after.
    ///
    /// # Errors
    /// A full disk or a folder that cannot be read; what is not sealed by then is read as before. One file that cannot be
    /// sealed is noted and holds up no other.
    pub fn seal_all(&self) -> Result<usize, BlobFault> {
        let mut sealed = 0;
        for (hash, path) in self.files()? {
            match self.seal_one(hash, &path) {
                Ok(true) => sealed += 1,
                Ok(false) => {}
                Err(BlobFault::Full) => return Err(BlobFault::Full),
                Err(fault) => report(&fault),
            }
        }
        Ok(sealed)
    }

    fn seal_one(&self, hash: BlobHash, path: &Path) -> Result<bool, BlobFault> {
        let opened = self.opened(path)?.filter(|opened| opened.nonce.is_none());
        let Some(mut opened) = opened else { return Ok(false) };
        let mut bytes = self.read_part(&mut opened, 0, u64::MAX)?;
        if BlobHash(Sha256::digest(&bytes).into()) != hash {
            return Err(self.put_aside(hash)?);
        }
        let (head, nonce) = self.key.new_head()?;
        self.key.apply(nonce, 0, &mut bytes)?;
        let being_sealed = self.folder.join("being-sealed");
        write_whole(&being_sealed, &[head, bytes].concat())?;
        fs::rename(&being_sealed, path)?;
        File::open(path.parent().unwrap_or(&self.folder))?.sync_all()?;
        Ok(true)
    }

    /// Photos and files whose copy here was found damaged and that nobody has sent again, at most a thousand.
    ///
    /// # Errors
    /// File errors.
    pub fn lost(&self) -> io::Result<Vec<BlobHash>> {
        let names = names_in(&self.damaged_folder())?;
        Ok(names.into_iter().filter_map(|name| name.parse().ok()).take(MAX_LOST).collect())
    }

    /// Compares all bytes with the name.
    fn compare(&self, hash: BlobHash, opened: &mut Opened) -> Result<(), BlobFault> {
        if self.hash_of(opened)? == hash { Ok(()) } else { Err(self.put_aside(hash)?) }
    }

    /// Somebody may look at it later; under its name it is not there any more, so that it can be sent again.
    fn put_aside(&self, hash: BlobHash) -> Result<BlobFault, BlobFault> {
        make_folder(&self.damaged_folder())?;
        fs::rename(self.path(hash), self.damaged_folder().join(hash.to_string()))?;
        Ok(BlobFault::Rotten)
    }

    /// Opens a file; nothing where there is none.
    fn opened(&self, path: &Path) -> Result<Option<Opened>, BlobFault> {
        let mut file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let length = file.metadata()?.len();
        Ok(Some(match self.key.head_of(&mut file)? {
            Head::Sealed(nonce) => Opened { file, nonce: Some(nonce), bytes: length - HEAD_BYTES as u64 },
            Head::Plain => Opened { file, nonce: None, bytes: length },
            Head::OtherKey => return Err(BlobFault::OtherKey),
        }))
    }

    fn read_part(&self, opened: &mut Opened, start: u64, limit: u64) -> Result<Vec<u8>, BlobFault> {
        let head = if opened.nonce.is_some() { HEAD_BYTES as u64 } else { 0 };
        opened.file.seek(SeekFrom::Start(head.saturating_add(start)))?;
        let mut bytes = Vec::new();
        (&opened.file).take(limit.min(MAX_BLOB_BYTES)).read_to_end(&mut bytes)?;
        if let Some(nonce) = opened.nonce {
            self.key.apply(nonce, start, &mut bytes)?;
        }
        Ok(bytes)
    }

    fn hash_of(&self, opened: &mut Opened) -> Result<BlobHash, BlobFault> {
        let (mut hash, mut start) = (Sha256::new(), 0);
        while start < opened.bytes {
            let part = self.read_part(opened, start, CHUNK as u64)?;
            if part.is_empty() {
                break;
            }
            hash.update(&part);
            start += part.len() as u64;
        }
        Ok(BlobHash(hash.finalize().into()))
    }

    fn forget(&self, hash: BlobHash) -> Result<(), BlobFault> {
        let (path, ..) = self.unfinished(hash)?;
        Ok(fs::remove_file(path)?)
    }

    /// A folder for each first byte: some hundred files in each, not a hundred thousand in one.
    fn path(&self, hash: BlobHash) -> PathBuf {
        let name = hash.to_string();
        self.folder.join(name.get(..2).unwrap_or_default()).join(name)
    }

    /// All photos and files that are whole.
    fn files(&self) -> io::Result<Vec<(BlobHash, PathBuf)>> {
        let mut files = Vec::new();
        for folder in names_in(&self.folder)?.into_iter().filter(|name| name.len() == 2) {
            let folder = self.folder.join(folder);
            let names = names_in(&folder)?.into_iter();
            files.extend(names.filter_map(|name| Some((name.parse().ok()?, folder.join(name)))));
        }
        Ok(files)
    }

    fn unfinished_folder(&self) -> PathBuf {
        self.folder.join("unfinished")
    }

    fn damaged_folder(&self) -> PathBuf {
        self.folder.join("damaged")
    }

    /// The file of an upload, whose name also tells how long it will be. One without a head was begun before files were
    /// sealed, or when the power failed: it begins anew.
    fn unfinished(&self, hash: BlobHash) -> Result<(PathBuf, u64, Opened), BlobFault> {
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
            let Some(bytes) = bytes else { continue };
            match self.opened(&entry.path()) {
                Ok(Some(opened)) if opened.nonce.is_some() => return Ok((entry.path(), bytes, opened)),
                Ok(Some(_)) | Err(BlobFault::OtherKey) => fs::remove_file(entry.path())?,
                Ok(None) => {}
                Err(fault) => return Err(fault),
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
        self.whole(hash).map_err(|fault| match fault {
            BlobFault::File(error) => error,
            BlobFault::Rotten => io::Error::new(io::ErrorKind::InvalidData, fault),
            other => io::Error::other(other),
        })
    }
}

/// Writes a file for the owner alone, over whatever stood there.
fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Names of what is in a folder; none where there is no folder.
fn names_in(folder: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(Vec::new());
        }
        Err(error) => return Err(error),
    };
    entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
}

fn file_error(path: &Path, source: io::Error) -> ServerError {
    ServerError::File { path: path.to_owned(), source }
}

fn make_folder(path: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

#[cfg(test)]
#[path = "blobs_tests.rs"]
mod tests;
