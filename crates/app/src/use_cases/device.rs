//! Pairing, PIN and the state of this device.

use std::io;
use std::sync::Arc;

use domain::{AreaId, DeviceId, UserId};
use store::{Store, StoreKey};
use sync::Https;
use wire::{DeviceKey, PairReply, PairRequest, PairingCode};

use crate::app::App;
use crate::desk::Desk;
use crate::dto::{DeviceState, DeviceStatus, Nothing, PairArgs, UnlockArgs, UnsafeWork};
use crate::error::{AppError, ErrorCode};
use crate::identity::{Actor, Identity, Role};
use crate::profile::{Profile, ProfileNames, check_pin, random};
use crate::use_cases::count;
use crate::words;

/// A clock that is further off than this is worth a warning.
const CLOCK_WARNING_MS: i64 = 10 * 60_000;
const LONGEST_DEVICE_NAME: usize = 60;

/// Names under which the store's meta table keeps who this device is.
mod meta {
    pub const DEVICE: &str = "device";
    pub const DEVICE_NAME: &str = "device_name";
    pub const KEY_SEED: &str = "device_key_seed";
    pub const SECRET: &str = "device_secret";
    pub const USER: &str = "user";
    pub const USER_NAME: &str = "user_name";
    pub const COMMUNE: &str = "commune";
    pub const COMMUNE_NAME: &str = "commune_name";
    pub const RUNS_OFFICE: &str = "runs_office";
    pub const ADDRESS: &str = "commune_address";
    pub const CERTIFICATE: &str = "commune_certificate";
}

pub(crate) const CLOCK_OFFSET_META: &str = "clock_offset_ms";

pub(crate) fn status(app: &App, actor: &Actor, _: Nothing) -> Result<DeviceStatus, AppError> {
    match app.open_desk() {
        Some(desk) => open_status(app, actor, &desk),
        None => closed_status(app.profile()?),
    }
}

pub(crate) fn pair(app: &App, actor: &Actor, args: PairArgs) -> Result<DeviceStatus, AppError> {
    let profile = app.profile()?;
    if profile.exists() {
        return Err(words::already_paired());
    }
    let code: PairingCode = args.code.parse().map_err(|error| words::unreadable_code(&error))?;
    check_pin(&args.pin)?;
    profile.prepare()?;
    let (key, seed) = (random()?, profile.pairing_seed()?);
    let store = Store::open(&profile.store_path(), &StoreKey::new(key))?;
    let request = PairRequest {
        token: code.token,
        public_key: DeviceKey::from_seed(&seed).public().0,
        device_name: device_name(args.device_name),
    };
    let reply = Https::pair(&code, &request).map_err(|error| words::pairing_failed(&error))?;
    remember(&store, &code, &reply, &seed, app.clock().now_ms())?;
    let PairReply { commune_name, user_name, device_name, .. } = reply;
    let names = ProfileNames { commune_name, user_name, device_name };
    profile.create(&args.pin, &key, names)?;
    drop(store);
    unlock(app, actor, UnlockArgs { pin: args.pin })
}

pub(crate) fn unlock(app: &App, actor: &Actor, args: UnlockArgs) -> Result<DeviceStatus, AppError> {
    let profile = app.profile()?;
    if !profile.exists() {
        return Err(words::unpaired());
    }
    let key = profile.unlock(&args.pin, app.clock().now_ms())?;
    if app.open_desk().is_none() {
        let store = Store::open(&profile.store_path(), &key)?;
        let identity = identity(&store)?;
        app.set_desk(Some(Arc::new(Desk::new(Arc::new(store), identity, app.clock()))));
    }
    status(app, actor, Nothing {})
}

pub(crate) fn lock(app: &App, actor: &Actor, _: Nothing) -> Result<DeviceStatus, AppError> {
    app.profile()?;
    app.set_desk(None);
    status(app, actor, Nothing {})
}

