//! What one session does, and what it leaves alone.

#![allow(clippy::expect_used)]

mod support;

use std::cell::RefCell;

use domain::Kind;
use store::Unsent;
use support::{Commune, Device, ELSEWHERE, Fault, SERVER_MS, VILLAGE};
use sync::{Phase, Progress, Retry, SyncError, run};
use wire::Outcome;

#[test]
fn work_of_one_device_reaches_the_other_and_both_know_that_it_is_safe() {
    let commune = Commune::default();
    let (one, two) = (Device::new(1, &commune), Device::new(2, &commune));
    for number in 0..8 {
        one.household(number, "Hùng");
    }
    one.write(50, Kind::Check, VILLAGE, &[("subject", "x"), ("status", "draft")]);
    one.write(50, Kind::Check, VILLAGE, &[("status", "complete")]);

    let sent = one.sync(&commune);
    assert_eq!((sent.pushed, sent.checks_safe, sent.pulled, sent.parked), (10, 1, 0, 0));
    assert!(sent.digests_equal);
    assert_eq!(sent.clock_offset_ms, 60_000);
    assert_eq!(one.store.unsent_summary().expect("a summary"), Unsent::default());

    let got = two.sync(&commune);
    assert_eq!((got.pushed, got.pulled), (0, 10));
    assert!(got.digests_equal);
    assert_eq!(one.state(), two.state());
}

#[test]
fn when_nothing_is_new_one_question_is_enough() {
    let commune = Commune::default();
    let (one, two) = (Device::new(1, &commune), Device::new(2, &commune));
    one.household(1, "Hùng");
    one.sync(&commune);
    two.sync(&commune);
    for device in [&one, &two] {
        let line = device.line(&commune);
        assert!(device.sync_over(&line).expect("a session").digests_equal);
        assert_eq!(*line.calls.borrow(), ["digest"]);
    }
}

#[test]
fn a_lost_answer_costs_a_repetition_and_makes_no_double() {
    let commune = Commune::default();
    let one = Device::new(1, &commune);
    one.household(1, "Hùng");
    for _ in 0..3 {
        let line = one.line(&commune);
        line.faults.replace(vec![Fault::None, Fault::LostReply]);
        let stopped = one.sync_over(&line).expect_err("the line broke");
        assert_eq!(stopped.retry(), Retry::Later);
        assert_eq!(one.store.unsent_summary().expect("a summary").revisions, 1, "no answer, no receipt");
    }
    assert_eq!(one.sync(&commune).pushed, 1);
    assert_eq!(commune.count(), 1);
}

#[test]
fn a_line_that_breaks_gets_smaller_batches() {
    let commune = Commune::default();
    let one = Device::new(1, &commune);
    let long = "x".repeat(100_000);
    for number in 0..8 {
        one.household(number, &long);
    }
    let line = one.line(&commune);
    line.faults.replace(vec![Fault::None, Fault::LostReply]);
    assert_eq!(one.sync_over(&line).expect("a session").pushed, 8);
    let pushes = line.calls.borrow().iter().filter(|call| **call == "push").count();
    assert!(pushes > 3, "{pushes} batches");
}

#[test]
fn one_refused_revision_holds_up_nothing() {
    let commune = Commune::default();
    let one = Device::new(1, &commune);
    one.write(1, Kind::Subject, ELSEWHERE, &[("name", "Hùng")]);
    one.household(2, "Hoa");
    let summary = one.sync(&commune);
    assert_eq!((summary.pushed, summary.parked), (1, 1));
    assert!(summary.digests_equal);
    assert_eq!(one.store.parked().expect("the tray")[0].reason, Outcome::OutsideArea);

    let line = one.line(&commune);
    one.sync_over(&line).expect("a session");
    assert_eq!(*line.calls.borrow(), ["digest"], "what is parked is not sent again by itself");
}

