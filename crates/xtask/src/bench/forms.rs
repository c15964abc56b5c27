//! The form engine beside the engines of the ODK world, which are installed below `target/peers` alone.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::job::{self, Job};
use crate::workspace;

/// JavaRosa comes inside pyxform's wheel, as the validator that pyxform calls.
const JAR: &str = "pyxform/validators/odk_validate/bin/ODK_Validate.jar";
/// The browser that people have; without it the web engine is measured under Node.
const BROWSER: &str = "/usr/bin/chromium";

pub fn run(clients: &Path, json: bool) -> Result<()> {
    job::cargo(&["build", "--quiet", "--release", "-p", "forms", "--bin", "xlsform"])?.run()?;
    let peers = workspace::target()?.join("peers");
    let forms = peers.join("forms");
    let clients = std::path::absolute(clients)?;
    let bench = job::cargo(&["run", "--quiet", "--release", "-p", "bench-forms", "--"])?;
    let bench = bench.arg("--forms").arg(&forms).arg("--xlsform").arg(workspace::target()?.join("release/xlsform"));
    let bench = bench.args(json.then_some("--json"));
    if !clients.join("gen_forms.py").exists() {
        eprintln!("no clients for the peers in {}: our side only", clients.display());
        return bench.run();
    }
    install(&peers, &clients)?;
    fresh(&forms)?;
    python(&peers)?.arg(clients.join("gen_forms.py")).arg(&forms).output()?;
    bench.arg("--clients").arg(&clients).arg("--peers").arg(&peers).run()
}

/// What is there is kept: versions are pinned in `benches/peers`.
fn install(peers: &Path, clients: &Path) -> Result<()> {
    let pinned = workspace::root()?.join("benches/peers");
    step("pyxform", || {
        if !peers.join("venv/bin/xls2xform").exists() {
            Job::new("python3")?.args(["-m", "venv"]).arg(peers.join("venv")).run()?;
            let pip = python(peers)?.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"]);
            pip.arg(pinned.join("requirements.txt")).run()?;
        }
        Ok(())
    });
    step("JavaRosa", || {
        let (classes, jar) = (peers.join("java"), jar(peers)?);
        fs::create_dir_all(&classes)?;
        let client = clients.join("JavaRosaBench.java");
        Job::new("javac")?.arg("-cp").arg(&jar).arg("-d").arg(&classes).arg(client).run()?;
        fs::write(classes.join("jar"), jar.to_string_lossy().as_bytes())?;
        Ok(())
    });
    step("xforms-engine", || {
        let node = peers.join("node");
        fs::create_dir_all(&node)?;
        for file in ["package.json", "package-lock.json"] {
            fs::copy(pinned.join(file), node.join(file))?;
        }
        if !node.join("node_modules/@getodk/xforms-engine").exists() {
            Job::new("npm")?.args(["ci", "--no-audit", "--no-fund"]).dir(&node).run()?;
        }
        browser(peers)
    });
    Ok(())
}

/// A peer that cannot be installed here is not measured; the others are.
fn step(peer: &str, work: impl FnOnce() -> Result<()>) {
    if let Err(error) = work() {
        eprintln!("{peer} cannot be set up: {error:#}");
    }
}

fn python(peers: &Path) -> Result<Job> {
    Job::new(peers.join("venv/bin/python"))
}

fn jar(peers: &Path) -> Result<PathBuf> {
    let library = peers.join("venv/lib");
    let pythons = fs::read_dir(&library).with_context(|| format!("reading {}", library.display()))?;
    let jars = pythons.flatten().map(|python| python.path().join("site-packages").join(JAR));
    jars.filter(|jar| jar.exists()).last().context("pyxform's wheel has no JavaRosa")
}

/// The client starts a browser without a window; Debian's needs to be told so.
fn browser(peers: &Path) -> Result<()> {
    let script = peers.join("chromium-headless");
    if !Path::new(BROWSER).exists() {
        return Ok(());
    }
    fs::write(&script, format!("#!/bin/sh\nexec {BROWSER} --headless=new \"$@\"\n"))?;
    Job::new("chmod")?.arg("+x").arg(script).run()
}

/// Forms of an earlier run may be of another generator.
fn fresh(forms: &Path) -> Result<()> {
    if forms.exists() {
        fs::remove_dir_all(forms)?;
    }
    fs::create_dir_all(forms)?;
    Ok(())
}
