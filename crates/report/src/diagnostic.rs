//! What is wrong with something a person supplied, in words they can act on.

use serde::{Deserialize, Serialize};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The work went on and its result is as asked.
    Warning,
    /// Something was left out or replaced by the built-in one.
    Error,
}

/// One finding, in Vietnamese first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    pub severity: Severity,
    /// Kebab-case, stable across versions.
    pub code: String,
    pub vi: String,
    pub en: String,
}

impl Diagnostic {
    pub(crate) fn error(code: &str, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { severity: Severity::Error, code: code.to_owned(), vi: vi.into(), en: en.into() }
    }

    pub(crate) fn warning(code: &str, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, code: code.to_owned(), vi: vi.into(), en: en.into() }
    }
}
