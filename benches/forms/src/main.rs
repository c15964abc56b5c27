//! Measures the form engine beside pyxform, JavaRosa and `@getodk/xforms-engine`, on the same forms in
//! the same run. `cargo xtask bench forms [--json]` prepares the peers and runs it in release.
//!
//! It is a program of its own, so that the memory it reports is the engine's alone. Every scenario
//! asserts its result: a wrong answer ends the run instead of being timed.

mod figures;
mod made;
mod ours;
mod peers;

use std::path::PathBuf;

use anyhow::Result;
use clap::Parser;

use figures::Figures;
use ours::Kit;

#[derive(Parser)]
struct Args {
    /// One JSON object a line.
    #[arg(long)]
    json: bool,
    /// Folder of the forms that are measured; what it lacks is made.
    #[arg(long)]
    forms: PathBuf,
    /// The `xlsform` command in release.
    #[arg(long)]
    xlsform: PathBuf,
    /// Folder of the peers' measuring clients; without it only our side is measured.
    #[arg(long)]
    clients: Option<PathBuf>,
    /// Folder where the peers are installed.
    #[arg(long)]
    peers: Option<PathBuf>,
}

fn main() -> Result<()> {
    let args = Args::parse();
    made::make_missing(&args.forms)?;
    let kit = Kit { forms: args.forms.clone(), xlsform: args.xlsform };
    let theirs = match (&args.clients, &args.peers) {
        (Some(clients), Some(installed)) => peers::measure(&args.forms, clients, installed),
        _ => {
            eprintln!("the peers' clients are not there: our side only, on forms of our own generator");
            peers::Measured::default()
        }
    };
    ours::ensure_xforms(&kit)?;
    let ours = ours::measure(&kit)?;
    Figures { json: args.json }.print(&ours, &theirs);
    Ok(())
}
