//! `cargo xtask bench criteria`: full and incremental evaluation of the mean commune, a province, and the same figures in
//! SQL on SQLite, in one run. Every figure is compared with the truth before a time is printed.

use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use bench_criteria::commune::{Commune, Dice, Size, make, period};
use bench_criteria::{set, sql};
use clap::Parser;
use criteria::{Evaluator, Settings, Version};
use serde_json::json;

const RUNS: usize = 9;
const SEED: u64 = 20_261_125;
/// The commune's mean of households, and a province's million.
const PROVINCE_HOUSEHOLDS: u32 = 1_000_000;

#[derive(Parser)]
struct Args {
    /// One JSON object a line.
    #[arg(long)]
    json: bool,
    /// Without the province, which takes a while.
    #[arg(long)]
    quick: bool,
}

struct Figure {
    name: &'static str,
    value: f64,
    unit: &'static str,
    target: Option<f64>,
    peer: Option<f64>,
}

fn main() -> Result<()> {
    let args = Args::parse();
    let commune = make(SEED, Size::COMMUNE);
    let mut figures = whole(&commune)?;
    figures.extend(after_one(&commune)?);
    if !args.quick {
        figures.extend(province()?);
    }
    for figure in &figures {
        figure.print(args.json);
    }
    Ok(())
}

fn evaluator() -> Result<Evaluator> {
    let settings = Settings { periods: vec![period()], zone: None };
    let (evaluator, faults) = Evaluator::over_fields(vec![set::set()?], set::fields(), settings);
    ensure!(faults.is_empty(), "{faults:?}");
    Ok(evaluator)
}

fn filled(commune: Commune) -> Result<Evaluator> {
    let mut evaluator = evaluator()?;
    for subject in commune.subjects {
        evaluator.subject(subject);
    }
    for check in commune.checks {
        evaluator.check(check);
    }
    Ok(evaluator)
}

fn copy(commune: &Commune) -> Commune {
    Commune { subjects: commune.subjects.clone(), checks: commune.checks.clone(), ..Commune::default() }
}

/// From records in memory to all results; and SQL from loaded tables to its sums, which is the better half of its work.
fn whole(commune: &Commune) -> Result<Vec<Figure>> {
    let database = sql::load(commune)?;
    let (mut ours, mut ours_warm, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let records = copy(commune);
        let start = Instant::now();
        let mut evaluator = filled(records)?;
        let taken = start.elapsed();
        let evaluation = evaluator.evaluate("made").context("the set")?;
        ours.push(start.elapsed());
        ours_warm.push(start.elapsed() - taken);
        let insured = evaluation.criteria.iter().flat_map(|one| &one.indicators).find(|one| one.indicator == "the");
        let tally = insured.context("the indicator")?.reading.tally;
        let truth = commune.truth.get("the").context("its truth")?;
        ensure!((tally.n, tally.total) == (truth.n, Some(truth.total)), "{tally:?} is not {truth:?}");
        let start = Instant::now();
        ensure!(sql::aggregate(&database)? > 0, "SQL gives nothing");
        theirs.push(start.elapsed());
        ensure!(sql::insured(&database)? == (truth.n, truth.total), "SQL counts something else");
    }
    let (ours, ours_warm, theirs) = (median(ours), median(ours_warm), median(theirs));
    Ok(vec![
        Figure { name: "full_from_records", value: ours, unit: "ms", target: Some(200.0), peer: Some(theirs) },
        Figure { name: "full_from_loaded", value: ours_warm, unit: "ms", target: Some(200.0), peer: Some(theirs) },
    ])
}

/// A new check of one household, and all results again; and one indicator alone.
fn after_one(commune: &Commune) -> Result<Vec<Figure>> {
    let mut evaluator = filled(copy(commune))?;
    evaluator.evaluate("made").context("the set")?;
    let households = commune.checks.iter().filter(|check| check.form == "ho").collect::<Vec<_>>();
    let mut dice = Dice::new(SEED);
    let (mut all, mut one) = (Vec::new(), Vec::new());
    for revisions in 2..102 {
        let chosen = dice.below(households.len() as u64) as usize;
        let mut check = (*households.get(chosen).context("a check")?).clone();
        check.version = Version { revisions, ..check.version };
        check.day = period().to;
        let start = Instant::now();
        evaluator.check(check.clone());
        evaluator.indicator("made", "the").context("the indicator")?;
        one.push(start.elapsed());
        check.version.revisions += 1_000;
        let start = Instant::now();
        evaluator.check(check);
        evaluator.evaluate("made").context("the set")?;
        all.push(start.elapsed());
    }
    let figure = |name, times| Figure { name, value: median(times), unit: "ms", target: Some(5.0), peer: None };
    Ok(vec![figure("after_one_check", all), figure("after_one_check_one_indicator", one)])
}

/// Communes are made, evaluated and let go one after another; only their sums stay.
fn province() -> Result<Vec<Figure>> {
    let size = Size { checks: 1, ..Size::COMMUNE };
    let communes = PROVINCE_HOUSEHOLDS.div_ceil(size.households);
    let (mut sum, mut truth) = ((0.0, 0.0), (0.0, 0.0));
    let mut early = 0.0;
    let start = Instant::now();
    for number in 0..communes {
        let made = make(SEED + u64::from(number), size);
        let expected = made.truth.get("the").copied().unwrap_or_default();
        truth = (truth.0 + expected.n, truth.1 + expected.total);
        let mut evaluator = filled(made)?;
        let evaluation = evaluator.evaluate("made").context("the set")?;
        let insured = evaluation.criteria.iter().flat_map(|one| &one.indicators).find(|one| one.indicator == "the");
        let tally = insured.context("the indicator")?.reading.tally;
        sum = (sum.0 + tally.n, sum.1 + tally.total.unwrap_or_default());
        if number == 5 {
            early = peak_mib();
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    ensure!(sum == truth, "{sum:?} is not {truth:?}");
    Ok(vec![
        Figure { name: "province_million", value: seconds, unit: "s", target: Some(30.0), peer: None },
        Figure { name: "province_peak_after_6_communes", value: early, unit: "MiB", target: None, peer: None },
        Figure { name: "province_peak_at_the_end", value: peak_mib(), unit: "MiB", target: None, peer: None },
    ])
}

/// `VmHWM` of Linux; 0 elsewhere.
fn peak_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kib.unwrap_or_default() / 1024.0
}

fn median(mut times: Vec<std::time::Duration>) -> f64 {
    times.sort();
    times.get(times.len() / 2).map_or(f64::NAN, |time| time.as_secs_f64() * 1_000.0)
}

impl Figure {
    fn print(&self, as_json: bool) {
        let ratio = self.peer.map(|peer| peer / self.value);
        let met = self.target.map(|target| self.value <= target);
        if as_json {
            let line = json!({
                "name": self.name, "unit": self.unit, "ours": self.value, "peer_name": self.peer.map(|_| "SQLite"),
                "peer": self.peer, "ratio": ratio, "target": self.target, "met": met,
            });
            println!("{line}");
            return;
        }
        let target = self.target.map_or(String::new(), |target| format!("target ≤ {target} {}", self.unit));
        let peer = match (self.peer, ratio) {
            (Some(peer), Some(ratio)) => format!("{peer:>10.3} SQLite {ratio:>6.2} ×"),
            _ => String::new(),
        };
        let verdict = met.map_or("", |met| if met { "met" } else { "NOT met" });
        println!("{:<32} {:>10.3} {:<4} {peer:<28} {target:<20} {verdict}", self.name, self.value, self.unit);
    }
}
