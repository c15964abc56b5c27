//! What an evaluation says.

use domain::{AreaId, DocId};

use crate::{Basis, Comparison, Day, Direction, Kind, Level, Period, Words};

/// Whether the threshold is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    Met,
    NotMet,
    /// No threshold, nothing counted yet, or what is missing could turn it.
    CannotTell,
}

/// A value and what it is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    /// Numerator, sum or count, in the unit of the formula.
    pub n: f64,
    /// Denominator; `None` where the formula has none or the source did not state it.
    pub total: Option<f64>,
    /// In the indicator's unit (per cent for `%`); `None` while nothing is counted.
    pub value: Option<f64>,
    /// Subjects in it, for the rule of small cells.
    pub subjects: u32,
}

/// How many subjects are behind a value. `expected` is the sum of the others, those in `outside` left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    pub expected: u32,
    /// With a valid check in the period that answers what the formula asks.
    pub counted: u32,
    /// Of the counted, those the denominator leaves out, such as households without livestock.
    pub outside: u32,
    /// With a valid check in the period whose answers do not say.
    pub unknown: u32,
    /// Checked, but only before the period.
    pub stale: u32,
    /// Never checked.
    pub missing: u32,
    /// Of the counted, those with answers on which people disagree.
    pub disputed: u32,
}

/// One value with its verdict.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    pub tally: Tally,
    pub coverage: Coverage,
    pub verdict: Verdict,
    /// The value if all that is not known turned out badly and well; where they can be stated.
    pub worst: Option<f64>,
    pub best: Option<f64>,
    /// How far the value is on the good side of the threshold, in the indicator's unit; negative where it lacks.
    pub distance: Option<f64>,
    /// How many more (in the unit of `n`) would reach the threshold, where that can be said.
    pub lacking: Option<f64>,
}

/// The value with re-checks in the place of the self-assessment.
#[derive(Clone, Debug, PartialEq)]
pub struct Recheck {
    pub reading: Reading,
    /// Subjects that were re-checked.
    pub subjects: u32,
    /// Why values differ, as their authors say; each once, at most `MAX_REASONS`.
    pub reasons: Vec<String>,
}

/// The threshold that was used.
#[derive(Clone, Debug, PartialEq)]
pub struct ThresholdUsed {
    pub direction: Direction,
    /// `None`: the set knows no value yet.
    pub value: Option<f64>,
    /// As it is shown: `≥ 95 %`, `Đạt`, `Khá trở lên`, or that it is not known.
    pub words: Words,
    pub zone: Option<String>,
    pub source: String,
    pub basis: Basis,
    /// Who compared it with the official text and when; `None` is *chưa đối chiếu*.
    pub compared: Option<Comparison>,
}

/// A decision, register or source behind a value.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentLink {
    pub check: DocId,
    pub number: Option<String>,
    pub day: Option<Day>,
    pub until: Option<Day>,
    /// Hash or name of the file, as the answer has it.
    pub file: Option<String>,
    /// Who issued or supplied it.
    pub issuer: Option<String>,
    pub in_force: bool,
}

/// By which way a value was obtained.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Origin {
    /// Nothing is known in the period.
    #[default]
    Nothing,
    /// The commune's own checks, by the indicator's formula.
    Checks,
    /// A figure of another body: its source (`issuer`), paper and day, and the check in which it was entered.
    Imported(DocumentLink),
    /// The verdicts of the indicators that it is made of.
    Combined,
}

/// An imported figure that stands beside the commune's own checks, which go first.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportedFigure {
    pub tally: Tally,
    /// Where it comes from, and the check in which it was entered.
    pub document: DocumentLink,
    /// The imported value without that of the own checks, in the indicator's unit.
    pub difference: Option<f64>,
}

/// One village's part.
#[derive(Clone, Debug, PartialEq)]
pub struct VillageReading {
    pub village: AreaId,
    pub reading: Reading,
}

/// A value split by a property, such as poor and non-poor.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    pub id: String,
    pub name: Words,
    pub parts: Vec<SplitPart>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct SplitPart {
    pub key: String,
    pub name: Words,
    pub tally: Tally,
}

#[derive(Clone, Debug, PartialEq)]
pub struct TrendPoint {
    pub period: Period,
    pub tally: Tally,
    pub verdict: Verdict,
    /// The value is a figure of another body.
    pub is_imported: bool,
}

/// All that is known of one indicator in one period.
#[derive(Clone, Debug, PartialEq)]
pub struct IndicatorResult {
    pub indicator: String,
    pub name: Words,
    /// As written: `%`, `m²/người` …
    pub unit: Words,
    pub kind: Kind,
    /// What is counted, of whom, in which period and against what, in sentences.
    pub rule: Words,
    pub threshold: Option<ThresholdUsed>,
    /// The value in use: of the re-check where there is one, else of the self-assessment; where the formula finds no check
    /// in the period, of the imported figure that names this indicator.
    pub reading: Reading,
    pub origin: Origin,
    /// The imported figure beside the own checks.
    pub reference: Option<ImportedFigure>,
    pub self_assessed: Reading,
    pub rechecked: Option<Recheck>,
    /// In order of village id; villages without any expected subject are left out.
    pub villages: Vec<VillageReading>,
    pub splits: Vec<Split>,
    /// The other periods that are evaluated, oldest first, then this one.
    pub trend: Vec<TrendPoint>,
    pub documents: Vec<DocumentLink>,
    /// *Chưa đối chiếu*: name or threshold was not compared with the official text by a person.
    pub is_unverified: bool,
    /// A rate whose source states no denominator.
    pub lacks_denominator: bool,
    /// Met in the period before, not met now.
    pub has_regressed: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct CriterionResult {
    pub criterion: String,
    pub name: Words,
    pub verdict: Verdict,
    /// Counts among in `withdrawal`'s core criteria.
    pub is_core: bool,
    pub has_regressed: bool,
    pub indicators: Vec<IndicatorResult>,
}

/// What a commune or village should be told before the officials tell it.
#[derive(Clone, Debug, PartialEq)]
pub enum CommuneWarning {
    /// A criterion that was met is not met any more.
    Regression { criterion: String },
    /// So many of the criteria fail that recognition may be withdrawn.
    Withdrawal { failing: u32, criteria: u32, core: Vec<String>, source: String },
    /// The same, should all that cannot be told turn out badly.
    WithdrawalPossible { failing: u32, unclear: u32, criteria: u32 },
}

/// One village under a set for villages.
#[derive(Clone, Debug, PartialEq)]
pub struct VillageResult {
    pub village: AreaId,
    pub met: u32,
    pub not_met: u32,
    pub cannot_tell: u32,
    pub verdict: Verdict,
}

/// A whole set over one period.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    pub set: String,
    pub name: Words,
    pub level: Level,
    pub period: Period,
    pub zone: Option<String>,
    pub criteria: Vec<CriterionResult>,
    /// Conditions beside the criteria: satisfaction poll, debt, security.
    pub conditions: Vec<IndicatorResult>,
    pub met: u32,
    pub not_met: u32,
    pub cannot_tell: u32,
    /// All criteria and all conditions together.
    pub verdict: Verdict,
    /// For sets of villages.
    pub villages: Vec<VillageResult>,
    pub warnings: Vec<CommuneWarning>,
    /// Indicators that are *chưa đối chiếu*.
    pub unverified: u32,
}
