//! What a printed report must not tell: who a household is, and numbers of so few that everybody knows whose they are.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // helpers of tests

use std::io::{Cursor, Read as _};
use std::path::Path;
use std::sync::Arc;

use app::{Actor, App, Clock, Identity, Role};
use domain::vocabulary::{area, check, subject};
use domain::{AreaId, Change, Changes, DeviceId, DocId, FieldPath, Kind, UserId, Value};
use serde_json::{Value as Json, json};
use store::{Store, StoreKey};
use uuid::Uuid;
use wire::{DeviceKey, Draft};

const COMMUNE: AreaId = AreaId(Uuid::from_u128(100));
/// Villages with so many households, of which every second one has safe electricity, and three of four in the last.
const VILLAGES: [(AreaId, &str, u128); 3] = [
    (AreaId(Uuid::from_u128(101)), "Xuân Lập", 40),
    (AreaId(Uuid::from_u128(102)), "Phú Vinh", 16),
    (AreaId(Uuid::from_u128(103)), "Hưng Long", 4),
];
const USER: UserId = UserId(Uuid::from_u128(8));
const DEVICE: DeviceId = DeviceId(Uuid::from_u128(7));
/// 2026-11-25.
const NOW_MS: i64 = 1_795_600_000_000;
/// What the checks hold of persons.
const HEAD: &str = "Hoàng Thị Kín";
const MEMBER: &str = "Quách Văn Giấu";
const PHONE: &str = "0912 345 678";
const NOTE: &str = "con dâu đang ốm";

struct Still;

impl Clock for Still {
    fn now_ms(&self) -> i64 {
        NOW_MS
    }
}

struct Book {
    store: Arc<Store>,
    app: App,
    written: std::cell::Cell<u128>,
}

fn texts(pairs: &[(&str, &str)]) -> Changes {
    pairs.iter().map(|(field, text)| (FieldPath::from(*field), Change::Set(Value::from(*text)))).collect()
}

impl Book {
    fn filled(dir: &Path) -> Self {
        let store = Arc::new(Store::open(&dir.join("book.db"), &StoreKey::new([9; 32])).expect("store"));
        let identity = Identity {
            device: DEVICE,
            device_name: "Bàn làm việc".into(),
            key: DeviceKey::from_seed(&[3; 32]),
            user: USER,
            user_name: "Văn phòng xã".into(),
            commune: COMMUNE,
            commune_name: "Xã Ngọc Phụng".into(),
        };
        let app = App::office(Arc::clone(&store), identity, Arc::new(Still));
        let book = Self { store, app, written: std::cell::Cell::new(1 << 100) };
        let commune = texts(&[(area::NAME, "Xã Ngọc Phụng"), (area::TYPE, area::TYPE_COMMUNE)]);
        book.put(DocId(COMMUNE.0), Kind::Area, COMMUNE, commune);
        for (village, name, households) in VILLAGES {
            let described = texts(&[(area::NAME, name), (area::TYPE, area::TYPE_VILLAGE)]);
            book.put(DocId(village.0), Kind::Area, COMMUNE, described);
            book.recognition(village, name);
            for number in 0..households {
                book.household(village, if number % 2 == 0 || number == 1 { "1" } else { "0" });
            }
        }
        book
    }

    fn next(&self) -> DocId {
        self.written.set(self.written.get() + 1);
        DocId(Uuid::from_u128(self.written.get()))
    }

    fn put(&self, doc: DocId, kind: Kind, area: AreaId, changes: Changes) {
        let (parents, depth, at_ms) = (Vec::new(), 0, NOW_MS);
        let draft = Draft { doc, kind, area, parents, depth, author: USER, device: DEVICE, at_ms, changes };
        self.store.append_own(&[draft.sign(&DeviceKey::from_seed(&[3; 32])).0], None).expect("appended");
    }

    fn household(&self, village: AreaId, safe: &str) {
        let household = self.next();
        let named = texts(&[(subject::TYPE, subject::TYPE_HOUSEHOLD), (subject::NAME, HEAD), ("dien_thoai", PHONE)]);
        self.put(household, Kind::Subject, village, named);
        let changes = texts(&[
            (check::SUBJECT, &household.to_string()),
            (check::FORM, "ho_gia_dinh"),
            (check::STATUS, check::COMPLETE),
            ("answers/mo_dau/ngay_tham", "2026-05-04"),
            ("answers/nhan_khau/chu_ho", HEAD),
            ("answers/nhan_khau/dien_thoai", PHONE),
            ("answers/nhan_khau/thanh_vien/n0001/ho_ten", MEMBER),
            ("answers/ket_thuc/ghi_chu", NOTE),
            ("answers/dien_thong_tin/dien_dat", safe),
        ]);
        self.put(self.next(), Kind::Check, village, changes);
    }

    /// The report lists the villages of which a step is recorded.
    fn recognition(&self, village: AreaId, name: &str) {
        let changes = texts(&[
            (check::SUBJECT, &village.to_string()),
            (check::FORM, "cong_nhan_thon"),
            (check::STATUS, check::COMPLETE),
            ("answers/mo_dau/ten_thon", name),
            ("answers/mo_dau/ngay_ghi", "2026-03-01"),
            ("answers/su_kien/danh_hieu", "thon_kieu_mau"),
            ("answers/su_kien/trang_thai", "candidate"),
            ("answers/su_kien/ngay_su_kien", "2026-03-01"),
        ]);
        self.put(self.next(), Kind::Check, village, changes);
    }

