//! Markdown tables → sheets, as pyxform takes them.

use super::is_meant;
use super::table::{Sheet, Workbook};
use super::values::strip;

/// Columns and texts of the cells of a row that are not empty.
type Cells = Vec<(usize, String)>;

/// `| survey |` opens a sheet; rows below it start with an empty cell. Rows are numbered as if the
/// sheet stood alone, header first and without empty rows between. A sheet that is named again starts anew.
pub(crate) fn workbook(text: &str) -> Workbook {
    let mut sheets: Vec<(String, Vec<Cells>)> = Vec::new();
    let mut open = None;
    for line in text.lines() {
        let Some(line) = table_row(line) else { continue };
        let mut cells = split(line).into_iter();
        let first = cells.next().unwrap_or_default();
        if !first.is_empty() {
            let known = sheets.iter().position(|(name, _)| *name == first);
            let index = known.unwrap_or(sheets.len());
            match known.and_then(|known| sheets.get_mut(known)) {
                Some((_, rows)) => rows.clear(),
                None => sheets.push((first, Vec::new())),
            }
            open = Some(index);
        }
        let filled = cells.enumerate().filter(|(_, text)| !text.is_empty());
        let cells = filled.collect::<Cells>();
        let Some((_, rows)) = open.and_then(|open: usize| sheets.get_mut(open)) else { continue };
        if !cells.is_empty() {
            rows.push(cells);
        }
    }
    let count = sheets.len();
    let sheet = |(name, rows): (String, Vec<Cells>)| {
        if is_meant(&name, count) { with_header(name, rows) } else { Sheet::named(name) }
    };
    Workbook { sheets: sheets.into_iter().map(sheet).collect() }
}

/// What stands between the first and the last bar of a line that is no comment and no separator.
fn table_row(line: &str) -> Option<&str> {
    let line = strip(line);
    if line.starts_with('#') {
        return None;
    }
    let line = line.strip_prefix('|')?;
    // A comment may follow the last bar.
    let line = line.get(..line.rfind('|')?)?;
    let is_separator = line.contains("--") && line.chars().all(|letter| matches!(letter, '-' | '|' | ':' | ' '));
    (!is_separator).then_some(line)
}

fn with_header(name: String, rows: Vec<Cells>) -> Sheet {
    let mut sheet = Sheet::named(name);
    sheet.header_row = 1;
    let mut rows = (1..).zip(rows);
    for (column, text) in rows.next().map(|(_, cells)| cells).unwrap_or_default() {
        sheet.header.resize(column, String::new());
        sheet.header.push(text);
    }
    for (number, mut cells) in rows {
        cells.retain(|(column, _)| sheet.header.get(*column).is_some_and(|header| !header.is_empty()));
        if !cells.is_empty() {
            sheet.push_row(number);
        }
        for (column, text) in cells {
            sheet.push_cell(column, &text);
        }
    }
    sheet
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
    cells.iter().map(|cell| strip(cell).to_owned()).collect()
}

fn push(cells: &mut [String], letter: char) {
    if let Some(cell) = cells.last_mut() {
        cell.push(letter);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_read_with_comments_separators_and_escaped_bars() {
        let text = "
            # a form
            | survey |       |      |
            |--------|-------|------|
            |        | type  | name | label | # the columns
            |        |       |      |       |
            |        | text  | a    | x \\| y | 7
            |        | note  |      |       |
            | Choices | list_name | name |
            | | l | 1 |
            | notes |
            | | x |";
        let workbook = workbook(text);
        let names = workbook.sheets.iter().map(|sheet| sheet.name.as_str()).collect::<Vec<_>>();
        assert_eq!(names, ["survey", "Choices", "notes"]);
        let survey = &workbook.sheets[0];
        assert_eq!(survey.header, ["type", "name", "label"]);
        let rows =
            survey.rows.iter().map(|row| (row.number, survey.cell(row, 0), survey.cell(row, 2))).collect::<Vec<_>>();
        assert_eq!(rows, [(2, Some("text"), Some("x | y")), (3, Some("note"), None)]);
        let choices = &workbook.sheets[1];
        assert_eq!(choices.cell(&choices.rows[0], 1), Some("1"));
        assert!(workbook.sheets[2].header.is_empty());
    }

    #[test]
    fn a_sheet_that_is_named_again_starts_anew() {
        let workbook = workbook("| survey |\n| | type |\n| | text |\n| survey |\n| | name |\n| | b |");
        assert_eq!(workbook.sheets.len(), 1);
        assert_eq!((workbook.sheets[0].header.clone(), workbook.sheets[0].rows.len()), (vec!["name".to_owned()], 1));
    }
}