fn open_status(app: &App, actor: &Actor, desk: &Desk) -> Result<DeviceStatus, AppError> {
    let areas = desk.store.areas()?;
    Ok(DeviceStatus {
        state: DeviceState::Open,
        shell: if app.is_field() { "field" } else { "office" }.into(),
        commune_name: Some(desk.identity.commune_name.clone()),
        user_name: Some(actor.user_name(&desk.identity)),
        device_name: Some(desk.identity.device_name.clone()),
        runs_office: role(desk, actor)? >= Role::Officer,
        demo: areas.iter().any(|area| area.demo),
        unsafe_work: unsafe_work(&desk.store)?,
        drafts: count(desk.store.drafts()?.len()),
        conflicts: count(desk.store.conflict_count()?),
        clock_offset_ms: clock_offset(&desk.store)?.filter(|offset| offset.abs() > CLOCK_WARNING_MS),
        version: desk.store.version()?,
    })
}

/// What the commune has not confirmed: revisions without receipt, and answers that stand only in a journal.
fn unsafe_work(store: &Store) -> Result<UnsafeWork, AppError> {
    let unsent = store.unsent_summary()?;
    let documents = store.unsent_documents()?;
    let drafts = store.drafts()?.into_iter().filter(|draft| draft.answers > 0);
    let only_here: Vec<_> = drafts.filter(|draft| !documents.contains(&draft.check)).collect();
    let oldest_draft = only_here.iter().map(|draft| draft.started_at_ms).min();
    Ok(UnsafeWork {
        checks: count(unsent.checks).saturating_add(count(only_here.len())),
        revisions: count(unsent.revisions),
        oldest_at_ms: unsent.oldest_at_ms.into_iter().chain(oldest_draft).min(),
        parked: count(unsent.parked),
        photos: count(store.unsafe_blob_count()?),
    })
}

fn closed_status(profile: &Profile) -> Result<DeviceStatus, AppError> {
    let names = if profile.exists() { Some(profile.names()?) } else { None };
    Ok(DeviceStatus {
        state: if names.is_some() { DeviceState::Locked } else { DeviceState::Unpaired },
        shell: "field".into(),
        commune_name: names.as_ref().map(|names| names.commune_name.clone()),
        user_name: names.as_ref().map(|names| names.user_name.clone()),
        device_name: names.map(|names| names.device_name),
        runs_office: false,
        demo: false,
        unsafe_work: UnsafeWork::default(),
        drafts: 0,
        conflicts: 0,
        clock_offset_ms: None,
        version: 0,
    })
}

/// What the user called the device; empty leaves the naming to the commune.
fn device_name(wanted: Option<String>) -> String {
    let name = domain::text::normalise(&wanted.unwrap_or_default());
    name.chars().take(LONGEST_DEVICE_NAME).collect()
}

fn remember(
    store: &Store,
    code: &PairingCode,
    reply: &PairReply,
    seed: &[u8; 32],
    now_ms: i64,
) -> Result<(), AppError> {
    let offset = reply.server_time_ms.saturating_sub(now_ms).to_string();
    store.set_meta(&[
        (meta::DEVICE, Some(reply.device.as_bytes().as_slice())),
        (meta::DEVICE_NAME, Some(reply.device_name.as_bytes())),
        (meta::KEY_SEED, Some(seed.as_slice())),
        (meta::SECRET, Some(reply.secret.as_slice())),
        (meta::USER, Some(reply.user.as_bytes().as_slice())),
        (meta::USER_NAME, Some(reply.user_name.as_bytes())),
        (meta::COMMUNE, Some(reply.commune.as_bytes().as_slice())),
        (meta::COMMUNE_NAME, Some(reply.commune_name.as_bytes())),
        (meta::RUNS_OFFICE, flag(reply.runs_office.unwrap_or_default())),
        (meta::ADDRESS, Some(code.address.as_bytes())),
        (meta::CERTIFICATE, Some(code.certificate.as_slice())),
        (CLOCK_OFFSET_META, Some(offset.as_bytes())),
    ])?;
    Ok(())
}

