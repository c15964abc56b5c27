//! One module per noun; each function is one command: `(app, actor, args) -> reply`.

pub(crate) mod changes;
pub(crate) mod checks;
pub(crate) mod conflicts;
pub(crate) mod criteria;
pub(crate) mod device;
mod disputed;
mod facts;
pub(crate) mod filling;
mod filling_view;
pub(crate) mod home;
pub(crate) mod households;
pub(crate) mod ledger;
pub(crate) mod map;
pub(crate) mod parked;
pub(crate) mod photos;
mod recording;
pub(crate) mod register;
pub(crate) mod reports;
pub(crate) mod rounds;
pub(crate) mod subjects;
pub(crate) mod templates;
pub(crate) mod thresholds;
pub(crate) mod transfer;

use std::str::FromStr;

use crate::error::AppError;
use crate::words;

/// Reads an id that a screen gave back. Anything else than an id of ours is simply not found.
pub(crate) fn id<T: FromStr>(text: &str) -> Result<T, AppError> {
    text.parse().map_err(|_| words::not_found())
}

/// Counts on screens; a number beyond this is shown as the largest.
pub(crate) fn count(number: impl TryInto<u32>) -> u32 {
    number.try_into().unwrap_or(u32::MAX)
}
