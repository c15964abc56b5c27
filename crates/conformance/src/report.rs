//! What is printed: one JSON object per file, or a table for people.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Serialize;

use crate::case::{Outcome, Share, Suite, short};
use crate::exceptions::Exceptions;

/// Differing cases that are shown with what differs, unless all are asked for.
const SHOWN: usize = 40;
/// Letters of one difference.
const LETTERS: usize = 300;

#[derive(Serialize)]
struct Line<'a> {
    file: &'a str,
    agreed: usize,
    total: usize,
    differ: Vec<&'a str>,
}

pub fn json(suite: Suite, outcomes: &[Outcome]) -> Result<String> {
    let differ: Vec<&str> = outcomes.iter().filter(|found| !found.agreed()).map(|found| found.id.as_str()).collect();
    let line = Line { file: suite.file(), agreed: outcomes.len() - differ.len(), total: outcomes.len(), differ };
    Ok(serde_json::to_string(&line)?)
}

/// A table, what was left out, and what differs; in full where `all` is asked for.
pub fn readable(suite: Suite, outcomes: &[Outcome], exceptions: &Exceptions, all: bool) -> String {
    let mut lines: Vec<String> = Vec::new();
    let agreed = outcomes.iter().filter(|found| found.agreed()).count();
    let share = 100.0 * agreed as f64 / outcomes.len().max(1) as f64;
    lines.push(format!("{:<16} {agreed:>6} of {:>6} cases agree  {share:.2} %", suite.file(), outcomes.len()));
    let mut skipped: BTreeMap<&str, u64> = BTreeMap::new();
    let mut aside: BTreeMap<&str, Share> = BTreeMap::new();
    for outcome in outcomes {
        for (kind, count) in &outcome.skipped {
            *skipped.entry(kind).or_default() += count;
        }
        for (kind, part) in &outcome.aside {
            let whole = aside.entry(kind).or_default();
            whole.agreed += part.agreed;
            whole.total += part.total;
        }
    }
    for (kind, part) in aside {
        lines.push(format!("  not counted: {kind}: {} of {} agree", part.agreed, part.total));
    }
    for (kind, count) in skipped {
        lines.push(format!("  left out: {kind}: {count}"));
    }
    let differing: Vec<&Outcome> = outcomes.iter().filter(|found| !found.agreed()).collect();
    let (intended, open): (Vec<&Outcome>, Vec<&Outcome>) =
        differing.into_iter().partition(|found| exceptions.reason(suite, &found.id).is_some());
    for outcome in intended {
        let reason = exceptions.reason(suite, &outcome.id).unwrap_or_default();
        lines.push(format!("  on purpose: {}: {reason}", outcome.id));
    }
    let shown = if all { open.len() } else { SHOWN };
    for outcome in open.iter().take(shown) {
        lines.push(format!("  differs: {}", outcome.id));
        let differences = if all { outcome.differences.len() } else { 2 };
        for difference in outcome.differences.iter().take(differences) {
            lines.push(format!("      {}", short(difference, if all { usize::MAX } else { LETTERS })));
        }
    }
    if open.len() > shown {
        lines.push(format!("  … and {} more", open.len() - shown));
    }
    lines.join("\n")
}
