//! The `type` column.

use super::columns::word;
use crate::model::{Metadata, QuestionKind};

/// What a row of the survey sheet does.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum RowType {
    Begin(Block),
    End(Block),
    Question(QuestionKind),
    Select {
        kind: QuestionKind,
        list: String,
        or_other: bool,
    },
    /// Declares a list whose rows come with the form's media, e.g. the subjects of the commune.
    External,
    /// A known type that this engine does not offer yet.
    Unsupported,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Block {
    Group,
    Repeat,
}

const BLOCKS: &[(&str, RowType)] = &[
    ("begin_group", RowType::Begin(Block::Group)),
    ("begin_repeat", RowType::Begin(Block::Repeat)),
    ("begin_lgroup", RowType::Begin(Block::Repeat)),
    ("begin_looped_group", RowType::Begin(Block::Repeat)),
    ("end_group", RowType::End(Block::Group)),
    ("end_repeat", RowType::End(Block::Repeat)),
    ("end_lgroup", RowType::End(Block::Repeat)),
    ("end_looped_group", RowType::End(Block::Repeat)),
];

/// Normalised type → kind, with the aliases pyxform accepts.
const KINDS: &[(&str, QuestionKind)] = &[
    ("text", QuestionKind::Text),
    ("string", QuestionKind::Text),
    ("integer", QuestionKind::Integer),
    ("int", QuestionKind::Integer),
    ("decimal", QuestionKind::Decimal),
    ("range", QuestionKind::Range),
    ("note", QuestionKind::Note),
    ("date", QuestionKind::Date),
    ("time", QuestionKind::Time),
    ("datetime", QuestionKind::DateTime),
    ("date_time", QuestionKind::DateTime),
    ("acknowledge", QuestionKind::Acknowledge),
    ("trigger", QuestionKind::Acknowledge),
    ("geopoint", QuestionKind::Geopoint),
    ("gps", QuestionKind::Geopoint),
    ("location", QuestionKind::Geopoint),
    ("geotrace", QuestionKind::Geotrace),
    ("geoshape", QuestionKind::Geoshape),
    ("image", QuestionKind::Image),
    ("photo", QuestionKind::Image),
    ("audio", QuestionKind::Audio),
    ("video", QuestionKind::Video),
    ("file", QuestionKind::File),
    ("barcode", QuestionKind::Barcode),
    ("calculate", QuestionKind::Calculate),
    ("hidden", QuestionKind::Hidden),
    ("start", QuestionKind::Metadata(Metadata::Start)),
    ("start_time", QuestionKind::Metadata(Metadata::Start)),
    ("end", QuestionKind::Metadata(Metadata::End)),
    ("end_time", QuestionKind::Metadata(Metadata::End)),
    ("today", QuestionKind::Metadata(Metadata::Today)),
    ("deviceid", QuestionKind::Metadata(Metadata::DeviceId)),
    ("device_id", QuestionKind::Metadata(Metadata::DeviceId)),
    ("imei", QuestionKind::Metadata(Metadata::DeviceId)),
    ("username", QuestionKind::Metadata(Metadata::Username)),
    ("email", QuestionKind::Metadata(Metadata::Other)),
    ("phonenumber", QuestionKind::Metadata(Metadata::Other)),
    ("phone_number", QuestionKind::Metadata(Metadata::Other)),
    ("simserial", QuestionKind::Metadata(Metadata::Other)),
    ("sim_id", QuestionKind::Metadata(Metadata::Other)),
    ("subscriberid", QuestionKind::Metadata(Metadata::Other)),
    ("subscriber_id", QuestionKind::Metadata(Metadata::Other)),
    ("audit", QuestionKind::Metadata(Metadata::Other)),
];

