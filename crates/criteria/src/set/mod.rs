//! Criteria sets as data.

mod formula;
mod imported;
mod threshold;

use serde::{Deserialize, Serialize};

pub use formula::{DocumentFields, Expected, Formula, Measure, Per, Quantity, Recheckable};
pub use imported::ImportedRows;
pub use threshold::{Basis, Comparison, Direction, Source, Threshold};

use crate::{Day, Words};

/// Who is judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    #[default]
    Commune,
    /// Each village by itself.
    Village,
}

/// One official set: criteria, their indicators, and when it holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Set {
    pub id: String,
    pub name: Words,
    #[serde(default)]
    pub level: Level,
    /// Official code of the province it holds in; none for the whole country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub province: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Day>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Day>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Words>,
    pub source: Source,
    /// Where figures of other bodies are entered that name this set's indicators; none are read without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imported: Option<ImportedRows>,
    #[serde(default, rename = "zone", skip_serializing_if = "Vec::is_empty")]
    pub zones: Vec<Zone>,
    #[serde(default, rename = "split", skip_serializing_if = "Vec::is_empty")]
    pub splits: Vec<SplitRule>,
    #[serde(default, rename = "criterion")]
    pub criteria: Vec<Criterion>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recognition: Option<Recognition>,
}

/// A zone or group of communes that has thresholds of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Zone {
    pub id: String,
    pub name: Words,
    /// Which communes belong to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meaning: Option<Words>,
}

/// A property by which values are split. `key` is an expression of the form that gives one of `values`; rows whose
/// key is none of them are in no part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SplitRule {
    pub id: String,
    pub name: Words,
    pub form: String,
    /// The repeat whose rows have the property; none for the subject itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub each: Option<String>,
    pub key: String,
    pub values: Vec<SplitValue>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SplitValue {
    pub key: String,
    pub name: Words,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// As printed: `17`. Not a key across sets: the same number means different things in two of them.
    pub id: String,
    pub name: Words,
    /// Named by the rule of withdrawal.
    #[serde(default, skip_serializing_if = "is_false")]
    pub core: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Words>,
    #[serde(default, rename = "indicator", skip_serializing_if = "Vec::is_empty")]
    pub indicators: Vec<Indicator>,
}

/// How an indicator's figures come about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Visits of households.
    Household,
    /// Visits of roads, facilities, works and points.
    Asset,
    /// A decision, register or score sheet.
    Document,
    /// A figure of another body, with its source and date.
    Imported,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    pub id: String,
    pub name: Words,
    pub unit: Words,
    pub kind: Kind,
    pub direction: Direction,
    /// Names of the grades 1, 2, 3 … where values are grades.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scale: Vec<String>,
    /// Where the indicator's name and meaning come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// What is counted of whom, as the source or we say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meaning: Option<Words>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Words>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Day>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Day>,
    /// Ids of the set's splits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub splits: Vec<String>,
    pub formula: Formula,
    #[serde(default, rename = "threshold", skip_serializing_if = "Vec::is_empty")]
    pub thresholds: Vec<Threshold>,
}

/// What recognition asks beside the criteria, and when it is withdrawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recognition {
    pub source: Source,
    #[serde(default, rename = "condition", skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Indicator>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawal: Option<Withdrawal>,
    /// The form in which steps of recognition are recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<RecognitionForm>,
}

/// Shares of failing criteria, in per cent, that put recognition at risk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// From this share on, if a core criterion is among them.
    pub share_with_core: f64,
    /// From this share on in any case.
    pub share: f64,
    pub source: Source,
}

/// Expressions over a check of recognition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecognitionForm {
    pub form: String,
    /// Gives `candidate`, `appraised`, `recognised` or `withdrawn`.
    pub step: String,
    #[serde(flatten)]
    pub document: DocumentFields,
}

/// Why a set cannot be used at all.
#[derive(Debug, thiserror::Error)]
pub enum SetError {
    #[error("the file of the criteria set cannot be read: {0}")]
    Read(#[from] toml::de::Error),
    #[error("the criteria set cannot be written: {0}")]
    Write(#[from] toml::ser::Error),
}

impl Set {
    /// Reads the text of a `criteria/*.toml`.
    ///
    /// # Errors
    /// The text is no TOML, or it is not arranged as a set. That names and expressions fit together is told when
    /// the set is compiled.
    pub fn from_toml(text: &str) -> Result<Self, SetError> {
        Ok(toml::from_str(text)?)
    }

    /// # Errors
    /// None is known for sets that were read.
    pub fn to_toml(&self) -> Result<String, SetError> {
        Ok(toml::to_string_pretty(self)?)
    }

    /// All indicators in order, conditions of recognition last.
    pub fn indicators(&self) -> impl Iterator<Item = &Indicator> {
        let conditions = self.recognition.iter().flat_map(|recognition| &recognition.conditions);
        self.criteria.iter().flat_map(|criterion| &criterion.indicators).chain(conditions)
    }

    pub fn indicator(&self, id: &str) -> Option<&Indicator> {
        self.indicators().find(|indicator| indicator.id == id)
    }

    /// Whether the set holds on `day`.
    pub fn is_valid_on(&self, day: Day) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
const fn is_false(value: &bool) -> bool {
    !*value
}
