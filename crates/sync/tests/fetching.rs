//! Photos of others on their way here, over a line that breaks and from a commune that lies.

#![allow(clippy::expect_used, clippy::indexing_slicing)]

mod support;

use std::cell::Cell;

use domain::{BlobHash, DocId, Kind};
use sha2::{Digest as _, Sha256};
use store::{LackingBlob, NewBlob};
use support::*;
use sync::{Fetched, Progress, SyncError, fetch, run};
use uuid::Uuid;

const LENGTH: usize = 700_000;

fn hash(bytes: &[u8]) -> BlobHash {
    BlobHash(Sha256::digest(bytes).into())
}

fn photo(number: u8, length: usize) -> Vec<u8> {
    (0..length).map(|at| (at as u8).wrapping_mul(31) ^ (at >> 8) as u8 ^ number).collect()
}

fn small(number: u8) -> BlobHash {
    hash(&photo(number, 900))
}

fn whole(number: u8) -> BlobHash {
    hash(&photo(number, LENGTH))
}

/// A photo in the answers of a check, as the app records it. Later numbers are of later checks.
fn take(device: &Device, number: u8) {
    let (bytes, small) = (photo(number, LENGTH), photo(number, 900));
    let thumbnail = Some((hash(&small), small.as_slice()));
    let new = NewBlob { hash: hash(&bytes), bytes: &bytes, name: "bếp.jpg", media_type: "image/jpeg", thumbnail };
    device.store.put_blob(&new, i64::from(number)).expect("kept");
    let check = 0xC0 + u128::from(number);
    device.write(check, Kind::Check, VILLAGE, &[("status", "complete")]);
    let fields = [
        ("check", DocId(Uuid::from_u128(check)).to_string()),
        ("hash", new.hash.to_string()),
        ("thumbnail", hash(&small).to_string()),
        ("name", new.name.to_owned()),
        ("bytes", LENGTH.to_string()),
    ];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(field, text)| (*field, text.as_str())).collect();
    device.write(0x1000 + u128::from(number), Kind::Attachment, VILLAGE, &fields);
}

/// A commune with `photos` photos of one tablet, and a laptop that has none of them.
fn with_photos(photos: u8) -> (Commune, Device) {
    let commune = Commune::default();
    let tablet = Device::new(1, &commune);
    (1..=photos).for_each(|number| take(&tablet, number));
    tablet.sync(&commune);
    let laptop = Device::new(2, &commune);
    (commune, laptop)
}

fn fetched(device: &Device, line: &Line<'_>, number: u8) -> Result<Fetched, SyncError> {
    fetch(&device.store, line, whole(number), 9, &|_, _| (), &|| false)
}

#[test]
fn thumbnails_of_others_come_after_the_text_the_newest_first_and_never_count_as_unsent() {
    let (commune, laptop) = with_photos(3);
    let line = laptop.line(&commune);
    let summary = laptop.sync_over(&line).expect("a session");
    assert_eq!((summary.pictures_fetched, summary.pictures_left, summary.pictures_stopped), (3, 0, None));
    let calls = line.calls.borrow();
    let first = calls.iter().position(|call| *call == "have").expect("asked once");
    assert_eq!(calls[first..], ["have", "part", "part", "part"], "and nothing of the text after it");
    for number in 1..=3 {
        let row = laptop.store.blob(small(number)).expect("readable").expect("here");
        assert!(row.safe_at_ms.is_some());
        assert_eq!(laptop.store.blob_bytes(small(number)).expect("readable").expect("bytes"), photo(number, 900));
        // The photo itself stays where it is; this device knows that it is safe.
        assert_eq!(laptop.store.blob(whole(number)).expect("readable"), None);
        assert!(laptop.store.is_blob_there(whole(number)).expect("readable"));
    }
    assert_eq!(laptop.store.unsafe_blob_count().expect("a count"), 0);
    assert_eq!(laptop.store.unsent_blobs().expect("a queue"), []);
    laptop.store.drop_unused_blob(small(1)).expect("nothing to drop");
    assert!(laptop.store.blob_bytes(small(1)).expect("readable").is_some());
    let line = laptop.line(&commune);
    laptop.sync_over(&line).expect("nothing is new");
    assert_eq!(*line.calls.borrow(), ["digest"]);

    let (newest_first, laptop) = with_photos(3);
    let line = laptop.line(&newest_first);
    line.cuts.borrow_mut().extend([900, 0, 0, 0]);
    let summary = laptop.sync_over(&line).expect("the session is a success");
    assert_eq!((summary.pictures_fetched, summary.pictures_left), (1, 2));
    assert!(laptop.store.blob(small(3)).expect("readable").is_some());
}

