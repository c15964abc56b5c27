//! Table `document`: every document as it is now, folded when its revisions arrive and not when it is read.

use domain::{DocId, Document, Kind, Revision};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::row::{area_id, count, doc_id, signed_len};
use crate::{Store, StoreError, area, attachment, check, fold_codec, subject};

/// Writes a document folded from `revisions` revisions and the rows of the tables that are made from it. `last` is
/// the last of them in fold order.
pub(crate) fn put(
    connection: &Connection,
    document: &Document,
    revisions: usize,
    last: &Revision,
) -> Result<(), StoreError> {
    let conflicts = document.fields.values().filter(|field| !field.others.is_empty()).count();
    connection
        .prepare_cached(
            // The version that this transaction leads to.
            "INSERT INTO document (doc, kind, area, depth, conflicts, version, revisions, last, at_ms, fold)
             VALUES (?1, ?2, ?3, ?4, ?5, (SELECT value + 1 FROM version), ?6, ?7, ?8, ?9)
             ON CONFLICT (doc) DO UPDATE SET kind = excluded.kind, area = excluded.area, depth = excluded.depth,
                 conflicts = excluded.conflicts, version = excluded.version, revisions = excluded.revisions,
                 last = excluded.last, at_ms = excluded.at_ms, fold = excluded.fold",
        )?
        .execute(params![
            document.id.as_bytes(),
            document.kind.code(),
            document.area.as_bytes(),
            document.depth,
            signed_len(conflicts),
            signed_len(revisions),
            last.id.as_bytes(),
            last.header.at_ms,
            fold_codec::encode(document),
        ])?;
    match document.kind {
        Kind::Area => {
            area::put(connection, document)?;
            subject::put(connection, document, conflicts)
        }
        Kind::Subject => subject::put(connection, document, conflicts),
        Kind::Check => check::put(connection, document, &last.header, conflicts),
        Kind::Attachment => attachment::put(connection, document),
        _ => Ok(()),
    }
}

/// Columns 0 to 4: doc, kind, area, depth, fold. Fields that `keep` does not want are left out.
pub(crate) fn read(row: &Row<'_>, keep: impl FnMut(&str, Option<&str>) -> bool) -> Result<Document, StoreError> {
    let fold = row.get_ref(4)?.as_blob().map_err(|error| StoreError::Damaged(error.to_string()))?;
    let (heads, fields) = fold_codec::decode(fold, keep)?;
    Ok(Document {
        id: doc_id(row, 0)?,
        kind: Kind::from_code(row.get(1)?),
        area: area_id(row, 2)?,
        depth: row.get(3)?,
        heads,
        fields,
    })
}

/// All documents that a statement over columns doc, kind, area, depth, fold finds.
fn read_all(
    connection: &Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
) -> Result<Vec<Document>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(parameters)?;
    let mut documents = Vec::new();
    while let Some(row) = rows.next()? {
        documents.push(read(row, |_, _| true)?);
    }
    Ok(documents)
}

/// All documents of a kind, in id order, which is about the order of making.
pub(crate) fn of_kind(connection: &Connection, kind: Kind) -> Result<Vec<Document>, StoreError> {
    let sql = "SELECT doc, kind, area, depth, fold FROM document WHERE kind = ?1 ORDER BY doc";
    read_all(connection, sql, [kind.code()])
}

pub(crate) fn one(connection: &Connection, doc: DocId) -> Result<Option<Document>, StoreError> {
    let sql = "SELECT doc, kind, area, depth, fold FROM document WHERE doc = ?1";
    Ok(read_all(connection, sql, [doc.as_bytes()])?.pop())
}

impl Store {
    /// A document as it is now.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn document(&self, doc: DocId) -> Result<Option<Document>, StoreError> {
        self.read(|reader| one(reader, doc))
    }

    /// All documents of a kind that has few of them (campaigns, areas, forms), in id order, which is about
    /// the order in which they were made. For subjects use [`Store::subjects`].
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn documents_of(&self, kind: Kind) -> Result<Vec<Document>, StoreError> {
        self.read(|reader| of_kind(reader, kind))
    }

    /// Documents with at least one disputed field, in id order.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn conflicts(&self) -> Result<Vec<Document>, StoreError> {
        self.read(|reader| {
            let sql = "SELECT doc, kind, area, depth, fold FROM document WHERE conflicts > 0 ORDER BY doc";
            read_all(reader, sql, [])
        })
    }

    /// Number of documents with at least one disputed field.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn conflict_count(&self) -> Result<u64, StoreError> {
        self.read(|reader| {
            let mut statement = reader.prepare_cached("SELECT count(*) FROM document WHERE conflicts > 0")?;
            Ok(statement.query_row([], |row| count(row, 0)).optional()?.unwrap_or(0))
        })
    }
}
