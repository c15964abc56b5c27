//! The field shell: a window over `app` on the device's own data.
//!
//! It passes every call of the screens on and knows nothing of households, forms or SQL.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod data_dir;
mod downloads;
mod shell;

use std::process::ExitCode;

/// Makes WebKitGTK obey a WebDriver. The window library listens to it in every build.
const AUTOMATION: &str = "TAURI_WEBVIEW_AUTOMATION";

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("--version") {
        println!("so-thon {}", env!("CARGO_PKG_VERSION"));
        return ExitCode::SUCCESS;
    }
    // Whoever may set a variable must not thereby drive an open book of households.
    let driven = std::env::var_os(AUTOMATION).is_some();
    if driven && !cfg!(any(debug_assertions, feature = "automation")) {
        eprintln!("so-thon: {AUTOMATION} is set, but this build cannot be driven from outside; unset it");
        return ExitCode::FAILURE;
    }
    match shell::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("so-thon: {error}");
            ExitCode::FAILURE
        }
    }
}
