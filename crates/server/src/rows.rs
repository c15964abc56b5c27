//! Ids between rows and types.

use domain::{AreaId, DeviceId, DocId, RevId, UserId};
use rusqlite::types::Type;
use rusqlite::{Row, RowIndex};

/// An id whose bytes stand in a column.
pub(crate) trait IdColumn: Sized {
    fn from_slice(bytes: &[u8]) -> Option<Self>;
}

macro_rules! id_column {
    ($($id:ty => $into:expr),+ $(,)?) => {
        $(impl IdColumn for $id {
            fn from_slice(bytes: &[u8]) -> Option<Self> {
                Some($into(bytes.try_into().ok()?))
            }
        })+
    };
}

id_column! {
    AreaId => AreaId::from_bytes,
    DeviceId => DeviceId::from_bytes,
    DocId => DocId::from_bytes,
    RevId => RevId,
    UserId => UserId::from_bytes,
    [u8; 32] => std::convert::identity::<[u8; 32]>,
    [u8; 64] => std::convert::identity::<[u8; 64]>,
}

/// Reads an id; a column of another length is a damaged row.
pub(crate) fn id<T: IdColumn>(row: &Row<'_>, column: impl RowIndex) -> Result<T, rusqlite::Error> {
    let bytes = row.get_ref(column)?.as_blob()?;
    T::from_slice(bytes).ok_or_else(|| damaged("an id of the wrong length"))
}

/// Reads an id that may be missing.
pub(crate) fn optional_id<T: IdColumn>(row: &Row<'_>, column: impl RowIndex) -> Result<Option<T>, rusqlite::Error> {
    match row.get_ref(column)?.as_blob_or_null()? {
        None => Ok(None),
        Some(bytes) => T::from_slice(bytes).map(Some).ok_or_else(|| damaged("an id of the wrong length")),
    }
}

pub(crate) fn damaged(problem: &'static str) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, Type::Blob, problem.into())
}