#[test]
fn a_line_that_breaks_keeps_what_has_come_and_the_session_is_a_success() {
    for fault in [Fault::LostRequest, Fault::LostReply] {
        for broken in 0..12 {
            let (commune, laptop) = with_photos(2);
            let line = laptop.line(&commune);
            *line.faults.borrow_mut() = vec![Fault::None; broken];
            line.faults.borrow_mut().push(fault);
            let first = laptop.sync_over(&line);
            let photos_began = line.calls.borrow().contains(&"have");
            assert!(!photos_began || first.is_ok_and(|summary| summary.digests_equal), "{broken} {fault:?}");
            let summary = laptop.sync(&commune);
            assert_eq!((summary.pictures_left, summary.pictures_stopped), (0, None), "{broken} {fault:?}");
            assert!(laptop.store.blob_bytes(small(1)).expect("readable").is_some());
        }
    }
}

#[test]
fn a_photo_goes_on_at_the_byte_where_the_line_broke_also_the_next_day() {
    let (commune, laptop) = with_photos(1);
    laptop.sync(&commune);
    let line = laptop.line(&commune);
    line.cuts.borrow_mut().extend([100_000, 5, 0, 200_000, 0, 0, 0]);
    let stopped = fetched(&laptop, &line, 1).expect_err("the line broke for good");
    assert_eq!(stopped.code(), "interrupted");
    assert_eq!(*line.asked_from.borrow(), [0, 100_000, 100_005, 100_005, 300_005, 300_005, 300_005]);
    assert_eq!(laptop.store.blob(whole(1)).expect("readable"), None);
    let line = laptop.line(&commune);
    let seen = Cell::new((0, 0));
    let done = fetch(&laptop.store, &line, whole(1), 9, &|here, all| seen.set((here, all)), &|| false);
    assert_eq!(done.expect("fetched"), Fetched::Here);
    assert_eq!(line.asked_from.borrow()[0], 300_005);
    assert_eq!(seen.get(), (LENGTH as u64, LENGTH as u64));
    assert_eq!(laptop.store.blob_bytes(whole(1)).expect("readable").expect("bytes"), photo(1, LENGTH));
    let row = laptop.store.blob(whole(1)).expect("readable").expect("here");
    assert_eq!((row.name.as_str(), row.thumbnail), ("bếp.jpg", Some(small(1))));
    assert_eq!((row.safe_at_ms, laptop.store.unsafe_blob_count().expect("a count")), (Some(9), 0));
    assert_eq!(laptop.store.blob_arrived(whole(1)).expect("a count"), 0, "nothing is left of the parts");
    let line = laptop.line(&commune);
    assert_eq!(fetched(&laptop, &line, 1).expect("here"), Fetched::Here);
    assert!(line.calls.borrow().is_empty(), "it is not fetched twice");
}

#[test]
fn a_user_who_stops_keeps_what_has_come() {
    let (commune, laptop) = with_photos(2);
    laptop.sync(&commune);
    let line = laptop.line(&commune);
    let stopped = fetch(&laptop.store, &line, whole(1), 9, &|_, _| (), &|| line.calls.borrow().len() == 2);
    assert!(matches!(stopped, Err(SyncError::Cancelled)));
    assert_eq!(laptop.store.blob_arrived(whole(1)).expect("a count"), 2 * 256 * 1024);

    let (commune, laptop) = with_photos(2);
    let line = laptop.line(&commune);
    let stop = || line.calls.borrow().iter().filter(|call| **call == "part").count() == 1;
    let summary = run(&laptop.store, &line, &|| 1, &|_: Progress| {}, &stop).expect("the text is safe: a success");
    assert_eq!((summary.pictures_fetched, summary.pictures_left), (1, 1));
    assert_eq!(summary.pictures_stopped, Some("cancelled"));
    assert_eq!(laptop.store.diary(1).expect("a row")[0].outcome, "pictures_left");
}

