//! In whatever order, pieces and repetition revisions arrive, the board, the ledger and the report say the same, and what they
//! say follows one rule: of a document the last in fold order, of a subject the latest valid check.

use std::collections::BTreeMap;

use domain::vocabulary::{check, subject};
use domain::{AreaId, Change, Changes, DocId, FieldPath, Kind, RevId, Revision, Value};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value as Json, json};
use uuid::Uuid;
use wire::Envelope;

use crate::support::{Book, answer, app_over, call, check_of, doc, signed, texts};

/// Histories that are tried; each opens two books.
const CASES: u32 = 12;
const VILLAGE: AreaId = AreaId(Uuid::from_u128(101));
const HOUSEHOLDS: u128 = 4;
const HOUSEHOLD_CHECKS: u128 = 7;
const WORKS: u128 = 2;
const WORK_CHECKS: u128 = 3;
const FIRST_DAY: &str = "2026-01-01";
const LAST_DAY: &str = "2026-12-31";
const SET: &str = "xa_ntm_nang_cao_2022";
/// Days in the year that is judged, before it and after it.
const DAYS: [&str; 4] = ["2025-06-01", "2026-03-01", "2026-09-01", "2027-01-02"];
const STATES: [&str; 5] = [check::DRAFT, check::COMPLETE, check::COMPLETE, check::RETURNED, check::APPROVED];
/// The answer that indicator 4 counts.
const SAFE: &str = "dien_thong_tin/dien_dat";
const ROW: &str = "von/nguon_von/dong1";

/// What somebody writes of a check, and how much of the check they had seen.
#[derive(Clone, Debug)]
struct Step {
    check: Index,
    sees: Sees,
    says: Says,
}

#[derive(Clone, Debug)]
enum Sees {
    All,
    /// One of its revisions, and those before it.
    One(Index),
}

#[derive(Clone, Debug)]
enum Says {
    Day(Index),
    State(Index),
    /// Whether electricity is safe, or that the answer is taken back; of a work its money.
    Answer(u8),
    Void,
}

fn step() -> impl Strategy<Value = Step> {
    let sees = prop_oneof![Just(Sees::All), any::<Index>().prop_map(Sees::One)];
    let says = prop_oneof![
        2 => any::<Index>().prop_map(Says::Day),
        2 => any::<Index>().prop_map(Says::State),
        4 => (0_u8..3).prop_map(Says::Answer),
        1 => Just(Says::Void),
    ];
    (any::<Index>(), sees, says).prop_map(|(check, sees, says)| Step { check, sees, says })
}

fn household(number: u128) -> DocId {
    doc(1_000 + number)
}

fn work(number: u128) -> DocId {
    doc(2_000 + number)
}

/// All checks and what each is about.
fn checks() -> Vec<(DocId, DocId)> {
    let of_households = (0..HOUSEHOLD_CHECKS).map(|number| (doc(3_000 + number), household(number % HOUSEHOLDS)));
    of_households.chain((0..WORK_CHECKS).map(|number| (doc(4_000 + number), work(number % WORKS)))).collect()
}

fn is_work(of: DocId) -> bool {
    of >= work(0)
}

type History = Vec<(Envelope, Revision)>;

/// Everything that people write of the checks, in the order in which they write it.
fn history(steps: &[Step]) -> History {
    let checks = checks();
    let mut written: BTreeMap<DocId, History> = BTreeMap::new();
    let mut all = History::new();
    for step in steps {
        let (check, of) = checks[step.check.index(checks.len())];
        let known = written.entry(check).or_default();
        let (on, changes) = match known.is_empty() {
            true => ((Vec::new(), 0), begun(of, &step.says)),
            false => (seen(known, &step.sees), said(of, &step.says)),
        };
        let revision = signed(check, Kind::Check, VILLAGE, on, changes);
        // Saying the same on top of the same is one revision, however often.
        if !known.iter().any(|(_, known)| known.id == revision.1.id) {
            known.push(revision.clone());
            all.push(revision);
        }
    }
    all
}

/// Parents and depth of what comes next.
fn seen(known: &History, sees: &Sees) -> (Vec<RevId>, u32) {
    let seen: Vec<&Revision> = match sees {
        Sees::One(which) => vec![&known[which.index(known.len())].1],
        Sees::All => {
            let is_parent = |id| known.iter().any(|(_, other)| other.header.parents.contains(id));
            known.iter().map(|(_, revision)| revision).filter(|revision| !is_parent(&revision.id)).collect()
        }
    };
    let depth = seen.iter().map(|revision| revision.header.depth).max().unwrap_or_default() + 1;
    (seen.into_iter().map(|revision| revision.id).collect(), depth)
}

