//! Rows of a sheet of roads.

use std::collections::BTreeMap;

use domain::text::fold;

use super::columns::{Column, Layout};
use super::notes::{Notes, Place};
use super::sheets::{Row, Sheet};
use super::{RegisterRoad, cells};

/// Reads the rows below the header into `found`, with remarks.
pub fn read(sheet: &Sheet, layout: &Layout, found: &mut Vec<RegisterRoad>, notes: &mut Notes) {
    let mut seen: BTreeMap<(String, String), u32> = BTreeMap::new();
    for row in sheet.rows.get(layout.first_row..).unwrap_or_default() {
        let first = row.cells.values().next().map(String::as_str).unwrap_or_default();
        let Some(name) = layout.text(row, Column::RoadName).filter(|name| cells::is_name(name)) else {
            let only_number = row.cells.keys().all(|column| Some(*column) == layout.column(Column::Code));
            if !only_number && row.cells.len() > 1 && !cells::is_sum(first) {
                let place = Place { sheet: &sheet.name, row: row.number, column: layout.column(Column::RoadName) };
                notes.error(place, "Dòng này không có tên đường. Hãy ghi tên hoặc xóa dòng rồi nạp lại.");
            }
            continue;
        };
        if cells::is_sum(first) || cells::is_sum(name) {
            continue;
        }
        let road = road(sheet, layout, row, name, notes);
        let key = (fold(road.village.as_deref().unwrap_or_default()), fold(name));
        if let Some(earlier) = seen.insert(key, row.number) {
            let place = Place { sheet: &sheet.name, row: row.number, column: layout.column(Column::RoadName) };
            notes.warning(
                place,
                format!("Đường “{name}” trùng tên với dòng {earlier}; vẫn nạp, hãy xem có phải một đường ghi hai lần."),
            );
        }
        found.push(road);
    }
}

fn road(sheet: &Sheet, layout: &Layout, row: &Row, name: &str, notes: &mut Notes) -> RegisterRoad {
    let text = |column| layout.text(row, column).map(str::to_owned);
    let (column, metres_per_unit) = match layout.column(Column::LengthKm) {
        Some(_) => (Column::LengthKm, 1_000.0),
        None => (Column::LengthM, 1.0),
    };
    let length_m = layout.text(row, column).and_then(|written| match cells::length_m(written, metres_per_unit) {
        Ok(length_m) => Some(length_m),
        Err(cells::Unclear) => {
            let place = Place { sheet: &sheet.name, row: row.number, column: layout.column(column) };
            notes.warning(place, format!("Không hiểu chiều dài “{written}” của đường “{name}”; để trống."));
            None
        }
    });
    RegisterRoad {
        row: row.number,
        code: text(Column::Code).unwrap_or_default(),
        name: name.to_owned(),
        village: layout.text(row, Column::Village).map(cells::village),
        class: text(Column::RoadClass),
        length_m,
        surface: text(Column::Surface),
        note: note(layout, row),
    }
}

fn note(layout: &Layout, row: &Row) -> Option<String> {
    let from = layout.text(row, Column::From).map(|from| format!("Từ {from}"));
    let to = layout.text(row, Column::To).map(|to| format!("đến {to}"));
    let ends = [from, to].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let remark = layout.text(row, Column::Note).unwrap_or_default();
    let parts: Vec<&str> = [ends.as_str(), remark].into_iter().filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(". "))
}
