//! Dates and times in the lexical forms of XForms, and their count of days since 1970-01-01.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan};

use super::calendar::{self, Names};
use crate::session::Env;

const MS_PER_DAY: f64 = 86_400_000.0;
const SECONDS_PER_MIN: i32 = 60;

/// The zone that the device is in.
pub(crate) fn zone_of(env: &Env) -> TimeZone {
    match &env.zone {
        Some(zone) => zone.clone(),
        None => Offset::from_seconds(env.utc_offset_min.saturating_mul(SECONDS_PER_MIN))
            .map_or(TimeZone::UTC, TimeZone::fixed),
    }
}

/// A moment as the calendar and clock of the device's zone show it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Moment {
    civil: DateTime,
    /// Distance of the zone from UTC at this moment.
    utc_offset_min: i32,
    /// Whether it is written as a date alone.
    is_date: bool,
}

impl Moment {
    /// Now, where the device is.
    pub(crate) fn of_env(env: &Env) -> Self {
        let now = Timestamp::from_millisecond(env.now_ms).unwrap_or(Timestamp::UNIX_EPOCH);
        Self::of_instant(now, &zone_of(env))
    }

    /// The moment a clock shows so many minutes east of UTC.
    pub(crate) fn of_clock(now_ms: i64, utc_offset_min: i32) -> Self {
        Self::of_env(&Env { now_ms, utc_offset_min, ..Env::default() })
    }

    fn of_instant(instant: Timestamp, zone: &TimeZone) -> Self {
        let offset = zone.to_offset(instant);
        Self { civil: offset.to_datetime(instant), utc_offset_min: offset.seconds() / SECONDS_PER_MIN, is_date: false }
    }

    fn of_civil(civil: DateTime, zone: &TimeZone) -> Self {
        let instant = zone.to_timestamp(civil).unwrap_or(Timestamp::UNIX_EPOCH);
        Self { civil, utc_offset_min: zone.to_offset(instant).seconds() / SECONDS_PER_MIN, is_date: false }
    }

    /// Days since 1970-01-01 local midnight, the time left out; `None` beyond the calendar.
    pub(crate) fn of_days(days: f64, zone: &TimeZone) -> Option<Self> {
        let civil = epoch().checked_add((whole(days.trunc())?).days()).ok()?;
        Some(Self::of_civil(civil, zone).as_date())
    }

    /// Days since 1970-01-01T00:00Z, the fraction a time; `None` beyond the calendar.
    pub(crate) fn of_days_utc(days: f64, zone: &TimeZone) -> Option<Self> {
        let instant = Timestamp::from_millisecond(whole((days * MS_PER_DAY).trunc())?).ok()?;
        Some(Self::of_instant(instant, zone))
    }

    /// `2026-11-23`, `2026-11-23T07:30`, with seconds, fraction and zone as they come. Text with
    /// another zone is brought into `zone`.
    pub(crate) fn read(text: &str, zone: &TimeZone) -> Option<Self> {
        let text = text.trim();
        let Some((date, time)) = text.split_once('T') else {
            return Some(Self::of_civil(read_date(text)?.at(0, 0, 0, 0), zone).as_date());
        };
        let (time, written) = split_zone(time)?;
        let civil = DateTime::from_parts(read_date(date)?, read_time(time)?);
        match written {
            None => Some(Self::of_civil(civil, zone)),
            Some(minutes) => {
                let offset = Offset::from_seconds(minutes * SECONDS_PER_MIN).ok()?;
                Some(Self::of_instant(offset.to_timestamp(civil).ok()?, zone))
            }
        }
    }

    /// The same moment, written as its date alone.
    pub(crate) const fn as_date(mut self) -> Self {
        self.is_date = true;
        self
    }

    /// The same moment, written with its time.
    pub(crate) const fn as_date_time(mut self) -> Self {
        self.is_date = false;
        self
    }

    /// The date's own midnight.
    pub(crate) fn at_midnight(self, zone: &TimeZone) -> Self {
        Self::of_civil(self.civil.date().at(0, 0, 0, 0), zone).as_date()
    }

    /// Days since 1970-01-01 local midnight, with the time as a fraction.
    pub(crate) fn days(self) -> f64 {
        let since = self.civil.duration_since(epoch());
        since.as_millis() as f64 / MS_PER_DAY
    }

    /// Days since 1970-01-01T00:00Z, with the time as a fraction.
    pub(crate) fn days_utc(self) -> f64 {
        let ms = self.civil.duration_since(epoch()).as_millis() as f64;
        (ms - f64::from(self.utc_offset_min) * 60_000.0) / MS_PER_DAY
    }

    /// The part of the day that is over.
    pub(crate) fn day_fraction(self) -> f64 {
        let days = self.days();
        days - days.floor()
    }

    /// As it is written: a date, or a date with time and zone.
    pub(crate) fn text(self) -> String {
        if self.is_date { self.date_text() } else { self.date_time_text() }
    }

    pub(crate) fn date_text(self) -> String {
        self.civil.date().to_string()
    }

    /// `2026-11-23T07:30:00.000+07:00`
    pub(crate) fn date_time_text(self) -> String {
        let time = self.civil.time();
        format!("{}T{}{}", self.civil.date(), time_text(time), zone_text(self.utc_offset_min))
    }