/// Longer spellings stand before the shorter ones they start with.
const SELECTS: &[(&str, QuestionKind)] = &[
    ("add_select_one_prompt_using", QuestionKind::SelectOne),
    ("add_select_multiple_prompt_using", QuestionKind::SelectMultiple),
    ("select_one_using", QuestionKind::SelectOne),
    ("select_one_from", QuestionKind::SelectOne),
    ("select_one", QuestionKind::SelectOne),
    ("select1", QuestionKind::SelectOne),
    ("select_multiple_using", QuestionKind::SelectMultiple),
    ("select_multiple_from", QuestionKind::SelectMultiple),
    ("select_multiple", QuestionKind::SelectMultiple),
    ("select_all_that_apply_from", QuestionKind::SelectMultiple),
    ("select_all_that_apply", QuestionKind::SelectMultiple),
    ("select", QuestionKind::SelectMultiple),
    ("rank", QuestionKind::Rank),
];

const UNSUPPORTED: &[&str] = &[
    "select_one_from_file",
    "select_multiple_from_file",
    "select_one_external",
    "osm",
    "background-audio",
    "background-geopoint",
    "start-geopoint",
    "begin_loop",
];

/// Reads a cell of the `type` column; `None` for an unknown type.
pub(super) fn row_type(cell: &str) -> Option<RowType> {
    let whole = word(cell);
    if let Some((_, block)) = BLOCKS.iter().find(|(name, _)| *name == whole) {
        return Some(block.clone());
    }
    if let Some((_, kind)) = KINDS.iter().find(|(name, _)| *name == whole) {
        return Some(RowType::Question(*kind));
    }
    if matches!(whole.as_str(), "csv-external" | "xml-external") {
        return Some(RowType::External);
    }
    let first = cell.split_whitespace().next().unwrap_or_default().to_lowercase();
    if UNSUPPORTED.iter().any(|name| *name == first || whole.starts_with(name)) {
        return Some(RowType::Unsupported);
    }
    select(cell)
}

/// `select one from yes_no or_other` and its like: the list's name keeps its case.
fn select(cell: &str) -> Option<RowType> {
    let words = cell.split_whitespace().collect::<Vec<_>>();
    for taken in (1..=words.len().min(6)).rev() {
        let head = word(&words.get(..taken)?.join(" "));
        let Some((_, kind)) = SELECTS.iter().find(|(name, _)| *name == head) else { continue };
        let rest = words.get(taken..)?;
        let (list, or_other) = match rest {
            [list] => (*list, false),
            [list, other] if *other == "or_other" => (*list, true),
            [list, "or", "specify", "other"] => (*list, true),
            _ => return None,
        };
        return Some(RowType::Select { kind: *kind, list: list.to_owned(), or_other });
    }
    None
}

/// All spellings, for suggestions.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    let kinds = KINDS.iter().map(|(name, _)| *name);
    let blocks = BLOCKS.iter().map(|(name, _)| *name);
    kinds.chain(blocks).chain(SELECTS.iter().map(|(name, _)| *name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn select_of(kind: QuestionKind, list: &str, or_other: bool) -> Option<RowType> {
        Some(RowType::Select { kind, list: list.to_owned(), or_other })
    }

    #[test]
    fn types_are_read_in_every_spelling_that_xlsform_knows() {
        for (cell, expected) in [
            ("text", Some(RowType::Question(QuestionKind::Text))),
            ("  Integer ", Some(RowType::Question(QuestionKind::Integer))),
            ("dateTime", Some(RowType::Question(QuestionKind::DateTime))),
            ("begin group", Some(RowType::Begin(Block::Group))),
            ("end_repeat", Some(RowType::End(Block::Repeat))),
            ("select_one nguon_nuoc", select_of(QuestionKind::SelectOne, "nguon_nuoc", false)),
            ("select one from Nguon", select_of(QuestionKind::SelectOne, "Nguon", false)),
            ("select_multiple a or_other", select_of(QuestionKind::SelectMultiple, "a", true)),
            ("select all that apply from a", select_of(QuestionKind::SelectMultiple, "a", false)),
            ("select_one", None),
            ("select_one a b", None),
            ("select_one_from_file a.csv", Some(RowType::Unsupported)),
            ("txet", None),
            ("", None),
        ] {
            assert_eq!(row_type(cell), expected, "{cell:?}");
        }
    }
}
