//! One commune: its identity, log and accounts, as both the running server and the command line see it.

use std::path::Path;
use std::sync::Arc;

use app::Clock;
use domain::text::{fold, normalise};
use domain::{AreaId, DeviceId, UserId};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;
use wire::{DeviceKey, PairingCode};

use crate::accounts::devices::{self, Areas, NewDevice};
use crate::accounts::invitations::{self, NewInvitation};
use crate::accounts::users::{self, NewUser, Role};
use crate::accounts::{audit, hash_password, new_password};
use crate::blobs::Blobs;
use crate::certificate::Certificate;
use crate::database::Database;
use crate::folder::{DataFolder, create_owner_only, secret_file};
use crate::log::{LogWriter, Village, villages};
use crate::{ServerError, rows};

const COMMUNE_ID: &str = "commune_id";
const COMMUNE_NAME: &str = "commune_name";
const DESK: &str = "desk";
const ADDRESS: &str = "address";

/// Who the commune is, for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The area that everybody gets.
    pub id: AreaId,
    pub name: String,
    /// The office desk's device.
    pub desk: DeviceId,
}

/// An open data folder.
#[derive(Clone)]
pub struct Commune {
    pub folder: DataFolder,
    pub identity: Identity,
    pub database: Arc<Database>,
    pub log: LogWriter,
    /// Photos and files.
    pub blobs: Blobs,
    pub clock: Arc<dyn Clock>,
}

/// How a new data folder becomes a commune.
#[derive(Clone, Debug)]
pub struct Founding {
    pub commune_name: String,
    /// Who signs in first at the office.
    pub sign_in: String,
    /// `None` makes a random password.
    pub password: Option<String>,
}

/// A sign-in to be told to the person who started the server, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstSignIn {
    pub sign_in: String,
    pub password: String,
}

/// What an officer wants to invite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invite {
    /// What the device is called in lists.
    pub name: String,
    /// Who will carry it.
    pub user: String,
    /// Names or ids of villages; none means the whole commune.
    pub villages: Vec<String>,
    pub valid_hours: u32,
}

impl Commune {
    /// Opens the data folder of a commune, or founds one in it.
    ///
    /// # Errors
    /// File and SQL errors.
    pub fn open_or_found(
        folder: DataFolder,
        founding: &Founding,
        clock: Arc<dyn Clock>,
    ) -> Result<(Self, Option<FirstSignIn>), ServerError> {
        create_owner_only(&folder.database())?;
        let database = Database::open(&folder.database())?;
        let desk_key = DeviceKey::from_seed(&secret_file(&folder.desk_key())?);
        let known = database.read(identity)?;
        let (identity, first) = match known {
            Some(identity) => (identity, None),
            None => {
                let (identity, first) = found(&database, founding, &desk_key, clock.now_ms())?;
                (identity, Some(first))
            }
        };
        Ok((Self::over(folder, identity, database, clock)?, first))
    }

    /// Opens the data folder of a commune that exists, beside a running server.
    ///
    /// # Errors
    /// [`ServerError::NoCommune`], file and SQL errors.
    pub fn open(path: &Path, clock: Arc<dyn Clock>) -> Result<Self, ServerError> {
        let folder = DataFolder::existing(path)?;
        let database = Database::open(&folder.database())?;
        let identity = database.read(identity)?.ok_or_else(|| ServerError::NoCommune(path.to_owned()))?;
        Self::over(folder, identity, database, clock)
    }

