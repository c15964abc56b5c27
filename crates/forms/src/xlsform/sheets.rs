//! Which sheet of a workbook is which.

use crate::diagnostic::distance;
use crate::workbook::{Sheet, Workbook};

/// Sheets that mean something.
const KNOWN: [&str; 6] = ["survey", "choices", "settings", "external_choices", "osm", "entities"];
/// Letters by which a sheet's name may differ from one that it seems to mean.
const MAX_DIFFERENCE: usize = 2;

pub(super) struct Sheets<'a> {
    pub survey: Option<&'a Sheet>,
    pub choices: Option<&'a Sheet>,
    pub settings: Option<&'a Sheet>,
    pub external_choices: Option<&'a Sheet>,
    pub osm: Option<&'a Sheet>,
    pub entities: Option<&'a Sheet>,
    pub names: Vec<&'a str>,
}

impl<'a> Sheets<'a> {
    /// The only sheet of a workbook is its survey, whatever its name.
    pub(super) fn of(workbook: &'a Workbook) -> Self {
        let find = |name: &str| workbook.sheets.iter().rev().find(|sheet| sheet.name.to_lowercase() == name);
        let alone = match workbook.sheets.as_slice() {
            [only] if !KNOWN.contains(&only.name.to_lowercase().as_str()) => Some(only),
            _ => None,
        };
        Self {
            survey: alone.or_else(|| find("survey")),
            choices: find("choices"),
            settings: find("settings"),
            external_choices: find("external_choices"),
            osm: find("osm"),
            entities: find("entities"),
            names: workbook.sheets.iter().map(|sheet| sheet.name.as_str()).collect(),
        }
    }
}

/// A sheet whose name looks like a misspelling of `wanted`; `_` in front says that it is not.
pub(super) fn similar<'n>(wanted: &str, names: &[&'n str]) -> Option<&'n str> {
    names
        .iter()
        .copied()
        .find(|name| !KNOWN.contains(name) && !name.starts_with('_') && distance(name, wanted) <= MAX_DIFFERENCE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_sheet_is_noticed_unless_its_name_says_otherwise() {
        for (name, expected) in
            [("setting", true), ("stettings", true), ("Settings", true), ("_setting", false), ("notes", false)]
        {
            assert_eq!(similar("settings", &[name]).is_some(), expected, "{name}");
        }
    }
}
