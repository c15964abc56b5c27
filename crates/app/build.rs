//! Puts every workbook of `forms/` into the program.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let manifest = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    let folder = manifest.join("../../forms");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut workbooks = fs::read_dir(&folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    workbooks.retain(|path| path.extension().is_some_and(|extension| extension == "xlsx") && !is_lock(path));
    workbooks.sort();
    let mut list = String::from("&[\n");
    for path in &workbooks {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let _ = writeln!(list, "    ({stem:?}, include_bytes!({:?})),", path.canonicalize()?);
    }
    list.push_str("]\n");
    let out = env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default();
    fs::write(out.join("shipped_forms.rs"), list)
}

/// What Excel and LibreOffice leave beside a workbook that is open.
fn is_lock(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with("~$") || name.starts_with(".~")
}
