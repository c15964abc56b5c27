//! The board and the report judge by one evaluation: the same value, verdict and source for each indicator, and the same villages.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use domain::vocabulary::{check, subject};
use domain::{AreaId, Change, DocId, FieldPath, Kind, Value};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::sample;
use crate::support::small_commune::{SET, VILLAGES, filled, row};
use crate::support::{Book, COMMUNE, Ticking, answer, check_of, doc};

/// A row of the report's table: value, threshold, verdict and source as they print.
#[derive(Debug, PartialEq)]
struct Printed {
    value: String,
    threshold: String,
    verdict: String,
    source: String,
}

/// The report's table of indicators by their codes, those without at the empty one.
fn table(report: &Json) -> BTreeMap<String, Vec<Printed>> {
    let sections = report["sections"].as_array().expect("sections");
    let mut blocks = sections.iter().flat_map(|section| section["blocks"].as_array().expect("blocks"));
    let table = blocks.find(|block| block["caption"] == "Kết quả các chỉ tiêu").expect("the table");
    // Sources stand below it by their letters.
    let notes = blocks.take_while(|block| block["style"] == "note").map(|block| block["runs"][0]["text"].clone());
    let notes: Vec<String> = notes.filter_map(|note| note.as_str().map(str::to_owned)).collect();
    let source_of = |letter: &str| {
        let source = notes.iter().find_map(|note| note.strip_prefix(letter)?.strip_prefix(": ")?.strip_suffix('.'));
        source.unwrap_or_else(|| panic!("{letter} in {notes:?}")).to_owned()
    };
    let cell = |cell: &Json| {
        let runs = cell.as_array().into_iter().flatten().filter_map(|run| run["text"].as_str());
        runs.collect::<String>()
    };
    let mut found: BTreeMap<String, Vec<Printed>> = BTreeMap::new();
    for row in table["rows"].as_array().expect("rows") {
        let cells: Vec<String> = row["cells"].as_array().expect("cells").iter().map(cell).collect();
        let [code, _, value, _, threshold, verdict, letter] = cells.try_into().expect("seven columns");
        let source = source_of(&letter);
        found.entry(code).or_default().push(Printed { value, threshold, verdict, source });
    }
    found
}

/// What the board says of an indicator, as the report would print it.
fn on_board(row: &Json) -> Printed {
    let text = |name: &str| row[name].as_str().unwrap_or_default();
    let verdict = match text("verdict") {
        "met" => "Đạt",
        "not_met" => "Chưa đạt",
        _ => "Chưa rõ",
    };
    let mark = if row["verified"] == true { "" } else { " (chưa đối chiếu)" };
    let threshold = match text("threshold") {
        "chưa có ngưỡng" => String::new(),
        known => format!("{known}{mark}"),
    };
    Printed { value: bare(text("value")), threshold, verdict: verdict.to_owned(), source: text("imported").to_owned() }
}

/// A number without its unit and the mark of a note.
fn bare(value: &str) -> String {
    value.chars().take_while(|letter| letter.is_ascii_digit() || *letter == ',').collect()
}

/// The board's row and the report's say the same; imported figures name their source on both.
fn compare(board: &Json, report: &Json) -> usize {
    let printed = table(report);
    let criteria = board["board"]["criteria"].as_array().expect("criteria");
    let rows = criteria.iter().flat_map(|criterion| criterion["indicators"].as_array().expect("rows"));
    let mut compared = 0;
    for row in rows {
        let id = row["id"].as_str().expect("an id");
        let told: Vec<&Printed> = printed.get(id).into_iter().flatten().collect();
        let judged: Vec<&&Printed> = told.iter().filter(|one| !one.verdict.starts_with("Để đối chiếu")).collect();
        let wanted = on_board(row);
        if row["value"].is_null() {
            assert!(judged.iter().all(|one| one.verdict == "Chưa rõ"), "{id}: {judged:?}");
            continue;
        }
        let [one] = judged.as_slice() else { panic!("{id} stands {} times in the report", judged.len()) };
        assert_eq!((&one.threshold, &one.verdict), (&wanted.threshold, &wanted.verdict), "{id}");
        if wanted.value.is_empty() {
            // A yes or a grade, behind which the report may put the mark of a note.
            let word = row["value"].as_str().expect("a word");
            assert!(one.value.starts_with(word), "{id}: {} is not {word}", one.value);
        } else {
            assert_eq!(bare(&one.value), wanted.value, "{id}");
        }
        if !wanted.source.is_empty() {
            assert_eq!(one.source, wanted.source, "{id}");
        }
        assert_eq!(wanted.source.is_empty(), !one.source.starts_with("Số liệu nhập"), "{id}: {one:?}");
        compared += 1;
    }
    compared
}

