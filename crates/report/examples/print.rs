//! Prints a report: `cargo run -p report --example print -- DATA.json DIR [TEMPLATE.docx]`.

use std::error::Error;
use std::fs;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [data, dir, template @ ..] = arguments.as_slice() else {
        return Err("DATA.json DIR [TEMPLATE.docx]".into());
    };
    let data: report::annual::ReportData = serde_json::from_slice(&fs::read(data)?)?;
    let template = template.first().map(fs::read).transpose()?;
    let (report, mut diagnostics) = report::annual::annual(&data);
    let (docx, found) = report::docx::docx(&report, template.as_deref())?;
    diagnostics.extend(found);
    fs::create_dir_all(dir)?;
    fs::write(dir.join("mau-bao-cao.docx"), report::docx::template()?)?;
    fs::write(dir.join("bao-cao.docx"), docx)?;
    fs::write(dir.join("bao-cao.pdf"), report::pdf::pdf(&report)?)?;
    fs::write(dir.join("bao-cao.xlsx"), report::xlsx::xlsx(&data)?)?;
    for diagnostic in diagnostics {
        println!("{}: {}", diagnostic.code, diagnostic.vi);
    }
    Ok(())
}
