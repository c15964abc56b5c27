//! The households of the demo commune.

use crate::names::full_name;
use crate::random::Random;
use crate::{HOUSEHOLDS_PER_VILLAGE, VILLAGES};

/// Numbers after the invented prefix.
const PHONE_NUMBERS: u32 = 1_000_000;
/// Persons of a household with their share in a thousand.
const SIZES: &[(u32, u32)] = &[(1, 62), (2, 146), (3, 188), (4, 286), (5, 172), (6, 86), (7, 38), (8, 16), (9, 6)];
const HOUSES_PER_LANE: u32 = 24;

/// A row of the register, before people wrote it into Excel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoHousehold {
    /// Running number in the commune's register, from 1.
    pub number: u32,
    pub name: String,
    /// Persons, 1 to 9.
    pub members: u32,
    /// One of [`VILLAGES`].
    pub village: &'static str,
    pub address: Option<String>,
    /// Ten digits that no network has: the prefix 01 was given up in 2018.
    pub phone: Option<String>,
    /// `Hộ nghèo` or `Hộ cận nghèo`.
    pub poverty: Option<&'static str>,
    pub note: Option<&'static str>,
}

/// All households, village by village.
pub fn households() -> Vec<DemoHousehold> {
    let mut random = Random::stream(1);
    let mut all = Vec::new();
    for (village, size) in VILLAGES.into_iter().zip(HOUSEHOLDS_PER_VILLAGE) {
        for place in 0..size {
            let number = u32::try_from(all.len()).unwrap_or(u32::MAX).saturating_add(1);
            all.push(household(&mut random, village, place, number));
        }
    }
    all
}

fn household(random: &mut Random, village: &'static str, place: u32, number: u32) -> DemoHousehold {
    DemoHousehold {
        number,
        name: full_name(random),
        members: random.weighted(SIZES).max(1),
        village,
        address: address(random, place),
        phone: random.permille(870).then(|| format!("0100{:06}", random.below(PHONE_NUMBERS))),
        poverty: poverty(random),
        note: note(random),
    }
}

fn address(random: &mut Random, place: u32) -> Option<String> {
    let (lane, house) = (place / HOUSES_PER_LANE + 1, place % HOUSES_PER_LANE + 1);
    match random.below(100) {
        0..3 => None,
        3..15 => Some(format!("Ngõ {lane}")),
        _ => Some(format!("Số {house}, ngõ {lane}")),
    }
}

fn poverty(random: &mut Random) -> Option<&'static str> {
    match random.below(1_000) {
        0..27 => Some("Hộ nghèo"),
        27..71 => Some("Hộ cận nghèo"),
        _ => None,
    }
}

fn note(random: &mut Random) -> Option<&'static str> {
    match random.below(1_000) {
        0..18 => Some("Gia đình có công"),
        18..30 => Some("Người cao tuổi sống một mình"),
        30..52 => Some("Đi làm ăn xa, về dịp Tết"),
        52..60 => Some("Chủ hộ mới chuyển đến"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::HOUSEHOLDS;

    #[test]
    fn every_village_has_its_households_and_the_same_ones_every_time() {
        let all = households();
        assert_eq!(all.len(), HOUSEHOLDS as usize);
        assert_eq!(all, households());
        let mut counted = BTreeMap::new();
        for household in &all {
            *counted.entry(household.village).or_insert(0) += 1;
        }
        for (village, size) in VILLAGES.into_iter().zip(HOUSEHOLDS_PER_VILLAGE) {
            assert_eq!(counted.get(village), Some(&size), "{village}");
        }
    }

    #[test]
    fn the_commune_looks_like_one() {
        let all = households();
        let persons: u32 = all.iter().map(|household| household.members).sum();
        let mean = f64::from(persons) / f64::from(HOUSEHOLDS);
        assert!((3.5..4.2).contains(&mean), "{mean}");
        let poor = all.iter().filter(|household| household.poverty.is_some()).count();
        assert!((80..200).contains(&poor), "{poor}");
        assert!(all.iter().all(|household| (1..=9).contains(&household.members)));
        assert!(all.iter().flat_map(|household| &household.phone).all(|phone| phone.len() == 10));
    }
}
