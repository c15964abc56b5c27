//! A signed report never changes, whatever is written after it: not by work in the commune, not by edits and new versions, not
//! by a device that writes over it.

use app::{Actor, App, Role};
use domain::vocabulary::{check, subject};
use domain::{AreaId, Change, Changes, DeviceId, Document, FieldPath, Kind, RevId, UserId, Value};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::support::{Book, OFFICER, answer, app_over, call, check_of, doc};

/// Histories that are tried; each opens a book.
const CASES: u32 = 12;
const VILLAGE: AreaId = AreaId(Uuid::from_u128(101));
const ROW: &str = "von/nguon_von/dong1";
const SECTION: &str = "to-chuc.chi-dao";

/// What happens after a report was signed.
#[derive(Clone, Debug)]
enum Later {
    /// A check of the household with this many persons, or money of the work.
    Household(u8),
    Money(u8),
    Edit(u8),
    Frame(u8),
    Freeze,
    /// A device writes what it likes over one of the report's fields.
    Overwrite {
        field: Index,
        with: Forged,
        on: On,
    },
}

#[derive(Clone, Debug)]
enum Forged {
    Nothing,
    Word,
    /// The field's own JSON with another author, number and digest.
    Altered,
    /// What another field says.
    Other(Index),
}

/// What the forger says that it saw.
#[derive(Clone, Debug)]
enum On {
    All,
    First,
    Nothing,
}

fn later() -> impl Strategy<Value = Later> {
    let with = prop_oneof![
        Just(Forged::Nothing),
        Just(Forged::Word),
        Just(Forged::Altered),
        any::<Index>().prop_map(Forged::Other),
    ];
    let on = prop_oneof![Just(On::All), Just(On::First), Just(On::Nothing)];
    prop_oneof![
        1 => (1_u8..9).prop_map(Later::Household),
        1 => (1_u8..9).prop_map(Later::Money),
        1 => (0_u8..3).prop_map(Later::Edit),
        1 => (0_u8..3).prop_map(Later::Frame),
        1 => Just(Later::Freeze),
        4 => (any::<Index>(), with, on).prop_map(|(field, with, on)| Later::Overwrite { field, with, on }),
    ]
}

fn founded(dir: &std::path::Path) -> Book {
    let book = Book::founded(dir);
    book.village(VILLAGE, "Phú Vinh");
    book.subject(doc(1), VILLAGE, subject::TYPE_HOUSEHOLD, "Vi Văn Ón");
    book.subject(doc(2), VILLAGE, subject::TYPE_WORK, "Đường làng");
    let own = [("mo_dau/ten_cong_trinh", "Đường làng"), ("mo_dau/hang_muc", "giao_thong"), ("mo_dau/nam", "2026")];
    let mut work = check_of(doc(2), "cong_trinh", check::COMPLETE, &own);
    work.insert(FieldPath::new(format!("{}{ROW}", check::ANSWERS)), Change::Set(Value::Integer(1)));
    work.extend([answer(&format!("{ROW}/nguon"), "community"), answer(&format!("{ROW}/so_tien"), "5000000")]);
    work.extend([answer("mo_dau/ngay_ghi", "2026-03-01")]);
    book.write(doc(3), Kind::Check, VILLAGE, work);
    let answers = [("mo_dau/ngay_tham", "2026-03-01"), ("dien_thong_tin/dien_dat", "1")];
    book.check(doc(4), doc(1), VILLAGE, "ho_gia_dinh", check::COMPLETE, &answers);
    book
}

fn happen(book: &Book, id: &Json, later: &Later) {
    let report = || book.store.document(doc_of(id)).expect("read").expect("the report");
    match later {
        Later::Household(number) => {
            let change = answer("dien_thong_tin/dien_dat", &(number % 2).to_string());
            book.write(doc(4), Kind::Check, VILLAGE, Changes::from([change]));
        }
        Later::Money(millions) => {
            let change = answer(&format!("{ROW}/so_tien"), &format!("{millions}000000"));
            book.write(doc(3), Kind::Check, VILLAGE, Changes::from([change]));
        }
        Later::Edit(which) => {
            let page = book.call("report.get", json!({ "id": id }));
            let mut sections = page["sections"].as_array().expect("sections").iter();
            let section = sections.find(|section| section["id"] == SECTION).expect("the section");
            let seen = section["blocks"][0]["editable"].as_str().unwrap_or_default();
            let text = format!("Xã đã giao ban {which} lần.");
            let args = json!({ "id": id, "section": SECTION, "block": 0, "seen": seen, "text": text });
            book.call("report.edit", args);
        }
        Later::Frame(number) => {
            let mut frame = book.call("report.get", json!({ "id": id }))["frame"].clone();
            frame["number"] = json!(format!("{number}/BC-UBND"));
            book.call("report.frame", json!({ "id": id, "frame": frame }));
        }
        Later::Freeze => {
            book.call("report.freeze", json!({ "id": id }));
        }
        Later::Overwrite { field, with, on } => overwrite(book, &report(), field, with, on),
    }
}