fn sample(dir: &Path, change: impl FnOnce(&mut demo::Report2023)) -> sample::Book {
    let mut reported = demo::report_2023().expect("well-formed");
    change(&mut reported);
    let mut book = sample::Book::founded(dir, &reported, Ticking::new() as Arc<_>).expect("founded");
    book.enter_all(&reported).unwrap_or_else(|problem| panic!("{problem}"));
    book
}

fn call(book: &sample::Book, command: &str, args: Json) -> Json {
    book.call(command, args).unwrap_or_else(|error| panic!("{error}"))
}

/// The board and the report of 2023.
fn looks(book: &sample::Book) -> (Json, Json) {
    let year = json!({ "period": { "kind": "year", "year": 2023 } });
    (call(book, "criteria.board", year.clone()), call(book, "report.create", year))
}

fn codes(report: &Json) -> Vec<&str> {
    report["notes"].as_array().expect("notes").iter().filter_map(|note| note["code"].as_str()).collect()
}

#[test]
fn every_indicator_of_the_real_commune_has_one_value_and_one_verdict_on_the_board_and_in_the_report() {
    let dir = tempfile::tempdir().expect("folder");
    let book = sample(dir.path(), |_| {});
    let (board, report) = looks(&book);
    // Three imported rates with a code, three levels and shares of the commune's own papers.
    assert_eq!(compare(&board, &report), 6);
    let insured = on_board(&row(&board, "14.1"));
    let expected = Printed {
        value: "86,5".to_owned(),
        threshold: "≥ 95 % (chưa đối chiếu)".to_owned(),
        verdict: "Chưa đạt".to_owned(),
        source: "Số liệu nhập, nguồn Báo cáo năm 2023 của UBND xã Ngọc Phụng, ngày 31/12/2023".to_owned(),
    };
    assert_eq!(insured, expected);
    assert_eq!(row(&board, "14.1")["lacks_denominator"], true);
    assert_eq!((&row(&board, "17.2")["verdict"], &row(&board, "17.2")["open"]), (&json!("met"), &json!(0)));
    // What only resembles an indicator judges nothing.
    for open in ["17.8", "12.1", "18.1"] {
        assert_eq!(row(&board, open)["value"], Json::Null, "{open}");
    }
    let uncoded = &table(&report)[""];
    assert!(uncoded.iter().all(|one| one.verdict == "Chưa rõ" && one.threshold.is_empty()), "{uncoded:?}");
    assert!(uncoded.iter().any(|one| one.value.starts_with("95%")), "the pens are told of: {uncoded:?}");
    assert!(!codes(&report).contains(&"imported-figure"));

    let page = call(
        &book,
        "criteria.indicator",
        json!({ "set": SET, "indicator": "17.2", "period": { "kind": "year", "year": 2023 } }),
    );
    assert!(page["rule"].as_str().is_some_and(|rule| rule.contains("nên lấy số liệu nhập, nguồn Báo cáo")), "{page}");
    assert_eq!((&page["imported"]["used"], &page["imported"]["value"]), (&json!(true), &json!("100 %")));
    let check = page["imported"]["check"]["check"].as_str().expect("a check");
    assert!(call(&book, "checks.view", json!({ "check": check })).to_string().contains("86"), "it opens");
    assert_eq!(page["trend"].as_array().and_then(|trend| trend.last()).map(|one| &one["imported"]), Some(&json!(true)));
}

#[test]
fn what_the_commune_enters_of_its_thresholds_judges_the_report_too() {
    let dir = tempfile::tempdir().expect("folder");
    let book = sample(dir.path(), |_| {});
    let entry =
        json!({ "set": SET, "indicator": "14.1", "value": 80.0, "source": "QĐ 26/2024/QĐ-UBND", "compared": true });
    call(&book, "criteria.threshold", entry);
    let (board, report) = looks(&book);
    assert_eq!(compare(&board, &report), 6);
    let told = &table(&report)["14.1"][0];
    assert_eq!((told.verdict.as_str(), told.threshold.as_str()), ("Đạt", "≥ 80 %"));
    call(&book, "criteria.setting", json!({ "set": SET, "zone": null, "used": false }));
    let (board, report) = looks(&book);
    // The other set of communes has one indicator, of which nobody says anything.
    assert_eq!(board["board"]["set"], "xa_ntm_2026_2030");
    assert_eq!(table(&report)["14.1"][0].verdict, "Chưa rõ");
    assert!(codes(&report).contains(&"imported-figure"), "no set in use has these codes");
}

