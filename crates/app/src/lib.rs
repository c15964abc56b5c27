//! What people do with the village book: pair a device, find a household, fill a check, send it to
//! the commune, settle a disagreement, load the register. One table of commands serves every shell.
//!
//! Knows neither Tauri nor HTTP nor SQL. A shell gives it a data folder (field) or an open store
//! (office) and then only says `call(command, args, actor)`; answers are JSON by the types in `dto`.

mod app;
mod attached;
pub mod bindings;
mod clock;
mod commands;
mod desk;
pub mod dto;
mod error;
mod evidence;
mod form_shelf;
mod identity;
mod photo;
mod places;
mod profile;
mod register;
pub mod reporting;
mod scoring;
mod use_cases;
mod words;

pub use app::App;
pub use attached::{Blob, BlobShelf};
pub use clock::{Clock, SystemClock};
pub use commands::{CommandInfo, Permission, commands};
pub use error::{AppError, ErrorCode};
pub use identity::{Actor, Identity, Role};
