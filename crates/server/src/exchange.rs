//! What a device may ask of the log, however the request came: over HTTPS, or from the office desk
//! that sits beside it.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use domain::{DeviceId, Kind};
use rusqlite::Connection;
use wire::{
    DigestReply, Envelope, FetchRequest, IdsPage, IdsRequest, Outcome, PairReply, PairRequest, PullPage, PullRequest,
    PushReply, PushRequest, RefusalCode, Rejection, Verdict,
};

use crate::accounts::devices::{self, Areas, Device};
use crate::accounts::{audit, invitations};
use crate::commune::Commune;
use crate::log::{self, Accepted};
use crate::{ServerError, accounts::users};

/// Revisions in one push; more are refused as a whole, since a device sends about 1 MiB at once.
pub const MAX_PUSH: usize = 20_000;

/// Why there is no reply.
#[derive(Debug, thiserror::Error)]
pub enum NoReply {
    #[error("refused: {0:?}")]
    Refused(RefusalCode),
    #[error(transparent)]
    Failed(#[from] ServerError),
}

impl From<rusqlite::Error> for NoReply {
    fn from(error: rusqlite::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// Whether a pull leaves out what the asking device wrote itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own {
    LeftOut,
    /// For a read model that begins empty and needs everything.
    Included,
}

/// Lets a new device in.
///
/// # Errors
/// A refusal where the code is unknown, used or too old.
pub fn pair(commune: &Commune, request: &PairRequest) -> Result<PairReply, NoReply> {
    let now_ms = commune.now_ms();
    commune.database.write(|connection| {
        let paired = invitations::accept(connection, request, now_ms)?.map_err(NoReply::Refused)?;
        let damaged = || ServerError::DamagedRow("an invitation of nobody");
        let user = users::by_id(connection, paired.user)?.ok_or_else(damaged)?;
        let device = devices::by_id(connection, paired.device)?.ok_or_else(damaged)?;
        Ok(PairReply {
            device: paired.device,
            secret: paired.secret,
            user: user.id,
            user_name: user.name,
            commune: commune.identity.id,
            commune_name: commune.identity.name.clone(),
            server_time_ms: now_ms,
            device_name: paired.name,
            runs_office: Some(device.runs_office()),
        })
    })
}

/// Commits what holds and says for each revision what became of it. The verdict `Safe` is given
/// only after the commit.
///
/// Work of others is welcome: a USB stick or a colleague's laptop may carry it. What counts is who
/// signed. A revision signed by a device that has since been revoked is accepted too when another
/// device carries it, because work that was done before a tablet was lost must not be lost with it
/// and no clock could tell when it was written; the audit log names it for the officer to look at.
///
/// # Errors
/// A refusal if there are too many, or a failure to commit; trying again is always safe.
pub fn push(commune: &Commune, device: &Device, request: PushRequest) -> Result<PushReply, NoReply> {
    if request.envelopes.len() > MAX_PUSH {
        return Err(NoReply::Refused(RefusalCode::Malformed));
    }
    let mut verdicts = Vec::with_capacity(request.envelopes.len());
    let mut accepted = Vec::new();
    let mut signers = Signers::default();
    commune.database.read(|connection| {
        for envelope in request.envelopes {
            let id = envelope.id();
            let outcome = match judge(connection, &mut signers, envelope)? {
                Ok(revision) => {
                    accepted.push(revision);
                    Outcome::Safe
                }
                // Rights may shrink after a commit; what is safe stays safe.
                Err(Outcome::OutsideArea) if log::holds(connection, &id)? => Outcome::Safe,
                Err(outcome) => outcome,
            };
            verdicts.push(Verdict { id, outcome });
        }
        Ok::<_, rusqlite::Error>(())
    })?;
    if !accepted.is_empty() {
        commune.log.append(accepted)?;
    }
    note_revoked(commune, device, &signers)?;
    Ok(PushReply { verdicts, server_time_ms: commune.now_ms() })
}

/// A page of an area.
///
/// # Errors
/// A refusal where the device does not have the area.
pub fn pull(commune: &Commune, device: &Device, request: &PullRequest, own: Own) -> Result<PullPage, NoReply> {
    if !device.may_read(request.area, commune.identity.id) {
        return Err(NoReply::Refused(RefusalCode::OutsideArea));
    }
    let max_bytes = usize::try_from(request.max_bytes).unwrap_or(log::MAX_PAGE_BYTES);
    let leave_out = (own == Own::LeftOut).then_some(device.id);
    let page =
        commune.database.read(|connection| log::page(connection, request.area, request.after, max_bytes, leave_out));
    Ok(page?)
}

/// What the device's areas hold, the commune's own area first.
///
/// # Errors
/// SQL and file errors.
pub fn digest(commune: &Commune, device: &Device) -> Result<DigestReply, NoReply> {
    let first = commune.identity.id;
    let areas = commune.database.read(|connection| {
        let rest = match &device.areas {
            Areas::All => log::areas(connection)?,
            Areas::Villages(villages) => villages.iter().copied().collect(),
        };
        let rest = rest.into_iter().filter(|area| *area != first);
        std::iter::once(first)
            .chain(rest)
            .map(|area| log::digest(connection, area))
            .collect::<Result<_, rusqlite::Error>>()
    })?;
    let folder = commune.folder.blobs();
    let lost = commune.blobs.lost().map_err(|source| ServerError::File { path: folder, source })?;
    Ok(DigestReply {
        areas,
        server_time_ms: commune.now_ms(),
        commune_name: commune.identity.name.clone(),
        user_name: device.user_name.clone(),
        runs_office: Some(device.runs_office()),
        lost_photos: Some(u32::try_from(lost.len()).unwrap_or(u32::MAX)),
    })
}

/// Ids of an area, after a difference between digests.
///
/// # Errors
/// A refusal where the device does not have the area.
pub fn ids(commune: &Commune, device: &Device, request: &IdsRequest) -> Result<IdsPage, NoReply> {
    if !device.may_read(request.area, commune.identity.id) {
        return Err(NoReply::Refused(RefusalCode::OutsideArea));
    }
    Ok(commune.database.read(|connection| log::ids(connection, request.area, &request.after))?)
}

/// Single revisions; those of areas that the device does not have are simply not there.
///
/// # Errors
/// A refusal if too many are named.
pub fn fetch(commune: &Commune, device: &Device, request: &FetchRequest) -> Result<PullPage, NoReply> {
    if request.ids().take(log::MAX_FETCH + 1).count() > log::MAX_FETCH {
        return Err(NoReply::Refused(RefusalCode::Malformed));
    }
    let allowed = |area| device.may_read(area, commune.identity.id);
    Ok(commune.database.read(|connection| log::fetch(connection, request.ids(), allowed))?)
}

/// Devices looked up during one push.
#[derive(Default)]
struct Signers(BTreeMap<DeviceId, Option<Device>>);

impl Signers {
    fn get(&mut self, connection: &Connection, id: DeviceId) -> Result<Option<&Device>, rusqlite::Error> {
        let signer = match self.0.entry(id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => unknown.insert(devices::by_id(connection, id)?),
        };
        Ok(signer.as_ref())
    }

