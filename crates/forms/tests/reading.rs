//! What the reader finds wrong, and where.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may stop where they stand")]

use std::io::Write;
use std::sync::Arc;

use forms::{MAX_UNPACKED_BYTES, MAX_WORKBOOK_BYTES, Severity, read_file, read_markdown};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

/// `sheet:row:column code`, in order.
fn found(table: &str) -> Vec<String> {
    let reading = read_markdown(table, "thu");
    let errors = reading.diagnostics.iter().any(|found| found.severity == Severity::Error);
    assert_eq!(reading.form.is_none(), errors);
    let place = |found: &forms::Diagnostic| {
        assert_ne!(found.message("vi"), found.message("en"));
        let row = found.location.row.map(|row| row.to_string()).unwrap_or_default();
        let sheet = found.location.sheet.clone().unwrap_or_default();
        format!("{sheet}:{row}:{} {}", found.location.column.clone().unwrap_or_default(), found.code)
    };
    reading.diagnostics.iter().map(place).collect()
}

fn check(table: &str, expected: &[&str]) {
    assert_eq!(found(table), expected, "{table}");
}

#[test]
fn every_mistake_is_found_at_once_with_its_sheet_row_and_column() {
    check(
        "
| survey |
|        | type           | name | label | relevant        | calculation | constraint |
|        | txet           | a    | A     |                 |             |       |
|        | text           | b    | B     | ${khong} = 1    |             |       |
|        | text           | b    | B     |                 |             |       |
|        | select_one mat | c    | C     | ${b} =          |             |       |
|        | calculate      | d    |       |                 | ${e} + 1    |       |
|        | calculate      | e    |       |                 | ${d} + 1    |       |
|        | text           | 1x   | X     | thieu(${c})     |             |       |
|        | begin group    | g    | G     |                 |             |       |
|        | integer        | h    |       |                 | if(${c}, 1) |       |
|        | integer        | k    | K     |                 |             | . > 1 and |
| choices |
|         | list_name | name | label |
|         | yn        | co   | Có    |
|         | yn        | co   | Có    |
|         | yn        |      | Gì    |
|         | yn        | x    |       |
",
        &[
            "choices:3:name choice-duplicate",
            "choices:4:name choice-unnamed",
            "choices:5:label choice-unlabelled",
            "survey:2:type type-unknown",
            "survey:3:relevant reference-unknown",
            "survey:4:name name-duplicate",
            "survey:5:relevant reference-ambiguous",
            "survey:5:type list-unknown",
            "survey:8:name name-invalid",
            "survey:9:type block-unclosed",
            "survey:10:calculation function-arguments",
            "survey:11:constraint syntax",
        ],
    );
}

#[test]
fn formulas_that_wait_for_each_other_are_named() {
    for (rows, expected) in [
        (
            "| | calculate | d | D | | ${e} + 1 |\n| | calculate | e | E | | ${d} + 1 |",
            vec!["survey:2:calculation cycle"],
        ),
        ("| | text | d | D | ${d} = '' | |", vec!["survey:2:relevant cycle"]),
        (
            "| | begin group | g | G | ${d} = '' | |\n| | text | d | D | | |\n| | end group | | | | |",
            vec!["survey:2:relevant cycle"],
        ),
        ("| | text | d | D | ${e} = '' | |\n| | text | e | E | ${d} = '' | |", vec!["survey:2:relevant cycle"]),
        ("| | calculate | d | D | | coalesce(., ${e}) |\n| | text | e | E | | |", vec!["survey:2:calculation cycle"]),
        // Not circles: `once`, which looks at the own answer, and instances that look at each other's other answers.
        ("| | calculate | d | D | | once(${e}) |\n| | text | e | E | | |", vec![]),
        (
            "| | begin repeat | r | R | | |\n| | integer | e | E | | |\n| | calculate | d | D | | sum(../../r/e) |\n| | end repeat | | | | |",
            vec![],
        ),
    ] {
        check(&format!("| survey |\n| | type | name | label | relevant | calculation |\n{rows}"), &expected);
    }
}