    fn over(
        folder: DataFolder,
        identity: Identity,
        database: Database,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, ServerError> {
        let database = Arc::new(database);
        let log = LogWriter::start(Arc::clone(&database))?;
        let blobs = Blobs::open(folder.blobs(), &folder.blob_key())?;
        Ok(Self { folder, identity, database, log, blobs, clock })
    }

    /// The time by the server's clock, in milliseconds since 1970.
    pub fn now_ms(&self) -> i64 {
        self.clock.now_ms()
    }

    /// The key with which the office desk signs.
    ///
    /// # Errors
    /// File errors.
    pub fn desk_key(&self) -> Result<DeviceKey, ServerError> {
        Ok(DeviceKey::from_seed(&secret_file(&self.folder.desk_key())?))
    }

    /// The user that the office desk itself writes as, when nobody in person does.
    ///
    /// # Errors
    /// SQL errors.
    pub fn desk_user(&self) -> Result<UserId, ServerError> {
        let desk = self.database.read(|connection| devices::by_id(connection, self.identity.desk))?;
        desk.map(|desk| desk.user).ok_or(ServerError::DamagedRow("the office desk is not among the devices"))
    }

    /// Remembers where devices reach the server, for pairing codes.
    ///
    /// # Errors
    /// SQL errors.
    pub fn set_address(&self, address: &str) -> Result<(), ServerError> {
        self.database.write(|connection| set(connection, ADDRESS, address.as_bytes()))
    }

    /// Makes a pairing code that works once.
    ///
    /// # Errors
    /// [`ServerError::UnknownVillage`], or where the server was never started.
    pub fn invite(&self, invite: &Invite, actor: &str) -> Result<PairingCode, ServerError> {
        let certificate = Certificate::fingerprint_of(&self.folder)?;
        let now_ms = self.now_ms();
        let (address, token) = self.database.write(|connection| {
            let address = text(connection, ADDRESS)?.ok_or(ServerError::DamagedRow("no address on record"))?;
            let areas = areas_named(connection, &invite.villages)?;
            let user = users::named(connection, invite.user.trim(), now_ms)?;
            let invitation = NewInvitation { name: &invite.name, user, areas, valid_hours: invite.valid_hours };
            let token = invitations::add(connection, &invitation, now_ms)?;
            audit::add(connection, now_ms, actor, "invite", &format!("{} · {}", invite.name, invite.user))?;
            Ok::<_, ServerError>((address, token))
        })?;
        Ok(PairingCode { address, certificate, token })
    }

    /// Ends a device's access. Returns false where no such device is in use.
    ///
    /// # Errors
    /// SQL errors.
    pub fn revoke(&self, device: DeviceId, actor: &str) -> Result<bool, ServerError> {
        let now_ms = self.now_ms();
        Ok(self.database.write(|connection| devices::revoke(connection, device, actor, now_ms))?)
    }

    /// Adds somebody who signs in at the office, with a random password to be handed over.
    ///
    /// # Errors
    /// SQL errors, also where the sign-in name is taken.
    pub fn add_office_user(&self, sign_in: &str, name: &str, role: Role) -> Result<FirstSignIn, ServerError> {
        let password = new_password()?;
        let hash = hash_password(&password)?;
        let now_ms = self.now_ms();
        self.database.write(|connection| {
            let user = NewUser { sign_in: Some(sign_in), name, role, password: Some(&hash) };
            users::add(connection, &user, now_ms)?;
            audit::add(connection, now_ms, "command line", "add_user", &format!("{sign_in} · {role}"))
        })?;
        Ok(FirstSignIn { sign_in: sign_in.to_owned(), password })
    }

    /// Gives an office user a new random password. `None` where nobody signs in by that name.
    ///
    /// # Errors
    /// SQL errors.
    pub fn reset_password(&self, sign_in: &str) -> Result<Option<FirstSignIn>, ServerError> {
        let password = new_password()?;
        let hash = hash_password(&password)?;
        let now_ms = self.now_ms();
        let known = self.database.write(|connection| {
            let known = users::set_password(connection, sign_in, &hash)?;
            if known {
                audit::add(connection, now_ms, "command line", "reset_password", sign_in)?;
            }
            Ok::<_, rusqlite::Error>(known)
        })?;
        Ok(known.then(|| FirstSignIn { sign_in: sign_in.to_owned(), password }))
    }
}

/// Everything a commune begins with, in one transaction: a start that is cut off begins again.
fn found(
    database: &Database,
    founding: &Founding,
    desk_key: &DeviceKey,
    now_ms: i64,
) -> Result<(Identity, FirstSignIn), ServerError> {
    let password = founding.password.clone().map_or_else(new_password, Ok)?;
    let hash = hash_password(&password)?;
    let identity = database.write(|connection| {
        let name = founding.commune_name.clone();
        let sign_in = founding.sign_in.as_str();
        let admin =
            NewUser { sign_in: Some(sign_in), name: "Quản trị xã", role: Role::Admin, password: Some(&hash) };
        users::add(connection, &admin, now_ms)?;
        let office = NewUser { sign_in: None, name: "Văn phòng xã", role: Role::Officer, password: None };
        let office = users::add(connection, &office, now_ms)?;
        let key = desk_key.public();
        let desk = NewDevice { key, secret: None, name: "Máy xã", user: office, is_desk: true, areas: Areas::All };
        let desk = devices::add(connection, &desk, now_ms)?;
        let id = AreaId(Uuid::now_v7());
        set(connection, COMMUNE_ID, id.as_bytes())?;
        set(connection, COMMUNE_NAME, name.as_bytes())?;
        set(connection, DESK, desk.as_bytes())?;
        audit::add(connection, now_ms, "command line", "found", &name)?;
        Ok::<_, ServerError>(Identity { id, name, desk })
    })?;
    Ok((identity, FirstSignIn { sign_in: founding.sign_in.clone(), password }))
}

fn identity(connection: &Connection) -> Result<Option<Identity>, ServerError> {
    let id = setting(connection, COMMUNE_ID)?;
    let desk = setting(connection, DESK)?;
    let name = text(connection, COMMUNE_NAME)?;
    let (Some(id), Some(desk), Some(name)) = (id, desk, name) else { return Ok(None) };
    let damaged = || ServerError::DamagedRow("the commune's identity");
    let id = AreaId::from_bytes(id.try_into().map_err(|_| damaged())?);
    let desk = DeviceId::from_bytes(desk.try_into().map_err(|_| damaged())?);
    Ok(Some(Identity { id, name, desk }))
}

fn areas_named(connection: &Connection, names: &[String]) -> Result<Areas, ServerError> {
    if names.is_empty() {
        return Ok(Areas::All);
    }
    let known = villages(connection)?;
    let wanted = names.iter().map(|name| {
        let village = village_named(&known, name);
        village.map(|village| village.area).ok_or_else(|| ServerError::UnknownVillage(name.clone()))
    });
    Ok(Areas::Villages(wanted.collect::<Result<_, _>>()?))
}

/// The village with that id, or that is spelled so; failing that, the only one that is spelled so without accents.
fn village_named<'a>(villages: &'a [Village], name: &str) -> Option<&'a Village> {
    let (id, exact) = (name.parse::<AreaId>().ok(), normalise(name));
    let is_meant = |village: &&Village| Some(village.area) == id || normalise(&village.name) == exact;
    if let Some(village) = villages.iter().find(is_meant) {
        return Some(village);
    }
    let folded = fold(name);
    let mut alike = villages.iter().filter(|village| fold(&village.name) == folded);
    alike.next().filter(|_| alike.next().is_none())
}

fn set(connection: &Connection, name: &str, value: &[u8]) -> Result<(), ServerError> {
    connection
        .prepare_cached(
            "INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        )?
        .execute(params![name, value])?;
    Ok(())
}

fn setting(connection: &Connection, name: &str) -> Result<Option<Vec<u8>>, rusqlite::Error> {
    let mut query = connection.prepare_cached("SELECT value FROM settings WHERE name = ?1")?;
    query.query_row([name], |row| row.get(0)).optional()
}

fn text(connection: &Connection, name: &str) -> Result<Option<String>, ServerError> {
    let value = setting(connection, name)?;
    value.map(String::from_utf8).transpose().map_err(|_| rows::damaged("text that is not UTF-8").into())
}
