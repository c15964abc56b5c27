//! Time as an argument, so that a test can be five years off.

use std::time::{SystemTime, UNIX_EPOCH};

/// Where the app learns the time. Shown to people and stored with revisions; never trusted for order.
pub trait Clock: Send + Sync {
    /// Milliseconds since 1970.
    fn now_ms(&self) -> i64;
}

/// The clock of this machine.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now_ms(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }
}

/// Việt Nam keeps one time zone and no summer time; old laptops are often set to another.
pub const UTC_OFFSET_MINUTES: i32 = 7 * 60;
