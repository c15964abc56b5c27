//! Finding households as people type.

#![allow(clippy::expect_used)]

mod support;

use domain::vocabulary::subject;
use store::{Store, SubjectQuery};
use support::{Author, Folder, HOA_LAM, PHU_VINH, doc, own, village};

/// Number, name, village, code, telephone, address.
const HOUSEHOLDS: [(u128, &str, domain::AreaId, &str, &str, &str); 8] = [
    (1, "Nguyễn Văn Hùng", HOA_LAM, "1", "0912 345 678", "Ngõ 3, số 12"),
    (2, "Nguyễn Văn Đức", HOA_LAM, "2", "", "Ngõ 3"),
    (3, "Đặng Thị Tuyết", HOA_LAM, "10", "0988.111.222", ""),
    (4, "Lê Văn Hùng", PHU_VINH, "1", "", "Đường Đồi Sim"),
    (5, "Hùng Thị Nguyên", PHU_VINH, "2", "", ""),
    (6, "Lương Thị Việt", PHU_VINH, "HL-012", "", ""),
    (7, "Quách Thị Duyên", HOA_LAM, "3", "", ""),
    (8, "Đức", PHU_VINH, "20", "", ""),
];

fn commune() -> (Folder, Store) {
    let folder = Folder::new();
    let store = folder.open();
    let author = Author::new(1);
    let mut made = vec![village(&author, PHU_VINH, "Phú Vinh"), village(&author, HOA_LAM, "Hòa Lâm")];
    for (number, name, area, code, phone, address) in HOUSEHOLDS {
        let mut fields = vec![
            (subject::TYPE, subject::TYPE_HOUSEHOLD),
            (subject::NAME, name),
            (subject::CODE, code),
            (subject::ADDRESS, address),
        ];
        if !phone.is_empty() {
            fields.push((subject::PHONE, phone));
        }
        made.push(author.new_document(doc(number), domain::Kind::Subject, area, &fields));
    }
    let road = [(subject::TYPE, subject::TYPE_ROAD), (subject::NAME, "Đường Hùng Vương")];
    made.push(author.new_document(doc(99), domain::Kind::Subject, HOA_LAM, &road));
    own(&store, &made);
    (folder, store)
}

fn found(store: &Store, text: &str) -> Vec<u128> {
    let query = SubjectQuery { subject_type: "household", text, limit: 50, ..SubjectQuery::default() };
    store.subjects(&query).expect("a page").rows.into_iter().map(|row| row.doc.0.as_u128()).collect()
}

#[test]
fn people_find_a_household_however_they_type_it() {
    let (_folder, store) = commune();
    for (text, expected) in [
        ("nguyen van hung", vec![1]),
        ("Nguyễn Văn Hùng", vec![1]),
        ("NGUYỄN VĂN HÙNG", vec![1]),
        ("Nguye\u{302}\u{303}n Va\u{306}n Hu\u{300}ng", vec![1]),
        ("  hung   van ", vec![1, 4]),
        ("dang", vec![3]),
        ("đặng", vec![3]),
        ("duc", vec![8, 2]),
        ("hung", vec![5, 1, 4]),
        ("Lương thị viêt", vec![6]),
        ("Lƣơng", vec![6]),
        ("nvh", vec![1]),
        ("dtt", vec![3]),
        ("0912345", vec![1]),
        ("0912 345 678", vec![1]),
        ("111222", vec![3]),
        ("doi sim", vec![4]),
        ("ngo 3", vec![1, 2]),
        ("hl-012", vec![6]),
        ("không có ai", vec![]),
        ("%", vec![1, 2, 7, 3, 4, 5, 8, 6]),
        ("ung", vec![]),
    ] {
        assert_eq!(found(&store, text), expected, "{text:?}");
    }
}

#[test]
fn a_code_is_found_before_what_merely_begins_with_it() {
    let (_folder, store) = commune();
    assert_eq!(found(&store, "10"), [3]);
    assert_eq!(found(&store, "2")[..2], [2, 5], "exact codes first, by village");
}

#[test]
fn without_text_households_come_by_village_and_number() {
    let (_folder, store) = commune();
    assert_eq!(found(&store, ""), [1, 2, 7, 3, 4, 5, 8, 6], "Hòa Lâm before Phú Vinh, 3 before 10, no number last");
}

#[test]
fn pages_join_without_gap_or_overlap() {
    let (_folder, store) = commune();
    let all = found(&store, "");
    let mut joined = Vec::new();
    for offset in (0..9).step_by(3) {
        let query = SubjectQuery { subject_type: "household", offset, limit: 3, ..SubjectQuery::default() };
        let page = store.subjects(&query).expect("a page");
        assert_eq!(page.total, 8);
        joined.extend(page.rows.into_iter().map(|row| row.doc.0.as_u128()));
    }
    assert_eq!(joined, all);
    let beyond = SubjectQuery { subject_type: "household", offset: 99, limit: 3, ..SubjectQuery::default() };
    assert!(store.subjects(&beyond).expect("a page").rows.is_empty());
}

#[test]
fn one_village_and_one_type_can_be_asked_for() {
    let (_folder, store) = commune();
    let village = SubjectQuery {
        subject_type: "household",
        area: Some(PHU_VINH),
        text: "hung",
        limit: 9,
        ..SubjectQuery::default()
    };
    let rows = store.subjects(&village).expect("a page").rows;
    assert_eq!(rows.iter().map(|row| &*row.name).collect::<Vec<_>>(), ["Hùng Thị Nguyên", "Lê Văn Hùng"]);
    let roads = SubjectQuery { subject_type: "road", text: "hung", limit: 9, ..SubjectQuery::default() };
    assert_eq!(store.subjects(&roads).expect("a page").total, 1);
}
