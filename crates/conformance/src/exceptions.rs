//! Cases that are answered otherwise on purpose. They count as differing all the same.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use serde::Deserialize;

use crate::case::Suite;

const FILE: &str = include_str!("../exceptions.toml");

/// Reasons by file and case.
pub struct Exceptions {
    reasons: BTreeMap<String, BTreeMap<String, String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    reason: String,
    cases: Vec<String>,
}

impl Exceptions {
    pub fn read() -> Result<Self> {
        Self::parse(FILE).context("crates/conformance/exceptions.toml")
    }

    fn parse(text: &str) -> Result<Self> {
        let files: BTreeMap<String, Vec<Entry>> = toml::from_str(text)?;
        let mut reasons = BTreeMap::new();
        for (file, entries) in files {
            anyhow::ensure!(Suite::ALL.iter().any(|suite| suite.name() == file), "{file} is no file of cases");
            let of_file: &mut BTreeMap<String, String> = reasons.entry(file).or_default();
            for entry in entries {
                anyhow::ensure!(!entry.reason.trim().is_empty(), "a difference without a reason: {:?}", entry.cases);
                for case in entry.cases {
                    anyhow::ensure!(!of_file.contains_key(&case), "{case} is listed twice");
                    of_file.insert(case, entry.reason.clone());
                }
            }
        }
        Ok(Self { reasons })
    }

    pub fn reason(&self, suite: Suite, case: &str) -> Option<&str> {
        self.reasons.get(suite.name())?.get(case).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_this_crate_is_well_formed() {
        Exceptions::read().unwrap();
    }

    #[test]
    fn every_exception_needs_a_reason_and_stands_once() {
        let listed = |text: &str| Exceptions::parse(text).map(|found| found.reason(Suite::Xpath, "a").is_some());
        assert!(listed("[[xpath]]\nreason = \"why\"\ncases = [\"a\"]\n").unwrap());
        assert!(listed("[[xpath]]\nreason = \" \"\ncases = [\"a\"]\n").is_err());
        assert!(listed("[[xpath]]\nreason = \"why\"\ncases = [\"a\", \"a\"]\n").is_err());
        assert!(listed("[[other]]\nreason = \"why\"\ncases = [\"a\"]\n").is_err());
    }
}
