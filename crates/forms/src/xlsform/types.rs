//! Types of rows.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::names::is_name;

/// What a type of question brings along.
#[derive(Clone, Copy, Debug)]
pub(super) struct QuestionType {
    pub names: &'static [&'static str],
    /// Element of the body; none for questions nobody sees.
    pub control: Option<&'static str>,
    pub media: Option<&'static str>,
    pub bind: &'static [(&'static str, &'static str)],
    pub hint: Option<&'static str>,
}

const fn seen(names: &'static [&'static str], control: &'static str, bind: Bind) -> QuestionType {
    QuestionType { names, control: Some(control), media: None, bind, hint: None }
}

const fn upload(names: &'static [&'static str], media: &'static str) -> QuestionType {
    QuestionType { names, control: Some("upload"), media: Some(media), bind: &[("type", "binary")], hint: None }
}

const fn unseen(names: &'static [&'static str], bind: Bind) -> QuestionType {
    QuestionType { names, control: None, media: None, bind, hint: None }
}

const fn hinted(name: &'static [&'static str], bind: Bind, hint: &'static str) -> QuestionType {
    QuestionType { names: name, control: Some("input"), media: None, bind, hint: Some(hint) }
}

type Bind = &'static [(&'static str, &'static str)];

const TEXT: Bind = &[("type", "string")];

macro_rules! property {
    ($name:literal) => {
        &[("jr:preload", "property"), ("type", "string"), ("jr:preloadParams", $name)]
    };
}

macro_rules! bounded {
    ($constraint:literal) => {
        &[("type", "int"), ("constraint", $constraint)]
    };
}

/// Every type of question, with its older spellings.
pub(super) const QUESTION_TYPES: &[QuestionType] = &[
    seen(&["text", "string", "q string", "select one external", "add text prompt"], "input", TEXT),
    seen(&["integer", "int", "q int", "add integer prompt"], "input", &[("type", "int")]),
    seen(&["decimal", "q decimal", "add decimal prompt"], "input", &[("type", "decimal")]),
    seen(&["note", "q note", "add note prompt"], "input", &[("readonly", "true()"), ("type", "string")]),
    seen(&["date", "q date", "add date prompt"], "input", &[("type", "date")]),
    seen(&["time"], "input", &[("type", "time")]),
    seen(
        &[
            "dateTime",
            "datetime",
            "date time",
            "q dateTime",
            "q date time",
            "add dateTime prompt",
            "add date time prompt",
        ],
        "input",
        &[("type", "dateTime")],
    ),
    seen(
        &["geopoint", "gps", "location", "q geopoint", "q location", "add location prompt"],
        "input",
        &[("type", "geopoint")],
    ),
    seen(&["geoshape", "q geoshape"], "input", &[("type", "geoshape")]),
    seen(&["geotrace", "q geotrace"], "input", &[("type", "geotrace")]),
    seen(&["barcode", "q barcode", "add barcode prompt"], "input", &[("type", "barcode")]),
    seen(&["select one", "select one using", "q select1", "add select one prompt using"], "select1", TEXT),
    seen(
        &[
            "select all that apply",
            "select all that apply from",
            "select multiple from",
            "select multiple using",
            "q select",
            "add select multiple prompt using",
        ],
        "select",
        TEXT,
    ),
    seen(&["rank"], "odk:rank", &[("type", "odk:rank")]),
    seen(&["range"], "range", &[("type", "int")]),
    seen(&["acknowledge", "q acknowledge", "add acknowledge prompt"], "trigger", TEXT),
    seen(&["trigger"], "trigger", &[]),
    upload(&["photo", "image", "q picture", "q image", "add image prompt"], "image/*"),
    upload(&["audio", "q audio", "add audio prompt"], "audio/*"),
    upload(&["video", "q video", "add video prompt"], "video/*"),
    upload(&["file", "add file prompt"], "application/*"),
    upload(&["osm"], "osm/*"),
    seen(&["percentage"], "input", bounded!("0 <= . and . <= 100")),
    hinted(&["number of days in last month"], bounded!("0 <= . and . <= 31"), "Enter a number 0-31."),
    hinted(&["number of days in last six months"], bounded!("0 <= . and . <= 183"), "Enter a number 0-183."),
    hinted(&["number of days in last year"], bounded!("0 <= . and . <= 365"), "Enter a number 0-365."),
    hinted(&["phone number"], &[("type", "string"), ("constraint", "regex(., '^\\d*$')")], "Enter numbers only."),
    unseen(&["calculate", "q calculate", "add calculate prompt", "hidden"], TEXT),
    unseen(
        &["start", "start time", "get start time"],
        &[("jr:preload", "timestamp"), ("type", "dateTime"), ("jr:preloadParams", "start")],
    ),
    unseen(
        &["end", "end time", "get end time"],
        &[("jr:preload", "timestamp"), ("type", "dateTime"), ("jr:preloadParams", "end")],
    ),
    unseen(&["today", "get today"], &[("jr:preload", "date"), ("type", "date"), ("jr:preloadParams", "today")]),
    unseen(&["deviceid", "device id", "imei", "get device id"], property!("deviceid")),
    unseen(&["phonenumber", "get phone number"], property!("phonenumber")),
    unseen(&["simserial", "sim id", "get sim id"], property!("simserial")),
    unseen(&["subscriberid", "subscriber id", "get subscriber id"], property!("subscriberid")),
    unseen(&["username"], property!("username")),
    unseen(&["email"], property!("email")),
    unseen(&["uri:deviceid"], property!("uri:deviceid")),
    unseen(&["uri:phonenumber"], property!("uri:phonenumber")),
    unseen(&["uri:simserial"], property!("uri:simserial")),
    unseen(&["uri:subscriberid"], property!("uri:subscriberid")),
    unseen(&["uri:username"], property!("uri:username")),
    unseen(&["uri:email"], property!("uri:email")),
    unseen(&["audit"], &[("type", "binary")]),
    unseen(&["start-geopoint"], &[("type", "geopoint")]),
    unseen(&["entity"], &[]),
    unseen(&["background-audio"], &[("type", "binary")]),
    seen(&["background-geopoint"], "trigger", &[("type", "geopoint")]),
];

