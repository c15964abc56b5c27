//! Photos and files in the answers of checks, over a real encrypted store.

use std::io::Cursor;
use std::path::Path;

use app::{AppError, ErrorCode};
use domain::vocabulary::{attachment, check, subject};
use domain::{BlobHash, Changes, DocId, Kind, Value};
use image::{ImageFormat, Rgb, RgbImage};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::support::{Book, COMMUNE, answer, texts};

const ROAD: DocId = DocId(Uuid::from_u128(300));
/// The sections of the shipped form about roads.
const SECTIONS: &str = "cac_doan/doan";

/// A commune with one road.
fn with_a_road(dir: &Path) -> Book {
    let book = Book::founded(dir);
    book.subject(ROAD, COMMUNE, subject::TYPE_ROAD, "Ngõ 12");
    book
}

impl Book {
    fn start(&self) -> Json {
        self.call("checks.start", json!({ "household": ROAD.to_string(), "form": "duong" }))["check"].clone()
    }

    fn attach(&self, check: &Json, path: &str, name: &str, bytes: &[u8]) -> Result<Json, AppError> {
        let file = self.app.put_file(bytes.to_vec());
        self.try_call(
            "checks.attach",
            json!({ "check": check, "section": 0, "path": path, "file": file, "name": name }),
        )
    }

    /// The first question that fits, in whatever section it stands.
    fn look(&self, check: &Json, wanted: &dyn Fn(&Json) -> bool) -> Json {
        let sections = self.call("checks.open", json!({ "check": check }))["sections"].as_array().map_or(0, Vec::len);
        for section in 0..sections {
            let page = self.call("checks.section", json!({ "check": check, "section": section }));
            let nodes: Box<dyn Iterator<Item = &Json>> = Box::new(page["nodes"].as_array().into_iter().flatten());
            if let Some(found) = find(nodes, wanted) {
                return found;
            }
        }
        panic!("no such question")
    }

    fn question(&self, check: &Json, path: &str) -> Json {
        self.look(check, &|node| node["path"] == json!(path))
    }

    /// The photo of a new section of the road.
    fn photo_path(&self, check: &Json) -> String {
        self.call("checks.add_repeat", json!({ "check": check, "section": 0, "path": SECTIONS }));
        let question = self.look(check, &|node| node["kind"] == json!("image"));
        question["path"].as_str().expect("a path").to_owned()
    }
}

/// What stands directly under a node: children of a group, instances of a repeat.
fn below(node: &Json) -> impl Iterator<Item = &Json> {
    ["children", "instances"].into_iter().filter_map(|part| node[part].as_array()).flatten()
}

fn find<'a>(nodes: impl Iterator<Item = &'a Json>, wanted: &dyn Fn(&Json) -> bool) -> Option<Json> {
    nodes.into_iter().find_map(|node| if wanted(node) { Some(node.clone()) } else { find_boxed(node, wanted) })
}

fn find_boxed(node: &Json, wanted: &dyn Fn(&Json) -> bool) -> Option<Json> {
    let nodes: Box<dyn Iterator<Item = &Json>> = Box::new(below(node));
    find(nodes, wanted)
}

fn jpeg(width: u32, shade: u8) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, width / 2, |x, y| Rgb([shade, (x % 251) as u8, (y % 241) as u8]));
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Jpeg).expect("a JPEG");
    bytes.into_inner()
}

