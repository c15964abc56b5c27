//! The data folder: one commune, readable by its owner alone.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::ServerError;

const OWNER_ONLY_FOLDER: u32 = 0o700;
const OWNER_ONLY_FILE: u32 = 0o600;

/// Where a commune's files are. Nothing outside this folder is ever written.
#[derive(Clone, Debug)]
pub struct DataFolder(PathBuf);

/// Held while a server runs on a folder; two servers on one log would hand out each other's numbers.
#[derive(Debug)]
pub struct FolderLock(#[expect(dead_code, reason = "dropping the file releases the lock")] File);

impl DataFolder {
    /// Makes the folder if need be and closes it to other accounts of the machine.
    ///
    /// # Errors
    /// [`ServerError::File`] if it cannot be made.
    pub fn create(path: &Path) -> Result<Self, ServerError> {
        let made = fs::DirBuilder::new().recursive(true).mode(OWNER_ONLY_FOLDER).create(path);
        let closed = made.and_then(|()| fs::set_permissions(path, fs::Permissions::from_mode(OWNER_ONLY_FOLDER)));
        closed.map_err(|source| file_error(path, source))?;
        Ok(Self(path.to_owned()))
    }

    /// A folder in which a server was started before.
    ///
    /// # Errors
    /// [`ServerError::NoCommune`] where there is none.
    pub fn existing(path: &Path) -> Result<Self, ServerError> {
        let folder = Self(path.to_owned());
        if folder.database().is_file() { Ok(folder) } else { Err(ServerError::NoCommune(path.to_owned())) }
    }

    /// The log and the accounts.
    pub fn database(&self) -> PathBuf {
        self.0.join("commune.db")
    }

    /// The fold tables for the office; may be deleted at any time.
    pub fn read_model(&self) -> PathBuf {
        self.0.join("read-model.db")
    }

    /// Photos and files, sealed with [`Self::blob_key`].
    pub fn blobs(&self) -> PathBuf {
        self.0.join("blobs")
    }

    /// The key of the photos and files. Without it they are lost: it belongs to every backup.
    pub fn blob_key(&self) -> PathBuf {
        self.0.join("blobs.key")
    }

    /// The key of the read model.
    pub fn read_model_key(&self) -> PathBuf {
        self.0.join("read-model.key")
    }

    /// The seed of the key with which the office desk signs.
    pub fn desk_key(&self) -> PathBuf {
        self.0.join("office-desk.key")
    }

    /// Renames a database that cannot be read, with its journal, so that somebody can look at it later.
    pub(crate) fn put_aside(&self, path: &Path, now_ms: i64) -> Result<(), ServerError> {
        for journal in ["", "-wal", "-shm"] {
            let with_ending = |ending: &str| {
                let mut name = path.as_os_str().to_owned();
                name.push(ending);
                PathBuf::from(name)
            };
            let from = with_ending(journal);
            let to = with_ending(&format!(".damaged-{now_ms}{journal}"));
            match fs::rename(&from, &to) {
                Err(source) if source.kind() != io::ErrorKind::NotFound => return Err(file_error(&from, source)),
                _ => {}
            }
        }
        Ok(())
    }

    pub(crate) fn certificate(&self) -> PathBuf {
        self.0.join("certificate.der")
    }

    pub(crate) fn certificate_key(&self) -> PathBuf {
        self.0.join("certificate.key")
    }

    /// Claims the folder for one running server.
    ///
    /// # Errors
    /// [`ServerError::FolderInUse`] if another server runs on it.
    pub fn lock(&self) -> Result<FolderLock, ServerError> {
        let path = self.0.join("server.lock");
        let file = OpenOptions::new().create(true).append(true).mode(OWNER_ONLY_FILE).open(&path);
        let file = file.map_err(|source| file_error(&path, source))?;
        match file.try_lock() {
            Ok(()) => Ok(FolderLock(file)),
            Err(TryLockError::WouldBlock) => Err(ServerError::FolderInUse(self.0.clone())),
            Err(TryLockError::Error(source)) => Err(file_error(&path, source)),
        }
    }
}

/// Reads a file that may not be there yet.
pub(crate) fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, ServerError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(file_error(path, source)),
    }
}

/// Makes an empty file that only the owner can read, if there is none. SQLite opens it as a new
/// database and gives its journals the same rights.
pub(crate) fn create_owner_only(path: &Path) -> Result<(), ServerError> {
    let opened = OpenOptions::new().create(true).append(true).mode(OWNER_ONLY_FILE).open(path);
    opened.map(drop).map_err(|source| file_error(path, source))
}

/// Writes a file for the owner alone, whole or not at all.
pub(crate) fn write_owner_only(path: &Path, bytes: &[u8]) -> Result<(), ServerError> {
    let unfinished = path.with_extension("new");
    let write = || -> io::Result<()> {
        let mut options = OpenOptions::new();
        let mut file = options.create(true).write(true).truncate(true).mode(OWNER_ONLY_FILE).open(&unfinished)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&unfinished, path)?;
        path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
    };
    write().map_err(|source| file_error(path, source))
}

/// 32 secret bytes from a file, made at the first call.
pub(crate) fn secret_file(path: &Path) -> Result<[u8; 32], ServerError> {
    if let Some(bytes) = read_if_there(path)? {
        let damaged = |_| ServerError::DamagedFile { path: path.to_owned(), problem: "a key has 32 bytes" };
        return bytes.try_into().map_err(damaged);
    }
    let secret: [u8; 32] = random_bytes()?;
    write_owner_only(path, &secret)?;
    Ok(secret)
}

/// Fresh random bytes from the system.
pub(crate) fn random_bytes<const N: usize>() -> Result<[u8; N], ServerError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

fn file_error(path: &Path, source: io::Error) -> ServerError {
    ServerError::File { path: path.to_owned(), source }
}
