//! A clock that shows what it is told.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// How far wrong the clocks of laptops with an empty battery are.
pub const FIVE_YEARS_MS: i64 = 5 * 365 * 86_400_000;

/// Begins on a fixed day and moves only by hand.
#[derive(Clone, Debug)]
pub struct FakeClock(Arc<AtomicI64>);

impl FakeClock {
    /// 2026-11-23 in the morning.
    pub fn new() -> Self {
        Self(Arc::new(AtomicI64::new(1_795_400_000_000)))
    }

    /// Another clock, so far off this one.
    pub fn off_by(&self, ms: i64) -> Self {
        Self(Arc::new(AtomicI64::new(self.ms() + ms)))
    }

    /// Moves the clock.
    pub fn advance(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }

    /// What it shows.
    pub fn ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

impl Default for FakeClock {
    fn default() -> Self {
        Self::new()
    }
}

impl app::Clock for FakeClock {
    fn now_ms(&self) -> i64 {
        self.ms()
    }
}
