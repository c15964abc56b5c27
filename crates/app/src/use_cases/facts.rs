//! Basic facts of subjects: which a type has, and how they are typed.

use domain::vocabulary::{area, subject};
use domain::{Value, text};

use crate::error::AppError;
use crate::words;

/// Longest text that fits a basic fact.
const MAX_FACT_CHARS: usize = 300;
/// More people than any household has; a slip of the keyboard beyond.
const MAX_MEMBERS: i64 = 60;
/// Longer than any road of a commune, in metres.
const MAX_LENGTH_M: f64 = 200_000.0;

/// Fields that programs use and people need not see.
pub(crate) const HIDDEN: [&str; 5] = [subject::TYPE, subject::CODE, area::PARENT, area::DEMO, area::VALID_FROM];

/// Facts that people may change by hand, in the order they are shown. Areas are described by the office's register.
pub(crate) fn editable(subject_type: &str) -> &'static [&'static str] {
    match subject_type {
        subject::TYPE_HOUSEHOLD => {
            &[subject::NAME, subject::MEMBERS, subject::PHONE, subject::ADDRESS, subject::POVERTY, subject::NOTE]
        }
        subject::TYPE_ROAD => &[subject::NAME, subject::ROAD_CLASS, subject::LENGTH_M, subject::SURFACE, subject::NOTE],
        subject::TYPE_VILLAGE | subject::TYPE_COMMUNE => &[],
        _ => &[subject::NAME, subject::ADDRESS, subject::NOTE],
    }
}

/// Reads what was typed for a basic fact; empty means to remove it.
pub(crate) fn read(subject_type: &str, field: &str, typed: &str) -> Result<Option<Value>, AppError> {
    if !editable(subject_type).contains(&field) {
        return Err(words::forbidden());
    }
    let typed = text::normalise(typed);
    if typed.chars().count() > MAX_FACT_CHARS {
        return Err(words::invalid("Nội dung quá dài.", format!("Hãy viết gọn trong {MAX_FACT_CHARS} chữ.")));
    }
    match (field, typed.is_empty()) {
        (subject::NAME, true) if subject_type == subject::TYPE_HOUSEHOLD => {
            Err(words::invalid("Chưa có tên chủ hộ.", "Hãy nhập họ và tên chủ hộ."))
        }
        (subject::NAME, true) => Err(words::invalid("Chưa có tên.", "Hãy nhập tên để mọi người nhận ra.")),
        (_, true) => Ok(None),
        (subject::MEMBERS, false) => match typed.parse::<i64>() {
            Ok(members) if (0..=MAX_MEMBERS).contains(&members) => Ok(Some(Value::Integer(members))),
            _ => Err(words::invalid("Số khẩu không đúng.", format!("Hãy nhập số từ 0 đến {MAX_MEMBERS}."))),
        },
        (subject::LENGTH_M, false) => match typed.replace(',', ".").parse::<f64>() {
            Ok(length_m) if length_m > 0.0 && length_m <= MAX_LENGTH_M => Ok(Some(Value::Decimal(length_m))),
            _ => Err(words::invalid("Chiều dài không đúng.", "Hãy nhập số mét, ví dụ 850 hoặc 850,5.")),
        },
        _ => Ok(Some(Value::Text(typed))),
    }
}
