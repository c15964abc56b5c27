//! Writes the demo register to a file, for looking at it in Excel and for trying the import.

use std::path::PathBuf;
use std::{env, fs};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path: PathBuf = env::args_os().nth(1).ok_or("usage: register FILE.xlsx")?.into();
    if let Some(dir) = path.parent() {
        fs::create_dir_all(dir)?;
    }
    fs::write(&path, demo::register_xlsx()?)?;
    println!("{}", path.display());
    Ok(())
}
