//! Filling a form as the screens do, over the demo register.

use std::path::Path;

use app::{App, AppError, Role};
use domain::Kind;
use domain::vocabulary::campaign;
use serde_json::{Value as Json, json};

use super::{Book, COMMUNE, call, doc, office, texts};

/// Opens (or reopens) the book in `dir`.
pub fn open(dir: &Path) -> App {
    Book::open(dir).app
}

/// The commune and its round, as the server makes them.
pub fn found(dir: &Path) {
    let round = texts(&[
        (campaign::NAME, "Rà soát hộ gia đình 2026"),
        (campaign::FORM, "ho_gia_dinh"),
        (campaign::SUBJECT_TYPE, "household"),
        (campaign::STARTS, "2026-11-01"),
    ]);
    Book::founded(dir).write(doc(200), Kind::Campaign, COMMUNE, round);
}

pub fn refused(app: &App, command: &str, args: Json) -> AppError {
    app.call(command, args, &office(Role::Officer)).expect_err("refused")
}

/// A book with the demo register loaded.
pub fn loaded(dir: &Path) -> App {
    found(dir);
    let app = open(dir);
    let file = app.put_file(demo::register_xlsx().expect("register"));
    let result = call(&app, "register.import", json!({ "file": file, "create_villages": true }));
    assert_eq!(result["imported"], true, "{:#}", result["notes"]);
    app
}

pub fn first_household(app: &App, text: &str) -> Json {
    call(app, "households.list", json!({ "text": text }))["rows"][0].clone()
}

pub fn start(app: &App, household: &Json) -> Json {
    call(app, "checks.start", json!({ "household": household["id"] }))["check"].clone()
}

pub fn answer(app: &App, check: &Json, path: &str, value: &str) -> Json {
    call(app, "checks.answer", json!({ "check": check, "section": 0, "path": path, "value": value }))
}

/// The nodes of the section with this title.
pub fn section(app: &App, check: &Json, title: &str) -> Json {
    let sections = call(app, "checks.open", json!({ "check": check }))["sections"].clone();
    let mut all = sections.as_array().into_iter().flatten();
    let wanted = all.find(|section| section["title"].as_str().is_some_and(|text| text.contains(title)));
    let index = wanted.unwrap_or_else(|| panic!("section {title} in {sections:#}"))["index"].clone();
    call(app, "checks.section", json!({ "check": check, "section": index }))["nodes"].clone()
}

/// A question anywhere among nodes.
pub fn find<'a>(nodes: &'a Json, path: &str) -> Option<&'a Json> {
    for node in nodes.as_array().into_iter().flatten() {
        if node["path"] == path && node["node"] == "question" {
            return Some(node);
        }
        let inner = node["instances"].as_array().into_iter().flatten().map(|instance| &instance["children"]);
        let found = std::iter::once(&node["children"]).chain(inner).find_map(|children| find(children, path));
        if found.is_some() {
            return found;
        }
    }
    None
}

pub fn value<'a>(nodes: &'a Json, path: &str) -> &'a Json {
    &find(nodes, path).unwrap_or_else(|| panic!("{path} in {nodes:#}"))["value"]
}
