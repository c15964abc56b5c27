//! A commune to practise with: a round of checks and a register, loaded by the same command that an
//! officer uses.

use app::Actor;
use domain::vocabulary::{area, campaign, subject};
use domain::{Change, Changes, DocId, FieldPath, Kind, Value};
use serde_json::json;
use uuid::Uuid;
use wire::Draft;

use crate::ServerError;
use crate::commune::Commune;
use crate::log::{self, Accepted};
use crate::read_model::{CallError, ReadModel};

/// Sign-in of the demo commune. Printed wherever it is used: it protects nothing.
pub const SIGN_IN: &str = "can-bo";
/// Password of the demo commune, the same everywhere.
pub const PASSWORD: &str = "ngoc-phung-2026";
/// The form that the round of checks uses.
const FORM: &str = "ho_gia_dinh";

/// Loads what the practice commune lacks; a load that was cut off goes on at the next start.
///
/// # Errors
/// [`ServerError::Demo`] if the register is refused, or if the folder holds a real commune.
pub(crate) fn load(commune: &Commune, read_model: &ReadModel) -> Result<(), ServerError> {
    if commune.identity.name != demo::COMMUNE_NAME {
        return Err(ServerError::Demo(format!("the data folder belongs to {}", commune.identity.name)));
    }
    let holds = |kind| commune.database.read(|connection| log::holds_kind(connection, kind));
    if !holds(Kind::Campaign)? {
        found_round(commune)?;
    }
    if !holds(Kind::Subject)? {
        load_register(commune, read_model)?;
    }
    Ok(())
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

/// The commune's own document and one round of checks, signed by the desk.
fn found_round(commune: &Commune) -> Result<(), ServerError> {
    let own = fields(&[(area::NAME, &commune.identity.name), (area::TYPE, area::TYPE_COMMUNE), (area::DEMO, "true")]);
    let round = fields(&[
        (campaign::NAME, "Rà soát hộ gia đình 2026"),
        (campaign::FORM, FORM),
        (campaign::SUBJECT_TYPE, subject::TYPE_HOUSEHOLD),
        (campaign::STARTS, "2026-11-01"),
        (campaign::ENDS, "2026-12-31"),
    ]);
    let own = sign(commune, DocId(commune.identity.id.0), Kind::Area, own)?;
    let round = sign(commune, DocId(Uuid::now_v7()), Kind::Campaign, round)?;
    commune.log.append(vec![own, round])
}

fn sign(commune: &Commune, doc: DocId, kind: Kind, changes: Changes) -> Result<Accepted, ServerError> {
    let draft = Draft {
        doc,
        kind,
        area: commune.identity.id,
        parents: Vec::new(),
        depth: 0,
        author: commune.desk_user()?,
        device: commune.identity.desk,
        at_ms: commune.now_ms(),
        changes,
    };
    let (envelope, revision) = draft.sign(&commune.desk_key()?);
    Ok(Accepted { id: revision.id, header: revision.header, envelope })
}

fn desk_user(commune: &Commune) -> Result<Actor, ServerError> {
    let user_name = "Văn phòng xã".to_owned();
    Ok(Actor::Office { user: commune.desk_user()?, user_name, role: app::Role::Admin })
}

fn fields(pairs: &[(&str, &str)]) -> Changes {
    pairs.iter().map(|(name, text)| (FieldPath::from(*name), Change::Set(Value::from(*text)))).collect()
}