    fn revoked(&self) -> impl Iterator<Item = &Device> {
        self.0.values().flatten().filter(|device| device.revoked)
    }
}

type Judgement = Result<Accepted, Outcome>;

/// Size, layout, body, signature, author, area: the first thing that is wrong decides.
fn judge(connection: &Connection, signers: &mut Signers, envelope: Envelope) -> Result<Judgement, rusqlite::Error> {
    let header = match envelope.header() {
        Ok(header) => header,
        Err(rejection) => return Ok(Err(outcome(&rejection))),
    };
    let Some(signer) = signers.get(connection, header.device)? else { return Ok(Err(Outcome::BadSignature)) };
    let revision = match envelope.verify(&signer.key) {
        Ok(revision) => revision,
        Err(rejection) => return Ok(Err(outcome(&rejection))),
    };
    // A receipt promises header and body; erasure is an act of the office, not of a push.
    if revision.changes.is_none() {
        return Ok(Err(Outcome::Malformed));
    }
    if !signer.is_desk && header.author != signer.user {
        return Ok(Err(Outcome::BadSignature));
    }
    if !signer.may_write(header.area) {
        return Ok(Err(Outcome::OutsideArea));
    }
    if !signer.is_desk
        && let Some(refused) = refused_kind(header.kind, signer)
    {
        return Ok(Err(refused));
    }
    Ok(Ok(Accepted { id: revision.id, header, envelope }))
}

/// A device in the field records what it visits; an officer's own device also does the office's work, and only the
/// office itself draws the areas. A kind that this program does not know yet waits on the device until the commune's
/// program is renewed.
fn refused_kind(kind: Kind, signer: &Device) -> Option<Outcome> {
    match kind {
        Kind::Subject | Kind::Check | Kind::Attachment => None,
        Kind::Campaign | Kind::Assignment | Kind::Review | Kind::CriteriaSet | Kind::Report if signer.runs_office() => {
            None
        }
        Kind::Later(_) => Some(Outcome::TooNew),
        _ => Some(Outcome::NotAllowed),
    }
}

fn outcome(rejection: &Rejection) -> Outcome {
    match rejection {
        Rejection::Newer(_) => Outcome::TooNew,
        Rejection::Signature => Outcome::BadSignature,
        Rejection::TooLarge | Rejection::Header(_) | Rejection::Body(_) | Rejection::BodyHash => Outcome::Malformed,
    }
}

fn note_revoked(commune: &Commune, carrier: &Device, signers: &Signers) -> Result<(), NoReply> {
    if signers.revoked().next().is_none() {
        return Ok(());
    }
    let now_ms = commune.now_ms();
    commune.database.write(|connection| {
        for signer in signers.revoked() {
            let detail = format!("signed by {}", signer.id);
            audit::add(connection, now_ms, &carrier.id.to_string(), "carried_revoked_work", &detail)?;
        }
        Ok::<_, rusqlite::Error>(())
    })?;
    Ok(())
}
