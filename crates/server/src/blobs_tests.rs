#![allow(clippy::expect_used)]

use super::*;

fn hash(bytes: &[u8]) -> BlobHash {
    BlobHash(Sha256::digest(bytes).into())
}

fn blobs(folder: &tempfile::TempDir) -> Blobs {
    Blobs::open(folder.path().join("blobs"), &folder.path().join("blobs.key")).expect("the folder opens")
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
    blobs.append(name, 0, b"a phot").expect("a part");
    // As the server left it: the last byte is there, and was not compared.
    let path = blobs.unfinished_folder().join(format!("{name}-7"));
    let mut sealed = *b"a photo";
    let nonce = blobs.opened(&path).expect("readable").expect("there").nonce.expect("sealed");
    blobs.key.apply(nonce, 0, &mut sealed).expect("sealed");
    let head = fs::read(&path).expect("readable")[..HEAD_BYTES].to_vec();
    fs::write(&path, [head.as_slice(), &sealed].concat()).expect("written");
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
    // `/dev/full` takes no byte; an upload itself cannot be one, since its head is read first.
    let written = write_whole(Path::new("/dev/full"), b"a photo").expect_err("no room");
    assert!(matches!(BlobFault::from(written), BlobFault::Full));
    assert_eq!(blobs.state(name).expect("known").offset, 0);
}

/// Where a photo lies, and what is there.
fn on_disk(blobs: &Blobs, name: BlobHash) -> Vec<u8> {
    fs::read(blobs.path(name)).expect("readable")
}

fn keep(blobs: &Blobs, bytes: &[u8]) -> BlobHash {
    let name = hash(bytes);
    if blobs.begin(name, bytes.len() as u64).expect("begun").offset == 0 {
        blobs.append(name, 0, bytes).expect("kept");
    }
    name
}

/// As a server of before photos were sealed left it.
fn keep_plain(blobs: &Blobs, bytes: &[u8]) -> BlobHash {
    let name = hash(bytes);
    fs::create_dir_all(blobs.path(name).parent().expect("a folder")).expect("made");
    fs::write(blobs.path(name), bytes).expect("written");
    name
}

#[test]
fn nothing_of_a_photo_can_be_read_on_the_disk_neither_whole_nor_in_the_middle_of_its_upload() {
    let folder = tempfile::tempdir().expect("a folder");
    let blobs = blobs(&folder);
    let photo = b"The secret of the kitchen. ".repeat(20);
    let name = hash(&photo);
    blobs.begin(name, photo.len() as u64).expect("begun");
    blobs.append(name, 0, &photo[..100]).expect("a part");
    let unfinished = fs::read(blobs.unfinished_folder().join(format!("{name}-{}", photo.len()))).expect("readable");
    assert_eq!(unfinished.len(), HEAD_BYTES + 100);
    blobs.append(name, 100, &photo[100..]).expect("the rest");
    for bytes in [unfinished, on_disk(&blobs, name)] {
        assert!(!bytes.windows(6).any(|window| window == b"secret"));
    }
    assert_eq!(blobs.whole(name).expect("readable"), Some(photo.clone()));
    for (start, limit) in [(0, 5), (30, 100), (500, 1_000), (540, 1)] {
        let part = blobs.part(name, start, limit).expect("a part");
        let end = (start + limit).min(photo.len() as u64);
        assert_eq!((part.bytes.as_slice(), part.total), (&photo[start as usize..end as usize], 540));
    }
}

#[test]
fn photos_of_before_are_read_and_then_sealed_each_by_one_step() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = blobs(&folder);
    let old = keep_plain(&first, b"an old photo");
    let damaged = keep_plain(&first, b"a damaged one");
    fs::write(first.path(damaged), b"a damaged on?").expect("damaged");
    let new = keep(&first, b"a new photo");
    assert_eq!(first.whole(old).expect("readable").as_deref(), Some(b"an old photo".as_slice()));
    assert_eq!(first.part(old, 3, 3).expect("a part").bytes, b"old");
    assert_eq!(first.begin(old, 12).expect("known").offset, 12);
    // The power failed after the sealed copy was begun, before it took the place.
    fs::write(first.folder.join("being-sealed"), b"half").expect("written");
    let again = blobs(&folder);
    assert_eq!(again.seal_all().expect("sealed"), 1);
    for (name, bytes) in [(old, b"an old photo".as_slice()), (new, b"a new photo")] {
        assert_eq!(again.whole(name).expect("readable").as_deref(), Some(bytes));
        assert!(!on_disk(&again, name).windows(5).any(|window| window == b"photo"));
    }
    assert_eq!(again.seal_all().expect("nothing is left"), 0);
    assert_eq!(again.lost().expect("readable"), [damaged]);
}

#[test]
fn an_upload_that_was_begun_before_photos_were_sealed_begins_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let blobs = blobs(&folder);
    let name = hash(b"a photo");
    fs::create_dir_all(blobs.unfinished_folder()).expect("made");
    for begun in [b"a ph".as_slice(), b""] {
        fs::write(blobs.unfinished_folder().join(format!("{name}-7")), begun).expect("written");
        assert!(matches!(blobs.state(name), Err(BlobFault::Unknown)));
        assert_eq!(blobs.begin(name, 7).expect("begun"), UploadState { offset: 0, bytes: 7 });
    }
    blobs.append(name, 0, b"a photo").expect("all of it");
    assert_eq!(blobs.whole(name).expect("readable").as_deref(), Some(b"a photo".as_slice()));
}

#[test]
fn a_damaged_photo_is_told_from_a_missing_one_and_can_be_sent_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let blobs = blobs(&folder);
    assert_eq!(blobs.whole(hash(b"another")).expect("not there"), None);
    for ask in
        [|blobs: &Blobs, name| blobs.whole(name).map(drop), |blobs: &Blobs, name| blobs.part(name, 0, 2).map(drop)]
    {
        let name = keep(&blobs, b"a photo");
        let mut bytes = on_disk(&blobs, name);
        bytes[HEAD_BYTES + 3] ^= 1;
        fs::write(blobs.path(name), &bytes).expect("damaged");
        assert!(matches!(ask(&blobs, name), Err(BlobFault::Rotten)));
        assert!(!blobs.has(name) && matches!(blobs.state(name), Err(BlobFault::Unknown)));
        assert_eq!(blobs.lost().expect("readable"), [name]);
        assert_eq!(fs::read(blobs.damaged_folder().join(name.to_string())).expect("put aside"), bytes);
        assert_eq!(keep(&blobs, b"a photo"), name);
        assert_eq!(blobs.lost().expect("readable"), []);
    }
}

#[test]
fn another_key_is_no_damage_and_a_missing_one_is_not_made_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let (key, aside) = (folder.path().join("blobs.key"), folder.path().join("blobs.key.old"));
    let name = keep(&blobs(&folder), b"a photo");
    fs::rename(&key, &aside).expect("gone");
    let opened = Blobs::open(folder.path().join("blobs"), &key);
    assert!(matches!(opened, Err(ServerError::NoBlobKey(_))), "{opened:?}");
    assert!(!key.exists());
    fs::write(&key, [7; 32]).expect("another key");
    assert!(matches!(blobs(&folder).whole(name), Err(BlobFault::OtherKey)));
    assert!(blobs(&folder).has(name), "it stays where it is");
    fs::rename(&aside, &key).expect("back");
    assert_eq!(blobs(&folder).whole(name).expect("readable").as_deref(), Some(b"a photo".as_slice()));
}
