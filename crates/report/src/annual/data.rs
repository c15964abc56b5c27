//! What a report is built of: plain types that the app fills from the store, the ledger and the evaluation.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::document::{Evidence, FigureValue, Letterhead, ParagraphStyle, Period, ReportKind, Signature, Unit};
use crate::funding::{FundingLine, Named};

/// Where a paragraph or a fact belongs in the outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// I.1: under which decisions and plans the work was done.
    Organisation,
    Steering,
    Propaganda,
    Production,
    Infrastructure,
    Education,
    Health,
    Culture,
    Environment,
    Politics,
    Security,
    Resources,
    /// How the criteria stand.
    Criteria,
    /// Recognition of villages.
    Villages,
    Advantages,
    Difficulties,
    Goals,
    TasksInfrastructure,
    TasksEconomy,
    TasksSociety,
    TasksSecurity,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commune {
    /// "Ngọc Phụng".
    pub name: String,
    /// "xã Ngọc Phụng", as it stands in a sentence.
    pub full_name: String,
}

/// How far a village is; the names are the app's to show, the report only counts the recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recognition {
    None,
    Candidate,
    Appraised,
    Recognised,
    Withdrawn,
}

/// One step of a village's way, with the paper that proves it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecognitionEvent {
    pub state: Recognition,
    pub date: Date,
    /// "2908/QĐ-UBND".
    pub decision: Option<String>,
    /// "UBND huyện Thường Xuân".
    pub by: Option<String>,
    #[serde(default)]
    pub evidence: Vec<Evidence>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Village {
    pub id: String,
    /// "Phú Vinh", without "thôn".
    pub name: String,
    /// The state at the end of the period.
    pub recognition: Recognition,
    /// Steps within the period, oldest first.
    #[serde(default)]
    pub events: Vec<RecognitionEvent>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Met,
    NotMet,
    CannotTell,
}

/// By which way a figure came about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The commune's own checks, or, in versions signed before there was a word for it, what `source` says.
    #[default]
    Checks,
    /// A figure of another body.
    Imported,
    /// Such a figure beside the value that counts: it has no verdict of its own.
    Reference {
        /// Its value without the one that counts, in the unit of both.
        difference: Option<Decimal>,
    },
}

/// One village's part of an indicator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VillageValue {
    /// Id of the village.
    pub village: String,
    pub value: Option<Decimal>,
    pub numerator: Option<Decimal>,
    pub denominator: Option<Decimal>,
    /// Households or persons in it, if it counts them: fewer than five are not shown.
    pub households: Option<u32>,
}

/// An indicator's result as the evaluation gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indicator {
    /// Unique in the report; also the figure's id.
    pub id: String,
    /// The number in the criteria set: "14.1"; may be empty.
    pub code: String,
    /// "Tỷ lệ người dân tham gia bảo hiểm y tế".
    pub name: String,
    /// Where its sentence belongs; none keeps it in the table alone.
    pub topic: Option<Topic>,
    pub value: Option<Decimal>,
    pub unit: Unit,
    pub numerator: Option<Decimal>,
    pub denominator: Option<Decimal>,
    /// A rate that should have a denominator, and nobody gave one.
    pub lacks_denominator: bool,
    pub verdict: Verdict,
    /// "≥ 95 %"; nothing if the set knows none.
    pub threshold: Option<String>,
    /// Somebody has compared the threshold with the law's text.
    pub threshold_verified: bool,
    /// Households or persons in it, if it counts them.
    pub households: Option<u32>,
    #[serde(default)]
    pub basis: Basis,
    /// "Trạm y tế xã", "Phiếu kiểm tra hộ".
    pub source: String,
    pub as_of: Option<Date>,
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    #[serde(default)]
    pub by_village: Vec<VillageValue>,
}

/// A piece of work; its money is in the funding lines of the same item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    pub id: String,
    /// "Làm cấp phối đường giao thông".
    pub name: String,
    /// Heading of its group: "Hệ thống giao thông"; works without one stand last.
    pub group: String,
    /// Names of the villages.
    pub villages: Vec<String>,
    pub routes: Option<u32>,
    pub length_m: Option<Decimal>,
    #[serde(default)]
    pub evidence: Vec<Evidence>,
}

/// A recorded fact that no formula computes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Unique in the report; also the figure's id.
    pub id: String,
    pub topic: Topic,
    /// "Vùng cây ăn quả tập trung đã quy hoạch".
    pub name: String,
    pub value: FigureValue,
    pub unit: Unit,
    /// Behind the value, in brackets: "thôn Phú Vinh, Hòa Lâm, Xuân Thắng".
    pub place: String,
    /// Households or persons in it, where it counts them and a few of them could be known: those of one place or group.
    #[serde(default)]
    pub subjects: Option<u32>,
    pub lacks_denominator: bool,
    pub source: String,
    pub as_of: Option<Date>,
    #[serde(default)]
    pub evidence: Vec<Evidence>,
}

/// A paragraph of the narrative form; `{{id}}` in it shows a figure, which is then not listed once more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Narrative {
    pub topic: Topic,
    #[serde(default)]
    pub style: ParagraphStyle,
    pub text: String,
}

/// Everything a report is built of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportData {
    pub commune: Commune,
    pub kind: ReportKind,
    pub period: Period,
    /// What is reported on: "duy trì, nâng cao chất lượng các tiêu chí xã nông thôn mới nâng cao".
    pub subject: String,
    /// What a village is recognised as: "nông thôn mới kiểu mẫu".
    pub village_title: String,
    pub letterhead: Letterhead,
    /// Decisions and plans the work rests on, one line each.
    pub legal_bases: Vec<String>,
    pub villages: Vec<Village>,
    pub indicators: Vec<Indicator>,
    pub works: Vec<Work>,
    pub funding: Vec<FundingLine>,
    /// Sources in the order of print, with their names.
    pub sources: Vec<Named>,
    pub facts: Vec<Fact>,
    pub narrative: Vec<Narrative>,
    pub recipients: Vec<String>,
    pub signature: Signature,
}
