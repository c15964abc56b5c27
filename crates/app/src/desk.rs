//! An open book: the store, who is writing in it, and the checks being filled.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::{AreaId, Changes, DocId, Document, Kind, Revision, UserId};
use store::{DraftBase, Store};
use uuid::{NoContext, Timestamp, Uuid};
use wire::{DeviceCard, Draft, Envelope};

use crate::attached::BlobShelf;
use crate::clock::Clock;
use crate::error::AppError;
use crate::form_shelf::FormShelf;
use crate::identity::{Actor, Identity};
use crate::places::Places;
use crate::reporting::shelf::ReportShelf;
use crate::scoring::{Rounds, Scoring};
use crate::use_cases::filling::OpenCheck;
use crate::use_cases::photos::Fetches;
use crate::use_cases::transfer::Transfer;
use crate::words;

/// What an unlocked app works with.
pub(crate) struct Desk {
    pub store: Arc<Store>,
    pub identity: Identity,
    pub clock: Arc<dyn Clock>,
    pub forms: &'static FormShelf,
    pub transfer: Transfer,
    pub fetches: Fetches,
    pub scoring: Scoring,
    pub rounds: Rounds,
    pub places: Places,
    /// Where the office keeps photos and files; a device has them in its store alone.
    pub shelf: Option<Arc<dyn BlobShelf>>,
    pub report_shelf: ReportShelf,
    open_checks: Mutex<BTreeMap<DocId, OpenCheck>>,
    /// Held while a check is filled, from reading its journal to writing it: a transfer commits drafts
    /// while their user goes on typing.
    filling: Mutex<()>,
    /// Held from reading a document's heads to appending, so that two calls never branch it.
    writing: Mutex<()>,
}

/// One document's share of what a use case records.
pub(crate) struct Write {
    pub doc: DocId,
    pub kind: Kind,
    pub area: AreaId,
    pub changes: Changes,
    /// What the author saw, where that is older than what is known now; `None`: the present state.
    pub base: Option<DraftBase>,
}

/// Who wrote a revision, for people.
pub(crate) struct Written {
    pub author_name: String,
    pub device_name: String,
}

impl Desk {
    pub fn new(store: Arc<Store>, identity: Identity, clock: Arc<dyn Clock>) -> Self {
        Self {
            store,
            identity,
            clock,
            forms: FormShelf::shipped(),
            transfer: Transfer::default(),
            fetches: Fetches::default(),
            scoring: Scoring::default(),
            rounds: Rounds::default(),
            places: Places::default(),
            shelf: None,
            report_shelf: ReportShelf::default(),
            open_checks: Mutex::default(),
            filling: Mutex::default(),
            writing: Mutex::default(),
        }
    }

    /// The checks open on some screen.
    pub fn open_checks(&self) -> MutexGuard<'_, BTreeMap<DocId, OpenCheck>> {
        self.open_checks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One step of filling at a time.
    pub fn filling(&self) -> MutexGuard<'_, ()> {
        self.filling.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new document id. It carries the device's clock for sorting on disk and nothing else.
    pub fn new_doc_id(&self) -> DocId {
        DocId(self.new_uuid())
    }

    pub fn new_uuid(&self) -> Uuid {
        let now_ms = u64::try_from(self.clock.now_ms()).unwrap_or_default();
        let nanoseconds = u32::try_from(now_ms % 1_000).unwrap_or_default() * 1_000_000;
        Uuid::new_v7(Timestamp::from_unix(NoContext, now_ms / 1_000, nanoseconds))
    }

    /// The document, or a message that it is gone.
    pub fn document(&self, doc: DocId, kind: Kind) -> Result<Document, AppError> {
        let document = self.store.document(doc)?;
        document.filter(|document| document.kind == kind).ok_or_else(words::not_found)
    }

    /// Signs and stores what a use case records, all of it or nothing. A write without changes is left out.
    pub fn write(&self, actor: &Actor, writes: Vec<Write>, clear_draft: Option<DocId>) -> Result<(), AppError> {
        let _guard = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let author = actor.user(&self.identity);
        let mut envelopes: Vec<Envelope> = Vec::with_capacity(writes.len());
        for write in writes {
            if !write.changes.is_empty() {
                envelopes.push(self.sign(author, write)?);
            }
        }
        if !envelopes.is_empty() || clear_draft.is_some() {
            self.store.append_own(&envelopes, clear_draft)?;
        }
        Ok(())
    }

    fn sign(&self, author: UserId, write: Write) -> Result<Envelope, AppError> {
        let (parents, depth) = match write.base {
            Some(base) => (base.heads, base.depth + 1),
            None => self.store.document(write.doc)?.map_or((Vec::new(), 0), |known| (known.heads, known.depth + 1)),
        };
        let draft = Draft {
            doc: write.doc,
            kind: write.kind,
            area: write.area,
            parents,
            depth,
            author,
            device: self.identity.device,
            at_ms: self.clock.now_ms(),
            changes: write.changes,
        };
        Ok(draft.sign(&self.identity.key).0)
    }

    /// Names behind a revision.
    pub fn written(&self, revision: &Revision) -> Result<Written, AppError> {
        self.written_by(revision.header.author, revision.header.device)
    }

    /// Names of a user and a device. Somebody who is not known here yet is named by the device alone.
    pub fn written_by(&self, author: UserId, device: domain::DeviceId) -> Result<Written, AppError> {
        let identity = &self.identity;
        if device == identity.device {
            return Ok(Written { author_name: identity.user_name.clone(), device_name: identity.device_name.clone() });
        }
        let card: Option<DeviceCard> = self.store.device(device)?;
        Ok(match card {
            Some(card) if card.user == author => Written { author_name: card.user_name, device_name: card.device_name },
            Some(card) => Written { author_name: card.user_name.clone(), device_name: card.device_name },
            None => Written { author_name: "Chưa rõ tên".into(), device_name: "Máy khác".into() },
        })
    }

    /// The name of an area, empty where it has not arrived.
    pub fn area_name(&self, area: AreaId) -> Result<String, AppError> {
        let areas = self.store.areas()?;
        Ok(areas.into_iter().find(|known| known.id == area).map(|known| known.name).unwrap_or_default())
    }
}
