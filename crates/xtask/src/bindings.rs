//! The generated TypeScript types of the command table.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::job;
use crate::workspace;

/// Writes them into the UI; what is no longer generated is removed.
pub fn write() -> Result<()> {
    let fresh = generate()?;
    let target = generated()?;
    if target.exists() {
        fs::remove_dir_all(&target)?;
    }
    fs::create_dir_all(&target)?;
    for (name, text) in &fresh {
        let file = target.join(name);
        fs::create_dir_all(file.parent().context("a file without a folder")?)?;
        fs::write(file, text)?;
    }
    println!("{} files in {}", fresh.len(), target.display());
    Ok(())
}

/// Fails where the UI's copy is stale.
pub fn check() -> Result<()> {
    let (fresh, kept) = (generate()?, files(&generated()?)?);
    let names = fresh.keys().chain(kept.keys());
    let stale: Vec<&String> = names.filter(|name| fresh.get(*name) != kept.get(*name)).collect();
    if stale.is_empty() {
        println!("{} generated files are up to date", fresh.len());
        return Ok(());
    }
    bail!("ui/src/generated is stale, run `cargo xtask bindings`: {stale:?}")
}

fn generated() -> Result<PathBuf> {
    Ok(workspace::ui()?.join("src/generated"))
}

fn generate() -> Result<BTreeMap<String, String>> {
    let dir = workspace::root()?.join("target/bindings");
    if dir.exists() {
        fs::remove_dir_all(&dir)?;
    }
    fs::create_dir_all(&dir)?;
    job::cargo(&["run", "--quiet", "-p", "cli", "--example", "bindings", "--"])?.arg(&dir).run()?;
    files(&dir)
}

/// Every file below a folder, by its path there.
fn files(dir: &Path) -> Result<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(dir)?.to_string_lossy().into_owned();
            found.insert(name, fs::read_to_string(&path)?);
        }
    }
    Ok(found)
}
