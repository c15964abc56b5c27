//! What can be said of cells and names once the whole form is read.

use super::headers::Table;
use super::names::{is_name, may_refer, references};
use super::survey::Occurrences;
use super::tree::{Kind, Tree};
use super::types::Block;
use crate::diagnostic::{Diagnostic, Location, nearest};
use crate::workbook::Sheet;
use foldhash::{HashSet, HashSetExt as _};

/// Unknown names for which a near one is looked for.
const MAX_SUGGESTIONS: usize = 50;

/// The cells of one sheet in which references are looked for.
pub(super) struct Cells<'a> {
    sheet: &'a Sheet,
    /// 0-based.
    columns: Vec<(usize, String)>,
    last_row: u32,
}

impl<'a> Cells<'a> {
    /// The cells of columns whose field and header `wanted` takes.
    pub(super) fn of(sheet: &'a Sheet, table: &Table<'_>, wanted: impl Fn(&str, &str) -> bool) -> Self {
        let columns = table
            .columns
            .iter()
            .filter(|column| wanted(column.parts.first().copied().unwrap_or_default(), column.header));
        Self {
            sheet,
            columns: columns.map(|column| (column.index, column.header.to_owned())).collect(),
            last_row: table.records.last().map_or(0, |record| record.row),
        }
    }

    /// Every reference must be well formed and name one question or block.
    pub(super) fn check(&self, occurrences: &Occurrences, diagnostics: &mut Vec<Diagnostic>) {
        let mut suggestions = 0;
        for row in self.sheet.rows.iter().filter(|row| row.number <= self.last_row) {
            for (column, text) in self.sheet.cells(row).filter(|(_, text)| may_refer(text)) {
                let Some((_, header)) = self.columns.iter().find(|(known, _)| *known == column) else {
                    continue;
                };
                let at = || Location::row(&self.sheet.name, row.number).column(header);
                for found in references(text) {
                    match found {
                        Err(_) => {
                            diagnostics.push(malformed(at()));
                            break;
                        }
                        Ok(reference) => match occurrences.of(reference.name) {
                            1 => {}
                            0 => {
                                suggestions += 1;
                                let names = occurrences.0.keys().map(String::as_str);
                                let near =
                                    (suggestions <= MAX_SUGGESTIONS).then(|| nearest(reference.name, names)).flatten();
                                diagnostics.push(unknown(at(), reference.name, near));
                            }
                            _ => diagnostics.push(ambiguous(at(), reference.name)),
                        },
                    }
                }
            }
        }
    }
}

/// Names of elements that the form makes by itself must not meet those of others.
pub(super) fn names(tree: &Tree<'_>, sheet: &str, diagnostics: &mut Vec<Diagnostic>) {
    let mut repeats = HashSet::new();
    for id in tree.in_order() {
        let element = tree.get(id);
        let mut seen = HashSet::new();
        for child in &element.children {
            let child = tree.get(*child);
            if !seen.insert(&*child.name) {
                diagnostics.push(duplicate(sheet, child.row, &child.name));
            }
            if !is_name(&child.name) && !child.name.is_empty() {
                let at = Location::row(sheet, child.row).column("name");
                diagnostics.push(super::settings::invalid_name(at, &child.name));
            }
            if matches!(child.kind, Kind::Block(Block::Repeat)) && !repeats.insert(&*child.name) {
                diagnostics.push(duplicate(sheet, child.row, &child.name));
            }
        }
    }
}

fn duplicate(sheet: &str, row: u32, name: &str) -> Diagnostic {
    Diagnostic::error(
        Location::row(sheet, row).column("name"),
        "name-duplicate",
        format!("Tên “{name}” đã được dùng trong cùng nhóm này. Hãy đặt tên khác."),
        format!("The name “{name}” is already used in this group. Choose another."),
    )
}

fn malformed(at: Location) -> Diagnostic {
    Diagnostic::error(
        at,
        "reference-invalid",
        "Chỗ nhắc đến câu hỏi phải viết đúng dạng ${ten_cau_hoi}, không có dấu cách và đủ hai dấu ngoặc.",
        "A question is referred to as ${question_name}, without blanks and with both braces.",
    )
}

fn unknown(at: Location, name: &str, near: Option<&str>) -> Diagnostic {
    let vi = near.map_or_else(String::new, |near| format!(" Có phải ý bạn là ${{{near}}}?"));
    let en = near.map_or_else(String::new, |near| format!(" Did you mean ${{{near}}}?"));
    Diagnostic::error(
        at,
        "reference-unknown",
        format!("Không có câu hỏi hay nhóm nào tên “{name}”.{vi}"),
        format!("There is no question or group named “{name}”.{en}"),
    )
}

fn ambiguous(at: Location, name: &str) -> Diagnostic {
    Diagnostic::error(
        at,
        "reference-ambiguous",
        format!(
            "Có nhiều câu hỏi hoặc nhóm cùng tên “{name}”, nên không rõ ${{{name}}} là câu nào. Hãy đổi tên để mỗi tên chỉ có một."
        ),
        format!(
            "Several questions or groups are named “{name}”, so ${{{name}}} is not clear. Give each a name of its own."
        ),
    )
}
