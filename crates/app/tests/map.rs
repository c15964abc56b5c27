//! The map over places whose positions and standings are known by how they are made.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // helpers of tests

use std::path::Path;
use std::sync::Arc;

use app::{Actor, App, Identity, Role, SystemClock};
use domain::vocabulary::{area, check, subject};
use domain::{AreaId, Change, Changes, DeviceId, DocId, FieldPath, Kind, UserId, Value};
use serde_json::{Value as Json, json};
use store::{Store, StoreKey};
use uuid::Uuid;
use wire::{DeviceKey, Draft};

const COMMUNE: AreaId = AreaId(Uuid::from_u128(100));
const VILLAGE: AreaId = AreaId(Uuid::from_u128(101));
const DEVICE: DeviceId = DeviceId(Uuid::from_u128(7));
const USER: UserId = UserId(Uuid::from_u128(8));
const SCHOOLS: [DocId; 3] = [DocId(Uuid::from_u128(201)), DocId(Uuid::from_u128(202)), DocId(Uuid::from_u128(203))];
const ROAD: DocId = DocId(Uuid::from_u128(301));

struct Book {
    store: Arc<Store>,
    app: App,
}

fn key() -> DeviceKey {
    DeviceKey::from_seed(&[3; 32])
}

impl Book {
    fn founded(dir: &Path) -> Self {
        let store = Arc::new(Store::open(&dir.join("book.db"), &StoreKey::new([9; 32])).expect("store"));
        let identity = Identity {
            device: DEVICE,
            device_name: "Bàn làm việc".into(),
            key: key(),
            user: USER,
            user_name: "Văn phòng xã".into(),
            commune: COMMUNE,
            commune_name: "Xã Ngọc Phụng".into(),
        };
        let app = App::office(Arc::clone(&store), identity, Arc::new(SystemClock));
        let book = Self { store, app };
        let named = |name, area_type| [(area::NAME, name), (area::TYPE, area_type)];
        book.put(DocId(COMMUNE.0), Kind::Area, COMMUNE, &named("Xã Ngọc Phụng", area::TYPE_COMMUNE));
        book.put(DocId(VILLAGE.0), Kind::Area, COMMUNE, &named("Phú Vinh", area::TYPE_VILLAGE));
        for (school, name) in SCHOOLS.into_iter().zip(["Mầm non", "Tiểu học", "Trung học cơ sở"]) {
            book.put(school, Kind::Subject, VILLAGE, &[(subject::TYPE, subject::TYPE_FACILITY), (subject::NAME, name)]);
        }
        book.put(ROAD, Kind::Subject, VILLAGE, &[(subject::TYPE, subject::TYPE_ROAD), (subject::NAME, "Đường làng")]);
        book
    }

    fn put(&self, doc: DocId, kind: Kind, area: AreaId, fields: &[(&str, &str)]) {
        let known = self.store.document(doc).expect("read");
        let (parents, depth) = known.map_or((Vec::new(), 0), |known| (known.heads, known.depth + 1));
        let changes: Changes =
            fields.iter().map(|(field, text)| (FieldPath::from(*field), Change::Set(Value::from(*text)))).collect();
        let draft = Draft { doc, kind, area, parents, depth, author: USER, device: DEVICE, at_ms: 0, changes };
        self.store.append_own(&[draft.sign(&key()).0], None).expect("appended");
    }

    fn check(&self, number: u128, of: DocId, form: &str, status: &str, answers: &[(&str, &str)]) -> DocId {
        let doc = DocId(Uuid::from_u128(1_000 + number));
        let subject = of.to_string();
        let paths: Vec<String> = answers.iter().map(|(path, _)| format!("{}{path}", check::ANSWERS)).collect();
        let mut fields = vec![(check::SUBJECT, subject.as_str()), (check::FORM, form), (check::STATUS, status)];
        fields.extend(paths.iter().zip(answers).map(|(path, (_, text))| (path.as_str(), *text)));
        self.put(doc, Kind::Check, VILLAGE, &fields);
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
        self.check(number, school, "co_so", check::COMPLETE, &answers)
    }

    fn places(&self, args: Json) -> Json {
        let actor = Actor::Office { user: USER, user_name: "Lê Thị Hoa".into(), role: Role::Officer };
        self.app.call("map.places", args.clone(), &actor).unwrap_or_else(|error| panic!("{args}: {error:?}"))
    }
}

fn named<'a>(answer: &'a Json, name: &str) -> Option<&'a Json> {
    answer["places"].as_array().into_iter().flatten().find(|place| place["name"] == name)
}

#[test]
fn places_are_where_the_latest_finished_check_says_and_only_there() {
    let dir = tempfile::tempdir().expect("folder");
    let book = Book::founded(dir.path());
    let none = book.places(json!({}));
    assert_eq!(none["places"], json!([]));
    assert_eq!(none["elsewhere"][0], json!({ "subject_type": "road", "unplaced": 1, "total": 1 }));
    assert_eq!(none["elsewhere"][1], json!({ "subject_type": "facility", "unplaced": 3, "total": 3 }));

    // The later day counts, in whatever order the checks come in.
    let later = book.school(1, SCHOOLS[0], "2026-06-02", "19.91 105.31 0 0", "1");
    book.school(2, SCHOOLS[0], "2026-06-01", "19.5 105.5 0 0", "1");
    let draft = [("mo_dau/ngay_ghi", "2026-07-01"), ("mo_dau/vi_tri", "10 100 0 0")];
    book.check(3, SCHOOLS[0], "co_so", check::DRAFT, &draft);
    book.check(4, SCHOOLS[1], "co_so", check::COMPLETE, &[("mo_dau/ngay_ghi", "2026-06-01")]);
    let sections = [
        ("cac_doan/doan/a1/tuyen", "19.91 105.31 0 0; 19.92 105.32 0 0"),
        ("cac_doan/doan/a2/tuyen", "19.92 105.32 0 0; 19.93 105.32 0 0; 19.94 105.33 0 0"),
    ];
    book.check(5, ROAD, "duong", check::COMPLETE, &sections);

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
    book.put(later, Kind::Check, VILLAGE, &[(check::STATUS, check::RETURNED)]);
    let moved = book.places(json!({}));
    assert_eq!(named(&moved, "Mầm non").expect("placed")["shapes"][0]["points"], json!([[105.5, 19.5]]));
}

#[test]
fn a_place_tells_how_it_stands_in_an_indicator() {
    let dir = tempfile::tempdir().expect("folder");
    let book = Book::founded(dir.path());
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
