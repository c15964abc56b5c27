//! How numbers, dates and blanks of a spreadsheet are written as text.

use std::borrow::Cow;

use jiff::civil::{Date, date};

/// A number as Python writes it: whole ones without a point, the shortest digits otherwise.
pub(super) fn number(value: f64) -> String {
    /// Below this magnitude Python writes an exponent.
    const SMALLEST_PLAIN: f64 = 1e-4;
    if value == 0.0 {
        "0".to_owned()
    } else if value.fract() == 0.0 {
        format!("{value:.0}")
    } else if value.is_nan() {
        "nan".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { "inf" } else { "-inf" }.to_owned()
    } else if value.abs() < SMALLEST_PLAIN {
        let written = format!("{value:e}");
        let (digits, exponent) = written.split_once("e-").unwrap_or((&written, "0"));
        format!("{digits}e-{exponent:0>2}")
    } else {
        value.to_string()
    }
}

/// The first day that serial numbers count from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Epoch {
    /// Day 1 is 1900-01-01, and 1900 is taken for a leap year.
    #[default]
    Windows,
    /// Day 0 is 1904-01-01.
    Mac,
}

const MILLISECONDS_A_DAY: f64 = 86_400_000.0;
/// Serial numbers beyond this are no days of the calendar (year 9999).
const MAX_SERIAL: f64 = 2_958_466.0;

/// The time or moment of a serial number as Python writes it; nothing for one outside of the calendar.
pub(super) fn moment(serial: f64, epoch: Epoch) -> Option<String> {
    if !(-693_593.0..MAX_SERIAL).contains(&serial) {
        return None;
    }
    let mut day = serial.floor();
    let mut milliseconds = ((serial - day) * MILLISECONDS_A_DAY).round();
    if milliseconds >= MILLISECONDS_A_DAY {
        milliseconds -= MILLISECONDS_A_DAY;
        day += 1.0;
    }
    let clock = clock(milliseconds as u64, 2);
    if (0.0..1.0).contains(&serial) && day == 0.0 {
        return Some(clock);
    }
    // The day that Excel thinks was 29 February 1900.
    if epoch == Epoch::Windows && serial > 0.0 && serial < 60.0 {
        day += 1.0;
    }
    let first = match epoch {
        Epoch::Windows => date(1899, 12, 30),
        Epoch::Mac => date(1904, 1, 1),
    };
    let day: Date = first.checked_add(jiff::Span::new().try_days(day as i64).ok()?).ok()?;
    (1..=9999).contains(&day.year()).then(|| format!("{day} {clock}"))
}

/// The time or moment that a cell of `.xls` shows, which has whole seconds. Days before 1 March 1900 are
/// not told, as Excel counts one that was not, and neither is anything outside of the calendar.
pub(super) fn moment_in_seconds(serial: f64, epoch: Epoch) -> Option<String> {
    const SECONDS_A_DAY: f64 = 86_400.0;
    const FIRST_CERTAIN: f64 = 61.0;
    let day = serial.trunc();
    let seconds = ((serial - day) * SECONDS_A_DAY).round();
    let is_ambiguous = epoch == Epoch::Windows && day + (seconds / SECONDS_A_DAY).trunc() < FIRST_CERTAIN;
    if serial < 0.0 || (is_ambiguous && day + (seconds / SECONDS_A_DAY).trunc() > 0.0) {
        return None;
    }
    moment(day + seconds / SECONDS_A_DAY, epoch)
}

/// A span of time as Python writes it: `1 day, 2:30:00`.
pub(super) fn duration(serial: f64) -> Option<String> {
    /// Spans of Python have fewer days than this.
    const MAX_DAYS: f64 = 1e9;
    if !(-MAX_DAYS < serial && serial < MAX_DAYS) {
        return None;
    }
    let milliseconds = (serial * MILLISECONDS_A_DAY).round() as i64;
    let (days, rest) = (milliseconds.div_euclid(86_400_000), milliseconds.rem_euclid(86_400_000));
    let clock = clock(rest.unsigned_abs(), 1);
    Some(match days {
        0 => clock,
        1 | -1 => format!("{days} day, {clock}"),
        _ => format!("{days} days, {clock}"),
    })
}

