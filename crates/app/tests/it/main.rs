//! The use cases over a real encrypted store, as the shells call them: by name, with JSON. One program, so that it is linked
//! once.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test that fails stops

mod any_order;
mod board;
#[path = "../../examples/report_2023/entering.rs"]
mod entering;
mod files;
mod filling;
mod frozen;
mod judged;
mod map;
mod register;
mod report_2023;
mod reports;
mod rounds;
#[path = "../../examples/report_2023/stored.rs"]
mod sample;
mod subjects;
mod support;
mod templates;
mod thresholds;
