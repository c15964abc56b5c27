//! Reports: their list, one report as it will print with every figure linked, signed versions and their difference; and the
//! ledger of works and funding.

use std::collections::BTreeMap;

use super::{PeriodChoice, PeriodInfo, dto};

dto! {
    pub struct ReportsArgs {
        /// The period that a new report would be for; null: this year.
        #[serde(default)]
        pub period: Option<PeriodChoice>,
    }

    pub struct ReportList {
        pub period: PeriodInfo,
        pub rows: Vec<ReportRow>,
    }

    pub struct ReportRow {
        pub id: String,
        /// `Báo cáo năm 2026`
        pub title: String,
        pub from: String,
        pub to: String,
        /// Sections whose words people changed.
        pub edited: u32,
        pub versions: Vec<ReportVersion>,
    }

    /// A signed version; it never changes.
    pub struct ReportVersion {
        pub id: String,
        /// Two people who had not seen each other's version sign the same number.
        pub number: u32,
        /// What it is called: `2`, or `2a` and `2b`.
        pub label: String,
        /// SHA-256, hexadecimal.
        pub digest: String,
        pub at_ms: i64,
        pub by: String,
        /// The commune's own layout that it was signed with; null: the built-in one.
        pub template: Option<String>,
    }

    pub struct CreateReportArgs {
        pub period: PeriodChoice,
    }

    pub struct ReportArgs {
        pub id: String,
        /// A signed version; null: as it stands now.
        #[serde(default)]
        pub version: Option<String>,
    }

    /// A report as it will print.
    pub struct ReportPage {
        pub id: String,
        pub short_title: String,
        pub version: Option<ReportVersion>,
        pub versions: Vec<ReportVersion>,
        pub frame: ReportFrame,
        /// “BÁO CÁO” and what it is about.
        pub kind: String,
        pub subject: String,
        pub sections: Vec<ReportSection>,
        /// By id.
        pub figures: BTreeMap<String, ReportFigure>,
        /// What is missing, uncertain, or has moved under an edited text.
        pub notes: Vec<ReportNote>,
        /// The check whose words it rests on.
        pub narrative: Option<String>,
        /// Where that form is filled: the commune.
        pub commune: String,
        pub narrative_form: String,
    }

    pub struct ReportFrame {
        pub superior: String,
        pub agency: String,
        pub number: String,
        pub place: String,
        /// `yyyy-mm-dd`
        pub date: Option<String>,
        pub recipients: Vec<String>,
        pub authority: String,
        pub position: String,
        pub name: String,
    }

    pub struct ReportSection {
        pub id: String,
        pub level: u8,
        pub number: String,
        pub heading: String,
        pub edited: bool,
        pub blocks: Vec<ReportBlock>,
    }

    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum BlockStyle {
        Body,
        Item,
        /// A line that opens a group of items.
        Lead,
        Note,
        Table,
    }

    pub struct ReportBlock {
        pub style: BlockStyle,
        /// Of a paragraph.
        pub runs: Vec<ReportRun>,
        /// What an officer edits: figures are `{{id}}`, in words `{{id:chu}}`, without unit `{{id:so}}`.
        pub editable: String,
        /// Of a table.
        pub caption: String,
        pub columns: Vec<ReportColumn>,
        pub rows: Vec<ReportTableRow>,
    }

    pub struct ReportColumn {
        pub heading: String,
        /// Share of the width.
        pub width: u32,
        /// `left`, `centre` or `right`
        pub align: String,
    }

    pub struct ReportTableRow {
        pub total: bool,
        pub cells: Vec<Vec<ReportRun>>,
    }

    pub struct ReportRun {
        pub text: String,
        pub figure: Option<String>,
    }

    pub struct ReportFigure {
        pub label: String,
        pub text: String,
        pub words: String,
        pub source: String,
        pub as_of: Option<String>,
        /// Why it must be read with care, in words.
        pub flags: Vec<String>,
        /// Out of the ledger of works and funding.
        pub ledger: bool,
        pub evidence: Vec<ReportEvidence>,
    }

    /// Leads to a check, or to an indicator of the board.
    pub struct ReportEvidence {
        pub label: String,
        pub check: Option<String>,
        pub set: Option<String>,
        pub indicator: Option<String>,
    }

    pub struct ReportNote {
        pub code: String,
        /// True where something was left out.
        pub grave: bool,
        pub text: String,
    }

    /// Changes one paragraph of a section.
    pub struct EditReportArgs {
        pub id: String,
        pub section: String,
        /// Its place among the section's blocks; the number of blocks adds one at the end.
        pub block: u32,
        /// The text as the officer saw it; empty for a new paragraph.
        pub seen: String,
        /// Each line is a paragraph; empty removes it.
        pub text: String,
    }

    /// The section as it is generated.
    pub struct RestoreArgs {
        pub id: String,
        pub section: String,
    }

    pub struct ReportFrameArgs {
        pub id: String,
        pub frame: ReportFrame,
    }

    pub struct DifferenceArgs {
        pub id: String,
        /// A signed version.
        pub before: String,
        /// Another one; null: as it stands now.
        #[serde(default)]
        pub after: Option<String>,
    }

    pub struct ReportDifference {
        pub changes: Vec<ReportChange>,
    }

    pub struct ReportChange {
        /// What it is about: a figure's label or a section.
        pub place: String,
        pub is_figure: bool,
        /// Null where it was not there.
        pub before: Option<String>,
        pub after: Option<String>,
    }

    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum ReportFormat {
        Docx,
        Pdf,
        Xlsx,
    }

    pub struct ReportFileArgs {
        pub id: String,
        #[serde(default)]
        pub version: Option<String>,
        pub format: ReportFormat,
    }

    /// A printed report to save, held for a short while under its hash.
    pub struct ReportFile {
        pub file: String,
        pub name: String,
        /// Where it is not printed as it was asked for.
        pub notes: Vec<ReportNote>,
    }

    pub struct LedgerArgs {
        /// Null: this year.
        #[serde(default)]
        pub period: Option<PeriodChoice>,
    }

    /// Works and funding: source × item, in đồng.
    pub struct Ledger {
        pub period: PeriodInfo,
        pub sources: Vec<LedgerName>,
        pub works: Vec<LedgerWork>,
        /// By source, in the order of `sources`: what of it names no work.
        pub without_work: Vec<i64>,
        pub by_source: Vec<i64>,
        pub total_by_sources: i64,
        pub total_by_works: i64,
        /// The sum of all sources in words.
        pub total_in_words: String,
        /// The two totals compared, and which sources have no item.
        pub difference: String,
        pub agrees: bool,
        /// Checks of money without a work.
        pub loose: Vec<ReportEvidence>,
    }

    pub struct LedgerName {
        pub id: String,
        pub name: String,
    }

    pub struct LedgerWork {
        /// The subject.
        pub id: String,
        pub name: String,
        pub group: String,
        pub villages: String,
        pub check: Option<String>,
        /// In the order of `sources`; null where it got nothing.
        pub amounts: Vec<Option<i64>>,
        pub total: i64,
    }
}