#[test]
fn a_photo_is_an_answer_that_names_its_bytes_and_travels_as_a_document() {
    let dir = tempfile::tempdir().expect("folder");
    let book = with_a_road(dir.path());
    let check = book.start();
    let path = book.photo_path(&check);
    assert!(path.starts_with(SECTIONS), "{path}");
    book.attach(&check, &path, r"C:\Ảnh\ngõ 12.JPG", &jpeg(3_000, 90)).expect("attached");

    let question = book.question(&check, &path);
    let (value, file) = (question["value"].as_str().expect("an answer"), &question["file"]);
    let hash = file["hash"].as_str().expect("a hash");
    assert_eq!(value, format!("{hash}.jpg"));
    assert_eq!((&file["name"], &file["state"]), (&json!("ngõ 12.JPG"), &json!("only_here")));
    let kept = book.app.blob(hash).expect("the photo");
    assert_eq!((kept.media_type.as_str(), kept.name.as_str()), ("image/jpeg", "ngõ 12.JPG"));
    assert_eq!(image::load_from_memory(&kept.bytes).expect("a picture").width(), 1_280);
    let small = book.app.blob(file["thumbnail"].as_str().expect("a thumbnail")).expect("the thumbnail");
    assert_eq!(image::load_from_memory(&small.bytes).expect("a picture").width(), 320);
    assert_eq!(book.call("device.status", json!({}))["unsafe_work"]["photos"], 1);
    assert_eq!(book.store.documents_of(Kind::Attachment).expect("documents"), []);

    book.call("checks.close", json!({ "check": check }));
    let documents = book.store.documents_of(Kind::Attachment).expect("documents");
    let [document] = documents.as_slice() else { panic!("{documents:?}") };
    for (field, expected) in [
        (attachment::CHECK, check.as_str().unwrap_or_default()),
        (attachment::QUESTION, path.as_str()),
        (attachment::HASH, hash),
        (attachment::NAME, "ngõ 12.JPG"),
        (attachment::MEDIA_TYPE, "image/jpeg"),
    ] {
        assert_eq!(document.text(field), Some(expected));
    }
    assert_eq!(document.value(attachment::BYTES), Some(&Value::Integer(kept.bytes.len() as i64)));
    book.call("checks.close", json!({ "check": check }));
    assert_eq!(book.store.documents_of(Kind::Attachment).expect("documents").len(), 1, "recorded once");

    let read = book.call("checks.view", json!({ "check": check }));
    let lines = read["sections"].as_array().into_iter().flatten().flat_map(|section| section["lines"].as_array());
    let line = lines.flatten().find(|line| line["path"] == json!(path)).expect("the photo among the answers");
    assert_eq!((&line["text"], &line["file"]["hash"]), (&json!("ngõ 12.JPG"), &json!(hash)));
}

#[test]
fn the_evidence_of_an_indicator_goes_down_to_the_photos_and_says_which_are_not_here() {
    let dir = tempfile::tempdir().expect("folder");
    let book = with_a_road(dir.path());
    let started = book.start();
    let path = book.photo_path(&started);
    book.attach(&started, &path, "ngõ 12.jpg", &jpeg(400, 90)).expect("attached");
    let here = book.question(&started, &path)["file"].clone();
    book.call("checks.close", json!({ "check": started }));
    // Finished elsewhere with seven more photos whose bytes and records have not come.
    let away = |number: u8| format!("{SECTIONS}/n{number:04}/anh_doan");
    let photos = (101..108).map(|number| answer(&away(number), &format!("{}.jpg", BlobHash([number; 32]))));
    let mut changes: Changes = photos.collect();
    changes.extend(texts(&[(check::STATUS, check::COMPLETE)]));
    changes.extend([answer("mo_dau/loai_duong", "duong_xa"), answer("mo_dau/ngay_ghi", "2026-03-02")]);
    let doc: DocId = started.as_str().and_then(|id| id.parse().ok()).expect("an id");
    book.write(doc, Kind::Check, COMMUNE, changes);

    let year = json!({ "kind": "year", "year": 2026 });
    let args = json!({ "set": "xa_ntm_nang_cao_2022", "indicator": "2.1", "period": year });
    let page = book.call("criteria.indicator", args);
    let photos = &page["evidence"]["rows"][0]["check"]["photos"];
    assert_eq!(photos["total"], 8, "{}", page["evidence"]);
    let shown = photos["shown"].as_array().expect("photos");
    assert_eq!(shown.len(), 6, "a row shows a few, the check has them all");
    let known: Vec<&Json> = shown.iter().filter(|photo| !photo["file"].is_null()).collect();
    assert!(known.iter().all(|photo| photo["file"]["hash"] == here["hash"]), "{known:?}");
    assert!(shown.iter().any(|photo| photo["file"].is_null()), "what has not come is told of, not left out");
    assert!(
        shown.iter().all(|photo| photo["label"].as_str().is_some_and(|label| label.starts_with("Ảnh"))),
        "{shown:?}"
    );

    let behind = book.call("checks.behind", json!({ "checks": [ROAD.to_string(), "no id", started] }));
    let rows = behind["rows"].as_array().expect("rows");
    assert_eq!(rows.len(), 1, "what is no check is left out");
    assert_eq!((&rows[0]["subject_name"], &rows[0]["day"]), (&json!("Ngõ 12"), &json!("2026-03-02")));
    assert_eq!(&rows[0]["photos"], photos);
}

