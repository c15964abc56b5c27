//! Rules and thresholds in words.

use crate::set::{Expected, Per};
use crate::{Direction, DocumentLink, ImportedFigure, Indicator, Measure, Origin, Period, Threshold, Words};

/// A number as people write it: no needless decimals, a comma in Vietnamese.
pub fn number_words(number: f64) -> Words {
    let rounded = (number * 100.0).round() / 100.0;
    let en = format!("{rounded}");
    Words::new(en.replace('.', ","), en)
}

/// `≥ 95 %`, `Đạt`, `Khá trở lên`, or that nobody knows it yet.
pub fn threshold_words(indicator: &Indicator, threshold: Option<&Threshold>) -> Words {
    let Some(value) = threshold.and_then(|threshold| threshold.value) else {
        return Words::new("chưa có ngưỡng", "no threshold known");
    };
    if !indicator.scale.is_empty() {
        let grade = (value as usize).checked_sub(1).and_then(|at| indicator.scale.get(at));
        if let Some(grade) = grade {
            return Words::new(format!("{grade} trở lên"), format!("{grade} or better"));
        }
    }
    let number = number_words(value);
    let is_yes =
        indicator.direction == Direction::Equal && value == 1.0 && indicator.formula.measure == Measure::Document;
    if is_yes {
        return Words::new("Đạt", "Yes");
    }
    let sign = match indicator.direction {
        Direction::AtLeast => "≥",
        Direction::AtMost => "≤",
        Direction::Equal => "=",
    };
    let unit = &indicator.unit;
    Words::new(
        format!("{sign} {} {}", number.vi, unit.vi).trim_end().to_owned(),
        format!("{sign} {} {}", number.en, unit.en).trim_end().to_owned(),
    )
}

/// The whole rule: what is counted, of whom, when, against what.
pub(crate) fn rule(indicator: &Indicator, threshold: Option<&Threshold>, period: Option<Period>) -> Words {
    let mut vi = Vec::new();
    let mut en = Vec::new();
    if let Some(meaning) = &indicator.meaning {
        vi.push(meaning.vi.clone());
        en.push(meaning.en.clone());
    }
    let formula = measure_words(indicator);
    vi.push(formula.vi);
    en.push(formula.en);
    if let Some(period) = period {
        let window = window_words(indicator, period);
        vi.push(window.vi);
        en.push(window.en);
    }
    let against = threshold_words(indicator, threshold);
    vi.push(format!("Ngưỡng: {}", against.vi));
    en.push(format!("Threshold: {}", against.en));
    Words::new(sentences(&vi), sentences(&en))
}

fn sentences(parts: &[String]) -> String {
    let parts = parts.iter().map(|part| part.trim().trim_end_matches('.')).filter(|part| !part.is_empty());
    parts.map(|part| format!("{part}.")).collect::<Vec<_>>().join(" ")
}

fn measure_words(indicator: &Indicator) -> Words {
    let formula = &indicator.formula;
    let quantity = &formula.quantity;
    let thing = match &quantity.each {
        Some(repeat) => Words::new(format!("dòng “{repeat}”"), format!("row of “{repeat}”")),
        None => subject_words(&quantity.subject),
    };
    let among = quantity.among.as_ref().map_or(Words::new("tất cả", "all"), |among| {
        Words::new(format!("chỉ tính khi {among}"), format!("only where {among}"))
    });
    let holds = quantity.holds.clone().unwrap_or_else(|| "true".to_owned());
    let amount = quantity.amount.clone().unwrap_or_default();
    let per = quantity.per.clone().unwrap_or_else(|| "1".to_owned());
    match formula.measure {
        Measure::Count => Words::new(
            format!("Đếm {}: {holds} ({})", thing.vi, among.vi),
            format!("Counts each {}: {holds} ({})", thing.en, among.en),
        ),
        Measure::Ratio => {
            let weight = quantity.weight.as_ref();
            let weight_vi = weight.map_or(String::new(), |weight| format!(", tính theo {weight}"));
            let weight_en = weight.map_or(String::new(), |weight| format!(", weighted by {weight}"));
            Words::new(
                format!("Tử số: {} có {holds}; mẫu số: {}{weight_vi}", thing.vi, among.vi),
                format!("Numerator: {} with {holds}; denominator: {}{weight_en}", thing.en, among.en),
            )
        }
        Measure::Sum => Words::new(format!("Tổng của {amount}"), format!("Sum of {amount}")),
        Measure::Average => {
            Words::new(format!("Tổng của {amount} chia cho tổng của {per}"), format!("Sum of {amount} by sum of {per}"))
        }
        Measure::Document => Words::new(
            "Có văn bản còn hiệu lực vào ngày cuối kỳ",
            "A document is in force on the last day of the period",
        ),
        Measure::Value => Words::new(
            "Số liệu do cơ quan khác cung cấp, kèm nguồn và ngày",
            "A figure of another body, with its source and date",
        ),
        Measure::Quotient => {
            let by = formula.by.as_ref().and_then(|by| by.amount.clone()).unwrap_or_default();
            Words::new(format!("Tổng của {amount} chia cho tổng của {by}"), format!("Sum of {amount} by sum of {by}"))
        }
        Measure::All => {
            let named = formula.indicators.join(", ");
            Words::new(format!("Đạt khi tất cả các chỉ tiêu {named} đạt"), format!("Met when all of {named} are met"))
        }
    }
}