dto! {
    /// The layout that reports are printed with in Word.
    pub struct Templates {
        /// Why the built-in one is used instead of the one in use, in words.
        pub fault: Option<String>,
        /// Who chose what, the latest first: that one is in use. Empty: always the built-in one.
        pub choices: Vec<TemplateChoice>,
        /// What a layout may hold, in order.
        pub tags: Vec<TemplateTag>,
        /// Names of the styles that a layout must have.
        pub styles: Vec<String>,
    }

    pub struct TemplateChoice {
        pub id: String,
        /// Null: the built-in one.
        pub name: Option<String>,
        pub bytes: Option<u32>,
        pub at_ms: i64,
        pub by: String,
    }

    pub struct TemplateTag {
        /// Written between double braces.
        pub tag: String,
        /// What stands there.
        pub what: String,
        pub required: bool,
    }

    pub struct TemplateArgs {
        /// An earlier choice; null: the built-in layout.
        #[serde(default)]
        pub choice: Option<String>,
    }

    pub struct BringTemplateArgs {
        /// The uploaded file.
        pub file: String,
        /// As it is called.
        pub name: String,
    }

    pub struct BroughtTemplate {
        /// It is in use now.
        pub taken: bool,
        /// What it lacks, or what to know of it.
        pub notes: Vec<ReportNote>,
        pub templates: Templates,
    }
}
