//! From a keystroke to the rows of the list, through the command as the screen calls it.

use anyhow::Result;
use domain::DocId;
use domain::vocabulary::subject;
use domain::{AreaId, Change, FieldPath, Kind, Value};
use serde_json::json;
use store::{Store, StoreKey, SubjectQuery};
use uuid::Uuid;
use wire::{DeviceKey, Draft};

use crate::figure::{Figures, Peer, Target, milliseconds, percentile, timed};
use crate::made::{app_with_register, officer};

pub const NAMES: &[&str] = &["search_first_key", "search_word", "search_initials", "search_20000"];
const ROUNDS: usize = 50;
/// What people do not feel while typing, in the core.
const LIMIT_MS: f64 = 20.0;
/// The largest commune.
const LARGE: u128 = 20_000;
const LARGE_LIMIT_MS: f64 = 50.0;

pub fn measure(figures: &mut Figures) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let app = app_with_register(folder.path())?;
    for (name, text) in [("search_first_key", "n"), ("search_word", "nguyen thi"), ("search_initials", "nvh")] {
        let mut times = Vec::new();
        for _ in 0..ROUNDS {
            let args = json!({ "text": text, "limit": 50 });
            let (time, page) = timed(|| app.call("households.list", args, &officer()));
            anyhow::ensure!(page?["total"].as_u64().is_some_and(|total| total > 0), "{text} finds somebody");
            times.push(milliseconds(time));
        }
        let worst = percentile(&mut times, 0.99);
        let peer = Peer { name: "limit while typing, 1,890 households (p99)", value: LIMIT_MS };
        figures.line(name, worst, "ms", peer, Target::AtMost(1.0));
    }
    large(figures)
}

fn large(figures: &mut Figures) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let store = Store::open(&folder.path().join("large.db"), &StoreKey::new([1; 32]))?;
    let key = DeviceKey::from_seed(&[1; 32]);
    let signed: Vec<_> = (0..LARGE).map(|number| household(number).sign(&key)).collect();
    for page in signed.chunks(2_000) {
        store.apply_remote(page, None, 1)?;
    }
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let query = SubjectQuery { subject_type: "household", text: "n", limit: 50, ..SubjectQuery::default() };
        let (time, page) = timed(|| store.subjects(&query));
        anyhow::ensure!(page?.total > 0, "somebody is found");
        times.push(milliseconds(time));
    }
    let peer = Peer { name: "limit while typing, 20,000 households (p99)", value: LARGE_LIMIT_MS };
    figures.line("search_20000", percentile(&mut times, 0.99), "ms", peer, Target::AtMost(1.0));
    Ok(())
}

fn household(number: u128) -> Draft {
    const FAMILIES: [&str; 6] = ["Nguyễn Văn", "Lê Thị", "Lương Đức", "Đặng Hữu", "Quách Thị", "Hà Văn"];
    const GIVEN: [&str; 7] = ["Hùng", "Hoa", "Tuyết", "Việt", "Ánh", "Đạt", "Nam"];
    let pick = |list: &[&'static str], step: u128| list[(number / step) as usize % list.len()];
    let fields = [
        (subject::TYPE, subject::TYPE_HOUSEHOLD.to_owned()),
        (subject::NAME, format!("{} {}", pick(&FAMILIES, 1), pick(&GIVEN, 3))),
        (subject::CODE, (number % 250 + 1).to_string()),
        (subject::PHONE, format!("0100{:06}", number * 7_919 % 1_000_000)),
    ];
    let changes = fields.map(|(field, text)| (FieldPath::from(field), Change::Set(Value::Text(text)))).into();
    Draft {
        doc: DocId(Uuid::from_u128(number + 1)),
        kind: Kind::Subject,
        area: AreaId(Uuid::from_u128(number % 24 + 1)),
        parents: Vec::new(),
        depth: 0,
        author: domain::UserId(Uuid::from_u128(1)),
        device: domain::DeviceId(Uuid::from_u128(1)),
        at_ms: 1,
        changes,
    }
}