    /// What another body says of the commune and of three villages.
    fn imported(&self) {
        let rows = [("", "40"), ("Phú Vinh", "3"), ("Hưng Long", "13"), ("Xuân Lập", "24")];
        let mut changes = texts(&[
            (check::SUBJECT, &COMMUNE.to_string()),
            (check::FORM, "so_lieu_nhap"),
            (check::STATUS, check::COMPLETE),
            ("answers/mo_dau/ngay_ghi", "2026-06-30"),
            ("answers/mo_dau/nguon", "Ban giảm nghèo"),
        ]);
        for ((place, households), at) in rows.into_iter().zip(1_i64..) {
            let row = format!("answers/cac_so_lieu/so_lieu/n{at:04}");
            changes.insert(FieldPath::new(row.clone()), Change::Set(Value::Integer(at)));
            for (name, text) in [
                ("chi_tieu", "khac"),
                ("ten_chi_tieu", "Hộ thoát nghèo"),
                ("loai_so", "ket_qua"),
                ("nam", "2026"),
                ("gia_tri", households),
                ("don_vi", "households"),
                ("noi_ap_dung", place),
            ] {
                changes.insert(FieldPath::new(format!("{row}/{name}")), Change::Set(Value::from(text)));
            }
        }
        self.put(self.next(), Kind::Check, COMMUNE, changes);
    }

    fn call(&self, command: &str, args: Json) -> Json {
        let officer = Actor::Office { user: USER, user_name: "Lê Thị Hoa".into(), role: Role::Officer };
        self.app.call(command, args.clone(), &officer).unwrap_or_else(|error| panic!("{command} {args}: {error:?}"))
    }

    /// All XML of a printed file.
    fn printed(&self, id: &Json, version: &Json, format: &str) -> String {
        let made = self.call("report.file", json!({ "id": id, "version": version, "format": format }));
        let bytes = self.app.held_file(made["file"].as_str().expect("a file")).expect("held");
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes.as_ref())).expect("a package");
        let mut all = String::new();
        for at in 0..archive.len() {
            let mut part = archive.by_index(at).expect("a part");
            if part.name().expect("a name").ends_with(".xml") {
                part.read_to_string(&mut all).expect("text");
            }
        }
        all
    }
}

fn year(book: &Book) -> Json {
    book.call("report.create", json!({ "period": { "kind": "year", "year": 2026 } }))
}

#[test]
fn no_person_of_a_household_is_named_in_a_report_by_any_format() {
    let dir = tempfile::tempdir().expect("folder");
    let book = Book::filled(dir.path());
    let page = year(&book);
    let signed = book.call("report.freeze", json!({ "id": page["id"] }));
    let version = &signed["versions"][0]["id"];
    let mut told = vec![page.to_string(), signed.to_string()];
    for which in [&Json::Null, version] {
        told.extend(["docx", "xlsx"].map(|format| book.printed(&page["id"], which, format)));
    }
    for text in told {
        assert!(text.contains("Xã Ngọc Phụng") || text.contains("xã Ngọc Phụng") || text.contains("NGỌC PHỤNG"));
        for person in [HEAD, MEMBER, PHONE, NOTE, "Kín", "Giấu"] {
            assert!(!text.contains(person), "{person} in a report");
        }
    }
}

#[test]
fn a_small_village_is_not_told_of_nor_what_would_give_it_away() {
    let dir = tempfile::tempdir().expect("folder");
    let book = Book::filled(dir.path());
    let page = year(&book);
    let sheet = book.printed(&page["id"], &Json::Null, "xlsx");
    // 21 of 40, 9 of 16 and 3 of 4: only the largest village is shown, and the commune's 33 of 60.
    assert!(sheet.contains("<v>52.5</v>") && sheet.contains("<v>55</v>"), "the large ones are told of");
    assert!(!sheet.contains("<v>56.25</v>") && !sheet.contains("<v>75</v>"), "the small one and its neighbour are not");
    for words in ["dưới 5", "không nêu", "Thôn Hưng Long", "Thôn Phú Vinh"] {
        assert!(sheet.contains(words), "{words}");
    }
}

#[test]
fn each_place_of_an_imported_count_has_its_own_number_and_a_few_households_none() {
    let dir = tempfile::tempdir().expect("folder");
    let book = Book::filled(dir.path());
    book.imported();
    let page = year(&book);
    let figures = page["figures"].as_object().expect("figures").values();
    let counted = figures.filter(|figure| figure["label"] == "Hộ thoát nghèo");
    let mut texts: Vec<&str> = counted.filter_map(|figure| figure["text"].as_str()).collect();
    texts.sort_unstable();
    assert_eq!(texts, ["24 hộ", "40 hộ", "dưới 5", "không nêu"]);
    let printed = book.printed(&page["id"], &Json::Null, "docx");
    assert!(printed.contains("24 hộ") && !printed.contains("13 hộ") && !printed.contains("3 hộ"), "as it prints");
}
