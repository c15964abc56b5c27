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

/// Where cargo puts what it builds.
pub fn target() -> Result<PathBuf> {
    let chosen = std::env::var_os("CARGO_TARGET_DIR").filter(|dir| !dir.is_empty());
    // A relative one counts from the root, where all jobs run.
    Ok(root()?.join(chosen.unwrap_or_else(|| "target".into())))
}

/// A program built in the dev profile.
pub fn program(name: &str) -> Result<PathBuf> {
    let path = target()?.join("debug").join(name);
    Ok(if cfg!(windows) { path.with_extension("exe") } else { path })
}
