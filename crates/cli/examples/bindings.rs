//! Writes the TypeScript side of the command table; run by `cargo xtask bindings`.

use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let dir: PathBuf = std::env::args_os().nth(1).ok_or("usage: bindings DIR")?.into();
    Ok(app::bindings::export(&dir)?)
}
