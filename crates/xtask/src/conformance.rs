//! Cases of the reference implementations, replayed against the form engine in release.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use crate::job;

#[derive(Args)]
pub struct Options {
    /// Folder of the case files; those that it lacks are named.
    dir: PathBuf,
    /// One JSON object per file: {"file","agreed","total","differ":[ids]}.
    #[arg(long)]
    json: bool,
    /// Only this file of the folder: pyxform, xpath or scenario.
    #[arg(long)]
    only: Option<String>,
    /// Only cases whose id has this part, with all that differs in them.
    #[arg(long)]
    case: Option<String>,
    /// Checks the outputs recorded from pyxform instead of ours: a test of the checks themselves.
    #[arg(long)]
    recorded: bool,
}

pub fn run(options: &Options) -> Result<()> {
    // Jobs run in the workspace's root, the folder is named from where the caller stands.
    let dir = std::path::absolute(&options.dir)?;
    let mut job = job::cargo(&["run", "--quiet", "--release", "-p", "conformance", "--"])?.arg(dir);
    for (name, value) in [("--only", &options.only), ("--case", &options.case)] {
        if let Some(value) = value {
            job = job.arg(name).arg(value);
        }
    }
    job.args(options.json.then_some("--json")).args(options.recorded.then_some("--recorded")).run()
}
