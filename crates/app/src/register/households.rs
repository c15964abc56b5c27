//! Rows of a sheet of households.

use std::collections::BTreeMap;

use domain::text::fold;

use super::columns::{Column, Layout};
use super::notes::{Notes, Place};
use super::sheets::{Row, Sheet};
use super::{RegisterHousehold, cells};

/// Reads the rows below the header into `found`, with remarks.
pub fn read(sheet: &Sheet, layout: &Layout, found: &mut Vec<RegisterHousehold>, notes: &mut Notes) {
    let mut villages = VillageNames::of(sheet, found);
    if layout.column(Column::Village).is_none() && !villages.known_without_column(sheet, layout) {
        let place = Place { sheet: &sheet.name, row: layout.header_row, column: None };
        notes.error(
            place,
            "Không thấy cột “Thôn”, nên không biết mỗi hộ thuộc thôn nào. Hãy thêm cột “Thôn” rồi nạp lại.",
        );
        return;
    }
    let mut seen = Seen::of(found);
    for row in sheet.rows.get(layout.first_row..).unwrap_or_default() {
        match line(row, layout) {
            Line::Nothing => {}
            Line::Heading(text) => villages.heading(text),
            Line::Household(name) => {
                let Some(household) = household(sheet, layout, row, name, &mut villages, notes) else { continue };
                if seen.is_new(&household, sheet, layout, notes) {
                    found.push(household);
                }
            }
            Line::Nameless => {
                let place = Place { sheet: &sheet.name, row: row.number, column: layout.column(Column::Name) };
                notes.error(place, "Dòng này không có họ tên chủ hộ. Hãy ghi tên hoặc xóa dòng rồi nạp lại.");
            }
        }
    }
}

/// What a row is.
enum Line<'a> {
    Nothing,
    /// A line of one text between the rows, such as *Thôn Phú Vinh*.
    Heading(&'a str),
    Household(&'a str),
    /// Something is written, but no name.
    Nameless,
}

fn line<'a>(row: &'a Row, layout: &Layout) -> Line<'a> {
    let first = row.cells.values().next().map(String::as_str).unwrap_or_default();
    let name = layout.text(row, Column::Name);
    if cells::is_sum(first) || name.is_some_and(cells::is_sum) {
        return Line::Nothing;
    }
    match name.filter(|name| cells::is_name(name)) {
        Some(name) if row.cells.len() == 1 && is_village_heading(name) => Line::Heading(name),
        Some(name) => Line::Household(name),
        None if row.cells.len() == 1 && cells::is_name(first) => Line::Heading(first),
        // A row that was numbered in advance and never filled.
        None if row.cells.keys().all(|column| Some(*column) == layout.column(Column::Code)) => Line::Nothing,
        None => Line::Nameless,
    }
}

fn is_village_heading(text: &str) -> bool {
    let folded = fold(text);
    folded.starts_with("thon ") || folded.starts_with("ban ")
}

fn household(
    sheet: &Sheet,
    layout: &Layout,
    row: &Row,
    name: &str,
    villages: &mut VillageNames,
    notes: &mut Notes,
) -> Option<RegisterHousehold> {
    let at = |column| Place { sheet: &sheet.name, row: row.number, column: layout.column(column) };
    let text = |column| layout.text(row, column).map(str::to_owned);
    let Some(village) = villages.of_row(layout.text(row, Column::Village)) else {
        notes.error(at(Column::Village), format!("Hộ “{name}” chưa ghi thuộc thôn nào. Hãy ghi tên thôn rồi nạp lại."));
        return None;
    };
    let members = layout.text(row, Column::Members).and_then(|text| match cells::members(text) {
        Ok(members) => Some(members),
        Err(cells::Unclear) => {
            let message = format!("Không hiểu số khẩu “{text}” của hộ “{name}”; để trống, có thể sửa khi kiểm tra hộ.");
            notes.warning(at(Column::Members), message);
            None
        }
    });
    let phone = layout.text(row, Column::Phone).map(|text| match cells::phone(text) {
        Ok(phone) => phone,
        Err(cells::Unclear) => {
            notes.warning(
                at(Column::Phone),
                format!("Số điện thoại “{text}” của hộ “{name}” có vẻ chưa đúng; giữ như đã ghi."),
            );
            text.to_owned()
        }
    });
    Some(RegisterHousehold {
        row: row.number,
        code: text(Column::Code).unwrap_or_default(),
        name: name.to_owned(),
        village,
        members,
        phone,
        address: text(Column::Address),
        poverty: layout.text(row, Column::Poverty).and_then(cells::poverty),
        note: text(Column::Note),
    })
}

