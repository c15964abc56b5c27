//! Answers as people read them.

use domain::Value;

use crate::expr::date;
use crate::model::{Question, QuestionKind};

/// Choice labels, dates as dd/mm/yyyy, decimal comma.
pub(crate) fn shown(question: &Question<'_>, value: &Value, language: &str) -> String {
    match value {
        Value::Integer(number) => shown_number(&number.to_string(), language),
        Value::Decimal(number) => shown_number(&number.to_string(), language),
        Value::Boolean(truth) => yes_no(*truth, language).to_owned(),
        Value::Text(text) => shown_text(question, text, language),
    }
}

/// Whole digits from which on a number is read by its thousands; a year never is.
const GROUPED_FROM_DIGITS: usize = 5;

/// `70000000.5` → `70.000.000,5`, in English `70,000,000.5`. What is no plain number stays as it is.
fn shown_number(plain: &str, language: &str) -> String {
    let (thousands, point) = if is_english(language) { (',', ".") } else { ('.', ",") };
    let (whole, part) = plain.split_once('.').unwrap_or((plain, ""));
    let digits = whole.trim_start_matches('-');
    if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return plain.to_owned();
    }
    let mut shown: String = whole.chars().take_while(|sign| *sign == '-').collect();
    for (at, digit) in digits.chars().enumerate() {
        let left = digits.len() - at;
        if at > 0 && left.is_multiple_of(3) && digits.len() >= GROUPED_FROM_DIGITS {
            shown.push(thousands);
        }
        shown.push(digit);
    }
    if part.is_empty() { shown } else { format!("{shown}{point}{part}") }
}

fn yes_no(truth: bool, language: &str) -> &'static str {
    match (truth, is_english(language)) {
        (true, false) => "Có",
        (false, false) => "Không",
        (true, true) => "Yes",
        (false, true) => "No",
    }
}

/// Vietnamese is the language of those who did not choose another.
pub(super) fn is_english(language: &str) -> bool {
    let language = language.to_lowercase();
    language == "en" || language.starts_with("english") || language.contains("(en)")
}

fn shown_text(question: &Question<'_>, text: &str, language: &str) -> String {
    match question.kind() {
        QuestionKind::SelectOne => question.choice_label(text, language),
        QuestionKind::SelectMultiple | QuestionKind::Rank => {
            let labels = text.split_whitespace().map(|name| question.choice_label(name, language));
            labels.collect::<Vec<_>>().join(", ")
        }
        QuestionKind::Date => shown_date(text).unwrap_or_else(|| text.to_owned()),
        QuestionKind::Time => text.get(..5).unwrap_or(text).to_owned(),
        QuestionKind::DateTime | QuestionKind::Metadata(_) => shown_moment(text).unwrap_or_else(|| text.to_owned()),
        QuestionKind::Acknowledge => yes_no(true, language).to_owned(),
        _ => text.to_owned(),
    }
}

fn shown_date(text: &str) -> Option<String> {
    let day = date::read_date(text)?;
    Some(format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year()))
}

fn shown_moment(text: &str) -> Option<String> {
    match text.split_once('T') {
        Some((day, time)) => Some(format!("{} {}", shown_date(day)?, time.get(..5)?)),
        None => shown_date(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_by_their_thousands_and_years_are_not() {
        for (plain, vietnamese, english) in [
            ("2026", "2026", "2026"),
            ("12.5", "12,5", "12.5"),
            ("70000000", "70.000.000", "70,000,000"),
            ("-12345.25", "-12.345,25", "-12,345.25"),
            ("100000", "100.000", "100,000"),
            ("inf", "inf", "inf"),
            ("NaN", "NaN", "NaN"),
        ] {
            assert_eq!(shown_number(plain, "vi"), vietnamese);
            assert_eq!(shown_number(plain, "English (en)"), english);
        }
    }
}
