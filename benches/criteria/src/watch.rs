//! Time by the clock, and time on the processor, which other programs on the machine do not lengthen.

use std::time::Instant;

/// A moment to measure from.
pub struct Watch {
    wall: Instant,
    processor_ms: f64,
}

/// Time since then, in milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Taken {
    pub wall_ms: f64,
    pub processor_ms: f64,
}

impl Watch {
    pub fn start() -> Self {
        Self { processor_ms: processor_ms(), wall: Instant::now() }
    }

    pub fn taken(&self) -> Taken {
        let wall_ms = self.wall.elapsed().as_secs_f64() * 1_000.0;
        Taken { wall_ms, processor_ms: processor_ms() - self.processor_ms }
    }
}

impl std::ops::Sub for Taken {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self { wall_ms: self.wall_ms - other.wall_ms, processor_ms: self.processor_ms - other.processor_ms }
    }
}

/// Nanoseconds that this thread ran, as Linux counts them; 0 elsewhere. All that is measured runs on it.
fn processor_ms() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let first = text.split_whitespace().next().and_then(|first| first.parse::<f64>().ok());
    first.unwrap_or_default() / 1e6
}

/// Each of the two by itself.
pub fn median(times: Vec<Taken>) -> Taken {
    let middle = |pick: fn(&Taken) -> f64| {
        let mut sorted = times.iter().map(pick).collect::<Vec<_>>();
        sorted.sort_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
    };
    Taken { wall_ms: middle(|taken| taken.wall_ms), processor_ms: middle(|taken| taken.processor_ms) }
}
