//! Measures the store: one line of JSON per figure, the limit beside it. Run in release.

#![allow(clippy::expect_used)]

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use domain::vocabulary::subject;
use domain::{AreaId, Change, Changes, DeviceId, DocId, FieldPath, Kind, Revision, UserId, Value};
use rusqlite::Connection;
use store::{CheckFilter, Store, StoreKey, SubjectQuery};
use uuid::Uuid;
use wire::{DeviceKey, Draft, Envelope};

const FAMILY: [&str; 8] = ["Nguyễn", "Lê", "Lương", "Đặng", "Quách", "Trịnh", "Hà", "Vi"];
const MIDDLE: [&str; 5] = ["Văn", "Thị", "Đức", "Hữu", "Ngọc"];
const GIVEN: [&str; 9] = ["Hùng", "Hoa", "Tuyết", "Duyên", "Việt", "Thắng", "Lâm", "Ánh", "Đạt"];
/// Sizes that the design names: a village's neighbours, and the largest commune.
const HOUSEHOLDS: [u128; 2] = [2_000, 20_000];
const ANSWERS: u32 = 200;
const REPEATS: u32 = 20;
const CAMPAIGN: DocId = DocId(Uuid::from_u128(0xCA));

fn main() {
    let folder = tempfile::TempDir::new().expect("a folder");
    answers(folder.path());
    for households in HOUSEHOLDS {
        let store = open(&folder.path().join(format!("{households}.db")));
        apply(&store, households);
        search(&store, households);
        filters(&store, households);
    }
    checks(folder.path());
}

fn open(path: &Path) -> Store {
    Store::open(path, &StoreKey::new([1; 32])).expect("a store")
}

fn line(name: &str, ours: f64, unit: &str, peer: Option<(&str, f64)>, target: f64, met: bool) {
    let (peer_name, peer, ratio) = match peer {
        Some((peer_name, peer)) => (format!("{peer_name:?}"), format!("{peer:.3}"), format!("{:.2}", ours / peer)),
        None => ("null".to_owned(), "null".to_owned(), "null".to_owned()),
    };
    println!(
        "{{\"name\":{name:?},\"ours\":{ours:.3},\"unit\":{unit:?},\"peer\":{peer},\"peer_name\":{peer_name},\
         \"ratio\":{ratio},\"target\":{target},\"met\":{met}}}"
    );
}

/// One answer of the draft journal against one row of a bare SQLite file, both with synchronous=FULL.
fn answers(folder: &Path) {
    let store = open(&folder.join("answers.db"));
    let check = DocId(Uuid::from_u128(1));
    store.draft_open(check, DocId(Uuid::from_u128(2)), "ho_gia_dinh", "1", None, 1).expect("a draft");
    let bare = Connection::open(folder.join("bare.db")).expect("a file");
    bare.execute_batch("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE answer (path TEXT PRIMARY KEY, value TEXT) STRICT")
        .expect("a table");
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for number in 0..ANSWERS {
        let path = format!("answers/muc/{}", number % 60);
        let value = Value::from("gieng_khoan");
        let started = Instant::now();
        store.draft_put(check, &[(&path, Some(&value))], i64::from(number)).expect("an answer");
        ours.push(started.elapsed().as_secs_f64() * 1e3);
        let started = Instant::now();
        bare.prepare_cached("INSERT OR REPLACE INTO answer (path, value) VALUES (?1, ?2)")
            .and_then(|mut statement| statement.execute([&path, "gieng_khoan"]))
            .expect("a row");
        theirs.push(started.elapsed().as_secs_f64() * 1e3);
    }
    let (ours, theirs) = (median(ours), median(theirs));
    line("answer_commit", ours, "ms", Some(("bare SQLite commit", theirs)), 2.0, ours <= 2.0 * theirs);
}

fn apply(store: &Store, households: u128) {
    let key = DeviceKey::from_seed(&[1; 32]);
    let made: Vec<(Envelope, Revision)> = (0..households).map(|number| household(number).sign(&key)).collect();
    let started = Instant::now();
    for page in made.chunks(2_000) {
        store.apply_remote(page, None, 1).expect("a page");
    }
    let rate = households as f64 / started.elapsed().as_secs_f64();
    line(&format!("apply_{households}"), rate, "revisions/s", None, 5_000.0, rate >= 5_000.0);
}