#[test]
fn a_photo_taken_back_before_it_was_recorded_is_gone_and_one_recorded_stays() {
    let dir = tempfile::tempdir().expect("folder");
    let book = with_a_road(dir.path());
    let check = book.start();
    let path = book.photo_path(&check);
    let attach = |shade: u8| {
        book.attach(&check, &path, "a.jpg", &jpeg(400, shade)).expect("attached");
        let hash = book.question(&check, &path)["file"]["hash"].as_str().expect("a hash").to_owned();
        (hash.clone(), book.question(&check, &path)["file"]["thumbnail"].as_str().expect("a hash").to_owned())
    };
    let clear = || {
        let args = json!({ "check": check, "section": 0, "path": path, "value": null });
        book.call("checks.answer", args);
        assert_eq!(book.question(&check, &path)["file"], json!(null));
    };
    let (first, first_small) = attach(10);
    let (second, _) = attach(60);
    assert_eq!(book.app.blob(&first).expect_err("retaken").code, ErrorCode::NotFound);
    assert_eq!(book.app.blob(&first_small).expect_err("retaken").code, ErrorCode::NotFound);
    book.app.blob(&second).expect("the one that counts");
    clear();
    assert_eq!(book.app.blob(&second).expect_err("taken back").code, ErrorCode::NotFound);

    let (third, _) = attach(110);
    book.call("checks.close", json!({ "check": check }));
    book.call("checks.open", json!({ "check": check }));
    clear();
    book.app.blob(&third).expect("others may have seen it");
}

#[test]
fn what_cannot_be_attached_says_why_and_leaves_the_answer_as_it_was() {
    let dir = tempfile::tempdir().expect("folder");
    let book = with_a_road(dir.path());
    let check = book.start();
    let path = book.photo_path(&check);
    book.attach(&check, &path, "a.jpg", &jpeg(400, 10)).expect("attached");
    let before = book.question(&check, &path);
    let torn = jpeg(400, 60);
    let large = vec![0; 20 * 1024 * 1024 + 1];
    for (bytes, words) in [
        (b"%PDF-1.7".as_slice(), "không phải ảnh"),
        (b"".as_slice(), "không phải ảnh"),
        (&torn[..torn.len() / 2], "hỏng giữa chừng"),
        (&large, "lớn hơn 20 MB"),
    ] {
        let refused = book.attach(&check, &path, "a.jpg", bytes).expect_err("refused");
        assert_eq!(refused.code, ErrorCode::Invalid);
        assert!(refused.message.contains(words) && !refused.advice.is_empty(), "{refused:?}");
    }
    assert_eq!(book.question(&check, &path), before);
    assert_eq!(book.store.unsafe_blob_count().expect("a count"), 1);
    let gone = json!({ "check": check, "section": 0, "path": path, "file": "00", "name": "a.jpg" });
    assert_eq!(book.try_call("checks.attach", gone).expect_err("refused").code, ErrorCode::NotFound);
    let no_photo = book.attach(&check, "ten_duong", "a.jpg", &jpeg(40, 1)).expect_err("another kind of question");
    assert_eq!(no_photo.code, ErrorCode::NotFound);
}

#[test]
fn bytes_are_given_to_nobody_who_does_not_know_a_recorded_hash() {
    let dir = tempfile::tempdir().expect("folder");
    let book = with_a_road(dir.path());
    for hash in ["", "..", &"0".repeat(64), &BlobHash([1; 32]).to_string()] {
        assert_eq!(book.app.blob(hash).expect_err("unknown").code, ErrorCode::NotFound);
    }
}
