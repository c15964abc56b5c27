//! A series of named steps with their durations.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// What was done and how it ended.
#[derive(Default)]
pub struct Stages {
    done: Vec<Stage>,
}

struct Stage {
    name: &'static str,
    took: Duration,
    error: Option<String>,
}

impl Stages {
    /// Carries out a step. One that fails is remembered, and the others still run: a report of all
    /// that is wrong saves a round. Says whether it went well.
    pub fn step(&mut self, name: &'static str, work: impl FnOnce() -> Result<()>) -> bool {
        println!("\n== {name}");
        let begun = Instant::now();
        let error = work().err().map(|error| format!("{error:#}"));
        if let Some(error) = &error {
            eprintln!("!! {name}: {error}");
        }
        let fine = error.is_none();
        self.done.push(Stage { name, took: begun.elapsed(), error });
        fine
    }

    /// Prints one line per step and fails if one of them failed.
    pub fn finish(self) -> Result<()> {
        println!();
        for stage in &self.done {
            let end = stage.error.as_deref().map_or("ok".to_owned(), |error| format!("FAILED: {error}"));
            println!("{:<24}{:>8.1} s  {end}", stage.name, stage.took.as_secs_f64());
        }
        let failed: Vec<&str> =
            self.done.iter().filter(|stage| stage.error.is_some()).map(|stage| stage.name).collect();
        if failed.is_empty() { Ok(()) } else { bail!("failed: {}", failed.join(", ")) }
    }
}
