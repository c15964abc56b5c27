//! The layout of reports that an officer replaces, through the commands, over a real encrypted store.

use std::fs;
use std::io::{self, Cursor, Read as _, Write as _};
use std::path::Path;
use std::sync::Arc;

use app::{Actor, App, AppError, BlobShelf, Clock, ErrorCode, Identity, Role};
use domain::vocabulary::area;
use domain::{AreaId, BlobHash, Change, Changes, DeviceId, DocId, FieldPath, Kind, UserId, Value};
use report::docx::template;
use serde_json::{Value as Json, json};
use store::{Store, StoreKey};
use uuid::Uuid;
use wire::{DeviceKey, Draft};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const COMMUNE: AreaId = AreaId(Uuid::from_u128(100));
const DEVICE: DeviceId = DeviceId(Uuid::from_u128(7));
const USER: UserId = UserId(Uuid::from_u128(8));
const SEED: [u8; 32] = [3; 32];
const NOW_MS: i64 = 1_780_300_000_000;
const MOTTO: &str = "Độc lập - Tự do - Hạnh phúc";

struct Still;

impl Clock for Still {
    fn now_ms(&self) -> i64 {
        NOW_MS
    }
}

/// A commune's shelf that has these bytes, whatever is asked for.
struct Shelf(Vec<u8>);

impl BlobShelf for Shelf {
    fn has(&self, _: BlobHash) -> bool {
        true
    }

    fn read(&self, _: BlobHash) -> io::Result<Option<Vec<u8>>> {
        Ok(Some(self.0.clone()))
    }
}

struct Book {
    app: App,
    store: Arc<Store>,
}

fn open(dir: &Path, shelf: Option<Shelf>) -> Book {
    let store = Arc::new(Store::open(&dir.join("book.db"), &StoreKey::new([9; 32])).expect("store"));
    let identity = Identity {
        device: DEVICE,
        device_name: "Bàn làm việc".into(),
        key: DeviceKey::from_seed(&SEED),
        user: USER,
        user_name: "Văn phòng xã".into(),
        commune: COMMUNE,
        commune_name: "Xã Ngọc Phụng".into(),
    };
    let (opened, clock) = (Arc::clone(&store), Arc::new(Still));
    let app = match shelf {
        None => App::office(opened, identity, clock),
        Some(shelf) => App::office_with_shelf(opened, identity, clock, Arc::new(shelf)),
    };
    Book { app, store }
}

fn founded(dir: &Path) -> Book {
    let book = open(dir, None);
    let texts = [(area::NAME, "Xã Ngọc Phụng"), (area::TYPE, area::TYPE_COMMUNE)];
    let changes = Changes::from(texts.map(|(field, text)| (FieldPath::from(field), Change::Set(Value::from(text)))));
    let (doc, area, parents) = (DocId(COMMUNE.0), COMMUNE, Vec::new());
    let draft =
        Draft { doc, kind: Kind::Area, area, parents, depth: 0, author: USER, device: DEVICE, at_ms: 0, changes };
    book.store.append_own(&[draft.sign(&DeviceKey::from_seed(&SEED)).0], None).expect("founded");
    book
}

impl Book {
    fn try_call(&self, command: &str, args: Json, role: Role) -> Result<Json, AppError> {
        let actor = Actor::Office { user: USER, user_name: "Lê Thị Hoa".into(), role };
        self.app.call(command, args, &actor)
    }

    fn call(&self, command: &str, args: Json) -> Json {
        self.try_call(command, args, Role::Officer).unwrap_or_else(|error| panic!("{command}: {error:?}"))
    }

    fn bring(&self, name: &str, bytes: &[u8]) -> Json {
        let file = self.app.put_file(bytes.to_vec());
        self.call("templates.bring", json!({ "file": file, "name": name }))
    }

    fn report(&self) -> Json {
        self.call("report.create", json!({ "period": { "kind": "year", "year": 2026 } }))["id"].clone()
    }

