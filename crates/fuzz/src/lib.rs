//! What the fuzzers do with their input. It must end, in bounded time and memory, without a panic:
//! whatever the input, its author gets an answer. `cargo xtask fuzz` runs them.

mod targets;

pub use targets::{expression, instance, workbook, xform};
