//! Devices that sign revisions: whose they are, where they may write, and whether they were reported lost.

use std::collections::BTreeSet;

use domain::{AreaId, DeviceId, UserId};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use uuid::Uuid;
use wire::{DeviceCard, PublicKey};

use super::users::{self, Role};
use super::{audit, secret_hash};
use crate::rows;

/// Devices listed at once; a commune has some fifty.
const MAX_LISTED: usize = 1_000;
/// How stale "last seen" may be, so that not every request costs a flush to the disk.
const SEEN_EVERY_MS: i64 = 3_600_000;

/// Where a device may read and write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Areas {
    /// The whole commune, with the commune's own area.
    All,
    /// These villages; the commune's own area is only read.
    Villages(BTreeSet<AreaId>),
}

/// A device as the log needs to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    pub id: DeviceId,
    pub key: PublicKey,
    pub user: UserId,
    pub user_name: String,
    /// What the person's account at the office may do; collectors have none there.
    pub role: Role,
    /// The office desk signs for everybody who is signed in; other devices only for their own user.
    pub is_desk: bool,
    pub areas: Areas,
    pub revoked: bool,
    seen_ms: Option<i64>,
}

impl Device {
    /// Whether the device may record something in the area.
    pub fn may_write(&self, area: AreaId) -> bool {
        match &self.areas {
            Areas::All => true,
            Areas::Villages(villages) => villages.contains(&area),
        }
    }

    /// Whether the device does the office's work too: that of an officer, which has the whole commune.
    pub fn runs_office(&self) -> bool {
        self.areas == Areas::All && self.role.runs_office()
    }

    /// Whether the device gets what is recorded in the area.
    pub fn may_read(&self, area: AreaId, commune: AreaId) -> bool {
        area == commune || self.may_write(area)
    }
}

/// A device about to be stored.
#[derive(Clone, Debug)]
pub struct NewDevice<'a> {
    pub key: PublicKey,
    pub secret: Option<&'a [u8; 32]>,
    pub name: &'a str,
    pub user: UserId,
    pub is_desk: bool,
    pub areas: Areas,
}

/// A device for the officer's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeviceRow {
    pub id: String,
    pub name: String,
    pub user_name: String,
    /// Villages; none where the device has the whole commune.
    pub areas: Vec<String>,
    pub paired_at_ms: i64,
    /// Within an hour; null before the first contact.
    pub last_seen_ms: Option<i64>,
    pub revoked: bool,
    /// Whether it does the office's work too.
    pub runs_office: bool,
}

/// Stores a device.
///
/// # Errors
/// SQL errors.
pub fn add(connection: &Connection, device: &NewDevice<'_>, now_ms: i64) -> Result<DeviceId, rusqlite::Error> {
    let id = DeviceId(Uuid::now_v7());
    let all_areas = device.areas == Areas::All;
    let mut insert = connection.prepare_cached(
        "INSERT INTO devices (id, public_key, secret_hash, name, user, is_desk, all_areas, created_ms, seen_ms, revoked_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, NULL, NULL)",
    )?;
    insert.execute(params![
        id.as_bytes(),
        device.key.0,
        device.secret.map(|secret| secret_hash(secret)),
        device.name,
        device.user.as_bytes(),
        device.is_desk,
        all_areas,
        now_ms,
    ])?;
    if let Areas::Villages(villages) = &device.areas {
        let mut insert = connection.prepare_cached("INSERT INTO device_areas (device, area) VALUES (?1, ?2)")?;
        for area in villages {
            insert.execute(params![id.as_bytes(), area.as_bytes()])?;
        }
    }
    Ok(id)
}

const SELECT: &str =
    "SELECT d.id, d.public_key, d.user, u.name, d.is_desk, d.all_areas, d.revoked_ms, d.seen_ms, u.role
                      FROM devices d JOIN users u ON u.id = d.user";

/// The device with an id, revoked or not.
///
/// # Errors
/// SQL errors.
pub fn by_id(connection: &Connection, id: DeviceId) -> Result<Option<Device>, rusqlite::Error> {
    let mut query = connection.prepare_cached(&format!("{SELECT} WHERE d.id = ?1"))?;
    let found = query.query_row(params![id.as_bytes()], from_row).optional()?;
    found.map(|(device, all_areas)| with_areas(connection, device, all_areas)).transpose()
}

/// The device with an id, if it knows its secret.
///
/// # Errors
/// SQL errors.
pub fn authenticated(connection: &Connection, id: DeviceId, secret: &[u8]) -> Result<Option<Device>, rusqlite::Error> {
    let mut query = connection.prepare_cached(&format!("{SELECT} WHERE d.id = ?1 AND d.secret_hash = ?2"))?;
    let found = query.query_row(params![id.as_bytes(), secret_hash(secret)], from_row).optional()?;
    found.map(|(device, all_areas)| with_areas(connection, device, all_areas)).transpose()
}

