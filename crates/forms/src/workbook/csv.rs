//! `.csv` → sheets, in pyxform's layout: a filled first column names the sheet, the next filled row
//! holds the headers, and the rows below begin with an empty cell.

use super::grid::Budget;
use super::problem::Problem;
use super::table::{Sheet, Workbook};
use super::values::strip;
use super::{MAX_SHEETS, is_meant};

pub(super) fn workbook(text: &str) -> Result<Workbook, Problem> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut reading = Reading::default();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|error| Problem::Damaged(error.to_string()))? {
        reading.row(&record)?;
    }
    Ok(Workbook { sheets: reading.sheets })
}

#[derive(Default)]
struct Reading {
    sheets: Vec<Sheet>,
    /// Sheet of the rows that come.
    open: Option<usize>,
    /// Columns of its sheet by the columns of the table that is being read; absent until the headers came.
    columns: Option<Vec<Option<usize>>>,
    budget: Budget,
}

impl Reading {
    fn row(&mut self, record: &csv::StringRecord) -> Result<(), Problem> {
        let name = record.get(0).map(strip).unwrap_or_default();
        if !name.is_empty() {
            self.open(name)?;
        }
        if record.iter().skip(1).all(|cell| strip(cell).is_empty()) {
            return Ok(());
        }
        let Some(sheet) = self.open.and_then(|index| self.sheets.get_mut(index)) else { return Ok(()) };
        let Some(columns) = &self.columns else {
            let headers = record.iter().skip(1).map(strip);
            sheet.header_row = 1;
            self.columns = Some(headers.map(|header| (!header.is_empty()).then(|| column(sheet, header))).collect());
            return Ok(());
        };
        let mut cells: Vec<(usize, &str)> = Vec::new();
        for (column, text) in columns.iter().zip(record.iter().skip(1)) {
            let (Some(column), text) = (*column, strip(text)) else { continue };
            if !text.is_empty() {
                self.budget.spend(text)?;
                cells.push((column, text));
            }
        }
        cells.sort_by_key(|(column, _)| *column);
        // Rows are numbered as if the sheet stood alone, header first.
        let number = u32::try_from(sheet.rows.len() + 2).unwrap_or(u32::MAX);
        sheet.push_row(number);
        for (column, text) in cells {
            sheet.push_cell(column, text);
        }
        Ok(())
    }

    fn open(&mut self, name: &str) -> Result<(), Problem> {
        self.columns = None;
        let known = self.sheets.iter().position(|sheet| sheet.name.eq_ignore_ascii_case(name));
        let index = known.unwrap_or(self.sheets.len());
        if known.is_none() {
            if self.sheets.len() == MAX_SHEETS {
                return Err(Problem::TooLarge);
            }
            self.sheets.push(Sheet::named(name));
        }
        // A csv file may have one sheet of any name, but it is not the survey for that.
        self.open = is_meant(name, usize::MAX).then_some(index);
        Ok(())
    }
}

/// The column of a header; a sheet that is named twice goes on with the columns it has.
fn column(sheet: &mut Sheet, header: &str) -> usize {
    let is_new = sheet.rows.is_empty();
    if let Some(known) = sheet.header.iter().position(|known| !is_new && known == header) {
        return known;
    }
    sheet.header.push(header.to_owned());
    sheet.header.len() - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_follow_their_names_and_are_numbered_each_by_itself() {
        let text = "\"survey\"\n,type, name ,label\n\n,text,a,\"one\ntwo, \"\"three\"\"\"\n,note,b\nnotes\n,x,y\n,1,2\n\
                    choices,list_name,name\n,l,1\nSurvey\n,name,hint\n,c,d\n";
        let workbook = workbook(text).unwrap();
        let names = workbook.sheets.iter().map(|sheet| sheet.name.as_str()).collect::<Vec<_>>();
        assert_eq!(names, ["survey", "notes", "choices"]);
        let survey = &workbook.sheets[0];
        assert_eq!(survey.header, ["type", "name", "label", "hint"]);
        assert_eq!(survey.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [2, 3, 4]);
        assert_eq!(survey.cell(&survey.rows[0], 2), Some("one\ntwo, \"three\""));
        assert_eq!(survey.cell(&survey.rows[2], 3), Some("d"));
        assert!(workbook.sheets[1].rows.is_empty());
        let choices = &workbook.sheets[2];
        assert_eq!(choices.cell(&choices.rows[0], 1), Some("1"));
    }
}