/// Types by each of their names; asked several times a row.
static BY_NAME: LazyLock<BTreeMap<&str, &QuestionType>> = LazyLock::new(|| {
    // Of two types with one name the first counts.
    let named = QUESTION_TYPES.iter().rev().flat_map(|known| known.names.iter().map(move |name| (*name, known)));
    named.collect()
});

pub(super) fn question_type(name: &str) -> Option<&'static QuestionType> {
    BY_NAME.get(name).copied()
}

/// What opens and closes blocks of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Block {
    Group,
    Repeat,
    Loop,
}

impl Block {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Repeat => "repeat",
            Self::Loop => "loop",
        }
    }
}

const BLOCKS: [(&str, Block); 5] = [
    ("group", Block::Group),
    ("lgroup", Block::Repeat),
    ("repeat", Block::Repeat),
    ("loop", Block::Loop),
    ("looped group", Block::Repeat),
];

/// `begin group`, `begin_repeat`, `begin loop over list`: the block and its list.
pub(super) fn begins(cell: &str) -> Option<(Block, Option<&str>)> {
    let rest = keyword(cell, "begin")?;
    BLOCKS.iter().find_map(|(word, block)| {
        let rest = rest.strip_prefix(word)?;
        if rest.is_empty() {
            return Some((*block, None));
        }
        let list = rest.strip_prefix(' ')?;
        let list = list.strip_prefix("over ").filter(|list| one_word(list)).unwrap_or(list);
        one_word(list).then_some((*block, Some(list)))
    })
}

/// `end group` and its like.
pub(super) fn ends(cell: &str) -> Option<Block> {
    let rest = keyword(cell, "end")?;
    BLOCKS.iter().find(|(word, _)| *word == rest).map(|(_, block)| *block)
}

/// A block in a row of its own, which nothing ends: `group`, `repeat`, `loop`. Nothing is asked for each choice of a lone loop,
/// so it is a group.
pub(super) fn lone_block(cell: &str) -> Option<Block> {
    match cell {
        "group" | "loop" => Some(Block::Group),
        "repeat" => Some(Block::Repeat),
        _ => None,
    }
}

fn keyword<'c>(cell: &'c str, word: &str) -> Option<&'c str> {
    cell.strip_prefix(word)?.strip_prefix(|letter: char| letter == '_' || letter.is_whitespace())
}

fn one_word(text: &str) -> bool {
    !text.is_empty() && !text.contains(char::is_whitespace)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Select {
    One,
    Multiple,
    Rank,
    /// From the sheet `external_choices`.
    OneExternal,
}

impl Select {
    /// The type of question it is.
    pub(super) const fn type_name(self) -> &'static str {
        match self {
            Self::One => "select one",
            Self::Multiple => "select all that apply",
            Self::Rank => "rank",
            Self::OneExternal => "select one external",
        }
    }
}

/// A cell such as `select_one list or_other`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SelectCell<'c> {
    pub select: Select,
    /// As written.
    pub command: &'static str,
    pub list: &'c str,
    pub or_other: bool,
}

impl SelectCell<'_> {
    pub(super) fn is_from_file(&self) -> bool {
        FROM_FILE.contains(&self.command)
    }
}

const FROM_FILE: [&str; 4] =
    ["select_one_from_file", "select_multiple_from_file", "select one from file", "select multiple from file"];

