//! A synthetic commune whose true indicator values are known by construction, and the same figures in SQL.
//!
//! Truth is counted while the commune is made, from what it was decided to be, never from the records.

pub mod book;
pub mod commune;
pub mod set;
pub mod sql;