#[test]
fn a_code_that_no_set_has_is_told_on_the_board_and_in_the_notes() {
    let dir = tempfile::tempdir().expect("folder");
    let book = sample(dir.path(), |reported| {
        let figures = reported.records.iter_mut().find(|record| record.form == "so_lieu_nhap").expect("figures");
        figures.answers.iter_mut().filter(|(_, code)| code == "17.2").for_each(|(_, code)| *code = "17.22".to_owned());
    });
    let (board, report) = looks(&book);
    compare(&board, &report);
    let mut warnings = board["board"]["warnings"].as_array().into_iter().flatten();
    let told = warnings.find(|one| !one["check"].is_null()).expect("told");
    assert!(told["text"].as_str().is_some_and(|text| text.contains("“17.22”")), "{told}");
    let mut notes = report["notes"].as_array().into_iter().flatten();
    let note = notes.find(|note| note["code"] == "imported-figure").expect("noted");
    assert!(note["text"].as_str().is_some_and(|text| text.contains("“17.22”")), "{note}");
}

/// Another body's figure for indicator 4, which the commune's own checks tell.
fn import(book: &Book, id: u128, day: &str, value: &str) {
    let row = "cac_so_lieu/so_lieu/n0001";
    let own = [("mo_dau/ngay_ghi", day), ("mo_dau/nguon", "Điện lực"), ("mo_dau/nguon_ngay", day)];
    let mut changes = check_of(DocId(COMMUNE.0), "so_lieu_nhap", check::COMPLETE, &own);
    changes.insert(FieldPath::new(format!("{}{row}", check::ANSWERS)), Change::Set(Value::Integer(1)));
    for (name, text) in [
        ("chi_tieu", "khac"),
        ("ten_chi_tieu", "Hộ dùng điện an toàn"),
        ("ma_chi_tieu", "4"),
        ("loai_so", "ket_qua"),
        ("nam", "2026"),
        ("gia_tri", value),
        ("don_vi", "percent"),
    ] {
        changes.extend([answer(&format!("{row}/{name}"), text)]);
    }
    book.write(doc(id), Kind::Check, COMMUNE, changes);
}

#[test]
fn beside_the_commune_s_own_checks_an_imported_figure_is_a_reference_on_both() {
    let dir = tempfile::tempdir().expect("folder");
    let book = filled(dir.path());
    import(&book, 9_001, "2026-06-30", "95.5");
    let own = book.row("4");
    assert_eq!((own["value"].as_str(), own["verdict"].as_str()), (Some("85,71 %"), Some("not_met")));
    assert_eq!(own["imported"], Json::Null);
    assert_eq!(own["beside"], "Số liệu nhập, nguồn Điện lực, ngày 30/06/2026: 95,5 % (cao hơn 9,79 điểm %)");
    let page = book.indicator(json!({}));
    assert_eq!(
        (&page["imported"]["used"], &page["imported"]["difference"]),
        (&json!(false), &json!("cao hơn 9,79 điểm %"))
    );
    let report = book.call("report.create", json!({ "period": { "kind": "year", "year": 2026 } }));
    let told = &table(&report)["4"];
    let verdicts: Vec<&str> = told.iter().map(|one| one.verdict.as_str()).collect();
    assert_eq!(verdicts, ["Để đối chiếu, chênh +9,79", "Chưa đạt"]);
    assert!(told[0].source.ends_with("nguồn Điện lực, ngày 30/06/2026"), "{told:?}");
    assert_eq!(compare(&book.call("criteria.board", json!({ "set": SET })), &report), 1);
    // The year before there was one check of its own.
    import(&book, 9_002, "2025-12-31", "50");
    assert_eq!(book.indicator(json!({}))["trend"].as_array().map(Vec::len), Some(4));
    // Where nobody was checked the figure stands in, and gives way to the first check.
    let empty = tempfile::tempdir().expect("folder");
    let book = Book::founded(empty.path());
    let (village, name, _) = VILLAGES[0];
    book.village(village, name);
    book.subject(doc(5), village, subject::TYPE_HOUSEHOLD, "Hộ 5");
    import(&book, 9_001, "2026-06-30", "95.5");
    let look = || row(&book.call("criteria.board", json!({ "set": SET })), "4");
    assert_eq!((look()["value"].as_str(), look()["open"].as_u64()), (Some("95,5 %"), Some(1)));
    let safe = [("mo_dau/ngay_tham", "2026-06-01"), ("dien_thong_tin/dien_dat", "1")];
    book.check(doc(6), doc(5), village, "ho_gia_dinh", check::COMPLETE, &safe);
    assert_eq!((look()["value"].as_str(), look()["imported"].as_str()), (Some("100 %"), None));
}

