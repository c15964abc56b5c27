//! The real report of 2023: entered through the shipped forms, and read back out of the printed letter.

use std::io::{Cursor, Read as _};

use app::reporting::{FinishedCheck, ReportingError, report_data};
use domain::Value;
use quick_xml::Reader;
use quick_xml::events::Event;
use report::annual::{ReportData, Verdict, annual};
use report::funding::Pivot;
use report::{Diagnostic, FigureId, Flag, Report};

/// 1 June 2026, any day after the report.
const NOW_MS: i64 = 1_780_300_000_000;

/// The facts of the report by their numbers, and how its letter words them.
const FACTS: [(&str, &str); 40] = [
    ("F01", "được quy hoạch rộng 10 ha ở các thôn Phú Vinh, Hòa Lâm và Xuân Thắng"),
    ("F02", "Toàn xã có 1 hợp tác xã dịch vụ nông nghiệp tổng hợp"),
    ("F03", "Thôn Xuân Lập: Làm cấp phối đường, 2 tuyến"),
    ("F04", "tổng chiều dài 1.200 m"),
    ("F05", "kinh phí 70.000.000 đồng"),
    ("F06", "xây rãnh thoát nước đường, 5 tuyến"),
    ("F07", "tổng chiều dài 2.800 m"),
    ("F08", "kinh phí 1.000.000.000 đồng"),
    ("F09", "trồng cây bóng mát tại UBND xã, kinh phí 565.190.000 đồng"),
    ("F10", "bồn hoa trên đường mẫu của các thôn, kinh phí 288.276.000 đồng"),
    ("F11", "Thôn Phú Vinh: Sửa đường ống dẫn nước tập trung, kinh phí 27.543.000 đồng"),
    ("F12", "nhà ở và công trình khác, kinh phí 64.840.000.000 đồng"),
    ("F13", "66.791.009.000 đồng"),
    ("F14", "học sinh tốt nghiệp THCS học tiếp là 100%"),
    ("F15", "lao động có việc làm, qua đào tạo là 78%"),
    ("F16", "người tham gia bảo hiểm y tế là 86,5%"),
    ("F17", "trẻ dưới 5 tuổi thấp còi là 15,08%"),
    ("F18", "Thôn giữ danh hiệu văn hóa: 7/7 thôn"),
    ("F19", "Cơ quan, đơn vị giữ danh hiệu văn hóa: 5/5 cơ quan, đơn vị"),
    ("F20", "hộ dùng nước hợp vệ sinh là 100%"),
    ("F21", "cơ sở bảo đảm quy định môi trường là 100%"),
    ("F22", "hộ có nhà tiêu, nhà tắm, bể nước và ba sạch là 100%"),
    ("F23", "hộ chăn nuôi có chuồng hợp vệ sinh là 95%"),
    ("F24", "hộ, cơ sở tuân thủ an toàn thực phẩm là 100%"),
    ("F25", "Thôn có hợp đồng thu gom rác: 7/7 thôn"),
    ("F26", "cán bộ, công chức đạt chuẩn là 100%"),
    ("F27", "Tổng nguồn lực huy động là 206.852.009.000 đồng"),
    ("F28", "Ngân sách trung ương, tỉnh: 4.000.000.000 đồng (Đường vùng cây ăn quả tập trung)"),
    ("F29", "Ngân sách huyện: 680.000.000 đồng (Xây trạm y tế"),
    ("F30", "Ngân sách xã: 881.009.000 đồng"),
    ("F31", "Vốn tín dụng: 135.381.000.000 đồng"),
    ("F32", "Cộng đồng dân cư: 65.910.000.000 đồng"),
    (
        "F33",
        "5 thôn được công nhận đạt chuẩn nông thôn mới kiểu mẫu, gồm: Xuân Thành, Xuân Lập, Xuân Thắng, Hòa Lâm, Phú Vinh",
    ),
    ("F34", "2 thôn chưa được công nhận, gồm: Quyết Tiến, Hưng Long"),
    ("F35", "Ngày 15/12/2023, Văn phòng điều phối nông thôn mới huyện thẩm định thôn Phú Vinh"),
    (
        "F36",
        "Ngày 21/12/2023, UBND huyện Thường Xuân công nhận thôn Phú Vinh đạt chuẩn nông thôn mới kiểu mẫu tại Quyết định số 2908/QĐ-UBND",
    ),
    ("F37", "Phổ cập giáo dục tiểu học: mức độ 2"),
    ("F38", "Phổ cập giáo dục trung học cơ sở: mức độ 2"),
    ("F39", "Xóa mù chữ: mức độ 2"),
    ("F40", "Mục tiêu năm 2024: Tỷ lệ người tham gia bảo hiểm y tế: 100%"),
];

