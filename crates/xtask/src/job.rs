//! Starting programs, visibly.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::workspace;

/// A program to start in the workspace's root.
pub struct Job {
    command: Command,
}

impl Job {
    pub fn new(program: impl AsRef<OsStr>) -> Result<Self> {
        let mut command = Command::new(program);
        command.current_dir(workspace::root()?);
        Ok(Self { command })
    }

    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.command.arg(arg);
        self
    }

    pub fn args<I: IntoIterator<Item: AsRef<OsStr>>>(mut self, args: I) -> Self {
        self.command.args(args);
        self
    }

    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub fn dir(mut self, dir: &Path) -> Self {
        self.command.current_dir(dir);
        self
    }

    /// Runs it with its output on the terminal.
    pub fn run(mut self) -> Result<()> {
        let line = self.line();
        eprintln!("$ {line}");
        let status = self.command.status().with_context(|| format!("cannot start {line}"))?;
        if status.success() { Ok(()) } else { bail!("{line}: {status}") }
    }

    /// Runs it and gives its standard output; its errors go to the terminal.
    pub fn output(mut self) -> Result<String> {
        let line = self.line();
        let output = self.command.stderr(Stdio::inherit()).output().with_context(|| format!("cannot start {line}"))?;
        if output.status.success() { Ok(String::from_utf8(output.stdout)?) } else { bail!("{line}: {}", output.status) }
    }

    /// Runs it silently and says whether it went well.
    pub fn succeeds(mut self) -> bool {
        let quiet = self.command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        quiet.status().is_ok_and(|status| status.success())
    }

    /// The command itself, for starting it in the background.
    pub fn into_command(self) -> Command {
        self.command
    }

    fn line(&self) -> String {
        let words = std::iter::once(self.command.get_program()).chain(self.command.get_args());
        words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
    }
}

/// Cargo on the workspace, in the workspace's ordinary target folder.
pub fn cargo(args: &[&str]) -> Result<Job> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut job = Job::new(cargo)?.args(args);
    // What cargo told this program about itself must not make the product's crates look changed.
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")) {
            job.command.env_remove(name);
        }
    }
    Ok(job)
}
