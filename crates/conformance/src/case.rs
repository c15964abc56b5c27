//! What all files of cases share: a case a line, an id each, an outcome each.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

use anyhow::{Context as _, Result};
use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// Most cases of one file.
const MAX_CASES: usize = 1_000_000;

/// A file of cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Suite {
    Pyxform,
    Xpath,
    Scenario,
}

impl Suite {
    pub const ALL: [Self; 3] = [Self::Pyxform, Self::Xpath, Self::Scenario];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Pyxform => "pyxform",
            Self::Xpath => "xpath",
            Self::Scenario => "scenario",
        }
    }

    pub const fn file(self) -> &'static str {
        match self {
            Self::Pyxform => "pyxform.jsonl",
            Self::Xpath => "xpath.jsonl",
            Self::Scenario => "scenario.jsonl",
        }
    }
}

/// How one case went.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Outcome {
    pub id: String,
    /// What differs; the case is agreed when nothing does.
    pub differences: Vec<String>,
    /// Kinds of checks that were left out, with how many of each.
    pub skipped: BTreeMap<String, u64>,
    /// Side checks that do not count, such as warnings: how many there were and how many agreed.
    pub aside: BTreeMap<String, Share>,
}

/// A part of a whole.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Share {
    pub agreed: u64,
    pub total: u64,
}

impl Outcome {
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), ..Self::default() }
    }

    pub fn agreed(&self) -> bool {
        self.differences.is_empty()
    }

    pub fn differs(&mut self, difference: impl Into<String>) {
        self.differences.push(difference.into());
    }

    pub fn skip(&mut self, kind: &str) {
        *self.skipped.entry(kind.to_owned()).or_default() += 1;
    }

    pub fn aside(&mut self, kind: &str, agreed: bool) {
        let share = self.aside.entry(kind.to_owned()).or_default();
        share.total += 1;
        share.agreed += u64::from(agreed);
    }
}

/// The lines of a file.
pub fn lines(path: &Path) -> Result<Vec<String>> {
    let file = File::open(path).with_context(|| format!("opening {}", path.display()))?;
    let mut lines = Vec::new();
    for line in BufReader::new(file).lines().take(MAX_CASES) {
        let line = line.with_context(|| format!("reading {}", path.display()))?;
        if !line.trim().is_empty() {
            lines.push(line);
        }
    }
    Ok(lines)
}

/// The first `limit` letters of a text, for messages.
pub fn short(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let start: String = text.chars().take(limit).collect();
    format!("{start}…")
}