fn checks() -> Vec<FinishedCheck> {
    let reported = demo::report_2023().expect("well-formed");
    let forms = crate::entering::shipped_forms().expect("the forms are usable");
    crate::entering::enter_all(&reported, &forms, NOW_MS).unwrap_or_else(|problem| panic!("{problem}"))
}

fn data_of(checks: &[FinishedCheck]) -> Result<ReportData, ReportingError> {
    let narrative = checks.iter().find(|check| check.form == "bao_cao_dien_giai").expect("a narrative").check;
    report_data(checks, &crate::entering::shipped_forms().expect("the forms are usable"), narrative)
}

fn data() -> ReportData {
    data_of(&checks()).expect("a report")
}

fn report() -> (Report, Vec<Diagnostic>) {
    annual(&data())
}

/// The text of the letter's body as Word would show it, a line for each paragraph.
fn printed(report: &Report) -> String {
    let (bytes, _) = report::docx::docx(report, None).expect("written");
    text_of(&bytes)
}

fn text_of(docx: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(docx)).expect("a package");
    let mut xml = String::new();
    archive.by_name("word/document.xml").expect("a body").read_to_string(&mut xml).expect("read");
    let mut reader = Reader::from_str(&xml);
    let (mut text, mut is_text) = (String::new(), false);
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Start(tag) => is_text = tag.name().as_ref() == "w:t",
            Event::Text(words) if is_text => text.push_str(&words),
            Event::End(tag) if tag.name().as_ref() == "w:p" => text.push('\n'),
            Event::End(_) => is_text = false,
            Event::Eof => return text,
            _ => {}
        }
    }
}

#[test]
fn the_sample_holds_every_fact_of_the_report_once_in_a_form_or_by_computation() {
    let reported = demo::report_2023().expect("well-formed");
    let facts: Vec<&str> = crate::entering::facts(&reported).into_iter().collect();
    assert_eq!(facts, FACTS.map(|(fact, _)| fact));
}

#[test]
fn all_forty_facts_stand_in_the_printed_letter_with_their_values() {
    let text = printed(&report().0);
    for (fact, words) in FACTS {
        assert!(text.contains(words), "{fact}: no “{words}” in\n{text}");
    }
}

#[test]
fn all_forty_facts_stand_in_the_letter_of_a_stored_book_too() {
    let dir = tempfile::tempdir().expect("folder");
    let reported = demo::report_2023().expect("well-formed");
    let mut book =
        crate::sample::Book::founded(dir.path(), &reported, std::sync::Arc::new(app::SystemClock)).expect("founded");
    book.enter_all(&reported).unwrap_or_else(|problem| panic!("{problem}"));
    let period = serde_json::json!({ "kind": "year", "year": 2023 });
    let page = book.call("report.create", serde_json::json!({ "period": period })).expect("made");
    let made = book.call("report.file", serde_json::json!({ "id": page["id"], "format": "docx" })).expect("printed");
    let bytes = book.app.held_file(made["file"].as_str().expect("a file")).expect("held");
    let text = text_of(&bytes);
    for (fact, words) in FACTS {
        assert!(text.contains(words), "{fact}: no “{words}” in\n{text}");
    }
}

