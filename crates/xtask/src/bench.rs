//! Measurements. Each crate that has some keeps a target `bench` under `examples/`, which prints one
//! line per measurement and takes a part of a name and `--json`.

use anyhow::Result;

use crate::job;
use crate::workspace;

/// Folders that may have `examples/bench.rs`, with the package's name.
const PLACES: [(&str, &str); 4] =
    [("crates/store", "store"), ("crates/sync", "sync"), ("crates/server", "server"), ("crates/testkit", "testkit")];

/// Runs them one after the other, so that they do not disturb each other.
pub fn run(name: Option<&str>, json: bool) -> Result<()> {
    let root = workspace::root()?;
    for (folder, package) in PLACES {
        if !root.join(folder).join("examples/bench.rs").exists() {
            continue;
        }
        let bench = job::cargo(&["run", "--quiet", "--release", "-p", package, "--example", "bench", "--"])?;
        bench.args(name).args(json.then_some("--json")).run()?;
    }
    Ok(())
}
