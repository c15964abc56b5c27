//! Which device asks: `Authorization: Sothon <device id> <secret in base32>`.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use domain::DeviceId;
use wire::RefusalCode;

use crate::accounts::devices::{self, Device};
use crate::accounts::secret_bytes;
use crate::commune::Commune;
use crate::exchange::NoReply;

const SCHEME: &str = "Sothon ";

pub(super) struct Credentials {
    device: DeviceId,
    secret: Vec<u8>,
}

pub(super) fn credentials(headers: &HeaderMap) -> Option<Credentials> {
    let text = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (device, secret) = text.strip_prefix(SCHEME)?.split_once(' ')?;
    Some(Credentials { device: device.parse().ok()?, secret: secret_bytes(secret)? })
}

pub(super) fn authenticate(commune: &Commune, credentials: &Credentials) -> Result<Device, NoReply> {
    let now_ms = commune.now_ms();
    let found = commune
        .database
        .read(|connection| devices::authenticated(connection, credentials.device, &credentials.secret))?;
    let device = found.ok_or(NoReply::Refused(RefusalCode::DeviceUnknown))?;
    if device.revoked {
        return Err(NoReply::Refused(RefusalCode::DeviceRevoked));
    }
    if devices::seen_is_stale(&device, now_ms) {
        commune.database.write(|connection| devices::note_seen(connection, device.id, now_ms))?;
    }
    Ok(device)
}
