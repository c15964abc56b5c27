//! Writes the annual report 2023 of Ngọc Phụng: `cargo run -p app --example report_2023 -- DIR`.
//!
//! The sample goes the way of real work: every record is entered through its shipped form and finished, and the report is
//! made of the finished answers alone.

mod entering;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};
use std::{env, fs};

use report::annual::annual;

fn main() -> Result<(), Box<dyn Error>> {
    let dir: PathBuf = env::args_os().nth(1).ok_or("usage: report_2023 DIR")?.into();
    let reported = demo::report_2023()?;
    let forms = entering::shipped_forms()?;
    let now_ms = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?;
    let checks = entering::enter_all(&reported, &forms, now_ms)?;
    let narrative = checks.iter().find(|check| check.form == "bao_cao_dien_giai").ok_or("no narrative")?.check;
    println!(
        "{} phiếu đã nhập qua mẫu phiếu và hoàn thành, {} dữ kiện",
        checks.len(),
        entering::facts(&reported).len()
    );
    let data = app::reporting::report_data(&checks, &forms, narrative)?;
    let (report, mut diagnostics) = annual(&data);
    let (docx, found) = report::docx::docx(&report, None)?;
    diagnostics.extend(found);
    fs::create_dir_all(&dir)?;
    write(&dir, "bao-cao-2023.docx", &docx)?;
    write(&dir, "bao-cao-2023.pdf", &report::pdf::pdf(&report)?)?;
    write(&dir, "bao-cao-2023.xlsx", &report::xlsx::xlsx(&data)?)?;
    for diagnostic in diagnostics {
        println!("{}: {}", diagnostic.code, diagnostic.vi);
    }
    Ok(())
}

fn write(dir: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let file = dir.join(name);
    fs::write(&file, bytes)?;
    println!("{}", file.display());
    Ok(())
}
