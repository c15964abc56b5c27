//! What a cell means, as tolerantly as a person would read it.

use domain::text::{fold, normalise};

/// More persons than this in one household is a slip of the finger.
const MAX_MEMBERS: u32 = 60;
/// Longer than this is a slip of the unit.
const MAX_LENGTH_M: f64 = 200_000.0;

/// A cell that cannot be used as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unclear;

/// Persons: `4`, `04`, `4 khẩu`.
pub fn members(text: &str) -> Result<u32, Unclear> {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    let words = fold(text.get(digits.len()..).unwrap_or_default());
    let is_counted = matches!(words.trim(), "" | "khau" | "nguoi" | "nhan khau");
    let number = digits.parse().ok().filter(|number| (1..=MAX_MEMBERS).contains(number));
    number.filter(|_| is_counted).ok_or(Unclear)
}

/// Metres with either decimal sign; a dot before three digits is the Vietnamese thousands sign.
pub fn length_m(text: &str, metres_per_unit: f64) -> Result<f64, Unclear> {
    let bare = fold(text);
    let bare = bare.trim_end_matches("km").trim_end_matches('m').trim();
    let plain = match bare.split_once('.') {
        Some((head, tail)) if tail.len() == 3 && !head.is_empty() && metres_per_unit < 2.0 => format!("{head}{tail}"),
        _ => bare.replace(',', "."),
    };
    let length_m = plain.parse::<f64>().map_err(|_| Unclear)? * metres_per_unit;
    if (0.0..=MAX_LENGTH_M).contains(&length_m) { Ok(length_m) } else { Err(Unclear) }
}

/// Telephone numbers with their leading zero, which Excel drops; several are joined by a comma.
/// An unclear one comes back as it was written, for people to read.
pub fn phone(text: &str) -> Result<String, Unclear> {
    let numbers: Result<Vec<String>, Unclear> =
        text.split([',', ';', '/']).filter(|part| !part.trim().is_empty()).map(one_phone).collect();
    let joined = numbers?.join(", ");
    if joined.is_empty() { Err(Unclear) } else { Ok(joined) }
}

fn one_phone(text: &str) -> Result<String, Unclear> {
    let bare: String = text.chars().filter(|letter| !matches!(letter, ' ' | '.' | '-' | '(' | ')' | '\'')).collect();
    let national = bare.strip_prefix("+84").or_else(|| bare.strip_prefix("0084")).unwrap_or(&bare);
    let national = national.strip_prefix('0').unwrap_or(national);
    let fine = (9..=10).contains(&national.len()) && national.bytes().all(|byte| byte.is_ascii_digit());
    if fine { Ok(format!("0{national}")) } else { Err(Unclear) }
}

/// One of the three words of the law, or what was written; `None` for *không*.
pub fn poverty(text: &str) -> Option<String> {
    let folded = fold(text);
    match folded.as_str() {
        "" | "-" | "0" | "khong" | "binh thuong" | "khong ngheo" | "ho binh thuong" | "trung binh" => None,
        _ if folded.contains("thoat") && folded.contains("ngheo") => Some("Hộ mới thoát nghèo".to_owned()),
        _ if folded.contains("can ngheo") => Some("Hộ cận nghèo".to_owned()),
        _ if folded.contains("ngheo") => Some("Hộ nghèo".to_owned()),
        _ => Some(text.to_owned()),
    }
}

/// A village's name without *Thôn* in front.
pub fn village(text: &str) -> String {
    match text.split_once(' ') {
        Some((first, rest)) if fold(first) == "thon" && !rest.is_empty() => rest.to_owned(),
        _ => text.to_owned(),
    }
}

/// A person's name has at least two letters.
pub fn is_name(text: &str) -> bool {
    normalise(text).chars().filter(|letter| letter.is_alphabetic()).count() >= 2
}

/// Lines below or between the rows that add them up.
pub fn is_sum(text: &str) -> bool {
    let folded = fold(text);
    ["tong cong", "tong so", "cong"]
        .iter()
        .any(|word| folded.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', ' ', '('])))
        && !folded.starts_with("cong hoa")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons_are_read_as_people_write_them() {
        for (text, expected) in [
            ("4", Ok(4)),
            ("03", Ok(3)),
            ("5 khẩu", Ok(5)),
            ("0", Err(Unclear)),
            ("61", Err(Unclear)),
            ("4.5", Err(Unclear)),
            ("bốn", Err(Unclear)),
            ("4 con", Err(Unclear)),
            ("99999999999", Err(Unclear)),
        ] {
            assert_eq!(members(text), expected, "{text:?}");
        }
    }

    #[test]
    fn telephone_numbers_get_their_zero_back() {
        for (text, expected) in [
            ("0100123456", Some("0100123456")),
            ("100123456", Some("0100123456")),
            ("0100 123 456", Some("0100123456")),
            ("0100.123.456", Some("0100123456")),
            ("+84 100 123 456", Some("0100123456")),
            ("0100123456; 0100654321", Some("0100123456, 0100654321")),
            ("hỏi trưởng thôn", None),
            ("12", None),
            ("/", None),
        ] {
            assert_eq!(phone(text).ok().as_deref(), expected, "{text:?}");
        }
    }

    #[test]
    fn lengths_know_the_vietnamese_signs() {
        for (text, unit, expected) in [
            ("850", 1.0, Ok(850.0)),
            ("1.200", 1.0, Ok(1_200.0)),
            ("1200,5", 1.0, Ok(1_200.5)),
            ("2800m", 1.0, Ok(2_800.0)),
            ("1,2", 1_000.0, Ok(1_200.0)),
            ("1.250", 1_000.0, Ok(1_250.0)),
            ("dài", 1.0, Err(Unclear)),
            ("-5", 1.0, Err(Unclear)),
            ("NaN", 1.0, Err(Unclear)),
        ] {
            assert_eq!(length_m(text, unit), expected, "{text:?}");
        }
    }

    #[test]
    fn poverty_is_said_in_the_words_of_the_law() {
        for (text, expected) in [
            ("Nghèo", Some("Hộ nghèo")),
            ("hộ cận nghèo", Some("Hộ cận nghèo")),
            ("Thoát nghèo 2025", Some("Hộ mới thoát nghèo")),
            ("không", None),
            ("Gia đình chính sách", Some("Gia đình chính sách")),
        ] {
            assert_eq!(poverty(text).as_deref(), expected, "{text:?}");
        }
    }

    #[test]
    fn sums_are_no_households() {
        for (text, expected) in
            [("Tổng cộng", true), ("Cộng:", true), ("Tổng số hộ", true), ("Lê Công Tổng", false), ("Cộng Hòa", false)]
        {
            assert_eq!(is_sum(text), expected, "{text:?}");
        }
    }
}
