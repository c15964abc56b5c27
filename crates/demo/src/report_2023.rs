//! The figures that Ngọc Phụng reported for 2023, as answers to the shipped forms.
//!
//! Only what the commune's own report says is in them: what it leaves out (denominators, decisions, names of
//! routes) stays unanswered here too. A rate carries the code of an indicator only where both measure the same: 14.1, 17.2
//! and 18.7. That 95 % of the keepers have hygienic pens says nothing of the whole of 17.8 (veterinary, husbandry and
//! environmental rules), and 78 % *employed, trained* mixes 12.1 with another, so these carry none. Unlike the rest of this crate nothing is made up.

use std::collections::BTreeMap;

use serde::Deserialize;

const RECORDS: &str = include_str!("../data/ngoc_phung_2023.json");

/// Everything reported, one record for each filled form.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report2023 {
    /// Title of the report that all of it is taken from.
    pub source: String,
    pub commune: String,
    pub year: u16,
    pub records: Vec<ReportedRecord>,
    /// Sums that the report states.
    pub totals: Vec<ReportedTotal>,
    pub recognition: Vec<ReportedVillages>,
}

/// A form as an official of the commune would fill it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportedRecord {
    /// Unique among the records.
    pub id: String,
    /// Id of the shipped form.
    pub form: String,
    pub subject: ReportedSubject,
    /// Path and value in the order of the form; instances of repeats are numbered from 1: `von/nguon_von/1/so_tien`. Multiple
    /// choices are separated by blanks.
    pub answers: Vec<(String, String)>,
    /// Fact (`F01` … `F40`) → the answer that states it.
    pub facts: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportedSubject {
    /// `commune`, `village` or `work`.
    #[serde(rename = "type")]
    pub kind: String,
    pub name: String,
    /// None where the report names the whole commune, or no village.
    pub village: Option<String>,
}

/// A sum over the money of some records.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportedTotal {
    pub fact: String,
    /// Ids of the records that make it up.
    pub records: Vec<String>,
    pub amount_vnd: i64,
    /// The amount in words, correctly; the report itself has it wrong.
    pub words: Option<String>,
}

/// The villages that ended the year in one state of recognition.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportedVillages {
    pub fact: String,
    pub state: String,
    pub villages: Vec<String>,
}

/// What Ngọc Phụng reported for 2023.
///
/// # Errors
/// Never with the data that ships; a test holds that.
pub fn report_2023() -> Result<Report2023, serde_json::Error> {
    serde_json::from_str(RECORDS)
}
