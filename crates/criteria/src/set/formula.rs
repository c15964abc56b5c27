//! What is counted, over the checks of a form, in the form's own expression language.
//!
//! Expressions see one check: `${name}` is an answer, rows of a repeat are summed with `sum(${name})` or visited
//! one by one with `each`. `today()` is the last day of the period. A blank result means *not known*, never *no*.

use serde::{Deserialize, Serialize};

/// What is done with the numbers that single subjects give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// How many hold.
    Count,
    /// Those that hold by all, each weighing `weight`.
    Ratio,
    /// The sum of `amount`.
    Sum,
    /// The sum of `amount` by the sum of `per`, or by their number.
    Average,
    /// Holds when a document is in force on the last day of the period and `holds` (if stated) is true.
    Document,
    /// A figure of another body: `amount` alone is the value; with `per` they are numerator and denominator.
    Value,
    /// `quantity` by `by`, each with a form of its own.
    Quotient,
    /// Met when all of `indicators` are.
    All,
}

/// Which subjects should be there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expected {
    /// All of their type in the register.
    #[default]
    Register,
    /// Those that some valid check up to the end of the period is about. For kinds of facility that the register
    /// does not tell apart.
    Seen,
}

/// What is one thing to count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// The latest valid check of each subject.
    #[default]
    Subject,
    /// Every valid check, as in an anonymous poll.
    Check,
}

/// What a check adds up to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Quantity {
    /// Id of the form.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub form: String,
    /// Type of subject that is expected: `household`, `road` …
    #[serde(skip_serializing_if = "String::is_empty")]
    pub subject: String,
    /// Only checks for which this is true count, before the latest is chosen.
    #[serde(rename = "where", skip_serializing_if = "Option::is_none")]
    pub only: Option<String>,
    /// A repeat whose rows are counted instead of subjects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub each: Option<String>,
    /// Who is in the denominator; all without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub among: Option<String>,
    /// Who is in the numerator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holds: Option<String>,
    /// What each weighs in a ratio; 1 without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<String>,
    /// What is summed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<String>,
    /// What the sum is divided by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per: Option<String>,
    #[serde(skip_serializing_if = "is_default")]
    pub expected: Expected,
    #[serde(skip_serializing_if = "is_default")]
    pub one: Per,
    /// How old a check may be at the end of the period, in months; without it, it must lie in the period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_age_months: Option<u16>,
}

/// Expressions that describe a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DocumentFields {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<String>,
    /// Last day in force; blank is for ever.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
}

/// Expressions for the re-checked value where a form keeps both in one check. Blank where nobody re-checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Recheckable {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holds: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Formula {
    pub measure: Measure,
    #[serde(flatten)]
    pub quantity: Quantity,
    /// The divisor of a quotient.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Quantity>,
    /// Ids of the set's indicators, for `all`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indicators: Vec<String>,
    /// Share of the expected, in per cent, from which the asked speak for all; without it everybody must be known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentFields>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recheck: Option<Recheckable>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
