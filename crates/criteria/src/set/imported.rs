//! Where figures of other bodies are entered.

use serde::{Deserialize, Serialize};

use super::DocumentFields;

/// Rows of one form that name an indicator by its code. Such a figure stands for an indicator whose own formula finds
/// no check in the period, and beside one that has checks.
///
/// All but `form` and `each` are expressions of the form's language over one row; `today()` is the last day of the period.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportedRows {
    /// Id of the form.
    pub form: String,
    /// The repeat with a row for each figure; without it a check is one figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub each: Option<String>,
    /// Which rows count, such as results of the whole commune and no aims; all without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub among: Option<String>,
    /// The id of the indicator it speaks of; blank for a figure that belongs to none.
    pub code: String,
    /// The figure itself, in the indicator's unit.
    pub amount: String,
    /// Whether `amount` is a per cent: one that is not says nothing of a rate, nor the other way round.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numerator: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denominator: Option<String>,
    /// Who supplied it (`issuer`), by which paper and of which day.
    #[serde(default)]
    pub document: DocumentFields,
}

impl ImportedRows {
    /// Its expressions, those of the document left out.
    pub(crate) fn expressions(&self) -> impl Iterator<Item = &str> {
        let Self { among, percent, numerator, denominator, .. } = self;
        let optional = [among, percent, numerator, denominator].into_iter().flatten().map(String::as_str);
        [self.code.as_str(), self.amount.as_str()].into_iter().chain(optional)
    }
}
