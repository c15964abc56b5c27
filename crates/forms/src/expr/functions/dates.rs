//! Dates and times, in the zone of the device.

use super::{Call, Function, Outcome, arity, text};
use crate::expr::date::{self, Moment};
use crate::expr::{EvalError, Val};

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "today", arity: arity(0, 0), eval: |call| text(now(call).date_text()) },
    Function { name: "now", arity: arity(0, 0), eval: |call| text(now(call).date_time_text()) },
    Function { name: "date", arity: arity(1, 1), eval: to_date },
    Function { name: "date-time", arity: arity(1, 1), eval: to_date_time },
    Function { name: "decimal-date-time", arity: arity(1, 1), eval: decimal_date_time },
    Function { name: "decimal-time", arity: arity(1, 1), eval: decimal_time },
    Function { name: "format-date", arity: arity(2, 2), eval: format },
    Function { name: "format-date-time", arity: arity(2, 2), eval: format },
];

fn now(call: &Call<'_, '_>) -> Moment {
    Moment::of_clock(call.scene.env.now_ms, call.scene.env.utc_offset_min)
}

/// The argument as a moment: days as a number, or ISO text. Blank is blank.
fn moment(call: &Call<'_, '_>, index: usize) -> Result<Option<Moment>, EvalError> {
    let offset = call.scene.env.utc_offset_min;
    match call.value(index)? {
        Val::Number(days) => Ok(Moment::of_days(days, offset)),
        other => {
            let source = other.text(call.scene.tree);
            let source = source.trim();
            if source.is_empty() {
                return Ok(None);
            }
            let read = Moment::read(source, offset);
            let days = || source.parse().ok().and_then(|days| Moment::of_days(days, offset));
            read.or_else(days).map(Some).ok_or_else(|| call.refuse(source))
        }
    }
}

fn to_date<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    text(moment(call, 0)?.map_or_else(String::new, |moment| moment.date_text()))
}

fn to_date_time<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    text(moment(call, 0)?.map_or_else(String::new, |moment| moment.date_time_text()))
}

/// Days since 1970-01-01T00:00Z, as the specification of ODK XForms counts them.
fn decimal_date_time<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    Ok(Val::Number(moment(call, 0)?.map_or(f64::NAN, |moment| moment.days_utc())))
}

fn decimal_time<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    Ok(Val::Number(date::day_fraction_of_text(&call.text(0)?, call.scene.env.utc_offset_min).unwrap_or(f64::NAN)))
}

fn format<'a>(call: &Call<'_, 'a>) -> Outcome<'a> {
    let pattern = call.text(1)?;
    text(moment(call, 0)?.map_or_else(String::new, |moment| moment.formatted(&pattern)))
}
