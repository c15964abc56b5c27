//! The program itself, started and killed like on a commune's computer.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result, bail};
use domain::{DocId, Kind};
use sync::{Phase, Progress};
use testkit::{FOUNDING, FakeClock, TestDevice, changes};
use uuid::Uuid;

const PROGRAM: &str = env!("CARGO_BIN_EXE_sothon-server");

struct Server {
    child: Child,
    /// Kept open, so that the server never writes into a closed pipe.
    _output: BufReader<ChildStdout>,
    address: SocketAddr,
    greeting: Vec<String>,
}

impl Server {
    fn start(data: &Path) -> Result<Self> {
        let mut child = Command::new(PROGRAM)
            .args(["--listen", "127.0.0.1:0", "--commune-name", "Xã Thử", "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .spawn()?;
        let mut output = BufReader::new(child.stdout.take().context("no output")?);
        let mut greeting = Vec::new();
        loop {
            let mut line = String::new();
            if output.read_line(&mut line)? == 0 {
                bail!("the server ended after {greeting:?}");
            }
            if let Some(address) = line.trim_end().strip_prefix("listening on https://") {
                let address = address.parse()?;
                return Ok(Self { child, _output: output, address, greeting });
            }
            greeting.push(line.trim_end().to_owned());
        }
    }

    /// No farewell: like a power cut, as far as the program can tell.
    fn kill(mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    fn terminate(mut self) -> Result<Option<i32>> {
        Command::new("kill").arg(self.child.id().to_string()).status()?;
        Ok(self.child.wait()?.code())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn run(data: &Path, arguments: &[&str]) -> Result<String> {
    let output = Command::new(PROGRAM).args(arguments).arg("--data").arg(data).output()?;
    if !output.status.success() {
        bail!("{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8(output.stdout)?)
}

#[test]
fn what_was_acknowledged_survives_a_kill() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let server = Server::start(&data)?;
    let code = run(&data, &["invite", "--name", "Máy thôn", "--user", "Lê Thị Nga"])?;
    let mut device = TestDevice::pair(&code.trim().parse()?, FakeClock::new())?;
    let area = device.paired.commune;
    for number in 0..10 {
        device.household(area, &format!("Hộ {number}"))?;
    }
    assert_eq!(device.sync()?.pushed, 10);
    server.kill()?;

    let server = Server::start(&data)?;
    device.move_to(server.address);
    let summary = device.sync()?;
    assert!(summary.digests_equal);
    assert_eq!((summary.pushed, summary.repaired), (0, 0));
    assert!(run(&data, &["devices"])?.contains("Lê Thị Nga"));
    run(&data, &["revoke", &device.paired.device.to_string()])?;
    assert!(device.sync().is_err());
    Ok(())
}

#[test]
fn the_first_start_tells_a_password_once_and_closes_the_folder() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let first = Server::start(&data)?;
    assert!(first.greeting.iter().any(|line| line.starts_with("Mật khẩu:")));
    let mode = |path: &Path| -> Result<u32> { Ok(std::fs::metadata(path)?.permissions().mode() & 0o777) };
    assert_eq!(mode(&data)?, 0o700);
    for key in ["certificate.key", "office-desk.key", "read-model.key", "commune.db", "commune.db-wal", "read-model.db"]
    {
        assert_eq!(mode(&data.join(key))?, 0o600, "{key}");
    }
    let fingerprint = |server: &Server| server.greeting.iter().find(|line| line.starts_with("Dấu chứng chỉ:")).cloned();
    let known = fingerprint(&first);
    assert!(Server::start(&data).is_err(), "two servers on one folder");
    assert_eq!(first.terminate()?, Some(0));

    let second = Server::start(&data)?;
    assert!(!second.greeting.iter().any(|line| line.starts_with("Mật khẩu:")));
    assert_eq!(fingerprint(&second), known);
    Ok(())
}

#[test]
fn office_users_are_added_on_the_command_line() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    assert!(run(&data, &["devices"]).is_err(), "no commune yet");
    let _server = Server::start(&data)?;
    let added = run(&data, &["user", "add", "can-bo-2", "--role", "officer", "--name", "Cán bộ hai"])?;
    assert!(added.contains("can-bo-2") && added.contains("Mật khẩu:"));
    assert!(run(&data, &["user", "add", "can-bo-2", "--role", "officer"]).is_err(), "the name is taken");
    assert!(run(&data, &["user", "reset-password", "can-bo-2"])?.contains("Mật khẩu:"));
    assert!(run(&data, &["user", "reset-password", "nobody"]).is_err());
    Ok(())
}

#[test]
fn a_server_killed_while_a_device_pushes_ends_with_every_revision_once() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let mut server = Server::start(&data)?;
    let code = run(&data, &["invite", "--name", "Máy thôn", "--user", "Lê Thị Nga"])?;
    let mut device = TestDevice::pair(&code.trim().parse()?, FakeClock::new())?;
    let area = device.paired.commune;
    let mut written = 0;
    for kill_at in 1..=4 {
        // Some 2.5 MB, so that the push takes several requests.
        let note = "ơ".repeat(20_000);
        let households = (0..60).map(|_| {
            let doc = DocId(Uuid::now_v7());
            Ok(device.sign(doc, Kind::Subject, area, changes(&[("note", &note)]))?.0)
        });
        device.store.append_own(&households.collect::<Result<Vec<_>>>()?, None)?;
        written += 60;
        device.move_to(server.address);
        let steps = AtomicU32::new(0);
        let process = server.child.id().to_string();
        let kill_in_time = |progress: Progress| {
            if progress.phase == Phase::Push && steps.fetch_add(1, Ordering::SeqCst) + 1 == kill_at {
                // Beside the request that follows, not before it: the kill and the commit race.
                let _ = Command::new("kill").args(["-KILL", &process]).spawn();
            }
        };
        let pushed = sync::run(&device.store, &device.client()?, &|| 0, &kill_in_time, &|| false);
        let steps = steps.into_inner();
        assert!(steps >= kill_at, "a push of {steps} steps is too short to be killed at step {kill_at}");
        drop(server);
        server = Server::start(&data)?;
        device.move_to(server.address);
        let again = device.sync()?;
        assert!(again.digests_equal, "killed at step {kill_at}: {pushed:?}, then {again:?}");
        assert_eq!(again.repaired, 0, "no receipt was given for what the log had lost");
        assert_eq!(device.store.digest(area)?.count, FOUNDING + written);
    }
    Ok(())
}
