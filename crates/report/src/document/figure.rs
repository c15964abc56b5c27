//! A number, date or word of a report that is linked to where it comes from.

use std::collections::BTreeSet;
use std::fmt;

use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use serde::{Deserialize, Serialize};

use crate::vietnamese;

/// Longest id of a figure, in bytes.
pub const MAX_FIGURE_ID_BYTES: usize = 100;

/// What a figure is called in a text: `{{bhyt.ty-le}}`. Letters, digits, `.`, `_`, `-` and `/`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FigureId(String);

impl FigureId {
    /// Nothing if the id is empty, too long or holds a character that a placeholder cannot.
    pub fn new(id: impl Into<String>) -> Option<Self> {
        let id = id.into();
        let fits = !id.is_empty() && id.len() <= MAX_FIGURE_ID_BYTES;
        let plain = id.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '.' | '_' | '-' | '/'));
        (fits && plain).then_some(Self(id))
    }

    /// An id made of any text: what a placeholder cannot hold becomes `-`, what is too long is cut.
    pub fn of(text: &str) -> Self {
        let mut id = String::new();
        for letter in text.chars() {
            let plain = letter.is_alphanumeric() || matches!(letter, '.' | '_' | '-' | '/');
            if id.len() + letter.len_utf8() > MAX_FIGURE_ID_BYTES {
                break;
            }
            id.push(if plain { letter } else { '-' });
        }
        Self(if id.is_empty() { "-".to_owned() } else { id })
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FigureId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl TryFrom<String> for FigureId {
    type Error = String;

    fn try_from(id: String) -> Result<Self, Self::Error> {
        Self::new(id.clone()).ok_or_else(|| format!("not an id of a figure: {id:?}"))
    }
}

impl From<FigureId> for String {
    fn from(id: FigureId) -> Self {
        id.0
    }
}

/// What a figure says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FigureValue {
    Number(Decimal),
    /// So many out of so many: 7/7.
    Share {
        part: i64,
        whole: i64,
    },
    Date(Date),
    Text(String),
    /// Nobody can tell; printed as three dots that somebody has to fill in.
    Missing,
}

/// What a number counts or measures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A bare number.
    None,
    /// Percent, not a fraction: 86.5 is 86,5%.
    Percent,
    /// Vietnamese đồng, whole.
    Dong,
    /// A step of a scale, as in "mức độ 2".
    Level,
    /// What 0, 1, 2 … are called: "Không", "Có"; "Chưa đạt", "Trung bình", "Khá", "Tốt".
    Grade(Vec<String>),
    /// What stands behind the number: ha, m, thôn, tuyến đường.
    Of(String),
}

/// Why a figure must be read with care.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// A rate of which nobody said what it was taken of.
    NoDenominator,
    /// It was judged by a threshold that nobody has compared with the law's text: *chưa đối chiếu*.
    Unverified,
    /// It stands for fewer than five households, so the number itself is not printed.
    SmallCell,
    /// With it, the number of fewer than five households could be computed.
    BesideSmallCell,
}

impl Flag {
    /// In a bracket behind the figure or in the notes.
    pub fn vi(self) -> &'static str {
        match self {
            Self::NoDenominator => "chưa có mẫu số",
            Self::Unverified => "ngưỡng chưa đối chiếu",
            Self::SmallCell => "dưới 5 hộ hoặc người, không nêu số",
            Self::BesideSmallCell => "không nêu, vì từ số này tính ra được số của nơi dưới 5 hộ hoặc người",
        }
    }

    /// What is printed in the place of a number that is withheld.
    pub fn instead(self) -> Option<&'static str> {
        match self {
            Self::SmallCell => Some("dưới 5"),
            Self::BesideSmallCell => Some("không nêu"),
            Self::NoDenominator | Self::Unverified => None,
        }
    }

    pub fn en(self) -> &'static str {
        match self {
            Self::NoDenominator => "no denominator",
            Self::Unverified => "threshold not compared with the law",
            Self::SmallCell => "fewer than 5 households or persons, number withheld",
            Self::BesideSmallCell => "withheld, as it would give away fewer than 5 households or persons elsewhere",
        }
    }
}

/// Where a figure comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// An indicator's evaluation.
    Evaluation,
    /// Lines of the works and funding ledger.
    Ledger,
    /// The register of villages, households and works.
    Register,
    /// A recorded fact with its own source and date: a decision, an imported number.
    Record,
    /// Typed by the officer into the report.
    Officer,
}

