//! The reported records as a commune would have them: its villages and works in a stored book, every form filled and finished
//! through the commands of the screens.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use app::{Actor, App, Clock, Identity, Role};
use demo::{Report2023, ReportedRecord};
use domain::vocabulary::{area, subject};
use domain::{AreaId, Change, Changes, DeviceId, DocId, FieldPath, Kind, UserId, Value};
use serde_json::{Value as Json, json};
use store::{Store, StoreKey};
use uuid::Uuid;
use wire::{DeviceKey, Draft};

const COMMUNE: AreaId = AreaId(Uuid::from_u128(0x2023));
const DEVICE: DeviceId = DeviceId(Uuid::from_u128(7));
const USER: UserId = UserId(Uuid::from_u128(8));
const SEED: [u8; 32] = [23; 32];
/// Sections of a form that are looked through for a repeat.
const MAX_SECTIONS: usize = 50;

/// A commune's book in a folder, and the office's app over it.
pub struct Book {
    pub app: App,
    /// Villages and the commune by name.
    areas: BTreeMap<String, DocId>,
    /// Works by name.
    works: BTreeMap<String, String>,
}

impl Book {
    /// Founds the commune with the villages that the records name.
    pub fn founded(dir: &Path, reported: &Report2023, clock: Arc<dyn Clock>) -> Result<Self, String> {
        let store = Store::open(&dir.join("book.db"), &StoreKey::new([9; 32])).map_err(|error| error.to_string())?;
        let store = Arc::new(store);
        let mut areas = BTreeMap::from([(reported.commune.clone(), DocId(COMMUNE.0))]);
        put_area(&store, DocId(COMMUNE.0), &format!("Xã {}", reported.commune), area::TYPE_COMMUNE)?;
        let of_villages = reported.records.iter().filter_map(|record| match record.subject.kind.as_str() {
            "village" => Some(&record.subject.name),
            _ => record.subject.village.as_ref(),
        });
        for (name, number) in of_villages.zip(1_u128..) {
            if areas.contains_key(name) {
                continue;
            }
            let doc = DocId(Uuid::from_u128(0x2023_0000 + number));
            put_area(&store, doc, name, area::TYPE_VILLAGE)?;
            areas.insert(name.clone(), doc);
        }
        let identity = Identity {
            device: DEVICE,
            device_name: "Máy xã".into(),
            key: DeviceKey::from_seed(&SEED),
            user: USER,
            user_name: "Văn phòng xã".into(),
            commune: COMMUNE,
            commune_name: format!("Xã {}", reported.commune),
        };
        Ok(Self { app: App::office(store, identity, clock), areas, works: BTreeMap::new() })
    }

    /// Calls a command as an officer.
    pub fn call(&self, command: &str, args: Json) -> Result<Json, String> {
        let actor = Actor::Office { user: USER, user_name: "Lê Thị Hoa".into(), role: Role::Officer };
        self.app.call(command, args, &actor).map_err(|error| format!("{command}: {error:?}"))
    }

    /// Enters every record and finishes its form; answers the checks' ids by the records'.
    pub fn enter_all(&mut self, reported: &Report2023) -> Result<BTreeMap<String, String>, String> {
        let mut checks = BTreeMap::new();
        for record in &reported.records {
            let check = self.enter(record).map_err(|problem| format!("{}: {problem}", record.id))?;
            checks.insert(record.id.clone(), check);
        }
        Ok(checks)
    }

    fn enter(&mut self, record: &ReportedRecord) -> Result<String, String> {
        let subject = self.subject(record)?;
        let started = self.call("checks.start", json!({ "household": subject, "form": record.form }))?;
        let check = started["check"].as_str().unwrap_or_default().to_owned();
        for (path, value) in &record.answers {
            let path = self.placed(&check, path)?;
            self.call("checks.answer", json!({ "check": check, "section": 0, "path": path, "value": value }))?;
        }
        let finished = self.call("checks.finish", json!({ "check": check }))?;
        if finished["finished"] == true { Ok(check) } else { Err(finished["problems"].to_string()) }
    }

    /// The id of what a record is about; a work is added to the book when it is first named.
    fn subject(&mut self, record: &ReportedRecord) -> Result<String, String> {
        let about = &record.subject;
        if about.kind != subject::TYPE_WORK {
            let area = self.areas.get(&about.name).ok_or_else(|| format!("no area {}", about.name))?;
            return Ok(area.to_string());
        }
        if let Some(work) = self.works.get(&about.name) {
            return Ok(work.clone());
        }
        let village = about.village.as_ref().and_then(|village| self.areas.get(village));
        let village = village.copied().unwrap_or(DocId(COMMUNE.0)).to_string();
        let args = json!({ "subject_type": about.kind, "village": village, "name": about.name, "fields": {} });
        let made = self.call("subjects.create", args)?;
        let id = made["id"].as_str().unwrap_or_default().to_owned();
        self.works.insert(about.name.clone(), id.clone());
        Ok(id)
    }

    /// The path with the form's own id in the place of a row's number; a row is added when it is first named.
    fn placed(&self, check: &str, path: &str) -> Result<String, String> {
        let names: Vec<&str> = path.split('/').collect();
        let Some((at, number)) =
            names.iter().enumerate().find_map(|(at, name)| Some((at, name.parse::<usize>().ok()?)))
        else {
            return Ok(path.to_owned());
        };
        let repeat = names.iter().take(at).copied().collect::<Vec<_>>().join("/");
        let mut rows = self.rows(check, &repeat)?;
        if rows.len() < number {
            self.call("checks.add_repeat", json!({ "check": check, "section": 0, "path": repeat }))?;
            rows = self.rows(check, &repeat)?;
        }
        let row = rows.get(number.saturating_sub(1)).ok_or_else(|| format!("{path}: no such row"))?;
        let rest: Vec<&str> = names.iter().skip(at + 1).copied().collect();
        Ok(format!("{row}/{}", rest.join("/")))
    }

    /// Paths of the rows that a repeat has now.
    fn rows(&self, check: &str, repeat: &str) -> Result<Vec<String>, String> {
        for section in 0..MAX_SECTIONS {
            let shown = self.call("checks.section", json!({ "check": check, "section": section }))?;
            if let Some(found) = find_repeat(&shown["nodes"], repeat) {
                let instances = found["instances"].as_array().into_iter().flatten();
                return Ok(instances.filter_map(|one| one["path"].as_str()).map(str::to_owned).collect());
            }
        }
        Err(format!("no repeat {repeat}"))
    }
}

fn find_repeat<'a>(nodes: &'a Json, path: &str) -> Option<&'a Json> {
    nodes.as_array()?.iter().find_map(|node| {
        if node["path"] == path && node["node"] == "repeat" {
            return Some(node);
        }
        find_repeat(&node["children"], path)
    })
}

fn put_area(store: &Store, doc: DocId, name: &str, area_type: &str) -> Result<(), String> {
    let texts = [(area::NAME, name), (area::TYPE, area_type)];
    let changes = Changes::from(texts.map(|(field, text)| (FieldPath::from(field), Change::Set(Value::from(text)))));
    let draft = Draft {
        doc,
        kind: Kind::Area,
        area: COMMUNE,
        parents: Vec::new(),
        depth: 0,
        author: USER,
        device: DEVICE,
        at_ms: 0,
        changes,
    };
    let envelope = draft.sign(&DeviceKey::from_seed(&SEED)).0;
    store.append_own(&[envelope], None).map(|_| ()).map_err(|error| error.to_string())
}
