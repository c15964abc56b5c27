//! The sets that come with the product, as they stand in `criteria/`.

use crate::{Set, SetError};

const TEXTS: [&str; 3] = [
    include_str!("../../../criteria/xa_ntm_nang_cao_2022.toml"),
    include_str!("../../../criteria/thon_ntm_kieu_mau.toml"),
    include_str!("../../../criteria/xa_ntm_2026_2030.toml"),
];

/// Reads them.
///
/// # Errors
/// None, as long as the tests of this crate pass.
pub fn shipped_sets() -> Result<Vec<Set>, SetError> {
    TEXTS.iter().map(|text| Set::from_toml(text)).collect()
}
