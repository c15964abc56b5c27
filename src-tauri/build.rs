use std::path::Path;
use std::{fs, io};

/// What the window shows when somebody builds the shell without its screens.
const PLACEHOLDER: &str = "<!doctype html><meta charset=\"utf-8\"><title>Sổ Thôn</title>\
<p>Giao diện chưa được dựng. Hãy chạy <code>cargo xtask run</code>.</p>\n";

/// The screens are built by npm (see `cargo xtask run`); without them the crate still compiles, so
/// that checking Rust code does not need Node.
fn main() -> io::Result<()> {
    let screens = Path::new("../ui/dist");
    let index = screens.join("index.html");
    if !index.exists() {
        fs::create_dir_all(screens)?;
        fs::write(index, PLACEHOLDER)?;
    }
    // The files are compiled into the program, which cargo cannot see by itself.
    println!("cargo:rerun-if-changed=../ui/dist");
    tauri_build::try_build(tauri_build::Attributes::default()).map_err(|error| io::Error::other(format!("{error:#}")))
}
