//! Secondary instances whose data lie beside the form: tables (CSV), XML and places (GeoJSON).

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::Compiler;
use super::tables::table;
use crate::model::{List, NodeId};
use crate::xml::{self, Document, Name};

/// Files that belong to a form, by the name that the form gives them.
#[derive(Clone, Debug, Default)]
pub struct Resources {
    files: BTreeMap<String, Vec<u8>>,
}

impl Resources {
    pub fn insert(&mut self, name: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(name.into(), bytes.into());
    }

    fn find(&self, name: &str) -> Option<&[u8]> {
        self.files.get(name).map(Vec::as_slice)
    }
}

/// Most items read from one file.
const MAX_ITEMS: usize = 2_000_000;

impl Compiler<'_> {
    /// The table or document that `src` names. Where the file is not at hand nothing is known of its items.
    pub(super) fn read_external(&mut self, id: &str, source: &str) {
        let name = source.rsplit('/').next().unwrap_or(source);
        let mut list = List::new(id, Vec::new());
        list.is_external = true;
        let read = self.resources.find(name).map(|bytes| self.items_of(id, name, bytes));
        match read {
            Some(Ok(Items::Table(table))) => list = table,
            Some(Ok(Items::Document(document))) => {
                let index = u32::try_from(self.documents.len()).unwrap_or(u32::MAX);
                self.documents.push(document);
                list = List::of_document(id, index);
            }
            Some(Err(reason)) => self.warn(
                NodeId::ROOT,
                "instance",
                "file-damaged",
                format!("Không đọc được tệp “{name}” của biểu mẫu: {reason}."),
                format!("The file “{name}” of the form cannot be read: {reason}."),
            ),
            // The submission before this one is not kept here.
            None => {}
        }
        self.lists.push(list);
    }

    fn items_of(&self, id: &str, name: &str, bytes: &[u8]) -> Result<Items, String> {
        let text = String::from_utf8_lossy(bytes);
        let text = text.trim_start_matches('\u{FEFF}');
        match name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "csv" => Ok(Items::Table(csv_table(id, text))),
            "geojson" => places(id, text).map(Items::Table),
            _ => {
                let document = xml::parse(text).map_err(|error| error.to_string())?;
                let mut framed = Document::new();
                let frame = framed.intern(Name::plain("instance"));
                let frame = framed.add_element(Document::ROOT, frame);
                if let Some(root) = document.root_element() {
                    let copy = framed.copy(&document, root);
                    framed.append(frame, copy);
                }
                Ok(table(&framed, frame, id).map_or(Items::Document(document), Items::Table))
            }
        }
    }
}

enum Items {
    Table(List),
    Document(Document),
}

/// RFC 4180, with the delimiter that its header shows.
fn csv_table(id: &str, text: &str) -> List {
    let header = text.lines().next().unwrap_or_default();
    let count = |delimiter: &char| header.matches(*delimiter).count();
    let delimiter = [',', ';', '\t', '|'].into_iter().rev().max_by_key(count).unwrap_or(',');
    let mut rows = CsvRows { rest: text, delimiter };
    let mut list = List::new(id, rows.next().unwrap_or_default().iter().map(|name| name.trim().into()).collect());
    for row in rows.take(MAX_ITEMS).filter(|row| row.iter().any(|cell| !cell.is_empty())) {
        list.push_cells(row.into_iter().map(Some));
    }
    list
}

struct CsvRows<'a> {
    rest: &'a str,
    delimiter: char,
}

impl<'a> Iterator for CsvRows<'a> {
    type Item = Vec<Cow<'a, str>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let mut cells = Vec::new();
        loop {
            cells.push(self.cell());
            match self.rest.chars().next() {
                Some(found) if found == self.delimiter => self.rest = self.rest.get(found.len_utf8()..)?,
                Some('\r') => {
                    self.rest = self.rest.strip_prefix("\r\n").or_else(|| self.rest.strip_prefix('\r'))?;
                    return Some(cells);
                }
                Some(_) => {
                    self.rest = self.rest.get(1..)?;
                    return Some(cells);
                }
                None => return Some(cells),
            }
        }
    }
}

