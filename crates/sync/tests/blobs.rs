//! Photos over a line that breaks: after the text, thumbnails first, from the byte where it stopped, and never twice.

#![allow(clippy::expect_used, clippy::indexing_slicing)]

mod support;

use domain::{BlobHash, Kind};
use sha2::{Digest as _, Sha256};
use store::NewBlob;
use support::*;

fn hash(bytes: &[u8]) -> BlobHash {
    BlobHash(Sha256::digest(bytes).into())
}

fn photo(number: u8, length: usize) -> Vec<u8> {
    (0..length).map(|at| (at as u8).wrapping_mul(31) ^ number).collect()
}

/// A photo in the answers of a check, as the app records it.
fn take(device: &Device, number: u8, length: usize) -> BlobHash {
    let (bytes, small) = (photo(number, length), photo(number, 900));
    let thumbnail = Some((hash(&small), small.as_slice()));
    let new = NewBlob { hash: hash(&bytes), bytes: &bytes, name: "a.jpg", media_type: "image/jpeg", thumbnail };
    device.store.put_blob(&new, i64::from(number)).expect("kept");
    let check = device.write(0xC0 + u128::from(number), Kind::Check, VILLAGE, &[("status", "complete")]);
    assert_ne!(check.0, [0; 32]);
    let doc = domain::DocId(uuid::Uuid::from_u128(0xC0 + u128::from(number))).to_string();
    let fields = [("check", doc.as_str()), ("hash", &new.hash.to_string()), ("thumbnail", &hash(&small).to_string())];
    device.write(0xA0 + u128::from(number), Kind::Attachment, VILLAGE, &fields.map(|(field, text)| (field, text)));
    new.hash
}

fn safe_at_the_commune(commune: &Commune, name: BlobHash) -> bool {
    commune.blobs.borrow().get(&name).is_some_and(|(_, bytes)| hash(bytes) == name)
}

#[test]
fn photos_follow_the_text_thumbnails_first_and_the_newest_before_older_ones() {
    let commune = Commune::default();
    let device = Device::new(1, &commune);
    let (old, new) = (take(&device, 1, 600_000), take(&device, 2, 10_000));
    let line = device.line(&commune);
    let summary = device.sync_over(&line).expect("a session");
    let calls = line.calls.borrow();
    let first = calls.iter().position(|call| *call == "offset").expect("photos");
    assert!(calls[..first].contains(&"push") && !calls[first..].contains(&"push"), "{calls:?}");
    // Two thumbnails, the small photo, and the large one in three parts.
    assert_eq!(calls.iter().filter(|call| **call == "append").count(), 2 + 1 + 3);
    assert_eq!((summary.photos_safe, summary.photos_left, summary.photos_stopped), (2, 0, None));
    for name in [old, new] {
        assert!(safe_at_the_commune(&commune, name));
        assert!(device.store.blob(name).expect("readable").expect("known").safe_at_ms.is_some());
    }
    drop(calls);
    let line = device.line(&commune);
    device.sync_over(&line).expect("nothing is new");
    assert_eq!(*line.calls.borrow(), ["digest"]);
}

#[test]
fn a_line_that_breaks_between_any_two_calls_costs_no_byte_twice() {
    // As many calls as an undisturbed session makes.
    for broken in 0..16 {
        for fault in [Fault::LostRequest, Fault::LostReply] {
            let commune = Commune::default();
            let device = Device::new(1, &commune);
            let name = take(&device, 1, 600_000);
            let line = device.line(&commune);
            *line.faults.borrow_mut() = vec![Fault::None; broken];
            line.faults.borrow_mut().push(fault);
            // Whatever the first session brought over, the next brings the rest. The commune asserts each offset.
            let _ = device.sync_over(&line);
            let summary = device.sync(&commune);
            assert_eq!((summary.photos_left, summary.photos_stopped), (0, None), "{broken} {fault:?}");
            assert!(safe_at_the_commune(&commune, name), "{broken} {fault:?}");
        }
    }
}

#[test]
fn a_full_disk_at_the_commune_stops_the_photos_and_not_the_text() {
    let commune = Commune::default();
    let device = Device::new(1, &commune);
    let name = take(&device, 1, 5_000);
    *commune.full.borrow_mut() = true;
    let summary = device.sync(&commune);
    assert_eq!((summary.photos_safe, summary.photos_left), (0, 1));
    assert_eq!(summary.photos_stopped, Some("commune_full"));
    assert_eq!((summary.checks_safe, summary.digests_equal), (1, true));
    assert_eq!(device.store.diary(1).expect("a row")[0].outcome, "photos_left");
    *commune.full.borrow_mut() = false;
    assert_eq!(device.sync(&commune).photos_safe, 1);
    assert!(safe_at_the_commune(&commune, name));
}

#[test]
fn bytes_that_are_not_what_their_name_says_get_no_receipt_and_hold_up_no_other_photo() {
    let commune = Commune::default();
    let device = Device::new(1, &commune);
    // The name lies: the bytes on this device are damaged.
    let bad = NewBlob {
        hash: hash(b"what it was"),
        bytes: b"what it is",
        name: "b.jpg",
        media_type: "image/jpeg",
        thumbnail: None,
    };
    device.store.put_blob(&bad, 99).expect("kept");
    device.write(
        7,
        Kind::Attachment,
        VILLAGE,
        &[("check", &domain::DocId(uuid::Uuid::from_u128(1)).to_string()), ("hash", &bad.hash.to_string())],
    );
    let good = take(&device, 1, 5_000);
    let summary = device.sync(&commune);
    assert_eq!((summary.photos_safe, summary.photos_left, summary.photos_spoilt), (1, 1, 1));
    assert!(safe_at_the_commune(&commune, good) && !commune.blobs.borrow().contains_key(&bad.hash));
    assert_eq!(device.store.unsafe_blob_count().expect("a count"), 1);
}

#[test]
fn what_the_commune_has_from_another_device_is_not_sent_again() {
    let commune = Commune::default();
    let (first, second) = (Device::new(1, &commune), Device::new(2, &commune));
    take(&first, 1, 5_000);
    first.sync(&commune);
    let name = take(&second, 1, 5_000);
    let line = second.line(&commune);
    second.sync_over(&line).expect("a session");
    assert!(!line.calls.borrow().contains(&"append"));
    assert!(second.store.blob(name).expect("readable").expect("known").safe_at_ms.is_some());
}

#[test]
fn a_photo_whose_copy_at_the_commune_is_damaged_is_sent_again_by_whoever_has_it() {
    let commune = Commune::default();
    let (first, second) = (Device::new(1, &commune), Device::new(2, &commune));
    let (lost, other) = (take(&first, 1, 5_000), take(&first, 2, 5_000));
    first.sync(&commune);
    second.sync(&commune);
    assert!(second.store.is_blob_there(lost).expect("readable"));
    commune.lose(lost);
    second.sync(&commune);
    assert!(!second.store.is_blob_there(lost).expect("readable"), "nobody promises it any more");
    let line = first.line(&commune);
    let summary = first.sync_over(&line).expect("a session");
    assert_eq!((summary.photos_safe, summary.photos_left), (1, 0));
    assert_eq!(line.calls.borrow().iter().filter(|call| **call == "append").count(), 1, "and nothing else is sent");
    assert!(safe_at_the_commune(&commune, lost) && safe_at_the_commune(&commune, other));
    assert_eq!(first.store.unsafe_blob_count().expect("a count"), 0);
    let line = first.line(&commune);
    first.sync_over(&line).expect("nothing is new");
    assert_eq!(*line.calls.borrow(), ["digest"]);
}