    /// The bytes of a version's .docx, or of the draft's, and what was said of it.
    fn printed(&self, report: &Json, version: &Json) -> (Vec<u8>, Json) {
        let made = self.call("report.file", json!({ "id": report, "version": version, "format": "docx" }));
        let bytes = self.app.held_file(made["file"].as_str().expect("a hash")).expect("held").to_vec();
        (bytes, made["notes"].clone())
    }

    fn words(&self, report: &Json) -> String {
        part(&self.printed(report, &Json::Null).0, "word/document.xml")
    }

    fn sign(&self, report: &Json) -> Json {
        let page = self.call("report.freeze", json!({ "id": report }));
        page["versions"].as_array().and_then(|versions| versions.last()).expect("a version").clone()
    }
}

fn part(docx: &[u8], name: &str) -> String {
    let mut text = String::new();
    let mut archive = ZipArchive::new(Cursor::new(docx)).expect("a zip file");
    archive.by_name(name).expect("the part").read_to_string(&mut text).expect("text");
    text
}

/// The built-in layout with other words in one part, and more parts.
fn changed(name: &str, from: &str, to: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let bytes = template().expect("the built-in layout");
    let mut archive = ZipArchive::new(Cursor::new(&bytes)).expect("a zip file");
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).expect("a part");
        let part_name = file.name().expect("a name").into_owned();
        let mut text = String::new();
        file.read_to_string(&mut text).expect("text");
        if part_name == name {
            assert!(text.contains(from), "{name} has {from}");
            text = text.replace(from, to);
        }
        writer.start_file(part_name, SimpleFileOptions::default()).expect("started");
        writer.write_all(text.as_bytes()).expect("written");
    }
    for (part_name, content) in more {
        writer.start_file(*part_name, SimpleFileOptions::default()).expect("started");
        writer.write_all(content).expect("written");
    }
    writer.finish().expect("finished").into_inner()
}

fn with_motto(motto: &str) -> Vec<u8> {
    changed("word/document.xml", MOTTO, motto, &[])
}

fn names(templates: &Json) -> Vec<&str> {
    let choices = templates["choices"].as_array().expect("choices").iter();
    choices.map(|choice| choice["name"].as_str().unwrap_or("có sẵn")).collect()
}

#[test]
fn reports_print_in_the_officers_layout_until_another_one_is_chosen() {
    let dir = tempfile::tempdir().expect("folder");
    let book = founded(dir.path());
    let report = book.report();
    let shown = book.call("templates.get", json!({}));
    assert_eq!((names(&shown), &shown["fault"]), (Vec::new(), &Json::Null));
    assert_eq!(shown["tags"][2], json!({ "tag": "so", "what": "số, ký hiệu văn bản", "required": true }));
    assert!(shown["styles"].as_array().is_some_and(|styles| styles.contains(&json!("BC thân bài"))));
    assert!(book.words(&report).contains(MOTTO));

    let brought = book.bring("C:\\Mẫu\\Mẫu xã.docx", &with_motto("Khẩu hiệu của xã"));
    assert_eq!((&brought["taken"], &brought["notes"]), (&json!(true), &json!([])));
    assert!(book.words(&report).contains("Khẩu hiệu của xã"));
    let first = brought["templates"]["choices"][0].clone();
    assert_eq!((&first["name"], &first["by"]), (&json!("Mẫu xã.docx"), &json!("Lê Thị Hoa")));
    assert_eq!(first["at_ms"], NOW_MS);

    let again = book.bring("Mẫu xã.docx", &with_motto("Khẩu hiệu của xã"));
    assert_eq!(again["templates"]["choices"].as_array().map(Vec::len), Some(1), "the same file is no new choice");

    let back = book.call("templates.choose", json!({ "choice": null }));
    assert_eq!(names(&back), ["có sẵn", "Mẫu xã.docx"], "what was in use stays known");
    assert!(book.words(&report).contains(MOTTO));
    let own = book.call("templates.choose", json!({ "choice": first["id"] }));
    assert_eq!(names(&own), ["Mẫu xã.docx", "có sẵn", "Mẫu xã.docx"]);
    assert!(book.words(&report).contains("Khẩu hiệu của xã"));

    let saved = book.call("templates.file", json!({ "choice": first["id"] }));
    assert_eq!(saved["name"], "Mẫu xã.docx");
    let bytes = book.app.held_file(saved["file"].as_str().expect("a hash")).expect("held");
    assert_eq!(bytes.as_ref(), with_motto("Khẩu hiệu của xã"), "the very file comes back");
    let built_in = book.call("templates.file", json!({}));
    let bytes = book.app.held_file(built_in["file"].as_str().expect("a hash")).expect("held");
    assert_eq!((bytes.as_ref(), &built_in["name"]), (template().unwrap().as_slice(), &json!("mau-bao-cao.docx")));

    let listed = book.call("report.list", json!({}));
    assert_eq!(listed["rows"].as_array().map(Vec::len), Some(1), "where layouts are kept is no report");
}

