//! Finding subjects while somebody types. One narrow index is read through and matched here, which is
//! quicker for a commune than a full-text table and ranks as people expect.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use domain::{AreaId, DocId};
use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::locale;
use rusqlite::{Connection, Row, params};

use crate::row::{area_id, count, doc_id, optional_doc_id};
use crate::words::{digits, folded_words};
use crate::{Store, StoreError, area};

/// Rows of one page.
pub const MAX_SUBJECT_PAGE: usize = 500;
/// Words of a query that are looked at.
const MAX_WORDS: usize = 8;
/// Digits from which a number may match inside a telephone number.
const MIN_PHONE_DIGITS: usize = 3;
/// Letters from which a word may be meant as initials.
const MIN_INITIALS: usize = 2;

/// Which subjects to list.
#[derive(Clone, Copy, Debug, Default)]
pub struct SubjectQuery<'a> {
    /// `household`, `road`…
    pub subject_type: &'a str,
    pub area: Option<AreaId>,
    /// What was typed: name, code, address, telephone or initials, with or without accents. Empty: all.
    pub text: &'a str,
    pub state: Option<CheckFilter>,
    /// The round of checks that state, last check and draft of a row are about; `None`: any.
    pub campaign: Option<DocId>,
    pub offset: usize,
    /// At most [`MAX_SUBJECT_PAGE`].
    pub limit: usize,
}

/// Subjects by what was done about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckFilter {
    /// Neither a finished check nor a begun one.
    Todo,
    /// A check is begun: a form open on this device, or a check that was put aside as a draft.
    Draft,
    /// A check is complete or approved.
    Done,
    /// People disagree about a field of the subject or of one of its checks.
    Conflict,
}

/// One page of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubjectPage {
    /// Subjects that match, on all pages.
    pub total: u64,
    pub rows: Vec<SubjectRow>,
}

/// A subject in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectRow {
    pub doc: DocId,
    pub area: AreaId,
    pub code: String,
    pub name: String,
    pub members: Option<i64>,
    pub phone: Option<String>,
    pub address: Option<String>,
    pub last_check: Option<LastCheck>,
    /// See [`CheckFilter::Draft`].
    pub draft: bool,
    /// See [`CheckFilter::Conflict`].
    pub conflict: bool,
}

/// The newest check of a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastCheck {
    pub doc: DocId,
    pub status: String,
    pub at_ms: i64,
    /// Whether the commune holds all of its known revisions.
    pub safe: bool,
}

impl Store {
    /// Subjects that match, best first: an exact name or code, then names that begin with the text, then
    /// the rest; within these by village in Vietnamese order and by code as a number.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn subjects(&self, query: &SubjectQuery<'_>) -> Result<SubjectPage, StoreError> {
        self.read(|reader| {
            let mut found = scan(reader, query)?;
            let total = found.len() as u64;
            let end = query.offset.saturating_add(query.limit.min(MAX_SUBJECT_PAGE)).min(found.len());
            if end < found.len() {
                found.select_nth_unstable(end);
                found.truncate(end);
            }
            found.sort_unstable();
            let mut rows = Vec::new();
            for subject in found.iter().skip(query.offset) {
                rows.push(subject_row(reader, subject.doc, query.campaign)?);
            }
            Ok(SubjectPage { total, rows })
        })
    }
}

/// A match, ordered as it is listed.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Match {
    rank: Rank,
    area_order: usize,
    code_number: i64,
    code: String,
    doc: DocId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Exact,
    NameBegins,
    Other,
}

fn scan(connection: &Connection, query: &SubjectQuery<'_>) -> Result<Vec<Match>, StoreError> {
    let area_order = area_order(connection)?;
    let wanted = Wanted::new(query.text);
    let mut statement = connection.prepare_cached(&scan_sql(query))?;
    let area = query.area.as_ref().map(AreaId::as_bytes);
    let campaign = query.campaign.as_ref().map(DocId::as_bytes);
    let mut rows = statement.query(params![query.subject_type, area, campaign])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let Some(rank) = wanted.rank(&Searched::from_row(row)?) else { continue };
        found.push(Match {
            rank,
            area_order: area_order.get(&area_id(row, 1)?).copied().unwrap_or(usize::MAX),
            code_number: row.get(2)?,
            code: row.get(3)?,
            doc: doc_id(row, 0)?,
        });
    }
    Ok(found)
}

/// The statement for a query's filters. Its parameters are always type, area and campaign.
fn scan_sql(query: &SubjectQuery<'_>) -> String {
    const DONE: &str = "EXISTS (SELECT 1 FROM subject_check c WHERE c.subject = s.doc
        AND c.status IN ('complete', 'approved') AND (w.campaign IS NULL OR c.campaign = w.campaign))";
    const BEGUN: &str = "(EXISTS (SELECT 1 FROM draft d WHERE d.subject = s.doc
        AND (w.campaign IS NULL OR d.campaign = w.campaign))
        OR EXISTS (SELECT 1 FROM subject_check c WHERE c.subject = s.doc
        AND c.status = 'draft' AND (w.campaign IS NULL OR c.campaign = w.campaign)))";
    const DISPUTED: &str = "(s.conflicts > 0
        OR EXISTS (SELECT 1 FROM subject_check c WHERE c.subject = s.doc AND c.conflicts > 0))";
    let area = if query.area.is_some() { "s.area = w.area" } else { "TRUE" };
    let state = match query.state {
        None => "TRUE".to_owned(),
        Some(CheckFilter::Todo) => format!("NOT {DONE} AND NOT {BEGUN}"),
        Some(CheckFilter::Draft) => BEGUN.to_owned(),
        Some(CheckFilter::Done) => DONE.to_owned(),
        Some(CheckFilter::Conflict) => DISPUTED.to_owned(),
    };
    format!(
        "WITH w (type, area, campaign) AS (VALUES (?1, ?2, ?3))
         SELECT s.doc, s.area, s.code_number, s.code, s.folded_name, s.folded_rest, s.phone_digits, s.initials
         FROM w CROSS JOIN subject s INDEXED BY subject_search
         WHERE s.type = w.type AND {area} AND {state}"
    )
}

