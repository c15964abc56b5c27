//! The devices page: who carries the commune's book, letting somebody in, shutting a lost one out.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use domain::DeviceId;
use serde::{Deserialize, Serialize};

use super::Office;
use super::errors::{Failure, invalid, no_such_device};
use super::session::SignedIn;
use super::sign_in::blocking;
use crate::ServerError;
use crate::accounts::audit::AuditRow;
use crate::accounts::devices::DeviceRow;
use crate::accounts::{audit as audit_log, devices};
use crate::commune::Invite;
use crate::log::villages;

const DEFAULT_VALID_HOURS: u32 = 24;

#[derive(Deserialize)]
pub(super) struct InvitationArgs {
    name: String,
    user: String,
    /// Ids or names; none means the whole commune.
    #[serde(default)]
    villages: Vec<String>,
    valid_hours: Option<u32>,
}

#[derive(Serialize)]
pub(super) struct Invitation {
    code: String,
}

pub(super) async fn list(State(office): State<Office>, signed_in: SignedIn) -> Result<Json<Vec<DeviceRow>>, Failure> {
    signed_in.must_run_the_office()?;
    let rows = blocking(move || {
        let rows = office.commune.database.read(|connection| {
            let known = villages(connection)?;
            let names: BTreeMap<String, String> =
                known.into_iter().map(|village| (village.area.to_string(), village.name)).collect();
            let named = |row: DeviceRow| DeviceRow { areas: with_names(row.areas, &names), ..row };
            Ok::<_, rusqlite::Error>(devices::list(connection)?.into_iter().map(named).collect())
        })?;
        Ok(rows)
    });
    Ok(Json(rows.await?))
}

pub(super) async fn revoke(
    State(office): State<Office>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Json<serde_json::Value>, Failure> {
    signed_in.must_run_the_office()?;
    let id: DeviceId = id.parse().map_err(|_| no_such_device())?;
    let revoked = blocking(move || office.commune.revoke(id, signed_in.name())).await?;
    if revoked { Ok(Json(serde_json::json!({}))) } else { Err(no_such_device()) }
}

pub(super) async fn invite(
    State(office): State<Office>,
    signed_in: SignedIn,
    Json(args): Json<InvitationArgs>,
) -> Result<Json<Invitation>, Failure> {
    signed_in.must_run_the_office()?;
    let (name, user) = (domain::text::normalise(&args.name), domain::text::normalise(&args.user));
    if name.is_empty() || user.is_empty() {
        return Err(invalid("Chưa có tên máy hoặc tên người dùng.", "Hãy ghi cả tên máy và họ tên người giữ máy."));
    }
    let valid_hours = args.valid_hours.unwrap_or(DEFAULT_VALID_HOURS);
    let invite = Invite { name, user, villages: args.villages, valid_hours };
    let code = blocking(move || match office.commune.invite(&invite, signed_in.name()) {
        Ok(code) => Ok(Ok(code.to_string())),
        Err(ServerError::UnknownVillage(village)) => Ok(Err(village)),
        Err(error) => Err(error),
    });
    match code.await? {
        Ok(code) => Ok(Json(Invitation { code })),
        Err(village) => {
            Err(invalid(&format!("Xã không có thôn nào tên là “{village}”."), "Hãy chọn tên thôn trong danh sách."))
        }
    }
}

pub(super) async fn audit(State(office): State<Office>, signed_in: SignedIn) -> Result<Json<Vec<AuditRow>>, Failure> {
    signed_in.must_be_admin()?;
    Ok(Json(blocking(move || Ok(office.commune.database.read(audit_log::latest)?)).await?))
}

fn with_names(areas: Vec<String>, names: &BTreeMap<String, String>) -> Vec<String> {
    areas.into_iter().map(|area| names.get(&area).cloned().unwrap_or(area)).collect()
}
