//! Measurements: `benches/` in release, with the size and memory of the programs as they ship.

use anyhow::Result;

use crate::workspace;
use crate::{job, screens};

/// Names that need the shipped programs.
const PROGRAM_NAMES: [&str; 4] = ["size_field_app", "size_server", "size_cli", "memory_field_app"];

/// Runs all measurements, or those whose name has a part.
pub fn run(name: Option<&str>, json: bool) -> Result<()> {
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