fn search(store: &Store, households: u128) {
    let target = if households <= 2_000 { 20.0 } else { 50.0 };
    for (name, text) in [("first_key", "n"), ("two_words", "hung nguyen"), ("initials", "nvh"), ("all", "")] {
        let mut times = Vec::new();
        for _ in 0..REPEATS {
            let started = Instant::now();
            let query = SubjectQuery { subject_type: "household", text, limit: 50, ..SubjectQuery::default() };
            store.subjects(&query).expect("a page");
            times.push(started.elapsed().as_secs_f64() * 1e3);
        }
        let worst = times.iter().copied().fold(0.0, f64::max);
        line(&format!("search_{name}_{households}_worst"), worst, "ms", None, target, worst <= target);
    }
}

/// The lists and counts of the home screen when half of the households are checked and none is sent.
fn filters(store: &Store, households: u128) {
    let key = DeviceKey::from_seed(&[1; 32]);
    let made: Vec<Envelope> = (0..households / 2).map(|number| check(number * 2).sign(&key).0).collect();
    for batch in made.chunks(2_000) {
        store.append_own(batch, None).expect("checks");
    }
    let target = if households <= 2_000 { 20.0 } else { 50.0 };
    let query = SubjectQuery {
        subject_type: "household",
        state: Some(CheckFilter::Todo),
        campaign: Some(CAMPAIGN),
        limit: 50,
        ..SubjectQuery::default()
    };
    let figures: [(&str, &dyn Fn()); 4] = [
        ("list_todo", &|| _ = black_box(store.subjects(&query).expect("a page"))),
        ("progress", &|| _ = black_box(store.progress(CAMPAIGN, "household").expect("progress"))),
        ("unsent_summary", &|| _ = black_box(store.unsent_summary().expect("a summary"))),
        ("unsent_batch", &|| _ = black_box(store.unsent(1 << 20, 2_000).expect("a batch"))),
    ];
    for (name, figure) in figures {
        let worst = (0..REPEATS)
            .map(|_| {
                let started = Instant::now();
                figure();
                started.elapsed().as_secs_f64() * 1e3
            })
            .fold(0.0, f64::max);
        line(&format!("{name}_{households}_worst"), worst, "ms", None, target, worst <= target);
    }
}

/// Checks of 60 answers each, as a pull of a whole commune brings them.
fn checks(folder: &Path) {
    let store = open(&folder.join("checks.db"));
    let key = DeviceKey::from_seed(&[1; 32]);
    let made: Vec<(Envelope, Revision)> = (0..2_000).map(|number| check(number).sign(&key)).collect();
    let started = Instant::now();
    store.apply_remote(&made, None, 1).expect("a page");
    let rate = made.len() as f64 / started.elapsed().as_secs_f64();
    line("apply_2000_checks", rate, "revisions/s", None, 5_000.0, rate >= 5_000.0);
}

fn household(number: u128) -> Draft {
    let pick = |list: &[&'static str], step: u128| list[(number / step) as usize % list.len()];
    let name = format!("{} {} {}", pick(&FAMILY, 1), pick(&MIDDLE, 7), pick(&GIVEN, 3));
    let fields = [
        (subject::TYPE, Value::from(subject::TYPE_HOUSEHOLD)),
        (subject::NAME, Value::from(name)),
        (subject::CODE, Value::from((number % 250 + 1).to_string())),
        (subject::MEMBERS, Value::from(4)),
        (subject::PHONE, Value::from(format!("09{:08}", number * 7_919 % 100_000_000))),
        (subject::ADDRESS, Value::from(format!("Ngõ {}", number % 30))),
    ];
    draft(number, Kind::Subject, &fields)
}

fn check(number: u128) -> Draft {
    let mut fields: Vec<(String, Value)> = vec![
        ("subject".to_owned(), Value::from(Uuid::from_u128(number).to_string())),
        ("campaign".to_owned(), Value::from(CAMPAIGN.to_string())),
        ("status".to_owned(), Value::from("complete")),
    ];
    fields
        .extend((0..60).map(|question| (format!("answers/muc_{}/cau_{question}", question % 8), Value::from("khong"))));
    let fields: Vec<(&str, Value)> = fields.iter().map(|(path, value)| (&**path, value.clone())).collect();
    draft(1_000_000 + number, Kind::Check, &fields)
}

fn draft(number: u128, kind: Kind, fields: &[(&str, Value)]) -> Draft {
    let changes: Changes =
        fields.iter().map(|(path, value)| (FieldPath::from(*path), Change::Set(value.clone()))).collect();
    Draft {
        doc: DocId(Uuid::from_u128(number)),
        kind,
        area: AreaId(Uuid::from_u128(number % 24)),
        parents: Vec::new(),
        depth: 0,
        author: UserId(Uuid::nil()),
        device: DeviceId(Uuid::nil()),
        at_ms: 1,
        changes,
    }
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}
