//! A commune's book in a folder and the office's app over it, as every test here sets them up.

pub mod filling;
pub mod small_commune;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use app::{Actor, App, AppError, Clock, Identity, Role};
use domain::vocabulary::{area, check, subject};
use domain::{AreaId, Change, Changes, DeviceId, DocId, FieldPath, Kind, RevId, Revision, UserId, Value};
use serde_json::Value as Json;
use store::{Store, StoreKey};
use uuid::Uuid;
use wire::{DeviceKey, Draft, Envelope};

pub const COMMUNE: AreaId = AreaId(Uuid::from_u128(100));
pub const DEVICE: DeviceId = DeviceId(Uuid::from_u128(7));
pub const USER: UserId = UserId(Uuid::from_u128(8));
/// 25 November 2026, as the office's clock has it.
pub const NOW_MS: i64 = 1_795_600_000_000;
/// Who signs in at the office here.
pub const OFFICER: &str = "Lê Thị Hoa";

/// Every look at it is a second later, so that nothing depends on two moments being one.
pub struct Ticking(AtomicI64);

impl Ticking {
    pub fn new() -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(NOW_MS)))
    }
}

impl Clock for Ticking {
    fn now_ms(&self) -> i64 {
        self.0.fetch_add(1_000, Ordering::Relaxed)
    }
}

pub fn doc(number: u128) -> DocId {
    DocId(Uuid::from_u128(number))
}

pub fn texts(pairs: &[(&str, &str)]) -> Changes {
    pairs.iter().map(|(field, text)| (FieldPath::from(*field), Change::Set(Value::from(*text)))).collect()
}

pub fn office(role: Role) -> Actor {
    Actor::Office { user: USER, user_name: OFFICER.into(), role }
}

/// What the desk's device writes.
pub fn signed(doc: DocId, kind: Kind, area: AreaId, on: (Vec<RevId>, u32), changes: Changes) -> (Envelope, Revision) {
    let (parents, depth) = on;
    Draft { doc, kind, area, parents, depth, author: USER, device: DEVICE, at_ms: NOW_MS, changes }.sign(&key())
}

fn key() -> DeviceKey {
    DeviceKey::from_seed(&[3; 32])
}

pub fn store_in(dir: &Path) -> Arc<Store> {
    Arc::new(Store::open(&dir.join("book.db"), &StoreKey::new([9; 32])).expect("store"))
}

/// An office's app over its store.
pub struct Book {
    pub app: App,
    pub store: Arc<Store>,
}

impl Book {
    /// Opens the book in a folder, as after a start of the program.
    pub fn open(dir: &Path) -> Self {
        Self::of_desk(DEVICE, dir)
    }

    /// The same on another desk of the commune.
    pub fn of_desk(device: DeviceId, dir: &Path) -> Self {
        let store = store_in(dir);
        Self { app: app_of(device, &store), store }
    }

    /// Hands all that was written here to another desk.
    pub fn hand_over(&self, other: &Self) {
        let written = self.store.unsent(usize::MAX, usize::MAX).expect("read");
        let opened = written.into_iter().map(|(_, envelope)| {
            let revision = envelope.open().expect("a revision");
            (envelope, revision)
        });
        other.store.apply_remote(&opened.collect::<Vec<_>>(), None, NOW_MS).expect("applied");
    }

    /// A new book with the commune in it.
    pub fn founded(dir: &Path) -> Self {
        let book = Self::open(dir);
        let commune = texts(&[(area::NAME, "Xã Ngọc Phụng"), (area::TYPE, area::TYPE_COMMUNE)]);
        book.write(DocId(COMMUNE.0), Kind::Area, COMMUNE, commune);
        book
    }

    pub fn village(&self, village: AreaId, name: &str) {
        let described = texts(&[(area::NAME, name), (area::TYPE, area::TYPE_VILLAGE)]);
        self.write(DocId(village.0), Kind::Area, COMMUNE, described);
    }

    pub fn subject(&self, doc: DocId, village: AreaId, subject_type: &str, name: &str) {
        let described = texts(&[(subject::TYPE, subject_type), (subject::NAME, name)]);
        self.write(doc, Kind::Subject, village, described);
    }

    /// A check without the form's session: what it says is what is given.
    pub fn check(&self, doc: DocId, of: DocId, village: AreaId, form: &str, status: &str, answers: &[(&str, &str)]) {
        self.write(doc, Kind::Check, village, check_of(of, form, status, answers));
    }

    /// A revision by somebody who knows all that the book holds.
    pub fn write(&self, doc: DocId, kind: Kind, area: AreaId, changes: Changes) {
        let known = self.store.document(doc).expect("read");
        let on = known.map_or((Vec::new(), 0), |known| (known.heads, known.depth + 1));
        self.write_on(doc, kind, area, on, changes);
    }

    /// A revision by somebody who knows its parents alone.
    pub fn write_on(&self, doc: DocId, kind: Kind, area: AreaId, on: (Vec<RevId>, u32), changes: Changes) {
        self.store.append_own(&[signed(doc, kind, area, on, changes).0], None).expect("appended");
    }

    pub fn call(&self, command: &str, args: Json) -> Json {
        call(&self.app, command, args)
    }

    pub fn try_call(&self, command: &str, args: Json) -> Result<Json, AppError> {
        self.app.call(command, args, &office(Role::Officer))
    }
}

/// Another app over the same store, which has read nothing yet.
pub fn app_over(store: &Arc<Store>) -> App {
    app_of(DEVICE, store)
}

fn app_of(device: DeviceId, store: &Arc<Store>) -> App {
    let identity = Identity {
        device,
        device_name: "Bàn làm việc".into(),
        key: key(),
        user: USER,
        user_name: "Văn phòng xã".into(),
        commune: COMMUNE,
        commune_name: "Xã Ngọc Phụng".into(),
    };
    App::office(Arc::clone(store), identity, Ticking::new())
}

pub fn call(app: &App, command: &str, args: Json) -> Json {
    app.call(command, args.clone(), &office(Role::Officer))
        .unwrap_or_else(|error| panic!("{command} {args}: {error:?}"))
}

/// The fields of a check's first revision.
pub fn check_of(of: DocId, form: &str, status: &str, answers: &[(&str, &str)]) -> Changes {
    let mut changes = texts(&[(check::SUBJECT, &of.to_string()), (check::FORM, form), (check::STATUS, status)]);
    changes.extend(answers.iter().map(|(path, text)| answer(path, text)));
    changes
}

pub fn answer(path: &str, text: &str) -> (FieldPath, Change) {
    (FieldPath::new(format!("{}{path}", check::ANSWERS)), Change::Set(Value::from(text)))
}
