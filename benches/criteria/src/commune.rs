//! The commune itself: what is true of each household and road, and the checks that say so among older and invalid ones.

use std::collections::BTreeMap;

use criteria::{CheckRecord, Day, Period, Stage, Status, SubjectRecord, Version};
use domain::{AreaId, DocId, RevId, Value};
use uuid::Uuid;

use crate::set::RATIOS;

pub const YEAR: i16 = 2026;
const MAX_PEOPLE: u64 = 7;
const SURFACES: [&str; 5] = ["be_tong", "da_dam", "gach", "dat", "cap_phoi"];
const HARD: usize = 3;

/// How large, and how often each household was looked at.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    pub households: u32,
    pub villages: u32,
    pub roads: u32,
    /// Checks of each household, of which one counts.
    pub checks: u32,
}

impl Size {
    /// The mean commune with four checks a household.
    pub const COMMUNE: Self = Self { households: 6_000, villages: 24, roads: 300, checks: 4 };
}

/// Numerator and denominator.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct True {
    pub n: f64,
    pub total: f64,
}

/// A made commune.
#[derive(Default)]
pub struct Commune {
    pub subjects: Vec<SubjectRecord>,
    pub checks: Vec<CheckRecord>,
    /// By indicator, and by indicator with `/key` of a part of a split.
    pub truth: BTreeMap<String, True>,
    /// The same by indicator and village.
    pub villages: BTreeMap<(String, AreaId), True>,
    pub missing: u32,
    pub stale: u32,
}

/// Repeats with its seed, and needs no library: splitmix64.
pub struct Dice(u64);

impl Dice {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % most.max(1)
    }

    fn holds(&mut self, per_cent: u64) -> bool {
        self.below(100) < per_cent
    }

    pub fn id(&mut self) -> Uuid {
        Uuid::from_u64_pair(self.below(u64::MAX), self.below(u64::MAX))
    }
}

/// The year that is judged.
pub fn period() -> Period {
    Period::of_year(YEAR).unwrap_or_else(|| Period::new(Day::from_number(0), Day::from_number(0)))
}

pub fn make(seed: u64, size: Size) -> Commune {
    let mut made = Maker { dice: Dice::new(seed), commune: Commune::default(), size };
    let villages = (0..size.villages).map(|_| AreaId(made.dice.id())).collect::<Vec<_>>();
    for village in &villages {
        made.paper(*village);
    }
    for number in 0..size.households {
        made.household(at(&villages, number));
    }
    for number in 0..size.roads {
        made.road(at(&villages, number));
    }
    made.commune
}

fn at(villages: &[AreaId], number: u32) -> AreaId {
    let place = number as usize % villages.len().max(1);
    villages.get(place).copied().unwrap_or(AreaId(Uuid::nil()))
}

struct Maker {
    dice: Dice,
    commune: Commune,
    size: Size,
}

type Answers = Vec<(String, Value)>;

impl Maker {
    fn subject(&mut self, kind: &str, village: AreaId) -> DocId {
        let subject = DocId(self.dice.id());
        let version = self.version(1);
        self.commune.subjects.push(SubjectRecord {
            subject,
            version,
            kind: kind.to_owned(),
            village,
            from: None,
            to: None,
            is_void: false,
        });
        subject
    }

    fn version(&mut self, revisions: u32) -> Version {
        let mut head = [0; 32];
        head.iter_mut().for_each(|byte| *byte = self.dice.below(256) as u8);
        Version { revisions, depth: revisions, head: RevId(head) }
    }

    fn check(&mut self, form: &str, subject: DocId, village: AreaId, day: Day, status: Status, answers: Answers) {
        let (check, version) = (DocId(self.dice.id()), self.version(1));
        self.commune.checks.push(CheckRecord {
            check,
            version,
            form: form.to_owned(),
            subject,
            village,
            day,
            status,
            stage: Stage::SelfAssessed,
            reason: None,
            is_disputed: false,
            answers,
            photos: Vec::new(),
        });
    }

    fn add(&mut self, indicator: &str, keys: &[&str], village: AreaId, n: f64, total: f64) {
        let names = keys.iter().map(|key| format!("{indicator}/{key}"));
        for name in std::iter::once(indicator.to_owned()).chain(names) {
            let sum = self.commune.truth.entry(name).or_default();
            sum.n += n;
            sum.total += total;
        }
        let sum = self.commune.villages.entry((indicator.to_owned(), village)).or_default();
        sum.n += n;
        sum.total += total;
    }

    /// Day `number` of the year that is judged, or of the year before.
    fn day(&mut self, first: u64, last: u64) -> Day {
        let start = period().from.number();
        Day::from_number(start + i32::try_from(first + self.dice.below(last - first)).unwrap_or(0))
    }

