//! The peers' clients, run as they are, and what they print.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::figures::{ENGINE, JAVAROSA, PYXFORM, Times};

/// Rounds of a conversion by pyxform; a large form takes it seconds.
const PYXFORM_ROUNDS: &str = "3";
/// What the peers' figure of memory was measured with.
const JAVA_HEAP: &str = "-Xmx256m";
const MIB: f64 = 1024.0 * 1024.0;

/// Times by peer and scenario.
#[derive(Default)]
pub struct Measured {
    times: BTreeMap<(&'static str, &'static str), Times>,
}

impl Measured {
    pub fn times(&self, peer: &str, scenario: &str) -> Option<Times> {
        let found = self.times.iter().find(|((of, name), _)| *of == peer && *name == scenario);
        found.map(|(_, times)| *times)
    }

    fn put(&mut self, peer: &'static str, scenario: &'static str, median: Option<f64>, p99: Option<f64>) {
        if let Some(median) = median {
            self.times.insert((peer, scenario), Times { median, p99: p99.unwrap_or(median) });
        }
    }
}

/// A peer that fails is named, and the others are measured.
pub fn measure(forms: &Path, clients: &Path, installed: &Path) -> Measured {
    let mut measured = Measured::default();
    type Measure = fn(&Path, &Path, &Path, &mut Measured) -> Result<()>;
    let all: [(&str, Measure); 3] = [(PYXFORM, pyxform), (JAVAROSA, javarosa), (ENGINE, engine)];
    for (name, measure) in all {
        eprintln!("measuring {name}");
        if let Err(error) = measure(forms, clients, installed, &mut measured) {
            eprintln!("{name} is not measured: {error:#}");
        }
    }
    measured
}

/// Also leaves the XForms that the others open.
fn pyxform(forms: &Path, clients: &Path, installed: &Path, measured: &mut Measured) -> Result<()> {
    let converter = installed.join("venv/bin/xls2xform");
    let mut client = Command::new(installed.join("venv/bin/python"));
    client.arg(clients.join("bench_pyxform.py")).arg(forms).arg(&converter).arg(PYXFORM_ROUNDS);
    for line in lines(&mut client)? {
        let value = |key: &str| line.get(key).and_then(Value::as_f64);
        match line.get("form").and_then(Value::as_str) {
            Some("mixed_2000") => measured.put(PYXFORM, "convert_2000", value("inproc_median_ms"), None),
            Some("household") => {
                measured.put(PYXFORM, "convert_household", value("inproc_median_ms"), None);
                measured.put(PYXFORM, "convert_household_whole", value("whole_median_ms"), value("whole_max_ms"));
            }
            _ => {}
        }
    }
    for entry in std::fs::read_dir(forms)? {
        let workbook = entry?.path();
        let xform = workbook.with_extension("xml");
        if workbook.extension().is_some_and(|extension| extension == "xlsx") && !xform.exists() {
            let done = Command::new(&converter).arg("--skip_validate").arg(&workbook).arg(&xform).output()?;
            anyhow::ensure!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        }
    }
    Ok(())
}

fn javarosa(forms: &Path, _clients: &Path, installed: &Path, measured: &mut Measured) -> Result<()> {
    let jar = std::fs::read_to_string(installed.join("java/jar")).context("JavaRosa's jar is not known")?;
    let classes = format!("{}:{}", installed.join("java").display(), jar.trim());
    let mut client = Command::new("java");
    client.args([JAVA_HEAP, "-cp", &classes, "JavaRosaBench"]).arg(forms);
    for line in lines(&mut client)? {
        scenario(JAVAROSA, &line, measured);
        if let Some(peak) = line.get("peak").and_then(Value::as_str) {
            let kib = peak.split_whitespace().find_map(|word| word.parse::<f64>().ok());
            measured.put(JAVAROSA, "memory", kib.map(|kib| kib / 1024.0), None);
        }
    }
    Ok(())
}

/// In the browser, which is where people use it; under Node where there is none.
fn engine(forms: &Path, clients: &Path, installed: &Path, measured: &mut Measured) -> Result<()> {
    let browser = installed.join("chromium-headless");
    let client = if browser.exists() { "engine_chromium.mjs" } else { "engine_node.mjs" };
    let mut command = Command::new("node");
    command.arg(clients.join(client)).arg(forms).env("ENGINE_DIR", installed.join("node")).env("CHROMIUM", &browser);
    for line in lines(&mut command)? {
        scenario(ENGINE, &line, measured);
        let heap = line.get("heap").and_then(Value::as_f64).map(|bytes| bytes / MIB);
        measured.put(ENGINE, "memory", heap.or_else(|| line.get("rss_peak_mib").and_then(Value::as_f64)), None);
        if let Some(error) = line.get("error").and_then(Value::as_str) {
            eprintln!("{ENGINE}: {error}");
        }
    }
    Ok(())
}

/// Both engines' clients name their scenarios alike.
fn scenario(peer: &'static str, line: &Value, measured: &mut Measured) {
    let (name, key) = match line.get("scenario").and_then(Value::as_str).unwrap_or_default() {
        "load:mixed_50" => ("open_50", "total_ms"),
        "load:mixed_2000" => ("open_2000", "total_ms"),
        "answer:mixed_2000" => ("answer_2000", "per_answer_ms"),
        "relevance_500 (toggle 1)" => ("toggle_1", "per_answer_ms"),
        "wide_relevance_500 (toggle 499)" => ("toggle_499", "per_answer_ms"),
        "chain_500" => ("chain_500", "per_answer_ms"),
        "repeat_100x20" => ("repeat_cell", "per_answer_ms"),
        "cascade_5000" => ("cascade_5000", "district_answer_ms"),
        _ => return,
    };
    let value = |key: &str, part: &str| line.get(key).and_then(|times| times.get(part)).and_then(Value::as_f64);
    let total = line.get("total_median_ms").and_then(Value::as_f64);
    measured.put(peer, name, value(key, "median").or(total), value(key, "p99"));
    if name == "repeat_cell" {
        measured.put(peer, "repeat_add", value("add_instance_ms", "median"), value("add_instance_ms", "p99"));
    }
}

/// The JSON lines that a client prints; others are passed over.
fn lines(client: &mut Command) -> Result<Vec<Value>> {
    let output = client.stderr(Stdio::inherit()).output().with_context(|| format!("starting {client:?}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let lines: Vec<Value> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    if lines.is_empty() {
        bail!("{client:?} measured nothing ({})", output.status);
    }
    Ok(lines)
}
