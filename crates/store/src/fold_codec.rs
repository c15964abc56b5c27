//! The folded document as one blob: derived data, so its layout may change with any migration that
//! rebuilds. Revision ids stand once in a list and fields point into it.

use std::collections::BTreeMap;

use domain::{Change, Document, Field, FieldPath, FieldValue, RevId, Value};
use minicbor::bytes::ByteArray;
use minicbor::{Decode, Encode};

use crate::StoreError;

#[derive(Encode, Decode)]
struct StoredFold {
    #[n(0)]
    ids: Vec<ByteArray<32>>,
    #[n(1)]
    heads: Vec<u32>,
    #[n(2)]
    fields: Vec<StoredField>,
}

#[derive(Encode, Decode)]
struct StoredField {
    #[n(0)]
    path: String,
    /// The shown value first.
    #[n(1)]
    values: Vec<StoredValue>,
}

#[derive(Encode, Decode)]
struct StoredValue {
    #[n(0)]
    revision: u32,
    #[n(1)]
    change: StoredChange,
}

#[derive(Encode, Decode)]
enum StoredChange {
    #[n(0)]
    Removed,
    #[n(1)]
    Text(#[n(0)] String),
    #[n(2)]
    Integer(#[n(0)] i64),
    #[n(3)]
    Decimal(#[n(0)] f64),
    #[n(4)]
    Boolean(#[n(0)] bool),
}

/// The heads and fields of a document; its other parts are columns.
pub(crate) fn encode(document: &Document) -> Result<Vec<u8>, StoreError> {
    let mut ids = Ids::default();
    let stored = StoredFold {
        heads: document.heads.iter().map(|head| ids.number(*head)).collect(),
        fields: document.fields.iter().map(|(path, field)| stored_field(path, field, &mut ids)).collect(),
        ids: ids.list,
    };
    minicbor::to_vec(&stored).map_err(|error| StoreError::Damaged(error.to_string()))
}

fn stored_field(path: &FieldPath, field: &Field, ids: &mut Ids) -> StoredField {
    let values = std::iter::once(&field.shown).chain(&field.others);
    StoredField {
        path: path.as_str().to_owned(),
        values: values
            .map(|value| StoredValue { revision: ids.number(value.revision), change: stored_change(&value.change) })
            .collect(),
    }
}

fn stored_change(change: &Change) -> StoredChange {
    match change {
        Change::Removed => StoredChange::Removed,
        Change::Set(Value::Text(text)) => StoredChange::Text(text.clone()),
        Change::Set(Value::Integer(number)) => StoredChange::Integer(*number),
        Change::Set(Value::Decimal(number)) => StoredChange::Decimal(*number),
        Change::Set(Value::Boolean(truth)) => StoredChange::Boolean(*truth),
    }
}

/// Heads and fields as [`encode`] wrote them.
pub(crate) fn decode(bytes: &[u8]) -> Result<(Vec<RevId>, BTreeMap<FieldPath, Field>), StoreError> {
    let stored: StoredFold = minicbor::decode(bytes).map_err(|error| StoreError::Damaged(error.to_string()))?;
    let ids = &stored.ids;
    let heads = stored.heads.into_iter().map(|head| id(ids, head)).collect::<Result<_, _>>()?;
    let fields = stored.fields.into_iter().map(|field| read_field(ids, field)).collect::<Result<_, _>>()?;
    Ok((heads, fields))
}

fn read_field(ids: &[ByteArray<32>], field: StoredField) -> Result<(FieldPath, Field), StoreError> {
    let mut values = field.values.into_iter().map(|value| {
        Ok::<_, StoreError>(FieldValue { revision: id(ids, value.revision)?, change: read_change(value.change) })
    });
    let shown = values.next().ok_or_else(|| StoreError::Damaged("a field without a value".to_owned()))??;
    let others = values.collect::<Result<_, _>>()?;
    Ok((FieldPath::new(field.path), Field { shown, others }))
}

fn read_change(change: StoredChange) -> Change {
    match change {
        StoredChange::Removed => Change::Removed,
        StoredChange::Text(text) => Change::Set(Value::Text(text)),
        StoredChange::Integer(number) => Change::Set(Value::Integer(number)),
        StoredChange::Decimal(number) => Change::Set(Value::Decimal(number)),
        StoredChange::Boolean(truth) => Change::Set(Value::Boolean(truth)),
    }
}

fn id(ids: &[ByteArray<32>], number: u32) -> Result<RevId, StoreError> {
    let found = usize::try_from(number).ok().and_then(|index| ids.get(index));
    found.map(|id| RevId(**id)).ok_or_else(|| StoreError::Damaged("a field of an unknown revision".to_owned()))
}

/// Revision ids numbered in the order they are first met.
#[derive(Default)]
struct Ids {
    list: Vec<ByteArray<32>>,
    numbers: BTreeMap<RevId, u32>,
}

impl Ids {
    fn number(&mut self, id: RevId) -> u32 {
        let next = self.list.len() as u32;
        let list = &mut self.list;
        *self.numbers.entry(id).or_insert_with(|| {
            list.push(ByteArray::from(id.0));
            next
        })
    }
}