#[test]
fn amounts_stand_in_the_letter_in_words_and_right() {
    let text = printed(&report().0);
    for words in [
        "66.791.009.000 đồng (Sáu mươi sáu tỷ bảy trăm chín mươi mốt triệu không trăm linh chín nghìn đồng)",
        "206.852.009.000 đồng (Hai trăm linh sáu tỷ tám trăm năm mươi hai triệu không trăm linh chín nghìn đồng)",
    ] {
        assert!(text.contains(words), "{words}");
    }
    assert!(!text.contains("Sáu sáu tỷ"), "the slip of the original");
}

#[test]
fn the_seven_sums_of_the_original_are_checked_by_the_ledger() {
    let data = data();
    let items: Vec<_> = data.works.iter().map(|work| (work.name.as_str(), work.id.as_str())).collect();
    let id = |start: &str| items.iter().find(|(name, _)| name.starts_with(start)).expect(start).1;
    let pivot = Pivot::of(&data.funding, &data.sources, &[]);
    let cost = |start: &str| pivot.by_item[id(start)];
    let works = ["Làm cấp phối", "San gạt", "Chuyển cổng", "Sửa nhà văn hóa", "Sửa đường ống", "Nhân dân"];
    assert_eq!(data.works.len(), works.len());
    // 1, 2: both totals out of their terms.
    assert_eq!(works.map(cost).iter().sum::<i64>(), 66_791_009_000);
    assert_eq!(pivot.total_by_items, 66_791_009_000);
    assert_eq!(pivot.total_by_sources, 206_852_009_000);
    // 3, 4: what the commune and the people paid.
    assert_eq!(pivot.by_source["commune"], cost("Chuyển cổng") + cost("Sửa nhà") + cost("Sửa đường ống"));
    assert_eq!(pivot.by_source["commune"], 881_009_000);
    assert_eq!(pivot.by_source["community"], cost("Làm cấp phối") + cost("San gạt") + cost("Nhân dân"));
    assert_eq!(pivot.by_source["community"], 65_910_000_000);
    // 5: nobody else paid for works.
    assert_eq!(pivot.by_source["commune"] + pivot.by_source["community"], pivot.total_by_items);
    // 6: 5 + 2 villages are 7.
    let report = annual(&data).0;
    let shown = |id: &str| report.figures[&FigureId::of(id)].formatted.clone();
    assert_eq!(["thon.da-cong-nhan", "thon.chua-cong-nhan", "thon.tong-so"].map(shown), ["5 thôn", "2 thôn", "7 thôn"]);
    // 7: the amount in words.
    assert_eq!(
        report::vietnamese::dong_in_words(pivot.total_by_items),
        "Sáu mươi sáu tỷ bảy trăm chín mươi mốt triệu không trăm linh chín nghìn đồng"
    );
}

#[test]
fn sources_whose_money_belongs_to_no_work_are_named() {
    let (report, diagnostics) = report();
    let told = diagnostics.iter().find(|one| one.code == "sources-without-item").expect("told");
    let text = printed(&report);
    let line = text.lines().find(|line| line.contains("chênh lệch 140.061.000.000 đồng")).expect("compared");
    for (source, amount) in [
        ("Ngân sách trung ương, tỉnh", "4.000.000.000"),
        ("Ngân sách huyện", "680.000.000"),
        ("Vốn tín dụng", "135.381.000.000"),
    ] {
        assert!(told.vi.contains(&format!("{source} ({amount} đ)")), "{}", told.vi);
        assert!(line.contains(&format!("{source} {amount} đồng")), "{line}");
    }
    assert!(!line.contains("Ngân sách xã") && !line.contains("Cộng đồng"), "{line}");
}

