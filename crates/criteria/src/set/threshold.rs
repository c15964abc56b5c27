//! Thresholds, where they come from, and who compared them.

use serde::{Deserialize, Serialize};

use super::Indicator;
use crate::Day;

/// On which side of the threshold the good values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    AtLeast,
    AtMost,
    /// For yes and no, where 1 is yes, and for counts such as *no incident*.
    Equal,
}

/// Where a statement was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The official text itself.
    Text,
    /// Press that quotes the official text.
    Press,
    /// Somebody's memory of it.
    #[default]
    Recollection,
    /// Our reconstruction of a text that was not at hand.
    Reconstruction,
}

/// A legal source and how it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The decision with its number, date and annex.
    pub text: String,
    #[serde(default)]
    pub basis: Basis,
    /// Where it was read, if not in the text itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_in: Option<String>,
    /// Who compared it with the official text; none is *chưa đối chiếu*.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compared: Option<Comparison>,
}

/// A person's comparison with the official text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    pub by: String,
    pub on: Day,
    /// The text it was compared with, where it is not the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<String>,
}

/// The value to reach, for one zone and span of time or for all.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// In the indicator's unit; grades count from 1; none where nobody knows it yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// First and last year it holds for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_year: Option<i16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_year: Option<i16>,
    /// Other than the indicator's source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compared: Option<Comparison>,
}

impl Indicator {
    /// The threshold for a zone and year: one for this zone before one for all, a later year before an earlier.
    pub fn threshold(&self, zone: Option<&str>, year: i16) -> Option<&Threshold> {
        let fitting = self.thresholds.iter().filter(|threshold| {
            threshold.from_year.is_none_or(|from| from <= year)
                && threshold.to_year.is_none_or(|to| year <= to)
                && (threshold.zone.is_none() || threshold.zone.as_deref() == zone)
        });
        fitting.max_by_key(|threshold| (threshold.zone.is_some(), threshold.from_year))
    }
}
