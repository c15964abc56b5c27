//! An edited report when the data changed: words stay, figures follow.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

mod common;

use report::annual::annual;
use report::{Block, Figure, FigureId, FigureValue, Paragraph, Report, Run, Source, SourceKind, Unit, refreshed};

fn section<'a>(report: &'a mut Report, id: &str) -> &'a mut Vec<Block> {
    &mut report.sections.iter_mut().find(|section| section.id == id).expect(id).blocks
}

fn write(report: &mut Report, id: &str, text: &str) {
    let (paragraph, told) = Paragraph::from_editable(Default::default(), text, &report.figures);
    assert_eq!(told, []);
    *section(report, id) = vec![Block::Paragraph(paragraph)];
}

fn text(report: &Report, id: &str) -> String {
    let section = report.sections.iter().find(|section| section.id == id).expect(id);
    let line = |block: &Block| match block {
        Block::Paragraph(paragraph) => report.text_of(&paragraph.runs),
        Block::Table(_) => String::new(),
    };
    section.blocks.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn edited_words_stay_and_the_figures_in_them_are_new() {
    let (generated, _) = common::report();
    let mut edited = generated.clone();
    write(&mut edited, "nguon-luc.tong", "Cả xã góp {{nguon-luc.tong}}, bằng chữ: {{nguon-luc.tong:chu}}.");
    let mut data = common::data();
    data.funding[0].amount_vnd = 5_000_000_000;
    let (fresh, _) = annual(&data);
    let (report, diagnostics) = refreshed(&edited, &generated, &fresh);
    assert_eq!(
        text(&report, "nguon-luc.tong"),
        "Cả xã góp 207.852.009.000 đồng, bằng chữ: Hai trăm linh bảy tỷ tám trăm năm mươi hai triệu không trăm linh chín nghìn đồng."
    );
    assert_eq!(diagnostics, []);
}

#[test]
fn sections_that_nobody_touched_are_taken_anew_and_an_edited_one_with_new_content_is_named() {
    let (generated, _) = common::report();
    let mut edited = generated.clone();
    write(&mut edited, "danh-gia", "Nói chung thuận lợi.");
    let mut data = common::data();
    for narrative in &mut data.narrative {
        narrative.text.push_str("\nThêm một dòng.");
    }
    let (fresh, _) = annual(&data);
    let (report, diagnostics) = refreshed(&edited, &generated, &fresh);
    assert_eq!(text(&report, "danh-gia"), "Nói chung thuận lợi.");
    assert!(text(&report, "muc-tieu").contains("Thêm một dòng."));
    assert!(matches!(diagnostics.as_slice(), [one] if one.code == "section-edited" && one.vi.contains("Thuận lợi")));
}

#[test]
fn a_figure_that_is_no_longer_computed_stays_and_is_told_of() {
    let (generated, _) = common::report();
    let mut edited = generated.clone();
    write(&mut edited, "ket-qua.san-xuat", "Vùng cây ăn quả rộng {{F01}}.");
    let mut data = common::data();
    data.facts.retain(|fact| fact.id != "F01");
    data.narrative.retain(|narrative| !narrative.text.contains("F01"));
    let (fresh, _) = annual(&data);
    let (report, diagnostics) = refreshed(&edited, &generated, &fresh);
    assert_eq!(text(&report, "ket-qua.san-xuat"), "Vùng cây ăn quả rộng 10 ha.");
    assert!(diagnostics.iter().any(|one| one.code == "figure-not-computed" && one.vi.contains("10 ha")));
    assert_eq!(report.problems(), []);
}

#[test]
fn the_officers_own_sections_figures_and_signature_stay_and_removed_sections_stay_away() {
    let (generated, _) = common::report();
    let mut edited = generated.clone();
    let id = FigureId::of("rieng.khach");
    let source = Source { kind: SourceKind::Officer, id: String::new(), words: "Cán bộ nhập".into(), as_of: None };
    edited.figures.insert(id.clone(), Figure::new(id, "Khách", FigureValue::Number(12.into()), Unit::None, source));
    edited.signature.name = "Nguyễn Văn A".into();
    edited.sections.retain(|section| section.id != "to-chuc.tuyen-truyen");
    let mut own = edited.sections[2].clone();
    own.id = "rieng".into();
    edited.sections.insert(3, own);
    let mut data = common::data();
    data.letterhead.number = "125/BC-UBND".into();
    let (report, _) = refreshed(&edited, &generated, &annual(&data).0);
    assert_eq!((report.signature.name.as_str(), report.letterhead.number.as_str()), ("Nguyễn Văn A", "125/BC-UBND"));
    assert_eq!(report.sections[3].id, "rieng");
    assert!(report.figures.contains_key(&FigureId::of("rieng.khach")));
    assert!(!report.sections.iter().any(|section| section.id == "to-chuc.tuyen-truyen"));
    assert_eq!(report.sections.len(), generated.sections.len());
}

#[test]
fn nothing_changed_changes_nothing() {
    let (report, _) = common::report();
    assert_eq!(refreshed(&report, &report, &report), (report, vec![]));
}

#[test]
fn a_report_that_breaks_the_models_rules_is_explained_and_still_printed() {
    let (mut report, _) = common::report();
    assert_eq!(report.problems(), []);
    report.figures.remove(&FigureId::of("F16"));
    report.sections[0].level = 9;
    for section in &mut report.sections {
        for block in &mut section.blocks {
            if let Block::Table(table) = block {
                table.rows[0].cells.resize(12, vec![Run::text("thừa")]);
            }
        }
    }
    let problems = report.problems();
    for code in ["figure-missing", "heading-too-deep", "row-too-wide"] {
        assert!(problems.iter().any(|problem| problem.code == code), "{code}: {problems:?}");
    }
    assert!(report::docx::docx(&report, None).is_ok());
    assert!(report::pdf::pdf(&report).is_ok());
}
