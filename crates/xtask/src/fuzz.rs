//! The fuzzers of `crates/fuzz`, for a bounded time each.
//!
//! They are built on the stable compiler: coverage comes from LLVM's sanitizer pass, the search from
//! libFuzzer. Their crate is a workspace of its own, so that nothing else ever builds it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use clap::Args;

use crate::job::{self, Job};
use crate::workspace;

const TARGETS: [&str; 4] = ["workbook", "xform", "expression", "instance"];
/// Coverage of every edge with counters and compared values.
const FLAGS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing";
/// Longest input, in bytes.
const MAX_INPUT_BYTES: u32 = 64 << 10;
/// An input that takes longer counts as hanging, in seconds; most take less than a millisecond.
const PATIENCE_S: u32 = 10;
const MEMORY_MIB: u32 = 2_048;

#[derive(Args)]
pub struct Options {
    /// Seconds for each target.
    #[arg(long, default_value_t = 60)]
    seconds: u32,
    /// Only this target: workbook, xform, expression or instance.
    #[arg(long)]
    only: Option<String>,
    /// Runs one input of the target named by --only instead of searching.
    #[arg(long, requires = "only")]
    replay: Option<PathBuf>,
}

pub fn run(options: &Options) -> Result<()> {
    let wanted = options.only.as_deref();
    let targets: Vec<&str> =
        TARGETS.into_iter().filter(|target| wanted.is_none_or(|wanted| wanted == *target)).collect();
    if targets.is_empty() {
        bail!("the targets are {}", TARGETS.join(", "));
    }
    let programs = build()?;
    let mut failed = Vec::new();
    for target in targets {
        let program = programs.join(target);
        if let Some(input) = &options.replay {
            Job::new(program)?.arg(std::path::absolute(input)?).run()?;
        } else if let Err(error) = search(target, &program, options.seconds) {
            eprintln!("{error:#}");
            failed.push(target);
        }
    }
    if failed.is_empty() { Ok(()) } else { bail!("findings in {}", failed.join(", ")) }
}

/// Builds all fuzzers; gives the folder of their programs.
fn build() -> Result<PathBuf> {
    let triple = Job::new("rustc")?.args(["--print", "host-tuple"]).output()?.trim().to_owned();
    let target = workspace::target()?.join("fuzz");
    let manifest = workspace::root()?.join("crates/fuzz/Cargo.toml");
    let build = job::cargo(&["build", "--release", "--bins", "--target", &triple, "--manifest-path"])?.arg(manifest);
    build.env("CARGO_TARGET_DIR", &target).env("RUSTFLAGS", FLAGS).run()?;
    Ok(target.join(triple).join("release"))
}

/// Searches from the kept corpus; what is found on the way stays below `target` for the next run.
fn search(target: &str, program: &Path, seconds: u32) -> Result<()> {
    let work = workspace::target()?.join("fuzz");
    let (found, crashes) = (work.join("corpus").join(target), work.join("crashes").join(target));
    fs::create_dir_all(&found)?;
    fs::create_dir_all(&crashes)?;
    let before = entries(&crashes)?;
    let job = Job::new(program)?
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-max_len={MAX_INPUT_BYTES}"))
        .arg(format!("-timeout={PATIENCE_S}"))
        .arg(format!("-rss_limit_mb={MEMORY_MIB}"))
        .arg(format!("-artifact_prefix={}/", crashes.display()))
        .args(["-print_final_stats=1", "-verbosity=0"]);
    let done = job.arg(&found).arg(workspace::root()?.join("crates/fuzz/corpus").join(target)).run();
    for input in entries(&crashes)?.into_iter().filter(|input| !before.contains(input)) {
        eprintln!(
            "{target}: {} — again: cargo xtask fuzz --only {target} --replay {}",
            input.display(),
            input.display()
        );
    }
    done
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect()
}
