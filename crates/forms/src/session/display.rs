//! Answers as people read them.

use domain::Value;

use crate::expr::date;
use crate::model::{Question, QuestionKind};

/// Choice labels, dates as dd/mm/yyyy, decimal comma.
pub(crate) fn shown(question: &Question<'_>, value: &Value, language: &str) -> String {
    match value {
        Value::Integer(number) => number.to_string(),
        Value::Decimal(number) => number.to_string().replace('.', ","),
        Value::Boolean(truth) => yes_no(*truth, language).to_owned(),
        Value::Text(text) => shown_text(question, text, language),
    }
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