/// A time of day whose hours have at least so many digits.
fn clock(milliseconds: u64, hour_digits: usize) -> String {
    let (seconds, rest) = (milliseconds / 1000, milliseconds % 1000);
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let whole = format!("{hours:0hour_digits$}:{minutes:02}:{seconds:02}");
    if rest == 0 { whole } else { format!("{whole}.{rest:03}000") }
}

/// A moment of ISO 8601 (`2026-01-31T12:00:00Z`) as Python writes it; a day alone stays one.
pub(super) fn iso_moment(text: &str) -> String {
    let text = text.trim_end_matches('Z').replacen('T', " ", 1);
    match text.split_once('.') {
        Some((whole, fraction)) => format!("{whole}.{fraction:0<6}"),
        None => text,
    }
}

/// Whether cells of a number format show a date or time, by its first section: letters of dates outside
/// of quotes, brackets and escapes.
pub(super) fn shows_date(format: &str) -> bool {
    date_letters(format).any(|letter| matches!(letter, 'd' | 'm' | 'h' | 'y' | 's'))
}

/// Whether they show a span such as `[h]:mm`.
pub(super) fn shows_duration(format: &str) -> bool {
    let format = format.split(';').next().unwrap_or_default().to_ascii_lowercase();
    ["[h]", "[hh]", "[m]", "[mm]", "[s]", "[ss]"].iter().any(|span| format.contains(span))
}

/// Whether cells of a format of `.xls` show a date or time: where letters of dates outnumber digits, outside of
/// quotes, brackets and escapes.
pub(super) fn mostly_shows_date(format: &str) -> bool {
    let mut letters = format.chars();
    let (mut dates, mut digits) = (0_usize, 0_usize);
    while let Some(letter) = letters.next() {
        match letter {
            '\\' | '_' | '*' => {
                letters.next();
            }
            '"' | '[' => {
                let end = if letter == '"' { '"' } else { ']' };
                letters.by_ref().find(|letter| *letter == end);
            }
            'y' | 'm' | 'd' | 'h' | 's' | 'Y' | 'M' | 'D' | 'H' | 'S' => dates += 1,
            '0' | '#' | '?' => digits += 1,
            _ => {}
        }
    }
    dates > digits
}

/// Letters of a format's first section that are not literal, in lower case.
fn date_letters(format: &str) -> impl Iterator<Item = char> {
    let section = format.split(';').next().unwrap_or_default();
    let mut letters = section.chars();
    std::iter::from_fn(move || {
        loop {
            match letters.next()? {
                '\\' | '_' => {
                    letters.next();
                }
                '"' => {
                    letters.by_ref().find(|letter| *letter == '"');
                }
                '[' => {
                    let inside = letters.by_ref().take_while(|letter| *letter != ']').collect::<String>();
                    if matches!(inside.to_ascii_lowercase().as_str(), "h" | "hh" | "m" | "mm" | "s" | "ss") {
                        return Some('h');
                    }
                }
                letter => return Some(letter.to_ascii_lowercase()),
            }
        }
    })
}

/// Whether built-in number format `id` shows a date or time (ECMA-376 part 1, 18.8.30).
pub(super) const fn is_builtin_date(id: u32) -> bool {
    matches!(id, 14..=22 | 45..=47)
}

/// Whether it shows a span: `[h]:mm:ss`.
pub(super) const fn is_builtin_duration(id: u32) -> bool {
    id == 46
}

/// Blanks as Python strips them.
pub(super) fn is_blank(letter: char) -> bool {
    letter.is_whitespace() || ('\u{1C}'..='\u{1F}').contains(&letter)
}

