//! The roads of the demo commune.

use crate::random::Random;
use crate::{ROADS, VILLAGES};

/// Roads of the whole commune before those of the villages.
const COMMUNE_ROADS: u32 = 4;
const SURFACES: &[(&str, u32)] = &[("Bê tông xi măng", 520), ("Nhựa", 110), ("Cấp phối", 210), ("Đất", 160)];
/// Where a village road begins or ends.
const PLACES: &[&str] = &[
    "nhà văn hóa thôn",
    "trường mầm non",
    "trạm bơm",
    "sân bóng",
    "cầu tràn",
    "đầu làng",
    "cuối làng",
    "đồng Cửa",
    "đồng Mạ",
    "đồi Keo",
    "đập nước",
    "đường liên xã",
    "nghĩa trang",
    "bờ mương chính",
    "chợ",
    "trạm biến áp",
];

/// A row of the sheet of roads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoRoad {
    /// Running number, from 1.
    pub number: u32,
    pub name: String,
    /// `Đường trục xã`, `Đường trục thôn`, `Đường ngõ xóm` or `Đường nội đồng`.
    pub class: &'static str,
    /// None for the roads of the whole commune.
    pub village: Option<&'static str>,
    pub from: String,
    pub to: String,
    pub length_m: u32,
    pub surface: &'static str,
}

/// All roads: those of the commune first, then turn by turn those of the villages.
pub fn roads() -> Vec<DemoRoad> {
    let mut random = Random::stream(2);
    let villages = VILLAGES.into_iter().cycle();
    let commune = (1..=COMMUNE_ROADS).map(|number| (number, None));
    let village = (COMMUNE_ROADS + 1..=ROADS).zip(villages).map(|(number, village)| (number, Some(village)));
    commune.chain(village).map(|(number, village)| road(&mut random, number, village)).collect()
}

fn road(random: &mut Random, number: u32, village: Option<&'static str>) -> DemoRoad {
    let Some(village) = village else { return commune_road(random, number) };
    // The n-th road of a village: the first is its main road, the others follow their share.
    let turn = (number - COMMUNE_ROADS - 1) / VILLAGES.len() as u32;
    let class = match (turn, random.below(100)) {
        (0, _) => "Đường trục thôn",
        (_, 0..25) => "Đường trục thôn",
        (_, 25..70) => "Đường ngõ xóm",
        _ => "Đường nội đồng",
    };
    let (from, to) = ends(random);
    let length_m = match class {
        "Đường trục thôn" => random.between(30, 160) * 10,
        "Đường ngõ xóm" => random.between(8, 55) * 10,
        _ => random.between(25, 140) * 10,
    };
    let name = format!("{class} {village} {}", turn + 1);
    DemoRoad { number, name, class, village: Some(village), from, to, length_m, surface: random.weighted(SURFACES) }
}

fn commune_road(random: &mut Random, number: u32) -> DemoRoad {
    let (from, to) = (village_after(number), village_after(number + 2));
    DemoRoad {
        number,
        name: format!("Đường {from} – {to}"),
        class: "Đường trục xã",
        village: None,
        from: format!("Thôn {from}"),
        to: format!("Thôn {to}"),
        length_m: random.between(120, 420) * 10,
        surface: if number.is_multiple_of(2) { "Nhựa" } else { "Bê tông xi măng" },
    }
}

fn village_after(number: u32) -> &'static str {
    VILLAGES.get(number as usize % VILLAGES.len()).copied().unwrap_or_default()
}

/// Two different ends.
fn ends(random: &mut Random) -> (String, String) {
    let from = random.one_of(PLACES);
    let others: Vec<&str> = PLACES.iter().copied().filter(|place| *place != from).collect();
    (from.to_owned(), random.one_of(&others).to_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn roads_have_names_of_their_own_two_ends_and_a_length() {
        let all = roads();
        assert_eq!(all.len(), ROADS as usize);
        let names: BTreeSet<&str> = all.iter().map(|road| road.name.as_str()).collect();
        assert_eq!(names.len(), all.len());
        assert!(all.iter().all(|road| road.from != road.to && road.length_m >= 80), "{all:?}");
        assert_eq!(all.iter().filter(|road| road.village.is_none()).count(), COMMUNE_ROADS as usize);
    }
}
