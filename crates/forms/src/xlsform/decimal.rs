//! Decimal numbers compared and divided without rounding, for the bounds of a range.

use std::cmp::Ordering;

use super::parameters::without_separators;

/// `units / 10^scale`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decimal {
    units: i128,
    scale: u32,
}

/// Most digits, before and behind the point, that are kept apart exactly.
const MAX_DIGITS: usize = 30;

impl Decimal {
    /// Nothing for what is not a finite number of a sensible size.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let plain = without_separators(text.trim())?.to_lowercase();
        let (number, exponent) = plain
            .split_once('e')
            .map_or(Some((plain.as_str(), 0)), |(number, exponent)| Some((number, exponent.parse::<i32>().ok()?)))?;
        let (sign, number) = match number.strip_prefix('-') {
            Some(number) => (-1, number),
            None => (1, number.strip_prefix('+').unwrap_or(number)),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let digits = [whole, fraction].concat();
        if digits.is_empty() || digits.len() > MAX_DIGITS || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        let units = sign * digits.parse::<i128>().ok()?;
        let scale = i32::try_from(fraction.len()).ok()? - exponent;
        match u32::try_from(scale) {
            Ok(scale) if scale <= 30 => Some(Self { units, scale }),
            Ok(_) => None,
            Err(_) => Some(Self { units: units.checked_mul(10_i128.checked_pow(scale.unsigned_abs())?)?, scale: 0 }),
        }
    }

    fn scaled(self, scale: u32) -> i128 {
        self.units.saturating_mul(10_i128.saturating_pow(scale.saturating_sub(self.scale)))
    }

    fn pair(self, other: Self) -> (i128, i128) {
        let scale = self.scale.max(other.scale);
        (self.scaled(scale), other.scaled(scale))
    }

    pub(super) fn minus(self, other: Self) -> Self {
        let (one, two) = self.pair(other);
        Self { units: one.saturating_sub(two), scale: self.scale.max(other.scale) }
    }

    pub(super) const fn abs(self) -> Self {
        Self { units: self.units.saturating_abs(), scale: self.scale }
    }

    pub(super) const fn is_zero(self) -> bool {
        self.units == 0
    }

    pub(super) fn is_whole(self) -> bool {
        self.units % 10_i128.saturating_pow(self.scale) == 0
    }

    pub(super) fn is_multiple_of(self, other: Self) -> bool {
        let (one, two) = self.pair(other);
        two != 0 && one % two == 0
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let (one, two) = self.pair(*other);
        one.cmp(&two)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_exact() {
        let of = |text| Decimal::parse(text).unwrap();
        assert!(of("0.3").is_multiple_of(of("0.1")));
        assert!(!of("0.35").is_multiple_of(of("0.1")));
        assert!(of("-2.50") == of("-2.5") && of("1e2") == of("100") && of(".5") < of("1"));
        assert!(of("2.0").is_whole() && !of("2.5").is_whole());
        for text in ["", "a", "nan", "inf", "1e99999", "1.2.3", "."] {
            assert!(Decimal::parse(text).is_none(), "{text}");
        }
    }
}
