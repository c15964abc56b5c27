//! Column headers and their aliases.

use crate::diagnostic::{Diagnostic, Location, nearest};
use crate::workbook::Sheet;

/// What a survey column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    Type,
    Name,
    Label,
    Hint,
    Required,
    RequiredMessage,
    Relevant,
    Constraint,
    ConstraintMessage,
    Calculation,
    ChoiceFilter,
    Appearance,
    Parameters,
    Default,
    ReadOnly,
    RepeatCount,
    SaveTo,
    /// Meaningful to other collectors; kept in the workbook, not used here.
    Unused,
}

/// A header that was understood.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Heading {
    pub index: usize,
    pub column: Column,
    /// The part after `::`.
    pub language: Option<String>,
}

/// Normalised header → column. The first name of each is XLSForm's own, the rest pyxform accepts.
const NAMES: &[(&str, Column)] = &[
    ("type", Column::Type),
    ("command", Column::Type),
    ("name", Column::Name),
    ("value", Column::Name),
    ("label", Column::Label),
    ("caption", Column::Label),
    ("hint", Column::Hint),
    ("required", Column::Required),
    ("required_message", Column::RequiredMessage),
    ("jr:requiredmsg", Column::RequiredMessage),
    ("requiredmsg", Column::RequiredMessage),
    ("relevant", Column::Relevant),
    ("relevance", Column::Relevant),
    ("skippattern", Column::Relevant),
    ("skip_pattern", Column::Relevant),
    ("constraint", Column::Constraint),
    ("constraint_message", Column::ConstraintMessage),
    ("constraining_message", Column::ConstraintMessage),
    ("jr:constraintmsg", Column::ConstraintMessage),
    ("constraintmsg", Column::ConstraintMessage),
    ("calculation", Column::Calculation),
    ("calculate", Column::Calculation),
    ("choice_filter", Column::ChoiceFilter),
    ("appearance", Column::Appearance),
    ("parameters", Column::Parameters),
    ("default", Column::Default),
    ("read_only", Column::ReadOnly),
    ("readonly", Column::ReadOnly),
    ("repeat_count", Column::RepeatCount),
    ("count", Column::RepeatCount),
    ("jr:count", Column::RepeatCount),
    ("repeatcount", Column::RepeatCount),
    ("save_to", Column::SaveTo),
    ("trigger", Column::Unused),
    ("guidance_hint", Column::Unused),
    ("image", Column::Unused),
    ("big_image", Column::Unused),
    ("audio", Column::Unused),
    ("video", Column::Unused),
    ("media", Column::Unused),
    ("autoplay", Column::Unused),
    ("intent", Column::Unused),
    ("note", Column::Unused),
    ("notes", Column::Unused),
    ("comment", Column::Unused),
    ("body", Column::Unused),
    ("bind", Column::Unused),
    ("instance", Column::Unused),
    ("disabled", Column::Unused),
];

/// The headers of a survey sheet. Unknown ones give a warning, as their cells are not read.
pub(super) fn survey_headings(sheet: &Sheet, diagnostics: &mut Vec<Diagnostic>) -> Vec<Heading> {
    let mut headings: Vec<Heading> = Vec::new();
    for (index, header) in sheet.header.iter().enumerate().filter(|(_, header)| !header.is_empty()) {
        let (word, language) = split(header);
        let Some(column) = find(&word) else {
            diagnostics.push(unknown(sheet, header, &word));
            continue;
        };
        if headings.iter().any(|known| known.column == column && known.language == language) && column != Column::Unused
        {
            diagnostics.push(repeated(sheet, header));
            continue;
        }
        headings.push(Heading { index, column, language });
    }
    headings
}

fn find(word: &str) -> Option<Column> {
    NAMES.iter().find(|(name, _)| *name == word).map(|(_, column)| *column)
}

/// `Label::Tiếng Việt (vi)` → (`label`, the language); `bind::relevant` → (`relevant`, none).
pub(super) fn split(header: &str) -> (String, Option<String>) {
    let mut parts = header.split("::").map(str::trim);
    let first = word(parts.next().unwrap_or_default());
    let Some(second) = parts.next().filter(|second| !second.is_empty()) else { return (first, None) };
    match first.as_str() {
        "bind" | "control" if find(&word(second)).is_some() => (word(second), parts.next().map(str::to_owned)),
        "bind" | "body" | "instance" | "control" | "media" => (first, Some(header.to_owned())),
        _ => (first, Some(second.to_owned())),
    }
}

/// Lower case, blanks as `_`.
pub(super) fn word(text: &str) -> String {
    text.trim().to_lowercase().split_whitespace().collect::<Vec<_>>().join("_")
}

fn unknown(sheet: &Sheet, header: &str, word: &str) -> Diagnostic {
    let near = nearest(word, NAMES.iter().map(|(name, _)| *name));
    let hint_vi = near.map_or_else(String::new, |near| format!(" Có phải ý bạn là “{near}”?"));
    let hint_en = near.map_or_else(String::new, |near| format!(" Did you mean “{near}”?"));
    Diagnostic::warning(
        Location::row(&sheet.name, 1).column(header),
        "column-unknown",
        format!("Không biết cột “{header}”, nên nội dung cột này không được dùng.{hint_vi}"),
        format!("The column “{header}” is not known, so its cells are not used.{hint_en}"),
    )
}

fn repeated(sheet: &Sheet, header: &str) -> Diagnostic {
    Diagnostic::error(
        Location::row(&sheet.name, 1).column(header),
        "column-duplicate",
        format!("Cột “{header}” xuất hiện hai lần. Hãy bỏ một cột."),
        format!("The column “{header}” appears twice. Remove one of the two."),
    )
}
