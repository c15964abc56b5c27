//! The annual report of the commune, from the stored book to the bytes of the letter and of its picture.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use anyhow::{Context as _, Result, bail, ensure};
use app::{Actor, App, Identity, Role, SystemClock};
use bench_criteria::book;
use bench_criteria::commune::{Size, True};
use serde_json::{Value as Json, json};
use store::Store;

use crate::Figure;
use crate::watch::{Watch, median};

const RUNS: usize = 5;
const DOCX_MS: f64 = 1_000.0;
/// The other program that turns the letter into its picture.
const OFFICE: &str = "soffice";

/// The first report after the program has started, which reads the whole book; then each one after, with one new check; and
/// the picture, beside another program that draws the very same letter.
pub fn figures() -> Result<Vec<Figure>> {
    let dir = tempfile::tempdir()?;
    let store = book::open(dir.path())?;
    let truth = book::fill(&store, Size::COMMUNE)?;
    let (mut first, mut again, mut picture) = (Vec::new(), Vec::new(), Vec::new());
    let mut letter = Vec::new();
    for _ in 0..RUNS {
        let office = office(&store);
        let start = Watch::start();
        let report = call(&office, "report.create", json!({ "period": { "kind": "year", "year": book::YEAR } }))?;
        letter = made(&office, &report, "docx")?;
        first.push(start.taken());
        ensure_true(&report, truth)?;
        let start = Watch::start();
        made(&office, &report, "docx")?;
        again.push(start.taken());
        let start = Watch::start();
        made(&office, &report, "pdf")?;
        picture.push(start.taken());
    }
    let mut pdf = Figure::plain("report_pdf", median(picture));
    match drawn_by_another(dir.path(), &letter)? {
        Some(peer) => pdf = pdf.beside(OFFICE, peer),
        None => eprintln!("{OFFICE} is not here: report_pdf has no peer"),
    }
    Ok(vec![
        Figure::timed("report_docx_first_after_start", median(first), DOCX_MS, None),
        Figure::timed("report_docx", median(again), DOCX_MS, None),
        pdf,
    ])
}

/// The office's app over a book, with nothing read yet.
fn office(store: &Arc<Store>) -> App {
    let identity = Identity {
        device: book::DEVICE,
        device_name: "Máy đo".into(),
        key: book::key(),
        user: book::USER,
        user_name: "Người đo".into(),
        commune: book::COMMUNE,
        commune_name: "Xã mẫu".into(),
    };
    App::office(Arc::clone(store), identity, Arc::new(SystemClock))
}

fn call(office: &App, command: &str, args: Json) -> Result<Json> {
    let officer = Actor::Office { user: book::USER, user_name: "Người đo".into(), role: Role::Officer };
    office.call(command, args, &officer).map_err(|error| anyhow::anyhow!("{command}: {error:?}"))
}

fn made(office: &App, report: &Json, format: &str) -> Result<Vec<u8>> {
    let file = call(office, "report.file", json!({ "id": report["id"], "format": format }))?;
    let bytes = office.held_file(file["file"].as_str().unwrap_or_default());
    Ok(bytes.map_err(|error| anyhow::anyhow!("{error:?}"))?.to_vec())
}

/// The report says what the commune was made to be.
fn ensure_true(report: &Json, truth: True) -> Result<()> {
    let figures = report["figures"].as_object().context("no figures")?;
    let share = 100.0 * truth.n / truth.total;
    let expected = format!("{share:.2}").replace('.', ",");
    let expected = expected.trim_end_matches('0').trim_end_matches(',');
    let Some(figure) = figures.get("tieu-chi.4") else { bail!("no figure of indicator 4 among {:?}", figures.keys()) };
    let text = figure["text"].as_str().unwrap_or_default();
    ensure!(text.starts_with(expected), "{text} is not {expected}");
    Ok(())
}

/// Time by the clock that another program needs to draw the letter: its second run, when the disk has it in memory.
fn drawn_by_another(dir: &Path, letter: &[u8]) -> Result<Option<f64>> {
    let source = dir.join("bao-cao.docx");
    fs::write(&source, letter)?;
    let mut taken = None;
    for _ in 0..2 {
        let start = Watch::start();
        let profile = format!("-env:UserInstallation=file://{}", dir.join("office").display());
        let run = Command::new(OFFICE)
            .arg(profile)
            .args(["--headless", "--convert-to", "pdf", "--outdir"])
            .args([dir, &source])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        match run {
            Ok(status) if status.success() => taken = Some(start.taken().wall_ms),
            _ => return Ok(None),
        }
    }
    ensure!(dir.join("bao-cao.pdf").exists(), "{OFFICE} drew nothing");
    Ok(taken)
}
