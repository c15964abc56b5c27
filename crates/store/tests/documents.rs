//! Documents and the lists made from them, whatever way the revisions came.

#![allow(clippy::expect_used)]

mod support;

use domain::{DocId, Kind};
use proptest::prelude::*;
use store::{AreaProgress, CheckFilter, Store, SubjectQuery};
use support::{Author, COMMUNE, Folder, HOA_LAM, PHU_VINH, check_of, doc, household, own, remote, round, village};

#[test]
fn two_people_who_change_one_field_leave_a_conflict_that_lists_show() {
    let folder = Folder::new();
    let store = folder.open();
    let (mine, theirs) = (Author::new(1), Author::new(2));
    let base = household(&mine, 1, HOA_LAM, "Hùng", "1");
    own(&store, &[base.clone(), mine.edit(&[&base.1], 2_000, &[("phone", "0912"), ("note", "a")])]);
    remote(&store, &[theirs.edit(&[&base.1], 3_000, &[("phone", "0988"), ("address", "Ngõ 3")])]);

    let document = store.document(doc(1)).expect("readable").expect("there");
    assert_eq!((document.text("note"), document.text("address")), (Some("a"), Some("Ngõ 3")), "other fields merge");
    assert_eq!(document.conflicts().len(), 1);
    assert_eq!(document.heads.len(), 2);
    assert_eq!(store.conflict_count().expect("a count"), 1);
    assert_eq!(store.conflicts().expect("a list"), std::slice::from_ref(&document));
    let query = SubjectQuery {
        subject_type: "household",
        state: Some(CheckFilter::Conflict),
        limit: 10,
        ..SubjectQuery::default()
    };
    assert!(store.subjects(&query).expect("a page").rows[0].conflict);

    let heads: Vec<_> = store.revisions(doc(1)).expect("a history").into_iter().map(|info| info.revision).collect();
    let sides: Vec<_> = heads.iter().filter(|revision| document.heads.contains(&revision.id)).collect();
    own(&store, &[mine.edit(&sides, 4_000, &[("phone", "0912")])]);
    assert_eq!(store.conflict_count().expect("a count"), 0);
    assert_eq!(store.subjects(&query).expect("a page").total, 0);
}

#[test]
fn a_void_subject_leaves_the_lists_and_keeps_its_history() {
    let folder = Folder::new();
    let store = folder.open();
    let author = Author::new(1);
    let base = household(&author, 1, HOA_LAM, "Hùng", "1");
    own(&store, &[base.clone(), author.edit(&[&base.1], 2_000, &[("void", "chuyển đi")])]);
    let all = SubjectQuery { subject_type: "household", limit: 10, ..SubjectQuery::default() };
    assert_eq!(store.subjects(&all).expect("a page").total, 0);
    assert_eq!(store.revisions(doc(1)).expect("a history").len(), 2);
    assert!(store.document(doc(1)).expect("readable").is_some());
}

#[test]
fn progress_counts_each_household_once() {
    let folder = Folder::new();
    let store = folder.open();
    let author = Author::new(1);
    own(
        &store,
        &[
            household(&author, 1, HOA_LAM, "Một", "1"),
            household(&author, 2, HOA_LAM, "Hai", "2"),
            household(&author, 3, HOA_LAM, "Ba", "3"),
            household(&author, 4, PHU_VINH, "Bốn", "1"),
            round(&author, 50),
            check_of(&author, 11, 1, 50, "complete"),
            check_of(&author, 12, 1, 50, "approved"),
            check_of(&author, 13, 2, 50, "draft"),
            check_of(&author, 14, 4, 51, "complete"),
        ],
    );
    store.draft_open(doc(20), doc(3), "ho_gia_dinh", "1", Some(doc(50)), 1).expect("a draft");
    store.draft_open(doc(21), doc(1), "ho_gia_dinh", "1", Some(doc(50)), 1).expect("a draft");
    assert_eq!(
        store.progress(doc(50), "household").expect("progress"),
        [
            AreaProgress { area: HOA_LAM, total: 3, done: 1, drafts: 2 },
            AreaProgress { area: PHU_VINH, total: 1, done: 0, drafts: 0 },
        ]
    );
    let totals = [CheckFilter::Todo, CheckFilter::Draft, CheckFilter::Done].map(|state| {
        let query = SubjectQuery {
            subject_type: "household",
            state: Some(state),
            campaign: Some(doc(50)),
            limit: 10,
            ..SubjectQuery::default()
        };
        let names = store.subjects(&query).expect("a page").rows;
        names.into_iter().map(|row| row.name).collect::<Vec<_>>().join(" ")
    });
    assert_eq!(totals, ["Bốn", "Một Hai Ba", "Một"]);
}

#[test]
fn lists_of_checks_are_newest_first_and_name_their_subject() {
    let folder = Folder::new();
    let store = folder.open();
    let author = Author::new(1);
    let old = check_of(&author, 11, 1, 50, "complete");
    let newer = check_of(&author, 12, 1, 50, "draft");
    let changed = author.edit(&[&newer.1], 9_000, &[("status", "complete")]);
    own(&store, &[household(&author, 1, HOA_LAM, "Hùng", "7"), newer, changed, old]);
    let docs: Vec<DocId> = store.checks_of(doc(1)).expect("a list").into_iter().map(|check| check.doc).collect();
    assert_eq!(docs, [doc(12), doc(11)]);
    let recent = store.recent_checks(1, Some(HOA_LAM)).expect("a list");
    assert_eq!(
        (recent.len(), recent[0].check.doc, &*recent[0].subject_name, &*recent[0].subject_code),
        (1, doc(12), "Hùng", "7")
    );
    assert_eq!((recent[0].check.at_ms, &*recent[0].check.status), (9_000, "complete"));
    assert!(store.recent_checks(10, Some(PHU_VINH)).expect("a list").is_empty());
}

