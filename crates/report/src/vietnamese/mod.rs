//! Numbers, money and dates as a Vietnamese official letter writes them.

mod words;

use jiff::civil::Date;
use rust_decimal::Decimal;

pub use words::{dong_in_words, in_words};

/// 1234.5 → "1.234,5". Zeros at the end of the fraction fall away.
pub fn number(number: Decimal) -> String {
    let plain = number.normalize().to_string();
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", plain.as_str()),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let comma = if fraction.is_empty() { "" } else { "," };
    format!("{sign}{}{comma}{fraction}", grouped(whole))
}

/// 66791009000 → "66.791.009.000 đ".
pub fn dong(amount_vnd: i64) -> String {
    format!("{} đ", number(Decimal::from(amount_vnd)))
}

/// 86.5 → "86,5%".
pub fn percent(percent: Decimal) -> String {
    format!("{}%", number(percent))
}

/// "21/12/2023"; day and month always with two digits.
pub fn short_date(date: Date) -> String {
    format!("{:02}/{:02}/{}", date.day(), date.month(), date.year())
}

/// "ngày 21 tháng 12 năm 2023". Days below 10 and the months 1 and 2 get a zero in front, so that nobody can add a digit
/// (Decree 30/2020/NĐ-CP, annex I, II.4).
pub fn long_date(date: Date) -> String {
    let month = if date.month() <= 2 { format!("{:02}", date.month()) } else { date.month().to_string() };
    format!("ngày {:02} tháng {month} năm {}", date.day(), date.year())
}

/// The first letter as a capital, the rest as it is.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// A dot before every third digit from the right.
fn grouped(digits: &str) -> String {
    let count = digits.chars().count();
    let mut grouped = String::with_capacity(count + count / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (count - index).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_dots_between_thousands_and_a_decimal_comma() {
        for (given, written) in [
            ("0", "0"),
            ("999", "999"),
            ("1200", "1.200"),
            ("86.5", "86,5"),
            ("15.08", "15,08"),
            ("100.00", "100"),
            ("-1234567.25", "-1.234.567,25"),
            ("66791009000", "66.791.009.000"),
        ] {
            assert_eq!(number(given.parse().expect("a number")), written);
        }
        assert_eq!(dong(66_791_009_000), "66.791.009.000 đ");
        assert_eq!(percent(Decimal::new(865, 1)), "86,5%");
    }

    #[test]
    fn dates_are_written_so_that_no_digit_can_be_added() {
        for (date, long, short) in [
            (jiff::civil::date(2023, 12, 21), "ngày 21 tháng 12 năm 2023", "21/12/2023"),
            (jiff::civil::date(2023, 2, 3), "ngày 03 tháng 02 năm 2023", "03/02/2023"),
            (jiff::civil::date(2024, 3, 10), "ngày 10 tháng 3 năm 2024", "10/03/2024"),
        ] {
            assert_eq!((long_date(date), short_date(date)), (long.to_owned(), short.to_owned()));
        }
    }
}
