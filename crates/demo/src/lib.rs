//! The demo commune: made-up households and roads of the seven villages of Ngọc Phụng, and the
//! register workbook in which a commune would keep them.
//!
//! The same seed gives the same bytes, today and on every machine. No person in it exists and no
//! telephone number can ring. Knows nothing of stores, servers or screens: it is loaded through the
//! same import as a real register, so that the import is what everybody's first start exercises.
//!
//! Beside it stand the figures that the commune really reported for 2023 ([`report_2023`]).

mod households;
mod names;
mod random;
mod report_2023;
mod roads;
mod workbook;

pub use households::{DemoHousehold, households};
pub use report_2023::{Report2023, ReportedRecord, ReportedSubject, ReportedTotal, ReportedVillages, report_2023};
pub use roads::{DemoRoad, roads};
pub use workbook::{DemoError, HOUSEHOLD_SHEET, ROAD_SHEET, register_xlsx};

/// Said wherever the commune is named, so that nobody takes it for real.
pub const COMMUNE_NAME: &str = "Xã Ngọc Phụng (dữ liệu mẫu)";

/// The villages as the commune's own report of 2023 names them ("Báo cáo kết quả thực hiện duy trì,
/// nâng cao chất lượng các tiêu chí xã NTM nâng cao, thôn NTM kiểu mẫu năm 2023", UBND xã Ngọc
/// Phụng). The names are all that is real here.
pub const VILLAGES: [&str; 7] =
    ["Phú Vinh", "Xuân Lập", "Xuân Thành", "Xuân Thắng", "Hòa Lâm", "Quyết Tiến", "Hưng Long"];

/// Households of each village, in the order of [`VILLAGES`].
pub const HOUSEHOLDS_PER_VILLAGE: [u32; 7] = [312, 248, 287, 265, 231, 301, 246];

/// Households of the whole commune.
pub const HOUSEHOLDS: u32 = 1_890;

/// Roads of the whole commune.
pub const ROADS: u32 = 60;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_villages_add_up_to_the_commune() {
        assert_eq!(HOUSEHOLDS_PER_VILLAGE.iter().sum::<u32>(), HOUSEHOLDS);
    }
}