#[test]
fn groups_that_do_not_match_are_told_apart() {
    for (rows, expected) in [
        ("| | begin group | g | G |\n| | text | a | A |", vec!["survey:2:type block-unclosed"]),
        ("| | text | a | A |\n| | end group | | |", vec!["survey:3:type block-unopened"]),
        (
            "| | begin group | g | G |\n| | text | a | A |\n| | end repeat | | |",
            vec!["survey:2:type block-unclosed", "survey:4:type block-unopened"],
        ),
    ] {
        check(&format!("| survey |\n| | type | name | label |\n{rows}"), &expected);
    }
}

#[test]
fn spellings_of_columns_and_types_that_the_xlsform_world_uses_are_all_read() {
    let reading = read_markdown(
        "
| survey  |
|         | Type                    | Name | Label::English (en) | Constraint Message::English (en) | bind::relevant | constraint | Read only | repeat_count |
|         | select one from yn      | a    | A                   |                                  |                |            |           |              |
|         | begin repeat            | r    | R                   |                                  | ${a} = 'co'    |            |           | 3            |
|         | int                     | i    | I                   | Too small                        |                | . > 3      |           |              |
|         | end_repeat              |      |                     |                                  |                |            |           |              |
|         | select_multiple yn or_other | m | M                  |                                  |                |            |           |              |
|         | add select one prompt using yn | s | S               |                                  |                |            | yes       |              |
| choices |
|         | list name | value | label::English (en) |
|         | yn        | co    | Yes                 |
| settings |
|          | id_string | form_title | version |
|          | x         | Tên        | 3       |
",
        "thu",
    );
    assert_eq!(reading.diagnostics.iter().map(|found| found.code).collect::<Vec<_>>(), ["or-other-untranslated"]);
    let form = reading.form.unwrap();
    assert_eq!((form.id(), form.version(), form.title("en").as_str()), ("x", "3", "Tên"));
    assert!(form.question("m_other").is_some());
    let choices = form.question("m").unwrap().choices("en");
    assert_eq!(choices.last().map(|choice| choice.label.as_str()), Some("Other"));
}

fn workbook(build: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    build(&mut workbook);
    workbook.save_to_buffer().unwrap()
}

#[test]
fn cells_of_a_real_workbook_keep_their_meaning() {
    let bytes = workbook(|workbook| {
        let survey = workbook.add_worksheet().set_name("survey").unwrap();
        for (column, header) in ["type", "name", "label", "default", "required"].into_iter().enumerate() {
            survey.write(0, column as u16, header).unwrap();
        }
        for (row, (kind, name)) in
            [("integer", "a"), ("date", "d"), ("decimal", "m"), ("text", "t")].into_iter().enumerate()
        {
            let row = row as u32 + 3;
            survey.write(row, 0, kind).unwrap();
            survey.write(row, 1, name).unwrap();
            survey.write(row, 2, format!("\u{A0}Câu {name} ")).unwrap();
        }
        survey.write(3, 3, 12.0).unwrap();
        survey.write(3, 4, true).unwrap();
        let date = ExcelDateTime::from_ymd(2026, 1, 31).unwrap();
        survey.write_with_format(4, 3, &date, &Format::new().set_num_format("yyyy-mm-dd")).unwrap();
        survey.write(5, 3, 1.5).unwrap();
        survey.write(6, 4, "sai(").unwrap();
        workbook.add_worksheet().set_name("ghi chú").unwrap().write(0, 0, "tùy ý").unwrap();
    });
    let reading = read_file(&bytes, None, "ten_tep");
    let places =
        reading.diagnostics.iter().map(|found| (found.location.row, found.location.column.as_deref(), found.code));
    assert_eq!(places.collect::<Vec<_>>(), [(Some(7), Some("required"), "syntax")]);

    let bytes = workbook(|workbook| {
        let survey = workbook.add_worksheet().set_name("Survey ").unwrap();
        for (column, cells) in [["type", "date"], ["name", "d"], ["label", "Ngày"]].into_iter().enumerate() {
            for (row, cell) in cells.into_iter().enumerate() {
                survey.write(row as u32, column as u16, cell).unwrap();
            }
        }
        survey.write(0, 3, "default").unwrap();
        let date = ExcelDateTime::from_ymd(2026, 1, 31).unwrap();
        survey.write_with_format(1, 3, &date, &Format::new().set_num_format("yyyy-mm-dd")).unwrap();
    });
    let form = Arc::new(read_file(&bytes, None, "ten_tep").form.unwrap());
    assert_eq!(form.id(), "ten_tep");
    let session = forms::Session::start(form, forms::Env::default(), []).session;
    assert_eq!(session.answers().get("d"), Some(&forms::Value::from("2026-01-31")));
}

