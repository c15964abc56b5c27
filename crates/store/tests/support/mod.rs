//! A store in a temporary folder and people who write into it.

#![allow(dead_code)] // Every test file uses a part of it.

use std::path::PathBuf;

use domain::vocabulary::{area, campaign, check, subject};
use domain::{AreaId, Change, Changes, DeviceId, DocId, FieldPath, Kind, RevId, Revision, UserId, Value};
use rusqlite::Connection;
use store::{Store, StoreKey};
use tempfile::TempDir;
use uuid::Uuid;
use wire::{DeviceCard, DeviceKey, Draft, Envelope};

pub const COMMUNE: AreaId = AreaId(Uuid::from_u128(0xC0));
pub const HOA_LAM: AreaId = AreaId(Uuid::from_u128(0xA1));
pub const PHU_VINH: AreaId = AreaId(Uuid::from_u128(0xA2));

pub struct Folder {
    pub dir: TempDir,
    key: [u8; 32],
}

impl Folder {
    pub fn new() -> Self {
        Self { dir: TempDir::new().expect("a temporary folder"), key: [7; 32] }
    }

    pub fn path(&self) -> PathBuf {
        self.dir.path().join("so-thon.db")
    }

    pub fn key(&self) -> StoreKey {
        StoreKey::new(self.key)
    }

    pub fn open(&self) -> Store {
        Store::open(&self.path(), &self.key()).expect("the store opens")
    }

    /// A connection beside the store, to look at tables or to spoil them.
    pub fn raw(&self) -> Connection {
        let digits: String = self.key.iter().map(|byte| format!("{byte:02x}")).collect();
        let connection = Connection::open(self.path()).expect("the file opens");
        connection.execute_batch(&format!("PRAGMA key = \"x'{digits}'\"")).expect("the key is set");
        connection
    }
}

/// A device and its user.
pub struct Author {
    pub device: DeviceId,
    pub user: UserId,
    pub key: DeviceKey,
}

impl Author {
    pub fn new(number: u8) -> Self {
        Self {
            device: DeviceId(Uuid::from_u128(0xD000 + u128::from(number))),
            user: UserId(Uuid::from_u128(0xE000 + u128::from(number))),
            key: DeviceKey::from_seed(&[number; 32]),
        }
    }

    pub fn card(&self) -> DeviceCard {
        DeviceCard {
            device: self.device,
            public_key: self.key.public().0,
            device_name: "Máy thôn".to_owned(),
            user: self.user,
            user_name: "Lê Thị Hoa".to_owned(),
        }
    }

    /// A first revision.
    pub fn new_document(&self, doc: DocId, kind: Kind, area: AreaId, fields: &[(&str, &str)]) -> (Envelope, Revision) {
        self.write(doc, kind, area, &[], 0, 1_000, fields)
    }

    /// A revision that follows others.
    pub fn edit(&self, parents: &[&Revision], at_ms: i64, fields: &[(&str, &str)]) -> (Envelope, Revision) {
        let first = &parents[0].header;
        let depth = parents.iter().map(|parent| parent.header.depth).max().unwrap_or(0) + 1;
        let ids: Vec<RevId> = parents.iter().map(|parent| parent.id).collect();
        self.write(first.doc, first.kind, first.area, &ids, depth, at_ms, fields)
    }

    #[allow(clippy::too_many_arguments)]
    fn write(
        &self,
        doc: DocId,
        kind: Kind,
        area: AreaId,
        parents: &[RevId],
        depth: u32,
        at_ms: i64,
        fields: &[(&str, &str)],
    ) -> (Envelope, Revision) {
        let (author, device) = (self.user, self.device);
        let parents = parents.to_vec();
        Draft { doc, kind, area, parents, depth, author, device, at_ms, changes: changes(fields) }.sign(&self.key)
    }
}

fn changes(fields: &[(&str, &str)]) -> Changes {
    fields.iter().map(|(path, value)| (FieldPath::from(*path), Change::Set(Value::from(*value)))).collect()
}

pub fn doc(number: u128) -> DocId {
    DocId(Uuid::from_u128(number))
}

pub fn household(author: &Author, number: u128, village: AreaId, name: &str, code: &str) -> (Envelope, Revision) {
    let fields = [(subject::TYPE, subject::TYPE_HOUSEHOLD), (subject::NAME, name), (subject::CODE, code)];
    author.new_document(doc(number), Kind::Subject, village, &fields)
}

pub fn village(author: &Author, id: AreaId, name: &str) -> (Envelope, Revision) {
    let fields = [(area::NAME, name), (area::TYPE, area::TYPE_VILLAGE), (area::PARENT, &COMMUNE.to_string())];
    author.new_document(DocId(id.0), Kind::Area, COMMUNE, &fields)
}

pub fn round(author: &Author, number: u128) -> (Envelope, Revision) {
    let fields = [(campaign::NAME, "Rà soát 2026"), (campaign::SUBJECT_TYPE, subject::TYPE_HOUSEHOLD)];
    author.new_document(doc(number), Kind::Campaign, COMMUNE, &fields)
}

pub fn check_of(author: &Author, number: u128, of: u128, round: u128, status: &str) -> (Envelope, Revision) {
    let fields = [
        (check::SUBJECT, &*doc(of).to_string()),
        (check::CAMPAIGN, &*doc(round).to_string()),
        (check::FORM, "ho_gia_dinh"),
        (check::FORM_VERSION, "2026.1"),
        (check::STATUS, status),
        ("answers/nuoc/nguon", "gieng_khoan"),
    ];
    author.new_document(doc(number), Kind::Check, HOA_LAM, &fields)
}

/// Appends as this device's own work.
pub fn own(store: &Store, made: &[(Envelope, Revision)]) {
    let envelopes: Vec<Envelope> = made.iter().map(|(envelope, _)| envelope.clone()).collect();
    store.append_own(&envelopes, None).expect("own revisions are kept");
}

/// Applies as the commune's page.
pub fn remote(store: &Store, made: &[(Envelope, Revision)]) {
    store.apply_remote(made, None, 5_000).expect("a page is applied");
}