#[test]
fn a_sheet_from_before_sets_told_where_imported_figures_stand_keeps_how_they_are_read() {
    let dir = tempfile::tempdir().expect("folder");
    let book = filled(dir.path());
    import(&book, 9_001, "2026-06-30", "95.5");
    let mut set = criteria::shipped_sets().expect("sets").into_iter().find(|set| set.id == SET).expect("the set");
    set.imported = None;
    for indicator in set.criteria.iter_mut().flat_map(|criterion| &mut criterion.indicators) {
        indicator.thresholds.iter_mut().filter(|_| indicator.id == "4").for_each(|one| one.value = Some(90.0));
    }
    let file = book.app.put_file(set.to_xlsx().expect("sheet"));
    let brought = book.call("criteria.import", json!({ "file": file }));
    assert_eq!(brought["changes"].as_array().map(Vec::len), Some(1), "the threshold alone: {brought}");
    let row = book.row("4");
    assert_eq!(row["threshold"], "≥ 90 %");
    assert!(row["beside"].as_str().is_some_and(|beside| beside.contains("Điện lực")), "{row}");
    // A sheet that reads them otherwise says so among its changes.
    let other = criteria::ImportedRows {
        form: "so_lieu_nhap".into(),
        code: "${nguon_so}".into(),
        amount: "${gia_tri}".into(),
        ..Default::default()
    };
    set.imported = Some(other);
    let file = book.app.put_file(set.to_xlsx().expect("sheet"));
    let changes = book.call("criteria.preview", json!({ "file": file }))["changes"].clone();
    assert_eq!(changes[0]["place"], "Số liệu nhập", "{changes}");
}

fn state(board: &Json, village: &str) -> (Option<String>, Option<String>) {
    let mut rows = board["recognitions"].as_array().into_iter().flatten();
    let row = rows.find(|row| row["village_name"] == village).unwrap_or_else(|| panic!("{village}"));
    (row["state"].as_str().map(str::to_owned), row["lacking"].as_str().map(str::to_owned))
}

#[test]
fn a_village_s_title_is_the_same_on_the_board_and_in_the_report_and_what_is_lacking_is_told_on_both() {
    let dir = tempfile::tempdir().expect("folder");
    let book = sample(dir.path(), |_| {});
    let (board, report) = looks(&book);
    let recognised = Some("recognised".to_owned());
    assert_eq!(state(&board, "Phú Vinh"), (recognised.clone(), None));
    let lacking = Some("chưa có hồ sơ thẩm định, chưa ghi số, ngày quyết định".to_owned());
    for village in ["Xuân Thành", "Xuân Lập", "Xuân Thắng", "Hòa Lâm"] {
        assert_eq!(state(&board, village), (recognised.clone(), lacking.clone()), "{village}");
    }
    assert_eq!(state(&board, "Hưng Long"), (Some("candidate".to_owned()), None));
    let told = codes(&report).into_iter().filter(|code| *code == "recognition-unproven").count();
    assert_eq!((told, report["figures"]["thon.da-cong-nhan"]["text"].as_str()), (4, Some("5 thôn")));
}

#[test]
fn a_recognition_that_the_rule_does_not_count_counts_on_neither() {
    let village = AreaId(Uuid::from_u128(301));
    let dir = tempfile::tempdir().expect("folder");
    let book = Book::founded(dir.path());
    book.village(village, "Phú Vinh");
    let step = |id: u128, day: &str, step: &str, number: &str| {
        let mut answers = vec![
            ("mo_dau/ten_thon", "Phú Vinh"),
            ("mo_dau/ngay_ghi", day),
            ("su_kien/danh_hieu", "thon_kieu_mau"),
            ("su_kien/trang_thai", step),
        ];
        if !number.is_empty() {
            answers.extend([("su_kien/van_ban_so", number), ("su_kien/ngay_su_kien", day)]);
        }
        book.check(doc(id), DocId(village.0), village, "cong_nhan_thon", check::COMPLETE, &answers);
    };
    let titled = || {
        let board = book.call("criteria.board", json!({ "set": SET }));
        let report = book.call("report.create", json!({ "period": { "kind": "year", "year": 2026 } }));
        (state(&board, "Phú Vinh"), report["figures"]["thon.da-cong-nhan"]["text"].as_str().map(str::to_owned))
    };
    let told = |state: &str, lacking: Option<&str>, count: &str| {
        ((Some(state.to_owned()), lacking.map(str::to_owned)), Some(count.to_owned()))
    };
    step(401, "2026-01-05", "candidate", "");
    step(402, "2026-03-05", "recognised", "");
    assert_eq!(titled(), told("candidate", None, "0 thôn"));
    step(403, "2026-04-05", "recognised", "12/QĐ-UBND");
    assert_eq!(titled(), told("recognised", Some("chưa có hồ sơ thẩm định"), "1 thôn"));
    step(404, "2026-02-05", "appraised", "3/BC-VPĐP");
    assert_eq!(titled(), told("recognised", Some("chưa ghi số, ngày quyết định"), "1 thôn"));
    step(405, "2026-06-05", "withdrawn", "15/QĐ-UBND");
    assert_eq!(titled(), told("withdrawn", None, "0 thôn"));
}
