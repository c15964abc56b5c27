//! The demo commune's server in the background.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::job::Job;
use crate::workspace;

/// The usual port, and how many after it are tried when it is taken.
const FIRST_PORT: u16 = 8443;
const PORTS: u16 = 20;
/// The first start makes the commune and loads its register.
const START: Duration = Duration::from_secs(180);
const STOP: Duration = Duration::from_secs(15);
const POLL: Duration = Duration::from_millis(100);
/// What the server says once it answers.
const LISTENING: &str = "listening on ";
/// The demo's sign-in, the same on every machine.
const SIGN_IN: &str = "can-bo";
const PASSWORD: &str = "ngoc-phung-2026";

/// A running server.
pub struct Commune {
    pub address: String,
    data: PathBuf,
    pid: u32,
    log: PathBuf,
}

impl Commune {
    /// Starts it and waits until it answers. It stays when this program ends.
    pub fn start(dir: &Path, lan: bool) -> Result<Self> {
        let (data, log) = (dir.join("commune"), dir.join("server.log"));
        let host = if lan { "0.0.0.0" } else { "127.0.0.1" };
        let port = free_port(host)?;
        let output = File::create(&log)?;
        let mut command = Job::new(workspace::program("sothon-server")?)?
            .arg("--data")
            .arg(&data)
            .args(["--demo", "--listen", &format!("{host}:{port}")])
            .into_command();
        command.stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output);
        detach(&mut command);
        println!("starting the demo commune; the first time it loads its register");
        let mut child = command.spawn().context("starting sothon-server")?;
        fs::write(pid_file()?, child.id().to_string())?;
        let address = wait_for_address(&mut child, &log)?;
        Ok(Self { address, data, pid: child.id(), log })
    }

    /// A pairing code for one more device.
    pub fn invite(&self, device: &str, user: &str) -> Result<String> {
        let server = Job::new(workspace::program("sothon-server")?)?.arg("--data").arg(&self.data);
        let code = server.args(["invite", "--name", device, "--user", user]).output()?;
        Ok(code.trim().to_owned())
    }

    pub fn describe(&self) -> String {
        let Self { address, pid, log, .. } = self;
        format!(
            "office     {address}   (its certificate is its own: accept it in the browser)\n\
             sign-in    {SIGN_IN} / {PASSWORD}   (demo data only)\n\
             server     process {pid}, log {}\n\
             to stop    cargo xtask stop",
            log.display()
        )
    }

    /// Sign-in and password of the office.
    pub const fn sign_in(&self) -> (&'static str, &'static str) {
        (SIGN_IN, PASSWORD)
    }
}

fn free_port(host: &str) -> Result<u16> {
    let mut ports = FIRST_PORT..FIRST_PORT + PORTS;
    ports.find(|port| TcpListener::bind((host, *port)).is_ok()).context("no free port from 8443 on")
}

fn wait_for_address(child: &mut Child, log: &Path) -> Result<String> {
    let begun = Instant::now();
    while begun.elapsed() < START {
        let text = fs::read_to_string(log)?;
        if let Some(address) = text.lines().find_map(|line| line.strip_prefix(LISTENING)) {
            return Ok(address.to_owned());
        }
        if let Some(status) = child.try_wait()? {
            bail!("the server ended at once ({status}):\n{text}");
        }
        thread::sleep(POLL);
    }
    bail!("the server did not answer within {} s; see {}", START.as_secs(), log.display())
}

/// In a group of its own, so that Ctrl-C on this terminal does not reach it.
#[cfg(unix)]
fn detach(command: &mut std::process::Command) {
    use std::os::unix::process::CommandExt as _;
    command.process_group(0);
}

#[cfg(not(unix))]
fn detach(_: &mut std::process::Command) {}

fn pid_file() -> Result<PathBuf> {
    Ok(workspace::root()?.join("target/run/server.pid"))
}

/// Ends the server of an earlier run; says whether there was one.
pub fn stop() -> Result<bool> {
    let file = pid_file()?;
    let Ok(text) = fs::read_to_string(&file) else { return Ok(false) };
    fs::remove_file(&file)?;
    let pid: u32 = text.trim().parse().context("target/run/server.pid holds no number")?;
    // The number may belong to another program by now.
    if !is_our_server(pid) {
        return Ok(false);
    }
    Job::new("kill")?.arg(pid.to_string()).run()?;
    let begun = Instant::now();
    while is_our_server(pid) {
        if begun.elapsed() > STOP {
            bail!("process {pid} does not end");
        }
        thread::sleep(POLL);
    }
    Ok(true)
}

/// A rebuilt program's old file is shown as deleted; its name still begins the same.
fn is_our_server(pid: u32) -> bool {
    let running = fs::read_link(format!("/proc/{pid}/exe"));
    running.is_ok_and(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("sothon-server")))
}