fn doc_of(id: &Json) -> domain::DocId {
    id.as_str().and_then(|id| id.parse().ok()).expect("an id")
}

/// Versions are what is forged; the period and the kind stay, so that the report can be opened beside its versions.
fn overwrite(book: &Book, report: &Document, field: &Index, with: &Forged, on: &On) {
    let is_kept = |path: &str| ["kind", "from", "to"].contains(&path);
    let kept = |path: &&FieldPath| !is_kept(path.as_str());
    let paths: Vec<FieldPath> = report.fields.keys().filter(kept).cloned().collect();
    let text = |path: &FieldPath| report.text(path.as_str()).unwrap_or_default().to_owned();
    let path = field.get(&paths).clone();
    let change = match with {
        Forged::Nothing => Change::Removed,
        Forged::Word => Change::Set(Value::from("không có gì")),
        Forged::Altered => Change::Set(Value::Text(altered(&text(&path)))),
        Forged::Other(other) => Change::Set(Value::Text(text(other.get(&paths)))),
    };
    let first = || -> Vec<RevId> {
        let history = book.store.revisions(report.id).expect("read");
        history.first().map(|first| first.revision.id).into_iter().collect()
    };
    let on = match on {
        On::All => (report.heads.clone(), report.depth + 1),
        On::First => (first(), 1),
        On::Nothing => (Vec::new(), 0),
    };
    book.write_on(report.id, Kind::Report, report.area, on, Changes::from([(path, change)]));
}

fn altered(text: &str) -> String {
    let Ok(mut said) = serde_json::from_str::<Json>(text) else { return "khác".to_owned() };
    said["by"] = json!("Người khác");
    said["number"] = json!(7);
    said["digest"] = json!("0".repeat(64));
    said.to_string()
}

/// Everything of a version that somebody may have in hand: its page, its files, its place in the list.
fn in_hand(app: &App, id: &Json, version: &Json) -> Json {
    let mut page = call(app, "report.get", json!({ "id": id, "version": version }));
    page.as_object_mut().expect("a page").remove("versions");
    // The letter that tells it from another of the same number comes with that other one.
    page["version"].as_object_mut().expect("a version").remove("label");
    let files = ["docx", "pdf", "xlsx"].map(|format| {
        let file = call(app, "report.file", json!({ "id": id, "version": version, "format": format }));
        let hash = file["file"].as_str().expect("a hash").to_owned();
        app.held_file(&hash).expect("its bytes").to_vec()
    });
    json!([page, files])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn whatever_comes_after_it_a_signed_report_stays_byte_by_byte(
        before in proptest::collection::vec(later(), 0..3),
        after in proptest::collection::vec(later(), 1..10),
    ) {
        let dir = tempfile::tempdir().unwrap();
        let book = founded(dir.path());
        let id = book.call("report.create", json!({ "period": { "kind": "year", "year": 2026 } }))["id"].clone();
        book.call("report.frame", json!({ "id": id, "frame": book.call("report.get", json!({ "id": id }))["frame"] }));
        for one in before.iter().filter(|one| !matches!(one, Later::Overwrite { .. })) {
            happen(&book, &id, one);
        }
        let signed = book.call("report.freeze", json!({ "id": id }));
        let version = signed["versions"].as_array().and_then(|all| all.last()).expect("signed")["id"].clone();
        let kept = in_hand(&book.app, &id, &version);
        for one in &after {
            happen(&book, &id, one);
        }
        prop_assert!(in_hand(&book.app, &id, &version) == kept, "it is no more what was signed");
        prop_assert!(in_hand(&app_over(&book.store), &id, &version) == kept, "nor for whoever opens it anew");
        let signed_now = book.call("report.freeze", json!({ "id": id }));
        let numbers = signed_now["versions"].as_array().expect("versions").iter().map(|one| one["number"].as_u64());
        let numbers: Vec<u64> = numbers.flatten().collect();
        prop_assert!(numbers.is_sorted(), "{numbers:?}");
    }
}