#[test]
fn a_sheet_that_claims_to_be_endless_is_read_in_no_time() {
    let bytes = workbook(|workbook| {
        let survey = workbook.add_worksheet().set_name("survey").unwrap();
        survey.write(0, 0, "type").unwrap();
        survey.write(0, 1, "name").unwrap();
        survey.write(1_048_575, 16_383, "xa").unwrap();
    });
    assert!(read_file(&bytes, None, "x").form.is_some());
}

/// A small archive whose parts unpack to more than any form needs.
fn bomb() -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    let block = vec![b' '; 1 << 20];
    archive.start_file("xl/workbook.xml", options).unwrap();
    for _ in 0..=MAX_UNPACKED_BYTES >> 20 {
        archive.write_all(&block).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn bytes_that_are_no_workbook_get_one_finding_and_no_form() {
    let good = workbook(|workbook| {
        let survey = workbook.add_worksheet().set_name("survey").unwrap();
        survey.write(0, 0, "type").unwrap();
        survey.write(0, 1, "name").unwrap();
    });
    let huge = vec![0; MAX_WORKBOOK_BYTES + 1];
    let bomb = bomb();
    let no_survey = workbook(|workbook| {
        workbook.add_worksheet().set_name("Sheet1").unwrap();
    });
    let damaged = |at: usize| {
        let mut bytes = good.clone();
        bytes.truncate(at);
        bytes
    };
    for (bytes, code) in [
        (Vec::new(), "workbook-damaged"),
        (b"PK\x03\x04 and nothing more".to_vec(), "workbook-damaged"),
        (damaged(good.len() / 2), "workbook-damaged"),
        (huge, "workbook-too-large"),
        (bomb, "workbook-too-large"),
        (no_survey, "header-missing"),
    ] {
        let reading = read_file(&bytes, None, "x");
        assert_eq!(reading.diagnostics.iter().map(|found| found.code).collect::<Vec<_>>(), [code]);
        assert!(reading.form.is_none());
    }
}

#[test]
fn nesting_and_length_beyond_reason_are_findings_not_crashes() {
    let mut rows = String::from("| survey |\n| | type | name | label | relevant |\n");
    for level in 0..80 {
        rows += &format!("| | begin group | g{level} | G | |\n");
    }
    assert!(found(&rows).iter().any(|found| found.contains("nesting")));

    for formula in [
        "(".repeat(5_000),
        "-".repeat(20_000) + "1",
        "1".to_owned() + &"+1".repeat(5_000),
        "a[".repeat(3_000),
        "not(".repeat(3_000),
    ] {
        let table = format!("| survey |\n| | type | name | label | relevant |\n| | text | a | A | {formula} |");
        let findings = found(&table);
        assert!(findings.is_empty() || findings == ["survey:2:relevant syntax"], "{findings:?}");
    }
    let many = vec!["${a} = 'x'"; 2_000].join(" or ");
    let table =
        format!("| survey |\n| | type | name | label | relevant |\n| | text | a | A | |\n| | text | b | B | {many} |");
    check(&table, &[]);
}