    /// The patterns of `format-date` (ODK XForms specification); unknown ones stay as they are.
    pub(crate) fn formatted(self, pattern: &str, language: &str) -> String {
        let mut out = String::with_capacity(pattern.len() * 2);
        let names = calendar::names_of(language);
        let mut letters = pattern.chars();
        while let Some(letter) = letters.next() {
            if letter != '%' {
                out.push(letter);
                continue;
            }
            match letters.next() {
                Some(code) => self.format_one(code, names, &mut out),
                None => out.push('%'),
            }
        }
        out
    }

    fn format_one(self, code: char, names: &Names, out: &mut String) {
        let moment = self.civil;
        let piece = match code {
            'Y' => format!("{:04}", moment.year()),
            'y' => format!("{:02}", moment.year().rem_euclid(100)),
            'm' => format!("{:02}", moment.month()),
            'n' => moment.month().to_string(),
            'b' => names.month(moment.month()).to_owned(),
            'd' => format!("{:02}", moment.day()),
            'e' => moment.day().to_string(),
            'H' => format!("{:02}", moment.hour()),
            'h' => moment.hour().to_string(),
            'M' => format!("{:02}", moment.minute()),
            'S' => format!("{:02}", moment.second()),
            '3' => format!("{:03}", moment.millisecond()),
            'a' => names.day(moment.weekday().to_monday_one_offset()).to_owned(),
            // The week of the year, as JavaRosa has it (ISO 8601).
            'W' => moment.date().iso_week_date().week().to_string(),
            'Z' => zone_text(self.utc_offset_min),
            '%' => "%".to_owned(),
            other => format!("%{other}"),
        };
        out.push_str(&piece);
    }
}

fn epoch() -> DateTime {
    DateTime::constant(1970, 1, 1, 0, 0, 0, 0)
}

fn whole(number: f64) -> Option<i64> {
    const LARGEST: f64 = 9_007_199_254_740_992.0;
    (number.abs() <= LARGEST).then_some(number as i64)
}

/// `yyyy-mm-dd`, a real day.
pub(crate) fn read_date(text: &str) -> Option<Date> {
    let mut parts = text.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if year.len() != 4 || !(1..=2).contains(&month.len()) || !(1..=2).contains(&day.len()) {
        return None;
    }
    Date::new(digits(year)?, digits(month)?, digits(day)?).ok()
}

/// `dd/mm/yyyy` as people in Viet Nam write it.
pub(crate) fn read_vietnamese_date(text: &str) -> Option<Date> {
    let mut parts = text.splitn(3, ['/', '.']);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if year.len() != 4 || day.len() > 2 || month.len() > 2 {
        return None;
    }
    Date::new(digits(year)?, digits(month)?, digits(day)?).ok()
}

/// `hh:mm`, with seconds and fraction as they come.
pub(crate) fn read_time(text: &str) -> Option<Time> {
    let mut parts = text.splitn(3, ':');
    let hour = digits(parts.next()?)?;
    let minute = digits(parts.next()?)?;
    let (second, fraction) = match parts.next() {
        None => (0, ""),
        Some(rest) => {
            let (second, fraction) = rest.split_once('.').unwrap_or((rest, ""));
            (digits(second)?, fraction)
        }
    };
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let nanos = format!("{fraction:0<9}").get(..9)?.parse().ok()?;
    Time::new(hour, minute, second, nanos).ok()
}

fn digits<T: std::str::FromStr>(text: &str) -> Option<T> {
    if text.is_empty() || text.len() > 4 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// The time without its zone, and the zone in minutes.
pub(crate) fn split_zone(text: &str) -> Option<(&str, Option<i32>)> {
    if let Some(time) = text.strip_suffix(['Z', 'z']) {
        return Some((time, Some(0)));
    }
    let Some(at) = text.rfind(['+', '-']) else { return Some((text, None)) };
    let (time, zone) = text.split_at(at);
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let zone = zone.get(1..)?;
    let (hours, minutes) = match zone.split_once(':') {
        Some(pair) => pair,
        None => (zone.get(..2)?, zone.get(2..)?),
    };
    let minutes = if minutes.is_empty() { 0 } else { digits::<i32>(minutes)? };
    let hours = digits::<i32>(hours)?;
    // No place is further than 14 hours from UTC (XML Schema §3.2.7.3).
    (hours <= 14 && minutes < 60).then_some((time, Some(sign * (hours * 60 + minutes))))
}

/// `07:30:00.000`
pub(crate) fn time_text(time: Time) -> String {
    format!("{:02}:{:02}:{:02}.{:03}", time.hour(), time.minute(), time.second(), time.millisecond())
}

pub(crate) fn zone_text(utc_offset_min: i32) -> String {
    if utc_offset_min == 0 {
        return "Z".to_owned();
    }
    let sign = if utc_offset_min < 0 { '-' } else { '+' };
    let minutes = utc_offset_min.abs();
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// The days of a date, or of a moment in its own zone.
pub(crate) fn days_of_text(text: &str) -> Option<f64> {
    if text.len() < 8 || !text.contains('-') {
        return None;
    }
    let written = text.split_once('T').and_then(|(_, time)| split_zone(time)).and_then(|(_, zone)| zone);
    let offset = Offset::from_seconds(written.unwrap_or(0) * SECONDS_PER_MIN).ok()?;
    Moment::read(text, &TimeZone::fixed(offset)).map(Moment::days)
}

/// `06:00` is 0.25; a time of another zone is brought into `zone`, as it was on 1970-01-01.
pub(crate) fn day_fraction_of_text(text: &str, zone: &TimeZone) -> Option<f64> {
    Moment::read(&format!("1970-01-01T{text}"), zone).map(Moment::day_fraction)
}
