//! Frozen reports never change, and the difference of two versions says what did.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

mod common;

use proptest::prelude::*;
use report::{Block, Change, Frozen, FrozenError, Paragraph, Report, difference};

fn changed(change: impl Fn(&mut report::annual::ReportData)) -> Report {
    let mut data = common::data();
    change(&mut data);
    report::annual::annual(&data).0
}

fn check(change: impl Fn(&mut report::annual::ReportData), expected: &[&str]) {
    let (before, _) = common::report();
    let found: Vec<String> = difference(&before, &changed(change)).iter().map(Change::vi).collect();
    for sentence in expected {
        assert!(found.iter().any(|found| found == sentence), "no “{sentence}” in {found:#?}");
    }
}

#[test]
fn a_changed_figure_is_named_with_both_values_and_its_text_is_not_listed() {
    check(
        |data| data.indicators[2].value = Some("91.2".parse().expect("a number")),
        &[
            "Số liệu “Tỷ lệ người dân tham gia bảo hiểm y tế” đổi từ 86,5% (chưa có mẫu số, ngưỡng chưa đối chiếu) thành 91,2% (chưa có mẫu số, ngưỡng chưa đối chiếu).",
        ],
    );
    let (before, _) = common::report();
    let after = changed(|data| data.indicators[2].value = Some("91.2".parse().expect("a number")));
    assert_eq!(difference(&before, &after).len(), 1);
}

#[test]
fn money_changes_every_figure_that_rests_on_it() {
    check(
        |data| data.funding[2].amount_vnd += 1_000,
        &[
            "Số liệu “Ngân sách xã” đổi từ 881.009.000 đồng thành 881.010.000 đồng.",
            "Số liệu “Tổng kinh phí các công trình, hạng mục năm 2023” đổi từ 66.791.009.000 đồng thành 66.791.010.000 đồng.",
        ],
    );
}

#[test]
fn changed_words_are_shown_at_their_place() {
    check(|data| data.signature.name = "Nguyễn Văn A".into(), &["Người ký: sửa “Lê Ngọc Thu” thành “Nguyễn Văn A”."]);
    check(
        |data| data.narrative[3].text = "Không có khiếu kiện.".into(),
        &[
            "Mục 4. Xây dựng hệ thống chính trị và giữ gìn an ninh, trật tự: sửa “Trên địa bàn không có khiếu kiện đông người và không xảy ra vụ việc nghiêm trọng.” thành “Không có khiếu kiện.”.",
        ],
    );
}

#[test]
fn equal_reports_have_no_difference_and_one_digest() {
    let (one, two) = (common::report().0, common::report().0);
    assert_eq!(difference(&one, &two), []);
    assert_eq!(Frozen::of(&one).expect("frozen"), Frozen::of(&two).expect("frozen"));
}

#[test]
fn a_frozen_report_with_one_other_byte_is_refused() {
    let mut frozen = Frozen::of(&common::report().0).expect("frozen");
    // Another amount, and still a well-formed report.
    let at = frozen.bytes.windows(5).position(|bytes| bytes == b"66791").expect("the total");
    frozen.bytes[at] = b'7';
    assert!(matches!(frozen.open(), Err(FrozenError::Digest)), "{:?}", frozen.open());
    frozen.digest = Frozen::of(&common::report().0).expect("frozen").digest;
    assert!(frozen.open().is_err());
}

/// What an officer may do to a report after it was signed.
#[derive(Clone, Debug)]
enum Edit {
    Amount(usize, i64),
    Value(usize, u32),
    Text(usize, String),
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let edit = prop_oneof![
        (0_usize..9, 0_i64..1_000_000_000_000).prop_map(|(line, amount)| Edit::Amount(line, amount)),
        (0_usize..10, 0_u32..10_000).prop_map(|(indicator, value)| Edit::Value(indicator, value)),
        (0_usize..12, "[a-zàế ]{0,40}").prop_map(|(paragraph, text)| Edit::Text(paragraph, text)),
    ];
    proptest::collection::vec(edit, 0..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_frozen_report_never_changes_whatever_is_edited_later(edits in edits()) {
        let (signed, _) = common::report();
        let frozen = Frozen::of(&signed).expect("frozen");
        let kept = frozen.clone();
        let later = changed(|data| for edit in &edits {
            match edit {
                Edit::Amount(line, amount) => data.funding[*line].amount_vnd = *amount,
                Edit::Value(indicator, value) => data.indicators[*indicator].value = Some((*value).into()),
                Edit::Text(paragraph, text) => data.narrative[*paragraph].text.clone_from(text),
            }
        });
        prop_assert_eq!(&frozen.open().expect("whole"), &signed);
        prop_assert_eq!(&frozen, &kept);
        let later_frozen = Frozen::of(&later).expect("frozen");
        prop_assert_eq!(later == signed, later_frozen.digest == frozen.digest);
        prop_assert_eq!(later_frozen.open().expect("whole"), later.clone());
        prop_assert_eq!(report::docx::docx(&frozen.open().expect("whole"), None).expect("printed").0,
            report::docx::docx(&signed, None).expect("printed").0);
    }

    #[test]
    fn every_paragraph_survives_the_officers_editor(edits in edits()) {
        let report = changed(|data| for edit in &edits {
            if let Edit::Text(paragraph, text) = edit { data.narrative[*paragraph].text.clone_from(text); }
        });
        for block in report.sections.iter().flat_map(|section| &section.blocks) {
            if let Block::Paragraph(paragraph) = block {
                let (again, told) = Paragraph::from_editable(paragraph.style, &paragraph.editable(), &report.figures);
                prop_assert_eq!(&again, paragraph);
                prop_assert!(told.is_empty());
            }
        }
    }
}