#[test]
fn rates_without_denominator_are_marked_and_counts_with_one_are_not() {
    let data = data();
    let (report, _) = annual(&data);
    assert_eq!(data.indicators.len(), 10);
    for indicator in &data.indicators {
        assert!(indicator.lacks_denominator, "{}", indicator.name);
        assert!(
            report.figures[&FigureId::of(&indicator.id)].flags.contains(&Flag::NoDenominator),
            "{}",
            indicator.name
        );
    }
    for with_whole in ["xa.thon_van_hoa", "xa.co_quan_van_hoa", "thon_hop_dong_rac"] {
        assert!(!report.figures[&FigureId::of(with_whole)].flags.contains(&Flag::NoDenominator), "{with_whole}");
    }
    let text = printed(&report);
    assert!(text.contains("86,5%(1)") && text.contains("(1) Chưa có mẫu số"), "{text}");
    assert!(!text.contains("7/7 thôn(1)"), "{text}");
}

#[test]
fn without_a_book_nothing_is_judged() {
    let data = data();
    assert!(data.indicators.iter().all(|one| one.verdict == Verdict::CannotTell && one.threshold.is_none()));
}

#[test]
fn a_stated_denominator_takes_the_mark_away() {
    let mut checks = checks();
    let check = checks.iter_mut().find(|check| check.form == "so_lieu_nhap").expect("figures");
    let is_rate = |(path, value): (&String, &Value)| {
        (path.ends_with("/chi_tieu") && *value == Value::from("thap_coi")).then(|| path.replace("/chi_tieu", ""))
    };
    let row = check.answers.iter().find_map(is_rate).expect("the row");
    check.answers.insert(format!("{row}/tu_so"), Value::Integer(60));
    check.answers.insert(format!("{row}/mau_so"), Value::Integer(398));
    let data = data_of(&checks).expect("a report");
    let rate = data.indicators.iter().find(|one| one.id == "thap_coi").expect("kept");
    assert!(!rate.lacks_denominator);
    assert!(printed(&annual(&data).0).contains("thấp còi là 15,08% (60/398)"));
}

#[test]
fn a_village_steps_back_when_its_recognition_is_withdrawn_and_other_years_are_left_out() {
    let mut checks = checks();
    let last = checks.iter().filter(|check| check.form == "cong_nhan_thon").find(|check| {
        check.answers.iter().any(|(path, value)| path.ends_with("/van_ban_so") && *value == Value::from("2908/QĐ-UBND"))
    });
    let mut withdrawn = last.expect("Phú Vinh").clone();
    withdrawn.check = domain::DocId(uuid::Uuid::from_u128(1));
    for (name, value) in [("trang_thai", "withdrawn"), ("ngay_su_kien", "2023-12-30")] {
        let path = withdrawn.answers.keys().find(|path| path.ends_with(name)).expect(name).clone();
        withdrawn.answers.insert(path, Value::from(value));
    }
    checks.push(withdrawn);
    let work = checks.iter_mut().find(|check| check.form == "cong_trinh").expect("a work");
    let year = work.answers.keys().find(|path| path.ends_with("/nam")).expect("a year").clone();
    work.answers.insert(year, Value::Integer(2022));
    let data = data_of(&checks).expect("a report");
    assert_eq!(data.works.len(), 5);
    let text = printed(&annual(&data).0);
    assert!(text.contains("4 thôn được công nhận") && text.contains("66.721.009.000 đồng"), "{text}");
}

#[test]
fn without_a_narrative_form_there_is_no_report() {
    let mut checks = checks();
    let narrative = checks.iter().find(|check| check.form == "bao_cao_dien_giai").expect("one").check;
    checks.retain(|check| check.check != narrative);
    let forms = crate::entering::shipped_forms().expect("usable");
    assert!(matches!(report_data(&checks, &forms, narrative), Err(ReportingError::NoNarrative(_))));
}
