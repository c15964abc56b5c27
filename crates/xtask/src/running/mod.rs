//! `run`: the demo commune and the field app on this machine, from a clean clone to a window.

mod commune;
mod device;

use std::fs;

use anyhow::Result;
use clap::Args;

use crate::{packages, screens, testing, workspace};
use commune::Commune;

/// How to run.
#[derive(Args)]
pub struct Options {
    /// Lets other machines of the network reach the demo commune. Its password is public.
    #[arg(long)]
    lan: bool,
    /// Plays the scripted field day even where there is a display.
    #[arg(long)]
    headless: bool,
    /// Forgets the demo commune and the device of earlier runs.
    #[arg(long)]
    fresh: bool,
}

/// Carries out `run`.
pub fn run(options: &Options) -> Result<()> {
    // The window is an X11 one; Wayland desktops set the variable too, for such programs.
    let in_window = std::env::var_os("DISPLAY").is_some() && !options.headless;
    let needed: &[&[packages::Package]] =
        if in_window { &[packages::BUILD] } else { &[packages::BUILD, packages::DRIVE] };
    packages::ensure(needed)?;
    screens::install()?;
    screens::build()?;
    testing::build_programs()?;

    commune::stop()?;
    let dir = workspace::root()?.join("target/run");
    if options.fresh && dir.exists() {
        fs::remove_dir_all(&dir)?;
    }
    fs::create_dir_all(&dir)?;
    let commune = Commune::start(&dir, options.lan)?;
    println!("\n{}\n", commune.describe());
    if in_window {
        device::open_window(&dir, &commune)?;
    } else {
        device::play_field_day(&dir, &commune)?;
    }
    println!("\n{}", commune.describe());
    Ok(())
}

/// Carries out `stop`.
pub fn stop() -> Result<()> {
    println!("{}", if commune::stop()? { "the demo commune is stopped" } else { "no demo commune is running" });
    Ok(())
}
