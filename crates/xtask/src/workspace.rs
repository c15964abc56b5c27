//! Where things lie.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// The folder of the workspace's `Cargo.toml`.
pub fn root() -> Result<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    Ok(here.ancestors().nth(2).context("xtask does not lie in crates/xtask")?.to_owned())
}

/// The screens' folder.
pub fn ui() -> Result<PathBuf> {
    Ok(root()?.join("ui"))
}

/// A program built in the dev profile.
pub fn program(name: &str) -> Result<PathBuf> {
    let path = root()?.join("target/debug").join(name);
    Ok(if cfg!(windows) { path.with_extension("exe") } else { path })
}