#[test]
fn wrong_bytes_are_noted_thrown_away_and_hold_up_no_other_picture() {
    let (commune, laptop) = with_photos(3);
    commune.corrupt(small(2));
    commune.corrupt(whole(1));
    let summary = laptop.sync(&commune);
    assert_eq!((summary.pictures_fetched, summary.pictures_spoilt, summary.pictures_left), (2, 1, 1));
    assert_eq!(laptop.store.blob(small(2)).expect("readable"), None);
    assert_eq!(fetched(&laptop, &laptop.line(&commune), 1).expect("told"), Fetched::Spoilt);
    assert_eq!(laptop.store.blob(whole(1)).expect("readable"), None);
    assert_eq!(laptop.store.blob_arrived(whole(1)).expect("a count"), 0, "it begins anew");
    commune.corrupt(whole(1));
    assert_eq!(fetched(&laptop, &laptop.line(&commune), 1).expect("mended"), Fetched::Here);
}

#[test]
fn lengths_that_cannot_be_are_refused_before_the_bytes_are_kept() {
    let (commune, laptop) = with_photos(2);
    let lies = [(small(1), 1 << 40), (small(2), 1024 * 1024 + 1), (whole(1), u64::MAX), (whole(2), LENGTH as u64 + 1)];
    commune.announces.borrow_mut().extend(lies);
    let summary = laptop.sync(&commune);
    assert_eq!((summary.pictures_fetched, summary.pictures_spoilt), (0, 2));
    for number in [1, 2] {
        let line = laptop.line(&commune);
        assert_eq!(fetched(&laptop, &line, number).expect("told"), Fetched::Spoilt);
        assert_eq!(line.calls.borrow().len(), 1);
        assert_eq!(laptop.store.blob_arrived(whole(number)).expect("a count"), 0);
    }
}

#[test]
fn what_the_commune_does_not_give_is_asked_for_again_in_the_next_session() {
    let (commune, laptop) = with_photos(2);
    commune.withheld.borrow_mut().extend([small(1), whole(1)]);
    let summary = laptop.sync(&commune);
    assert_eq!((summary.pictures_fetched, summary.pictures_left, summary.pictures_stopped), (1, 0, None));
    assert!(!laptop.store.is_blob_there(whole(1)).expect("readable"));
    assert_eq!(fetched(&laptop, &laptop.line(&commune), 1).expect("told"), Fetched::NotThere);
    commune.withheld.borrow_mut().clear();
    assert_eq!(laptop.sync(&commune).pictures_fetched, 1);
    // Said to be there and lost since.
    commune.withheld.borrow_mut().insert(whole(1));
    assert!(laptop.store.is_blob_there(whole(1)).expect("readable"));
    assert_eq!(fetched(&laptop, &laptop.line(&commune), 1).expect("told"), Fetched::NotThere);
    assert!(!laptop.store.is_blob_there(whole(1)).expect("readable"));
}

#[test]
fn layouts_of_reports_come_to_devices_that_run_the_office_alone() {
    for runs_office in [false, true] {
        let commune = Commune::default();
        *commune.runs_office.borrow_mut() = runs_office;
        let desk = Device::new(1, &commune);
        let layout = photo(9, 5_000);
        let new = NewBlob { hash: hash(&layout), bytes: &layout, name: "mau.docx", media_type: "x/y", thumbnail: None };
        desk.store.put_blob(&new, 1).expect("kept");
        desk.write(0x77, Kind::Report, COMMUNE, &[("a", "b")]);
        let owner = DocId(Uuid::from_u128(0x77)).to_string();
        let name = new.hash.to_string();
        let fields = [("check", owner.as_str()), ("hash", name.as_str()), ("name", "mau.docx"), ("bytes", "5000")];
        desk.write(0x78, Kind::Attachment, COMMUNE, &fields);
        desk.sync(&commune);
        let laptop = Device::new(2, &commune);
        let summary = laptop.sync(&commune);
        assert_eq!((summary.layouts_fetched, summary.pictures_left), (u64::from(runs_office), 0));
        let here = laptop.store.blob_bytes(new.hash).expect("readable");
        assert_eq!(here.as_ref(), runs_office.then_some(&layout));
        let known = laptop.store.lacking_blob(new.hash).expect("readable").map(|LackingBlob { name, .. }| name);
        assert_eq!(known.as_deref(), (!runs_office).then_some("mau.docx"));
    }
}