/// A first revision: a finished check of the year, except for what it says.
fn begun(of: DocId, says: &Says) -> Changes {
    let mut changes = if is_work(of) {
        let own = [("mo_dau/ten_cong_trinh", "Đường"), ("mo_dau/hang_muc", "giao_thong"), ("mo_dau/nam", "2026")];
        let mut changes = check_of(of, "cong_trinh", check::COMPLETE, &own);
        changes.insert(FieldPath::new(format!("{}{ROW}", check::ANSWERS)), Change::Set(Value::Integer(1)));
        changes.extend([answer(&format!("{ROW}/nguon"), "community"), answer("mo_dau/ngay_ghi", DAYS[1])]);
        changes
    } else {
        check_of(of, "ho_gia_dinh", check::COMPLETE, &[("mo_dau/ngay_tham", DAYS[1])])
    };
    changes.extend(said(of, says));
    changes
}

fn said(of: DocId, says: &Says) -> Changes {
    let day_question = if is_work(of) { "mo_dau/ngay_ghi" } else { "mo_dau/ngay_tham" };
    let text = |path: &str, text: &str| Changes::from([answer(path, text)]);
    match says {
        Says::Day(which) => text(day_question, DAYS[which.index(DAYS.len())]),
        Says::State(which) => texts(&[(check::STATUS, STATES[which.index(STATES.len())])]),
        Says::Void => texts(&[(subject::VOID, "ghi nhầm")]),
        Says::Answer(which) if is_work(of) => text(&format!("{ROW}/so_tien"), &format!("{which}000000")),
        Says::Answer(2) => Changes::from([(FieldPath::new(format!("{}{SAFE}", check::ANSWERS)), Change::Removed)]),
        Says::Answer(which) => text(SAFE, &which.to_string()),
    }
}

/// The rule, told anew.
struct Rule {
    checks: BTreeMap<DocId, Folded>,
}

struct Folded {
    /// Number of revisions, depth and id of the last.
    known: (usize, u32, RevId),
    fields: BTreeMap<String, Value>,
}

impl Rule {
    fn over(history: &History) -> Self {
        let mut ordered: BTreeMap<DocId, BTreeMap<(u32, RevId), &Revision>> = BTreeMap::new();
        for (_, revision) in history {
            let header = &revision.header;
            ordered.entry(header.doc).or_default().insert((header.depth, revision.id), revision);
        }
        let checks = ordered.into_iter().map(|(doc, revisions)| {
            let mut fields = BTreeMap::new();
            for change in revisions.values().filter_map(|revision| revision.changes.as_ref()).flatten() {
                match change {
                    (path, Change::Set(value)) => fields.insert(path.to_string(), value.clone()),
                    (path, Change::Removed) => fields.remove(path.as_str()),
                };
            }
            let (depth, last) = *revisions.keys().last().expect("a revision");
            (doc, Folded { known: (revisions.len(), depth, last), fields })
        });
        Self { checks: checks.collect() }
    }

    fn text(&self, check: DocId, path: &str) -> Option<&str> {
        self.checks[&check].fields.get(path)?.as_text()
    }

    fn answer(&self, check: DocId, path: &str) -> Option<&str> {
        self.text(check, &format!("{}{path}", check::ANSWERS))
    }

    fn counts(&self, check: DocId) -> bool {
        let is_valid = matches!(self.text(check, check::STATUS), Some(check::COMPLETE | check::APPROVED));
        is_valid && self.text(check, subject::VOID).is_none()
    }

    /// Checks that count of a subject up to the end of the year, by their day.
    fn of(&self, of: DocId, day_question: &str) -> Vec<(&str, DocId)> {
        let about = checks().into_iter().filter(|(check, about)| *about == of && self.checks.contains_key(check));
        let valid = about.filter(|(check, _)| self.counts(*check)).map(|(check, _)| check);
        let dated = valid.map(|check| (self.answer(check, day_question).expect("a day"), check));
        dated.filter(|(day, _)| *day <= LAST_DAY).collect()
    }

