//! The TypeScript side of the command table, written into the UI by `cargo xtask bindings`.

use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io};

use ts_rs::Config;

use crate::commands::export_types;

/// Writes one file per type and `commands.ts` with the map from command to its types.
///
/// # Errors
/// Files that cannot be written.
pub fn export(dir: &Path) -> io::Result<()> {
    fs::create_dir_all(dir)?;
    let config = Config::new().with_large_int("number").with_out_dir(dir);
    let table = export_types(&config).map_err(io::Error::other)?;
    let mut map = String::new();
    for command in &table {
        let (name, doc) = (command.name, command.doc);
        let _ = writeln!(map, "  /** {doc} */\n  \"{name}\": {{ args: {}; reply: {} }};", command.args, command.reply);
    }
    let mut types: Vec<&str> = table.iter().flat_map(|command| [&*command.args, &*command.reply]).collect();
    types.sort_unstable();
    types.dedup();
    let imports: String = types.iter().map(|name| format!("import type {{ {name} }} from \"./{name}\";\n")).collect();
    let header = "// Made from the command table in crates/app by `cargo xtask bindings`. Do not edit.\n";
    let body =
        format!("{header}{imports}\nexport interface Commands {{\n{map}}}\n\nexport type Command = keyof Commands;\n");
    fs::write(dir.join("commands.ts"), body)
}
