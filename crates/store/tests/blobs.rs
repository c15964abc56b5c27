//! Photos and files: what is kept, what goes to the commune, and what is left when something fails.

#![allow(clippy::expect_used, clippy::indexing_slicing)]

mod support;

use domain::vocabulary::attachment;
use domain::{BlobHash, DocId, Kind};
use sha2::{Digest as _, Sha256};
use store::{NewBlob, Store};
use support::*;
use uuid::Uuid;

fn hash(bytes: &[u8]) -> BlobHash {
    BlobHash(Sha256::digest(bytes).into())
}

/// Bytes that do not repeat.
fn bytes(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    std::iter::repeat_with(next).take(length).collect()
}

fn put(store: &Store, photo: &[u8], thumbnail: &[u8], at_ms: i64) -> BlobHash {
    let thumbnail = Some((hash(thumbnail), thumbnail));
    let new = NewBlob { hash: hash(photo), bytes: photo, name: "nhà bếp.jpg", media_type: "image/jpeg", thumbnail };
    store.put_blob(&new, at_ms).expect("the photo is kept");
    new.hash
}

fn record(store: &Store, number: u128, check: DocId, photo: BlobHash, thumbnail: &[u8]) {
    let fields = [
        (attachment::CHECK, check.to_string()),
        (attachment::HASH, photo.to_string()),
        (attachment::THUMBNAIL, hash(thumbnail).to_string()),
        (attachment::NAME, "nhà bếp.jpg".to_owned()),
        (attachment::MEDIA_TYPE, "image/jpeg".to_owned()),
        (attachment::BYTES, "600000".to_owned()),
    ];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(field, value)| (*field, value.as_str())).collect();
    let doc = DocId(Uuid::from_u128(number));
    let (envelope, _) = Author::new(1).new_document(doc, Kind::Attachment, HOA_LAM, &fields);
    store.append_own(&[envelope], None).expect("recorded");
}

const CHECK: DocId = DocId(Uuid::from_u128(0xC4EC));

#[test]
fn a_photo_comes_back_byte_for_byte_also_after_a_restart_and_from_the_middle() {
    let folder = Folder::new();
    let photo = bytes(1, 600_000);
    let name = put(&folder.open(), &photo, b"small", 5);
    let store = folder.open();
    assert_eq!(store.blob_bytes(name).expect("readable").as_deref(), Some(photo.as_slice()));
    for (offset, limit) in [(0, 10), (262_143, 3), (262_144, 1), (300_001, 400_000), (599_999, 9), (600_000, 9)] {
        let part = store.blob_part(name, offset as u64, limit).expect("readable");
        assert_eq!(part, photo[offset..(offset + limit).min(photo.len())], "{offset} {limit}");
    }
    assert_eq!(store.blob_bytes(hash(b"another")).expect("readable"), None);
}

#[test]
fn nothing_of_a_photo_can_be_read_in_the_files() {
    let folder = Folder::new();
    let photo = [b"The secret of the kitchen. ".as_slice(), &bytes(2, 300_000)].concat();
    put(&folder.open(), &photo, b"A small secret of the kitchen.", 5);
    for file in std::fs::read_dir(folder.dir.path()).expect("a folder") {
        let content = std::fs::read(file.expect("a file").path()).expect("readable");
        assert!(!content.windows(22).any(|window| window == b"secret of the kitchen."));
    }
}

#[test]
fn thumbnails_go_before_photos_the_newest_first_and_none_that_no_record_names() {
    let folder = Folder::new();
    let store = folder.open();
    let old = put(&store, b"old photo", b"old small", 10);
    let new = put(&store, b"new photo", b"new small", 20);
    put(&store, b"draft photo", b"draft small", 30);
    record(&store, 1, CHECK, old, b"old small");
    record(&store, 2, CHECK, new, b"new small");
    let order: Vec<BlobHash> = store.unsent_blobs().expect("a queue").iter().map(|blob| blob.hash).collect();
    assert_eq!(order, [hash(b"new small"), hash(b"old small"), new, old]);
    assert_eq!(store.unsafe_blob_count().expect("a count"), 3, "the one in a draft is not safe either");
    store.blob_is_safe(new, 40).expect("a receipt");
    assert_eq!(store.unsafe_blob_count().expect("a count"), 2);
    assert_eq!(store.unsent_blobs().expect("a queue").len(), 3);
    let names: Vec<String> = store.attachments_of(CHECK).expect("rows").into_iter().map(|row| row.name).collect();
    assert_eq!(names, ["nhà bếp.jpg", "nhà bếp.jpg"]);
}

#[test]
fn a_photo_that_was_taken_back_is_gone_unless_a_record_or_a_draft_names_it() {
    let folder = Folder::new();
    let store = folder.open();
    let taken_back = put(&store, b"taken back", b"its small one", 10);
    let recorded = put(&store, b"recorded", b"its own small one", 10);
    let in_a_draft = put(&store, b"in a draft", b"one more small one", 10);
    record(&store, 1, CHECK, recorded, b"its own small one");
    store.draft_open(CHECK, DocId(Uuid::from_u128(7)), "duong", "1", None, 1).expect("a draft");
    let answer = format!("{in_a_draft}.jpg").as_str().into();
    store.draft_put(CHECK, &[("anh", Some(&answer))], 2).expect("an answer");
    for photo in [taken_back, recorded, in_a_draft] {
        store.drop_unused_blob(photo).expect("dropped or left");
    }
    assert_eq!(store.blob_bytes(taken_back).expect("readable"), None);
    assert_eq!(store.blob_bytes(hash(b"its small one")).expect("readable"), None);
    assert_eq!(store.blob_bytes(recorded).expect("readable").as_deref(), Some(b"recorded".as_slice()));
    assert_eq!(store.blob_bytes(in_a_draft).expect("readable").as_deref(), Some(b"in a draft".as_slice()));
}

#[test]
fn a_damaged_photo_file_keeps_nobody_from_the_checks() {
    let folder = Folder::new();
    put(&folder.open(), &bytes(3, 5_000), b"small", 5);
    std::fs::write(folder.dir.path().join("so-thon.blobs.db"), bytes(4, 8_192)).expect("spoilt");
    let store = folder.open();
    assert!(store.blob_bytes(hash(&bytes(3, 5_000))).is_err());
    record(&store, 1, CHECK, hash(b"x"), b"y");
    assert_eq!(store.attachments_of(CHECK).expect("rows").len(), 1);
}