/// Areas numbered in Vietnamese order of names.
fn area_order(connection: &Connection) -> Result<BTreeMap<AreaId, usize>, StoreError> {
    let mut areas = area::all(connection)?;
    let order = collator();
    areas.sort_by(|one, other| order.compare(&one.name, &other.name));
    Ok(areas.into_iter().enumerate().map(|(number, area)| (area.id, number)).collect())
}

fn subject_row(connection: &Connection, doc: DocId, campaign: Option<DocId>) -> Result<SubjectRow, StoreError> {
    let mut statement = connection.prepare_cached(include_str!("subject_row.sql"))?;
    let campaign = campaign.as_ref().map(DocId::as_bytes);
    Ok(statement.query_row(params![doc.as_bytes(), campaign], |row| {
        Ok(SubjectRow {
            doc,
            area: area_id(row, 0)?,
            code: row.get(1)?,
            name: row.get(2)?,
            members: row.get(3)?,
            phone: row.get(4)?,
            address: row.get(5)?,
            draft: row.get(6)?,
            conflict: row.get(7)?,
            last_check: match optional_doc_id(row, 8)? {
                None => None,
                Some(doc) => {
                    Some(LastCheck { doc, status: row.get(9)?, at_ms: row.get(10)?, safe: count(row, 11)? == 0 })
                }
            },
        })
    })?)
}

/// The searched columns of one row.
struct Searched<'a> {
    code: &'a str,
    name: &'a str,
    rest: &'a str,
    phone: &'a str,
    initials: &'a str,
}

impl<'a> Searched<'a> {
    fn from_row(row: &'a Row<'_>) -> Result<Self, StoreError> {
        let text = |column| -> Result<&'a str, StoreError> {
            row.get_ref(column)?.as_str().map_err(|error| StoreError::Damaged(error.to_string()))
        };
        Ok(Self { code: text(3)?, name: text(4)?, rest: text(5)?, phone: text(6)?, initials: text(7)? })
    }
}

/// What was typed, cut up once for all rows.
struct Wanted {
    joined: String,
    words: Vec<Word>,
    phone: Option<String>,
    initials: Option<String>,
}

struct Word {
    word: String,
    /// With a blank before it: finds the beginning of a later word.
    later: String,
}

impl Word {
    fn begins_a_word_of(&self, text: &str) -> bool {
        text.starts_with(&self.word) || text.contains(&self.later)
    }
}

impl Wanted {
    fn new(text: &str) -> Self {
        let joined = folded_words(text);
        let words = joined.split(' ').filter(|word| !word.is_empty()).take(MAX_WORDS);
        let words: Vec<Word> = words.map(|word| Word { word: word.to_owned(), later: format!(" {word}") }).collect();
        let number = digits(text);
        let only_number = joined.chars().all(|letter| letter.is_ascii_digit() || letter == ' ');
        let letters = joined.chars().all(char::is_alphabetic) && joined.chars().count() >= MIN_INITIALS;
        Self {
            phone: (only_number && number.len() >= MIN_PHONE_DIGITS).then_some(number),
            initials: letters.then(|| joined.clone()),
            joined,
            words,
        }
    }

    fn rank(&self, row: &Searched<'_>) -> Option<Rank> {
        if self.words.is_empty() {
            return Some(Rank::Other);
        }
        if row.name == self.joined || row.code.eq_ignore_ascii_case(&self.joined) {
            return Some(Rank::Exact);
        }
        if row.name.starts_with(&self.joined) {
            return Some(Rank::NameBegins);
        }
        let everywhere =
            self.words.iter().all(|word| word.begins_a_word_of(row.name) || word.begins_a_word_of(row.rest));
        let phone = || self.phone.as_ref().is_some_and(|number| row.phone.contains(number));
        let initials = || self.initials.as_ref().is_some_and(|letters| row.initials.contains(letters));
        (everywhere || phone() || initials()).then_some(Rank::Other)
    }
}

/// Vietnamese alphabetical order, numbers by their value (Thôn 2 before Thôn 10).
pub(crate) struct Order(Option<CollatorBorrowed<'static>>);

impl Order {
    pub fn compare(&self, one: &str, other: &str) -> Ordering {
        match &self.0 {
            Some(collator) => collator.compare(one, other).then_with(|| one.cmp(other)),
            None => one.cmp(other),
        }
    }
}

/// The order's tables are compiled in, so this costs little and does not fail.
pub(crate) fn collator() -> Order {
    Order(Collator::try_new(locale!("vi-u-kn").into(), CollatorOptions::default()).ok())
}
