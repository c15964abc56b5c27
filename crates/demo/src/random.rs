//! A small generator with a fixed algorithm (SplitMix64), so that the demo never changes by itself.

/// The demo's one seed.
pub const SEED: u64 = 0x5074_686F_6E20_3236;

/// Deterministic numbers; not for secrets.
pub struct Random {
    state: u64,
}

impl Random {
    /// A stream of its own for each purpose, so that one more road does not rename every household.
    pub const fn stream(purpose: u64) -> Self {
        Self { state: SEED ^ purpose.wrapping_mul(0xA24B_AED4_963E_E407) }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, not including, `bound`; 0 where `bound` is 0.
    pub fn below(&mut self, bound: u32) -> u32 {
        let scaled = (self.next() >> 32) * u64::from(bound);
        u32::try_from(scaled >> 32).unwrap_or_default()
    }

    /// A number in `low..=high`.
    pub fn between(&mut self, low: u32, high: u32) -> u32 {
        low.saturating_add(self.below(high.saturating_sub(low).saturating_add(1)))
    }

    /// Whether something happens that happens so often in a thousand times.
    pub fn permille(&mut self, times: u32) -> bool {
        self.below(1_000) < times
    }

    /// One of the entries, each as often as its weight says; the default where there is none.
    pub fn weighted<T: Copy + Default>(&mut self, entries: &[(T, u32)]) -> T {
        let mut left = self.below(entries.iter().map(|(_, weight)| weight).sum());
        for (entry, weight) in entries {
            match left.checked_sub(*weight) {
                Some(rest) => left = rest,
                None => return *entry,
            }
        }
        T::default()
    }

    /// One of the entries, all as likely.
    pub fn one_of<T: Copy + Default>(&mut self, entries: &[T]) -> T {
        let index = self.below(u32::try_from(entries.len()).unwrap_or(u32::MAX));
        entries.get(index as usize).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_kept_and_bounds_are_not_crossed() {
        let mut random = Random::stream(1);
        let mut seen = [0_u32; 3];
        for _ in 0..10_000 {
            seen[random.weighted(&[(0_usize, 80), (1, 15), (2, 5)])] += 1;
            assert!((3..=9).contains(&random.between(3, 9)));
        }
        assert!(seen[0] > 7_500 && seen[1] > 1_200 && seen[2] > 300, "{seen:?}");
        assert_eq!(random.below(0), 0);
    }
}
