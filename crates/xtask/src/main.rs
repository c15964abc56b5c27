//! `cargo xtask`: the only entry point for building, trying, testing and measuring the product.
//!
//! It starts other programs and reads their results. It knows no crate of the product from within,
//! so that it compiles in seconds and never waits for them.

mod bench;
mod bindings;
mod conformance;
mod fuzz;
mod job;
mod packages;
mod running;
mod screens;
mod stages;
mod testing;
mod tidy;
mod workspace;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Builds, runs, tests and measures Sổ Thôn.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Installs what is missing, builds, starts the demo commune and opens the field app on it.
    Run(running::Options),
    /// Stops the demo commune's server.
    Stop,
    /// Installs what tests need and runs them all.
    Test,
    /// Tidy, formatting, lints and generated files: what can be said without running anything.
    Check,
    /// Holds the dependency fences and the shape of the sources.
    Tidy,
    /// Writes the TypeScript side of the command table into the UI.
    Bindings {
        /// Only says whether they are up to date.
        #[arg(long)]
        check: bool,
    },
    /// Runs the benchmarks on release builds, or those whose name contains NAME.
    Bench(bench::Options),
    /// Replays the cases in DIR (pyxform.jsonl, xpath.jsonl, scenario.jsonl) against the form engine.
    Conformance(conformance::Options),
    /// Searches for inputs that make the form engine panic, hang or take too much memory.
    Fuzz(fuzz::Options),
    /// Writes the demo commune's register to target/demo/so-ho-ngoc-phung.xlsx.
    DemoRegister,
    /// Enters what Ngọc Phụng reported for 2023 through the forms and writes DIR/bao-cao-2023.{docx,pdf,xlsx}.
    #[command(name = "report-2023")]
    Report2023 { dir: PathBuf },
}

fn main() -> ExitCode {
    match carry_out(Cli::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn carry_out(task: Task) -> Result<()> {
    match task {
        Task::Run(options) => running::run(&options),
        Task::Stop => running::stop(),
        Task::Test => testing::test(),
        Task::Check => testing::check(),
        Task::Tidy => tidy::run(),
        Task::Bindings { check: true } => bindings::check(),
        Task::Bindings { check: false } => bindings::write(),
        Task::Bench(options) => bench::run(&options),
        Task::Conformance(options) => conformance::run(&options),
        Task::Fuzz(options) => fuzz::run(&options),
        Task::DemoRegister => demo_register(),
        Task::Report2023 { dir } => report_2023(&dir),
    }
}

fn demo_register() -> Result<()> {
    let file = workspace::root()?.join("target/demo/so-ho-ngoc-phung.xlsx");
    job::cargo(&["run", "--quiet", "-p", "demo", "--example", "register", "--"])?.arg(file).run()
}

fn report_2023(dir: &Path) -> Result<()> {
    let dir = std::path::absolute(dir)?;
    job::cargo(&["run", "--quiet", "-p", "app", "--example", "report_2023", "--"])?.arg(dir).run()
}
