//! The folded document as one blob: derived data, so its layout may change with any migration that asks for a rebuild.
//!
//! In this order: the ids of the revisions that fields point to, once each; the heads; the fields in the order of their
//! paths. Numbers take seven bits a byte, least first. Of a path only what differs from the one before it is written, since
//! the long ids of rows repeat in each. When a program starts, results are made of thousands of folds with some two hundred
//! fields each: a reader names the fields it needs, and the others are stepped over without a copy being made of them.
//!
//! | field | bytes |
//! |---|---|
//! | shared | bytes that its path begins with as the one before does |
//! | rest | length and bytes of what follows in the path |
//! | values | the shown one first; [`MORE`] in the tag of each that another one follows |
//!
//! A value is its tag, the number of its revision, and what the tag tells: a text with its length, a number.

use std::collections::BTreeMap;

use domain::{Change, Document, Field, FieldPath, FieldValue, RevId, Value};

use crate::StoreError;

/// The heads and fields of a document.
pub(crate) type Folded = (Vec<RevId>, BTreeMap<FieldPath, Field>);

const REMOVED: u8 = 0;
const TEXT: u8 = 1;
/// The number with its sign in the lowest bit.
const INTEGER: u8 = 2;
/// IEEE 754, eight bytes, least first.
const DECIMAL: u8 = 3;
const FALSE: u8 = 4;
const TRUE: u8 = 5;
/// Added to a tag: another value of the same field follows.
const MORE: u8 = 0x80;

/// The heads and fields of a document; its other parts are columns.
pub(crate) fn encode(document: &Document) -> Vec<u8> {
    let mut ids = Ids::default();
    let heads = document.heads.iter().map(|head| ids.number(*head)).collect::<Vec<_>>();
    let mut fields = Vec::new();
    put_number(&mut fields, document.fields.len() as u64);
    let mut before = "";
    for (path, field) in &document.fields {
        put_field(&mut fields, before, path.as_str(), field, &mut ids);
        before = path.as_str();
    }
    let mut bytes = Vec::new();
    put_number(&mut bytes, ids.list.len() as u64);
    ids.list.iter().for_each(|id| bytes.extend(id.0));
    put_number(&mut bytes, heads.len() as u64);
    heads.iter().for_each(|head| put_number(&mut bytes, u64::from(*head)));
    bytes.append(&mut fields);
    bytes
}

fn put_field(into: &mut Vec<u8>, before: &str, path: &str, field: &Field, ids: &mut Ids) {
    let alike = before.bytes().zip(path.bytes()).take_while(|(one, other)| one == other).count();
    // Not within a letter: what is cut off has to be text.
    let shared = path.floor_char_boundary(alike);
    put_number(into, shared as u64);
    put_text(into, path.get(shared..).unwrap_or_default());
    let mut left = field.others.len();
    for value in std::iter::once(&field.shown).chain(&field.others) {
        put_value(into, value, if left > 0 { MORE } else { 0 }, ids);
        left = left.saturating_sub(1);
    }
}

fn put_value(into: &mut Vec<u8>, value: &FieldValue, more: u8, ids: &mut Ids) {
    let tag = match &value.change {
        Change::Removed => REMOVED,
        Change::Set(Value::Text(_)) => TEXT,
        Change::Set(Value::Integer(_)) => INTEGER,
        Change::Set(Value::Decimal(_)) => DECIMAL,
        Change::Set(Value::Boolean(false)) => FALSE,
        Change::Set(Value::Boolean(true)) => TRUE,
    };
    into.push(tag | more);
    put_number(into, u64::from(ids.number(value.revision)));
    match &value.change {
        Change::Set(Value::Text(text)) => put_text(into, text),
        Change::Set(Value::Integer(number)) => {
            put_number(into, (number.cast_unsigned() << 1) ^ (number >> 63).cast_unsigned())
        }
        Change::Set(Value::Decimal(number)) => into.extend(number.to_le_bytes()),
        Change::Removed | Change::Set(Value::Boolean(_)) => {}
    }
}

fn put_text(into: &mut Vec<u8>, text: &str) {
    put_number(into, text.len() as u64);
    into.extend(text.as_bytes());
}

fn put_number(into: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        into.push((number & 0x7F) as u8 | 0x80);
        number >>= 7;
    }
    into.push(number as u8);
}

/// Heads, and of the fields those that `keep` wants by their path and, where what is shown is text, that text.
///
/// # Errors
/// [`StoreError::Damaged`] for bytes that [`encode`] does not write.
pub(crate) fn decode(bytes: &[u8], keep: impl FnMut(&str, Option<&str>) -> bool) -> Result<Folded, StoreError> {
    read(&mut Reader(bytes), keep).ok_or_else(|| StoreError::Damaged("a fold that cannot be read".to_owned()))
}

fn read(from: &mut Reader<'_>, mut keep: impl FnMut(&str, Option<&str>) -> bool) -> Option<Folded> {
    let count = from.number()?;
    let ids = (0..count).map(|_| Some(RevId(from.bytes(32)?.try_into().ok()?))).collect::<Option<Vec<_>>>()?;
    let count = from.number()?;
    let heads = (0..count).map(|_| from.id(&ids)).collect::<Option<Vec<_>>>()?;
    let mut fields = Vec::new();
    let mut path = String::new();
    for _ in 0..from.number()? {
        let shared = from.length()?;
        path.truncate(Some(shared).filter(|shared| path.is_char_boundary(*shared))?);
        path.push_str(from.text()?);
        let (shown, mut has_more) = from.value()?;
        let is_kept = keep(&path, shown.text());
        let mut others = Vec::new();
        while has_more {
            let (other, more) = from.value()?;
            has_more = more;
            if is_kept {
                others.push(other.with_id(&ids)?);
            }
        }
        if is_kept {
            fields.push((FieldPath::new(path.as_str()), Field { shown: shown.with_id(&ids)?, others }));
        }
    }
    Some((heads, fields.into_iter().collect()))
}

