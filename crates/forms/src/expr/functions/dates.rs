//! Dates and times. Those without a zone of their own are the device's.

use jiff::tz::TimeZone;

use super::{Call, Function, Outcome, arity, text};
use crate::expr::date::{self, Moment};
use crate::expr::{EvalError, Val};

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "today", arity: arity(0, 0), eval: today },
    Function { name: "now", arity: arity(0, 0), eval: |call| Ok(Val::Date(now(call))) },
    Function { name: "date", arity: arity(1, 1), eval: to_date },
    Function { name: "date-time", arity: arity(1, 1), eval: to_date_time },
    Function { name: "decimal-date-time", arity: arity(1, 1), eval: decimal_date_time },
    Function { name: "decimal-time", arity: arity(1, 1), eval: decimal_time },
    Function { name: "format-date", arity: arity(2, 2), eval: format },
    Function { name: "format-date-time", arity: arity(2, 2), eval: format },
];

fn zone(call: &Call<'_, '_>) -> TimeZone {
    date::zone_of(call.scene.env)
}

fn now(call: &Call<'_, '_>) -> Moment {
    Moment::of_env(call.scene.env)
}

fn today<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    Ok(Val::Date(now(call).at_midnight(&zone(call))))
}

/// What stands where a moment is asked for.
enum Given {
    Moment(Moment),
    Days(f64),
    Blank,
}

/// A date, days as a number, or ISO text; a text that is a number counts days too.
fn given(call: &Call<'_, '_>, index: usize) -> Result<Given, EvalError> {
    let source = match call.value(index)? {
        Val::Number(days) => return Ok(Given::Days(days)),
        Val::Date(moment) => return Ok(Given::Moment(moment)),
        other => other.text(call.scene.tree),
    };
    let source = source.trim();
    if source.is_empty() {
        return Ok(Given::Blank);
    }
    match (Moment::read(source, &zone(call)), source.parse::<f64>()) {
        (Some(moment), _) => Ok(Given::Moment(moment)),
        (None, Ok(days)) => Ok(Given::Days(days)),
        (None, Err(_)) => Err(call.refuse(source)),
    }
}

/// The value of days that are no date: NaN stays, what lies beyond the calendar is refused.
fn beyond<'a>(call: &Call<'_, 'a>, days: f64) -> Outcome<'a> {
    if days.is_nan() { Ok(Val::Number(days)) } else { Err(call.refuse(&days.to_string())) }
}

/// A moment keeps its time, but is written as a date; days are counted from local midnight.
fn to_date<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    match given(call, 0)? {
        Given::Blank => Ok(Val::empty()),
        Given::Moment(moment) => Ok(Val::Date(moment.as_date())),
        Given::Days(days) => match Moment::of_days(days, &zone(call)) {
            Some(moment) => Ok(Val::Date(moment)),
            None => beyond(call, days),
        },
    }
}

/// The reverse of `decimal-date-time`: days are counted from midnight in Greenwich.
fn to_date_time<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    match given(call, 0)? {
        Given::Blank => Ok(Val::empty()),
        Given::Moment(moment) => Ok(Val::Date(moment.as_date_time())),
        Given::Days(days) => match Moment::of_days_utc(days, &zone(call)) {
            Some(moment) => Ok(Val::Date(moment)),
            None => beyond(call, days),
        },
    }
}

/// Days since 1970-01-01T00:00Z, as the specification of ODK XForms counts them.
fn decimal_date_time<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    Ok(match given(call, 0)? {
        Given::Blank => Val::empty(),
        Given::Moment(moment) => Val::Number(moment.days_utc()),
        Given::Days(days) => Val::Number(days),
    })
}

/// The part of the local day that is over: noon is 0.5.
fn decimal_time<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let source = match call.value(0)? {
        Val::Number(days) => return Ok(Val::Number(days - days.floor())),
        Val::Date(moment) => return Ok(Val::Number(moment.day_fraction())),
        other => other.text(call.scene.tree),
    };
    let (source, zone) = (source.trim(), zone(call));
    let moment = || Moment::read(source, &zone).map(Moment::day_fraction);
    Ok(Val::Number(date::day_fraction_of_text(source, &zone).or_else(moment).unwrap_or(f64::NAN)))
}

fn format<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let pattern = call.text(1)?;
    call.fits(pattern.len().saturating_mul(MAX_GROWTH))?;
    let moment = match given(call, 0)? {
        Given::Blank => None,
        Given::Moment(moment) => Some(moment),
        Given::Days(days) => Moment::of_days_utc(days, &zone(call)),
    };
    text(moment.map_or_else(String::new, |moment| moment.formatted(&pattern, call.scene.tree.form_language())))
}

/// Times that a format can be longer when it is filled in: `%Z` becomes `+07:00`.
const MAX_GROWTH: usize = 3;
