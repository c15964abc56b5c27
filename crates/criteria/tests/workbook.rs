//! Sets as workbooks that officers edit.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use criteria::{Set, shipped_sets};
use rust_xlsxwriter::Workbook;

#[test]
fn a_set_survives_its_workbook() {
    for set in shipped_sets().unwrap() {
        let (read, diagnostics) = Set::from_workbook(&set.to_xlsx().unwrap(), None);
        assert_eq!(diagnostics, [], "{}", set.id);
        assert!(read.as_ref() == Some(&set), "{} differs: {}", set.id, first_difference(read.as_ref(), &set));
    }
}

#[test]
fn where_imported_figures_stand_is_a_row_that_an_officer_changes_and_an_old_workbook_has_none() {
    let mut set = shipped_sets().unwrap().remove(0);
    let rows = set.imported.as_mut().unwrap();
    rows.code = "${ma_moi}".to_owned();
    rows.percent = None;
    let (read, diagnostics) = Set::from_workbook(&set.to_xlsx().unwrap(), None);
    assert_eq!((read.and_then(|read| read.imported), diagnostics), (set.imported, Vec::new()));
    let old = [["Bộ tiêu chí", "x", "Bộ", "Set", "", "QĐ 1"]];
    let (read, diagnostics) = Set::from_workbook(&workbook(&old), None);
    assert_eq!((read.map(|read| read.imported), diagnostics), (Some(None), Vec::new()));
}

fn first_difference(read: Option<&Set>, set: &Set) -> String {
    let (read, set) = (read.map(|read| read.to_toml().unwrap()).unwrap_or_default(), set.to_toml().unwrap());
    let pair = read.lines().zip(set.lines()).find(|(one, other)| one != other);
    format!("{pair:?}")
}

/// Rows of a workbook with the columns that matter here.
fn workbook(rows: &[[&str; 6]]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let header =
        ["Loại dòng [row]", "Mã [id]", "Tên [name.vi]", "Tên [name.en]", "Ngưỡng [value]", "Căn cứ [source.text]"];
    for (row, cells) in (0u32..).zip([header].iter().chain(rows)) {
        for (column, text) in (0u16..).zip(cells) {
            sheet.write(row, column, *text).unwrap();
        }
    }
    workbook.save_to_buffer().unwrap()
}

#[test]
fn what_is_wrong_is_told_with_its_row_and_column() {
    let set = ["Bộ tiêu chí", "x", "Bộ", "Set", "", "QĐ 1"];
    for (rows, code, row, column, vi) in [
        (vec![["Thôn", "", "", "", "", ""]], "criteria-row-kind", 2, Some("Loại dòng [row]"), "“thôn”"),
        (vec![["tiêu chí", "1", "Một", "One", "", ""]], "criteria-row-order", 2, None, "phía trên"),
        (vec![set, ["ngưỡng", "", "", "", "cao", ""]], "criteria-cell", 3, Some("Ngưỡng [value]"), "không phải là số"),
        (vec![set, ["số liệu nhập", "", "", "", "", ""]], "criteria-row", 3, None, "missing field `form`"),
        (vec![set, ["tiêu chí", "", "Một", "One", "", ""]], "criteria-row", 3, None, "missing field `id`"),
    ] {
        let (read, diagnostics) = Set::from_workbook(&workbook(&rows), None);
        let found = &diagnostics[0];
        assert!(read.is_none() || code == "criteria-row-order");
        assert_eq!((found.code, found.location.row, found.location.column.as_deref()), (code, Some(row), column));
        assert!(found.vi.contains(vi) && !found.en.is_empty(), "{found:?}");
    }
}

#[test]
fn an_officer_enters_a_threshold_and_who_compared_it() {
    let mut set = shipped_sets().unwrap().remove(0);
    set.criteria[3].indicators[0].thresholds[0].value = Some(99.0);
    set.criteria[3].indicators[0].thresholds[0].compared =
        Some(criteria::Comparison { by: "Lê Thị Hoa".to_owned(), on: "2026-11-25".parse().unwrap(), with: None });
    let (read, _) = Set::from_workbook(&set.to_xlsx().unwrap(), None);
    let threshold = read.unwrap().indicator("4").unwrap().threshold(None, 2026).unwrap().clone();
    assert_eq!((threshold.value, threshold.compared.unwrap().by.as_str()), (Some(99.0), "Lê Thị Hoa"));
}
