//! Templates that officers changed in Word, and what happens to those that cannot be used.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

mod common;

use std::io::{Cursor, Read as _, Write as _};

use proptest::prelude::*;
use report::docx::{check_template, docx, template};
use report::{Diagnostic, Severity};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

fn part(docx: &[u8], name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(docx)).expect("a zip file");
    let mut text = String::new();
    archive.by_name(name).expect("the part").read_to_string(&mut text).expect("text");
    text
}

/// The built-in template with one part changed.
fn changed(name: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    changed_with(name, change, &[])
}

/// The same with more parts at the end.
fn with_part(name: &str, content: &[u8]) -> Vec<u8> {
    changed_with("", |text| text, &[(name, content)])
}

fn changed_with(name: &str, change: impl Fn(String) -> String, more: &[(&str, &[u8])]) -> Vec<u8> {
    let bytes = template().expect("the built-in template");
    let names: Vec<String> = ZipArchive::new(Cursor::new(&bytes))
        .expect("a zip file")
        .file_names()
        .map(|name| name.expect("a name").into_owned())
        .collect();
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for part_name in names {
        let text = part(&bytes, &part_name);
        let text = if part_name == name { change(text) } else { text };
        writer.start_file(part_name.as_str(), SimpleFileOptions::default()).expect("started");
        writer.write_all(text.as_bytes()).expect("written");
    }
    for (part_name, content) in more {
        writer.start_file(*part_name, SimpleFileOptions::default()).expect("started");
        writer.write_all(content).expect("written");
    }
    writer.finish().expect("finished").into_inner()
}

fn printed(template: &[u8]) -> (String, Vec<Diagnostic>) {
    let (report, _) = common::report();
    let (bytes, diagnostics) = docx(&report, Some(template)).expect("printed");
    (part(&bytes, "word/document.xml"), diagnostics)
}

#[test]
fn the_built_in_template_is_usable_and_comes_back_as_itself() {
    let bytes = template().expect("the built-in template");
    assert_eq!(check_template(&bytes), []);
    let (report, _) = common::report();
    assert_eq!(docx(&report, Some(&bytes)).expect("printed"), docx(&report, None).expect("printed"));
}

/// The built-in template as LibreOffice 7.4 writes it: `soffice --convert-to docx mau-bao-cao.docx`.
const FROM_LIBREOFFICE: &[u8] = include_bytes!("data/template-libreoffice.docx");

#[test]
fn a_template_that_another_program_has_written_is_usable() {
    assert_eq!(check_template(FROM_LIBREOFFICE), []);
    let (document, diagnostics) = printed(FROM_LIBREOFFICE);
    assert_eq!(diagnostics, []);
    assert!(!document.contains("{{"), "a tag was left");
    for needed in ["KẾT QUẢ THỰC HIỆN NĂM 2023", "<w:pStyle w:val=\"Heading4\"/>", "Số: ……/BC-UBND", "<w:tblHeader/>"]
    {
        assert!(document.contains(needed), "{needed}");
    }
}

#[test]
fn headings_tables_and_page_numbers_are_real_ones() {
    let (report, _) = common::report();
    let (bytes, _) = docx(&report, None).expect("printed");
    let document = part(&bytes, "word/document.xml");
    for needed in [
        "<w:pStyle w:val=\"Heading1\"/>",
        "<w:pStyle w:val=\"Heading4\"/>",
        "<w:tblHeader/>",
        "<w:tblStyle w:val=\"TableGrid\"/>",
        "<w:titlePg/>",
        "w:left=\"1701\"",
        "Số: ……/BC-UBND",
        "ngày 28 tháng 12 năm 2023",
    ] {
        assert!(document.contains(needed), "{needed}");
    }
    assert!(!document.contains("{{"), "a tag was left");
    assert!(part(&bytes, "word/header1.xml").contains(" PAGE "));
    assert!(part(&bytes, "docProps/core.xml").contains("BÁO CÁO Kết quả duy trì"));
}

#[test]
fn a_tag_that_word_cut_into_runs_is_filled_in_the_format_of_its_beginning() {
    let template = changed("word/document.xml", |xml| {
        xml.replace(
            "<w:r><w:t xml:space=\"preserve\">{{nguoi_ky}}</w:t></w:r>",
            "<w:r><w:rPr><w:i/></w:rPr><w:t>Đ/c {</w:t></w:r><w:r><w:t>{nguoi</w:t></w:r><w:proofErr w:type=\"spellStart\"/><w:r><w:t>_ky}} (ký)</w:t></w:r>",
        )
    });
    let (document, diagnostics) = printed(&template);
    assert_eq!(diagnostics, []);
    assert!(document.contains("<w:i/></w:rPr><w:t xml:space=\"preserve\">Đ/c Lê Ngọc Thu</w:t></w:r>"), "{document}");
    assert!(document.contains("<w:t xml:space=\"preserve\"> (ký)</w:t>"));
}