    /// Numerator and denominator of indicator 4, and how many households are open.
    fn electricity(&self) -> (u32, u32, u32) {
        let (mut safe, mut known) = (0, 0);
        for number in 0..HOUSEHOLDS {
            let mut valid = self.of(household(number), "mo_dau/ngay_tham");
            valid.retain(|(day, _)| *day >= FIRST_DAY);
            let latest = valid.into_iter().max_by_key(|(day, check)| (*day, self.checks[check].known, *check));
            match latest.and_then(|(_, check)| self.answer(check, SAFE)) {
                Some("1") => (safe, known) = (safe + 1, known + 1),
                Some(_) => known += 1,
                None => {}
            }
        }
        (safe, known, HOUSEHOLDS as u32 - known)
    }

    fn money(&self) -> i64 {
        let latest = |number| self.of(work(number), "mo_dau/ngay_ghi").into_iter().max();
        let checks = (0..WORKS).filter_map(latest);
        let amounts =
            checks.filter_map(|(_, check)| self.answer(check, &format!("{ROW}/so_tien"))?.parse::<i64>().ok());
        amounts.sum()
    }
}

fn founded(dir: &std::path::Path) -> Book {
    let book = Book::founded(dir);
    book.village(VILLAGE, "Phú Vinh");
    for number in 0..HOUSEHOLDS {
        book.subject(household(number), VILLAGE, subject::TYPE_HOUSEHOLD, &format!("Hộ {number}"));
    }
    for number in 0..WORKS {
        book.subject(work(number), VILLAGE, subject::TYPE_WORK, &format!("Đường {number}"));
    }
    book
}

/// All that is computed of the checks: both sets' boards, the evidence of one indicator, the ledger and the report.
fn results(app: &app::App) -> [Json; 4] {
    let year = json!({ "period": { "kind": "year", "year": 2026 } });
    let report = call(app, "report.create", year.clone());
    let report = ["sections", "figures", "notes"].map(|part| report[part].clone());
    [
        call(app, "criteria.board", json!({ "set": SET, "beside": "thon_ntm_kieu_mau" })),
        call(app, "criteria.indicator", json!({ "set": SET, "indicator": "4" })),
        call(app, "ledger.get", year),
        report.into_iter().collect(),
    ]
}

fn row<'a>(board: &'a Json, id: &str) -> &'a Json {
    let criteria = board["board"]["criteria"].as_array().into_iter().flatten();
    let mut rows = criteria.flat_map(|criterion| criterion["indicators"].as_array().into_iter().flatten());
    rows.find(|row| row["id"] == id).expect("the indicator")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn order_repetition_late_and_conflicting_checks_change_results_only_as_the_rule_says(
        steps in proptest::collection::vec(step(), 1..40),
        arrivals in proptest::collection::vec((any::<Index>(), 0_usize..8, any::<bool>()), 0..12),
        keys in proptest::collection::vec(any::<u32>(), 40),
    ) {
        let history = history(&steps);
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (in_order, arriving) = (founded(one.path()), founded(other.path()));
        in_order.store.apply_remote(&history, None, 0).unwrap();
        let expected = results(&in_order.app);

        // Shuffled; between some of the pieces somebody looks, and some pieces come again.
        let mut shuffled: Vec<_> = history.iter().zip(&keys).collect();
        shuffled.sort_by_key(|(_, key)| **key);
        let mut waiting: Vec<(Envelope, Revision)> = shuffled.into_iter().map(|(one, _)| one.clone()).collect();
        for (again, size, looks) in arrivals {
            let mut piece: Vec<_> = waiting.drain(..size.min(waiting.len())).collect();
            piece.push(history[again.index(history.len())].clone());
            arriving.store.apply_remote(&piece, None, 0).unwrap();
            if looks {
                results(&arriving.app);
            }
        }
        arriving.store.apply_remote(&waiting, None, 0).unwrap();
        prop_assert_eq!(&results(&arriving.app), &expected, "the app that saw it come");
        prop_assert_eq!(&results(&app_over(&arriving.store)), &expected, "an app that reads it anew");

        let rule = Rule::over(&history);
        let (safe, known, open) = rule.electricity();
        let row = row(&expected[0], "4");
        let shares = (known > 0).then(|| format!("{safe} / {known}"));
        prop_assert_eq!((row["shares"].as_str(), row["open"].as_u64()), (shares.as_deref(), Some(u64::from(open))));
        prop_assert_eq!(&expected[2]["total_by_works"], &json!(rule.money()));
    }
}
