//! Thresholds that the office enters and compares, and sets that it brings as a sheet.

use app::Role;
use serde_json::{Value as Json, json};

use crate::support::office;
use crate::support::small_commune::{SET, filled};

#[test]
fn a_threshold_that_is_entered_and_compared_changes_the_board_and_says_by_whom() {
    let dir = tempfile::tempdir().expect("folder");
    let book = filled(dir.path());
    let entry = json!({ "set": SET, "indicator": "4", "value": 60.0, "source": "QĐ 26/2024/QĐ-UBND, Phụ lục I" });
    book.call("criteria.threshold", entry.clone());
    let row = book.row("4");
    // 12 of 19 are 63 % at worst.
    assert_eq!((row["threshold"].as_str(), row["verdict"].as_str()), (Some("≥ 60 %"), Some("met")));
    assert_eq!(row["verified"], false);
    let mut compared = entry;
    compared["compared"] = json!(true);
    book.call("criteria.threshold", compared.clone());
    assert_eq!(book.row("4")["verified"], true);
    let page = book.indicator(json!({}));
    assert_eq!(page["threshold"]["compared"], "Lê Thị Hoa đối chiếu ngày 25/11/2026");
    assert_eq!(page["threshold"]["source"], "QĐ 26/2024/QĐ-UBND, Phụ lục I");
    // Another value was compared with nothing.
    compared["compared"] = json!(false);
    compared["value"] = json!(70.0);
    book.call("criteria.threshold", compared);
    let row = book.row("4");
    assert_eq!((row["threshold"].as_str(), row["verified"].as_bool()), (Some("≥ 70 %"), Some(false)));
}

#[test]
fn a_threshold_of_the_commune_s_zone_comes_before_the_one_for_all() {
    let dir = tempfile::tempdir().expect("folder");
    let book = filled(dir.path());
    let entry = json!({ "set": SET, "indicator": "4", "zone": "vung_1", "value": 50.0, "source": "thử" });
    book.call("criteria.threshold", entry);
    assert_eq!(book.row("4")["threshold"], "≥ 98 %");
    book.call("criteria.setting", json!({ "set": SET, "zone": "vung_1", "used": true }));
    assert_eq!(book.row("4")["threshold"], "≥ 50 %");
    let board = book.call("criteria.board", json!({ "set": SET }));
    assert_eq!(board["board"]["zone_name"], "Vùng 1");
    assert_eq!(book.indicator(json!({}))["threshold"]["zone"], "Vùng 1");
    book.call("criteria.setting", json!({ "set": SET, "zone": null, "used": false }));
    assert_eq!(book.call("criteria.board", json!({ "set": SET }))["board"], Json::Null);
}

#[test]
fn nonsense_is_refused_in_words_and_collectors_enter_nothing() {
    let dir = tempfile::tempdir().expect("folder");
    let book = filled(dir.path());
    for (extra, word) in [
        (json!({ "value": 101.0 }), "không hợp"),
        (json!({ "value": 50.0, "from_year": 2025, "to_year": 2024 }), "Năm"),
        (json!({ "value": 50.0, "compared": true }), "văn bản"),
        (json!({ "compared": true, "source": "QĐ" }), "giá trị"),
    ] {
        let mut args = json!({ "set": SET, "indicator": "4" });
        for (name, value) in extra.as_object().into_iter().flatten() {
            args[name] = value.clone();
        }
        let refused = book.app.call("criteria.threshold", args.clone(), &office(Role::Officer)).expect_err("refused");
        assert!(refused.message.contains(word), "{args} {refused:?}");
    }
    let args = json!({ "set": SET, "indicator": "4", "value": 50.0 });
    let collector = office(Role::Collector);
    assert!(book.app.call("criteria.threshold", args, &collector).is_err());
}

#[test]
fn a_set_goes_out_as_a_sheet_and_comes_back_with_what_was_changed() {
    let dir = tempfile::tempdir().expect("folder");
    let book = filled(dir.path());
    let entry = json!({ "set": SET, "indicator": "4", "value": 60.0, "source": "QĐ", "compared": true });
    book.call("criteria.threshold", entry);
    let file = book.call("criteria.export", json!({ "set": SET }));
    assert_eq!(file["name"], "bo-tieu-chi-xa_ntm_nang_cao_2022.xlsx");
    let preview = book.call("criteria.preview", json!({ "file": file["file"] }));
    assert_eq!((preview["changes"].clone(), preview["notes"].clone()), (json!([]), json!([])), "{preview:#}");

    let mut set = criteria::shipped_sets().expect("sets").into_iter().find(|set| set.id == SET).expect("the set");
    for criterion in &mut set.criteria {
        criterion.indicators.retain(|indicator| indicator.id != "17.5");
        for indicator in criterion.indicators.iter_mut().filter(|indicator| indicator.id == "17.4") {
            indicator.thresholds[0].value = Some(65.0);
        }
    }
    let file = book.app.put_file(set.to_xlsx().expect("sheet"));
    let preview = book.call("criteria.preview", json!({ "file": file }));
    let changes: Vec<&str> =
        preview["changes"].as_array().into_iter().flatten().filter_map(|one| one["after"].as_str()).collect();
    assert_eq!(changes, ["≥ 98 %", "≥ 65 %", "bỏ chỉ tiêu"], "{preview:#}");
    assert_eq!(book.row("17.4")["threshold"], "≥ 50 %", "a preview changes nothing");
    assert_eq!(book.call("criteria.import", json!({ "file": file }))["imported"], true);
    assert_eq!(book.row("17.4")["threshold"], "≥ 65 %");
    assert_eq!(book.row("4")["threshold"], "≥ 98 %");
    let thresholds = book.call("criteria.thresholds", json!({ "set": SET }));
    assert_eq!(thresholds["set"]["replaced"], true);
    assert!(thresholds["rows"].as_array().into_iter().flatten().all(|row| row["indicator"] != "17.5"));

    book.call("criteria.restore", json!({ "set": SET }));
    assert_eq!(book.row("17.4")["threshold"], "≥ 50 %");
    assert_eq!(book.call("criteria.thresholds", json!({ "set": SET }))["set"]["replaced"], false);

    let broken = book.app.put_file(b"not a workbook".to_vec());
    let preview = book.call("criteria.preview", json!({ "file": broken }));
    assert!(preview["notes"].as_array().is_some_and(|notes| notes.iter().any(|note| note["severity"] == "error")));
    assert_eq!(book.call("criteria.import", json!({ "file": broken }))["imported"], false);
}
