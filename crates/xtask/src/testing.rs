//! `check` and `test`.

use anyhow::Result;

use crate::job::{Job, cargo};
use crate::stages::Stages;
use crate::{bindings, packages, screens, tidy};

/// The version CI runs; another one that is installed serves as well.
const NEXTEST: &str = "0.9.143";
/// What tests may do and the product may not.
const ALLOWED_IN_TESTS: [&str; 6] = ["-A", "clippy::unwrap_used", "-A", "clippy::expect_used", "-A", "clippy::panic"];

/// What can be said without running anything.
pub fn check() -> Result<()> {
    let mut stages = Stages::default();
    stages.step("packages", || packages::ensure(&[packages::BUILD]));
    steps_of_check(&mut stages);
    stages.finish()
}

/// Everything, unattended.
pub fn test() -> Result<()> {
    let mut stages = Stages::default();
    stages.step("packages", || packages::ensure(&[packages::BUILD, packages::DRIVE]));
    stages.step("nextest", ensure_nextest);
    stages.step("npm packages", screens::install);
    // Both shells take the built screens into themselves, so these come before any Rust.
    stages.step("screens", screens::build);
    steps_of_check(&mut stages);
    stages.step("rust tests", || nextest()?.run());
    stages.step("rust doctests", || cargo(&["test", "--workspace", "--doc", "--quiet"])?.run());
    stages.step("svelte-check", || screens::npm(&["run", "check"])?.run());
    stages.step("vitest", || screens::npm(&["run", "test"])?.run());
    if stages.step("programs", build_programs) {
        stages.step("office in a browser", || playwright("office")?.run());
        stages.step("field in its window", || playwright("native")?.run());
    }
    stages.finish()
}

/// The server, the command line and the field app. The whole workspace at once, because then the
/// libraries have the same features as for the tests and are not built twice.
pub fn build_programs() -> Result<()> {
    cargo(&["build", "--workspace", "--bins"])?.run()
}

/// A project of ui/playwright.config.ts.
pub fn playwright(project: &str) -> Result<Job> {
    let job = screens::npm(&["exec", "--", "playwright", "test", &format!("--project={project}")])?;
    Ok(job)
}

fn steps_of_check(stages: &mut Stages) {
    stages.step("tidy", tidy::run);
    stages.step("formatting", || cargo(&["fmt", "--all", "--check"])?.run());
    stages.step("lints", || cargo(&["clippy", "--workspace", "--lib", "--bins", "--", "-D", "warnings"])?.run());
    stages.step("lints of tests", || {
        let clippy = cargo(&["clippy", "--workspace", "--tests", "--examples", "--", "-D", "warnings"])?;
        clippy.args(ALLOWED_IN_TESTS).run()
    });
    stages.step("bindings", bindings::check);
}

fn nextest() -> Result<Job> {
    let profile: &[&str] = if std::env::var_os("CI").is_some() { &["--no-fail-fast"] } else { &[] };
    Ok(cargo(&["nextest", "run", "--workspace"])?.args(profile))
}

fn ensure_nextest() -> Result<()> {
    if cargo(&["nextest", "--version"])?.succeeds() {
        println!("cargo-nextest is there");
        return Ok(());
    }
    cargo(&["install", "--locked", "cargo-nextest", "--version", NEXTEST])?.run()
}
