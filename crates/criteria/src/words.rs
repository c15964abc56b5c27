//! Texts in the two languages of the product.

use serde::{Deserialize, Serialize};

/// A text in Vietnamese and English.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    pub vi: String,
    pub en: String,
}

impl Words {
    pub fn new(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { vi: vi.into(), en: en.into() }
    }

    /// These words and those that follow them.
    #[must_use]
    pub fn with(self, more: Self) -> Self {
        let both = |first: String, second: String| [first, second].join(" ").trim().to_owned();
        Self { vi: both(self.vi, more.vi), en: both(self.en, more.en) }
    }

    /// The text in `language` (`vi`, or anything else for English).
    pub fn in_language(&self, language: &str) -> &str {
        if language == "vi" { &self.vi } else { &self.en }
    }
}
