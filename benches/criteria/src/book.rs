//! The synthetic commune as a stored book: shipped forms, filled, signed and kept as a device keeps them, and beside them the
//! works, funding, decisions and words of a real year. What is true of it is counted while it is made.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use domain::vocabulary::{area, check, subject};
use domain::{AreaId, Change, Changes, DeviceId, DocId, FieldPath, Kind, UserId, Value};
use forms::{Form, QuestionKind};
use store::{Store, StoreKey};
use uuid::Uuid;
use wire::{DeviceKey, Draft, Envelope};

use crate::commune::{Dice, Size, True};

/// The year that the sample of a real report speaks of.
pub const YEAR: u16 = 2023;
pub const COMMUNE: AreaId = AreaId(Uuid::from_u128(0x5000));
pub const USER: UserId = UserId(Uuid::from_u128(2));
pub const DEVICE: DeviceId = DeviceId(Uuid::from_u128(1));
const SEED: [u8; 32] = [1; 32];
/// Revisions that are appended in one transaction.
const BATCH: usize = 1_000;
/// Rows of each repeat: persons of a household, sections of a road.
const ROWS: usize = 3;
const HOUSEHOLD_FORM: (&str, &[u8], &str) =
    ("ho_gia_dinh", include_bytes!("../../../forms/ho_gia_dinh.xlsx"), "nhan_khau/thanh_vien");
const ROAD_FORM: (&str, &[u8], &str) = ("duong", include_bytes!("../../../forms/duong.xlsx"), "cac_doan/doan");
/// The answer that indicator 4 of the set of 2022 counts: safe electricity.
const SAFE: &str = "dien_thong_tin/dien_dat";

/// Days and states of the checks of one household, the one that counts last.
const CHECKS: [(&str, &str); 4] = [
    ("2022-11-03", check::COMPLETE),
    ("2023-03-10", check::COMPLETE),
    ("2023-11-20", check::RETURNED),
    ("2023-09-15", check::APPROVED),
];

/// Opens the store of a book in a folder.
pub fn open(dir: &Path) -> Result<Arc<Store>> {
    Ok(Arc::new(Store::open(&dir.join("book.db"), &StoreKey::new([9; 32]))?))
}

pub fn key() -> DeviceKey {
    DeviceKey::from_seed(&SEED)
}

/// Fills a store with the commune; answers what is true of [`SAFE`].
///
/// # Errors
/// If the store refuses or a shipped form cannot be read.
pub fn fill(store: &Store, size: Size) -> Result<True> {
    let (households, roads) = (Filler::of(HOUSEHOLD_FORM)?, Filler::of(ROAD_FORM)?);
    let mut book = Book { store, key: key(), dice: Dice::new(20_261_125), waiting: Vec::new() };
    let names = demo::VILLAGES.iter().map(|name| (*name).to_owned());
    let names = names.chain((1..).map(|number| format!("Thôn {number}"))).take(size.villages as usize);
    let villages = book.areas(&names.collect::<Vec<_>>())?;
    let mut truth = True::default();
    for number in 0..u64::from(size.households) {
        let village = of(&villages, number);
        let household = book.subject(subject::TYPE_HOUSEHOLD, &format!("Hộ {number}"), village)?;
        for (day, status) in CHECKS.into_iter().rev().take(size.checks as usize).rev() {
            let is_safe = book.dice.below(100) < 90;
            let mut answers = households.answers(number + book.dice.below(1_000));
            answers.insert("mo_dau/ngay_tham".to_owned(), day.into());
            answers.insert(SAFE.to_owned(), if is_safe { "1" } else { "0" }.into());
            book.check(households.id, household, village, status, answers)?;
            if status == check::APPROVED {
                truth.n += f64::from(u8::from(is_safe));
                truth.total += 1.0;
            }
        }
    }
    for number in 0..u64::from(size.roads) / ROWS as u64 {
        let village = of(&villages, number);
        let road = book.subject(subject::TYPE_ROAD, &format!("Đường {number}"), village)?;
        let mut answers = roads.answers(number);
        answers.insert("mo_dau/ngay_ghi".to_owned(), "2023-05-05".into());
        book.check(roads.id, road, village, check::COMPLETE, answers)?;
    }
    book.reported(&villages)?;
    book.flush()?;
    Ok(truth)
}

fn of(villages: &BTreeMap<String, AreaId>, number: u64) -> AreaId {
    let place = number as usize % villages.len().max(1);
    villages.values().nth(place).copied().unwrap_or(COMMUNE)
}

/// A form that is filled with something plausible.
struct Filler {
    id: &'static str,
    repeat: &'static str,
    form: Form,
}

type Answers = BTreeMap<String, Value>;

impl Filler {
    fn of((id, workbook, repeat): (&'static str, &[u8], &'static str)) -> Result<Self> {
        let form = forms::read_file(workbook, None, id).form.with_context(|| format!("{id} cannot be read"))?;
        Ok(Self { id, repeat, form })
    }