/// One spelling for each village, and where to take it from when there is no column.
struct VillageNames {
    /// Folded → as first written.
    spelling: BTreeMap<String, String>,
    /// From a heading line, or from the sheet's name.
    current: Option<String>,
}

impl VillageNames {
    fn of(sheet: &Sheet, found: &[RegisterHousehold]) -> Self {
        let spelling = found.iter().map(|row| (fold(&row.village), row.village.clone())).collect();
        let current = is_village_heading(&sheet.name).then(|| cells::village(&sheet.name));
        Self { spelling, current }
    }

    fn known_without_column(&self, sheet: &Sheet, layout: &Layout) -> bool {
        let below = sheet.rows.get(layout.first_row..).unwrap_or_default();
        let first = below.iter().find(|row| !matches!(line(row, layout), Line::Nothing));
        self.current.is_some() || first.is_some_and(|row| matches!(line(row, layout), Line::Heading(_)))
    }

    fn heading(&mut self, text: &str) {
        if is_village_heading(text) {
            self.current = Some(cells::village(text));
        }
    }

    fn of_row(&mut self, written: Option<&str>) -> Option<String> {
        let name = written.map(cells::village).or_else(|| self.current.clone())?;
        Some(self.spelling.entry(fold(&name)).or_insert(name).clone())
    }
}

/// Rows already taken, for finding those that stand twice.
struct Seen {
    /// Folded village and number → row and folded name.
    by_code: BTreeMap<(String, String), (u32, String)>,
    /// Folded village, name and address → row.
    by_name: BTreeMap<(String, String, String), u32>,
}

impl Seen {
    fn of(found: &[RegisterHousehold]) -> Self {
        let mut seen = Self { by_code: BTreeMap::new(), by_name: BTreeMap::new() };
        for household in found {
            seen.remember(household);
        }
        seen
    }

    fn remember(&mut self, household: &RegisterHousehold) {
        let (village, name) = (fold(&household.village), fold(&household.name));
        if !household.code.is_empty() {
            self.by_code.entry((village.clone(), household.code.clone())).or_insert((household.row, name.clone()));
        }
        if let Some(address) = &household.address {
            self.by_name.entry((village, name, fold(address))).or_insert(household.row);
        }
    }

    /// False for a row that stands there already, number and name alike.
    fn is_new(&mut self, household: &RegisterHousehold, sheet: &Sheet, layout: &Layout, notes: &mut Notes) -> bool {
        let at = |column| Place { sheet: &sheet.name, row: household.row, column: layout.column(column) };
        let (village, name) = (fold(&household.village), fold(&household.name));
        let shown = &household.name;
        match self.by_code.get(&(village.clone(), household.code.clone())) {
            Some((row, same)) if *same == name => {
                notes.warning(at(Column::Code), format!("Hộ “{shown}” đã có ở dòng {row}; chỉ nạp một lần."));
                return false;
            }
            Some((row, _)) => {
                let code = &household.code;
                notes.warning(
                    at(Column::Code),
                    format!("Số thứ tự {code} trùng với dòng {row} cùng thôn; vẫn nạp cả hai hộ."),
                );
            }
            None => {}
        }
        let address = household.address.as_deref().map(fold);
        if let Some(row) = address.and_then(|address| self.by_name.get(&(village, name, address))) {
            notes.warning(
                at(Column::Name),
                format!(
                    "Hộ “{shown}” trùng tên và địa chỉ với dòng {row}; vẫn nạp, hãy xem có phải một hộ ghi hai lần."
                ),
            );
        }
        self.remember(household);
        true
    }
}