#[test]
fn styles_are_found_by_name_because_word_translates_their_ids() {
    let template = changed("word/styles.xml", |xml| {
        xml.replace("w:styleId=\"Heading1\"", "w:styleId=\"u1\"").replace("w:val=\"heading 1\"", "w:val=\"Heading 1\"")
    });
    let (document, diagnostics) = printed(&template);
    assert_eq!(diagnostics, []);
    assert!(document.contains("<w:pStyle w:val=\"u1\"/>"));
}

#[test]
fn an_empty_line_of_the_head_disappears_and_a_line_break_is_kept() {
    let (report, _) = common::report();
    let document = part(&docx(&report, None).expect("printed").0, "word/document.xml");
    assert!(!document.contains("BCCoQuanChuQuan"));
    assert!(document.contains("Ủy ban nhân dân</w:t><w:br/><w:t xml:space=\"preserve\">xã Ngọc Phụng"));
}

fn check(template: &[u8], code: &str, words: &str) {
    let (document, diagnostics) = printed(template);
    let told = diagnostics.iter().find(|one| one.code == code).expect(code);
    assert!(told.vi.contains(words), "{}", told.vi);
    if told.severity == Severity::Error {
        let (report, _) = common::report();
        let built_in = part(&docx(&report, None).expect("printed").0, "word/document.xml");
        assert_eq!(document, built_in, "the built-in template is taken instead");
        assert!(diagnostics.iter().any(|one| one.code == "template-replaced"), "and that is said");
    }
    assert!(check_template(template).contains(told));
}

#[test]
fn a_template_that_cannot_be_used_is_explained_and_replaced_by_the_built_in_one() {
    check(b"", "template-not-docx", "không phải tệp Word");
    check(b"PK\x03\x04 damaged", "template-not-docx", "đã hỏng");
    let whole = template().expect("the built-in template");
    check(&whole[..whole.len() / 2], "template-not-docx", "đã hỏng");
    check(&changed("word/document.xml", |xml| xml.replace("{{noi_dung}}", "")), "template-tag-missing", "{{noi_dung}}");
    check(&changed("word/document.xml", |xml| xml.replace("{{so}}", "")), "template-tag-missing", "số, ký hiệu");
    check(
        &changed("word/styles.xml", |xml| xml.replace("BC thân bài", "Khác")),
        "template-style-missing",
        "“BC thân bài”",
    );
    check(&changed("word/document.xml", |xml| xml.replace("</w:body>", "")), "template-damaged", "word/document.xml");
    check(&changed("word/document.xml", |_| "<a>".repeat(100_000)), "template-damaged", "word/document.xml");
    let beside = |xml: String| xml.replace("{{noi_dung}}", "Nội dung: {{noi_dung}}");
    check(&changed("word/document.xml", beside), "template-content-not-alone", "đứng một mình");
}

#[test]
fn a_file_that_could_do_harm_is_refused_with_words() {
    check(&vec![0; report::docx::MAX_TEMPLATE_BYTES + 1], "template-too-large", "10 MB");
    check(&with_part("word/media/image1.bmp", &vec![0; 51 * 1024 * 1024]), "template-swollen", "50 MB");
    let many: Vec<String> = (0..1_001).map(|number| format!("word/media/{number}.png")).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), [].as_slice())).collect();
    check(&changed_with("", |text| text, &many), "template-swollen", "quá nhiều phần");
    check(&changed("word/document.xml", |xml| xml + &" ".repeat(5 * 1024 * 1024)), "template-damaged", "quá lớn");

    check(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0], "template-not-docx", "mật khẩu");
    check(&with_part("word/vbaProject.bin", b"x"), "template-macros", "macro");
    check(&with_part("word/activeX/activeX1.xml", b"<a/>"), "template-macros", "macro");
    check(&with_part("word/embeddings/oleObject1.bin", b"x"), "template-macros", "nhúng");
    let typed = |name: &'static str| {
        changed("[Content_Types].xml", move |xml| {
            xml.replace("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", name)
        })
    };
    let macros = "application/vnd.ms-word.document.macroEnabled.main+xml";
    check(&typed(macros), "template-macros", "macro");
    let dotx = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml";
    check(&typed(dotx), "template-not-docx", "không phải tài liệu Word thường");
}

