//! The open file: who may read and write when.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::blob_file::BlobFile;
use crate::{StoreError, StoreKey, connection, migrate};

/// Connections for screens: enough that a long list does not hold up a keystroke.
const READERS: usize = 3;
/// How the name of the file with the bytes of photos ends.
const BLOBS: &str = "blobs.db";
/// The fact by which a step of the layout asks for the derived tables to be made again.
pub(crate) const REBUILD: &str = "rebuild";

/// One device's file (or the read model of an office). Shared between threads: one writer at a time,
/// readers beside it, each operation on one consistent state.
#[derive(Debug)]
pub struct Store {
    writer: Mutex<Connection>,
    readers: [Mutex<Connection>; READERS],
    next_reader: AtomicUsize,
    blobs: BlobFile,
}

/// Whether a write changes what screens show, and so [`Store::version`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    Yes,
    No,
}

impl Store {
    /// Opens the file, creating it and bringing its layout up to date where needed.
    ///
    /// # Errors
    /// [`StoreError::WrongKey`] if the key is not the file's, [`StoreError::Newer`] if a newer program
    /// wrote it, [`StoreError::Damaged`], [`StoreError::DiskFull`], [`StoreError::Busy`].
    pub fn open(path: &Path, key: &StoreKey) -> Result<Self, StoreError> {
        let mut writer = connection::writer(path, key)?;
        migrate::migrate(&mut writer, path)?;
        let readers = [connection::reader(path, key)?, connection::reader(path, key)?, connection::reader(path, key)?];
        let store = Self {
            writer: Mutex::new(writer),
            readers: readers.map(Mutex::new),
            next_reader: AtomicUsize::new(0),
            blobs: BlobFile::new(path.with_extension(BLOBS), key.clone()),
        };
        if store.meta(REBUILD)?.is_some() {
            store.rebuild()?;
        }
        Ok(store)
    }

    /// A number that grows with every committed change of log, documents, drafts or receipts, by this or
    /// another process; cheap enough to poll. Single answers put into a draft do not count.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn version(&self) -> Result<u64, StoreError> {
        let value: i64 = self.read(|reader| {
            Ok(reader.prepare_cached("SELECT value FROM version")?.query_row([], |row| row.get(0))?)
        })?;
        Ok(value.unsigned_abs())
    }

    /// The bytes of photos and files.
    pub(crate) const fn blobs(&self) -> &BlobFile {
        &self.blobs
    }

    /// Writes a compact copy of the file, without photos, encrypted with the same key, to a path that must not exist.
    ///
    /// # Errors
    /// [`StoreError`], most likely [`StoreError::DiskFull`].
    pub fn backup_to(&self, path: &Path) -> Result<(), StoreError> {
        migrate::backup(&lock(&self.writer), path)
    }

    /// Reads one consistent state.
    pub(crate) fn read<T>(&self, query: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut reader = self.free_reader();
        let snapshot = reader.transaction()?;
        let result = query(&snapshot)?;
        snapshot.commit()?;
        Ok(result)
    }

    /// Writes all or nothing.
    pub(crate) fn write<T>(
        &self,
        shown: Shown,
        change: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut writer = lock(&self.writer);
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let result = change(&transaction)?;
        if shown == Shown::Yes {
            transaction.prepare_cached("UPDATE version SET value = value + 1")?.execute([])?;
        }
        transaction.commit()?;
        Ok(result)
    }

    fn free_reader(&self) -> MutexGuard<'_, Connection> {
        for reader in &self.readers {
            match reader.try_lock() {
                Ok(guard) => return guard,
                Err(TryLockError::Poisoned(poisoned)) => return poisoned.into_inner(),
                Err(TryLockError::WouldBlock) => {}
            }
        }
        let [first, second, third] = &self.readers;
        match self.next_reader.fetch_add(1, Ordering::Relaxed) % READERS {
            0 => lock(first),
            1 => lock(second),
            _ => lock(third),
        }
    }

    /// Runs a statement outside the store's rules, for tests that provoke failures.
    #[cfg(test)]
    #[allow(clippy::expect_used)]
    pub(crate) fn raw(&self, sql: &str) {
        lock(&self.writer).execute_batch(sql).expect("a statement of a test");
    }
}

