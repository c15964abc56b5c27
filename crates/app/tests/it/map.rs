//! The map over places whose positions and standings are known by how they are made.

use std::path::Path;

use domain::vocabulary::{check, subject};
use domain::{AreaId, DocId, Kind};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::support::{Book, texts};

const VILLAGE: AreaId = AreaId(Uuid::from_u128(101));
const SCHOOLS: [DocId; 3] = [DocId(Uuid::from_u128(201)), DocId(Uuid::from_u128(202)), DocId(Uuid::from_u128(203))];
const ROAD: DocId = DocId(Uuid::from_u128(301));

/// Three schools and a road, none of which was checked.
fn with_places(dir: &Path) -> Book {
    let book = Book::founded(dir);
    book.village(VILLAGE, "Phú Vinh");
    for (school, name) in SCHOOLS.into_iter().zip(["Mầm non", "Tiểu học", "Trung học cơ sở"]) {
        book.subject(school, VILLAGE, subject::TYPE_FACILITY, name);
    }
    book.subject(ROAD, VILLAGE, subject::TYPE_ROAD, "Đường làng");
    book
}

impl Book {
    fn numbered(&self, number: u128, of: DocId, form: &str, status: &str, answers: &[(&str, &str)]) -> DocId {
        let doc = DocId(Uuid::from_u128(1_000 + number));
        self.check(doc, of, VILLAGE, form, status, answers);
        doc
    }

    fn school(&self, number: u128, school: DocId, day: &str, position: &str, level: &str) -> DocId {
        let answers = [
            ("mo_dau/ngay_ghi", day),
            ("mo_dau/loai_co_so", "truong_hoc"),
            ("mo_dau/vi_tri", position),
            ("chi_tiet/truong_muc", level),
            ("chi_tiet/co_so_dat", if level == "0" { "0" } else { "1" }),
        ];
        self.numbered(number, school, "co_so", check::COMPLETE, &answers)
    }

    fn places(&self, args: Json) -> Json {
        self.call("map.places", args)
    }
}

fn named<'a>(answer: &'a Json, name: &str) -> Option<&'a Json> {
    answer["places"].as_array().into_iter().flatten().find(|place| place["name"] == name)
}

#[test]
fn places_are_where_the_latest_finished_check_says_and_only_there() {
    let dir = tempfile::tempdir().expect("folder");
    let book = with_places(dir.path());
    let none = book.places(json!({}));
    assert_eq!(none["places"], json!([]));
    assert_eq!(none["elsewhere"][0], json!({ "subject_type": "road", "unplaced": 1, "total": 1 }));
    assert_eq!(none["elsewhere"][1], json!({ "subject_type": "facility", "unplaced": 3, "total": 3 }));

    // The later day counts, in whatever order the checks come in.
    let later = book.school(1, SCHOOLS[0], "2026-06-02", "19.91 105.31 0 0", "1");
    book.school(2, SCHOOLS[0], "2026-06-01", "19.5 105.5 0 0", "1");
    let draft = [("mo_dau/ngay_ghi", "2026-07-01"), ("mo_dau/vi_tri", "10 100 0 0")];
    book.numbered(3, SCHOOLS[0], "co_so", check::DRAFT, &draft);
    book.numbered(4, SCHOOLS[1], "co_so", check::COMPLETE, &[("mo_dau/ngay_ghi", "2026-06-01")]);
    let sections = [
        ("cac_doan/doan/a1/tuyen", "19.91 105.31 0 0; 19.92 105.32 0 0"),
        ("cac_doan/doan/a2/tuyen", "19.92 105.32 0 0; 19.93 105.32 0 0; 19.94 105.33 0 0"),
    ];
    book.numbered(5, ROAD, "duong", check::COMPLETE, &sections);

    let answer = book.places(json!({}));
    let school = named(&answer, "Mầm non").expect("placed");
    assert_eq!(school["check"], json!(later.to_string()));
    assert_eq!(school["shapes"], json!([{ "kind": "point", "points": [[105.31, 19.91]] }]));
    assert_eq!((&school["village_name"], &school["standing"]), (&json!("Phú Vinh"), &Json::Null));
    assert_eq!(named(&answer, "Tiểu học"), None, "its check does not say where");
    let road = named(&answer, "Đường làng").expect("placed");
    assert_eq!(road["shapes"][1]["points"], json!([[105.32, 19.92], [105.32, 19.93], [105.33, 19.94]]));
    assert_eq!(answer["elsewhere"][0], json!({ "subject_type": "road", "unplaced": 0, "total": 1 }));
    assert_eq!(answer["elsewhere"][1]["unplaced"], 2);

    // A check that is taken back takes its position with it.
    book.write(later, Kind::Check, VILLAGE, texts(&[(check::STATUS, check::RETURNED)]));
    let moved = book.places(json!({}));
    assert_eq!(named(&moved, "Mầm non").expect("placed")["shapes"][0]["points"], json!([[105.5, 19.5]]));
}

#[test]
fn a_place_tells_how_it_stands_in_an_indicator() {
    let dir = tempfile::tempdir().expect("folder");
    let book = with_places(dir.path());
    book.school(1, SCHOOLS[0], "2026-06-01", "19.91 105.31 0 0", "2");
    book.school(2, SCHOOLS[1], "2026-06-01", "19.92 105.31 0 0", "0");
    book.school(3, SCHOOLS[2], "2024-06-01", "19.93 105.31 0 0", "1");
    let period = json!({ "kind": "year", "year": 2026 });
    let answer = book.places(json!({ "set": "xa_ntm_nang_cao_2022", "indicator": "5.1", "period": period }));
    let standing = |name| named(&answer, name).expect("placed")["standing"].clone();
    assert_eq!(standing("Mầm non"), "holds");
    assert_eq!(standing("Tiểu học"), "fails");
    assert_eq!(standing("Trung học cơ sở"), "stale");
}
