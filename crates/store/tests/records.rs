//! Everything once, then what changed.

#![allow(clippy::expect_used)]

mod support;

use domain::{DocId, Kind};
use store::{Store, SubjectQuery};
use support::{Author, Folder, HOA_LAM, check_of, doc, household, own, remote, village};

fn changed(store: &Store, kind: Kind, since: u64) -> (Vec<DocId>, u64) {
    let mut found = Vec::new();
    let version = store.changed_since(kind, since, |record| found.push(record.document.id)).expect("readable");
    (found, version)
}

#[test]
fn whoever_asks_again_hears_only_of_what_changed() {
    let folder = Folder::new();
    let store = folder.open();
    let author = Author::new(1);
    let base = check_of(&author, 11, 1, 50, "draft");
    own(&store, &[household(&author, 1, HOA_LAM, "Một", "1"), base.clone(), check_of(&author, 12, 2, 50, "complete")]);
    let (all, version) = changed(&store, Kind::Check, 0);
    assert_eq!(all, [doc(11), doc(12)], "unfinished ones too");
    assert_eq!(version, store.version().expect("a version"));
    assert_eq!(changed(&store, Kind::Check, version).0, []);

    remote(&store, &[author.edit(&[&base.1], 2_000, &[("status", "complete"), ("void", "nhầm")])]);
    let (later, next) = changed(&store, Kind::Check, version);
    assert_eq!(later, [doc(11)], "void ones too");
    assert_eq!(changed(&store, Kind::Subject, version).0, []);
    let mut seen = Vec::new();
    store.changed_since(Kind::Check, version, |record| seen.push((record.revisions, record.at_ms))).expect("readable");
    assert_eq!(seen, [(2, 2_000)]);
    store.rebuild().expect("rebuilt");
    assert_eq!(changed(&store, Kind::Check, next).0, [doc(11), doc(12)], "after a rebuild everything is new");
}

#[test]
fn checks_of_forms_that_are_not_wanted_are_told_without_being_read() {
    let folder = Folder::new();
    let store = folder.open();
    let author = Author::new(1);
    let (wanted, other) = (check_of(&author, 11, 1, 50, "complete"), check_of(&author, 12, 2, 50, "complete"));
    let other_form = author.edit(&[&other.1], 2_000, &[("form", "duong")]);
    own(&store, &[household(&author, 1, HOA_LAM, "Một", "1"), wanted.clone(), other, other_form]);
    let heard = |since: u64| {
        let mut heard = Vec::new();
        let is_wanted = |form: &str| form != "duong";
        let visit = |doc, record: Option<store::Record>| heard.push((doc, record.map(|record| record.document.id)));
        let version = store.checks_changed_since(since, is_wanted, visit).expect("readable");
        (heard, version)
    };
    let (all, version) = heard(0);
    assert_eq!(all, [(doc(11), Some(doc(11))), (doc(12), None)]);
    assert_eq!(version, store.version().expect("a version"));
    remote(&store, &[author.edit(&[&wanted.1], 3_000, &[("form", "duong")])]);
    assert_eq!(heard(version).0, [(doc(11), None)], "one that is not wanted any more is told, too");
}

#[test]
fn a_village_is_a_subject_that_lies_in_itself() {
    let folder = Folder::new();
    let store = folder.open();
    own(&store, &[village(&Author::new(1), HOA_LAM, "Hòa Lâm")]);
    let query = SubjectQuery { subject_type: "village", area: Some(HOA_LAM), limit: 5, ..SubjectQuery::default() };
    let page = store.subjects(&query).expect("a page");
    assert_eq!(
        page.rows.iter().map(|row| (row.doc, row.name.as_str())).collect::<Vec<_>>(),
        [(DocId(HOA_LAM.0), "Hòa Lâm")]
    );
}

#[test]
fn a_file_of_the_first_layout_gets_its_villages_as_subjects() {
    let folder = Folder::new();
    let store = folder.open();
    own(&store, &[village(&Author::new(1), HOA_LAM, "Hòa Lâm")]);
    drop(store);
    // What the first layout held: no subject for the village, and the wish of the second to make the tables again.
    folder
        .raw()
        .execute_batch("DELETE FROM subject; INSERT INTO meta (name, value) VALUES ('rebuild', x'01')")
        .expect("sql");
    let store = folder.open();
    let query = SubjectQuery { subject_type: "village", limit: 5, ..SubjectQuery::default() };
    assert_eq!(store.subjects(&query).expect("a page").total, 1);
    assert_eq!(store.meta("rebuild").expect("a fact"), None);
}