    /// All its questions answered, [`ROWS`] rows in its repeat; `number` varies them.
    fn answers(&self, number: u64) -> Answers {
        let mut answers = Answers::new();
        for row in 1..=ROWS {
            answers.insert(format!("{}/{}", self.repeat, row_id(row)), Value::Integer(row as i64));
        }
        for (index, question) in self.form.questions().enumerate() {
            let spread = number.wrapping_mul(31).wrapping_add(index as u64 * 17);
            let choices = question.choices("vi");
            let chosen = choices.get(spread as usize % choices.len().max(1)).map(|choice| choice.name.as_str());
            let value = match (question.kind(), chosen) {
                (QuestionKind::Note, _) => continue,
                (_, Some(name)) => Value::from(name),
                (QuestionKind::Integer, _) => Value::Integer((spread % 9) as i64),
                (QuestionKind::Decimal, _) => Value::Decimal((spread % 900) as f64 / 10.0),
                (QuestionKind::Date, _) => Value::from(format!("2023-11-{:02}", 1 + spread % 28)),
                (QuestionKind::Calculate, _) => Value::from((spread % 2).to_string()),
                _ => Value::from(format!("Nguyễn Văn {}", spread % 500)),
            };
            match question.path().strip_prefix(self.repeat) {
                Some(rest) if question.is_repeated() => {
                    let paths = (1..=ROWS).map(|row| format!("{}/{}{rest}", self.repeat, row_id(row)));
                    answers.extend(paths.map(|path| (path, value.clone())));
                }
                _ => {
                    answers.insert(question.path().to_owned(), value);
                }
            }
        }
        answers
    }
}

/// As long as the ids that a device gives to rows.
fn row_id(row: usize) -> Uuid {
    Uuid::from_u128((0x0193_0000_0000_7000 << 64) + row as u128)
}

struct Book<'a> {
    store: &'a Store,
    key: DeviceKey,
    dice: Dice,
    waiting: Vec<Envelope>,
}

impl Book<'_> {
    fn put(&mut self, doc: DocId, kind: Kind, area: AreaId, changes: Changes) -> Result<()> {
        let (parents, depth, at_ms) = (Vec::new(), 0, 1_690_000_000_000);
        let draft = Draft { doc, kind, area, parents, depth, author: USER, device: DEVICE, at_ms, changes };
        self.waiting.push(draft.sign(&self.key).0);
        if self.waiting.len() >= BATCH { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<()> {
        self.store.append_own(&std::mem::take(&mut self.waiting), None)?;
        Ok(())
    }

    fn new_doc(&mut self) -> DocId {
        DocId(self.dice.id())
    }

    fn areas(&mut self, names: &[String]) -> Result<BTreeMap<String, AreaId>> {
        let described = |name: &str, kind| texts([(area::NAME, name), (area::TYPE, kind)]);
        self.put(DocId(COMMUNE.0), Kind::Area, COMMUNE, described("Xã mẫu", area::TYPE_COMMUNE))?;
        let mut areas = BTreeMap::new();
        for name in names {
            let doc = self.new_doc();
            self.put(doc, Kind::Area, COMMUNE, described(name, area::TYPE_VILLAGE))?;
            areas.insert(name.clone(), AreaId(doc.0));
        }
        Ok(areas)
    }

    fn subject(&mut self, kind: &str, name: &str, village: AreaId) -> Result<DocId> {
        let doc = self.new_doc();
        self.put(doc, Kind::Subject, village, texts([(subject::TYPE, kind), (subject::NAME, name)]))?;
        Ok(doc)
    }

    fn check(&mut self, form: &str, of: DocId, village: AreaId, status: &str, answers: Answers) -> Result<()> {
        let subject = of.to_string();
        let mut changes = texts([(check::SUBJECT, &subject), (check::FORM, form), (check::STATUS, status)]);
        let set = |(path, value)| (FieldPath::new(format!("{}{path}", check::ANSWERS)), Change::Set(value));
        changes.extend(answers.into_iter().map(set));
        let doc = self.new_doc();
        self.put(doc, Kind::Check, village, changes)
    }

    /// Works, funding, decisions, recognitions and the report's own words, as a real commune reported them.
    fn reported(&mut self, villages: &BTreeMap<String, AreaId>) -> Result<()> {
        for record in demo::report_2023()?.records {
            let about = &record.subject;
            let named = villages.get(about.village.as_ref().unwrap_or(&about.name)).copied().unwrap_or(COMMUNE);
            let subject = match about.kind.as_str() {
                subject::TYPE_WORK => self.subject(&about.kind, &about.name, named)?,
                _ => DocId(named.0),
            };
            self.check(&record.form, subject, named, check::COMPLETE, stored(&record.answers))?;
        }
        Ok(())
    }
}

/// Answers with the markers of their rows, which are numbered.
fn stored(reported: &[(String, String)]) -> Answers {
    let mut answers = Answers::new();
    for (path, text) in reported {
        let names = path.split('/').collect::<Vec<_>>();
        let number = names.iter().find_map(|name| name.parse::<i64>().ok());
        if let Some(number) = number {
            let row = names.iter().take_while(|name| name.parse::<i64>().is_err()).copied().collect::<Vec<_>>();
            answers.insert(format!("{}/{number}", row.join("/")), Value::Integer(number));
        }
        answers.insert(path.clone(), Value::from(text.as_str()));
    }
    answers
}

fn texts<const N: usize>(pairs: [(&str, &str); N]) -> Changes {
    pairs.into_iter().map(|(field, text)| (FieldPath::from(field), Change::Set(Value::from(text)))).collect()
}
