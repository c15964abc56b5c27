//! Results as people in a commune read them.

use criteria::{Basis, Day, Direction, ImportedFigure, Indicator, Measure, Reading, Tally, Verdict, source_words};
use domain::vocabulary::subject;

/// Digits behind the comma.
const DECIMALS: f64 = 100.0;

/// `1.234,5`
pub(crate) fn number(number: f64) -> String {
    let rounded = (number * DECIMALS).round() / DECIMALS;
    let text = format!("{}", rounded.abs());
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    let sign = if rounded < 0.0 { "−" } else { "" };
    let comma = if part.is_empty() { "" } else { "," };
    format!("{sign}{grouped}{comma}{part}")
}

/// A sentence's first letter large.
pub(crate) fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// `31/12/2026`
pub(crate) fn date_words(day: Day) -> String {
    let text = day.to_string();
    match text.split('-').collect::<Vec<_>>().as_slice() {
        [year, month, day] => format!("{day}/{month}/{year}"),
        _ => text,
    }
}

/// What one subject of a type is called.
pub(crate) fn kind_noun(kind: &str) -> &'static str {
    match kind {
        subject::TYPE_HOUSEHOLD => "hộ",
        subject::TYPE_ROAD => "tuyến đường",
        subject::TYPE_FACILITY => "cơ sở",
        subject::TYPE_SANITATION_POINT => "điểm vệ sinh",
        subject::TYPE_WORK => "công trình",
        subject::TYPE_VILLAGE => "thôn",
        subject::TYPE_COMMUNE => "xã",
        _ => "đối tượng",
    }
}

pub(crate) const fn basis_words(basis: Basis) -> &'static str {
    match basis {
        Basis::Text => "đọc từ chính văn bản",
        Basis::Press => "báo chí trích văn bản",
        Basis::Recollection => "ghi theo trí nhớ",
        Basis::Reconstruction => "dựng lại, chưa có văn bản",
    }
}

/// A reading together with the indicator that says what its numbers are.
#[derive(Clone, Copy)]
pub(crate) struct Measured<'a> {
    pub indicator: &'a Indicator,
    /// The threshold's value, where there is one.
    pub goal: Option<f64>,
}

