//! A commune to practise with: its register is loaded by the same command that an officer uses.

use app::Actor;
use domain::Kind;
use serde_json::json;

use crate::ServerError;
use crate::commune::Commune;
use crate::log;
use crate::read_model::{CallError, ReadModel};

/// Sign-in of the demo commune. Printed wherever it is used: it protects nothing.
pub const SIGN_IN: &str = "can-bo";
/// Password of the demo commune, the same everywhere.
pub const PASSWORD: &str = "ngoc-phung-2026";

/// Loads what the practice commune lacks; a load that was cut off goes on at the next start.
///
/// # Errors
/// [`ServerError::Demo`] if the register is refused, or if the folder holds a real commune.
pub(crate) fn load(commune: &Commune, read_model: &ReadModel) -> Result<(), ServerError> {
    if commune.identity.name != demo::COMMUNE_NAME {
        return Err(ServerError::Demo(format!("the data folder belongs to {}", commune.identity.name)));
    }
    let has_register = commune.database.read(|connection| log::holds_kind(connection, Kind::Subject))?;
    if has_register { Ok(()) } else { load_register(commune, read_model) }
}

fn load_register(commune: &Commune, read_model: &ReadModel) -> Result<(), ServerError> {
    let workbook = demo::register_xlsx().map_err(|error| ServerError::Demo(error.to_string()))?;
    let file = read_model.put_file(workbook);
    let office = desk_user(commune)?;
    let args = json!({ "file": file, "create_villages": true });
    let answer = read_model.call("register.import", args, &office).map_err(|error| match error {
        CallError::App(error) => ServerError::Demo(format!("{} {}", error.message, error.detail.unwrap_or_default())),
        CallError::Server(error) => error,
    })?;
    match answer.reply.get("imported").and_then(serde_json::Value::as_bool) {
        Some(true) => Ok(()),
        _ => Err(ServerError::Demo(answer.reply.to_string())),
    }
}

fn desk_user(commune: &Commune) -> Result<Actor, ServerError> {
    let user_name = "Văn phòng xã".to_owned();
    Ok(Actor::Office { user: commune.desk_user()?, user_name, role: app::Role::Admin })
}