    /// One household in forty was never checked, one in forty only last year. The check that counts is the last of
    /// this year; those before it, drafts, returned ones and those of next year say something else.
    fn household(&mut self, village: AreaId) {
        let subject = self.subject("household", village);
        let fate = self.dice.below(40);
        if fate == 0 {
            self.commune.missing += 1;
            return;
        }
        if fate == 1 {
            self.commune.stale += 1;
            let day = Day::from_number(period().from.number() - 30);
            let answers = self.answers(None);
            self.check("ho", subject, village, day, Status::Complete, answers);
            return;
        }
        for order in 1..self.size.checks {
            let (status, day) = match order % 3 {
                0 => (Status::Returned, self.day(330, 360)),
                1 => (Status::Complete, self.day(10, 200)),
                _ => (Status::Complete, Day::from_number(period().to.number() + 20)),
            };
            let answers = self.answers(None);
            self.check("ho", subject, village, day, status, answers);
        }
        let day = self.day(210, 320);
        let answers = self.answers(Some(village));
        self.check("ho", subject, village, day, Status::Approved, answers);
    }

    /// Answers of a household; what counts is added to the truth.
    fn answers(&mut self, counts_in: Option<AreaId>) -> Answers {
        let poor = self.dice.holds(12);
        let class = if poor { "ngheo" } else { "khac" };
        let mut answers: Answers = vec![("muc/dien_ho".to_owned(), class.into())];
        for number in 0..RATIOS {
            let holds = self.dice.holds(50 + 4 * number as u64);
            answers.push((format!("muc/dat_{number}"), Value::Integer(i64::from(holds))));
            if let Some(village) = counts_in {
                self.add(&format!("dat_{number}"), &[class], village, f64::from(u8::from(holds)), 1.0);
            }
        }
        let (keeps, well) = (self.dice.holds(40), self.dice.holds(90));
        answers.push(("muc/co_nuoi".to_owned(), if keeps { "co" } else { "khong" }.into()));
        answers.push(("muc/nuoi_dat".to_owned(), if keeps { Value::Integer(i64::from(well)) } else { "".into() }));
        if let Some(village) = counts_in.filter(|_| keeps) {
            self.add("nuoi", &[], village, f64::from(u8::from(well)), 1.0);
        }
        self.people(&mut answers, class, counts_in);
        answers
    }

    fn people(&mut self, answers: &mut Answers, class: &str, counts_in: Option<AreaId>) {
        let people = 1 + self.dice.below(MAX_PEOPLE);
        for _ in 0..people {
            let row = self.dice.id();
            let (insured, sex) = (self.dice.holds(87), if self.dice.holds(51) { "nu" } else { "nam" });
            answers.push((format!("nguoi/{row}/the"), if insured { "co" } else { "khong" }.into()));
            answers.push((format!("nguoi/{row}/gioi"), sex.into()));
            if let Some(village) = counts_in {
                self.add("the", &[sex, class], village, f64::from(u8::from(insured)), 1.0);
            }
        }
        let income = 1_000 * (20_000 + self.dice.below(300_000));
        answers.push(("muc/thu_nhap".to_owned(), Value::Integer(income as i64)));
        if let Some(village) = counts_in {
            self.add("thu_nhap", &[], village, income as f64, people as f64);
        }
    }

    fn road(&mut self, village: AreaId) {
        let subject = self.subject("road", village);
        let is_village = self.dice.holds(60);
        let length_dm = 200 + self.dice.below(20_000);
        let surface = self.dice.below(SURFACES.len() as u64) as usize;
        let kept = self.dice.holds(80);
        let length = length_dm as f64 / 10.0;
        let name = SURFACES.get(surface).copied().unwrap_or("dat");
        let answers = vec![
            ("loai".to_owned(), if is_village { "thon" } else { "xa" }.into()),
            ("dai_m".to_owned(), Value::Decimal(length)),
            ("mat_duong".to_owned(), name.into()),
            ("bao_tri".to_owned(), Value::Integer(i64::from(kept))),
        ];
        let day = self.day(10, 300);
        self.check("duong", subject, village, day, Status::Complete, answers);
        self.add("dai", &[], village, length, 0.0);
        if is_village {
            self.add("duong_thon", &[], village, if kept && surface < HARD { length } else { 0.0 }, length);
        }
    }

    fn paper(&mut self, village: AreaId) {
        let subject = self.subject("village", village);
        let (good, over) = (self.dice.holds(80), self.dice.holds(20));
        let until = if over { format!("{YEAR}-06-30") } else { format!("{}-12-31", YEAR + 3) };
        let answers =
            vec![("dat".to_owned(), Value::Integer(i64::from(good))), ("het_han".to_owned(), Value::Text(until))];
        let day = self.day(10, 100);
        self.check("giay", subject, village, day, Status::Complete, answers);
        self.add("giay", &[], village, f64::from(u8::from(good && !over)), 1.0);
    }
}
