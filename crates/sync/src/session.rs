//! The order of a session.

use std::collections::{BTreeMap, BTreeSet};

use domain::{AreaId, DeviceId, DocId, RevId};
use store::{DiaryRow, SafeDigest, Store};
use wire::{AreaDigest, DigestReply, DigestRequest, PublicKey};

use crate::{SyncError, Transport, TransportError};

/// Areas that one device may have; a commune of 24 villages stays far below.
const MAX_AREAS: usize = 10_000;

/// What a session is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Both sides compare what they hold.
    Compare,
    /// This device's revisions go to the commune.
    Push,
    /// Others' revisions come in.
    Pull,
    /// The sides differed after all; single revisions are exchanged.
    Repair,
    /// Photos and files go to the commune.
    Blobs,
    /// Small pictures of others' photos come in.
    Fetch,
}

/// How far a phase is, in revisions or files. `total` is an estimate and may grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub phase: Phase,
    pub done: u64,
    pub total: u64,
}

/// What a session did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Revisions that became safe at the commune.
    pub pushed: u64,
    /// Checks of which the commune now holds everything, and did not before.
    pub checks_safe: u64,
    /// Revisions of others that were new here.
    pub pulled: u64,
    /// Revisions that the commune refused; they wait in the tray.
    pub parked: u64,
    /// Of those pushed and pulled, the ones that only the comparison at the end brought over.
    pub repaired: u64,
    /// Revisions from the commune that this device did not take: a signature did not fit, or they cannot be read.
    pub refused: u64,
    /// Of these, revisions that only a newer program can read.
    pub too_new: u64,
    /// The commune's clock minus this device's, in milliseconds.
    pub clock_offset_ms: i64,
    /// Whether both sides ended with the same revisions in every area of this device.
    pub digests_equal: bool,
    pub bytes_out: u64,
    pub bytes_in: u64,
    /// Photos and files, thumbnails not counted, that became safe at the commune.
    pub photos_safe: u64,
    /// Photos and files that have no receipt at the end of the session.
    pub photos_left: u64,
    /// Photos, files and thumbnails whose bytes are not what their name says, here or on the way.
    pub photos_spoilt: u64,
    /// Why the photos stopped, as a short stable code, where something stopped them.
    pub photos_stopped: Option<&'static str>,
    /// Thumbnails of others' photos that came here.
    pub pictures_fetched: u64,
    /// Layouts of reports that came here.
    pub layouts_fetched: u64,
    /// Thumbnails that the commune has and that are not here at the end of the session.
    pub pictures_left: u64,
    /// Thumbnails and layouts that were not what their name says.
    pub pictures_spoilt: u64,
    /// Why the thumbnails stopped, as a short stable code, where something stopped them.
    pub pictures_stopped: Option<&'static str>,
    /// The areas that the commune gives this device, its own area first.
    pub areas: Vec<AreaId>,
    pub commune_name: String,
    pub user_name: String,
    /// Whether the commune lets this device do the office's work.
    pub runs_office: bool,
}

/// Runs one session to its end and notes it in the diary, also when it fails.
///
/// Order: compare digests; hand over what has no receipt; take in what others wrote; compare again; if the
/// sides differ, exchange ids and what is missing on either; then photos; then small pictures of others' photos. When nothing is new this is one request.
/// Everything done is kept if a later step fails, and every step may be repeated.
///
/// # Errors
/// [`SyncError`], whose `retry()` says when another try makes sense.
pub fn run(
    store: &Store,
    transport: &impl Transport,
    now_ms: &dyn Fn() -> i64,
    progress: &dyn Fn(Progress),
    cancelled: &dyn Fn() -> bool,
) -> Result<Summary, SyncError> {
    let started_ms = now_ms();
    let before = transport.traffic();
    let mut session = Session {
        store,
        transport,
        now_ms,
        progress,
        cancelled,
        summary: Summary::default(),
        checks: BTreeSet::new(),
        refused: BTreeSet::new(),
        keys: BTreeMap::new(),
        new_here: 0,
        line_is_down: false,
        commune_lost_photos: false,
    };
    let result = session.all().and_then(|()| session.count_safe_checks()).and_then(|()| session.push_blobs());
    let result = result.and_then(|()| session.fetch_blobs());
    let after = transport.traffic();
    session.summary.bytes_out = after.bytes_out - before.bytes_out;
    session.summary.bytes_in = after.bytes_in - before.bytes_in;
    let noted = store.diary_add(&diary_row(started_ms, now_ms(), &session.summary, result.as_ref().err()));
    result?;
    noted?;
    Ok(session.summary)
}

/// The state of a running session.
pub(crate) struct Session<'a, T> {
    pub store: &'a Store,
    pub transport: &'a T,
    pub now_ms: &'a dyn Fn() -> i64,
    pub progress: &'a dyn Fn(Progress),
    pub cancelled: &'a dyn Fn() -> bool,
    pub summary: Summary,
    /// Checks of which a revision got its receipt in this session.
    pub checks: BTreeSet<DocId>,
    /// Revisions of the commune that were not taken.
    pub refused: BTreeSet<RevId>,
    /// Keys of signers met in this session.
    pub keys: BTreeMap<DeviceId, PublicKey>,
    /// Sequence numbers read so far, for the progress of pulling.
    pub new_here: u64,
    /// Whether a request about photos got no answer.
    pub line_is_down: bool,
    /// Whether the commune's copy of some photo was found damaged.
    pub commune_lost_photos: bool,
}

