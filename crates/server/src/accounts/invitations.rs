//! Invitations: what a pairing code stands for until a device uses it.

use std::collections::BTreeSet;

use domain::{AreaId, DeviceId, UserId};
use rusqlite::{Connection, OptionalExtension, Row, params};
use wire::{PairRequest, PublicKey, RefusalCode};

use super::devices::{self, Areas, NewDevice};
use super::{audit, secret_hash};
use crate::folder::random_bytes;
use crate::{ServerError, rows};

/// Longest validity that can be asked for: a week.
pub const MAX_VALID_HOURS: u32 = 7 * 24;
/// Characters kept of a device's name.
const MAX_NAME_CHARS: usize = 80;

/// An invitation about to be stored.
#[derive(Clone, Debug)]
pub struct NewInvitation<'a> {
    /// What the officer calls the device.
    pub name: &'a str,
    pub user: UserId,
    pub areas: Areas,
    /// At most [`MAX_VALID_HOURS`].
    pub valid_hours: u32,
}

/// A device that was let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paired {
    pub device: DeviceId,
    pub name: String,
    pub secret: [u8; 32],
    pub user: UserId,
}

struct Invitation {
    name: String,
    user: UserId,
    all_areas: bool,
    expires_ms: i64,
    device: Option<DeviceId>,
}

/// Stores an invitation and returns the token for the pairing code.
///
/// # Errors
/// SQL errors, [`ServerError::Random`].
pub fn add(connection: &Connection, invitation: &NewInvitation<'_>, now_ms: i64) -> Result<[u8; 16], ServerError> {
    let token: [u8; 16] = random_bytes()?;
    let hash = secret_hash(&token);
    let valid_ms = i64::from(invitation.valid_hours.min(MAX_VALID_HOURS)) * 3_600_000;
    let all_areas = invitation.areas == Areas::All;
    let mut insert = connection.prepare_cached(
        "INSERT INTO invitations (token_hash, name, user, all_areas, expires_ms, created_ms, device)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, NULL)",
    )?;
    let user = invitation.user.as_bytes();
    insert.execute(params![hash, invitation.name, user, all_areas, now_ms + valid_ms, now_ms])?;
    if let Areas::Villages(villages) = &invitation.areas {
        let mut insert =
            connection.prepare_cached("INSERT INTO invitation_areas (token_hash, area) VALUES (?1, ?2)")?;
        for area in villages {
            insert.execute(params![hash, area.as_bytes()])?;
        }
    }
    Ok(token)
}

/// Lets a device in, once. A device whose reply was lost on the way may ask again with the same key
/// until it has been heard from: it gets a new secret and the old one ends.
///
/// Must run in a writing transaction, so that of two devices with one code only one gets in.
///
/// # Errors
/// SQL errors, [`ServerError::Random`]. A refusal is not an error.
pub fn accept(
    connection: &Connection,
    request: &PairRequest,
    now_ms: i64,
) -> Result<Result<Paired, RefusalCode>, ServerError> {
    let hash = secret_hash(&request.token);
    let Some(invitation) = find(connection, &hash)? else { return Ok(Err(RefusalCode::CodeUnknown)) };
    let again = match invitation.device {
        None => None,
        Some(device) => match devices::by_id(connection, device)? {
            Some(known) if known.key.0 == request.public_key && !devices::was_seen(&known) => Some(known.id),
            _ => return Ok(Err(RefusalCode::CodeUsed)),
        },
    };
    if now_ms >= invitation.expires_ms {
        return Ok(Err(RefusalCode::CodeExpired));
    }
    let secret: [u8; 32] = random_bytes()?;
    let user = invitation.user;
    let device = match again {
        Some(device) => {
            devices::set_secret(connection, device, &secret)?;
            device
        }
        None => admit(connection, &hash, invitation, request, &secret, now_ms)?,
    };
    audit::add(connection, now_ms, &device.to_string(), "pair", &request.device_name)?;
    let name = devices::card(connection, device)?.map(|card| card.device_name).unwrap_or_default();
    Ok(Ok(Paired { device, name, secret, user }))
}

fn admit(
    connection: &Connection,
    hash: &[u8; 32],
    invitation: Invitation,
    request: &PairRequest,
    secret: &[u8; 32],
    now_ms: i64,
) -> Result<DeviceId, rusqlite::Error> {
    let areas = if invitation.all_areas { Areas::All } else { Areas::Villages(villages(connection, hash)?) };
    let own_name: String = request.device_name.trim().chars().take(MAX_NAME_CHARS).collect();
    let name = if own_name.is_empty() { invitation.name } else { own_name };
    let device = NewDevice {
        key: PublicKey(request.public_key),
        secret: Some(secret),
        name: &name,
        user: invitation.user,
        is_desk: false,
        areas,
    };
    let device = devices::add(connection, &device, now_ms)?;
    connection
        .prepare_cached("UPDATE invitations SET device = ?2 WHERE token_hash = ?1")?
        .execute(params![hash, device.as_bytes()])?;
    Ok(device)
}

fn find(connection: &Connection, hash: &[u8; 32]) -> Result<Option<Invitation>, rusqlite::Error> {
    let mut query = connection
        .prepare_cached("SELECT name, user, all_areas, expires_ms, device FROM invitations WHERE token_hash = ?1")?;
    query.query_row(params![hash], from_row).optional()
}

fn from_row(row: &Row<'_>) -> Result<Invitation, rusqlite::Error> {
    Ok(Invitation {
        name: row.get(0)?,
        user: rows::id(row, 1)?,
        all_areas: row.get(2)?,
        expires_ms: row.get(3)?,
        device: rows::optional_id(row, 4)?,
    })
}

fn villages(connection: &Connection, hash: &[u8; 32]) -> Result<BTreeSet<AreaId>, rusqlite::Error> {
    let mut query = connection.prepare_cached("SELECT area FROM invitation_areas WHERE token_hash = ?1")?;
    query.query_map(params![hash], |row| rows::id(row, 0))?.collect()
}
