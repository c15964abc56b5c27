//! Where this device's data lies.

use std::ffi::OsString;
use std::path::PathBuf;

use tauri::{AppHandle, Manager as _};

/// Overrides the platform's folder: for support, tests and a second book on one machine.
const VARIABLE: &str = "SOTHON_DATA";

/// `SOTHON_DATA`, or the platform's folder for this program's data.
pub fn find(app: &AppHandle) -> tauri::Result<PathBuf> {
    match chosen(std::env::var_os(VARIABLE)) {
        Some(dir) => Ok(dir),
        None => app.path().app_data_dir(),
    }
}

fn chosen(variable: Option<OsString>) -> Option<PathBuf> {
    variable.filter(|value| !value.is_empty()).map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_variable_chooses_nothing() {
        assert_eq!(chosen(None), None);
        assert_eq!(chosen(Some("".into())), None);
        assert_eq!(chosen(Some("/so".into())), Some(PathBuf::from("/so")));
    }
}
