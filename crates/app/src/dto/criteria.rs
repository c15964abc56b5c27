//! The board of criteria, one indicator with its evidence, thresholds and their sources.

use super::dto;

dto! {
    /// Which days are judged.
    pub struct PeriodChoice {
        pub kind: PeriodKind,
        pub year: i16,
        /// Month 1–12 or quarter 1–4.
        #[serde(default)]
        pub number: Option<u8>,
        /// `yyyy-mm-dd`, for `dates`.
        #[serde(default)]
        pub from: Option<String>,
        #[serde(default)]
        pub to: Option<String>,
    }

    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum PeriodKind {
        Month,
        Quarter,
        /// January to June.
        HalfYear,
        /// January to September.
        NineMonths,
        Year,
        Dates,
    }

    pub struct PeriodInfo {
        pub choice: PeriodChoice,
        /// First and last day, `yyyy-mm-dd`.
        pub from: String,
        pub to: String,
        /// As it follows “kết quả”: `năm 2026`, `quý 3/2026`.
        pub words: String,
        pub this_year: i16,
    }

    pub struct BoardArgs {
        /// Null: the set that the commune is judged by.
        #[serde(default)]
        pub set: Option<String>,
        /// Another set over the same records, beside the first.
        #[serde(default)]
        pub beside: Option<String>,
        /// Null: this year.
        #[serde(default)]
        pub period: Option<PeriodChoice>,
        /// Without figures of fewer than five households, for a board that hangs where everybody reads it.
        #[serde(default)]
        pub public: bool,
    }

    /// Where the commune stands.
    pub struct Board {
        pub period: PeriodInfo,
        pub sets: Vec<SetInfo>,
        pub board: Option<SetBoard>,
        pub beside: Option<SetBoard>,
        /// In the order of names.
        pub villages: Vec<VillageName>,
        /// Of every village of which a step is recorded.
        pub recognitions: Vec<VillageRecognition>,
    }

    pub struct VillageName {
        pub id: String,
        pub name: String,
    }

    pub struct SetInfo {
        pub id: String,
        pub name: String,
        /// About villages, each by itself.
        pub of_villages: bool,
        /// False where the commune does not look at it.
        pub used: bool,
        pub indicators: u32,
        /// Indicators whose threshold nobody compared with the official text.
        pub unverified: u32,
        /// Indicators without any value to reach.
        pub without_threshold: u32,
        /// What to know before one relies on it: not in force, skeleton… Empty: nothing.
        pub caution: String,
        pub source: String,
        pub zone: Option<String>,
        pub zones: Vec<ZoneInfo>,
        /// The office's own text stands in the place of the shipped one.
        pub replaced: bool,
        /// The program brings a set of this id, to which one can go back.
        pub shipped: bool,
    }

    pub struct ZoneInfo {
        pub id: String,
        pub name: String,
        pub meaning: String,
    }

    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum CriteriaVerdict {
        Met,
        NotMet,
        CannotTell,
    }

    /// A whole set in one period.
    pub struct SetBoard {
        pub set: String,
        pub name: String,
        pub of_villages: bool,
        pub zone_name: Option<String>,
        pub met: u32,
        pub not_met: u32,
        pub cannot_tell: u32,
        pub criteria_total: u32,
        pub verdict: CriteriaVerdict,
        /// Indicators that are *chưa đối chiếu*, of how many.
        pub unverified: u32,
        pub indicators_total: u32,
        pub criteria: Vec<CriterionRow>,
        pub conditions: Vec<IndicatorRow>,
        /// For sets of villages.
        pub villages: Vec<VillageScore>,
        /// Regression, and the rule of withdrawal, in sentences.
        pub warnings: Vec<BoardWarning>,
        /// What in the set cannot be used as it is written.
        pub faults: Vec<String>,
    }

    pub struct BoardWarning {
        /// True where recognition itself is at risk.
        pub grave: bool,
        pub text: String,
        /// The criterion it is about.
        pub criterion: Option<String>,
        /// The check it is about.
        pub check: Option<String>,
    }

    pub struct CriterionRow {
        pub id: String,
        pub name: String,
        pub note: Option<String>,
        pub verdict: CriteriaVerdict,
        pub core: bool,
        pub regressed: bool,
        /// Indicators that are met, of how many.
        pub met: u32,
        pub indicators: Vec<IndicatorRow>,
    }

    pub struct IndicatorRow {
        pub id: String,
        pub name: String,
        pub verdict: CriteriaVerdict,
        /// `86,5 %`; null while nothing is counted.
        pub value: Option<String>,
        /// `1.620 / 1.890`, where there is a denominator.
        pub shares: Option<String>,
        /// `Số liệu nhập, nguồn BHXH huyện, ngày 31/12/2026`, where the value is a figure of another body.
        pub imported: Option<String>,
        /// Such a figure beside the value of the commune's own checks, with its difference.
        pub beside: Option<String>,
        /// `≥ 95 %`
        pub threshold: String,
        /// The threshold was compared with the official text by a person.
        pub verified: bool,
        /// How far it is, or why nothing can be told.
        pub why: String,
        /// Of a rate that its source gives without a denominator.
        pub lacks_denominator: bool,
        pub regressed: bool,
        /// Subjects whose answers are not there: missing, stale or unclear.
        pub open: u32,
        pub expected: u32,
        pub disputed: u32,
        /// Re-checked by the office.
        pub rechecked: u32,
        pub villages: Vec<VillageCell>,
    }

    pub struct VillageCell {
        pub village: String,
        /// Without the unit; null while nothing is counted.
        pub value: Option<String>,
        pub shares: Option<String>,
        pub verdict: CriteriaVerdict,
        pub open: u32,
    }

    pub struct VillageScore {
        pub village: String,
        pub met: u32,
        pub not_met: u32,
        pub cannot_tell: u32,
        pub verdict: CriteriaVerdict,
    }

    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum RecognitionStepName {
        Candidate,
        Appraised,
        Recognised,
        Withdrawn,
    }

    /// Where one village is on its way to a title.
    pub struct VillageRecognition {
        pub set: String,
        /// What it is recognised as.
        pub title: String,
        pub village: String,
        pub village_name: String,
        /// Null: no step that counts.
        pub state: Option<RecognitionStepName>,
        /// What is not on record of the recognition that stands: `chưa có hồ sơ thẩm định`.
        pub lacking: Option<String>,
        /// All steps, oldest first.
        pub history: Vec<RecognitionEntry>,
    }

    pub struct RecognitionEntry {
        pub step: RecognitionStepName,
        pub check: String,
        pub number: Option<String>,
        pub day: Option<String>,
        pub issuer: Option<String>,
        /// The decision itself.
        pub file: Option<EvidenceFile>,
        /// Does not follow from the step before; it changes nothing.
        pub out_of_order: bool,
        /// What is not on record of it.
        pub lacking: Option<String>,
    }

    pub struct RecognitionArgs {
        pub village: String,
    }

    pub struct Recognitions {
        pub rows: Vec<VillageRecognition>,
    }

    pub struct IndicatorArgs {
        pub set: String,
        pub indicator: String,
        #[serde(default)]
        pub period: Option<PeriodChoice>,
        /// Rows of the list of evidence: of one village, of these standings (none: all).
        #[serde(default)]
        pub village: Option<String>,
        #[serde(default)]
        pub standings: Vec<EvidenceStanding>,
        #[serde(default)]
        pub offset: u32,
        /// At most 200.
        #[serde(default)]
        pub limit: Option<u32>,
    }

    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum EvidenceStanding {
        /// In numerator and denominator.
        Holds,
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

    /// All of one indicator.
    pub struct IndicatorPage {
        pub period: PeriodInfo,
        pub set: String,
        pub set_name: String,
        pub criterion: String,
        pub criterion_name: String,
        /// Row of the board.
        pub row: IndicatorRow,
        pub unit: String,
        pub rule: String,
        pub note: Option<String>,
        pub threshold: ThresholdInfo,
        pub self_assessed: ReadingText,
        /// The value with re-checks in the place of self-assessments.
        pub rechecked: Option<ReadingText>,
        pub recheck_reasons: Vec<String>,
        pub splits: Vec<SplitInfo>,
        pub trend: Vec<TrendInfo>,
        /// For charts: the threshold's value.
        pub goal: Option<f64>,
        pub villages: Vec<VillageName>,
        /// How many subjects stand how; in the village that was asked for.
        pub standings: Vec<StandingCount>,
        /// What is counted: `household`, `road`…
        pub subject_type: String,
        /// `hộ`, `tuyến đường`…
        pub noun: String,
        /// The form that is filled for it.
        pub form: String,
        pub form_title: String,
        pub evidence: EvidencePage,
        /// The imported figure that names the indicator.
        pub imported: Option<ImportedInfo>,
        /// Indicators that it is made of.
        pub parts: Vec<IndicatorRow>,
        /// What in its rule cannot be used as it is written.
        pub faults: Vec<String>,
    }

    /// A figure of another body, in the place of the commune's own checks or beside them.
    pub struct ImportedInfo {
        /// It is the indicator's value; else it stands beside it.
        pub used: bool,
        pub value: Option<String>,
        pub shares: Option<String>,
        /// `cao hơn 5 điểm %`, where it stands beside a value of own checks.
        pub difference: Option<String>,
        /// Who supplied it, by which paper, of which day.
        pub source: Option<String>,
        pub number: Option<String>,
        pub day: Option<String>,
        pub file: Option<EvidenceFile>,
        /// The check in which it was entered.
        pub check: EvidenceCheck,
    }

    pub struct ThresholdInfo {
        pub words: String,
        pub source: String,
        /// How the source was read.
        pub basis: String,
        pub verified: bool,
        /// `Nguyễn Thị A đối chiếu ngày 31/01/2026`
        pub compared: Option<String>,
        pub zone: Option<String>,
    }

    pub struct ReadingText {
        pub value: Option<String>,
        pub shares: Option<String>,
        pub verdict: CriteriaVerdict,
        pub why: String,
        /// Subjects that were counted.
        pub counted: u32,
    }

    pub struct SplitInfo {
        pub id: String,
        pub name: String,
        pub parts: Vec<SplitPartInfo>,
    }

    pub struct SplitPartInfo {
        pub key: String,
        pub name: String,
        pub value: Option<f64>,
        pub text: Option<String>,
        pub shares: Option<String>,
        /// Fewer than five: not to be shown in public.
        pub small: bool,
    }

    pub struct TrendInfo {
        pub label: String,
        pub to: String,
        pub value: Option<f64>,
        pub text: Option<String>,
        pub shares: Option<String>,
        pub verdict: CriteriaVerdict,
        /// The value is a figure of another body.
        pub imported: bool,
    }

    pub struct StandingCount {
        pub standing: EvidenceStanding,
        pub count: u32,
    }

    pub struct EvidencePage {
        pub total: u32,
        pub rows: Vec<CriteriaEvidence>,
    }

    /// One subject's part in a value.
    pub struct CriteriaEvidence {
        pub subject: String,
        pub name: String,
        pub code: String,
        pub village_name: String,
        pub standing: EvidenceStanding,
        /// What it adds: `3 / 4`; null where nothing is counted.
        pub shares: Option<String>,
        /// The check that counts, or the last one before the period.
        pub check: Option<EvidenceCheck>,
        pub recheck: Option<EvidenceCheck>,
        pub document: Option<EvidenceDocument>,
    }

    pub struct EvidenceCheck {
        pub check: String,
        pub form_title: String,
        /// `yyyy-mm-dd`
        pub day: String,
        pub reason: Option<String>,
        pub disputed: bool,
        pub photos: EvidencePhotos,
    }

    /// Photos and files of one check.
    pub struct EvidencePhotos {
        pub total: u32,
        /// The first few of them.
        pub shown: Vec<EvidenceFile>,
    }

    pub struct EvidenceFile {
        /// The question it answers.
        pub label: String,
        /// Null where nothing but its name has come here.
        pub file: Option<super::FileInfo>,
    }

    pub struct EvidenceDocument {
        pub number: Option<String>,
        pub day: Option<String>,
        pub until: Option<String>,
        pub issuer: Option<String>,
        pub file: Option<EvidenceFile>,
        pub in_force: bool,
    }
}

dto! {
    pub struct SetArgs {
        /// Null: the set that the commune is judged by.
        #[serde(default)]
        pub set: Option<String>,
    }

    /// The values that a set asks for, where they come from and who compared them.
    pub struct Thresholds {
        pub sets: Vec<SetInfo>,
        pub set: SetInfo,
        pub rows: Vec<ThresholdRow>,
    }

    pub struct ThresholdRow {
        pub criterion: String,
        pub criterion_name: String,
        pub indicator: String,
        pub name: String,
        pub unit: String,
        /// `từ … trở lên`, `không quá …`, `bằng …`
        pub direction: String,
        /// Names of the grades 1, 2, 3 … where values are grades.
        pub scale: Vec<String>,
        /// The value is 1 for yes.
        pub yes_or_no: bool,
        pub value: Option<f64>,
        /// `≥ 95 %`
        pub words: String,
        pub zone: Option<String>,
        pub zone_name: Option<String>,
        pub from_year: Option<i16>,
        pub to_year: Option<i16>,
        pub source: String,
        pub basis: String,
        pub verified: bool,
        /// `Nguyễn Thị A đối chiếu ngày 31/01/2026 với …`
        pub compared: Option<String>,
    }

    /// Enters a threshold, or says that it was compared with the official text. Its place is given by indicator, zone
    /// and years.
    pub struct ThresholdArgs {
        pub set: String,
        pub indicator: String,
        #[serde(default)]
        pub zone: Option<String>,
        #[serde(default)]
        pub from_year: Option<i16>,
        #[serde(default)]
        pub to_year: Option<i16>,
        /// In the indicator's unit; grades count from 1; null where nobody knows it.
        #[serde(default)]
        pub value: Option<f64>,
        /// The decision with number, date and annex.
        #[serde(default)]
        pub source: String,
        /// The person who calls has the official text before them, and it says so.
        #[serde(default)]
        pub compared: bool,
        /// Takes the threshold out.
        #[serde(default)]
        pub remove: bool,
    }

    pub struct SetSettingArgs {
        pub set: String,
        /// The commune's zone or group in it.
        #[serde(default)]
        pub zone: Option<String>,
        pub used: bool,
    }

    pub struct SetFileArgs {
        /// Hash of an uploaded .xlsx.
        pub file: String,
    }

    /// What bringing in a sheet would change, or changed.
    pub struct SetImport {
        pub set: String,
        pub name: String,
        /// No set of this id is known yet.
        pub new_set: bool,
        pub changes: Vec<SetChange>,
        pub notes: Vec<super::RegisterNote>,
        /// False for a preview, and where errors stopped it.
        pub imported: bool,
    }

    pub struct SetChange {
        /// `17.4 Tỷ lệ hộ …`
        pub place: String,
        pub before: String,
        pub after: String,
    }

    /// A file to save, held for a short while under its hash.
    pub struct SetFile {
        pub file: String,
        pub name: String,
    }
}

dto! {
    /// How far the present round of checks is; without a round, the year.
    pub struct RoundProgress {
        pub name: Option<String>,
        /// `yyyy-mm-dd`
        pub from: String,
        pub ends: Option<String>,
        pub today: String,
        /// The round's own form first.
        pub forms: Vec<FormProgress>,
    }

    pub struct FormProgress {
        pub form: String,
        pub title: String,
        pub subject_type: String,
        /// `hộ`, `tuyến đường`…
        pub noun: String,
        pub total: u32,
        pub done: u32,
        pub drafts: u32,
        /// Done in the last seven days.
        pub lately: u32,
        pub days: Vec<DayCount>,
        pub villages: Vec<VillageShare>,
    }

    pub struct DayCount {
        pub day: String,
        pub done: u32,
    }

    pub struct VillageShare {
        pub id: String,
        pub name: String,
        pub total: u32,
        pub done: u32,
    }

    /// Marks a finished check as the office's verification of an earlier one, or takes the mark back.
    pub struct RecheckArgs {
        pub check: String,
        pub recheck: bool,
        /// Why it differs, for those who read both.
        #[serde(default)]
        pub reason: String,
    }
}
