//! Table `area`: the commune and its villages; and the campaigns, which are few enough to need no table.

use domain::vocabulary::{area, campaign};
use domain::{AreaId, DocId, Document, Kind};
use rusqlite::{Connection, Row, params};
use uuid::Uuid;

use crate::row::area_id;
use crate::subject::{is_void, text};
use crate::{Store, StoreError, document};

/// An administrative unit. Its id is the id of its document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaRow {
    pub id: AreaId,
    pub name: String,
    /// `commune` or `village`.
    pub area_type: String,
    pub parent: Option<AreaId>,
    /// Official code, where one exists; not a key.
    pub code: Option<String>,
    /// Whether its data is not real.
    pub demo: bool,
}

/// One round of checks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CampaignRow {
    pub id: DocId,
    pub area: AreaId,
    pub name: String,
    pub form: String,
    pub subject_type: String,
    /// `yyyy-mm-dd`.
    pub starts: Option<String>,
    pub ends: Option<String>,
}

/// Writes the row of an area, or removes it if the area is void.
pub(crate) fn put(connection: &Connection, document: &Document) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM area WHERE area = ?1")?.execute([document.id.as_bytes()])?;
    if is_void(document) {
        return Ok(());
    }
    let parent = text(document, area::PARENT).and_then(|parent| Uuid::parse_str(&parent).ok());
    connection
        .prepare_cached("INSERT INTO area (area, name, type, parent, code, demo) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![
            document.id.as_bytes(),
            text(document, area::NAME).unwrap_or_default(),
            text(document, area::TYPE).unwrap_or_default(),
            parent.as_ref().map(Uuid::as_bytes),
            text(document, area::CODE),
            text(document, area::DEMO).as_deref() == Some("true"),
        ])?;
    Ok(())
}

/// All areas in id order.
pub(crate) fn all(connection: &Connection) -> Result<Vec<AreaRow>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT area, name, type, parent, code, demo FROM area ORDER BY area")?;
    Ok(statement.query_map([], read)?.collect::<Result<_, _>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<AreaRow> {
    Ok(AreaRow {
        id: area_id(row, 0)?,
        name: row.get(1)?,
        area_type: row.get(2)?,
        parent: row.get::<_, Option<[u8; 16]>>(3)?.map(AreaId::from_bytes),
        code: row.get(4)?,
        demo: row.get(5)?,
    })
}

impl Store {
    /// The commune first, then villages, each in Vietnamese order of names.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn areas(&self) -> Result<Vec<AreaRow>, StoreError> {
        let mut areas = self.read(all)?;
        let order = crate::search::collator();
        areas.sort_by(|one, other| {
            let villages = |row: &AreaRow| row.area_type != area::TYPE_COMMUNE;
            villages(one).cmp(&villages(other)).then_with(|| order.compare(&one.name, &other.name))
        });
        Ok(areas)
    }

    /// Campaigns that are not void, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn campaigns(&self) -> Result<Vec<CampaignRow>, StoreError> {
        let documents = self.read(|reader| document::of_kind(reader, Kind::Campaign))?;
        Ok(documents.iter().filter(|document| !is_void(document)).map(campaign_row).collect())
    }
}

fn campaign_row(document: &Document) -> CampaignRow {
    CampaignRow {
        id: document.id,
        area: document.area,
        name: text(document, campaign::NAME).unwrap_or_default(),
        form: text(document, campaign::FORM).unwrap_or_default(),
        subject_type: text(document, campaign::SUBJECT_TYPE).unwrap_or_default(),
        starts: text(document, campaign::STARTS),
        ends: text(document, campaign::ENDS),
    }
}
