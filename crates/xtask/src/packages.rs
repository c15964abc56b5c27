//! System packages: what is needed, why, and installing only what is missing.

use std::path::Path;

use anyhow::{Result, bail};

use crate::job::Job;

/// A Debian package and its reason.
pub struct Package {
    name: &'static str,
    why: &'static str,
}

const fn package(name: &'static str, why: &'static str) -> Package {
    Package { name, why }
}

/// For building everything.
pub const BUILD: &[Package] = &[
    package("build-essential", "C compiler for SQLite and compression"),
    package("pkg-config", "finds the libraries below"),
    package("libssl-dev", "libcrypto, with which SQLCipher encrypts the data on a device"),
    package("libwebkit2gtk-4.1-dev", "the field app's window"),
];

/// For driving the window and a browser without a screen.
pub const DRIVE: &[Package] = &[
    package("xvfb", "a display in memory for the field app's window"),
    package("webkit2gtk-driver", "drives the field app's window"),
    package("chromium", "the browser for the office pages"),
];

/// Installs what is missing, as root or by sudo; says what and why.
pub fn ensure(groups: &[&[Package]]) -> Result<()> {
    let wanted = groups.iter().flat_map(|group| group.iter());
    let missing: Vec<&Package> = wanted.filter(|package| !is_installed(package.name)).collect();
    if missing.is_empty() {
        println!("all system packages are there");
        return Ok(());
    }
    println!("missing system packages:");
    for package in &missing {
        println!("  {:<24}{}", package.name, package.why);
    }
    if !Path::new("/usr/bin/apt-get").exists() {
        bail!("this system has no apt-get; install the packages above by its own means");
    }
    as_root(&["apt-get", "update", "-q"])?.run()?;
    let install = as_root(&["apt-get", "install", "-q", "-y", "--no-install-recommends"])?;
    install.args(missing.iter().map(|package| package.name)).run()
}

/// On a system without dpkg nothing counts as installed.
fn is_installed(name: &str) -> bool {
    let query = Job::new("dpkg-query").map(|job| job.args(["--show", "--showformat=${db:Status-Status}", name]));
    // dpkg-query complains on standard error about unknown names, which is an answer here.
    let output = query.map(|job| job.into_command().output());
    matches!(output, Ok(Ok(output)) if output.status.success() && output.stdout == b"installed")
}

fn as_root(words: &[&str]) -> Result<Job> {
    let root = Job::new("id")?.arg("-u").output()?.trim() == "0";
    let prefix: &[&str] = if root { &["env"] } else { &["sudo", "env"] };
    let mut words = prefix.iter().copied().chain(["DEBIAN_FRONTEND=noninteractive"]).chain(words.iter().copied());
    let program = words.next().unwrap_or("env");
    Ok(Job::new(program)?.args(words))
}
