//! Whole workbooks, good and bad.

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::Workbook;

use super::*;

/// A workbook of one sheet with these cells.
fn workbook(sheet: &str, rows: &[&[&str]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let worksheet = book.add_worksheet().set_name(sheet).expect("sheet name");
    for (row, cells) in (0..).zip(rows) {
        for (column, text) in (0..).zip(*cells) {
            if !text.is_empty() {
                worksheet.write(row, column, *text).expect("written");
            }
        }
    }
    book.save_to_buffer().expect("saved")
}

/// `severity sheet row column` of every note.
fn places(reading: &RegisterReading) -> Vec<String> {
    let place = |note: &RegisterNote| format!("{} {} {} {}", note.severity, note.sheet, note.row, note.column);
    reading.notes.iter().map(place).collect()
}

/// `code|name|village|members|phone` of every household.
fn lines(reading: &RegisterReading) -> Vec<String> {
    let line = |row: &RegisterHousehold| {
        let members = row.members.map(|members| members.to_string()).unwrap_or_default();
        format!("{}|{}|{}|{}|{}", row.code, row.name, row.village, members, row.phone.clone().unwrap_or_default())
    };
    reading.households.iter().map(line).collect()
}

#[test]
fn the_demo_register_is_read_whole_and_its_irregular_rows_come_out_right() {
    let reading = read(&demo::register_xlsx().expect("written"));
    assert_eq!(reading.notes, Vec::new());
    assert_eq!((reading.households.len(), reading.roads.len()), (demo::HOUSEHOLDS as usize, demo::ROADS as usize));
    for (read, made) in reading.households.iter().zip(demo::households()) {
        assert_eq!(read.code, made.number.to_string());
        assert_eq!(read.name, made.name, "row {}", read.row);
        assert_eq!(read.village, made.village, "row {}", read.row);
        assert_eq!(read.members, Some(made.members), "row {}", read.row);
        assert_eq!(read.phone, made.phone, "row {}", read.row);
        assert_eq!(read.address, made.address, "row {}", read.row);
        assert_eq!(read.poverty.as_deref(), made.poverty, "row {}", read.row);
    }
    let villages: BTreeSet<&str> = reading.households.iter().map(|row| row.village.as_str()).collect();
    assert_eq!(villages, BTreeSet::from(demo::VILLAGES));
    for (read, made) in reading.roads.iter().zip(demo::roads()) {
        assert_eq!((read.name.as_str(), read.length_m), (made.name.as_str(), Some(f64::from(made.length_m))));
        assert_eq!(read.note, Some(format!("Từ {} đến {}", made.from, made.to)));
    }
}

#[test]
fn the_demo_register_is_irregular_enough_to_be_a_test() {
    let names: Vec<String> = demo::households().into_iter().map(|household| household.name).collect();
    assert!(names.iter().any(|name| name.contains(['Ư', 'ư'])));
    let mut namesakes: BTreeMap<&str, u32> = BTreeMap::new();
    for name in &names {
        *namesakes.entry(name).or_default() += 1;
    }
    assert!(namesakes.values().any(|count| *count > 1));
}

#[test]
fn titles_second_header_line_column_numbers_headings_and_sums_are_seen_for_what_they_are() {
    let reading = read(&workbook(
        "Sheet1",
        &[
            &["UBND XÃ A"],
            &["DANH SÁCH HỘ", "", "Năm 2026"],
            &["TT", "Họ tên chủ hộ", "Nhân khẩu", "Nơi ở", "", "Ghi chú"],
            &["", "", "", "Thôn", "SĐT", ""],
            &["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
            &["1", "Lê Văn An", "4", "Thôn Hòa Lâm", "100123456", ""],
            &["2", "Vi Thị Mơ", "03", "HÒA LÂM", "", "mới"],
            &["3"],
            &["", "Tổng cộng", "7"],
        ],
    ));
    assert_eq!(places(&reading), Vec::<String>::new());
    assert_eq!(lines(&reading), ["1|Lê Văn An|Hòa Lâm|4|0100123456", "2|Vi Thị Mơ|Hòa Lâm|3|"]);
}

#[test]
fn villages_may_stand_in_heading_lines_or_in_the_name_of_the_sheet() {
    let rows: &[&[&str]] = &[
        &["STT", "Chủ hộ", "Số khẩu"],
        &["Thôn Phú Vinh"],
        &["1", "Lê Văn An", "4"],
        &["", "Thôn Xuân Lập"],
        &["1", "Hà Văn Bình", "2"],
    ];
    assert_eq!(lines(&read(&workbook("Hộ", rows))), ["1|Lê Văn An|Phú Vinh|4|", "1|Hà Văn Bình|Xuân Lập|2|"]);
    let plain: &[&[&str]] = &[&["STT", "Chủ hộ", "Số khẩu"], &["1", "Lê Văn An", "4"]];
    assert_eq!(lines(&read(&workbook("Thôn Hưng Long", plain))), ["1|Lê Văn An|Hưng Long|4|"]);
}

#[test]
fn what_is_wrong_is_said_at_its_row_and_column() {
    let reading = read(&workbook(
        "Hộ",
        &[
            &["STT", "Chủ hộ", "Thôn", "Số khẩu", "SĐT", "Địa chỉ"],
            &["1", "Lê Văn An", "Phú Vinh", "bốn", "12", "Ngõ 1"],
            &["1", "Lê Văn An", "Phú Vinh", "4", "", "Ngõ 1"],
            &["1", "Hà Thị Hoa", "Phú Vinh", "4", "", "Ngõ 2"],
            &["4", "", "Phú Vinh", "4", "", ""],
            &["5", "Vi Văn Lực", "", "4", "", ""],
            &["6", "Hà Thị Hoa", "Phú Vinh", "4", "", "ngõ 2"],
        ],
    ));
    assert_eq!(
        places(&reading),
        [
            "warning Hộ 2 D",
            "warning Hộ 2 E",
            "warning Hộ 3 A",
            "warning Hộ 4 A",
            "error Hộ 5 B",
            "error Hộ 6 C",
            "warning Hộ 7 B"
        ]
    );
    assert_eq!(lines(&reading), ["1|Lê Văn An|Phú Vinh||12", "1|Hà Thị Hoa|Phú Vinh|4|", "6|Hà Thị Hoa|Phú Vinh|4|"]);
}

#[test]
fn a_file_that_cannot_be_used_gets_one_clear_note() {
    let demo = demo::register_xlsx().expect("written");
    let cut = demo.get(..demo.len() / 2).expect("half").to_vec();
    let too_large = [b"PK".to_vec(), vec![0; MAX_FILE_BYTES]].concat();
    for (what, bytes, words) in [
        ("nothing", Vec::new(), "trống"),
        ("text", b"STT,Ho ten".to_vec(), "không phải tệp Excel"),
        ("old Excel", [&[0xD0, 0xCF, 0x11, 0xE0][..], &[0; 600]].concat(), ".xls"),
        ("half a file", cut, "hỏng"),
        ("only the beginning of an archive", b"PK\x03\x04".to_vec(), "hỏng"),
        ("too much", too_large, "20 MB"),
        ("no header", workbook("A", &[&["Xin chào"], &["1", "2"]]), "tiêu đề"),
        ("no village", workbook("A", &[&["STT", "Họ tên", "Số khẩu"], &["1", "Lê Văn An", "4"]]), "Thôn"),
        ("empty sheet", workbook("A", &[]), "tiêu đề"),
    ] {
        let reading = read(&bytes);
        let [note] = reading.notes.as_slice() else { panic!("{what}: {:?}", reading.notes) };
        assert!(note.severity == "error" && note.message.contains(words), "{what}: {note:?}");
        assert_eq!((reading.households.len(), reading.roads.len()), (0, 0), "{what}");
    }
}

/// Damage anywhere in the file gives a reading, never a crash; and never silently fewer households.
#[test]
fn damage_anywhere_in_the_file_is_either_harmless_or_said() {
    let small =
        workbook("Hộ", &[&["STT", "Chủ hộ", "Thôn"], &["1", "Lê Văn An", "Phú Vinh"], &["2", "Hà Thị Mơ", "Xuân Lập"]]);
    for position in 0..small.len() {
        let mut damaged = small.clone();
        if let Some(byte) = damaged.get_mut(position) {
            *byte ^= 0x55;
        }
        let reading = read(&damaged);
        assert!(reading.households.len() == 2 || !reading.notes.is_empty(), "byte {position}: {reading:?}");
    }
}

#[test]
fn remarks_are_bounded_and_an_error_among_the_dropped_ones_still_counts() {
    let mut rows: Vec<Vec<&str>> = vec![vec!["STT", "Chủ hộ", "Thôn", "Số khẩu"]];
    rows.extend((0..250).map(|_| vec!["", "Lê Văn An", "Phú Vinh", "nhiều"]));
    rows.push(vec!["9", "", "Phú Vinh", "3"]);
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let notes = read(&workbook("Hộ", &rows)).notes;
    assert_eq!(notes.len(), 201);
    assert!(
        notes.last().is_some_and(|last| last.severity == "error" && last.message.contains("51")),
        "{:?}",
        notes.last()
    );
}