/// What is left to read. Each step takes bytes or answers nothing, so that no length in damaged bytes is believed.
struct Reader<'b>(&'b [u8]);

impl<'b> Reader<'b> {
    fn bytes(&mut self, length: usize) -> Option<&'b [u8]> {
        let (taken, left) = self.0.split_at_checked(length)?;
        self.0 = left;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        let (taken, left) = self.0.split_first()?;
        self.0 = left;
        Some(*taken)
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..u64::BITS).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn length(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }

    fn text(&mut self) -> Option<&'b str> {
        let length = self.length()?;
        std::str::from_utf8(self.bytes(length)?).ok()
    }

    fn id(&mut self, ids: &[RevId]) -> Option<RevId> {
        ids.get(self.length()?).copied()
    }

    /// A value, and whether another one of the same field follows.
    fn value(&mut self) -> Option<(StoredValue<'b>, bool)> {
        let tag = self.byte()?;
        let revision = self.length()?;
        let change = match tag & !MORE {
            REMOVED => StoredChange::Removed,
            TEXT => StoredChange::Text(self.text()?),
            INTEGER => {
                let number = self.number()?;
                StoredChange::Other(Value::Integer((number >> 1).cast_signed() ^ -(number & 1).cast_signed()))
            }
            DECIMAL => StoredChange::Other(Value::Decimal(f64::from_le_bytes(self.bytes(8)?.try_into().ok()?))),
            FALSE => StoredChange::Other(Value::Boolean(false)),
            TRUE => StoredChange::Other(Value::Boolean(true)),
            _ => return None,
        };
        Some((StoredValue { revision, change }, tag & MORE != 0))
    }
}

struct StoredValue<'b> {
    revision: usize,
    change: StoredChange<'b>,
}

/// A change whose text lies where it was read.
enum StoredChange<'b> {
    Removed,
    Text(&'b str),
    Other(Value),
}

impl<'b> StoredValue<'b> {
    const fn text(&self) -> Option<&'b str> {
        match self.change {
            StoredChange::Text(text) => Some(text),
            StoredChange::Removed | StoredChange::Other(_) => None,
        }
    }

    fn with_id(self, ids: &[RevId]) -> Option<FieldValue> {
        let change = match self.change {
            StoredChange::Removed => Change::Removed,
            StoredChange::Text(text) => Change::Set(Value::Text(text.to_owned())),
            StoredChange::Other(value) => Change::Set(value),
        };
        Some(FieldValue { revision: *ids.get(self.revision)?, change })
    }
}

/// Revision ids numbered in the order they are first met.
#[derive(Default)]
struct Ids {
    list: Vec<RevId>,
    numbers: BTreeMap<RevId, u32>,
}

impl Ids {
    fn number(&mut self, id: RevId) -> u32 {
        let next = self.list.len() as u32;
        let list = &mut self.list;
        *self.numbers.entry(id).or_insert_with(|| {
            list.push(id);
            next
        })
    }
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use domain::{AreaId, DocId, Kind};
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn changes() -> impl Strategy<Value = Change> {
        prop_oneof![
            Just(Change::Removed),
            ".{0,12}".prop_map(|text| Change::Set(Value::Text(text))),
            any::<i64>().prop_map(|number| Change::Set(Value::Integer(number))),
            prop::num::f64::NORMAL.prop_map(|number| Change::Set(Value::Decimal(number))),
            any::<bool>().prop_map(|truth| Change::Set(Value::Boolean(truth))),
        ]
    }

    fn values() -> impl Strategy<Value = FieldValue> {
        (0_u8..4, changes()).prop_map(|(id, change)| FieldValue { revision: RevId([id; 32]), change })
    }

    fn documents() -> impl Strategy<Value = Document> {
        let field = (values(), prop::collection::vec(values(), 0..3));
        let field = field.prop_map(|(shown, others)| Field { shown, others });
        // Letters of two and three bytes that begin alike, so that a cut would fall within one.
        let fields = prop::collection::btree_map("[aăâđốồ/]{0,6}".prop_map(FieldPath::new), field, 0..12);
        (prop::collection::vec(0_u8..4, 0..3), fields).prop_map(|(heads, fields)| Document {
            id: DocId(Uuid::from_u128(1)),
            kind: Kind::Check,
            area: AreaId(Uuid::from_u128(2)),
            heads: heads.into_iter().map(|head| RevId([head; 32])).collect(),
            depth: 3,
            fields,
        })
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_and_what_is_not_wanted_is_stepped_over(document in documents(), letter in "[aăđố]") {
            let bytes = encode(&document);
            let (heads, fields) = decode(&bytes, |_, _| true).expect("readable");
            prop_assert_eq!(&heads, &document.heads);
            prop_assert_eq!(&fields, &document.fields);
            let (_, some) = decode(&bytes, |path, _| path.contains(&letter)).expect("read");
            let expected = document.fields.into_iter().filter(|(path, _)| path.as_str().contains(&letter)).collect();
            prop_assert_eq!(some, expected);
        }

        #[test]
        fn damaged_bytes_are_an_error_or_another_document_and_never_a_panic(
            document in documents(), at in any::<prop::sample::Index>(), byte in any::<u8>(),
        ) {
            let mut bytes = encode(&document);
            let at = at.index(bytes.len());
            if let Some(place) = bytes.get_mut(at) {
                *place = byte;
            }
            let read = decode(&bytes, |_, _| true);
            prop_assert!(read.is_ok() || matches!(read, Err(StoreError::Damaged(_))));
        }
    }
}
