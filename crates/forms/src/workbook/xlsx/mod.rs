//! `.xlsx` and `.xlsm` (ECMA-376 part 1, SpreadsheetML) → sheets.

mod sheet;
mod strings;
mod styles;

use std::collections::HashMap;
use std::ops::ControlFlow;

use super::archive::Archive;
use super::grid::{Budget, Grid};
use super::problem::Problem;
use super::table::{Sheet, Workbook};
use super::tags::{Tag, Tags};
use super::values::Epoch;
use super::{MAX_SHEETS, is_meant};
use crate::diagnostic::{Diagnostic, Location};
use strings::Strings;
use styles::Styles;

/// What cells refer to.
#[derive(Debug, Default)]
struct Shared {
    strings: Strings,
    styles: Styles,
    epoch: Epoch,
}

pub(super) fn workbook(archive: &mut Archive<'_>, diagnostics: &mut Vec<Diagnostic>) -> Result<Workbook, Problem> {
    let path = main_part(archive)?;
    let Some(part) = archive.text(&path)? else {
        return Err(Problem::Damaged(format!("the part {path} is missing")));
    };
    let contents = contents(&part)?;
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let file = path.rsplit_once('/').map_or(path.as_str(), |(_, file)| file);
    let relations = relations(archive, &format!("{folder}/_rels/{file}.rels"), folder)?;
    let of_type = |wanted: &str| {
        relations.values().find(|relation| relation.kind.ends_with(wanted)).map(|relation| relation.target.clone())
    };
    let mut strings = Strings::default();
    if let Some(part) = of_type("/sharedStrings") {
        archive.pieces(&part, "si", |piece, _| strings.read(piece).map(|()| ControlFlow::Continue(())))?;
    }
    let styles = of_type("/styles").map(|part| archive.text(&part)).transpose()?.flatten();
    let shared = Shared {
        strings,
        styles: styles.map(|part| Styles::read(&part)).transpose()?.unwrap_or_default(),
        epoch: contents.epoch,
    };
    let mut budget = Budget::default();
    let mut workbook = Workbook::default();
    let count = contents.sheets.len();
    for entry in contents.sheets {
        let target = relations.get(&entry.relation).map(|relation| relation.target.as_str());
        let sheet = match target.filter(|_| is_meant(&entry.name, count)) {
            Some(target) => read_sheet(archive, target, &entry.name, &shared, &mut budget, diagnostics)?,
            None => Sheet::named(entry.name),
        };
        workbook.sheets.push(sheet);
    }
    Ok(workbook)
}

/// A sheet that is damaged spoils itself alone; one that is too large spoils the file.
fn read_sheet(
    archive: &mut Archive<'_>,
    target: &str,
    name: &str,
    shared: &Shared,
    budget: &mut Budget,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Sheet, Problem> {
    let mut sheet = sheet::Reading::new(shared, Grid::new(name, budget, diagnostics));
    let read = match archive.pieces(target, "row", |piece, is_last| sheet.read(piece, is_last)) {
        Ok(false) => Err(Problem::Damaged(format!("the part {target} is missing"))),
        Ok(true) => Ok(sheet.finish()),
        Err(problem) => Err(problem),
    };
    match read {
        Err(problem @ Problem::Damaged(_)) => {
            diagnostics.push(problem.at(Location::sheet(name)));
            Ok(Sheet::named(name))
        }
        other => other,
    }
}

/// The part that lists the sheets.
fn main_part(archive: &mut Archive<'_>) -> Result<String, Problem> {
    let relations = relations(archive, "_rels/.rels", "")?;
    let main = relations.into_values().find(|relation| relation.kind.ends_with("/officeDocument"));
    let main = main.map_or_else(|| "xl/workbook.xml".to_owned(), |relation| relation.target);
    if archive.has(&main) {
        Ok(main)
    } else {
        Err(Problem::Damaged("it is a zip file without a workbook inside".to_owned()))
    }
}

struct Relation {
    kind: String,
    /// Path of the part from the root of the archive.
    target: String,
}

fn relations(archive: &mut Archive<'_>, path: &str, folder: &str) -> Result<HashMap<String, Relation>, Problem> {
    let mut relations = HashMap::new();
    let part = archive.text(path.trim_start_matches('/'))?.unwrap_or_default();
    let mut tags = Tags::new(&part);
    while let Some(tag) = tags.next()? {
        let Tag::Open(element) = tag else { continue };
        if let (Some(id), Some(kind), Some(target)) =
            (element.raw("Id"), element.raw("Type"), element.attribute("Target")?)
        {
            let target = resolved(folder, &target);
            relations.insert(id.to_owned(), Relation { kind: kind.to_owned(), target });
        }
    }
    Ok(relations)
}

/// The path of `target` as seen from `folder`.
fn resolved(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut path = folder.split('/').filter(|name| !name.is_empty()).collect::<Vec<_>>();
    for name in target.split('/') {
        match name {
            ".." => {
                path.pop();
            }
            "." | "" => {}
            name => path.push(name),
        }
    }
    path.join("/")
}

struct Contents {
    sheets: Vec<Entry>,
    epoch: Epoch,
}

struct Entry {
    name: String,
    relation: String,
}

fn contents(part: &str) -> Result<Contents, Problem> {
    let mut contents = Contents { sheets: Vec::new(), epoch: Epoch::Windows };
    let mut tags = Tags::new(part);
    while let Some(tag) = tags.next()? {
        let Tag::Open(element) = tag else { continue };
        match element.name {
            "workbookPr" if matches!(element.raw("date1904"), Some("1" | "true")) => contents.epoch = Epoch::Mac,
            "sheet" => {
                if contents.sheets.len() == MAX_SHEETS {
                    return Err(Problem::TooLarge);
                }
                let name = element.attribute("name")?.unwrap_or_default().into_owned();
                let relation = element.attributes().find(|(name, _)| name.ends_with(":id"));
                let relation = relation.map(|(_, id)| id.to_owned()).unwrap_or_default();
                contents.sheets.push(Entry { name, relation });
            }
            _ => {}
        }
    }
    Ok(contents)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_found_from_its_folder() {
        for (folder, target, path) in [
            ("xl", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", "/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", "../data/./a.xml", "data/a.xml"),
            ("", "xl/workbook.xml", "xl/workbook.xml"),
            ("", "../../a", "a"),
        ] {
            assert_eq!(resolved(folder, target), path);
        }
    }
}
