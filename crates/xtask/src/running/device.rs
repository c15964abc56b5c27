//! This machine as a device of the demo commune.

use std::path::Path;

use anyhow::Result;

use super::commune::Commune;
use crate::job::Job;
use crate::{testing, workspace};

/// The demo device's PIN.
const PIN: &str = "246810";
const DEVICE: &str = "Máy dùng thử";
const USER: &str = "Cán bộ thôn (mẫu)";

/// Joins the commune if this was not done before, and opens the window; returns when it is closed.
pub fn open_window(dir: &Path, commune: &Commune) -> Result<()> {
    let field = dir.join("field");
    if !field.join("profile.json").exists() {
        let code = commune.invite(DEVICE, USER)?;
        sothon(&field)?.args(["pair", &code, "--name", DEVICE]).output()?;
        println!("this machine is now a device of the commune");
        sothon(&field)?.arg("sync").output()?;
    }
    println!("the PIN of the field app is {PIN}");
    Job::new(workspace::program("so-thon")?)?.env("SOTHON_DATA", &field).run()
}

/// Plays a day in the field in the real window on a display in memory, from the pairing code to the
/// office page that shows the check.
pub fn play_field_day(dir: &Path, commune: &Commune) -> Result<()> {
    let field = dir.join("field");
    let is_paired = field.join("profile.json").exists();
    let code = if is_paired { String::new() } else { commune.invite(DEVICE, USER)? };
    let pictures = workspace::root()?.join("target/demo");
    let (sign_in, password) = commune.sign_in();
    println!("no display: playing a day in the field; the PIN of the field app is {PIN}");
    testing::playwright("day")?
        .env("SOTHON_DAY_OFFICE", &commune.address)
        .env("SOTHON_DAY_SIGN_IN", sign_in)
        .env("SOTHON_DAY_PASSWORD", password)
        .env("SOTHON_DAY_CODE", code)
        .env("SOTHON_DAY_PIN", PIN)
        .env("SOTHON_DAY_DATA", &field)
        .env("SOTHON_DAY_PICTURES", &pictures)
        .run()?;
    println!("pictures   {}", pictures.display());
    Ok(())
}

fn sothon(field: &Path) -> Result<Job> {
    Ok(Job::new(workspace::program("sothon")?)?.env("SOTHON_PIN", PIN).arg("--data").arg(field))
}
