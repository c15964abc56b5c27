//! Writes the annual report 2023 of Ngọc Phụng: `cargo run -p app --example report_2023 -- DIR`.
//!
//! The sample goes the way of real work: a commune's book is founded, every record is entered through its shipped form and
//! finished by the commands of the screens, and the report is made by the same commands.

#[expect(dead_code, reason = "tests enter the records without a book, too")]
mod entering;
mod stored;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{env, fs};

use app::SystemClock;
use serde_json::json;
use stored::Book;

fn main() -> Result<(), Box<dyn Error>> {
    let dir: PathBuf = env::args_os().nth(1).ok_or("usage: report_2023 DIR")?.into();
    let reported = demo::report_2023()?;
    // The book is only on the way.
    let book_dir = dir.join("so");
    fs::create_dir_all(&book_dir)?;
    let written = write_all(&dir, &book_dir, &reported);
    fs::remove_dir_all(&book_dir)?;
    written
}

fn write_all(dir: &Path, book_dir: &Path, reported: &demo::Report2023) -> Result<(), Box<dyn Error>> {
    let mut book = Book::founded(book_dir, reported, Arc::new(SystemClock))?;
    let checks = book.enter_all(reported)?;
    let facts = entering::facts(reported).len();
    println!("{} phiếu đã nhập qua mẫu phiếu và hoàn thành, {facts} dữ kiện", checks.len());
    let page = book.call("report.create", json!({ "period": { "kind": "year", "year": reported.year } }))?;
    for format in ["docx", "pdf", "xlsx"] {
        let made = book.call("report.file", json!({ "id": page["id"], "format": format }))?;
        let bytes = book.app.held_file(made["file"].as_str().unwrap_or_default()).map_err(|error| error.to_string())?;
        let file = dir.join(format!("bao-cao-{}.{format}", reported.year));
        fs::write(&file, &bytes)?;
        println!("{}", file.display());
    }
    for note in page["notes"].as_array().into_iter().flatten() {
        println!("{}: {}", note["code"].as_str().unwrap_or_default(), note["text"].as_str().unwrap_or_default());
    }
    Ok(())
}