fn subject_words(kind: &str) -> Words {
    let (vi, en) = match kind {
        "household" => ("hộ", "household"),
        "road" => ("tuyến đường", "road"),
        "facility" => ("cơ sở", "facility"),
        "sanitation" | "sanitation_point" => ("điểm vệ sinh", "sanitation point"),
        "work" => ("công trình", "work"),
        "village" => ("thôn", "village"),
        "commune" => ("xã", "commune"),
        other => (other, other),
    };
    Words::new(vi, en)
}

fn window_words(indicator: &Indicator, period: Period) -> Words {
    let quantity = &indicator.formula.quantity;
    if indicator.formula.measure == Measure::All {
        return Words::default();
    }
    let from = quantity.max_age_months.map_or(period.from, |months| period.to.months_before(months));
    let span_vi = format!("từ {} đến {}", date_vi(from), date_vi(period.to));
    let span_en = format!("from {from} to {}", period.to);
    let coverage = indicator.formula.coverage.map(number_words);
    let (mut vi, mut en) = match quantity.one {
        Per::Subject => (
            format!("Lấy lần kiểm tra hợp lệ mới nhất {span_vi}"),
            format!("The latest valid check of each {span_en} counts"),
        ),
        Per::Check => (format!("Tính mọi phiếu hợp lệ {span_vi}"), format!("Every valid check {span_en} counts")),
    };
    if quantity.expected == Expected::Seen {
        vi.push_str("; chỉ kể đối tượng đã có lần kiểm tra");
        en.push_str("; only what was ever checked is expected");
    }
    if let Some(coverage) = coverage {
        vi.push_str(&format!("; kết luận được khi có từ {} % trở lên", coverage.vi));
        en.push_str(&format!("; told from {} % on", coverage.en));
    }
    Words::new(vi, en)
}

/// Where the value comes from, if not from the own checks alone.
pub(crate) fn origin_words(origin: &Origin, is_own: bool, reference: Option<&ImportedFigure>) -> Words {
    let mut words = Words::default();
    if let Origin::Imported(document) = origin {
        let source = source_words(document);
        words = if is_own {
            Words::new(format!("Giá trị là {}.", source.vi), format!("The value is {}.", source.en))
        } else {
            Words::new(
                format!("Trong kỳ chưa có phiếu nào tính được nên lấy {}.", source.vi),
                format!("No check of the period counts, so this is {}.", source.en),
            )
        };
    }
    let Some(figure) = reference else { return words };
    let source = source_words(&figure.document);
    words.with(Words::new(
        format!("Phiếu của xã được tính trước; {} chỉ để đối chiếu.", source.vi),
        format!("The commune's own checks go first; {} is for comparison.", source.en),
    ))
}

/// `số liệu nhập, nguồn BHXH huyện, ngày 31/12/2026`
pub fn source_words(document: &DocumentLink) -> Words {
    let (mut vi, mut en) = ("số liệu nhập".to_owned(), "an imported figure".to_owned());
    if let Some(source) = document.issuer.as_ref().or(document.number.as_ref()) {
        vi.push_str(&format!(", nguồn {source}"));
        en.push_str(&format!(", source {source}"));
    }
    if let Some(day) = document.day {
        vi.push_str(&format!(", ngày {}", date_vi(day)));
        en.push_str(&format!(", of {day}"));
    }
    Words::new(vi, en)
}

/// `31/12/2026`
fn date_vi(day: crate::Day) -> String {
    let text = day.to_string();
    let parts = text.split('-').collect::<Vec<_>>();
    match parts.as_slice() {
        [year, month, day] => format!("{day}/{month}/{year}"),
        _ => text,
    }
}
