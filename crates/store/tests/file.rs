//! The file itself: who can open it, and what becomes of it when things go wrong.

#![allow(clippy::expect_used)]

mod support;

use std::fs;
use std::io::{Seek, SeekFrom, Write};

use store::{Store, StoreError, StoreKey};
use support::{Author, Folder, HOA_LAM, doc, household, own};

#[test]
fn nothing_that_people_wrote_can_be_read_without_the_key() {
    let folder = Folder::new();
    let store = folder.open();
    own(&store, &[household(&Author::new(1), 1, HOA_LAM, "Nguyễn Văn Hùng", "1")]);
    store.set_meta(&[("address", Some(b"https://192.168.1.20:8443"))]).expect("a fact is kept");
    drop(store);
    for entry in fs::read_dir(folder.dir.path()).expect("the folder") {
        let bytes = fs::read(entry.expect("an entry").path()).expect("a file");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        for secret in ["Hùng", "192.168", "CREATE TABLE", "SQLite format"] {
            assert!(!text.contains(secret), "{secret} stands in clear in the file");
        }
    }
}

#[test]
fn a_wrong_key_is_told_apart_and_changes_nothing() {
    let folder = Folder::new();
    own(&folder.open(), &[household(&Author::new(1), 1, HOA_LAM, "Hùng", "1")]);
    let opened = Store::open(&folder.path(), &StoreKey::new([8; 32]));
    assert!(matches!(opened, Err(StoreError::WrongKey(_))), "{opened:?}");
    assert!(folder.open().document(doc(1)).expect("a document").is_some());
}

#[test]
fn damage_inside_the_file_is_reported_as_damage() {
    let folder = Folder::new();
    let store = folder.open();
    let author = Author::new(1);
    let many: Vec<_> = (0..400).map(|number| household(&author, number, HOA_LAM, "Hùng", "1")).collect();
    own(&store, &many);
    drop(store);
    let length = fs::metadata(folder.path()).expect("the file").len();
    let mut file = fs::OpenOptions::new().write(true).open(folder.path()).expect("the file");
    for page in 4..length / 4096 {
        file.seek(SeekFrom::Start(page * 4096 + 100)).expect("a page");
        file.write_all(&[0xAA; 64]).expect("the page is overwritten");
    }
    drop(file);
    let read = Store::open(&folder.path(), &folder.key()).and_then(|store| store.revisions(doc(200)));
    assert!(matches!(read, Err(StoreError::Damaged(_))), "{read:?}");
}

#[test]
fn a_file_of_a_newer_program_is_left_alone() {
    let folder = Folder::new();
    drop(folder.open());
    folder.raw().pragma_update(None, "user_version", 99).expect("a newer layout");
    let opened = Store::open(&folder.path(), &folder.key());
    assert!(matches!(opened, Err(StoreError::Newer { found: 99, known: 5 })), "{opened:?}");
}

#[test]
fn what_was_committed_survives_without_a_clean_close() {
    let folder = Folder::new();
    let store = folder.open();
    own(&store, &[household(&Author::new(1), 1, HOA_LAM, "Hùng", "1")]);
    // The process vanishes: no destructor runs, files stay as they are on disk.
    let copy = Folder::new();
    for entry in fs::read_dir(folder.dir.path()).expect("the folder") {
        let entry = entry.expect("an entry");
        fs::copy(entry.path(), copy.dir.path().join(entry.file_name())).expect("a copy");
    }
    std::mem::forget(store);
    assert_eq!(copy.open().document(doc(1)).expect("a document").expect("is there").text("name"), Some("Hùng"));
}

#[test]
fn a_backup_opens_with_the_same_key_and_holds_the_same() {
    let folder = Folder::new();
    let store = folder.open();
    own(&store, &[household(&Author::new(1), 1, HOA_LAM, "Hùng", "1")]);
    let path = folder.dir.path().join("copy.db");
    store.backup_to(&path).expect("a backup");
    let copy = Store::open(&path, &folder.key()).expect("the backup opens");
    assert_eq!(copy.document(doc(1)).expect("a document"), store.document(doc(1)).expect("a document"));
    assert!(matches!(Store::open(&path, &StoreKey::new([8; 32])), Err(StoreError::WrongKey(_))));
    assert!(store.backup_to(&path).is_err(), "an existing backup is not overwritten");
}

#[test]
fn two_processes_share_one_file() {
    let folder = Folder::new();
    let (window, command_line) = (folder.open(), folder.open());
    let before = window.version().expect("a version");
    own(&command_line, &[household(&Author::new(1), 1, HOA_LAM, "Hùng", "1")]);
    assert!(window.version().expect("a version") > before);
    assert!(window.document(doc(1)).expect("a document").is_some());
}

#[test]
fn facts_of_the_device_are_set_and_removed_together() {
    let folder = Folder::new();
    let store = folder.open();
    store.set_meta(&[("a", Some(b"1")), ("b", Some(b"2"))]).expect("facts are kept");
    store.set_meta(&[("a", None), ("b", Some(b"3"))]).expect("facts change");
    assert_eq!(store.meta("a").expect("a fact"), None);
    assert_eq!(store.meta("b").expect("a fact"), Some(b"3".to_vec()));
}

/// A real full disk, where the machine lets us make a small one.
#[test]
fn a_full_disk_loses_nothing_and_writing_goes_on_when_there_is_room_again() {
    let folder = Folder::new();
    let mounted = std::process::Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"])
        .arg(folder.dir.path())
        .output()
        .is_ok_and(|output| output.status.success());
    if !mounted {
        println!("not run: this machine does not let the test mount a small disk");
        return;
    }
    let outcome = std::panic::catch_unwind(|| fill_the_disk(&folder));
    std::process::Command::new("umount").arg(folder.dir.path()).status().expect("the small disk goes away");
    outcome.expect("the full disk was survived");
}

fn fill_the_disk(folder: &Folder) {
    let store = folder.open();
    let author = Author::new(1);
    store.draft_open(doc(9), doc(1), "ho_gia_dinh", "1", None, 1).expect("a draft");
    store.draft_put(doc(9), &[("answers/a", Some(&"đã trả lời".into()))], 2).expect("an answer");
    let ballast = folder.dir.path().join("ballast");
    let mut kept = 0;
    let error = loop {
        let name = "x".repeat(20_000);
        let (envelope, _) = household(&author, 1_000 + kept, HOA_LAM, &name, "1");
        match store.append_own(&[envelope], Some(doc(9 + kept))) {
            // The first append takes the draft away, as finishing a form does; open the next one.
            Ok(_) => kept += 1,
            Err(error) => break error,
        }
        assert!(kept < 1_000, "two megabytes are never full");
        if let Err(error) = store.draft_open(doc(9 + kept), doc(1), "ho_gia_dinh", "1", None, 1) {
            break error;
        }
        if !ballast.exists() {
            fs::write(&ballast, vec![0; 400_000]).expect("ballast");
        }
    };
    assert!(matches!(error, StoreError::DiskFull(_)), "{error:?}");
    assert_eq!(u128::from(store.unsent_summary().expect("a count").revisions), kept, "all that was accepted is there");
    fs::remove_file(&ballast).expect("room again");
    let (envelope, _) = household(&author, 5_000, HOA_LAM, "Hùng", "2");
    store.append_own(&[envelope], None).expect("the store is usable again");
    drop(store);
    assert!(folder.open().document(doc(5_000)).expect("a document").is_some());
}
