//! Filling and reading a check.

use super::dto;

dto! {
    pub struct StartCheckArgs {
        /// The subject, of whatever type.
        pub household: String,
        /// Null: the form of the current campaign.
        #[serde(default)]
        pub form: Option<String>,
    }

    /// A check being filled: where one can go, and the section that is open.
    pub struct Filling {
        pub check: String,
        /// Of what is visited, whose id and name stand under `household`.
        pub subject_type: String,
        pub household: String,
        pub household_name: String,
        pub village_name: String,
        pub form_title: String,
        pub languages: Vec<String>,
        pub language: String,
        pub sections: Vec<SectionInfo>,
        /// Index into `sections`.
        pub current: u32,
        pub nodes: Vec<Node>,
        pub saved_at_ms: Option<i64>,
        /// Only after an attempt to finish: what is missing or wrong, in form order.
        pub problems: Vec<Problem>,
    }

    pub struct SectionInfo {
        pub index: u32,
        pub title: String,
        pub answered: u32,
        pub questions: u32,
        pub problems: u32,
        pub relevant: bool,
    }

    /// A thing on a page.
    #[serde(tag = "node", rename_all = "snake_case")]
    pub enum Node {
        Question(Box<Question>),
        Group(GroupNode),
        Repeat(RepeatNode),
    }

    pub struct Question {
        /// Where answers go: `nuoc/nguon_nuoc`.
        pub path: String,
        pub kind: QuestionKind,
        pub appearance: Option<String>,
        pub label: String,
        pub hint: Option<String>,
        /// As stored: ISO dates, names of choices joined by blanks, a dot in decimals.
        pub value: Option<String>,
        /// As people read it (labels, dd/mm/yyyy, decimal comma); for calculated and read-only ones.
        pub text: Option<String>,
        pub required: bool,
        pub readonly: bool,
        pub error: Option<String>,
        pub choices: Vec<Choice>,
        /// The photo or file that the value names.
        pub file: Option<FileInfo>,
        /// Bounds of a range question.
        pub range: Option<RangeInfo>,
    }

    pub struct RangeInfo {
        pub start: f64,
        pub end: f64,
        pub step: f64,
    }

    /// A photo or file in an answer.
    pub struct FileInfo {
        /// SHA-256, by which shells give the bytes.
        pub hash: String,
        /// The same of a small picture of it, where there is one here.
        pub thumbnail: Option<String>,
        /// As it was called where it was chosen.
        pub name: String,
        pub media_type: String,
        pub bytes: u32,
        /// Whether it can be shown here.
        pub here: bool,
        pub state: FileState,
    }

    #[derive(Copy)]
    #[serde(rename_all = "snake_case")]
    pub enum FileState {
        /// The commune holds exactly these bytes.
        Safe,
        /// On this machine, not yet confirmed by the commune.
        OnlyHere,
        /// Recorded, but the bytes have not come here.
        Elsewhere,
    }

    /// A photo or file by its SHA-256.
    pub struct FileArgs {
        pub hash: String,
    }

    /// How far the fetching of a photo or file is, in bytes. Poll while `running`.
    #[derive(Default)]
    pub struct FetchProgress {
        pub running: bool,
        pub done: u32,
        /// 0 until the commune has answered.
        pub total: u32,
    }

    /// Puts an uploaded file into an answer.
    pub struct AttachArgs {
        pub check: String,
        /// The section on the screen, so that the reply shows it again.
        pub section: u32,
        pub path: String,
        /// What the upload gave.
        pub file: String,
        /// As the file is called.
        pub name: String,
    }

    #[derive(Copy)]
    #[serde(rename_all = "snake_case")]
    pub enum QuestionKind {
        Text,
        Integer,
        Decimal,
        Range,
        SelectOne,
        SelectMultiple,
        Rank,
        Note,
        Date,
        Time,
        DateTime,
        Acknowledge,
        Geopoint,
        Geotrace,
        Geoshape,
        Image,
        Audio,
        Video,
        File,
        Barcode,
        Calculated,
        Other,
    }

    pub struct Choice {
        pub name: String,
        pub label: String,
    }

    pub struct GroupNode {
        pub path: String,
        pub label: String,
        pub children: Vec<Node>,
    }

    pub struct RepeatNode {
        pub path: String,
        pub label: String,
        pub instances: Vec<RepeatInstance>,
        pub can_add: bool,
        pub can_remove: bool,
    }

    pub struct RepeatInstance {
        pub path: String,
        pub title: String,
        /// Its first answers as people read them, for when it is closed.
        pub summary: String,
        pub children: Vec<Node>,
    }

    pub struct Problem {
        pub path: String,
        pub section: u32,
        pub label: String,
        pub message: String,
    }

    pub struct AnswerArgs {
        pub check: String,
        /// The section on the screen, so that the reply shows it again.
        pub section: u32,
        pub path: String,
        /// As stored; null or empty clears.
        pub value: Option<String>,
    }

    pub struct SectionArgs {
        pub check: String,
        pub section: u32,
    }

    pub struct RepeatArgs {
        pub check: String,
        pub section: u32,
        /// `checks.add_repeat`: path of the repeat; `checks.remove_repeat`: path of the instance.
        pub path: String,
    }

    pub struct LanguageArgs {
        pub check: String,
        pub section: u32,
        pub language: String,
    }

    pub struct CheckArgs {
        pub check: String,
    }

    /// Finishing either succeeds or says what stops it.
    pub struct Finished {
        pub finished: bool,
        pub problems: Vec<Problem>,
        /// The form at the first problem, where there is one.
        pub filling: Option<Filling>,
    }

    /// A check to read.
    pub struct CheckView {
        pub id: String,
        pub subject_type: String,
        pub household: String,
        pub household_name: String,
        pub village_name: String,
        pub form_title: String,
        pub status: String,
        pub at_ms: i64,
        pub author_name: String,
        pub device_name: String,
        pub safe: bool,
        pub sections: Vec<ReadSection>,
        pub conflicts: Vec<super::FieldConflict>,
        pub changes: Vec<super::ChangeRow>,
        /// The office verified an earlier check by this one, and why it differs.
        pub rechecked: bool,
        pub recheck_reason: Option<String>,
        /// SHA-256 of the latest revision, as on every other device.
        pub revision: String,
    }

    pub struct Checks {
        pub rows: Vec<super::CheckRow>,
    }

    pub struct BehindArgs {
        /// At most 50; those that this device has none of are left out of the reply.
        pub checks: Vec<String>,
    }

    /// Checks behind a figure, in the order in which they were asked for.
    pub struct ChecksBehind {
        pub rows: Vec<CheckBehind>,
    }

    pub struct CheckBehind {
        pub check: String,
        pub subject_name: String,
        pub village_name: String,
        pub form_title: String,
        /// The day it speaks of, `yyyy-mm-dd`.
        pub day: Option<String>,
        pub photos: super::EvidencePhotos,
    }

    pub struct ReadSection {
        pub title: String,
        pub lines: Vec<ReadLine>,
    }

    pub struct ReadLine {
        pub path: String,
        pub label: String,
        pub text: String,
        /// Indentation: 0 for the section's own questions, 1 inside a group or repeat instance…
        pub level: u32,
        /// A title of a group or repeat instance, not an answer.
        pub heading: bool,
        /// The photo or file that was answered.
        pub file: Option<FileInfo>,
    }
}
