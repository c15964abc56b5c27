//! The shape of a case.

use anyhow::Result;
use indexmap::{IndexMap, IndexSet};
use rust_xlsxwriter::Workbook;
use serde::Deserialize;
use serde_json::Value;

use crate::engine::{Converted, Message};

/// Longest name of a sheet in Excel.
const MAX_SHEET_NAME: usize = 31;

#[derive(Deserialize)]
pub struct Case {
    pub id: String,
    pub input: NamedInput,
    pub expect: Expect,
    pub actual: Actual,
}

#[derive(Deserialize)]
pub struct NamedInput {
    pub form_name: String,
    #[serde(flatten)]
    pub content: Input,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Input {
    Md { md: String, sheets: Option<IndexMap<String, Vec<Vec<Value>>>> },
    SsStructure { ss_structure: IndexMap<String, Value> },
}

/// What must hold. Each kind of check is a list, so that none is passed over by a spelling.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    pub errored: bool,
    #[serde(default, rename = "error__contains")]
    pub error_contains: Vec<String>,
    /// About wording alone, which is ours.
    #[serde(default, rename = "error__not_contains")]
    pub _error_not_contains: Vec<String>,
    /// What another program says of the result.
    #[serde(default, rename = "odk_validate_error__contains")]
    pub _validator: Vec<String>,
    #[serde(default, rename = "xml__xpath_match")]
    pub xpath_match: Vec<String>,
    #[serde(default, rename = "xml__xpath_count")]
    pub xpath_count: Vec<(String, usize)>,
    #[serde(default, rename = "xml__xpath_exact")]
    pub xpath_exact: Vec<(String, Vec<String>)>,
    #[serde(default, rename = "xml__contains")]
    pub xml_contains: Vec<String>,
    #[serde(default, rename = "xml__excludes")]
    pub xml_excludes: Vec<String>,
    #[serde(default, rename = "model__contains")]
    pub model_contains: Vec<String>,
    #[serde(default, rename = "model__excludes")]
    pub model_excludes: Vec<String>,
    #[serde(default, rename = "itext__contains")]
    pub itext_contains: Vec<String>,
    #[serde(default, rename = "itext__excludes")]
    pub itext_excludes: Vec<String>,
    #[serde(default, rename = "instance__contains")]
    pub instance_contains: Vec<String>,
    #[serde(default, rename = "instance__excludes")]
    pub instance_excludes: Vec<String>,
    #[serde(default, rename = "warnings__contains")]
    pub warnings_contain: Vec<String>,
    #[serde(default, rename = "warnings__not_contains")]
    pub warnings_lack: Vec<String>,
    pub warnings_count: Option<usize>,
}

/// What pyxform itself gave.
#[derive(Deserialize)]
pub struct Actual {
    pub xform: Option<String>,
    pub error: Option<String>,
    pub warnings: Option<Vec<String>>,
}

impl Case {
    /// pyxform's own outcome as if it were ours.
    pub fn recorded(&self) -> Converted {
        let error = self.actual.error.iter().map(|text| Message { sheet: None, row: None, text: text.clone() });
        Converted {
            xform: self.actual.xform.clone(),
            errors: error.collect(),
            warnings: self.actual.warnings.as_ref().map_or(0, Vec::len),
        }
    }
}

impl Input {
    /// The same cells as an xlsx file; `None` where a case has no cells.
    pub fn workbook(&self) -> Result<Option<Vec<u8>>> {
        let sheets = self.sheets();
        if sheets.is_empty() {
            return Ok(None);
        }
        let mut workbook = Workbook::new();
        for (name, rows) in sheets {
            let name: String =
                if name.is_empty() { "Sheet".into() } else { name.chars().take(MAX_SHEET_NAME).collect() };
            let sheet = workbook.add_worksheet().set_name(name)?;
            for (row, cells) in (0_u32..).zip(&rows) {
                for (column, cell) in (0_u16..).zip(cells) {
                    if let Some(text) = text(cell) {
                        sheet.write_string(row, column, text)?;
                    }
                }
            }
        }
        Ok(Some(workbook.save_to_buffer()?))
    }

    /// Rows of cells by sheet. Rows given by column name get those names as their first row.
    fn sheets(&self) -> IndexMap<String, Vec<Vec<Value>>> {
        let structure = match self {
            Self::Md { sheets, .. } => return sheets.clone().unwrap_or_default(),
            Self::SsStructure { ss_structure } => ss_structure,
        };
        let named = structure.iter().filter(|(name, _)| !name.ends_with("_header") && *name != "sheet_names");
        named.filter_map(|(name, rows)| Some((name.clone(), rows_of(rows)?))).collect()
    }
}

fn rows_of(rows: &Value) -> Option<Vec<Vec<Value>>> {
    let rows = rows.as_array()?;
    if !rows.iter().all(Value::is_object) {
        return serde_json::from_value(Value::Array(rows.clone())).ok();
    }
    let objects: Vec<IndexMap<String, Value>> = serde_json::from_value(Value::Array(rows.clone())).ok()?;
    let columns: IndexSet<&String> = objects.iter().flat_map(IndexMap::keys).collect();
    let header = columns.iter().map(|column| Value::from(column.as_str())).collect();
    let cells = |row: &IndexMap<String, Value>| -> Vec<Value> {
        columns.iter().map(|column| row.get(*column).cloned().unwrap_or_default()).collect()
    };
    Some(std::iter::once(header).chain(objects.iter().map(cells)).collect())
}

fn text(cell: &Value) -> Option<String> {
    match cell {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}
