//! The screens: npm packages and the built files in ui/dist.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::Result;

use crate::job::Job;
use crate::workspace;

/// From what ui/dist is made.
const SOURCES: [&str; 6] = ["src", "index.html", "public", "package-lock.json", "vite.config.ts", "svelte.config.js"];

/// Installs npm packages if the lock file is newer than what is installed.
pub fn install() -> Result<()> {
    let ui = workspace::ui()?;
    let installed = modified(&ui.join("node_modules/.package-lock.json"));
    let locked = modified(&ui.join("package-lock.json"));
    if installed.is_some() && installed >= locked {
        eprintln!("npm packages are up to date");
        return Ok(());
    }
    npm(&["ci", "--no-audit", "--no-fund"])?.run()
}

/// Builds ui/dist if a source is newer.
pub fn build() -> Result<()> {
    let ui = workspace::ui()?;
    // Without assets the page is only the placeholder that the field shell's build leaves.
    let is_built = ui.join("dist/assets").exists();
    let built = modified(&ui.join("dist/index.html"));
    let newest = SOURCES.iter().filter_map(|source| newest(&ui.join(source))).max();
    if is_built && built >= newest {
        eprintln!("ui/dist is up to date");
        return Ok(());
    }
    npm(&["run", "build"])?.run()
}

/// npm in the screens' folder.
pub fn npm(args: &[&str]) -> Result<Job> {
    Ok(Job::new("npm")?.args(args).dir(&workspace::ui()?))
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|found| found.modified()).ok()
}

/// The latest change in a file or a whole folder.
fn newest(path: &Path) -> Option<SystemTime> {
    let entries = fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path());
    let below = entries.filter_map(|entry: PathBuf| newest(&entry)).max();
    modified(path).max(below)
}