/// What the actor may do here. Whether a device does the office's work is the commune's word: it came with
/// pairing and comes anew with every transfer, and the commune looks again at each revision.
pub(crate) fn role(desk: &Desk, actor: &Actor) -> Result<Role, AppError> {
    match actor {
        Actor::Office { role, .. } => Ok(*role),
        Actor::DeviceUser if desk.store.meta(meta::RUNS_OFFICE)?.is_some() => Ok(Role::Officer),
        Actor::DeviceUser => Ok(Role::Collector),
    }
}

/// Keeps what the commune said in a transfer.
pub(crate) fn note_role(store: &Store, runs_office: bool) -> Result<(), AppError> {
    Ok(store.set_meta(&[(meta::RUNS_OFFICE, flag(runs_office))])?)
}

/// A flag of the meta table stands there or not.
const fn flag(is_set: bool) -> Option<&'static [u8]> {
    if is_set { Some(b"1") } else { None }
}

fn identity(store: &Store) -> Result<Identity, AppError> {
    Ok(Identity {
        device: DeviceId::from_bytes(fixed(store, meta::DEVICE)?),
        device_name: text(store, meta::DEVICE_NAME)?,
        key: DeviceKey::from_seed(&fixed(store, meta::KEY_SEED)?),
        user: UserId::from_bytes(fixed(store, meta::USER)?),
        user_name: text(store, meta::USER_NAME)?,
        commune: AreaId::from_bytes(fixed(store, meta::COMMUNE)?),
        commune_name: text(store, meta::COMMUNE_NAME)?,
    })
}

/// The commune's door, as the pairing code described it.
pub(crate) fn transport(desk: &Desk) -> Result<Https, AppError> {
    let store = &desk.store;
    let (address, certificate) = (text(store, meta::ADDRESS)?, fixed(store, meta::CERTIFICATE)?);
    let https = Https::new(&address, certificate, desk.identity.device, &fixed(store, meta::SECRET)?);
    https.map_err(|error| AppError::internal(&error))
}

pub(crate) fn clock_offset(store: &Store) -> Result<Option<i64>, AppError> {
    let bytes = store.meta(CLOCK_OFFSET_META)?;
    Ok(bytes.and_then(|bytes| String::from_utf8(bytes).ok()?.parse().ok()))
}

fn required(store: &Store, name: &str) -> Result<Vec<u8>, AppError> {
    store.meta(name)?.ok_or_else(|| missing(name))
}

fn fixed<const N: usize>(store: &Store, name: &str) -> Result<[u8; N], AppError> {
    required(store, name)?.try_into().map_err(|_| missing(name))
}

fn text(store: &Store, name: &str) -> Result<String, AppError> {
    String::from_utf8(required(store, name)?).map_err(|_| missing(name))
}

fn missing(name: &str) -> AppError {
    words::damaged(format!("meta {name:?} is missing or unreadable"))
}

impl From<io::Error> for AppError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => words::disk_full(),
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => words::no_write_access(&error),
            _ => Self::internal(&error),
        }
    }
}

impl From<crate::profile::ProfileError> for AppError {
    fn from(error: crate::profile::ProfileError) -> Self {
        use crate::profile::ProfileError as E;
        match error {
            E::WeakPin => words::weak_pin(),
            E::WrongPin { tries_left } => words::wrong_pin(tries_left),
            E::Wait { wait_ms } => words::wait_for_pin(wait_ms),
            E::Damaged(detail) => words::damaged(detail),
            E::Io(error) => error.into(),
        }
    }
}

impl From<store::StoreError> for AppError {
    fn from(error: store::StoreError) -> Self {
        use store::StoreError as E;
        match error {
            E::DiskFull(_) => words::disk_full(),
            E::WrongKey(_) | E::Damaged(_) => words::damaged(crate::error::chain(&error)),
            E::Newer { .. } => AppError::new(
                ErrorCode::Newer,
                "Sổ trên máy này đã được mở bằng bản phần mềm mới hơn.",
                "Hãy cài bản mới nhất rồi mở lại. Dữ liệu vẫn còn nguyên.",
            ),
            E::File(error) => error.into(),
            other => AppError::internal(&other),
        }
    }
}