#[test]
fn a_signed_version_prints_the_same_after_the_layout_changed() {
    let dir = tempfile::tempdir().expect("folder");
    let book = founded(dir.path());
    let report = book.report();
    let plain = book.sign(&report);
    book.bring("mot.docx", &with_motto("Mẫu một"));
    let one = book.sign(&report);
    assert_eq!((&plain["template"], &one["template"]), (&Json::Null, &json!("mot.docx")));
    let signed = [&plain["id"], &one["id"]].map(|version| book.printed(&report, version).0);
    assert!(part(&signed[0], "word/document.xml").contains(MOTTO));
    assert!(part(&signed[1], "word/document.xml").contains("Mẫu một"));

    book.bring("hai.docx", &with_motto("Mẫu hai"));
    assert!(book.words(&report).contains("Mẫu hai"));
    for built_in in [false, true] {
        if built_in {
            book.call("templates.choose", json!({ "choice": null }));
        }
        for (version, bytes) in [&plain["id"], &one["id"]].into_iter().zip(&signed) {
            assert_eq!(book.printed(&report, version), (bytes.clone(), json!([])));
        }
    }
}

#[test]
fn a_file_that_lacks_something_is_explained_and_the_old_one_stays() {
    let dir = tempfile::tempdir().expect("folder");
    let book = founded(dir.path());
    let report = book.report();
    book.bring("tot.docx", &with_motto("Mẫu tốt"));
    let check = |bytes: &[u8], code: &str, words: &str| {
        let told = book.bring("xau.docx", bytes);
        let notes = told["notes"].as_array().expect("notes");
        let note = notes.iter().find(|note| note["code"] == code).unwrap_or_else(|| panic!("{code}: {notes:?}"));
        assert!(note["text"].as_str().is_some_and(|text| text.contains(words)), "{note}");
        assert_eq!((&told["taken"], &note["grave"]), (&json!(false), &json!(true)));
        assert_eq!(names(&told["templates"]), ["tot.docx"]);
        assert!(book.words(&report).contains("Mẫu tốt"));
    };
    check(&changed("word/document.xml", "{{nguoi_ky}}", "", &[]), "template-tag-missing", "{{nguoi_ky}}");
    check(&changed("word/styles.xml", "BC bảng", "Khác", &[]), "template-style-missing", "BC bảng");
    check(b"<html>", "template-not-docx", "không phải tệp Word");
    check(&changed("", "", "", &[("word/vbaProject.bin", b"x")]), "template-macros", "macro");
    check(&changed("", "", "", &[("word/a.bmp", &vec![0; 51 << 20])]), "template-swollen", "50 MB");
    check(&vec![0; report::docx::MAX_TEMPLATE_BYTES + 1], "template-too-large", "10 MB");

    let told = book.bring("la", &changed("word/document.xml", "{{chuc_vu}}", "{{chuc_danh}}", &[]));
    assert_eq!((&told["taken"], &told["notes"][0]["grave"]), (&json!(true), &json!(false)), "{told}");
    assert!(told["notes"][0]["text"].as_str().is_some_and(|text| text.contains("{{chuc_danh}}")));
    assert_eq!(names(&told["templates"]), ["la.docx", "tot.docx"]);
}