impl<'a> CsvRows<'a> {
    /// Reads up to the delimiter or the end of the line.
    fn cell(&mut self) -> Cow<'a, str> {
        let Some(quoted) = self.rest.strip_prefix('"') else { return Cow::Borrowed(self.plain()) };
        let mut text = String::new();
        let mut rest = quoted;
        while let Some((inside, after)) = rest.split_once('"') {
            text.push_str(inside);
            rest = after;
            match after.strip_prefix('"') {
                Some(after) => {
                    text.push('"');
                    rest = after;
                }
                None => {
                    self.rest = rest;
                    text.push_str(self.plain());
                    return Cow::Owned(text);
                }
            }
        }
        // A quote that is never closed holds the rest.
        text.push_str(rest);
        self.rest = "";
        Cow::Owned(text)
    }

    fn plain(&mut self) -> &'a str {
        let end = self.rest.find([self.delimiter, '\n', '\r']).unwrap_or(self.rest.len());
        let (cell, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        cell
    }
}

/// Features of a GeoJSON file (RFC 7946): their properties, id and geometry.
fn places(id: &str, text: &str) -> Result<List, String> {
    let file = serde_json::from_str::<Value>(text).map_err(|error| error.to_string())?;
    let features = file.get("features").and_then(Value::as_array).ok_or("no features")?;
    let mut columns: Vec<String> = vec!["geometry".to_owned()];
    let rows = features.iter().take(MAX_ITEMS).map(feature).collect::<Vec<_>>();
    for name in rows.iter().flat_map(|row| row.keys()) {
        if !columns.contains(name) {
            columns.push(name.clone());
        }
    }
    let mut list = List::new(id, columns.iter().map(|name| name.as_str().into()).collect());
    for row in &rows {
        list.push_cells(columns.iter().map(|name| row.get(name).map(|text| Cow::Borrowed(text.as_str()))));
    }
    Ok(list)
}

fn feature(feature: &Value) -> HashMap<String, String> {
    let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let properties = feature.get("properties").and_then(Value::as_object).into_iter().flatten();
    let mut row = properties
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| (name.clone(), plain(value)))
        .collect::<HashMap<_, _>>();
    if let Some(id) = feature.get("id") {
        row.insert("id".to_owned(), plain(id));
    }
    if let Some(geometry) = feature.get("geometry").and_then(|geometry| geometry.get("coordinates")) {
        row.insert("geometry".to_owned(), positions(geometry));
    }
    row
}

/// `latitude longitude 0 0`, several divided by semicolons; a polygon is its outer ring.
fn positions(coordinates: &Value) -> String {
    let Some(array) = coordinates.as_array() else { return String::new() };
    match array.first() {
        Some(Value::Number(longitude)) => {
            let latitude = array.get(1).map(Value::to_string).unwrap_or_default();
            format!("{latitude} {longitude} 0 0")
        }
        Some(Value::Array(first)) if first.first().is_some_and(Value::is_array) => {
            array.first().map(positions).unwrap_or_default()
        }
        _ => array.iter().map(positions).collect::<Vec<_>>().join("; "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::NAME;

    fn rows(list: &List) -> Vec<Vec<&str>> {
        let columns = 0..u32::try_from(list.columns.len()).unwrap();
        (0..list.rows()).map(|row| columns.clone().map(|column| list.cell(row, column)).collect()).collect()
    }

    #[test]
    fn tables_are_read_with_any_delimiter_line_end_and_quotes() {
        for text in [
            "name,label\na,A\nb,\"B, \"\"b\"\"\"\n",
            "name;label\r\na;A\r\nb;\"B, \"\"b\"\"\"",
            "name\tlabel\ra\tA\rb\t\"B, \"\"b\"\"\"\r",
        ] {
            let list = csv_table("x", text);
            assert_eq!(rows(&list), [["a", "A"], ["b", "B, \"b\""]], "{text:?}");
            assert_eq!(list.find(NAME, "b"), Some(1));
        }
        assert_eq!(csv_table("x", "").rows(), 0);
        assert_eq!(rows(&csv_table("x", "a,b\n\n1\n\"open")), [["1", ""], ["open", ""]]);
    }

    #[test]
    fn places_are_items_with_their_properties_id_and_geometry() {
        let text = r#"{"type":"FeatureCollection","features":[
            {"type":"Feature","id":67,"geometry":{"type":"Point","coordinates":[105.5,21]},"properties":{"name":"Bản Một"}},
            {"type":"Feature","id":"b","geometry":{"type":"Polygon","coordinates":[[[1,2],[3,4],[1,2]]]},"properties":{}}]}"#;
        let list = places("x", text).unwrap();
        let cell = |row, name| list.cell(row, list.column(name).unwrap());
        assert_eq!((cell(0, "id"), cell(0, "name"), cell(0, "geometry")), ("67", "Bản Một", "21 105.5 0 0"));
        assert_eq!((cell(1, "id"), cell(1, "geometry")), ("b", "2 1 0 0; 4 3 0 0; 2 1 0 0"));
        assert!(places("x", "{").is_err() && places("x", "{}").is_err());
    }
}