/// A panic of another thread rolled its transaction back, so the connection itself is fine.
fn lock(connection: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[allow(clippy::expect_used, clippy::panic)]
mod tests {
    use domain::{AreaId, DeviceId, DocId, Kind, UserId};
    use uuid::Uuid;
    use wire::{DeviceKey, Draft, Envelope};

    use super::*;

    fn household(number: u128, name: &str) -> Envelope {
        let draft = Draft {
            doc: DocId(Uuid::from_u128(number)),
            kind: Kind::Subject,
            area: AreaId(Uuid::nil()),
            parents: Vec::new(),
            depth: 0,
            author: UserId(Uuid::nil()),
            device: DeviceId(Uuid::nil()),
            at_ms: 1,
            changes: [("name".into(), domain::Change::Set(name.into()))].into(),
        };
        draft.sign(&DeviceKey::from_seed(&[1; 32])).0
    }

    #[test]
    fn a_file_that_may_not_grow_keeps_what_it_has_and_takes_more_when_it_may_again() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let store = Store::open(&folder.path().join("a.db"), &StoreKey::new([1; 32])).expect("the store opens");
        store.append_own(&[household(1, "Hùng")], None).expect("a household");
        let before = store.version().expect("a version");
        store.raw("PRAGMA max_page_count = 1");
        let refused = store.append_own(&[household(2, &"x".repeat(100_000))], None);
        assert!(matches!(refused, Err(StoreError::DiskFull(_))), "{refused:?}");
        assert_eq!(store.version().expect("a version"), before);
        assert_eq!(store.document(DocId(Uuid::from_u128(2))).expect("readable"), None);
        store.raw("PRAGMA max_page_count = 1000000");
        store.append_own(&[household(2, "Hoa")], None).expect("the store is usable");
    }

    #[test]
    fn a_photo_for_which_there_is_no_room_leaves_nothing_half_written() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let store = Store::open(&folder.path().join("a.db"), &StoreKey::new([1; 32])).expect("the store opens");
        let photo = vec![9; 400_000];
        let (hash, small) = (domain::BlobHash([5; 32]), domain::BlobHash([6; 32]));
        let thumbnail = Some((small, b"small".as_slice()));
        let new = crate::NewBlob { hash, bytes: &photo, name: "a.jpg", media_type: "image/jpeg", thumbnail };
        store.blobs().raw("PRAGMA max_page_count = 20");
        let refused = store.put_blob(&new, 1);
        assert!(matches!(refused, Err(StoreError::DiskFull(_))), "{refused:?}");
        assert_eq!(store.blob(hash).expect("readable"), None);
        assert_eq!(store.blobs().read(hash).expect("readable"), None);
        store.blobs().raw("PRAGMA max_page_count = 100000");
        // The first file refuses: the bytes that the second has are swept when the program starts again.
        store.raw("CREATE TRIGGER no_room BEFORE INSERT ON blob BEGIN SELECT raise(FAIL, 'a test'); END");
        store.put_blob(&new, 1).expect_err("no row");
        assert_eq!(store.blob_bytes(hash).expect("readable"), None);
        store.raw("DROP TRIGGER no_room");
        drop(store);
        let store = Store::open(&folder.path().join("a.db"), &StoreKey::new([1; 32])).expect("the store opens");
        let other = crate::NewBlob { hash: domain::BlobHash([7; 32]), bytes: b"x", thumbnail: None, ..new };
        store.put_blob(&other, 2).expect("there is room");
        assert_eq!(store.blobs().read(hash).expect("readable"), None, "swept");
        store.put_blob(&new, 3).expect("and for the first one, too");
        assert_eq!(store.blob_bytes(hash).expect("readable"), Some(photo));
    }

    #[test]
    fn a_fetched_photo_for_which_there_is_no_room_keeps_what_had_come_and_goes_on_when_there_is() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let store = Store::open(&folder.path().join("a.db"), &StoreKey::new([1; 32])).expect("the store opens");
        let hash = domain::BlobHash([5; 32]);
        assert_eq!(store.blob_arrive(hash, 0, &[9; 50_000]).expect("room"), 50_000);
        store.blobs().raw("PRAGMA max_page_count = 20");
        let refused = store.blob_arrive(hash, 50_000, &[9; 200_000]);
        assert!(matches!(refused, Err(StoreError::DiskFull(_))), "{refused:?}");
        let (name, media_type) = ("a.jpg".to_owned(), "image/jpeg".to_owned());
        let about = crate::LackingBlob { hash, preview: false, bytes: 250_000, name, media_type, thumbnail: None };
        let fetched = crate::FetchedBlob { about, bytes: vec![9; 250_000] };
        let refused = store.keep_fetched(std::slice::from_ref(&fetched), 1);
        assert!(matches!(refused, Err(StoreError::DiskFull(_))), "{refused:?}");
        assert_eq!(store.blob(hash).expect("readable"), None);
        assert_eq!(store.blob_arrived(hash).expect("a count"), 50_000);
        store.blobs().raw("PRAGMA max_page_count = 100000");
        assert_eq!(store.blob_arrive(hash, 50_000, &[9; 200_000]).expect("room"), 250_000);
        assert_eq!(store.blob_arrived_bytes(hash).expect("readable"), vec![9; 250_000]);
        store.keep_fetched(&[fetched], 1).expect("room");
        assert_eq!(store.blob(hash).expect("readable").and_then(|row| row.safe_at_ms), Some(1));
    }

    #[test]
    fn of_photos_that_are_being_fetched_the_last_few_are_kept_and_bytes_that_do_not_go_on_are_not() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let store = Store::open(&folder.path().join("a.db"), &StoreKey::new([1; 32])).expect("the store opens");
        for number in 1..=10 {
            store.blob_arrive(domain::BlobHash([number; 32]), 0, b"some").expect("room");
        }
        let arrived = (1..=10).map(|number| store.blob_arrived(domain::BlobHash([number; 32])).expect("a count"));
        assert_eq!(arrived.collect::<Vec<_>>(), [0, 0, 4, 4, 4, 4, 4, 4, 4, 4]);
        let last = domain::BlobHash([10; 32]);
        assert_eq!(store.blob_arrive(last, 2, b"twice").expect("nothing to do"), 4);
        assert_eq!(store.blob_arrive(last, 4, b" more").expect("room"), 9);
        assert_eq!(store.blob_arrived_bytes(last).expect("readable"), b"some more");
    }

    #[test]
    fn a_transaction_that_is_dropped_midway_leaves_nothing() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let store = Store::open(&folder.path().join("a.db"), &StoreKey::new([1; 32])).expect("the store opens");
        let stopped = store.write(Shown::Yes, |transaction| {
            transaction.execute("INSERT INTO meta (name, value) VALUES ('a', x'01')", [])?;
            Err::<(), _>(StoreError::Damaged("a test".to_owned()))
        });
        assert!(stopped.is_err());
        let panicked = std::panic::catch_unwind(|| {
            store.write(Shown::Yes, |transaction| -> Result<(), StoreError> {
                transaction.execute("INSERT INTO meta (name, value) VALUES ('a', x'01')", [])?;
                panic!("the program dies here")
            })
        });
        assert!(panicked.is_err());
        assert_eq!(store.meta("a").expect("readable"), None);
        assert_eq!(store.version().expect("a version"), 0);
        store.set_meta(&[("a", Some(b"2"))]).expect("the store is usable");
    }

    #[test]
    fn readers_cannot_write() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let store = Store::open(&folder.path().join("a.db"), &StoreKey::new([1; 32])).expect("the store opens");
        let written = store.read(|reader| Ok(reader.execute("DELETE FROM meta", [])?));
        assert!(written.is_err());
    }
}
