//! What is evaluated: subjects of the register and checks about them, as folded documents.

use domain::{AreaId, DocId, RevId, Value};

use crate::Day;

/// How much of a document was known when it was folded. Revisions are only ever added, so of two folds of one
/// document the greater version knows more, in whatever order they arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// Number of revisions that were folded.
    pub revisions: u32,
    /// Depth and id of the last of them in fold order.
    pub depth: u32,
    pub head: RevId,
}

/// A household, road, facility, village … of the register.
#[derive(Clone, Debug, PartialEq)]
pub struct SubjectRecord {
    pub subject: DocId,
    pub version: Version,
    /// `household`, `road` … as `domain::vocabulary::subject` has it.
    pub kind: String,
    /// The village it is counted in; for a subject of type commune, the commune.
    pub village: AreaId,
    /// First and last day on which it is expected to be checked, where they are known.
    pub from: Option<Day>,
    pub to: Option<Day>,
    /// Taken out of the register: it counts nowhere, its checks neither.
    pub is_void: bool,
}

/// Where a check stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    Draft,
    Complete,
    /// Given back for correction.
    Returned,
    Approved,
    /// Taken back by its author or the office.
    Void,
}

impl Status {
    /// Whether the check may count: finished, and not given back.
    pub const fn is_valid(self) -> bool {
        matches!(self, Self::Complete | Self::Approved)
    }
}

/// Who looked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// *Tự đánh giá*: the village's or commune's own check.
    #[default]
    SelfAssessed,
    /// *Thẩm tra*: a re-check by the office or a higher level.
    Rechecked,
}

/// A photo or file that belongs to a check.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Photo {
    /// Field path of the question, without the prefix of answers.
    pub path: String,
    /// Hash of the content, as the answer names it.
    pub hash: String,
}

/// One check: the fold of its revisions.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckRecord {
    pub check: DocId,
    pub version: Version,
    /// Id of the form, which for shipped forms is the stem of its file.
    pub form: String,
    pub subject: DocId,
    /// The village it was made in; counts only while the subject is not known.
    pub village: AreaId,
    /// The day it speaks of: of the visit, or of the campaign's end.
    pub day: Day,
    pub status: Status,
    pub stage: Stage,
    /// Why a re-check differs, in the author's words.
    pub reason: Option<String>,
    /// People disagree on an answer and nobody has decided yet.
    pub is_disputed: bool,
    /// Field path without the prefix of answers → value. Rows of a repeat have their own id after its name:
    /// `nhan_khau/0192…/ho_ten`.
    pub answers: Vec<(String, Value)>,
    pub photos: Vec<Photo>,
}
