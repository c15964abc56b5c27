//! Measures what users wait for, each figure beside a peer or a limit of this machine that is measured in
//! the same run. `cargo xtask bench [NAME] [--json]` runs it in release; one line per measurement.

mod answer;
mod figure;
mod made;
mod program;
mod search;
mod transfer;

use std::path::PathBuf;

use anyhow::Result;
use clap::Parser;

use figure::Figures;

#[derive(Parser)]
struct Args {
    /// Part of a name: only measurements whose name has it.
    name: Option<String>,
    /// One JSON object a line.
    #[arg(long)]
    json: bool,
    /// Folder of the release programs whose size and memory are measured.
    #[arg(long)]
    programs: Option<PathBuf>,
}

/// A group of measurements that share their preparation, with the names that it gives.
type Group = (&'static [&'static str], fn(&mut Figures) -> Result<()>);

const GROUPS: [Group; 3] =
    [(answer::NAMES, answer::measure), (search::NAMES, search::measure), (transfer::NAMES, transfer::measure)];

fn main() -> Result<()> {
    let args = Args::parse();
    let wanted = args.name.unwrap_or_default();
    let mut figures = Figures::new(args.json, wanted.clone());
    for (names, measure) in GROUPS {
        if names.iter().any(|name| name.contains(&wanted)) {
            measure(&mut figures)?;
        }
    }
    if let Some(programs) = args.programs {
        program::measure(&mut figures, &programs)?;
    }
    Ok(())
}
