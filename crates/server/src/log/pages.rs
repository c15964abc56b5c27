//! Reading the log for a device, a bounded page at a time.

use std::collections::BTreeSet;

use domain::{AreaId, DeviceId, RevId};
use rusqlite::{Connection, OptionalExtension, Row, params};
use wire::{Envelope, IdsPage, PullPage};

use super::digests::digest;
use crate::accounts::devices;
use crate::rows;

/// Bytes of envelopes in one page, whatever the device asks for; one revision always fits.
pub const MAX_PAGE_BYTES: usize = 2 * 1024 * 1024;
/// Revisions in one page.
pub const MAX_PAGE_REVISIONS: usize = 5_000;
/// Ids in one page.
pub const MAX_IDS: usize = 10_000;
/// Revisions that one request may name.
pub const MAX_FETCH: usize = 1_000;

struct Entry {
    seq: u64,
    device: DeviceId,
    envelope: Envelope,
}

/// What `area` got after `after`, without what `leave_out` wrote itself.
///
/// # Errors
/// SQL errors.
pub fn page(
    connection: &Connection,
    area: AreaId,
    after: u64,
    max_bytes: usize,
    leave_out: Option<DeviceId>,
) -> Result<PullPage, rusqlite::Error> {
    let last = digest(connection, area)?.last;
    let mut query = connection.prepare_cached(
        "SELECT seq, device, header, signature, body FROM revisions
         WHERE area = ?1 AND seq > ?2 AND device IS NOT ?3 ORDER BY seq LIMIT ?4",
    )?;
    let leave_out = leave_out.as_ref().map(DeviceId::as_bytes);
    let limit = MAX_PAGE_REVISIONS + 1;
    let entries = query.query_map(params![area.as_bytes(), after, leave_out, limit], entry)?;

    let mut taken = Page::new(max_bytes);
    for entry in entries {
        let entry = entry?;
        let seq = entry.seq;
        if !taken.add(entry) {
            return taken.reply(connection, true);
        }
        taken.next = seq;
    }
    // What follows up to `last` is the device's own: the next request can begin behind it.
    taken.next = last.max(after);
    taken.reply(connection, false)
}

/// Ids of an area in ascending order, after `after`.
///
/// # Errors
/// SQL errors.
pub fn ids(connection: &Connection, area: AreaId, after: &RevId) -> Result<IdsPage, rusqlite::Error> {
    let mut query =
        connection.prepare_cached("SELECT id FROM revisions WHERE area = ?1 AND id > ?2 ORDER BY id LIMIT ?3")?;
    let found = query.query_map(params![area.as_bytes(), after.as_bytes(), MAX_IDS + 1], |row| rows::id(row, 0))?;
    let mut found = found.collect::<Result<Vec<RevId>, _>>()?;
    let more = found.len() > MAX_IDS;
    found.truncate(MAX_IDS);
    Ok(IdsPage::new(found, more))
}

/// Single revisions, as far as they exist in areas that `allowed` admits. `more` says that the page
/// was full before all ids were looked up: ask again for those that are missing.
///
/// # Errors
/// SQL errors.
pub fn fetch(
    connection: &Connection,
    ids: impl Iterator<Item = RevId>,
    allowed: impl Fn(AreaId) -> bool,
) -> Result<PullPage, rusqlite::Error> {
    let mut query =
        connection.prepare_cached("SELECT seq, device, header, signature, body, area FROM revisions WHERE id = ?1")?;
    let mut taken = Page::new(MAX_PAGE_BYTES);
    for id in ids.take(MAX_FETCH) {
        let found = query.query_row(params![id.as_bytes()], |row| Ok((rows::id(row, 5)?, entry(row)?))).optional()?;
        let Some((_, entry)) = found.filter(|(area, _)| allowed(*area)) else { continue };
        if !taken.add(entry) {
            return taken.reply(connection, true);
        }
    }
    taken.reply(connection, false)
}

struct Page {
    room: usize,
    next: u64,
    envelopes: Vec<Envelope>,
    devices: BTreeSet<DeviceId>,
}

impl Page {
    fn new(max_bytes: usize) -> Self {
        Self { room: max_bytes.min(MAX_PAGE_BYTES), next: 0, envelopes: Vec::new(), devices: BTreeSet::new() }
    }

    /// Takes the entry if there is room for it; the first one always gets in.
    fn add(&mut self, entry: Entry) -> bool {
        let size = entry.envelope.size();
        let full = size > self.room || self.envelopes.len() >= MAX_PAGE_REVISIONS;
        if full && !self.envelopes.is_empty() {
            return false;
        }
        self.room = self.room.saturating_sub(size);
        self.devices.insert(entry.device);
        self.envelopes.push(entry.envelope);
        true
    }

    fn reply(self, connection: &Connection, more: bool) -> Result<PullPage, rusqlite::Error> {
        let cards = self.devices.into_iter().filter_map(|device| devices::card(connection, device).transpose());
        let devices = cards.collect::<Result<_, _>>()?;
        Ok(PullPage { envelopes: self.envelopes, next: self.next, more, devices })
    }
}

fn entry(row: &Row<'_>) -> Result<Entry, rusqlite::Error> {
    let envelope = Envelope { header: row.get(2)?, signature: rows::id(row, 3)?, body: row.get(4)? };
    Ok(Entry { seq: row.get(0)?, device: rows::id(row, 1)?, envelope })
}
