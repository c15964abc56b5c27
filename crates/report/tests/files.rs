//! The printed files: equal bytes for equal reports, real numbers in the tables, all text in the PDF.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

mod common;

use std::io::Cursor;

use calamine::{Data, Range, Reader as _, Xlsx};
use report::annual::{Basis, ReportData, Verdict, VillageValue, annual};

fn sheet(bytes: &[u8], name: &str) -> Range<Data> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    workbook.worksheet_range(name).expect("the sheet")
}

/// The numbers of the first row that holds this text.
fn numbers(range: &Range<Data>, text: &str) -> Vec<f64> {
    let row = range
        .rows()
        .find(|row| row.iter().any(|cell| matches!(cell, Data::String(words) if words == text)))
        .expect(text);
    row.iter().skip(2).filter_map(|cell| if let Data::Float(number) = cell { Some(*number) } else { None }).collect()
}

#[test]
fn the_table_of_resources_compares_both_totals_and_names_sources_without_item() {
    let bytes = report::xlsx::xlsx(&common::data()).expect("written");
    let range = sheet(&bytes, "Nguồn lực");
    assert_eq!(numbers(&range, "Tổng theo công trình, hạng mục").last(), Some(&66_791_009_000.0));
    assert_eq!(numbers(&range, "Tổng theo nguồn vốn").last(), Some(&206_852_009_000.0));
    assert_eq!(
        numbers(&range, "Tổng theo nguồn vốn"),
        [4_000_000_000.0, 680_000_000.0, 881_009_000.0, 135_381_000_000.0, 65_910_000_000.0, 206_852_009_000.0]
    );
    assert_eq!(
        numbers(&range, "Chưa gắn với công trình, hạng mục (chênh lệch)"),
        [4_000_000_000.0, 680_000_000.0, 0.0, 135_381_000_000.0, 0.0, 140_061_000_000.0]
    );
    let note = range.rows().next_back().expect("a note")[0].to_string();
    for source in ["Ngân sách Trung ương, tỉnh", "Ngân sách huyện", "Vốn tín dụng"] {
        assert!(note.contains(source), "{note}");
    }
}

#[test]
fn works_have_lengths_and_costs_as_numbers() {
    let bytes = report::xlsx::xlsx(&common::data()).expect("written");
    let range = sheet(&bytes, "Công trình");
    assert_eq!(numbers(&range, "Xuân Lập"), [2.0, 1_200.0, 70_000_000.0, 58_333.33]);
    assert_eq!(numbers(&range, "Tổng cộng"), [66_791_009_000.0]);
}

#[test]
fn a_villages_number_of_fewer_than_five_households_is_hidden_and_so_is_what_would_give_it_away() {
    let mut data = common::data();
    let value = |village: &str, households| VillageValue {
        village: village.into(),
        value: Some(75.into()),
        numerator: None,
        denominator: None,
        households: Some(households),
    };
    data.indicators[0].by_village = vec![value("xuan-thanh", 4), value("xuan-lap", 9), value("phu-vinh", 5)];
    let row = |data: &ReportData| -> Vec<String> {
        let bytes = report::xlsx::xlsx(data).expect("written");
        let range = sheet(&bytes, "Chỉ tiêu theo thôn");
        range.rows().nth(4).expect("the first indicator").iter().map(ToString::to_string).collect()
    };
    let at = |village: &str| 9 + data.villages.iter().position(|one| one.id == village).expect("a village");
    let (small, large, beside) = (at("xuan-thanh"), at("xuan-lap"), at("phu-vinh"));
    let printed = row(&data);
    assert_eq!([&printed[small], &printed[large], &printed[beside]], ["dưới 5", "75", "không nêu"]);
    assert_eq!(printed[6], "chưa có");
    // Of a whole that is small nothing is told, however it is split.
    data.indicators[0].households = Some(4);
    assert_eq!(row(&data)[large], "không nêu");
}

#[test]
fn an_imported_figure_says_its_source_and_one_beside_the_value_its_difference_instead_of_a_verdict() {
    let mut data = common::data();
    let first = &mut data.indicators[0];
    (first.source, first.as_of) = ("Bảo hiểm xã hội".to_owned(), "2023-12-31".parse().ok());
    for (basis, verdict, source) in [
        (Basis::Checks, "Chưa đạt", "Bảo hiểm xã hội"),
        (Basis::Imported, "Chưa đạt", "Số liệu nhập, nguồn Bảo hiểm xã hội, ngày 31/12/2023"),
        (
            Basis::Reference { difference: Some("-1.50".parse().expect("a number")) },
            "Để đối chiếu, chênh −1,5",
            "Số liệu nhập, nguồn Bảo hiểm xã hội, ngày 31/12/2023",
        ),
        (
            Basis::Reference { difference: Some(2.into()) },
            "Để đối chiếu, chênh +2",
            "Số liệu nhập, nguồn Bảo hiểm xã hội, ngày 31/12/2023",
        ),
    ] {
        data.indicators[0].basis = basis;
        data.indicators[0].verdict = Verdict::NotMet;
        let range = sheet(&report::xlsx::xlsx(&data).expect("written"), "Chỉ tiêu theo thôn");
        let row: Vec<String> =
            range.rows().nth(4).expect("the first indicator").iter().map(ToString::to_string).collect();
        assert_eq!((row[7].as_str(), row[8].as_str()), (verdict, source));
        let letter = format!("{:?}", annual(&data).0.sections);
        assert!(letter.contains(verdict) && letter.contains(&format!("a: {source}.")), "{source}");
    }
}

#[test]
fn equal_data_give_equal_files() {
    let (report, data) = (common::report().0, common::data());
    assert_eq!(report::xlsx::xlsx(&data).expect("written"), report::xlsx::xlsx(&data).expect("written"));
    assert_eq!(report::pdf::pdf(&report).expect("written"), report::pdf::pdf(&report).expect("written"));
}

#[test]
fn a_pdf_carries_bookmarks_and_its_own_fonts() {
    let bytes = report::pdf::pdf(&common::report().0).expect("written");
    assert!(bytes.starts_with(b"%PDF-"));
    let text = String::from_utf8_lossy(&bytes);
    for needed in ["/Outlines", "Tinos-Bold", "Tinos-Regular", "/FontFile2"] {
        assert!(text.contains(needed), "{needed}");
    }
}

#[test]
fn a_blank_report_is_printed() {
    let (mut report, _) = common::report();
    report.sections.clear();
    report.letterhead = Default::default();
    report.signature = Default::default();
    report.recipients.clear();
    assert!(report::pdf::pdf(&report).is_ok());
    assert!(report::docx::docx(&report, None).is_ok());
}