#[test]
fn a_template_may_lead_elsewhere_but_not_fetch_from_there() {
    let relations = |kind: &str, target: &str| {
        let kind = format!("http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}");
        let one = format!("<Relationship Id='r1' Type='{kind}' Target='{target}' TargetMode='External'/>");
        format!("<Relationships>{one}</Relationships>")
    };
    let part = |kind: &str, target: &str| with_part("word/_rels/settings.xml.rels", relations(kind, target).as_bytes());
    for (kind, target) in [
        ("attachedTemplate", "https://xa.example/mau.dotm"),
        ("image", "http://xa.example/quoc-huy.png"),
        ("attachedTemplate", "file://may-khac/mau.dotx"),
        ("oleObject", "\\\\may-khac\\bang.xlsx"),
    ] {
        check(&part(kind, target), "template-outside", target);
    }
    for (kind, target) in [
        ("hyperlink", "https://thanhhoa.gov.vn"),
        ("attachedTemplate", "file:///C:\\Users\\Hoa\\AppData\\Mau.dotx"),
        ("attachedTemplate", "C:/Users/Hoa/Mau.dotx"),
    ] {
        assert_eq!(check_template(&part(kind, target)), [], "{kind} {target}");
    }
}

#[test]
fn a_tag_in_a_text_box_is_filled_and_what_stands_beside_a_tag_stays() {
    let template = changed("word/document.xml", |xml| {
        let boxed = "<w:r><w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>Số: {{so}}</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></w:r>";
        let line = "<w:r><w:pict>nét kẻ</w:pict></w:r>";
        xml.replace(
            "<w:p><w:pPr><w:pStyle w:val=\"BCSo\"/></w:pPr><w:r><w:t xml:space=\"preserve\">Số: {{so}}</w:t></w:r></w:p>",
            &format!("<w:p>{boxed}</w:p>"),
        )
        .replace("{{co_quan_chu_quan}}</w:t></w:r>", &format!("{{{{co_quan_chu_quan}}}}</w:t></w:r>{line}"))
        .replace("{{noi_dung}}</w:t></w:r>", "{{ noi_dung }}</w:t></w:r><w:r><w:drawing>cuối mục</w:drawing></w:r>")
    });
    let (document, diagnostics) = printed(&template);
    assert_eq!(diagnostics, []);
    assert!(document.contains("<w:txbxContent><w:p><w:r><w:t xml:space=\"preserve\">Số: ……/BC-UBND"), "{document}");
    assert!(document.contains("nét kẻ") && document.contains("cuối mục"));
    assert!(document.contains("<w:pStyle w:val=\"Heading1\"/>") && !document.contains("{{"));
}

#[test]
fn a_tag_that_nobody_knows_is_told_of_and_left() {
    let template = changed("word/document.xml", |xml| xml.replace("{{quyen_han}}", "{{quyen_hanh}}"));
    check(&template, "template-tag-unknown", "{{quyen_hanh}}");
    assert!(printed(&template).0.contains("{{quyen_hanh}}"));
}

#[test]
fn words_with_markup_and_control_characters_stay_words() {
    let (mut report, _) = common::report();
    report.signature.name = "A & <b> \u{1} \u{FFFF} “c”".into();
    let (bytes, _) = docx(&report, None).expect("printed");
    assert!(part(&bytes, "word/document.xml").contains("A &amp; &lt;b&gt;   “c”"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn a_template_with_any_damage_gives_a_report(damage in proptest::collection::vec((0_usize..5_000, any::<u8>()), 1..20)) {
        let mut bytes = template().expect("the built-in template");
        for (at, byte) in damage {
            if let Some(place) = bytes.get_mut(at) { *place = byte; }
        }
        let (report, _) = common::report();
        prop_assert!(docx(&report, Some(&bytes)).is_ok());
    }

    #[test]
    fn a_document_with_any_damage_gives_a_report(at in 0_usize..4_000, cut in 0_usize..300, put in "[<>/{}a-z\"&;]{0,12}") {
        let template = changed("word/document.xml", |xml| {
            let letters: Vec<char> = xml.chars().collect();
            let (at, end) = (at.min(letters.len()), (at + cut).min(letters.len()));
            letters[..at].iter().chain(put.chars().collect::<Vec<_>>().iter()).chain(&letters[end..]).collect()
        });
        let (report, _) = common::report();
        prop_assert!(docx(&report, Some(&template)).is_ok());
    }
}