impl Measured<'_> {
    fn is_yes_or_no(&self) -> bool {
        let formula = &self.indicator.formula;
        matches!(formula.measure, Measure::Document | Measure::All) && self.indicator.unit.vi.trim() != "%"
    }

    /// What the values 0, 1, 2 … are called, where they are grades or a yes or no; one of several documents is a number.
    pub fn names(&self, tally: &Tally) -> Option<Vec<String>> {
        if !self.indicator.scale.is_empty() {
            return Some(std::iter::once("Chưa đạt".to_owned()).chain(self.indicator.scale.iter().cloned()).collect());
        }
        let is_one = tally.total.is_none_or(|total| total <= 1.0);
        (self.is_yes_or_no() && is_one).then(|| ["Không", "Có"].map(str::to_owned).to_vec())
    }

    /// `86,5 %`, `Đạt`, `Khá`; without the unit where there is no room for it.
    pub fn value(&self, tally: &Tally, with_unit: bool) -> Option<String> {
        let value = tally.value?;
        if let Some(names) = self.names(tally) {
            return Some(names.get(value.round() as usize).cloned().unwrap_or_else(|| number(value)));
        }
        let unit = self.indicator.unit.vi.trim();
        let is_word = !with_unit || unit.is_empty() || unit.contains("đạt");
        Some(if is_word { number(value) } else { format!("{} {unit}", number(value)) })
    }

    /// `1.620 / 1.890`; nothing where there is no denominator.
    pub fn shares(tally: &Tally) -> Option<String> {
        tally.value?;
        Some(format!("{} / {}", number(tally.n), number(tally.total?)))
    }

    /// A quotient of two kinds of subject has no one name for both.
    fn noun(&self) -> &'static str {
        let formula = &self.indicator.formula;
        match &formula.by {
            Some(by) if by.subject != formula.quantity.subject => kind_noun(""),
            _ => kind_noun(&formula.quantity.subject),
        }
    }

    /// What the verdict rests on: how far it is, or why nothing can be told.
    pub fn why(&self, reading: &Reading) -> String {
        match reading.verdict {
            Verdict::Met => self.beyond(reading),
            Verdict::NotMet => self.short(reading),
            Verdict::CannotTell => self.unclear(reading),
        }
    }

    fn points(&self, distance: f64) -> String {
        match self.indicator.unit.vi.trim() {
            "%" => format!("{} điểm %", number(distance.abs())),
            unit if self.is_yes_or_no() || !self.indicator.scale.is_empty() || unit.is_empty() => {
                number(distance.abs())
            }
            unit => format!("{} {unit}", number(distance.abs())),
        }
    }

    /// `Số liệu nhập, nguồn …, ngày …: 86,5 % (cao hơn 5 điểm %)`
    pub fn beside(&self, figure: &ImportedFigure) -> String {
        let source = capitalised(&source_words(&figure.document).vi);
        let value = self.value(&figure.tally, true).unwrap_or_default();
        match self.difference(figure) {
            Some(difference) => format!("{source}: {value} ({difference})"),
            None => format!("{source}: {value}"),
        }
    }

    /// `cao hơn 5 điểm %`, as seen from the own checks.
    pub fn difference(&self, figure: &ImportedFigure) -> Option<String> {
        let difference = figure.difference?;
        Some(match number(difference).as_str() {
            "0" => "trùng nhau".to_owned(),
            _ if difference > 0.0 => format!("cao hơn {}", self.points(difference)),
            _ => format!("thấp hơn {}", self.points(difference)),
        })
    }

    fn beyond(&self, reading: &Reading) -> String {
        let is_plain = self.is_yes_or_no() || !self.indicator.scale.is_empty();
        match reading.distance {
            Some(distance) if distance > 0.0 && !is_plain => format!("hơn ngưỡng {}", self.points(distance)),
            _ => String::new(),
        }
    }

    fn short(&self, reading: &Reading) -> String {
        if self.is_yes_or_no() {
            return "chưa có văn bản còn hiệu lực".to_owned();
        }
        let quantity = &self.indicator.formula.quantity;
        let lacks = match reading.distance {
            Some(distance) if self.indicator.scale.is_empty() => match self.indicator.direction {
                Direction::AtMost => format!("quá ngưỡng {}", self.points(distance)),
                Direction::AtLeast | Direction::Equal => format!("thiếu {}", self.points(distance)),
            },
            _ => "chưa đến mức".to_owned(),
        };
        let is_whole = quantity.weight.is_none() && quantity.each.is_none() && quantity.amount.is_none();
        match reading.lacking.filter(|lacking| *lacking > 0.0 && is_whole) {
            Some(lacking) => format!("{lacks}, cần thêm {} {}", number(lacking), self.noun()),
            None => lacks,
        }
    }

    fn unclear(&self, reading: &Reading) -> String {
        let coverage = &reading.coverage;
        let open = coverage.missing + coverage.stale + coverage.unknown;
        let noun = self.noun();
        if reading.tally.value.is_none() {
            return match self.indicator.formula.measure {
                Measure::Document => "chưa ghi văn bản nào".to_owned(),
                Measure::Value => "chưa nhập số liệu".to_owned(),
                Measure::All => "các chỉ tiêu thành phần chưa rõ".to_owned(),
                _ if coverage.expected > 0 => format!("chưa có phiếu, còn {} {noun}", number(f64::from(open))),
                _ => "chưa có phiếu trong kỳ".to_owned(),
            };
        }
        if self.goal.is_none() {
            return "chưa có ngưỡng để so".to_owned();
        }
        format!("còn {} {noun} chưa rõ, có thể đổi kết quả", number(f64::from(open)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_the_vietnamese_way() {
        for (plain, written) in [
            (0.0, "0"),
            (86.5, "86,5"),
            (1890.0, "1.890"),
            (66_791_009_000.0, "66.791.009.000"),
            (12.3456, "12,35"),
            (-4.0, "−4"),
            (999.999, "1.000"),
        ] {
            assert_eq!(number(plain), written);
        }
    }
}
