//! Replays cases that the reference implementations' tests assert, and says which the form engine
//! answers otherwise. `cargo xtask conformance DIR` builds and runs it; it is never shipped.
//!
//! It knows only the public interface of `forms`. Cases are read from a folder given by the caller:
//! `pyxform.jsonl`, `xpath.jsonl` and `scenario.jsonl`, one case a line. Each file is replayed by a
//! process of its own, so that a case which crashes or hangs costs that case and no other.

mod canonical;
mod case;
mod engine;
mod exceptions;
mod pyxform;
mod report;
mod scenario;
mod worker;
mod xpath;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Parser;

use case::Suite;
use exceptions::Exceptions;

#[derive(Parser)]
struct Args {
    /// Folder of the case files.
    folder: PathBuf,
    /// One JSON object per file.
    #[arg(long)]
    json: bool,
    /// Only this file of the folder, such as `xpath`.
    #[arg(long)]
    only: Option<Suite>,
    /// Only cases whose id has this part; prints all that differs in them.
    #[arg(long)]
    case: Option<String>,
    /// Checks the outputs recorded from pyxform instead of ours: a test of the checks themselves.
    #[arg(long)]
    recorded: bool,
    /// Replays one file from this case on and reports each case on a line; for this program's own use.
    #[arg(long, hide = true)]
    work_from: Option<usize>,
}

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("conformance: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> Result<()> {
    if let (Some(first), Some(suite)) = (args.work_from, args.only) {
        return worker::work(&args.folder, suite, first, args.recorded);
    }
    let exceptions = Exceptions::read()?;
    let mut found = 0;
    for suite in Suite::ALL.into_iter().filter(|suite| args.only.is_none_or(|only| only == *suite)) {
        let file = args.folder.join(suite.file());
        if !file.exists() {
            eprintln!("{} is not in {}", suite.file(), args.folder.display());
            continue;
        }
        found += 1;
        let outcomes = worker::replay(&args.folder, suite, args.case.as_deref(), args.recorded)?;
        let report = match args.json {
            true => report::json(suite, &outcomes)?,
            false => report::readable(suite, &outcomes, &exceptions, args.case.is_some()),
        };
        // Whoever reads only the first lines closes the pipe.
        if writeln!(std::io::stdout(), "{report}").is_err() {
            return Ok(());
        }
    }
    if found == 0 {
        bail!("no case file in {}", args.folder.display());
    }
    Ok(())
}
