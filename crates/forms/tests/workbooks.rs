//! Files of every format a form comes in, and files that mean harm.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may stop where they stand")]

use std::io::{Cursor, Write};

use forms::{FileKind, FormNames, MAX_UNPACKED_BYTES, convert_file};

/// Names of the form's questions in the XForm, or the codes of what is wrong.
fn read(bytes: &[u8], kind: Option<FileKind>) -> Result<String, Vec<&'static str>> {
    let conversion = convert_file(bytes, kind, FormNames { root: Some("data"), id: Some("thu") });
    let codes = conversion.diagnostics.iter().map(|found| found.code).collect();
    let xform = conversion.xform.ok_or::<Vec<_>>(codes)?;
    Ok(forms::xml::write(&xform.document, forms::xml::Document::ROOT, forms::xml::WriteLayout::Compact))
}

/// An archive of parts.
fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, text) in parts {
        archive.start_file(*name, options).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

const RELATIONS: &str = "<Relationships><Relationship Id='r1' Type='x/worksheet' Target='worksheets/s.xml'/>\
    <Relationship Id='r2' Type='x/sharedStrings' Target='sharedStrings.xml'/></Relationships>";

/// An `.xlsx` file of one sheet with these rows of inline texts.
fn xlsx(sheet: &str, strings: &str) -> Vec<u8> {
    let list = "<workbook><sheets><sheet name='survey' r:id='r1'/></sheets></workbook>";
    archive(&[
        ("xl/workbook.xml", list),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/worksheets/s.xml", sheet),
        ("xl/sharedStrings.xml", strings),
    ])
}

fn rows(rows: &[&[&str]]) -> String {
    let cell = |text: &&str| format!("<c t='inlineStr'><is><t>{text}</t></is></c>");
    let row = |row: &&[&str]| format!("<row>{}</row>", row.iter().map(cell).collect::<String>());
    format!("<worksheet><sheetData>{}</sheetData></worksheet>", rows.iter().map(row).collect::<String>())
}

const FORM: &[&[&str]] = &[&["type", "name", "label"], &["text", "ho_ten", "Họ tên"]];

fn ods(inside: &str) -> Vec<u8> {
    archive(&[(
        "content.xml",
        &format!(
            "<office:document-content><office:body><office:spreadsheet>{inside}</office:spreadsheet></office:body></office:document-content>"
        ),
    )])
}

fn ods_rows(rows: &[&[&str]]) -> String {
    let cell = |text: &&str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
    let row =
        |row: &&[&str]| format!("<table:table-row>{}</table:table-row>", row.iter().map(cell).collect::<String>());
    format!("<table:table table:name='survey'>{}</table:table>", rows.iter().map(row).collect::<String>())
}

/// The records of a BIFF 8 workbook in a compound file.
fn xls(rows: &[&[&str]], extra_globals: &[u8]) -> Vec<u8> {
    let record = |kind: u16, data: &[u8]| {
        [&kind.to_le_bytes()[..], &u16::try_from(data.len()).unwrap().to_le_bytes(), data].concat()
    };
    let text = |text: &str| {
        let units = text.encode_utf16().collect::<Vec<_>>();
        let bytes = units.iter().flat_map(|unit| unit.to_le_bytes()).collect::<Vec<_>>();
        (u16::try_from(units.len()).unwrap(), [&[1_u8][..], &bytes].concat())
    };
    let beginning = record(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0]);
    let (length, name) = text("survey");
    let bound = |start: u32| record(0x85, &[&start.to_le_bytes()[..], &[0, 0, length as u8], &name].concat());
    let start = beginning.len() + extra_globals.len() + bound(0).len() + 4;
    let mut stream = [&beginning[..], extra_globals, &bound(start as u32), &record(0x0A, &[])].concat();
    stream.extend(&beginning);
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let (length, letters) = text(cell);
            let place = [row as u16, column as u16, 0, length].iter().flat_map(|part| part.to_le_bytes()).collect();
            stream.extend(record(0x0204, &[place, letters].concat()));
        }
    }
    stream.extend(record(0x0A, &[]));
    compound("/Workbook", &stream)
}