const SELECTS: [(&str, Select); 15] = [
    ("add select one prompt using", Select::One),
    ("add select multiple prompt using", Select::Multiple),
    ("select all that apply from", Select::Multiple),
    ("select one from", Select::One),
    ("select1", Select::One),
    ("select_one", Select::One),
    ("select one", Select::One),
    ("select_multiple", Select::Multiple),
    ("select all that apply", Select::Multiple),
    ("select_one_external", Select::OneExternal),
    ("select_one_from_file", Select::One),
    ("select_multiple_from_file", Select::Multiple),
    ("select one from file", Select::One),
    ("select multiple from file", Select::Multiple),
    ("rank", Select::Rank),
];

const OTHERS: [&str; 3] = ["or specify other", "or_other", "or other"];

pub(super) fn select(cell: &str) -> Option<SelectCell<'_>> {
    SELECTS.iter().find_map(|(command, select)| {
        let rest = cell.strip_prefix(command)?.strip_prefix(' ')?;
        let (list, other) = rest.split_once(' ').map_or((rest, None), |(list, other)| (list, Some(other)));
        let fits = one_word(list) && other.is_none_or(|other| OTHERS.contains(&other));
        fits.then_some(SelectCell { select: *select, command, list, or_other: other.is_some() })
    })
}

/// Whether a cell asks for choices without saying which.
pub(super) fn is_select_word(cell: &str) -> bool {
    SELECTS.iter().any(|(command, _)| *command == cell)
}

/// `osm list`.
pub(super) fn osm(cell: &str) -> Option<&str> {
    let mut from = 0;
    loop {
        let at = from + cell.get(from..)?.find("osm ")?;
        let list = cell.get(at + 4..)?;
        let list = list.split(char::is_whitespace).next().unwrap_or_default();
        if !list.is_empty() {
            return Some(list);
        }
        from = at + 4;
    }
}

/// Files that a list of choices may come from.
pub(super) const FILE_EXTENSIONS: [&str; 3] = [".csv", ".xml", ".geojson"];

/// Name and extension (with its dot; empty without one) of a file's name.
pub(super) fn split_extension(file: &str) -> (&str, &str) {
    let start = file.rfind('/').map_or(0, |slash| slash + 1);
    let name = file.get(start..).unwrap_or_default();
    let dots = name.len() - name.trim_start_matches('.').len();
    match name.rfind('.').filter(|dot| *dot >= dots && *dot > 0) {
        Some(dot) => file.split_at(start + dot),
        None => (file, ""),
    }
}

pub(super) fn is_list_file(list: &str) -> bool {
    FILE_EXTENSIONS.contains(&split_extension(list).1)
}

/// Words that may stand in the type column, for suggestions.
pub(super) fn known_words() -> impl Iterator<Item = &'static str> {
    let questions = QUESTION_TYPES.iter().flat_map(|known| known.names.iter().copied());
    let blocks = ["begin_group", "end_group", "begin_repeat", "end_repeat", "csv-external", "xml-external"];
    questions.chain(blocks).chain(SELECTS.iter().map(|(command, _)| *command)).filter(|word| is_name(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_and_selects_are_read_in_every_spelling() {
        assert_eq!(begins("begin group"), Some((Block::Group, None)));
        assert_eq!(begins("begin_looped group"), Some((Block::Repeat, None)));
        assert_eq!(begins("begin loop over xa"), Some((Block::Loop, Some("xa"))));
        assert_eq!(begins("begin groups"), None);
        assert_eq!(begins("Begin group"), None);
        assert_eq!(ends("end_lgroup"), Some(Block::Repeat));
        for (cell, expected) in [
            ("select_one nuoc", Some((Select::One, "nuoc", false))),
            ("select one from nuoc", Some((Select::One, "nuoc", false))),
            ("select one from file xa.csv", Some((Select::One, "xa.csv", false))),
            ("select_multiple nuoc or_other", Some((Select::Multiple, "nuoc", true))),
            ("select_multiple nuoc or specify other", Some((Select::Multiple, "nuoc", true))),
            ("select_one_external nuoc", Some((Select::OneExternal, "nuoc", false))),
            ("rank nuoc", Some((Select::Rank, "nuoc", false))),
            ("select_one", None),
            ("select_one a b", None),
            ("Select_one a", None),
        ] {
            let found = select(cell).map(|found| (found.select, found.list, found.or_other));
            assert_eq!(found, expected, "{cell}");
        }
    }

    #[test]
    fn extensions_are_those_of_file_names() {
        for (file, expected) in [
            ("a.csv", ("a", ".csv")),
            ("a.b.xml", ("a.b", ".xml")),
            ("a", ("a", "")),
            (".csv", (".csv", "")),
            ("a.", ("a", ".")),
        ] {
            assert_eq!(split_extension(file), expected);
        }
    }
}
