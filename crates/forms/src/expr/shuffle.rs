//! `randomize`: the order that a seed gives, the same on every device and in every implementation.

/// Modulus and multiplier of the generator of Park and Miller (1988), which ODK's implementations share.
const MODULUS: i64 = 2_147_483_647;
const MULTIPLIER: i64 = 16_807;

/// Fisher–Yates “inside out”: each item in turn goes to a drawn place among those before it.
pub(crate) fn shuffled<T: Copy>(items: Vec<T>, seed: i64) -> Vec<T> {
    let mut state = seed % MODULUS;
    if state <= 0 {
        state += MODULUS - 1;
    }
    let mut found = Vec::with_capacity(items.len());
    for item in items {
        state = state * MULTIPLIER % MODULUS;
        let fraction = (state - 1) as f64 / (MODULUS - 1) as f64;
        found.push(item);
        let last = found.len() - 1;
        found.swap(last, (fraction * (last + 1) as f64) as usize);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_one_order_and_keeps_every_item() {
        let letters = || vec!["A", "B", "C", "D", "E", "F"];
        assert_eq!(shuffled(letters(), 42), ["A", "F", "C", "B", "D", "E"]);
        let mut sorted = shuffled(letters(), -7);
        sorted.sort_unstable();
        assert_eq!(sorted, letters());
        assert_eq!(shuffled(vec![1], 3), [1]);
    }
}