/// A cell's text without blanks at its ends and with no-break blanks made plain, as they look like
/// blanks and break names and formulas.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    let text = strip(text);
    if !text.is_ascii() && text.contains('\u{A0}') {
        Cow::Owned(text.replace('\u{A0}', " "))
    } else {
        Cow::Borrowed(text)
    }
}

pub(super) fn strip(text: &str) -> &str {
    // Most texts neither begin nor end with anything near a blank.
    let is_plain = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    let bytes = text.as_bytes();
    if is_plain(bytes.first()) && is_plain(bytes.last()) { text } else { text.trim_matches(is_blank) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_python_writes_them() {
        for (value, written) in [
            (3.0, "3"),
            (-0.0, "0"),
            (0.1 + 0.2, "0.30000000000000004"),
            (1e22, "10000000000000000000000"),
            (1e23, "99999999999999991611392"),
            (0.0001, "0.0001"),
            (0.000_015, "1.5e-05"),
            (-1e-300, "-1e-300"),
        ] {
            assert_eq!(number(value), written);
        }
    }

    #[test]
    fn serial_numbers_become_dates_times_and_moments() {
        for (serial, epoch, written) in [
            (46053.0, Epoch::Windows, Some("2026-01-31 00:00:00")),
            (46053.5, Epoch::Windows, Some("2026-01-31 12:00:00")),
            (46_053.500_005_787, Epoch::Windows, Some("2026-01-31 12:00:00.500000")),
            (0.0, Epoch::Windows, Some("00:00:00")),
            (0.999_999_999_99, Epoch::Windows, Some("1900-01-01 00:00:00")),
            (0.25, Epoch::Windows, Some("06:00:00")),
            (1.0, Epoch::Windows, Some("1900-01-01 00:00:00")),
            (61.0, Epoch::Windows, Some("1900-03-01 00:00:00")),
            (44591.0, Epoch::Mac, Some("2026-01-31 00:00:00")),
            (-1.0, Epoch::Windows, Some("1899-12-29 00:00:00")),
            (2_958_466.0, Epoch::Windows, None),
            (-800_000.0, Epoch::Windows, None),
            (f64::NAN, Epoch::Windows, None),
            (f64::INFINITY, Epoch::Mac, None),
        ] {
            assert_eq!(moment(serial, epoch).as_deref(), written, "{serial}");
        }
        for (serial, written) in
            [(0.25, "6:00:00"), (1.25, "1 day, 6:00:00"), (2.5, "2 days, 12:00:00"), (-0.5, "-1 day, 12:00:00")]
        {
            assert_eq!(duration(serial).as_deref(), Some(written));
        }
        for (serial, written) in [
            (60.5, None),
            (-1.0, None),
            (0.5, Some("12:00:00")),
            (0.999_9, Some("23:59:51")),
            (0.999_999, None),
            (46_053.999_999, Some("2026-02-01 00:00:00")),
        ] {
            let written: Option<&str> = written;
            assert_eq!(moment_in_seconds(serial, Epoch::Windows).as_deref(), written, "{serial}");
        }
    }

    #[test]
    fn a_format_shows_a_date_by_the_letters_that_are_not_literal() {
        for (format, date) in [
            ("yyyy-mm-dd", true),
            ("General", false),
            ("0.00", false),
            ("[$-409]h:mm AM/PM", true),
            ("[h]:mm", true),
            ("[Red]0", false),
            ("\"days\" 0", false),
            ("0 \\d", false),
            ("0;dd", false),
            ("#,##0_-", false),
        ] {
            assert_eq!(shows_date(format), date, "{format}");
        }
        for (format, date) in
            [("dd/mm/yyyy;@", true), ("mm:ss.0", true), ("[h]:mm", true), ("0\\d", false), ("General", false)]
        {
            assert_eq!(mostly_shows_date(format), date, "{format}");
        }
    }

    #[test]
    fn blanks_go_from_the_ends_and_no_break_blanks_become_plain() {
        assert_eq!(clean("\u{A0} a\u{A0}b \u{1F}\n"), "a b");
    }
}
