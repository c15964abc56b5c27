//! Exact sums: order and repetition of additions must never show in a result.

use std::ops::{AddAssign, SubAssign};

/// Parts of a unit that are kept.
const PARTS: f64 = 1_000_000.0;

/// A number in millionths of its unit. Sums of these are exact, so what is added and taken away again leaves nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Amount(i128);

impl Amount {
    pub(super) const ZERO: Self = Self(0);

    /// Rounded to a millionth; `None` for what is no number or beyond 10^24.
    pub(super) fn of(number: f64) -> Option<Self> {
        const MOST: f64 = 1e24;
        (number.abs() < MOST).then(|| Self((number * PARTS).round() as i128))
    }

    pub(super) const fn one() -> Self {
        Self(1_000_000)
    }

    pub(super) fn number(self) -> f64 {
        // Whole units and parts apart, so that large sums of đồng stay exact.
        let (whole, parts) = (self.0 / 1_000_000, self.0 % 1_000_000);
        whole as f64 + parts as f64 / PARTS
    }

    pub(super) const fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl AddAssign for Amount {
    fn add_assign(&mut self, other: Self) {
        self.0 = self.0.saturating_add(other.0);
    }
}

impl SubAssign for Amount {
    fn sub_assign(&mut self, other: Self) {
        self.0 = self.0.saturating_sub(other.0);
    }
}
