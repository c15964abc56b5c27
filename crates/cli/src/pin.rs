//! The PIN: from the environment in scripts, otherwise typed unseen.

use crate::desk::Failure;

const VARIABLE: &str = "SOTHON_PIN";

/// The PIN of a device that has one.
pub fn ask() -> Result<String, Failure> {
    match from_environment() {
        Some(pin) => Ok(pin),
        None => prompt("Mã PIN: "),
    }
}

/// A new PIN, typed twice.
pub fn choose() -> Result<String, Failure> {
    if let Some(pin) = from_environment() {
        return Ok(pin);
    }
    let pin = prompt("Chọn mã PIN (ít nhất 6 chữ số): ")?;
    if pin == prompt("Nhập lại mã PIN: ")? {
        Ok(pin)
    } else {
        Err(Failure::Usage("hai lần nhập mã PIN không giống nhau".into()))
    }
}

fn from_environment() -> Option<String> {
    std::env::var(VARIABLE).ok().filter(|pin| !pin.is_empty())
}

fn prompt(words: &str) -> Result<String, Failure> {
    rpassword::prompt_password(words)
        .map_err(|error| Failure::Usage(format!("no terminal to ask for the PIN ({error}); set {VARIABLE}")))
}
