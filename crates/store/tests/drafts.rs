//! The draft journal: answers stay until the form is finished or thrown away.

#![allow(clippy::expect_used)]

mod support;

use std::fs;

use domain::Value;
use store::StoreError;
use support::{Author, Folder, HOA_LAM, check_of, doc, household, own};

#[test]
fn answers_are_there_after_the_power_was_cut() {
    let folder = Folder::new();
    let store = folder.open();
    store.draft_open(doc(2), doc(1), "ho_gia_dinh", "2026.1", Some(doc(9)), 100).expect("a draft");
    store.draft_put(doc(2), &[("answers/nuoc", Some(&Value::from("giếng")))], 200).expect("an answer");
    store.draft_put(doc(2), &[("answers/so_nguoi", Some(&Value::Integer(4)))], 300).expect("an answer");
    store
        .draft_put(doc(2), &[("answers/nuoc", None), ("answers/dien", Some(&Value::Boolean(true)))], 400)
        .expect("an answer goes, one comes");

    let copy = Folder::new();
    for entry in fs::read_dir(folder.dir.path()).expect("the folder") {
        let entry = entry.expect("an entry");
        fs::copy(entry.path(), copy.dir.path().join(entry.file_name())).expect("a copy");
    }
    std::mem::forget(store);

    let draft = copy.open().draft(doc(2)).expect("readable").expect("there");
    assert_eq!((draft.subject, draft.campaign), (doc(1), Some(doc(9))));
    assert_eq!((draft.started_at_ms, draft.changed_at_ms), (100, 400));
    let answers: Vec<_> = draft.answers.into_iter().collect();
    assert_eq!(
        answers,
        [("answers/dien".to_owned(), Value::Boolean(true)), ("answers/so_nguoi".to_owned(), Value::Integer(4))]
    );
}

#[test]
fn opening_twice_keeps_the_answers() {
    let folder = Folder::new();
    let store = folder.open();
    for at_ms in [100, 900] {
        store.draft_open(doc(2), doc(1), "ho_gia_dinh", "2026.1", None, at_ms).expect("a draft");
        store.draft_put(doc(2), &[("answers/a", Some(&Value::from("1")))], 150).expect("an answer");
    }
    let drafts = store.drafts().expect("a list");
    assert_eq!((drafts.len(), drafts[0].started_at_ms, drafts[0].answers), (1, 100, 1));
}

#[test]
fn an_answer_to_a_form_that_is_not_open_is_refused() {
    let folder = Folder::new();
    let refused = folder.open().draft_put(doc(2), &[("answers/a", Some(&Value::from("1")))], 1);
    assert!(matches!(refused, Err(StoreError::NoDraft(check)) if check == doc(2)), "{refused:?}");
}

#[test]
fn finishing_a_form_replaces_its_draft_in_one_step() {
    let folder = Folder::new();
    let store = folder.open();
    let author = Author::new(1);
    own(&store, &[household(&author, 1, HOA_LAM, "Hùng", "1")]);
    store.draft_open(doc(2), doc(1), "ho_gia_dinh", "2026.1", None, 1).expect("a draft");
    store.draft_put(doc(2), &[("answers/a", Some(&Value::from("1")))], 2).expect("an answer");
    assert_eq!(store.drafts().expect("a list")[0].subject_name, "Hùng");

    let (mut broken, _) = check_of(&author, 2, 1, 9, "complete");
    broken.body = Some(b"something else".to_vec());
    assert!(matches!(store.append_own(&[broken], Some(doc(2))), Err(StoreError::Rejected(_))));
    assert!(store.draft(doc(2)).expect("readable").is_some(), "a failed finish keeps the draft");

    let (envelope, _) = check_of(&author, 2, 1, 9, "complete");
    store.append_own(&[envelope], Some(doc(2))).expect("the form is finished");
    assert_eq!(store.draft(doc(2)).expect("readable"), None);
    assert_eq!(store.checks_of(doc(1)).expect("a list").len(), 1);
}

#[test]
fn a_draft_thrown_away_is_gone_with_its_answers() {
    let folder = Folder::new();
    let store = folder.open();
    store.draft_open(doc(2), doc(1), "ho_gia_dinh", "2026.1", None, 1).expect("a draft");
    store.draft_put(doc(2), &[("answers/a", Some(&Value::from("1")))], 2).expect("an answer");
    store.draft_discard(doc(2)).expect("thrown away");
    assert_eq!(store.draft(doc(2)).expect("readable"), None);
    let left: i64 = folder.raw().query_row("SELECT count(*) FROM draft_answer", [], |row| row.get(0)).expect("a count");
    assert_eq!(left, 0);
}
