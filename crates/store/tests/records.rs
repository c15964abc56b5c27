//! Everything once, then what changed.

#![allow(clippy::expect_used)]

mod support;

use domain::{DocId, Kind};
use store::{Changed, Store, SubjectQuery};
use support::{Author, Folder, HOA_LAM, check_of, doc, household, own, remote, village};

fn changed(store: &Store, kind: Kind, since: u64) -> (Vec<DocId>, u64) {
    let mut found = Vec::new();
    let tell = |changed: &Changed<'_>| {
        found.push(changed.doc);
        Ok(())
    };
    let version = store.changed_since(kind, since, tell).expect("readable");
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
    let tell = |changed: &Changed<'_>| {
        let record = changed.whole()?;
        seen.push((record.document.id, record.revisions, record.at_ms));
        Ok(())
    };
    store.changed_since(Kind::Check, version, tell).expect("readable");
    assert_eq!(seen, [(doc(11), 2, 2_000)]);
    store.rebuild().expect("rebuilt");
    assert_eq!(changed(&store, Kind::Check, next).0, [doc(11), doc(12)], "after a rebuild everything is new");
}

#[test]
fn whoever_is_told_reads_what_it_needs() {
    let folder = Folder::new();
    let store = folder.open();
    let author = Author::new(1);
    let base = check_of(&author, 11, 1, 50, "complete");
    let edit = |fields: &[(&str, &str)]| author.edit(&[&base.1], 2_000, fields);
    let (one, other) = (edit(&[("answers/a", "x"), ("answers/b", "y")]), edit(&[("answers/b", "z")]));
    own(&store, &[household(&author, 1, HOA_LAM, "Một", "1"), base.clone(), check_of(&author, 12, 2, 50, "complete")]);
    remote(
        &store,
        &[one, other, author.edit(&[&check_of(&author, 12, 2, 50, "complete").1], 2_000, &[("void", "nhầm")])],
    );
    let mut heard = Vec::new();
    let tell = |changed: &Changed<'_>| {
        let some = changed.with(|path, text| path == "answers/a" || text == Some("complete"))?;
        let paths = some.document.fields.keys().map(|path| path.as_str().to_owned()).collect::<Vec<_>>();
        let whole = changed.whole()?;
        assert!(paths.len() < whole.document.fields.len());
        assert_eq!(
            (some.is_disputed, some.last, &some.document.heads),
            (whole.is_disputed, whole.last, &whole.document.heads)
        );
        heard.push((changed.doc, changed.form.map(str::to_owned), paths.join(" "), some.is_disputed));
        Ok(())
    };
    store.changed_since(Kind::Check, 0, tell).expect("readable");
    let form = Some("ho_gia_dinh".to_owned());
    assert_eq!(
        heard,
        [(doc(11), form, "answers/a status".to_owned(), true), (doc(12), None, "status".to_owned(), false)],
        "a dispute about what was not asked for is told too, and a void check has no form"
    );
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