#[test]
fn a_revision_with_a_false_signature_is_never_applied_and_is_reported() {
    let commune = Commune::default();
    let (one, two) = (Device::new(1, &commune), Device::new(2, &commune));
    one.household(1, "Hùng");
    one.sync(&commune);
    let mut forged = one.sign(2, Kind::Subject, VILLAGE, &[("name", "giả")]);
    forged.signature[0] ^= 1;
    commune.smuggle(forged);
    one.household(3, "Hoa");
    one.sync(&commune);

    let summary = two.sync(&commune);
    assert_eq!((summary.pulled, summary.refused), (2, 1));
    assert!(!summary.digests_equal);
    assert_eq!(two.state().len(), 2, "all but the forged one are there");
    assert_eq!(two.store.diary(1).expect("a diary")[0].outcome, "different");
}

#[test]
fn a_stranger_cannot_take_the_place_of_a_known_device() {
    let commune = Commune::default();
    let (one, two) = (Device::new(1, &commune), Device::new(2, &commune));
    one.household(1, "Hùng");
    one.sync(&commune);
    two.sync(&commune);
    let mut stranger = Device::new(9, &commune);
    stranger.id = one.id;
    commune.register(&stranger);
    commune.smuggle(stranger.sign(2, Kind::Subject, VILLAGE, &[("name", "giả")]));
    let summary = two.sync(&commune);
    assert_eq!((summary.pulled, summary.refused), (0, 1));
}

#[test]
fn what_the_commune_lost_comes_back_from_the_devices_whoever_wrote_it() {
    let commune = Commune::default();
    let (one, two) = (Device::new(1, &commune), Device::new(2, &commune));
    for number in 0..7 {
        one.household(number, "Hùng");
    }
    one.sync(&commune);
    two.sync(&commune);
    commune.forget_last(5);
    let summary = two.sync(&commune);
    assert_eq!((summary.pushed, summary.repaired), (5, 5));
    assert!(summary.digests_equal);
    assert_eq!(commune.count(), 7);
    assert!(one.sync(&commune).digests_equal);
}

#[test]
fn a_device_that_lost_its_own_work_gets_it_back() {
    let commune = Commune::default();
    let one = Device::new(1, &commune);
    for number in 0..7 {
        one.household(number, "Hùng");
    }
    one.sync(&commune);
    let again = Device::new(1, &commune);
    let summary = again.sync(&commune);
    assert_eq!((summary.pulled, summary.repaired), (7, 7), "a pull leaves a device's own work out");
    assert!(summary.digests_equal);
    assert_eq!(again.state(), one.state());
}

#[test]
fn every_session_stands_in_the_diary_with_its_outcome() {
    let commune = Commune::default();
    let one = Device::new(1, &commune);
    one.household(1, "Hùng");
    let line = one.line(&commune);
    line.faults.replace(vec![Fault::LostRequest]);
    one.sync_over(&line).expect_err("no network");
    let stopped = run(&one.store, &one.line(&commune), &|| SERVER_MS, &|_| {}, &|| true);
    assert!(matches!(stopped, Err(SyncError::Cancelled)));
    one.sync(&commune);
    let diary = one.store.diary(10).expect("a diary");
    let outcomes: Vec<(&str, u64)> = diary.iter().map(|row| (&*row.outcome, row.pushed)).collect();
    assert_eq!(outcomes, [("done", 1), ("cancelled", 0), ("unreachable", 0)]);
    assert!(diary[2].detail.contains("connection reset"), "{}", diary[2].detail);
}

#[test]
fn progress_never_runs_backwards_within_a_phase() {
    let commune = Commune::default();
    let (one, two) = (Device::new(1, &commune), Device::new(2, &commune));
    for number in 0..10 {
        one.household(number, "Hùng");
    }
    one.sync(&commune);
    let seen = RefCell::new(Vec::new());
    let note = |progress: Progress| seen.borrow_mut().push(progress);
    run(&two.store, &two.line(&commune), &|| SERVER_MS, &note, &|| false).expect("a session");
    let pulls: Vec<Progress> = seen.into_inner().into_iter().filter(|step| step.phase == Phase::Pull).collect();
    assert!(pulls.len() > 2 && pulls.is_sorted_by_key(|step| step.done));
    assert!(pulls.iter().all(|step| step.done <= step.total));
}
