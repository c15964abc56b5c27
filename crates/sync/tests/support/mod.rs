//! A commune in memory, a line to it that can be cut, and devices that write.

#![allow(dead_code)] // Every test file uses a part of it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use domain::{AreaId, BlobHash, Change, DeviceId, DocId, FieldPath, Kind, RevId, UserId, Value};
use sha2::{Digest as _, Sha256};
use store::{Store, StoreKey};
use sync::{BlobPart, Progress, Summary, SyncError, Transport, TransportError, run};
use tempfile::TempDir;
use uuid::Uuid;
use wire::{
    AreaDigest, BlobsReply, BlobsRequest, DeviceCard, DeviceKey, DigestReply, DigestRequest, Draft, Envelope,
    FetchRequest, IdsPage, IdsRequest, Outcome, PullPage, PullRequest, PushReply, PushRequest, Verdict, digest_add,
};

pub const COMMUNE: AreaId = AreaId(Uuid::from_u128(0xC0));
pub const VILLAGE: AreaId = AreaId(Uuid::from_u128(0xA1));
/// An area that no device may write in.
pub const ELSEWHERE: AreaId = AreaId(Uuid::from_u128(0xA9));
/// The commune's clock.
pub const SERVER_MS: i64 = 1_800_000_000_000;

/// The commune's side, small pages everywhere so that tests see many.
#[derive(Default)]
pub struct Commune {
    log: RefCell<Vec<(Envelope, RevId, AreaId, DeviceId)>>,
    cards: RefCell<BTreeMap<DeviceId, DeviceCard>>,
    /// Announced length and the bytes so far.
    pub blobs: RefCell<BTreeMap<BlobHash, (u64, Vec<u8>)>>,
    /// Whether its disk is full.
    pub full: RefCell<bool>,
    /// Changes what arrives, as a bad disk does.
    pub spoils: RefCell<bool>,
    /// Photos that it gives to no device: they are of another village.
    pub withheld: RefCell<BTreeSet<BlobHash>>,
    /// Photos whose copy there was damaged.
    pub lost: RefCell<BTreeSet<BlobHash>>,
    /// Whether it lets devices do the office's work.
    pub runs_office: RefCell<bool>,
    /// What it says of the length of photos, where that is a lie.
    pub announces: RefCell<BTreeMap<BlobHash, u64>>,
}

impl Commune {
    pub fn register(&self, device: &Device) {
        self.cards.borrow_mut().insert(device.id, device.card());
    }

    pub fn count(&self) -> usize {
        self.log.borrow().len()
    }

    /// Changes what it has of a photo behind its back.
    pub fn corrupt(&self, hash: BlobHash) {
        let mut blobs = self.blobs.borrow_mut();
        let (_, bytes) = blobs.get_mut(&hash).expect("a photo");
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
    }

    /// Finds its copy of a photo damaged and puts it aside.
    pub fn lose(&self, hash: BlobHash) {
        self.blobs.borrow_mut().remove(&hash).expect("a photo");
        self.lost.borrow_mut().insert(hash);
    }

    fn given(&self, hash: BlobHash) -> Option<Vec<u8>> {
        let blobs = self.blobs.borrow();
        let (bytes, kept) = blobs.get(&hash)?;
        (kept.len() as u64 == *bytes && !self.withheld.borrow().contains(&hash)).then(|| kept.clone())
    }

    pub fn ids(&self) -> BTreeSet<RevId> {
        self.log.borrow().iter().map(|(_, id, ..)| *id).collect()
    }

    /// The commune loses what it got last, as when an old backup is put back.
    pub fn forget_last(&self, count: usize) {
        let mut log = self.log.borrow_mut();
        let left = log.len().saturating_sub(count);
        log.truncate(left);
    }

    /// Puts bytes into the log that no honest commune would take.
    pub fn smuggle(&self, envelope: Envelope) {
        let header = envelope.header().expect("a header");
        self.log.borrow_mut().push((envelope.clone(), envelope.id(), header.area, header.device));
    }

    fn take(&self, envelope: &Envelope) -> Outcome {
        let Ok(header) = envelope.header() else { return Outcome::Malformed };
        let Some(card) = self.cards.borrow().get(&header.device).cloned() else { return Outcome::BadSignature };
        if envelope.verify(&card.key()).is_err() {
            return Outcome::BadSignature;
        }
        if header.area == ELSEWHERE {
            return Outcome::OutsideArea;
        }
        let id = envelope.id();
        if !self.log.borrow().iter().any(|(_, known, ..)| *known == id) {
            self.log.borrow_mut().push((envelope.clone(), id, header.area, header.device));
        }
        Outcome::Safe
    }

    fn digest_of(&self, area: AreaId) -> AreaDigest {
        let mut digest = AreaDigest { area, count: 0, hash: [0; 32], last: 0 };
        for (number, (_, id, of, _)) in self.log.borrow().iter().enumerate() {
            if *of == area {
                digest.count += 1;
                digest.last = number as u64 + 1;
                digest_add(&mut digest.hash, id);
            }
        }
        digest
    }