impl<T: Transport> Session<'_, T> {
    fn all(&mut self) -> Result<(), SyncError> {
        let opening = self.compare()?;
        let behind = self.differing(&opening)?;
        let waiting = self.store.unsent_summary()?;
        if behind.is_empty() && waiting.revisions == waiting.parked {
            self.summary.digests_equal = true;
            return Ok(());
        }
        self.push_all()?;
        self.pull_all(&behind)?;

        let closing = self.compare()?;
        let behind = self.differing(&closing)?;
        if behind.is_empty() {
            self.summary.digests_equal = true;
            return Ok(());
        }
        // Somebody wrote meanwhile, or one side has lost something.
        self.pull_all(&behind)?;
        self.repair_all(&behind)?;
        let last = self.compare()?;
        self.summary.digests_equal = self.differing(&last)?.is_empty();
        Ok(())
    }

    /// Asks for the digests of all areas.
    fn compare(&mut self) -> Result<Vec<AreaDigest>, SyncError> {
        self.go_on()?;
        self.report(Phase::Compare, 0, 0);
        let asked_ms = (self.now_ms)();
        let DigestReply { areas, server_time_ms, commune_name, user_name, runs_office, lost_photos } =
            self.transport.digest(&DigestRequest::default())?;
        if areas.len() > MAX_AREAS {
            return Err(TransportError::Damaged("too many areas".to_owned()).into());
        }
        // The commune answered about half-way between question and answer.
        let middle_ms = asked_ms + ((self.now_ms)() - asked_ms) / 2;
        self.summary.clock_offset_ms = server_time_ms.saturating_sub(middle_ms);
        self.summary.areas = areas.iter().map(|area| area.area).collect();
        self.summary.commune_name = commune_name;
        self.summary.user_name = user_name;
        self.summary.runs_office = runs_office.unwrap_or_default();
        self.commune_lost_photos = lost_photos.is_some_and(|lost| lost > 0);
        Ok(areas)
    }

    /// Areas in which the commune holds other revisions than this device holds safely.
    fn differing(&self, theirs: &[AreaDigest]) -> Result<Vec<AreaDigest>, SyncError> {
        let mut differing = Vec::new();
        for area in theirs {
            let ours = self.store.digest(area.area)?;
            if ours != (SafeDigest { count: area.count, hash: area.hash }) {
                differing.push(area.clone());
            }
        }
        Ok(differing)
    }

    fn count_safe_checks(&mut self) -> Result<(), SyncError> {
        let unsafe_still: BTreeSet<DocId> = self.store.unsent_documents()?.into_iter().collect();
        self.summary.checks_safe = self.checks.difference(&unsafe_still).count() as u64;
        Ok(())
    }

    /// Stops between two requests if the user wants to.
    pub fn go_on(&self) -> Result<(), SyncError> {
        if (self.cancelled)() { Err(SyncError::Cancelled) } else { Ok(()) }
    }

    pub fn report(&self, phase: Phase, done: u64, total: u64) {
        (self.progress)(Progress { phase, done, total: total.max(done) });
    }
}

fn diary_row(started_ms: i64, ended_ms: i64, summary: &Summary, error: Option<&SyncError>) -> DiaryRow {
    let outcome = match error {
        Some(error) => error.code(),
        None if summary.photos_left > 0 => "photos_left",
        None if !summary.digests_equal => "different",
        None if summary.pictures_left > 0 => "pictures_left",
        None => "done",
    };
    DiaryRow {
        started_ms,
        ended_ms,
        outcome: outcome.to_owned(),
        pushed: summary.pushed,
        pulled: summary.pulled,
        parked: summary.parked,
        bytes_out: summary.bytes_out,
        bytes_in: summary.bytes_in,
        detail: detail(summary, error),
    }
}

/// For support: the chain of causes, and counts that have no column.
fn detail(summary: &Summary, error: Option<&SyncError>) -> String {
    let mut parts = Vec::new();
    let mut cause: Option<&dyn std::error::Error> = error.map(|error| error as _);
    while let Some(error) = cause {
        parts.push(error.to_string());
        cause = error.source();
    }
    if summary.photos_safe + summary.photos_left + summary.photos_spoilt > 0 {
        let stopped = summary.photos_stopped.map(|code| format!(", stopped: {code}")).unwrap_or_default();
        let (safe, left, spoilt) = (summary.photos_safe, summary.photos_left, summary.photos_spoilt);
        parts.push(format!("photos {safe} safe, {left} left, {spoilt} spoilt{stopped}"));
    }
    if summary.pictures_fetched + summary.layouts_fetched + summary.pictures_left + summary.pictures_spoilt > 0 {
        let stopped = summary.pictures_stopped.map(|code| format!(", stopped: {code}")).unwrap_or_default();
        let (pictures, layouts) = (summary.pictures_fetched, summary.layouts_fetched);
        let (left, spoilt) = (summary.pictures_left, summary.pictures_spoilt);
        parts.push(format!("fetched {pictures} thumbnails, {layouts} layouts, {left} left, {spoilt} spoilt{stopped}"));
    }
    if summary.repaired > 0 {
        parts.push(format!("repaired {}", summary.repaired));
    }
    if summary.refused > 0 {
        parts.push(format!("refused {} ({} too new)", summary.refused, summary.too_new));
    }
    parts.join("; ")
}
