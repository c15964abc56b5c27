//! The programs as they ship: how large they are, and what the field app takes after its start.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::figure::{Figures, Peer, Target};

const MIB: f64 = 1024.0 * 1024.0;
/// An empty window of the same toolkit on the same kind of machine (November 2026); it is not built here.
const EMPTY_WINDOW_MIB: f64 = 275.0;
const EMPTY_BINARY_MIB: f64 = 7.4;
/// Until the start page stands and its processes have settled.
const SETTLED: Duration = Duration::from_secs(6);
const DISPLAY: &str = ":83";

pub fn measure(figures: &mut Figures, programs: &Path) -> Result<()> {
    let peer = || Peer { name: "empty window of the same toolkit (noted)", value: EMPTY_BINARY_MIB };
    for (name, program) in [("size_field_app", "so-thon"), ("size_server", "sothon-server"), ("size_cli", "sothon")] {
        let size = fs::metadata(programs.join(program)).with_context(|| format!("{program} is not built"))?.len();
        figures.line(name, size as f64 / MIB, "MiB", peer(), Target::AtMost(4.0));
    }
    memory(figures, &programs.join("so-thon"))
}

fn memory(figures: &mut Figures, program: &Path) -> Result<()> {
    let data = tempfile::tempdir()?;
    let screen = Command::new("Xvfb").args([DISPLAY, "-screen", "0", "1366x768x24"]).stderr(Stdio::null()).spawn();
    let _screen = Stopped(screen.context("Xvfb is not installed: run `cargo xtask test` once")?);
    thread::sleep(Duration::from_secs(1));
    let app = Command::new(program)
        .env("DISPLAY", DISPLAY)
        .env("SOTHON_DATA", data.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let app = Stopped(app);
    thread::sleep(SETTLED);
    let kib = family(app.0.id())?.into_iter().filter_map(proportional_kib).sum::<u64>();
    let peer = Peer { name: "empty window of the same toolkit (noted)", value: EMPTY_WINDOW_MIB };
    figures.line("memory_field_app", kib as f64 / 1024.0, "MiB PSS", peer, Target::AtMost(1.25));
    Ok(())
}

/// A process that ends with its owner.
struct Stopped(Child);

impl Drop for Stopped {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A process and all that it started: the window's page and network run in processes of their own.
fn family(root: u32) -> Result<Vec<u32>> {
    let mut parents = Vec::new();
    for entry in fs::read_dir("/proc")? {
        let Some(pid) = entry?.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        let after_name = stat.rsplit_once(") ").map(|(_, rest)| rest).unwrap_or_default();
        if let Some(parent) = after_name.split(' ').nth(1).and_then(|parent| parent.parse::<u32>().ok()) {
            parents.push((pid, parent));
        }
    }
    let mut members = vec![root];
    let mut next = 0;
    while let Some(parent) = members.get(next).copied() {
        members.extend(parents.iter().filter(|(_, of)| *of == parent).map(|(pid, _)| *pid));
        next += 1;
    }
    Ok(members)
}

/// Memory of a process, shared pages counted by share.
fn proportional_kib(pid: u32) -> Option<u64> {
    let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
    let line = rollup.lines().find(|line| line.starts_with("Pss:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
