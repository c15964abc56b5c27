//! The use cases over a real encrypted store, as the shells call them: by name, with JSON. One program, so that it is linked
//! once.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test that fails stops

mod any_order;
mod frozen;
mod support;
