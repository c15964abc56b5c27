//! The few documents that the log itself must understand: which villages there are.

use std::collections::BTreeMap;

use domain::vocabulary::area;
use domain::{AreaId, DocId, Kind, Revision, fold};
use rusqlite::{Connection, params};
use wire::Envelope;

use crate::rows;

/// Revisions of area documents; a commune has some thirty villages.
const MAX_AREA_REVISIONS: usize = 20_000;

/// A village, for invitations by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Village {
    pub area: AreaId,
    pub name: String,
}

/// The villages of the commune, by name. An area's document has the id of the area.
///
/// # Errors
/// SQL errors.
pub fn villages(connection: &Connection) -> Result<Vec<Village>, rusqlite::Error> {
    let mut query = connection
        .prepare_cached("SELECT header, signature, body FROM revisions WHERE kind = ?1 ORDER BY seq LIMIT ?2")?;
    let envelopes = query.query_map(params![Kind::Area.code(), MAX_AREA_REVISIONS], |row| {
        Ok(Envelope { header: row.get(0)?, signature: rows::id(row, 1)?, body: row.get(2)? })
    })?;
    let mut documents: BTreeMap<DocId, Vec<Revision>> = BTreeMap::new();
    for envelope in envelopes {
        let revision = envelope?.open().map_err(|_| rows::damaged("a stored revision cannot be read"))?;
        documents.entry(revision.header.doc).or_default().push(revision);
    }
    let mut villages: Vec<Village> = documents.values().filter_map(|revisions| village(revisions)).collect();
    villages.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(villages)
}

fn village(revisions: &[Revision]) -> Option<Village> {
    let document = fold(revisions).ok()?;
    let is_village = document.text(area::TYPE) == Some(area::TYPE_VILLAGE);
    let name = document.text(area::NAME)?.to_owned();
    is_village.then_some(Village { area: AreaId(document.id.0), name })
}