    fn devices(&self) -> Vec<DeviceCard> {
        self.cards.borrow().values().cloned().collect()
    }
}

/// What happens to one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    None,
    /// The request never arrives.
    LostRequest,
    /// The commune does what was asked, but its answer never arrives.
    LostReply,
}

/// One device's line to the commune.
pub struct Line<'a> {
    pub commune: &'a Commune,
    pub device: DeviceId,
    /// Faults of the next calls; afterwards there are none.
    pub faults: RefCell<Vec<Fault>>,
    /// Names of the calls that were made.
    pub calls: RefCell<Vec<&'static str>>,
    pub page: usize,
    /// Bytes after which each of the next parts of a photo breaks off.
    pub cuts: RefCell<Vec<usize>>,
    /// Where parts of photos were asked for from.
    pub asked_from: RefCell<Vec<u64>>,
}

impl Line<'_> {
    fn call<A>(&self, name: &'static str, answer: impl FnOnce() -> A) -> Result<A, TransportError> {
        self.calls.borrow_mut().push(name);
        let fault = if self.faults.borrow().is_empty() { Fault::None } else { self.faults.borrow_mut().remove(0) };
        let broken = || Box::new(std::io::Error::from(std::io::ErrorKind::ConnectionReset));
        match fault {
            Fault::None => Ok(answer()),
            Fault::LostRequest => Err(TransportError::Unreachable(broken())),
            Fault::LostReply => {
                answer();
                Err(TransportError::Interrupted(broken()))
            }
        }
    }
}

impl Transport for Line<'_> {
    fn push(&self, request: &PushRequest) -> Result<PushReply, TransportError> {
        self.call("push", || PushReply {
            verdicts: request
                .envelopes
                .iter()
                .map(|envelope| Verdict { id: envelope.id(), outcome: self.commune.take(envelope) })
                .collect(),
            server_time_ms: SERVER_MS,
        })
    }

    fn pull(&self, request: &PullRequest) -> Result<PullPage, TransportError> {
        self.call("pull", || {
            let log = self.commune.log.borrow();
            let mut page =
                PullPage { envelopes: Vec::new(), next: request.after, more: false, devices: self.commune.devices() };
            for (number, (envelope, _, area, device)) in log.iter().enumerate().skip(request.after as usize) {
                if page.envelopes.len() == self.page {
                    page.more = true;
                    break;
                }
                if *area == request.area && *device != self.device {
                    page.envelopes.push(envelope.clone());
                }
                page.next = number as u64 + 1;
            }
            page
        })
    }

    fn digest(&self, _: &DigestRequest) -> Result<DigestReply, TransportError> {
        self.call("digest", || DigestReply {
            areas: vec![self.commune.digest_of(COMMUNE), self.commune.digest_of(VILLAGE)],
            server_time_ms: SERVER_MS,
            commune_name: "Xã Ngọc Phụng".to_owned(),
            user_name: "Lê Thị Hoa".to_owned(),
            runs_office: Some(*self.commune.runs_office.borrow()),
            lost_photos: Some(self.commune.lost.borrow().len() as u32),
        })
    }

    fn ids(&self, request: &IdsRequest) -> Result<IdsPage, TransportError> {
        self.call("ids", || {
            let log = self.commune.log.borrow();
            let of_area = log.iter().filter(|(_, _, area, _)| *area == request.area);
            let ids: BTreeSet<RevId> = of_area.map(|(_, id, ..)| *id).filter(|id| *id > request.after).collect();
            let more = ids.len() > self.page;
            IdsPage::new(ids.into_iter().take(self.page).collect(), more)
        })
    }

    fn fetch(&self, request: &FetchRequest) -> Result<PullPage, TransportError> {
        self.call("fetch", || {
            let wanted: BTreeSet<RevId> = request.ids().collect();
            let log = self.commune.log.borrow();
            let found = log.iter().filter(|(_, id, ..)| wanted.contains(id)).take(self.page);
            PullPage {
                envelopes: found.map(|(envelope, ..)| envelope.clone()).collect(),
                next: 0,
                more: false,
                devices: self.commune.devices(),
            }
        })
    }

    fn blob_offset(&self, hash: BlobHash, bytes: u64) -> Result<u64, TransportError> {
        self.call("offset", || {
            let mut blobs = self.commune.blobs.borrow_mut();
            blobs.entry(hash).or_insert_with(|| (bytes, Vec::new())).1.len() as u64
        })
    }

    fn blob_append(&self, hash: BlobHash, offset: u64, part: Vec<u8>) -> Result<u64, TransportError> {
        self.call("append", || {
            if *self.commune.full.borrow() {
                return Err(TransportError::CommuneFull);
            }
            let mut blobs = self.commune.blobs.borrow_mut();
            let (bytes, kept) = blobs.get_mut(&hash).expect("an upload that has begun");
            assert_eq!(kept.len() as u64, offset, "bytes are sent from where the commune has them");
            kept.extend(part);
            if *self.commune.spoils.borrow() {
                kept[0] ^= 1;
            }
            let (whole, right) = (kept.len() as u64 == *bytes, BlobHash(Sha256::digest(&*kept).into()) == hash);
            if whole && !right {
                blobs.remove(&hash);
                return Err(TransportError::Spoilt);
            }
            if whole {
                self.commune.lost.borrow_mut().remove(&hash);
            }
            Ok(kept.len() as u64)
        })?
    }

    fn gives_blobs(&self) -> bool {
        true
    }

    fn blobs_there(&self, request: &BlobsRequest) -> Result<BlobsReply, TransportError> {
        self.call("have", || {
            let there = BlobsReply::new(request.hashes().filter(|hash| self.commune.given(*hash).is_some()));
            there.with_lost(self.commune.lost.borrow().iter().copied())
        })
    }

    fn blob_part(&self, hash: BlobHash, offset: u64, limit: usize) -> Result<BlobPart, TransportError> {
        self.call("part", || {
            self.asked_from.borrow_mut().push(offset);
            let bytes = self.commune.given(hash).ok_or(TransportError::NotThere)?;
            let total = self.commune.announces.borrow().get(&hash).copied().unwrap_or(bytes.len() as u64);
            let cut = if self.cuts.borrow().is_empty() { limit } else { self.cuts.borrow_mut().remove(0) };
            if cut == 0 {
                return Err(TransportError::Interrupted(
                    std::io::Error::from(std::io::ErrorKind::ConnectionReset).into(),
                ));
            }
            let part = bytes.into_iter().skip(offset as usize).take(limit.min(cut)).collect();
            Ok(BlobPart { bytes: part, total })
        })?
    }
}

