//! Ids and counts between rows and the domain's types.

use domain::{AreaId, BlobHash, DeviceId, DocId, RevId, UserId};
use rusqlite::Row;

pub(crate) fn doc_id(row: &Row<'_>, column: usize) -> rusqlite::Result<DocId> {
    row.get(column).map(DocId::from_bytes)
}

pub(crate) fn optional_doc_id(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<DocId>> {
    Ok(row.get::<_, Option<[u8; 16]>>(column)?.map(DocId::from_bytes))
}

pub(crate) fn area_id(row: &Row<'_>, column: usize) -> rusqlite::Result<AreaId> {
    row.get(column).map(AreaId::from_bytes)
}

pub(crate) fn device_id(row: &Row<'_>, column: usize) -> rusqlite::Result<DeviceId> {
    row.get(column).map(DeviceId::from_bytes)
}

pub(crate) fn user_id(row: &Row<'_>, column: usize) -> rusqlite::Result<UserId> {
    row.get(column).map(UserId::from_bytes)
}

pub(crate) fn rev_id(row: &Row<'_>, column: usize) -> rusqlite::Result<RevId> {
    row.get(column).map(RevId)
}

pub(crate) fn blob_hash(row: &Row<'_>, column: usize) -> rusqlite::Result<BlobHash> {
    row.get(column).map(BlobHash)
}

pub(crate) fn optional_blob_hash(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<BlobHash>> {
    Ok(row.get::<_, Option<[u8; 32]>>(column)?.map(BlobHash))
}

/// A count from SQLite; counts are never negative.
pub(crate) fn count(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    row.get::<_, i64>(column).map(i64::unsigned_abs)
}

/// A count for SQLite, whose integers are signed.
pub(crate) fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A length or limit for SQLite.
pub(crate) fn signed_len(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
