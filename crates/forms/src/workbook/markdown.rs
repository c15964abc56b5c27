//! Markdown tables → sheets.

use super::table::{Cell, Row, Sheet, Workbook};

/// `| survey |` opens a sheet; rows below it start with an empty cell. Rows are numbered as if the
/// sheet stood alone, header first.
pub(crate) fn workbook(text: &str) -> Workbook {
    let mut sheets: Vec<(String, Vec<Row>)> = Vec::new();
    for line in text.lines().map(str::trim) {
        let Some(line) = line.strip_prefix('|') else { continue };
        let line = line.strip_suffix('|').unwrap_or(line);
        if !line.is_empty() && line.chars().all(|letter| matches!(letter, '-' | '|' | ':' | ' ')) && line.contains('-')
        {
            continue;
        }
        let mut cells = split(line).into_iter();
        let first = cells.next().unwrap_or_default();
        let rest = cells.enumerate().filter(|(_, text)| !text.is_empty());
        let cells = rest.map(|(column, text)| Cell { column, text }).collect::<Vec<_>>();
        if !first.is_empty() {
            sheets.push((first, Vec::new()));
        }
        if let (Some((_, rows)), false) = (sheets.last_mut(), cells.is_empty()) {
            let number = u32::try_from(rows.len() + 1).unwrap_or(u32::MAX);
            rows.push(Row { number, cells });
        }
    }
    Workbook { sheets: sheets.into_iter().map(|(name, rows)| Sheet::new(&name, rows)).collect() }
}

/// Cells between bars; `\|` is a bar in the text.
fn split(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if letters.peek() == Some(&'|') => {
                letters.next();
                push(&mut cells, '|');
            }
            '|' => cells.push(String::new()),
            other => push(&mut cells, other),
        }
    }
    cells.into_iter().map(|cell| cell.trim().to_owned()).collect()
}

fn push(cells: &mut [String], letter: char) {
    if let Some(cell) = cells.last_mut() {
        cell.push(letter);
    }
}