#[test]
fn areas_come_in_vietnamese_order_and_numbers_by_value() {
    let folder = Folder::new();
    let store = folder.open();
    let author = Author::new(1);
    let commune = author.new_document(
        DocId(COMMUNE.0),
        Kind::Area,
        COMMUNE,
        &[("name", "Xã Ngọc Phụng"), ("type", "commune"), ("demo", "true")],
    );
    let names = ["Đồng Tâm", "Dân Lực", "Ái Liên", "Xuân Thành", "Thôn 10", "Thôn 2"];
    let mut made = vec![commune];
    for (number, name) in names.iter().enumerate() {
        made.push(village(&author, domain::AreaId(uuid::Uuid::from_u128(100 + number as u128)), name));
    }
    own(&store, &made);
    let areas = store.areas().expect("a list");
    let order: Vec<&str> = areas.iter().map(|area| &*area.name).collect();
    assert_eq!(
        order,
        ["Xã Ngọc Phụng", "Ái Liên", "Dân Lực", "Đồng Tâm", "Thôn 2", "Thôn 10", "Xuân Thành"],
        "đ comes after d, and the commune first"
    );
    assert!(areas[0].demo && !areas[1].demo);
    assert_eq!(areas[1].parent, Some(COMMUNE));
}

#[test]
fn the_version_grows_with_what_screens_show() {
    let folder = Folder::new();
    let store = folder.open();
    let mut last = store.version().expect("a version");
    let mut grown = |store: &Store| {
        let now = store.version().expect("a version");
        std::mem::replace(&mut last, now) < now
    };
    own(&store, &[household(&Author::new(1), 1, HOA_LAM, "Hùng", "1")]);
    assert!(grown(&store));
    store.draft_open(doc(2), doc(1), "ho_gia_dinh", "1", None, 1).expect("a draft");
    assert!(grown(&store));
    store.draft_put(doc(2), &[("answers/a", Some(&"1".into()))], 2).expect("an answer");
    assert!(!grown(&store), "single answers are not news");
}

/// All derived tables as text, in key order.
fn derived_tables(folder: &Folder) -> Vec<String> {
    let connection = folder.raw();
    let mut lines = Vec::new();
    for (table, columns, key) in [
        ("document", "doc, kind, area, depth, conflicts, fold", "doc"),
        ("area", "*", "area"),
        ("subject", "*", "doc"),
        ("subject_check", "*", "doc"),
        ("area_state", "area, count, hash", "area"),
    ] {
        let mut statement =
            connection.prepare(&format!("SELECT {columns} FROM {table} ORDER BY {key}")).expect("a table");
        let width = statement.column_count();
        let mut rows = statement.query([]).expect("rows");
        while let Some(row) = rows.next().expect("a row") {
            let cells: Vec<String> =
                (0..width).map(|cell| format!("{:?}", row.get_ref(cell).expect("a cell"))).collect();
            lines.push(format!("{table}: {}", cells.join(" | ")));
        }
    }
    lines
}

type Made = (wire::Envelope, domain::Revision);

/// A little history of a village: households, edits by two people who do not always know of each other, checks.
fn history(choices: &[(u8, u8, u8)]) -> Vec<Made> {
    let authors = [Author::new(1), Author::new(2)];
    let mut made: Vec<Made> = vec![
        village(&authors[0], HOA_LAM, "Hòa Lâm"),
        household(&authors[0], 1, HOA_LAM, "Hùng", "1"),
        household(&authors[1], 2, HOA_LAM, "Hoa", "2"),
        check_of(&authors[0], 3, 1, 50, "draft"),
    ];
    for (time, (target, field, author)) in choices.iter().enumerate() {
        let parent = made[usize::from(*target) % made.len()].1.clone();
        let fields = ["name", "phone", "status", "void"];
        let field = fields[usize::from(*field) % fields.len()];
        let value = format!("{field} {}", author % 3);
        let author = &authors[usize::from(*author) % 2];
        made.push(author.edit(&[&parent], time as i64, &[(field, &value)]));
    }
    made
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_order_of_arrival_ends_in_the_same_tables_and_a_rebuild_changes_nothing(
        choices in prop::collection::vec(any::<(u8, u8, u8)>(), 0..16),
        order in any::<u64>(),
        page in 1..7usize,
    ) {
        let made = history(&choices);
        let (straight, shuffled) = (Folder::new(), Folder::new());
        remote(&straight.open(), &made);

        let mut other = made.clone();
        other.sort_by_key(|(_, revision)| order.rotate_left(u32::from(revision.id.0[0])).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let store = shuffled.open();
        for chunk in other.chunks(page) {
            remote(&store, chunk);
            remote(&store, chunk);
        }
        let expected = derived_tables(&straight);
        prop_assert_eq!(&derived_tables(&shuffled), &expected);
        store.rebuild().expect("a rebuild");
        prop_assert_eq!(&derived_tables(&shuffled), &expected);
    }
}