/// Closes the book and lets `damage` work on the file with the bytes of photos and layouts.
fn reopened(dir: &Path, book: Book, shelf: Option<Shelf>, damage: impl Fn(&Path)) -> Book {
    drop(book);
    for ending in ["", "-wal", "-shm"] {
        let path = dir.join(format!("book.blobs.db{ending}"));
        if path.exists() {
            damage(&path);
        }
    }
    open(dir, shelf)
}

fn gone(path: &Path) {
    fs::remove_file(path).expect("removed");
}

fn check_stand_in(book: &Book, version: &Json, words: &str) {
    let report = book.report();
    for version in [&Json::Null, version] {
        let (bytes, notes) = book.printed(&report, version);
        assert!(part(&bytes, "word/document.xml").contains(MOTTO), "the built-in layout stands in");
        assert!(notes[0]["text"].as_str().is_some_and(|text| text.contains(words)), "{notes}");
    }
    let page = book.call("report.get", json!({ "id": report }));
    let notes = page["notes"].as_array().expect("notes");
    assert!(notes.iter().any(|note| note["code"] == "template-replaced"), "told before somebody signs: {notes:?}");
    let shown = book.call("templates.get", json!({}));
    assert!(shown["fault"].as_str().is_some_and(|text| text.contains(words)), "{shown}");
    let args = json!({ "choice": shown["choices"][0]["id"] });
    let refused = book.try_call("templates.file", args, Role::Officer).expect_err("it is not there");
    assert!(refused.message.contains("không còn mở được"), "{refused:?}");
}

#[test]
fn where_the_layout_is_lost_the_built_in_one_stands_in_and_the_screen_says_so() {
    let dir = tempfile::tempdir().expect("folder");
    let book = founded(dir.path());
    let report = book.report();
    let own = with_motto("Mẫu xã");
    book.bring("xa.docx", &own);
    let version = book.sign(&report)["id"].clone();
    let signed = book.printed(&report, &version);

    let book = reopened(dir.path(), book, None, gone);
    check_stand_in(&book, &version, "máy của xã");
    let book = reopened(dir.path(), book, Some(Shelf(b"something else".to_vec())), |_| ());
    check_stand_in(&book, &version, "không mở được nữa");
    let book = reopened(dir.path(), book, Some(Shelf(own.clone())), |_| ());
    assert_eq!(book.printed(&report, &version), signed, "the commune's shelf has it");

    let book = reopened(dir.path(), book, None, |_| ());
    let mended = book.bring("xa.docx", &own);
    let page = book.call("report.get", json!({ "id": report }));
    assert!(!page["notes"].to_string().contains("template-replaced"));
    assert_eq!((&mended["taken"], &mended["templates"]["fault"]), (&json!(true), &Json::Null));
    assert_eq!(book.printed(&report, &version), signed, "brought again, it is there again");
    assert_eq!(names(&mended["templates"]), ["xa.docx"]);
}

#[test]
fn only_an_officer_brings_or_chooses_a_layout() {
    let dir = tempfile::tempdir().expect("folder");
    let book = founded(dir.path());
    let file = book.app.put_file(with_motto("Mẫu xã"));
    for (command, args) in
        [("templates.bring", json!({ "file": file, "name": "a.docx" })), ("templates.choose", json!({}))]
    {
        let refused = book.try_call(command, args, Role::Collector).expect_err("refused");
        assert_eq!(refused.code, ErrorCode::Forbidden);
    }
    assert!(book.try_call("templates.get", json!({}), Role::Collector).is_ok());
}
