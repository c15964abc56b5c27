//! What tests of several crates share: a real commune server on a free port, real devices with real
//! stores, a network that breaks where it is told to, a clock that lies, and a browser.
//!
//! Never shipped. Everything returns `anyhow` errors, so that a test reads as what it does.

mod browser;
mod clock;
mod commune;
mod device;
mod dice;
mod proxy;
mod tablet;

pub use browser::{Browser, Page};
pub use clock::{FIVE_YEARS_MS, FakeClock};
pub use commune::{FOUNDING, TestCommune};
pub use device::{TestDevice, changes};
pub use dice::Dice;
pub use proxy::{Cut, FaultyProxy};
pub use tablet::Tablet;
