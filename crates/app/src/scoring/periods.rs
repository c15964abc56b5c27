//! Which days are judged: a month, a quarter, six, nine or twelve months of a year, or any two dates.

use criteria::{Day, Period};

use crate::clock::UTC_OFFSET_MINUTES;
use crate::desk::Desk;
use crate::dto::{PeriodChoice, PeriodInfo, PeriodKind};
use crate::error::AppError;
use crate::scoring::date_words;
use crate::words;

const DAY_MS: i64 = 86_400_000;
const MINUTE_MS: i64 = 60_000;
/// Years that the product can be asked about.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2100;
/// Periods before the one in question that the trend shows.
const BEFORE_IN_A_YEAR: i32 = 5;
const BEFORE_OF_YEARS: i32 = 3;

/// The periods of a trend, oldest first; the last is the one in question.
pub(crate) struct Periods {
    pub info: PeriodInfo,
    pub all: Vec<Period>,
    /// How each of `all` is called, short enough for a chart.
    pub labels: Vec<String>,
}

/// The day of a moment in Viet Nam.
pub(super) fn day_of(at_ms: i64) -> Day {
    let local = at_ms.saturating_add(i64::from(UTC_OFFSET_MINUTES) * MINUTE_MS);
    Day::from_number(i32::try_from(local.div_euclid(DAY_MS)).unwrap_or_default())
}

pub(crate) fn today(desk: &Desk) -> Day {
    day_of(desk.clock.now_ms())
}

/// Reads what a screen asks for; nothing asked is the present year.
pub(crate) fn read(desk: &Desk, choice: Option<PeriodChoice>) -> Result<Periods, AppError> {
    let this_year = today(desk).year();
    let choice =
        choice.unwrap_or(PeriodChoice { kind: PeriodKind::Year, year: this_year, number: None, from: None, to: None });
    if choice.kind == PeriodKind::Dates {
        return dates(choice);
    }
    let per_year = choice.kind.per_year();
    let number = i32::from(choice.number.unwrap_or(1));
    if !YEARS.contains(&choice.year) || !(1..=per_year).contains(&number) {
        return Err(unclear());
    }
    let place = i32::from(choice.year) * per_year + number - 1;
    let before = if per_year > 1 { BEFORE_IN_A_YEAR } else { BEFORE_OF_YEARS };
    let places = (place - before)..=place;
    let named = places.filter_map(|place| Some((part(choice.kind, place)?, label(choice.kind, place))));
    let (all, labels): (Vec<_>, Vec<_>) = named.unzip();
    let period = *all.last().ok_or_else(unclear)?;
    let words = labels.last().map(|label| in_words(choice.kind, label, choice.year)).unwrap_or_default();
    let (from, to) = (period.from.to_string(), period.to.to_string());
    let info = PeriodInfo { this_year, choice, from, to, words };
    Ok(Periods { info, all, labels })
}

fn dates(choice: PeriodChoice) -> Result<Periods, AppError> {
    let day = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<Day>().ok()).ok_or_else(unclear);
    let (from, to) = (day(&choice.from)?, day(&choice.to)?);
    if to < from || !YEARS.contains(&from.year()) || !YEARS.contains(&to.year()) {
        return Err(unclear());
    }
    let days = to.number() - from.number() + 1;
    let before = Period::new(Day::from_number(from.number() - days), Day::from_number(from.number() - 1));
    let all = vec![before, Period::new(from, to)];
    let span = |period: &Period| format!("{} – {}", date_words(period.from), date_words(period.to));
    let labels = all.iter().map(span).collect();
    let words = format!("từ {} đến {}", date_words(from), date_words(to));
    let info = PeriodInfo { this_year: to.year(), from: from.to_string(), to: to.to_string(), words, choice };
    Ok(Periods { info, all, labels })
}

impl PeriodKind {
    const fn per_year(self) -> i32 {
        match self {
            Self::Month => 12,
            Self::Quarter => 4,
            Self::HalfYear | Self::NineMonths | Self::Year | Self::Dates => 1,
        }
    }

    const fn months(self) -> i32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::HalfYear => 6,
            Self::NineMonths => 9,
            Self::Year | Self::Dates => 12,
        }
    }
}

/// The `place`-th part of its kind, counted through the years.
fn part(kind: PeriodKind, place: i32) -> Option<Period> {
    let year = i16::try_from(place.div_euclid(kind.per_year())).ok()?;
    let first = place.rem_euclid(kind.per_year()) * kind.months() + 1;
    let after = first + kind.months();
    let from = Day::new(year, i8::try_from(first).ok()?, 1)?;
    let next = match i8::try_from(after).ok()? {
        13.. => Day::new(year + 1, 1, 1)?,
        month => Day::new(year, month, 1)?,
    };
    Some(Period::new(from, Day::from_number(next.number() - 1)))
}

fn label(kind: PeriodKind, place: i32) -> String {
    let (year, number) = (place.div_euclid(kind.per_year()), place.rem_euclid(kind.per_year()) + 1);
    match kind {
        PeriodKind::Month => format!("{number}/{year}"),
        PeriodKind::Quarter => format!("Quý {number}/{year}"),
        PeriodKind::HalfYear | PeriodKind::NineMonths | PeriodKind::Year | PeriodKind::Dates => year.to_string(),
    }
}

fn in_words(kind: PeriodKind, label: &str, year: i16) -> String {
    match kind {
        PeriodKind::Month => format!("tháng {label}"),
        PeriodKind::Quarter => label.to_lowercase(),
        PeriodKind::HalfYear => format!("6 tháng đầu năm {year}"),
        PeriodKind::NineMonths => format!("9 tháng đầu năm {year}"),
        PeriodKind::Year | PeriodKind::Dates => format!("năm {year}"),
    }
}

fn unclear() -> AppError {
    words::invalid(
        "Kỳ này không có trong lịch.",
        "Hãy chọn lại tháng, quý, năm; hoặc hai ngày, ngày đầu trước ngày cuối.",
    )
}
