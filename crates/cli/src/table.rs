//! The command table as JSON.

use app::{CommandInfo, Permission};
use serde_json::{Value, json};

/// Every command with its purpose, who may call it, and its schemas.
pub fn describe() -> Value {
    app::commands().into_iter().map(entry).collect()
}

fn entry(command: CommandInfo) -> Value {
    json!({
        "name": command.name,
        "doc": command.doc,
        "permission": permission(command.permission),
        "args": command.args,
        "reply": command.reply,
    })
}

fn permission(permission: Permission) -> &'static str {
    match permission {
        Permission::Always => "always",
        Permission::Collector => "collector",
        Permission::FieldOnly => "field_only",
        Permission::Officer => "officer",
        Permission::OfficeDesk => "office desk",
    }
}
