//! Calendar days and periods, without any clock.

use std::fmt;
use std::str::FromStr;

use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A calendar day, counted from 1970-01-01. Written `yyyy-mm-dd`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(i32);

/// A text that is no day of the calendar.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no day such as 2026-01-31")]
pub struct DayError(String);

const EPOCH: Date = Date::constant(1970, 1, 1);

impl Day {
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        Date::new(year, month, day).ok().map(Self::of)
    }

    /// Days since 1970-01-01.
    pub const fn number(self) -> i32 {
        self.0
    }

    pub const fn from_number(days: i32) -> Self {
        Self(days)
    }

    pub fn year(self) -> i16 {
        self.date().year()
    }

    /// The same day so many months earlier, or the last of that month.
    pub fn months_before(self, months: u16) -> Self {
        self.date().checked_sub(i32::from(months).months()).map_or(self, Self::of)
    }

    fn of(date: Date) -> Self {
        // The calendar of jiff ends at the year 9999, far within `i32` days.
        Self(date.since(EPOCH).map_or(0, |span| span.get_days()))
    }

    fn date(self) -> Date {
        EPOCH.checked_add(self.0.days()).unwrap_or(EPOCH)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.date().fmt(f)
    }
}

impl FromStr for Day {
    type Err = DayError;

    /// Reads the date of `2026-01-31` and of `2026-01-31T08:00`.
    fn from_str(text: &str) -> Result<Self, DayError> {
        let date = text.trim().split(['T', ' ']).next().unwrap_or_default();
        date.parse::<Date>().map(Self::of).map_err(|_| DayError(text.to_owned()))
    }
}

impl TryFrom<String> for Day {
    type Error = DayError;

    fn try_from(text: String) -> Result<Self, DayError> {
        text.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.to_string()
    }
}

/// Days from `from` to `to`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    pub from: Day,
    pub to: Day,
}

impl Period {
    pub const fn new(from: Day, to: Day) -> Self {
        Self { from, to }
    }

    pub fn of_year(year: i16) -> Option<Self> {
        Some(Self::new(Day::new(year, 1, 1)?, Day::new(year, 12, 31)?))
    }

    pub fn contains(self, day: Day) -> bool {
        self.from <= day && day <= self.to
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_reads_back_what_it_prints() {
        for text in ["1969-12-31", "1970-01-01", "2024-02-29", "2026-11-25"] {
            assert_eq!(text.parse::<Day>().unwrap().to_string(), text);
        }
        assert_eq!("1970-01-02".parse(), Ok(Day::from_number(1)));
        assert_eq!("2026-11-25T13:00:00+07:00".parse(), Ok(Day::new(2026, 11, 25).unwrap()));
        assert!("2026-02-30".parse::<Day>().is_err());
    }

    #[test]
    fn months_are_taken_back_to_a_day_that_exists() {
        let day = Day::new(2026, 3, 31).unwrap();
        assert_eq!(day.months_before(1), Day::new(2026, 2, 28).unwrap());
        assert_eq!(day.months_before(24), Day::new(2024, 3, 31).unwrap());
    }
}
