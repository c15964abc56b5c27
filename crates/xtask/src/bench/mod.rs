//! Measurements: `benches/` in release, with the size and memory of the programs as they ship.

mod forms;

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use crate::workspace;
use crate::{job, screens};

#[derive(Args)]
pub struct Options {
    /// Only measurements whose name has this part; `forms`: the form engine beside its peers; `criteria`: evaluation beside SQL, and the report.
    name: Option<String>,
    /// One JSON object per line.
    #[arg(long)]
    json: bool,
    /// Folder of the generators and clients with which the form engine's peers are measured.
    #[arg(long, env = "SOTHON_PEERS", default_value = "../shared/bench")]
    peers: PathBuf,
}

/// Names that need the shipped programs.
const PROGRAM_NAMES: [&str; 4] = ["size_field_app", "size_server", "size_cli", "memory_field_app"];

/// Name of the measurements of evaluation.
const CRITERIA: &str = "criteria";
/// Name of the measurements of the form engine.
const FORMS: &str = "forms";

/// Runs all measurements, or those whose name has a part.
pub fn run(options: &Options) -> Result<()> {
    let (name, json) = (options.name.as_deref(), options.json);
    if name != Some(FORMS) && name != Some(CRITERIA) {
        figures(name, json)?;
    }
    if name.is_none_or(|name| name == CRITERIA) {
        let bench = job::cargo(&["run", "--quiet", "--release", "-p", "bench-criteria", "--"])?;
        bench.args(json.then_some("--json")).run()?;
    }
    if name.is_none_or(|name| name == FORMS) {
        forms::run(&options.peers, json)?;
    }
    Ok(())
}

fn figures(name: Option<&str>, json: bool) -> Result<()> {
    let with_programs = name.is_none_or(|wanted| PROGRAM_NAMES.iter().any(|name| name.contains(wanted)));
    let bench = job::cargo(&["run", "--quiet", "--release", "-p", "bench", "--"])?;
    let bench = bench.args(name).args(json.then_some("--json"));
    if !with_programs {
        return bench.run();
    }
    screens::install()?;
    screens::build()?;
    job::cargo(&["build", "--quiet", "--release", "-p", "so-thon", "-p", "server", "-p", "cli"])?.run()?;
    let programs = workspace::target()?.join("release");
    bench.args(["--programs".as_ref(), programs.as_os_str()]).run()
}
