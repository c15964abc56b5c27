//! Reports over a stored book, through the commands: made, edited, refreshed, signed, compared.

use std::path::Path;
use std::sync::Arc;

use crate::sample::Book;
use app::Clock;
use serde_json::{Value as Json, json};

/// 1 June 2026, any day after the report.
const NOW_MS: i64 = 1_780_300_000_000;

struct Still;

impl Clock for Still {
    fn now_ms(&self) -> i64 {
        NOW_MS
    }
}

fn entered(dir: &Path) -> Book {
    let reported = demo::report_2023().expect("well-formed");
    let mut book = Book::founded(dir, &reported, Arc::new(Still)).expect("founded");
    book.enter_all(&reported).unwrap_or_else(|problem| panic!("{problem}"));
    book
}

fn empty(dir: &Path) -> Book {
    Book::founded(dir, &demo::report_2023().expect("well-formed"), Arc::new(Still)).expect("founded")
}

fn call(book: &Book, command: &str, args: Json) -> Json {
    book.call(command, args.clone()).unwrap_or_else(|error| panic!("{args}: {error}"))
}

fn year(year: u16) -> Json {
    json!({ "period": { "kind": "year", "year": year } })
}

fn section<'a>(page: &'a Json, id: &str) -> &'a Json {
    let sections = page["sections"].as_array().expect("sections");
    sections.iter().find(|section| section["id"] == id).unwrap_or_else(|| panic!("no section {id}"))
}

/// What is printed of a section's paragraphs.
fn printed(page: &Json, id: &str) -> String {
    let blocks = section(page, id)["blocks"].as_array().expect("blocks");
    let runs = blocks.iter().flat_map(|block| block["runs"].as_array().expect("runs"));
    runs.filter_map(|run| run["text"].as_str()).collect::<Vec<_>>().join("")
}

fn edit(book: &Book, page: &Json, id: &str, block: usize, text: &str) -> Json {
    let seen = section(page, id)["blocks"][block]["editable"].as_str().unwrap_or_default();
    let args = json!({ "id": page["id"], "section": id, "block": block, "seen": seen, "text": text });
    call(book, "report.edit", args)
}

fn codes(page: &Json) -> Vec<&str> {
    page["notes"].as_array().expect("notes").iter().filter_map(|note| note["code"].as_str()).collect()
}

#[test]
fn a_commune_that_has_nothing_yet_gets_a_report_with_named_gaps() {
    let dir = tempfile::tempdir().expect("folder");
    let book = empty(dir.path());
    let page = call(&book, "report.create", year(2023));
    assert_eq!(page["narrative"], Json::Null);
    assert!(codes(&page).contains(&"empty-section"), "{:?}", page["notes"]);
    assert_eq!(page["frame"]["agency"], "Ủy ban nhân dân\nxã Ngọc Phụng");
    let again = call(&book, "report.create", year(2023));
    assert_eq!(again["id"], page["id"], "a period has one report");
    assert_eq!(call(&book, "report.list", json!({}))["rows"].as_array().map(Vec::len), Some(1));
}

#[test]
fn every_figure_of_the_real_report_leads_to_the_check_behind_it() {
    let dir = tempfile::tempdir().expect("folder");
    let book = entered(dir.path());
    let page = call(&book, "report.create", year(2023));
    assert!(page["narrative"].is_string());
    let figures = page["figures"].as_object().expect("figures");
    let bhyt = &figures["bhyt"];
    assert_eq!(bhyt["text"], "86,5%");
    assert!(bhyt["flags"][0].as_str().is_some_and(|flag| flag.contains("mẫu số")), "{bhyt}");
    let check = bhyt["evidence"][0]["check"].as_str().expect("a check");
    let view = call(&book, "checks.view", json!({ "check": check }));
    assert!(view.to_string().contains("86"), "the check says it");
    let total = &figures["nguon-luc.tong"];
    assert_eq!((total["ledger"].as_bool(), bhyt["ledger"].as_bool()), (Some(true), Some(false)));
    let biggest = behind(&book, total)[0]["subject_name"].clone();
    assert!(biggest.as_str().is_some_and(|name| name.contains("tín dụng")), "{biggest}");
    for (id, figure) in figures {
        let asked =
            figure["evidence"].as_array().expect("evidence").iter().filter(|one| !one["check"].is_null()).count();
        assert_eq!(behind(&book, figure).len(), asked, "{id}: every check is one that opens");
    }
    let ledger = call(&book, "ledger.get", year(2023));
    assert_eq!(ledger["total_by_works"], 66_791_009_000_i64);
    assert_eq!(ledger["total_by_sources"], 206_852_009_000_i64);
    assert_eq!(
        ledger["total_in_words"],
        "Hai trăm linh sáu tỷ tám trăm năm mươi hai triệu không trăm linh chín nghìn đồng"
    );
    assert_eq!((&ledger["agrees"], ledger["loose"].as_array().map(Vec::len)), (&json!(false), Some(3)));
    let names: Vec<&str> =
        ledger["sources"].as_array().expect("sources").iter().filter_map(|source| source["name"].as_str()).collect();
    let without: Vec<i64> =
        ledger["without_work"].as_array().expect("amounts").iter().filter_map(Json::as_i64).collect();
    let credit = names.iter().position(|name| *name == "Vốn tín dụng").expect("credit");
    assert_eq!(without[credit], 135_381_000_000);
}

