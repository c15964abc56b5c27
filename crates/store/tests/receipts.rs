//! What is safe at the commune and what is not.

#![allow(clippy::expect_used)]

mod support;

use domain::{Kind, RevId};
use store::{SafeDigest, Unsent};
use support::{Author, Folder, HOA_LAM, PHU_VINH, check_of, doc, household, own, remote};
use wire::{Outcome, digest_add};

#[test]
fn own_work_waits_until_the_commune_says_that_it_is_safe() {
    let folder = Folder::new();
    let store = folder.open();
    let author = Author::new(1);
    let subject = household(&author, 1, HOA_LAM, "Hùng", "1");
    let check = check_of(&author, 2, 1, 9, "draft");
    let later = author.edit(&[&check.1], 2_000, &[("status", "complete")]);
    own(&store, &[subject.clone(), check.clone(), later.clone()]);

    let waiting = store.unsent_summary().expect("a summary");
    assert_eq!(waiting, Unsent { revisions: 3, checks: 1, oldest_at_ms: Some(1_000), parked: 0 });
    let queue: Vec<RevId> = store.unsent(1 << 20, 100).expect("a queue").into_iter().map(|(id, _)| id).collect();
    assert_eq!(queue, [subject.1.id, check.1.id, later.1.id], "oldest first");
    assert_eq!(store.digest(HOA_LAM).expect("a digest"), SafeDigest::default());

    store.record_verdicts(&[(subject.1.id, Outcome::Safe), (check.1.id, Outcome::Safe)], 7_000).expect("receipts");
    assert!(!store.checks_of(doc(1)).expect("a list")[0].safe, "its last revision is still only here");
    store.record_verdicts(&[(later.1.id, Outcome::Safe)], 8_000).expect("a receipt");
    assert!(store.checks_of(doc(1)).expect("a list")[0].safe);
    assert_eq!(store.unsent_summary().expect("a summary"), Unsent::default());

    let times: Vec<_> = store.revisions(doc(2)).expect("a history").into_iter().map(|info| info.safe_at_ms).collect();
    assert_eq!(times, [Some(7_000), Some(8_000)]);
    let mut hash = [0; 32];
    [&subject, &check, &later].iter().for_each(|made| digest_add(&mut hash, &made.1.id));
    assert_eq!(store.digest(HOA_LAM).expect("a digest"), SafeDigest { count: 3, hash });
}

#[test]
fn a_refused_revision_is_parked_and_holds_up_nothing() {
    let folder = Folder::new();
    let store = folder.open();
    let author = Author::new(1);
    let (bad, good) = (household(&author, 1, PHU_VINH, "Hùng", "1"), household(&author, 2, HOA_LAM, "Hoa", "2"));
    own(&store, &[bad.clone(), good.clone()]);
    store.record_verdicts(&[(bad.1.id, Outcome::OutsideArea)], 7_000).expect("a verdict");

    let queue: Vec<RevId> = store.unsent(1 << 20, 100).expect("a queue").into_iter().map(|(id, _)| id).collect();
    assert_eq!(queue, [good.1.id]);
    let tray = store.parked().expect("the tray");
    assert_eq!((tray.len(), tray[0].doc, tray[0].kind, tray[0].area), (1, doc(1), Kind::Subject, PHU_VINH));
    assert_eq!((tray[0].reason, tray[0].at_ms), (Outcome::OutsideArea, 7_000));
    assert_eq!(store.envelope(bad.1.id).expect("readable"), Some(bad.0), "it can be exported");
    let summary = store.unsent_summary().expect("a summary");
    assert_eq!((summary.revisions, summary.parked), (2, 1), "what is parked is not safe either");

    store.unpark(&[bad.1.id]).expect("another try");
    assert_eq!(store.unsent(1 << 20, 100).expect("a queue").len(), 2);
}

#[test]
fn a_receipt_is_not_taken_back_by_a_later_refusal() {
    let folder = Folder::new();
    let store = folder.open();
    let made = household(&Author::new(1), 1, HOA_LAM, "Hùng", "1");
    own(&store, std::slice::from_ref(&made));
    store.record_verdicts(&[(made.1.id, Outcome::Safe)], 1).expect("a receipt");
    store.record_verdicts(&[(made.1.id, Outcome::BadSignature)], 2).expect("a late verdict");
    assert_eq!(store.unsent_summary().expect("a summary"), Unsent::default());
    assert!(store.parked().expect("the tray").is_empty());
}

#[test]
fn own_work_that_comes_back_from_the_commune_is_safe() {
    let folder = Folder::new();
    let store = folder.open();
    let made = household(&Author::new(1), 1, HOA_LAM, "Hùng", "1");
    own(&store, std::slice::from_ref(&made));
    store.record_verdicts(&[(made.1.id, Outcome::TooNew)], 1).expect("a verdict");
    let applied = store.apply_remote(std::slice::from_ref(&made), Some((HOA_LAM, 17)), 2).expect("a page");
    assert_eq!(applied.new, 0);
    assert_eq!(store.unsent_summary().expect("a summary"), Unsent::default());
    assert_eq!(store.digest(HOA_LAM).expect("a digest").count, 1);
    assert_eq!(store.cursor(HOA_LAM).expect("a cursor"), 17);
}

#[test]
fn the_same_page_twice_is_one_page() {
    let folder = Folder::new();
    let store = folder.open();
    let author = Author::new(2);
    let page = [household(&author, 1, HOA_LAM, "Hùng", "1"), household(&author, 2, HOA_LAM, "Hoa", "2")];
    remote(&store, &page);
    let digest = store.digest(HOA_LAM).expect("a digest");
    assert_eq!(store.apply_remote(&page, Some((HOA_LAM, 2)), 9_000).expect("a page").new, 0);
    assert_eq!(store.digest(HOA_LAM).expect("a digest"), digest);
    assert_eq!(digest.count, 2);
    let ids = store.ids_after(HOA_LAM, RevId([0; 32]), 10).expect("ids");
    assert!(ids.is_sorted() && ids.len() == 2);
    assert_eq!(store.ids_after(HOA_LAM, ids[0], 10).expect("ids"), [ids[1]]);
    assert_eq!(store.areas_known().expect("areas"), [HOA_LAM]);
}

#[test]
fn work_that_the_commune_lost_is_sent_again() {
    let folder = Folder::new();
    let store = folder.open();
    let made = household(&Author::new(1), 1, HOA_LAM, "Hùng", "1");
    own(&store, std::slice::from_ref(&made));
    store.record_verdicts(&[(made.1.id, Outcome::Safe)], 1).expect("a receipt");
    store.withdraw_receipts(&[made.1.id]).expect("the receipt is void");
    assert_eq!(store.unsent_summary().expect("a summary").revisions, 1);
    assert_eq!(store.digest(HOA_LAM).expect("a digest"), SafeDigest::default());
    assert_eq!(store.unsent_documents().expect("documents"), [doc(1)]);
}

#[test]
fn a_batch_keeps_to_its_bounds_but_is_never_empty() {
    let folder = Folder::new();
    let store = folder.open();
    let author = Author::new(1);
    let many: Vec<_> = (0..10).map(|number| household(&author, number, HOA_LAM, "Hùng", "1")).collect();
    own(&store, &many);
    let size = many[0].0.size();
    for (max_bytes, max_count, expected) in [(1, 100, 1), (size * 3, 100, 3), (1 << 20, 4, 4), (1 << 20, 100, 10)] {
        assert_eq!(store.unsent(max_bytes, max_count).expect("a queue").len(), expected, "{max_bytes} {max_count}");
    }
}
