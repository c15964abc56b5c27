//! A device of the field: a real store, a real key, the real client.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use domain::{AreaId, Change, Changes, DocId, Document, FieldPath, Kind, RevId, Value};
use store::{Store, StoreKey};
use sync::{Https, Summary, SyncError};
use tempfile::TempDir;
use uuid::Uuid;
use wire::{DeviceKey, Draft, Envelope, PairReply, PairRequest, PairingCode};

use crate::FakeClock;

/// A paired device.
pub struct TestDevice {
    pub store: Store,
    pub key: DeviceKey,
    pub paired: PairReply,
    pub clock: FakeClock,
    /// Of the code with which it was paired.
    pub certificate: [u8; 32],
    address: String,
    _folder: TempDir,
}

/// Text fields.
pub fn changes(fields: &[(&str, &str)]) -> Changes {
    fields.iter().map(|(path, text)| (FieldPath::from(*path), Change::Set(Value::from(*text)))).collect()
}

impl TestDevice {
    /// Joins a commune.
    ///
    /// # Errors
    /// If the commune refuses.
    pub fn pair(code: &PairingCode, clock: FakeClock) -> Result<Self> {
        let key = DeviceKey::from_seed(&new_seed());
        let request = Self::introduction(code, &key);
        let paired = Https::pair(code, &request)?;
        let folder = tempfile::tempdir()?;
        let store = Store::open(&folder.path().join("device.db"), &StoreKey::new(new_seed()))?;
        let (certificate, address) = (code.certificate, code.address.clone());
        Ok(Self { store, key, paired, clock, certificate, address, _folder: folder })
    }

    /// What a device with this key says to the commune of the code.
    pub fn introduction(code: &PairingCode, key: &DeviceKey) -> PairRequest {
        PairRequest { token: code.token, public_key: key.public().0, device_name: "Máy thôn".to_owned() }
    }

    /// Looks for the commune elsewhere from now on: behind a proxy, or after it moved.
    pub fn move_to(&mut self, address: SocketAddr) {
        self.address = format!("https://{address}");
    }

    /// The client as this device uses it.
    ///
    /// # Errors
    /// If the address cannot be used.
    pub fn client(&self) -> Result<Https> {
        Ok(Https::new(&self.address, self.certificate, self.paired.device, &self.paired.secret)?)
    }

    /// One session with the commune.
    ///
    /// # Errors
    /// As the session.
    pub fn sync(&self) -> Result<Summary, SyncError> {
        let client = Https::new(&self.address, self.certificate, self.paired.device, &self.paired.secret)?;
        sync::run(&self.store, &client, &|| self.clock.ms(), &|_| (), &|| false)
    }

    /// Records a change on top of what this device knows of the document.
    ///
    /// # Errors
    /// If the store refuses.
    pub fn write(&self, doc: DocId, kind: Kind, area: AreaId, changes: Changes) -> Result<RevId> {
        let (envelope, id) = self.sign(doc, kind, area, changes)?;
        self.store.append_own(&[envelope], None)?;
        Ok(id)
    }

    /// The same, without recording it here.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn sign(&self, doc: DocId, kind: Kind, area: AreaId, changes: Changes) -> Result<(Envelope, RevId)> {
        let known = self.store.document(doc)?;
        let (parents, depth) = known.map_or((Vec::new(), 0), |known| (known.heads, known.depth + 1));
        let (author, device) = (self.paired.user, self.paired.device);
        let at_ms = self.clock.ms();
        let draft = Draft { doc, kind, area, parents, depth, author, device, at_ms, changes };
        let (envelope, revision) = draft.sign(&self.key);
        Ok((envelope, revision.id))
    }

    /// A new household with a name.
    ///
    /// # Errors
    /// If the store refuses.
    pub fn household(&self, area: AreaId, name: &str) -> Result<DocId> {
        let doc = DocId(Uuid::now_v7());
        self.write(doc, Kind::Subject, area, changes(&[("type", "household"), ("name", name)]))?;
        Ok(doc)
    }

    /// Changes one field of a household.
    ///
    /// # Errors
    /// If the store refuses.
    pub fn edit(&self, doc: DocId, field: &str, text: &str) -> Result<RevId> {
        let area = self.document(doc)?.area;
        self.write(doc, Kind::Subject, area, changes(&[(field, text)]))
    }

    /// A document that must be here.
    ///
    /// # Errors
    /// If it is not.
    pub fn document(&self, doc: DocId) -> Result<Document> {
        self.store.document(doc)?.context("the document is not on this device")
    }
}

/// Keys that differ; tests need no secrets.
fn new_seed() -> [u8; 32] {
    let mut seed = [0; 32];
    for half in seed.chunks_exact_mut(16) {
        half.copy_from_slice(Uuid::now_v7().as_bytes());
    }
    seed
}