/// Number, label and signer of the versions, in their order.
fn signed(page: &Json) -> Vec<(u64, String, String)> {
    let text = |version: &Json, part: &str| version[part].as_str().unwrap_or_default().to_owned();
    let versions = page["versions"].as_array().into_iter().flatten();
    versions.map(|one| (one["number"].as_u64().unwrap_or_default(), text(one, "label"), text(one, "by"))).collect()
}

fn numbered(book: &Book, id: &Json, number: &str) {
    let mut frame = book.call("report.get", json!({ "id": id }))["frame"].clone();
    frame["number"] = json!(number);
    book.call("report.frame", json!({ "id": id, "frame": frame }));
}

#[test]
fn two_who_sign_without_having_seen_each_other_are_told_apart_and_compared() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let here = founded(one.path());
    let there = Book::of_desk(DeviceId(Uuid::from_u128(70)), other.path());
    let id = here.call("report.create", json!({ "period": { "kind": "year", "year": 2026 } }))["id"].clone();
    let args = json!({ "id": id });
    here.call("report.freeze", args.clone());
    here.hand_over(&there);

    let colleague =
        Actor::Office { user: UserId(Uuid::from_u128(9)), user_name: "Vi Văn Ón".into(), role: Role::Officer };
    numbered(&here, &id, "11/BC-UBND");
    numbered(&there, &id, "12/BC-UBND");
    let alone = here.call("report.freeze", args.clone());
    assert_eq!(signed(&alone)[1], (2, "2".to_owned(), OFFICER.to_owned()));
    let kept = in_hand(&here.app, &id, &alone["versions"][1]["id"]);
    there.app.call("report.freeze", args.clone(), &colleague).unwrap();
    here.hand_over(&there);
    there.hand_over(&here);

    let page = here.call("report.get", args.clone());
    assert_eq!(page["versions"], there.call("report.get", args.clone())["versions"], "both desks call them the same");
    let versions = signed(&page);
    let labels: Vec<&str> = versions.iter().map(|(_, label, _)| label.as_str()).collect();
    assert_eq!(labels, ["1", "2a", "2b"]);
    let mut signers: Vec<&str> = versions[1..].iter().map(|(_, _, by)| by.as_str()).collect();
    signers.sort_unstable();
    assert_eq!(signers, [OFFICER, "Vi Văn Ón"]);
    assert!(in_hand(&here.app, &id, &alone["versions"][1]["id"]) == kept, "the other one changed nothing of it");

    // What is disputed is told in words, not as it is stored.
    let items = here.call("conflicts.list", json!({}))["items"].clone();
    let disputed = &items[0];
    assert_eq!(items.as_array().map(Vec::len), Some(1), "versions are never disputed: {items:#}");
    assert_eq!((&disputed["doc_kind"], &disputed["title"]), (&json!("report"), &json!("Báo cáo năm 2026")));
    assert_eq!(disputed["label"], "Số, ngày, nơi nhận và người ký");
    let said: Vec<&str> =
        disputed["values"].as_array().into_iter().flatten().filter_map(|value| value["text"].as_str()).collect();
    for number in ["Số: 11/BC-UBND", "Số: 12/BC-UBND"] {
        assert!(said.iter().any(|text| text.contains(number)), "{number}: {said:?}");
    }
    assert!(!said.concat().contains('{'), "{said:?}");

    let (a, b) = (&page["versions"][1], &page["versions"][2]);
    let between = json!({ "id": id, "before": a["id"], "after": b["id"] });
    let changes = here.call("report.difference", between)["changes"].clone();
    let mut numbers = [changes[0]["before"].clone(), changes[0]["after"].clone()];
    numbers.sort_by_key(Json::to_string);
    assert_eq!((changes.as_array().map(Vec::len), numbers), (Some(1), [json!("11/BC-UBND"), json!("12/BC-UBND")]));
    let file = here.call("report.file", json!({ "id": id, "version": b["id"], "format": "docx" }));
    assert_eq!(file["name"], "bao-cao-nam-2026-ban-2b.docx");

    let next = here.call("report.freeze", args);
    assert_eq!(signed(&next).last().map(|(number, label, _)| (*number, label.clone())), Some((3, "3".to_owned())));
}