/// The origin of a figure: which record, in which words, as of when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    pub kind: SourceKind,
    /// Id of the evaluation, indicator, work or record, for the app to open.
    pub id: String,
    /// For people: "Trạm y tế xã", "Sổ nguồn lực".
    pub words: String,
    pub as_of: Option<Date>,
}

/// A link to what stands behind a figure: a check, a photo, a decision.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Evidence {
    pub label: String,
    /// Opaque to the report; the app knows how to open it.
    pub target: String,
}

/// A linked figure. `formatted` is kept so that a stored report prints for ever as it was signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    pub id: FigureId,
    /// What it is, for people: "Tỷ lệ người dân tham gia BHYT".
    pub label: String,
    pub value: FigureValue,
    pub unit: Unit,
    pub formatted: String,
    pub source: Source,
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    #[serde(default)]
    pub flags: BTreeSet<Flag>,
}

impl Figure {
    /// A figure in the Vietnamese way of writing.
    pub fn new(id: FigureId, label: impl Into<String>, value: FigureValue, unit: Unit, source: Source) -> Self {
        let formatted = formatted(&value, &unit);
        let (evidence, flags) = (Vec::new(), BTreeSet::new());
        Self { id, label: label.into(), value, unit, formatted, source, evidence, flags }
    }

    /// The same figure with a mark; one that is withheld loses its number.
    pub fn with_flag(mut self, flag: Flag) -> Self {
        if let Some(words) = flag.instead() {
            self.value = FigureValue::Missing;
            self.formatted = words.to_owned();
        }
        self.flags.insert(flag);
        self
    }

    pub fn with_evidence(mut self, evidence: Vec<Evidence>) -> Self {
        self.evidence = evidence;
        self
    }

    /// The number without its unit, for a table whose column names the unit.
    pub fn bare(&self) -> String {
        match &self.value {
            FigureValue::Number(number) => vietnamese::number(*number),
            FigureValue::Date(date) => vietnamese::short_date(*date),
            _ => self.formatted.clone(),
        }
    }

    /// A money figure or a whole number in words; anything else as it is written.
    pub fn in_words(&self) -> String {
        match (&self.value, &self.unit) {
            (FigureValue::Number(number), unit) if number.fract().is_zero() => {
                let whole: Option<i64> = number.trunc().try_into().ok();
                match (whole, unit) {
                    (Some(whole), Unit::Dong) => vietnamese::dong_in_words(whole),
                    (Some(whole), _) => vietnamese::in_words(whole),
                    (None, _) => self.formatted.clone(),
                }
            }
            _ => self.formatted.clone(),
        }
    }
}

/// The name of a number; the number itself where it has none.
pub(crate) fn grade(number: Decimal, names: &[String]) -> String {
    let at = number.is_integer().then(|| number.to_usize()).flatten();
    at.and_then(|at| names.get(at)).cloned().unwrap_or_else(|| vietnamese::number(number))
}

fn formatted(value: &FigureValue, unit: &Unit) -> String {
    match (value, unit) {
        (FigureValue::Number(number), Unit::None) => vietnamese::number(*number),
        (FigureValue::Number(number), Unit::Percent) => format!("{}%", vietnamese::number(*number)),
        (FigureValue::Number(number), Unit::Dong) => format!("{} đồng", vietnamese::number(*number)),
        (FigureValue::Number(number), Unit::Level) => format!("mức độ {}", vietnamese::number(*number)),
        (FigureValue::Number(number), Unit::Grade(names)) => grade(*number, names),
        (FigureValue::Number(number), Unit::Of(what)) => format!("{} {what}", vietnamese::number(*number)),
        (FigureValue::Share { part, whole }, Unit::Of(what)) => format!("{part}/{whole} {what}"),
        (FigureValue::Share { part, whole }, _) => format!("{part}/{whole}"),
        (FigureValue::Date(date), _) => vietnamese::short_date(*date),
        (FigureValue::Text(text), _) => text.clone(),
        (FigureValue::Missing, _) => "…".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grade_is_printed_by_its_name_and_by_its_number_where_it_has_none() {
        let names = || Unit::Grade(["Chưa đạt", "Trung bình", "Khá"].map(str::to_owned).to_vec());
        for (number, expected) in [
            (Decimal::ZERO, "Chưa đạt"),
            (Decimal::TWO, "Khá"),
            (Decimal::new(20, 1), "Khá"),
            (Decimal::new(15, 1), "1,5"),
            (Decimal::from(3), "3"),
            (Decimal::NEGATIVE_ONE, "-1"),
        ] {
            assert_eq!(formatted(&FigureValue::Number(number), &names()), expected, "{number}");
        }
    }
}
