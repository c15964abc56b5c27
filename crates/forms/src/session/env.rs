//! What a session knows of the world outside the form.

use jiff::tz::TimeZone;

/// Everything that would otherwise be a clock, a device or chance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Env {
    /// Milliseconds since 1970-01-01 UTC.
    pub now_ms: i64,
    /// Minutes east of UTC; Việt Nam is 420.
    pub utc_offset_min: i32,
    /// Where the device is, for places whose distance from UTC changes with the season; it then decides
    /// instead of `utc_offset_min`.
    pub zone: Option<TimeZone>,
    pub device_id: String,
    pub username: String,
    /// Seed of `random()` and `uuid()`. Give each check its own.
    pub seed: u64,
}
