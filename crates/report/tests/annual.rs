//! The report of 2023 written anew: every fact with its value, totals that are computed, words that are right.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

mod common;

use report::annual::{Fact, Recognition, VillageValue};
use report::funding::Pivot;
use report::{Block, Figure, FigureId, FigureValue, Flag, Paragraph, Report, Section, Unit};

/// The 40 facts of the report and how each is written in it.
const FACTS: [(&str, &str); 40] = [
    ("vùng cây ăn quả", "vùng cây ăn quả tập trung rộng 10 ha"),
    ("hợp tác xã", "Hợp tác xã dịch vụ nông nghiệp: 1 hợp tác xã"),
    ("số tuyến ở Xuân Lập", "Thôn Xuân Lập: Làm cấp phối đường giao thông, 2 tuyến"),
    ("chiều dài ở Xuân Lập", "tổng chiều dài 1.200 m"),
    ("kinh phí ở Xuân Lập", "70.000.000 đồng"),
    ("số tuyến ở Phú Vinh", "xây rãnh thoát nước đường giao thông, 5 tuyến"),
    ("chiều dài ở Phú Vinh", "tổng chiều dài 2.800 m"),
    ("kinh phí ở Phú Vinh", "kinh phí 1.000.000.000 đồng"),
    ("cổng công sở", "565.190.000 đồng"),
    ("nhà văn hóa", "288.276.000 đồng"),
    ("đường ống", "27.543.000 đồng"),
    ("nhà ở", "64.840.000.000 đồng"),
    (
        "tổng công trình",
        "66.791.009.000 đồng (Sáu mươi sáu tỷ bảy trăm chín mươi mốt triệu không trăm linh chín nghìn đồng)",
    ),
    ("học tiếp", "Tỷ lệ học sinh tốt nghiệp THCS tiếp tục học THPT, học nghề là 100%"),
    ("lao động", "Tỷ lệ lao động có việc làm, qua đào tạo là 78%"),
    ("BHYT", "Tỷ lệ người dân tham gia bảo hiểm y tế là 86,5%"),
    ("thấp còi", "suy dinh dưỡng thể thấp còi là 15,08%"),
    ("thôn văn hóa", "Thôn giữ vững danh hiệu văn hóa: 7/7 thôn"),
    ("cơ quan văn hóa", "5/5 cơ quan, đơn vị"),
    ("nước hợp vệ sinh", "Tỷ lệ hộ sử dụng nước hợp vệ sinh là 100%"),
    ("cơ sở sản xuất", "quy định về bảo vệ môi trường là 100%"),
    ("3 sạch", "hợp vệ sinh và bảo đảm 3 sạch là 100%"),
    ("chuồng trại", "chuồng trại bảo đảm vệ sinh môi trường là 95%"),
    ("an toàn thực phẩm", "quy định về an toàn thực phẩm là 100%"),
    ("thu gom rác", "Thôn có hợp đồng thu gom rác thải: 7/7 thôn"),
    ("công chức", "Tỷ lệ cán bộ, công chức xã đạt chuẩn là 100%"),
    (
        "tổng nguồn lực",
        "206.852.009.000 đồng (Hai trăm linh sáu tỷ tám trăm năm mươi hai triệu không trăm linh chín nghìn đồng)",
    ),
    ("Trung ương, tỉnh", "Ngân sách Trung ương, tỉnh: 4.000.000.000 đồng"),
    ("huyện", "Ngân sách huyện: 680.000.000 đồng"),
    ("xã", "Ngân sách xã: 881.009.000 đồng"),
    ("tín dụng", "Vốn tín dụng: 135.381.000.000 đồng"),
    ("cộng đồng", "Cộng đồng dân cư: 65.910.000.000 đồng"),
    (
        "thôn kiểu mẫu",
        "5 thôn được công nhận đạt chuẩn nông thôn mới kiểu mẫu, gồm: Xuân Thành, Xuân Lập, Xuân Thắng, Hòa Lâm, Phú Vinh",
    ),
    ("thôn còn lại", "2 thôn chưa được công nhận, gồm: Quyết Tiến, Hưng Long"),
    ("thẩm định", "Ngày 15/12/2023, Văn phòng điều phối nông thôn mới huyện thẩm định thôn Phú Vinh"),
    ("công nhận", "Ngày 21/12/2023, UBND huyện Thường Xuân công nhận thôn Phú Vinh"),
    ("tiểu học", "Phổ cập giáo dục tiểu học: mức độ 2"),
    ("THCS", "Phổ cập giáo dục trung học cơ sở: mức độ 2"),
    ("xóa mù", "Xóa mù chữ: mức độ 2"),
    ("mục tiêu BHYT", "tham gia bảo hiểm y tế năm 2024: 100%"),
];

fn text(report: &Report) -> String {
    let paragraphs = report.sections.iter().flat_map(|section| &section.blocks).filter_map(|block| match block {
        Block::Paragraph(paragraph) => Some(report.text_of(&paragraph.runs)),
        Block::Table(_) => None,
    });
    paragraphs.collect::<Vec<_>>().join("\n")
}

fn figure<'a>(report: &'a Report, id: &str) -> &'a Figure {
    report.figures.get(&FigureId::of(id)).expect("the figure is there")
}

#[test]
fn all_forty_facts_of_2023_are_in_the_text_with_their_values() {
    let text = text(&common::report().0);
    for (fact, written) in FACTS {
        assert!(text.contains(written), "{fact}: no “{written}” in\n{text}");
    }
}

