//! `cargo xtask bench criteria`: full and incremental evaluation of the mean commune, a province, and the same figures in
//! SQL on SQLite, in one run; and the annual report out of a stored book. Every figure is compared with the truth before a time
//! is printed.

mod figure;
mod report;
mod watch;

use anyhow::{Context as _, Result, ensure};
use bench_criteria::commune::{Commune, Dice, Size, make, period};
use bench_criteria::{set, sql};
use clap::Parser;
use criteria::{Evaluator, Settings, Version};
use figure::Figure;
use watch::{Watch, median};

const RUNS: usize = 9;
const SEED: u64 = 20_261_125;
/// The commune's mean of households, and a province's million.
const PROVINCE_HOUSEHOLDS: u32 = 1_000_000;

#[derive(Parser)]
struct Args {
    /// One JSON object a line.
    #[arg(long)]
    json: bool,
    /// Without the province and the stored book, which take a while.
    #[arg(long)]
    quick: bool,
    /// The annual report alone.
    #[arg(long, conflicts_with = "quick")]
    report: bool,
}

fn main() -> Result<()> {
    let args = Args::parse();
    let mut figures = Vec::new();
    if !args.report {
        let commune = make(SEED, Size::COMMUNE);
        figures.extend(whole(&commune)?);
        figures.extend(after_one(&commune)?);
    }
    if !args.quick {
        if !args.report {
            figures.extend(province()?);
        }
        figures.extend(report::figures()?);
    }
    for figure in &figures {
        figure.print(args.json);
    }
    Ok(())
}

fn evaluator() -> Result<Evaluator> {
    let settings = Settings { periods: vec![period()], ..Settings::default() };
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
        let start = Watch::start();
        let mut evaluator = filled(records)?;
        let taken = start.taken();
        let evaluation = evaluator.evaluate("made").context("the set")?;
        ours.push(start.taken());
        ours_warm.push(start.taken() - taken);
        let insured = evaluation.criteria.iter().flat_map(|one| &one.indicators).find(|one| one.indicator == "the");
        let tally = insured.context("the indicator")?.reading.tally;
        let truth = commune.truth.get("the").context("its truth")?;
        ensure!((tally.n, tally.total) == (truth.n, Some(truth.total)), "{tally:?} is not {truth:?}");
        let start = Watch::start();
        ensure!(sql::aggregate(&database)? > 0, "SQL gives nothing");
        theirs.push(start.taken());
        ensure!(sql::insured(&database)? == (truth.n, truth.total), "SQL counts something else");
    }
    let (ours, ours_warm, theirs) = (median(ours), median(ours_warm), median(theirs));
    Ok(vec![
        Figure::timed("full_from_records", ours, 200.0, Some(theirs)),
        Figure::timed("full_from_loaded", ours_warm, 200.0, Some(theirs)),
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
        let start = Watch::start();
        evaluator.check(check.clone());
        evaluator.indicator("made", "the").context("the indicator")?;
        one.push(start.taken());
        check.version.revisions += 1_000;
        let start = Watch::start();
        evaluator.check(check);
        evaluator.evaluate("made").context("the set")?;
        all.push(start.taken());
    }
    let figure = |name, times| Figure::timed(name, median(times), 5.0, None);
    Ok(vec![figure("after_one_check", all), figure("after_one_check_one_indicator", one)])
}

/// Communes are made, evaluated and let go one after another; only their sums stay.
fn province() -> Result<Vec<Figure>> {
    let size = Size { checks: 1, ..Size::COMMUNE };
    let communes = PROVINCE_HOUSEHOLDS.div_ceil(size.households);
    let (mut sum, mut truth) = ((0.0, 0.0), (0.0, 0.0));
    let mut early = 0.0;
    let start = Watch::start();
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
    let taken = start.taken();
    ensure!(sum == truth, "{sum:?} is not {truth:?}");
    Ok(vec![
        Figure::timed("province_million", taken, 30_000.0, None),
        Figure::memory("province_peak_after_6_communes", early),
        Figure::memory("province_peak_at_the_end", peak_mib()),
    ])
}

/// `VmHWM` of Linux; 0 elsewhere.
fn peak_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kib.unwrap_or_default() / 1024.0
}
