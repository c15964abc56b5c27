//! A process that replays one file and reports case after case, and its keeper, which starts another
//! one behind a case that crashed or hung.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result};

use crate::case::{self, Outcome, Suite};
use crate::{pyxform, scenario, xpath};

/// A case that takes longer counts as hanging. Most take a few milliseconds.
const PATIENCE: Duration = Duration::from_secs(30);
/// Deep recursion is a finding about a case, not the end of it: Windows and threads start with less.
const STACK_BYTES: usize = 64 << 20;

/// Replays cases from `first` on, one line of output each.
pub fn work(folder: &Path, suite: Suite, first: usize, recorded: bool) -> Result<()> {
    let lines = case::lines(&folder.join(suite.file()))?;
    let work = move || -> Result<()> {
        let twins = if suite == Suite::Scenario { scenario::Twins::of(&lines) } else { scenario::Twins::default() };
        let mut out = std::io::stdout().lock();
        for line in lines.iter().skip(first) {
            let outcome = match suite {
                Suite::Pyxform => pyxform::replay(line, recorded),
                Suite::Xpath => xpath::replay(line),
                Suite::Scenario => scenario::replay(line, &twins),
            };
            writeln!(out, "{}", serde_json::to_string(&outcome)?)?;
            out.flush()?;
        }
        Ok(())
    };
    let worker = thread::Builder::new().stack_size(STACK_BYTES).spawn(work)?;
    worker.join().unwrap_or_else(|_| anyhow::bail!("a case panicked"))
}

/// The outcomes of all cases of a file whose id has a part.
pub fn replay(folder: &Path, suite: Suite, part: Option<&str>, recorded: bool) -> Result<Vec<Outcome>> {
    let lines = case::lines(&folder.join(suite.file()))?;
    let ids: Vec<String> = lines.iter().enumerate().map(|(index, line)| id(suite, line, index)).collect();
    let mut outcomes = Vec::new();
    while outcomes.len() < ids.len() {
        let process = Process::start(folder, suite, outcomes.len(), recorded)?;
        while let Some(id) = ids.get(outcomes.len()) {
            match process.reports.recv_timeout(PATIENCE) {
                Ok(line) => {
                    let mut outcome: Outcome = serde_json::from_str(&line).context("a worker's line")?;
                    outcome.id.clone_from(id);
                    outcomes.push(outcome);
                }
                Err(end) => {
                    let how = if end == RecvTimeoutError::Timeout { "hangs" } else { "crashes" };
                    let mut outcome = Outcome::new(id);
                    outcome.differs(format!("the engine {how}"));
                    outcomes.push(outcome);
                    break;
                }
            }
        }
    }
    outcomes.retain(|outcome| part.is_none_or(|part| outcome.id.contains(part)));
    Ok(outcomes)
}

/// The id of a case. Whole forms are known by their test.
fn id(suite: Suite, line: &str, index: usize) -> String {
    #[derive(serde::Deserialize)]
    struct Named {
        id: Option<String>,
        test: Option<String>,
    }
    let named: Option<Named> = serde_json::from_str(line).ok();
    let (id, test) = named.map_or((None, None), |named| (named.id, named.test));
    match (suite, id, test) {
        (_, Some(id), _) => id,
        (Suite::Scenario, None, Some(test)) => test,
        _ => format!("line {}", index + 1),
    }
}

/// A worker under way.
struct Process {
    child: Child,
    reports: Receiver<String>,
}

impl Process {
    fn start(folder: &Path, suite: Suite, first: usize, recorded: bool) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg(folder).args(["--only", suite.name(), "--work-from", &first.to_string()]);
        command.args(recorded.then_some("--recorded"));
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().context("starting a worker")?;
        let out = child.stdout.take().context("a worker without output")?;
        let (report, reports) = channel();
        thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                if report.send(line).is_err() {
                    return;
                }
            }
        });
        Ok(Self { child, reports })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
