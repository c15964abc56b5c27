//! The page of Decree 30/2020/NĐ-CP, annex I: A4 upright, margins 20 mm above, below and right, 30 mm left, type of 12 to 14 points.
//! The built-in .docx template says the same in Word's own units.

/// One millimetre in points.
const MM: f32 = 72.0 / 25.4;

pub(crate) const WIDTH: f32 = 210.0 * MM;
pub(crate) const HEIGHT: f32 = 297.0 * MM;
pub(crate) const LEFT: f32 = 30.0 * MM;
pub(crate) const RIGHT: f32 = 20.0 * MM;
pub(crate) const TOP: f32 = 20.0 * MM;
pub(crate) const BOTTOM: f32 = 20.0 * MM;
pub(crate) const TEXT_WIDTH: f32 = WIDTH - LEFT - RIGHT;
/// Where the page number's line begins, from the top.
pub(crate) const NUMBER_TOP: f32 = 10.0 * MM;
/// First line of a paragraph.
pub(crate) const INDENT: f32 = 12.7 * MM;
/// The agency's column of the head; the rest is the state's.
pub(crate) const AGENCY_WIDTH: f32 = 64.0 * MM;
