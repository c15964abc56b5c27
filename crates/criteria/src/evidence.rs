//! From a value down to the checks and photos behind it.

use domain::{AreaId, DocId};

use crate::{Day, DocumentLink, Period, Photo, Stage};

/// How a subject stands in an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// In numerator and denominator.
    Holds,
    /// In the denominator only.
    Fails,
    /// Checked, and left out by the denominator.
    Outside,
    /// Checked, and the answers do not say.
    Unknown,
    /// Checked only before the period.
    Stale,
    /// Never checked.
    Missing,
}

/// Which subjects are asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EvidenceQuery {
    pub village: Option<AreaId>,
    /// Empty: all.
    pub standings: Vec<Standing>,
    /// Rows to pass over and the most rows to give; 0 rows gives only the number.
    pub skip: usize,
    pub limit: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub struct CheckLink {
    pub check: DocId,
    pub form: String,
    pub day: Day,
    pub stage: Stage,
    pub reason: Option<String>,
    pub is_disputed: bool,
    pub photos: Vec<Photo>,
}

/// One subject's part in a value.
#[derive(Clone, Debug, PartialEq)]
pub struct EvidenceRow {
    pub subject: DocId,
    pub village: AreaId,
    pub standing: Standing,
    /// What it adds to numerator and denominator.
    pub n: f64,
    pub total: f64,
    /// The self-assessment that counts, or the last one before the period.
    pub check: Option<CheckLink>,
    pub recheck: Option<CheckLink>,
    pub document: Option<DocumentLink>,
}

/// The subjects behind one indicator, by village and id.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    pub set: String,
    pub indicator: String,
    pub period: Period,
    /// All that fit the query, also beyond its limit.
    pub total: usize,
    pub rows: Vec<EvidenceRow>,
    /// The imported figure that names the indicator, in use or beside the rows.
    pub imported: Option<EvidenceRow>,
}
