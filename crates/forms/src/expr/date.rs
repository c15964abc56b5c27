//! Dates and times in the lexical forms of XForms, and their count of days since 1970-01-01.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};

const MS_PER_DAY: f64 = 86_400_000.0;
const MS_PER_MIN: i64 = 60_000;

/// A civil moment with its distance from UTC.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Moment {
    civil: DateTime,
    utc_offset_min: i32,
}

impl Moment {
    /// The moment a clock shows.
    pub(crate) fn of_clock(now_ms: i64, utc_offset_min: i32) -> Self {
        let local_ms = now_ms.saturating_add(i64::from(utc_offset_min) * MS_PER_MIN);
        let civil = civil_of_ms(local_ms).unwrap_or(epoch());
        Self { civil, utc_offset_min }
    }

    /// Days since 1970-01-01 local midnight; `None` beyond the calendar.
    pub(crate) fn of_days(days: f64, utc_offset_min: i32) -> Option<Self> {
        let ms = (days * MS_PER_DAY).round();
        (ms.abs() < i64::MAX as f64)
            .then(|| civil_of_ms(ms as i64))
            .flatten()
            .map(|civil| Self { civil, utc_offset_min })
    }

    /// `2026-11-23`, `2026-11-23T07:30`, with seconds, fraction and zone as they come. Text with
    /// another zone is brought into `utc_offset_min`.
    pub(crate) fn read(text: &str, utc_offset_min: i32) -> Option<Self> {
        let text = text.trim();
        let Some((date, time)) = text.split_once(['T', ' ']) else {
            let civil = read_date(text)?.at(0, 0, 0, 0);
            return Some(Self { civil, utc_offset_min });
        };
        let (time, zone) = split_zone(time)?;
        let civil = DateTime::from_parts(read_date(date)?, read_time(time)?);
        let shift = zone.map_or(0, |zone| utc_offset_min - zone);
        let civil = civil.checked_add(i64::from(shift).minutes()).ok()?;
        Some(Self { civil, utc_offset_min })
    }

    /// Days since 1970-01-01 local midnight, with the time as a fraction.
    pub(crate) fn days(self) -> f64 {
        let since = self.civil.duration_since(epoch());
        since.as_millis() as f64 / MS_PER_DAY
    }

    /// Days since 1970-01-01T00:00Z, with the time as a fraction.
    pub(crate) fn days_utc(self) -> f64 {
        self.days() - f64::from(self.utc_offset_min) * MS_PER_MIN as f64 / MS_PER_DAY
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
    pub(crate) fn formatted(self, pattern: &str) -> String {
        let mut out = String::with_capacity(pattern.len() * 2);
        let mut letters = pattern.chars();
        while let Some(letter) = letters.next() {
            if letter != '%' {
                out.push(letter);
                continue;
            }
            match letters.next() {
                Some(code) => self.format_one(code, &mut out),
                None => out.push('%'),
            }
        }
        out
    }

    fn format_one(self, code: char, out: &mut String) {
        const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
        let moment = self.civil;
        let named = |names: &[&'static str], one_based: i8| {
            usize::try_from(one_based - 1).ok().and_then(|at| names.get(at).copied()).unwrap_or_default()
        };
        let piece = match code {
            'Y' => format!("{:04}", moment.year()),
            'y' => format!("{:02}", moment.year().rem_euclid(100)),
            'm' => format!("{:02}", moment.month()),
            'n' => moment.month().to_string(),
            'b' => named(&MONTHS, moment.month()).to_owned(),
            'd' => format!("{:02}", moment.day()),
            'e' => moment.day().to_string(),
            'H' => format!("{:02}", moment.hour()),
            'h' => moment.hour().to_string(),
            'M' => format!("{:02}", moment.minute()),
            'S' => format!("{:02}", moment.second()),
            '3' => format!("{:03}", moment.millisecond()),
            'a' => named(&DAYS, moment.weekday().to_monday_one_offset()).to_owned(),
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

fn civil_of_ms(ms: i64) -> Option<DateTime> {
    epoch().checked_add(ms.milliseconds()).ok()
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
    Some((time, Some(sign * (digits::<i32>(hours)? * 60 + minutes))))
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

/// The days of a date, or of a moment in its own zone; for comparing answers of one device.
pub(crate) fn days_of_text(text: &str) -> Option<f64> {
    if text.len() < 8 || !text.contains('-') {
        return None;
    }
    let zone = text.split_once('T').and_then(|(_, time)| split_zone(time)).and_then(|(_, zone)| zone).unwrap_or(0);
    Moment::read(text, zone).map(Moment::days)
}

/// Whether a date and a moment, or two spellings of a moment, are the same point in time.
pub(crate) fn same_moment(one: &str, other: &str) -> bool {
    let may_be = |text: &str| text.len() >= 10 && text.as_bytes().get(4) == Some(&b'-');
    if one.len() == other.len() || !may_be(one) || !may_be(other) {
        return false;
    }
    days_of_text(one).zip(days_of_text(other)).is_some_and(|(one, other)| one == other)
}

/// `06:00` is 0.25; a time of another zone is brought into `utc_offset_min`.
pub(crate) fn day_fraction_of_text(text: &str, utc_offset_min: i32) -> Option<f64> {
    let (time, zone) = split_zone(text.split_once('T').map_or(text, |(_, time)| time))?;
    let time = read_time(time)?;
    let ms = i32::from(time.hour()) * 3_600_000
        + i32::from(time.minute()) * 60_000
        + i32::from(time.second()) * 1000
        + i32::from(time.millisecond());
    let shift_ms = zone.map_or(0, |zone| utc_offset_min - zone) * 60_000;
    Some(f64::from(ms + shift_ms).rem_euclid(MS_PER_DAY) / MS_PER_DAY)
}
