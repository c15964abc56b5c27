//! The shape of a case.

use forms::Env;
use forms::xpath::{Dialect, Namespaces, Settings};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::Value;

/// The clock of cases that do not ask for it.
const SOME_DAY: &str = "2026-11-23T14:41:00Z";
const SEED: u64 = 1;

#[derive(Deserialize)]
pub struct Case {
    pub id: String,
    pub expression: String,
    pub xml: Option<String>,
    pub context: String,
    #[serde(default)]
    pub ns: Namespaces,
    pub tz: Option<String>,
    pub now: Option<String>,
    pub language: Option<String>,
    /// Whether the ODK dialect is meant; absent where a case does not say.
    pub xforms: Option<bool>,
    #[serde(rename = "type")]
    pub kind: Kind,
    pub expected: Value,
    /// Numbers are compared after a multiplication by this and rounding.
    pub factor: Option<f64>,
    /// Numbers may differ by this.
    pub tolerance: Option<f64>,
    /// Of a pattern.
    pub flags: Option<String>,
    /// What JavaRosa answers, where it was asked.
    pub javarosa: Option<JavaRosa>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Boolean,
    Number,
    NumberRounded,
    String,
    StringMatches,
    StringLength,
    Nodeset,
    NodesetRef,
    Node,
    Date,
    Throws,
}

#[derive(Deserialize)]
pub struct JavaRosa {
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub string: Option<String>,
    pub agree: Option<bool>,
    pub error: Option<String>,
}

impl Case {
    pub fn setting(&self) -> Result<Settings, String> {
        let now = self.now.as_deref().unwrap_or(SOME_DAY);
        let now: Timestamp = now.parse().map_err(|error| format!("the clock of the case: {error}"))?;
        let zone = TimeZone::get(self.tz.as_deref().unwrap_or("UTC")).map_err(|error| error.to_string())?;
        let env = Env { now_ms: now.as_millisecond(), zone: Some(zone), seed: SEED, ..Env::default() };
        let dialect = if self.xforms == Some(false) { Dialect::XPath } else { Dialect::Odk };
        Ok(Settings { dialect, env, language: self.language.clone() })
    }
}