fn behind(book: &Book, figure: &Json) -> Vec<Json> {
    let evidence = figure["evidence"].as_array().expect("evidence").iter();
    let checks: Vec<&Json> = evidence.map(|one| &one["check"]).filter(|check| !check.is_null()).collect();
    call(book, "checks.behind", json!({ "checks": checks }))["rows"].as_array().expect("rows").clone()
}

#[test]
fn an_edited_paragraph_keeps_its_words_and_its_figures_stay_up_to_date() {
    let dir = tempfile::tempdir().expect("folder");
    let book = entered(dir.path());
    let page = call(&book, "report.create", year(2023));
    let blocks = section(&page, "nguon-luc.tong")["blocks"].as_array().expect("blocks");
    let at = blocks.iter().position(|block| block["editable"].as_str().is_some_and(|text| text.contains("{{")));
    let at = at.expect("a paragraph with a figure");
    let text = blocks[at]["editable"].as_str().expect("text");
    let edited = edit(&book, &page, "nguon-luc.tong", at, &format!("Theo sổ nguồn vốn, {text}\nDòng thêm của xã."));
    assert_eq!(section(&edited, "nguon-luc.tong")["edited"], true);
    assert!(printed(&edited, "nguon-luc.tong").contains("Theo sổ nguồn vốn, "));
    assert!(printed(&edited, "nguon-luc.tong").contains("Dòng thêm của xã."));

    let unknown = edit(&book, &edited, "nguon-luc.tong", at + 1, "Đạt {{khong.co}} tháng này.");
    assert_eq!(codes(&unknown)[0], "unknown-figure", "a figure that is not there is told of");
    assert!(printed(&unknown, "nguon-luc.tong").contains("{{khong.co}}"), "and what was typed stays");

    // Somebody who saw the older text does not overwrite the newer one.
    let args = json!({ "id": page["id"], "section": "nguon-luc.tong", "block": at, "seen": text, "text": "Khác" });
    assert!(book.call("report.edit", args).expect_err("refused").contains("vừa thay đổi"));

    // A new source of money: the total within the edited words follows.
    let more = json!({ "subject_type": "work", "village": page["commune"], "name": "Điện đường", "fields": {} });
    let work = call(&book, "subjects.create", more)["id"].clone();
    let answers = reported_work(500_000_000);
    let check = call(&book, "checks.start", json!({ "household": work, "form": "cong_trinh" }))["check"].clone();
    for (path, value) in answers {
        call(&book, "checks.answer", json!({ "check": check, "section": 0, "path": path, "value": value }));
    }
    call(&book, "checks.close", json!({ "check": check }));
    let before = call(&book, "report.get", json!({ "id": page["id"] }));
    assert!(printed(&before, "nguon-luc.tong").contains("206.852.009.000"), "an unfinished form does not count");
    call(&book, "checks.open", json!({ "check": check }));
    let finished = call(&book, "checks.finish", json!({ "check": check }));
    assert_eq!(finished["finished"], true, "{}", finished["problems"]);
    let now = call(&book, "report.get", json!({ "id": page["id"] }));
    let text = printed(&now, "nguon-luc.tong");
    assert!(text.contains("Theo sổ nguồn vốn, ") && text.contains("207.352.009.000"), "{text}");

    let table = section(&now, "nguon-luc.tong").to_string();
    assert!(table.contains("Doanh nghiệp"), "the edited section's table has a row for the new source: {table}");

    let first = edit(&book, &now, "to-chuc.chi-dao", 0, "Xã đã giao ban.");
    assert_eq!(section(&first, "to-chuc.chi-dao")["edited"], true);
    let original = section(&page, "to-chuc.chi-dao")["blocks"][0]["editable"].as_str().expect("text");
    let back = edit(&book, &first, "to-chuc.chi-dao", 0, original);
    assert_eq!(section(&back, "to-chuc.chi-dao")["edited"], false, "what is generated is no edit");

    let args = json!({ "id": page["id"], "section": "nguon-luc.tong" });
    let restored = call(&book, "report.restore", args);
    assert!(!printed(&restored, "nguon-luc.tong").contains("Dòng thêm"));
}