fn compound(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream(name).unwrap().write_all(bytes).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

#[test]
fn the_same_form_in_any_format_is_the_same_xform() {
    let markdown = "| survey |\n| | type | name | label |\n| | text | ho_ten | Họ tên |\n";
    let wanted = read(markdown.as_bytes(), Some(FileKind::Markdown)).unwrap();
    assert!(wanted.contains("ho_ten"));
    let csv = "survey\n,type,name,label\n,text,ho_ten,Họ tên\n";
    for (format, bytes) in [
        ("xlsx", xlsx(&rows(FORM), "")),
        ("ods", ods(&ods_rows(FORM))),
        ("xls", xls(FORM, &[])),
        ("csv", csv.as_bytes().to_vec()),
        ("csv with a mark", [b"\xEF\xBB\xBF", csv.as_bytes()].concat()),
    ] {
        assert_eq!(read(&bytes, None).as_ref(), Ok(&wanted), "{format}");
    }
}

#[test]
fn a_file_is_what_its_name_says_or_is_refused() {
    let (xlsx, xls) = (xlsx(&rows(FORM), ""), xls(FORM, &[]));
    let csv = b"survey\n,type,name,label\n,text,ho_ten,T\n";
    for (bytes, kind, fits) in [
        (&xlsx[..], FileKind::Xlsx, true),
        (&xlsx[..], FileKind::Xls, false),
        (&xls[..], FileKind::Xls, true),
        (&xls[..], FileKind::Xlsx, false),
        (&csv[..], FileKind::Csv, true),
        (&csv[..], FileKind::Xlsx, false),
    ] {
        let wanted = if fits { None } else { Some(vec!["workbook-misnamed"]) };
        assert_eq!(read(bytes, Some(kind)).err(), wanted, "{kind:?}");
    }
    let encrypted = compound("/EncryptedPackage", b"secret");
    assert_eq!(read(&encrypted, Some(FileKind::Xlsx)), Err(vec!["workbook-password"]));
}

#[test]
fn cells_beyond_the_extent_that_a_sheet_gives_are_not_read() {
    let sheet = |extent: &str| rows(FORM).replace("<sheetData>", &format!("<dimension ref='{extent}'/><sheetData>"));
    let wanted = read(&xlsx(&rows(FORM), ""), None);
    assert_eq!(read(&xlsx(&sheet("A1:C2"), ""), None), wanted);
    assert_eq!(read(&xlsx(&sheet("A:C"), ""), None), wanted);
    assert!(read(&xlsx(&sheet("A1:A2"), ""), None).unwrap_err().contains(&"sheet-extent"));
}

#[test]
fn a_sheet_of_many_pieces_is_read_whole() {
    const SENTENCE: &str = "Một câu dài với chữ có dấu, đủ dài để trang phải đọc làm nhiều lần mà không đứt đoạn nào";
    let texts = (0..3_000).map(|row| format!("q{row}")).collect::<Vec<_>>();
    let cells = texts.iter().map(|text| vec!["note", text.as_str(), SENTENCE]);
    let all = std::iter::once(vec!["type", "name", "label"]).chain(cells).collect::<Vec<_>>();
    let all = all.iter().map(Vec::as_slice).collect::<Vec<_>>();
    let xform = read(&xlsx(&rows(&all), ""), None).unwrap();
    assert_eq!(xform.matches(&format!("<label>{SENTENCE}</label>")).count(), texts.len());
    let nodes = xform.split("nodeset=\"/data/").skip(1).filter_map(|after| after.split('"').next());
    assert!(nodes.eq(texts.iter().map(String::as_str).chain(["meta/instanceID"])));
}

#[test]
fn hostile_files_get_a_finding() {
    let entity = format!("<!DOCTYPE w [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>{}", rows(FORM));
    let shared = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(100_000));
    let many = format!(
        "<worksheet><sheetData><row><c t='s'><v>0</v></c></row>{}</sheetData></worksheet>",
        "<row><c t='s'><v>0</v></c></row>".repeat(2_000)
    );
    let repeated = ods_rows(FORM)
        .replace("<table:table-row>", "<table:table-row table:number-rows-repeated='1000000'>")
        .replace("<table:table-cell>", "<table:table-cell table:number-columns-repeated='1000000'>");
    let bomb = " ".repeat(usize::try_from(MAX_UNPACKED_BYTES).unwrap() + 1);
    let encrypted = compound("/EncryptedPackage", b"secret");
    let file_pass = xls(FORM, &[0x2F, 0, 2, 0, 0, 0]);
    let whole = xlsx(&rows(FORM), "");
    for (what, bytes, code) in [
        ("external entity", xlsx(&entity, ""), "workbook-damaged"),
        ("unknown entity", xlsx(&rows(&[&["type", "&lol;"]]), ""), "workbook-damaged"),
        ("huge shared text", xlsx(&many, &shared), "workbook-too-large"),
        ("repeated rows", ods(&repeated), "workbook-too-large"),
        ("bomb", archive(&[("content.xml", &bomb)]), "workbook-too-large"),
        ("password", encrypted, "workbook-password"),
        ("password of an xls", file_pass, "workbook-password"),
        ("cut off", whole[..whole.len() - 40].to_vec(), "workbook-damaged"),
        ("sheet cut off", xlsx(rows(FORM).trim_end_matches("</sheetData></worksheet>"), ""), "workbook-damaged"),
        ("table cut off", ods(ods_rows(FORM).trim_end_matches("</table:table>")), "workbook-damaged"),
        ("binary", archive(&[("xl/workbook.bin", "")]), "workbook-format"),
        ("no workbook", archive(&[("a.txt", "")]), "workbook-damaged"),
        ("zeros", vec![0; 1_000], "workbook-damaged"),
    ] {
        let codes = read(&bytes, None).unwrap_err();
        assert!(codes.contains(&code), "{what}: {codes:?}");
    }
    let endless = rows(FORM).replace("</sheetData>", &("<row/>".repeat(1_000_000) + "</sheetData>"));
    assert!(read(&xlsx(&endless, ""), None).is_ok());
    assert_eq!(read(b"survey\n,\xC0,b,c,d", Some(FileKind::Csv)), Err(vec!["workbook-encoding"]));
    let deep = format!("<worksheet>{}", "<a>".repeat(1_000_000));
    assert!(read(&xlsx(&deep, ""), None).is_err());
}

#[test]
fn damaged_bytes_anywhere_never_stop_the_reader() {
    for whole in [xlsx(&rows(FORM), "<sst/>"), ods(&ods_rows(FORM)), xls(FORM, &[])] {
        let mut seed = 1_u64;
        for _ in 0..300 {
            let mut bytes = whole.clone();
            for _ in 0..3 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let at = (seed >> 33) as usize % bytes.len();
                bytes[at] = (seed >> 25) as u8;
            }
            let _ = read(&bytes, None);
            bytes.truncate((seed >> 40) as usize % whole.len());
            let _ = read(&bytes, None);
        }
    }
}