#[test]
fn both_totals_are_computed_from_the_lines_and_the_sources_without_item_are_named() {
    let data = common::data();
    let pivot = Pivot::of(&data.funding, &data.sources, &[]);
    assert_eq!((pivot.total_by_items, pivot.total_by_sources), (66_791_009_000, 206_852_009_000));
    assert_eq!(pivot.by_source.values().sum::<i64>(), pivot.total_by_sources);
    assert_eq!(pivot.by_item.values().sum::<i64>(), pivot.total_by_items);
    assert_eq!(pivot.cell("commune", "cong-so"), Some(565_190_000));
    let without: Vec<(&str, i64)> =
        pivot.sources_without_item().into_iter().map(|(source, amount)| (source.id.as_str(), amount)).collect();
    assert_eq!(without, [("central_province", 4_000_000_000), ("district", 680_000_000), ("credit", 135_381_000_000)]);
    let (_, diagnostics) = common::report();
    let told = diagnostics.iter().find(|one| one.code == "sources-without-item").expect("told");
    assert!(told.vi.contains("Vốn tín dụng (135.381.000.000 đ)"), "{}", told.vi);
}

#[test]
fn rates_without_denominator_and_thresholds_nobody_compared_are_marked() {
    let (report, _) = common::report();
    for id in ["F14", "F15", "F16", "F17", "F20", "F21", "F22", "F23", "F24", "F26"] {
        assert!(figure(&report, id).flags.contains(&Flag::NoDenominator), "{id}");
    }
    assert!(figure(&report, "F16").flags.contains(&Flag::Unverified));
    assert!(!figure(&report, "F17").flags.contains(&Flag::Unverified));
    assert!(figure(&report, "F18").flags.is_empty());
}

#[test]
fn every_figure_names_its_source_and_opens_its_evidence() {
    let (report, _) = common::report();
    for figure in report.shown_figures() {
        assert!(!figure.source.words.is_empty(), "{figure:?}");
    }
    assert_eq!(figure(&report, "thon.phu-vinh.buoc-2").evidence[0].label, "2908/QĐ-UBND");
}

#[test]
fn a_rate_of_fewer_than_five_households_is_not_printed() {
    let mut data = common::data();
    data.indicators[0].households = Some(4);
    data.indicators[0].numerator = Some(3.into());
    data.indicators[0].denominator = Some(4.into());
    data.indicators[0].by_village = vec![VillageValue {
        village: "phu-vinh".into(),
        value: None,
        numerator: None,
        denominator: None,
        households: Some(4),
    }];
    let (report, _) = report::annual::annual(&data);
    assert_eq!(figure(&report, "F14").formatted, "dưới 5");
    assert!(!text(&report).contains("3/4"));
}

#[test]
fn a_count_of_few_people_of_one_place_is_not_printed_nor_what_its_total_would_give_away() {
    let mut data = common::data();
    let count = |id: &str, place: &str, people: i64, subjects| Fact {
        id: id.into(),
        name: "Hộ thoát nghèo".into(),
        topic: report::annual::Topic::Production,
        value: FigureValue::Number(people.into()),
        unit: Unit::Of("hộ".into()),
        place: place.into(),
        subjects,
        lacks_denominator: false,
        source: "Ban giảm nghèo".into(),
        as_of: None,
        evidence: Vec::new(),
    };
    data.facts.extend([
        count("ho", "", 24, None),
        count("ho.a", "thôn Phú Vinh", 3, Some(3)),
        count("ho.b", "thôn Xuân Lập", 8, Some(8)),
        count("ho.c", "thôn Hòa Lâm", 13, Some(13)),
    ]);
    let (report, _) = report::annual::annual(&data);
    let shown = ["ho", "ho.a", "ho.b", "ho.c"].map(|id| figure(&report, id).formatted.as_str());
    assert_eq!(shown, ["24 hộ", "dưới 5", "không nêu", "13 hộ"]);
    assert!(figure(&report, "ho.b").flags.contains(&Flag::BesideSmallCell));
    let printed = text(&report);
    assert!(printed.contains("không nêu (thôn Xuân Lập)") && printed.contains("13 hộ (thôn Hòa Lâm)"), "{printed}");
}

#[test]
fn a_topic_without_content_is_told_of_and_leaves_dots() {
    let mut data = common::data();
    data.narrative.retain(|narrative| narrative.topic != report::annual::Topic::Propaganda);
    let (report, diagnostics) = report::annual::annual(&data);
    assert!(diagnostics.iter().any(|one| one.code == "empty-section" && one.vi.contains("tuyên truyền")));
    let section: &Section = report.sections.iter().find(|one| one.id == "to-chuc.tuyen-truyen").expect("kept");
    let Block::Paragraph(Paragraph { runs, .. }) = &section.blocks[0] else { panic!("a paragraph") };
    assert_eq!(report.text_of(runs), "…");
}

#[test]
fn nothing_at_all_still_gives_a_report() {
    let mut data = common::data();
    data.villages.clear();
    data.indicators.clear();
    data.works.clear();
    data.funding.clear();
    data.facts.clear();
    data.narrative.clear();
    data.legal_bases.clear();
    let (report, _) = report::annual::annual(&data);
    assert!(text(&report).contains("./."));
    assert!(report::docx::docx(&report, None).is_ok());
}

#[test]
fn only_recognised_villages_are_counted() {
    let mut data = common::data();
    data.villages[0].recognition = Recognition::Withdrawn;
    let (report, _) = report::annual::annual(&data);
    assert!(text(&report).contains("4 thôn được công nhận"));
    assert!(text(&report).contains("3 thôn chưa được công nhận, gồm: Xuân Thành"));
}
