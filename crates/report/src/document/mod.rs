//! The report as data: what the app stores, the officer edits and the printers print.

mod check;
mod editing;
mod figure;
mod refresh;

use std::collections::BTreeMap;

pub(crate) use editing::editable_runs;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub(crate) use figure::grade;
pub use figure::{Evidence, Figure, FigureId, FigureValue, Flag, Source, SourceKind, Unit};
pub use refresh::refreshed;

/// Most sections a report may have.
pub const MAX_SECTIONS: usize = 500;
/// Most paragraphs and tables of one section.
pub const MAX_BLOCKS_PER_SECTION: usize = 2_000;
/// Deepest level of a heading; 1 is a part ("Phần thứ nhất").
pub const MAX_HEADING_LEVEL: u8 = 4;

/// How often such a report is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportKind {
    Month,
    Quarter,
    HalfYear,
    NineMonths,
    Year,
    /// Any other dates.
    Other,
}

/// The days reported on, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    pub from: Date,
    pub to: Date,
}

/// The head of an official letter: who writes, under which number, where and when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letterhead {
    /// The body above the agency; empty for a people's committee, which has none.
    pub superior: String,
    /// "ỦY BAN NHÂN DÂN XÃ NGỌC PHỤNG".
    pub agency: String,
    /// Without "Số:": "125/BC-UBND". A draft has none, and dots are printed.
    pub number: String,
    /// "Ngọc Phụng", in front of the date.
    pub place: String,
    pub date: Option<Date>,
}

/// Kind of document and its subject.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Title {
    /// "BÁO CÁO".
    pub kind: String,
    /// "Kết quả thực hiện …".
    pub subject: String,
}

/// A piece of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Run {
    Text(String),
    /// A figure of the report's `figures`, in this form.
    Figure {
        id: FigureId,
        #[serde(default)]
        form: FigureForm,
    },
}

/// How a figure is written at one place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FigureForm {
    /// With its unit: 66.791.009.000 đồng.
    #[default]
    Full,
    /// The number alone, for a column that names the unit.
    Bare,
    /// Sáu mươi sáu tỷ … đồng.
    Words,
}

/// What a paragraph is in the layout.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParagraphStyle {
    #[default]
    Body,
    /// An item of a list; its dash is printed by the layout.
    Item,
    /// A line in bold italics that opens a group of items.
    Lead,
    /// Smaller: what must be known about the figures.
    Note,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    #[serde(default)]
    pub style: ParagraphStyle,
    pub runs: Vec<Run>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    #[default]
    Left,
    Centre,
    Right,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    pub heading: String,
    /// Share of the table's width, relative to the other columns; at least 1.
    pub width: u32,
    #[serde(default)]
    pub align: Align,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowStyle {
    #[default]
    Plain,
    /// A sum or a group's head, in bold.
    Total,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    #[serde(default)]
    pub style: RowStyle,
    /// One per column; a missing cell is blank, one too many is not printed.
    pub cells: Vec<Vec<Run>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Printed above the table; may be empty.
    pub caption: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    Paragraph(Paragraph),
    Table(Table),
}

/// A heading and what stands below it up to the next heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Stable across versions, so that a difference can name the place: "ket-qua.ha-tang".
    pub id: String,
    /// 1 a part, 2 "I.", 3 "1.", 4 "5.1."; 0 a section without heading.
    pub level: u8,
    /// "Phần thứ nhất", "II.", "5.1."; may be empty.
    pub number: String,
    pub heading: String,
    pub blocks: Vec<Block>,
}

/// Who signs, in which power.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// "KT. CHỦ TỊCH"; empty if the head of the agency signs.
    pub authority: String,
    /// "PHÓ CHỦ TỊCH".
    pub position: String,
    pub name: String,
}

/// A report: plain data with every figure linked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub kind: ReportKind,
    pub period: Period,
    pub letterhead: Letterhead,
    pub title: Title,
    pub sections: Vec<Section>,
    /// Every figure that a run may name, by its id.
    pub figures: BTreeMap<FigureId, Figure>,
    pub recipients: Vec<String>,
    pub signature: Signature,
}

impl Report {
    /// What is printed for a run; a figure that is not there is three dots.
    pub fn words_of(&self, run: &Run) -> String {
        match run {
            Run::Text(text) => text.clone(),
            Run::Figure { id, form } => match (self.figures.get(id), form) {
                (None, _) => "…".to_owned(),
                (Some(figure), FigureForm::Full) => figure.formatted.clone(),
                (Some(figure), FigureForm::Bare) => figure.bare(),
                (Some(figure), FigureForm::Words) => figure.in_words(),
            },
        }
    }

    /// The printed text of some runs.
    pub fn text_of(&self, runs: &[Run]) -> String {
        runs.iter().map(|run| self.words_of(run)).collect()
    }

    /// The figures that the text or a table really shows.
    pub fn shown_figures(&self) -> Vec<&Figure> {
        let shown: std::collections::BTreeSet<&FigureId> = self.runs().filter_map(Run::figure).collect();
        shown.into_iter().filter_map(|id| self.figures.get(id)).collect()
    }

    /// All runs in reading order.
    pub fn runs(&self) -> impl Iterator<Item = &Run> {
        self.sections.iter().flat_map(|section| &section.blocks).flat_map(Block::runs)
    }
}

impl Paragraph {
    /// A paragraph in which texts side by side are one run, as they are after editing.
    pub fn new(style: ParagraphStyle, runs: Vec<Run>) -> Self {
        let mut joined: Vec<Run> = Vec::with_capacity(runs.len());
        for run in runs {
            match (joined.last_mut(), run) {
                (_, Run::Text(text)) if text.is_empty() => {}
                (Some(Run::Text(last)), Run::Text(text)) => last.push_str(&text),
                (_, run) => joined.push(run),
            }
        }
        Self { style, runs: joined }
    }
}

impl Run {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// The figure a run shows.
    pub fn figure(&self) -> Option<&FigureId> {
        match self {
            Self::Text(_) => None,
            Self::Figure { id, .. } => Some(id),
        }
    }
}

impl Block {
    /// All runs in reading order.
    pub fn runs(&self) -> Box<dyn Iterator<Item = &Run> + '_> {
        match self {
            Self::Paragraph(paragraph) => Box::new(paragraph.runs.iter()),
            Self::Table(table) => Box::new(table.rows.iter().flat_map(|row| &row.cells).flatten()),
        }
    }
}