/// A device with its own file.
pub struct Device {
    pub id: DeviceId,
    pub store: Store,
    key: DeviceKey,
    user: UserId,
    _folder: TempDir,
}

impl Device {
    pub fn new(number: u8, commune: &Commune) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let store = Store::open(&folder.path().join("so-thon.db"), &StoreKey::new([number; 32])).expect("a store");
        let device = Self {
            id: DeviceId(Uuid::from_u128(0xD000 + u128::from(number))),
            user: UserId(Uuid::from_u128(0xE000 + u128::from(number))),
            key: DeviceKey::from_seed(&[number; 32]),
            store,
            _folder: folder,
        };
        commune.register(&device);
        device
    }

    pub fn card(&self) -> DeviceCard {
        DeviceCard {
            device: self.id,
            public_key: self.key.public().0,
            device_name: "Máy thôn".to_owned(),
            user: self.user,
            user_name: "Lê Thị Hoa".to_owned(),
        }
    }

    pub fn line<'a>(&self, commune: &'a Commune) -> Line<'a> {
        Line {
            commune,
            device: self.id,
            faults: RefCell::default(),
            calls: RefCell::default(),
            page: 3,
            cuts: RefCell::default(),
            asked_from: RefCell::default(),
        }
    }

    /// Changes a document as this device knows it, making it if need be.
    pub fn write(&self, number: u128, kind: Kind, area: AreaId, fields: &[(&str, &str)]) -> RevId {
        let envelope = self.sign(number, kind, area, fields);
        self.store.append_own(std::slice::from_ref(&envelope), None).expect("own work is kept");
        envelope.id()
    }

    pub fn sign(&self, number: u128, kind: Kind, area: AreaId, fields: &[(&str, &str)]) -> Envelope {
        let doc = DocId(Uuid::from_u128(number));
        let known = self.store.document(doc).expect("readable");
        let draft = Draft {
            doc,
            kind,
            area,
            depth: known.as_ref().map_or(0, |known| known.depth + 1),
            parents: known.map(|known| known.heads).unwrap_or_default(),
            author: self.user,
            device: self.id,
            at_ms: 1,
            changes: fields
                .iter()
                .map(|(path, value)| (FieldPath::from(*path), Change::Set(Value::from(*value))))
                .collect(),
        };
        draft.sign(&self.key).0
    }

    pub fn household(&self, number: u128, name: &str) -> RevId {
        self.write(number, Kind::Subject, VILLAGE, &[("type", "household"), ("name", name)])
    }

    pub fn sync(&self, commune: &Commune) -> Summary {
        self.sync_over(&self.line(commune)).expect("a session")
    }

    pub fn sync_over(&self, line: &Line<'_>) -> Result<Summary, SyncError> {
        run(&self.store, line, &|| SERVER_MS - 60_000, &|_: Progress| {}, &|| false)
    }

    /// Everything that this device knows, as text: documents, conflicts and all.
    pub fn state(&self) -> Vec<String> {
        let kinds = [Kind::Subject, Kind::Check, Kind::Area];
        let documents = kinds.into_iter().flat_map(|kind| self.store.documents_of(kind).expect("readable"));
        documents.map(|document| format!("{document:?}")).collect()
    }
}