/// The answers of a work paid by enterprises, after the first work of the sample.
fn reported_work(amount: i64) -> Vec<(String, String)> {
    let reported = demo::report_2023().expect("well-formed");
    let first = reported.records.iter().find(|record| record.form == "cong_trinh").expect("a work");
    let answers = first.answers.iter().map(|(path, value)| {
        let value = match path.rsplit('/').next() {
            Some("so_tien") => amount.to_string(),
            Some("nguon") => "enterprise".to_owned(),
            _ => value.clone(),
        };
        (path.replace("/1/", "/n0001/"), value)
    });
    answers.collect()
}

#[test]
fn a_signed_version_never_changes_and_the_next_one_tells_what_did() {
    let dir = tempfile::tempdir().expect("folder");
    let book = entered(dir.path());
    let page = call(&book, "report.create", year(2023));
    let id = page["id"].clone();
    let signed = call(&book, "report.freeze", json!({ "id": id }));
    let first = signed["versions"][0].clone();
    assert_eq!((&first["number"], &first["by"]), (&json!(1), &json!("Lê Thị Hoa")));
    assert_eq!(first["digest"].as_str().map(str::len), Some(64));
    let printed_first = file(&book, &id, &first["id"], "docx");

    let mut frame = page["frame"].clone();
    frame["number"] = json!("125/BC-UBND");
    frame["date"] = json!("2023-12-27");
    call(&book, "report.frame", json!({ "id": id, "frame": frame }));
    let now = call(&book, "report.get", json!({ "id": id }));
    edit(&book, &now, "to-chuc.chi-dao", 0, "Xã đã giao ban hằng tuần.");

    let since = call(&book, "report.difference", json!({ "id": id, "before": first["id"] }));
    let changes = since["changes"].as_array().expect("changes");
    assert!(changes.iter().any(|change| change["after"] == "Xã đã giao ban hằng tuần."), "{since}");
    let second = call(&book, "report.freeze", json!({ "id": id }))["versions"][1].clone();
    assert_eq!(second["number"], 2);
    assert_ne!(second["digest"], first["digest"]);
    let between = json!({ "id": id, "before": first["id"], "after": second["id"] });
    assert_eq!(call(&book, "report.difference", between)["changes"], since["changes"]);

    let old = call(&book, "report.get", json!({ "id": id, "version": first["id"] }));
    assert_eq!((&old["version"], &old["frame"]["number"]), (&first, &json!("")));
    assert_eq!(printed(&old, "to-chuc.chi-dao"), printed(&signed, "to-chuc.chi-dao"));
    assert_eq!(file(&book, &id, &first["id"], "docx"), printed_first, "the same bytes for ever");
}

fn file(book: &Book, id: &Json, version: &Json, format: &str) -> Json {
    call(book, "report.file", json!({ "id": id, "version": version, "format": format }))["file"].clone()
}

#[test]
fn a_report_prints_as_letter_picture_and_tables() {
    let dir = tempfile::tempdir().expect("folder");
    let book = entered(dir.path());
    let id = call(&book, "report.create", year(2023))["id"].clone();
    for (format, name) in [
        ("docx", "bao-cao-nam-2023-du-thao.docx"),
        ("pdf", "bao-cao-nam-2023-du-thao.pdf"),
        ("xlsx", "bao-cao-nam-2023-du-thao.xlsx"),
    ] {
        let made = call(&book, "report.file", json!({ "id": id, "format": format }));
        assert_eq!(made["name"], name);
    }
}
