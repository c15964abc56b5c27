//! What is wrong with a form, where, and what to do: for the person who edits it in Excel.

/// Whether the form can still be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The form is not usable until this is mended.
    Error,
    /// The form works; something may not mean what its author thinks.
    Warning,
}

impl Severity {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// A place in the workbook, as Excel shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// Name of the sheet, where one is meant.
    pub sheet: Option<String>,
    /// 1-based row number.
    pub row: Option<u32>,
    /// Header of the column, as written.
    pub column: Option<String>,
}

impl Location {
    pub(crate) fn sheet(sheet: &str) -> Self {
        Self { sheet: Some(sheet.to_owned()), ..Self::default() }
    }

    pub(crate) fn row(sheet: &str, row: u32) -> Self {
        Self { sheet: Some(sheet.to_owned()), row: Some(row), column: None }
    }

    pub(crate) fn column(mut self, column: &str) -> Self {
        self.column = Some(column.to_owned());
        self
    }
}

/// One finding. `code` is stable and never shown; the messages are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    pub location: Location,
    pub severity: Severity,
    /// Kebab-case, stable across versions.
    pub code: &'static str,
    /// Vietnamese message.
    pub vi: String,
    /// English message.
    pub en: String,
}

impl Diagnostic {
    pub(crate) fn error(location: Location, code: &'static str, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { location, severity: Severity::Error, code, vi: vi.into(), en: en.into() }
    }

    pub(crate) fn warning(
        location: Location,
        code: &'static str,
        vi: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self { location, severity: Severity::Warning, code, vi: vi.into(), en: en.into() }
    }

    /// The message in `language` (`vi` or anything else for English).
    pub fn message(&self, language: &str) -> &str {
        if language == "vi" { &self.vi } else { &self.en }
    }
}

/// The nearest of `known` to a misspelt `word`, if one is near.
pub(crate) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).clamp(1, 3);
    let near = known.map(|other| (distance(word, other), other)).filter(|(distance, _)| *distance <= limit);
    near.min_by_key(|(distance, _)| *distance).map(|(_, other)| other)
}

/// Words longer than this are not compared.
const MAX_COMPARED: usize = 64;

/// Letters to add, take away or change, without case (Levenshtein).
pub(crate) fn distance(one: &str, other: &str) -> usize {
    let one = one.to_lowercase().chars().take(MAX_COMPARED).collect::<Vec<_>>();
    let other = other.to_lowercase().chars().take(MAX_COMPARED).collect::<Vec<_>>();
    let mut row = (0..=other.len()).collect::<Vec<_>>();
    for (line, letter) in one.iter().enumerate() {
        let mut diagonal = line;
        let mut left = line + 1;
        for (cell, wanted) in row.iter_mut().skip(1).zip(&other) {
            let up = *cell;
            left = (diagonal + usize::from(letter != wanted)).min(up + 1).min(left + 1);
            diagonal = up;
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = line + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_word_finds_the_nearest_known_one_and_a_strange_one_finds_none() {
        let known = ["text", "integer", "select_one", "begin_group"];
        for (word, found) in [
            ("txet", None),
            ("tex", Some("text")),
            ("intger", Some("integer")),
            ("selectone", Some("select_one")),
            ("begin_gruop", Some("begin_group")),
            ("zzzzzz", None),
        ] {
            assert_eq!(nearest(word, known.into_iter()), found, "{word}");
        }
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