/// Replaces the secret of a device whose first one never reached it.
///
/// # Errors
/// SQL errors.
pub fn set_secret(connection: &Connection, id: DeviceId, secret: &[u8; 32]) -> Result<(), rusqlite::Error> {
    let mut update = connection.prepare_cached("UPDATE devices SET secret_hash = ?2 WHERE id = ?1")?;
    update.execute(params![id.as_bytes(), secret_hash(secret)])?;
    Ok(())
}

/// Whether the last contact on record is worth renewing.
pub fn seen_is_stale(device: &Device, now_ms: i64) -> bool {
    device.seen_ms.is_none_or(|seen_ms| now_ms.abs_diff(seen_ms) >= SEEN_EVERY_MS.unsigned_abs())
}

/// Whether the device ever came back after pairing.
pub fn was_seen(device: &Device) -> bool {
    device.seen_ms.is_some()
}

/// Notes a contact.
///
/// # Errors
/// SQL errors.
pub fn note_seen(connection: &Connection, id: DeviceId, now_ms: i64) -> Result<(), rusqlite::Error> {
    let mut update = connection.prepare_cached("UPDATE devices SET seen_ms = ?2 WHERE id = ?1")?;
    update.execute(params![id.as_bytes(), now_ms])?;
    Ok(())
}

/// Ends a device's access for good. Returns false where no such device is in use.
///
/// # Errors
/// SQL errors.
pub fn revoke(connection: &Connection, id: DeviceId, actor: &str, now_ms: i64) -> Result<bool, rusqlite::Error> {
    let mut update = connection
        .prepare_cached("UPDATE devices SET revoked_ms = ?2 WHERE id = ?1 AND revoked_ms IS NULL AND is_desk = 0")?;
    let revoked = update.execute(params![id.as_bytes(), now_ms])? > 0;
    if revoked {
        audit::add(connection, now_ms, actor, "revoke_device", &id.to_string())?;
    }
    Ok(revoked)
}

/// All devices that people carry, newest first.
///
/// # Errors
/// SQL errors.
pub fn list(connection: &Connection) -> Result<Vec<DeviceRow>, rusqlite::Error> {
    let mut query = connection.prepare_cached(
        "SELECT d.id, d.name, u.name, d.all_areas, d.created_ms, d.seen_ms, d.revoked_ms, u.role
         FROM devices d JOIN users u ON u.id = d.user
         WHERE d.is_desk = 0 ORDER BY d.created_ms DESC, d.id DESC LIMIT ?1",
    )?;
    let rows = query.query_map([MAX_LISTED], |row| {
        let id: DeviceId = rows::id(row, 0)?;
        let all_areas: bool = row.get(3)?;
        let villages = if all_areas { BTreeSet::new() } else { villages(connection, id)? };
        Ok(DeviceRow {
            id: id.to_string(),
            name: row.get(1)?,
            user_name: row.get(2)?,
            areas: villages.iter().map(ToString::to_string).collect(),
            paired_at_ms: row.get(4)?,
            last_seen_ms: row.get(5)?,
            revoked: row.get::<_, Option<i64>>(6)?.is_some(),
            runs_office: all_areas && users::role(row, 7)?.runs_office(),
        })
    })?;
    rows.collect()
}

/// How others get to know a device.
///
/// # Errors
/// SQL errors.
pub fn card(connection: &Connection, id: DeviceId) -> Result<Option<DeviceCard>, rusqlite::Error> {
    let mut query = connection.prepare_cached(
        "SELECT d.id, d.public_key, d.name, u.id, u.name FROM devices d JOIN users u ON u.id = d.user WHERE d.id = ?1",
    )?;
    let card = query.query_row(params![id.as_bytes()], |row| {
        Ok(DeviceCard {
            device: rows::id(row, 0)?,
            public_key: rows::id(row, 1)?,
            device_name: row.get(2)?,
            user: rows::id(row, 3)?,
            user_name: row.get(4)?,
        })
    });
    card.optional()
}

fn from_row(row: &Row<'_>) -> Result<(Device, bool), rusqlite::Error> {
    let device = Device {
        id: rows::id(row, 0)?,
        key: PublicKey(rows::id(row, 1)?),
        user: rows::id(row, 2)?,
        user_name: row.get(3)?,
        role: users::role(row, 8)?,
        is_desk: row.get(4)?,
        areas: Areas::All,
        revoked: row.get::<_, Option<i64>>(6)?.is_some(),
        seen_ms: row.get(7)?,
    };
    Ok((device, row.get(5)?))
}

fn with_areas(connection: &Connection, device: Device, all_areas: bool) -> Result<Device, rusqlite::Error> {
    if all_areas {
        return Ok(device);
    }
    let areas = Areas::Villages(villages(connection, device.id)?);
    Ok(Device { areas, ..device })
}

fn villages(connection: &Connection, id: DeviceId) -> Result<BTreeSet<AreaId>, rusqlite::Error> {
    let mut query = connection.prepare_cached("SELECT area FROM device_areas WHERE device = ?1")?;
    query.query_map(params![id.as_bytes()], |row| rows::id(row, 0))?.collect()
}
