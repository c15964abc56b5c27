//! How long a report of some thirty pages takes to print: `cargo run --release -p report --example speed -- DATA.json`.

use std::error::Error;
use std::time::Instant;

/// Times the narrative of the sample is repeated, so that the report has about thirty pages.
const TIMES: usize = 30;
const RUNS: u32 = 20;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args_os().nth(1).ok_or("DATA.json")?;
    let mut data: report::annual::ReportData = serde_json::from_slice(&std::fs::read(path)?)?;
    data.narrative = std::iter::repeat_n(data.narrative.clone(), TIMES).flatten().collect();
    let started = Instant::now();
    let report = report::annual::annual(&data).0;
    println!("annual {:?}", started.elapsed());
    let started = Instant::now();
    let mut bytes = 0;
    for _ in 0..RUNS {
        bytes = report::docx::docx(&report, None)?.0.len();
    }
    println!("docx {:?}, {bytes} bytes", started.elapsed() / RUNS);
    let started = Instant::now();
    for _ in 0..RUNS {
        bytes = report::pdf::pdf(&report)?.len();
    }
    println!("pdf {:?}, {bytes} bytes", started.elapsed() / RUNS);
    std::fs::write(std::env::temp_dir().join("bao-cao-30-trang.pdf"), report::pdf::pdf(&report)?)?;
    Ok(())
}
