//! The types of questions and of the nodes that keep their answers.

use serde::{Deserialize, Serialize};

/// What kind of answer a question takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum QuestionKind {
    Text,
    Integer,
    Decimal,
    Range,
    SelectOne,
    SelectMultiple,
    Rank,
    Note,
    Date,
    Time,
    DateTime,
    Acknowledge,
    Geopoint,
    Geotrace,
    Geoshape,
    Image,
    Audio,
    Video,
    File,
    Barcode,
    Calculate,
    Hidden,
    /// Filled by the device, see [`Metadata`].
    Metadata(Metadata),
}

/// What the device itself fills in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Metadata {
    /// When filling began.
    Start,
    /// When the form was last finished.
    End,
    /// The day on which filling began.
    Today,
    DeviceId,
    Username,
    /// Kept for other collectors, never filled here.
    Other,
}

impl QuestionKind {
    /// Stable lower-case name, as XLSForm spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Decimal => "decimal",
            Self::Range => "range",
            Self::SelectOne => "select_one",
            Self::SelectMultiple => "select_multiple",
            Self::Rank => "rank",
            Self::Note => "note",
            Self::Date => "date",
            Self::Time => "time",
            Self::DateTime => "dateTime",
            Self::Acknowledge => "acknowledge",
            Self::Geopoint => "geopoint",
            Self::Geotrace => "geotrace",
            Self::Geoshape => "geoshape",
            Self::Image => "image",
            Self::Audio => "audio",
            Self::Video => "video",
            Self::File => "file",
            Self::Barcode => "barcode",
            Self::Calculate => "calculate",
            Self::Hidden => "hidden",
            Self::Metadata(_) => "metadata",
        }
    }

    /// Whether people see it while filling. A calculation is shown only when it carries a label.
    pub const fn is_shown(self) -> bool {
        !matches!(self, Self::Calculate | Self::Hidden | Self::Metadata(_))
    }

    /// Whether people can answer it.
    pub const fn is_answerable(self) -> bool {
        self.is_shown() && !matches!(self, Self::Note)
    }
}

/// The `type` of a bind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum DataType {
    /// Also where no type is given, or an unknown one.
    #[default]
    Text,
    Integer,
    Decimal,
    Boolean,
    Date,
    Time,
    DateTime,
    Geopoint,
    Geotrace,
    Geoshape,
    Barcode,
    Binary,
    Intent,
    /// Type names of older forms whose values are choices.
    SelectOne,
    SelectMultiple,
}

impl DataType {
    /// Reads a type with or without prefix, as in `xsd:int`.
    pub(crate) fn of(name: &str) -> Self {
        let local = name.trim().rsplit(':').next().unwrap_or_default();
        match local {
            "int" | "integer" | "long" => Self::Integer,
            "decimal" | "double" | "float" => Self::Decimal,
            "boolean" => Self::Boolean,
            "date" => Self::Date,
            "time" => Self::Time,
            "dateTime" => Self::DateTime,
            "geopoint" => Self::Geopoint,
            "geotrace" => Self::Geotrace,
            "geoshape" => Self::Geoshape,
            "barcode" => Self::Barcode,
            "binary" | "base64Binary" | "hexBinary" => Self::Binary,
            "intent" => Self::Intent,
            "select1" => Self::SelectOne,
            "select" => Self::SelectMultiple,
            _ => Self::Text,
        }
    }

    /// The name that binds are written with.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "string",
            Self::Integer => "int",
            Self::Decimal => "decimal",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::Time => "time",
            Self::DateTime => "dateTime",
            Self::Geopoint => "geopoint",
            Self::Geotrace => "geotrace",
            Self::Geoshape => "geoshape",
            Self::Barcode => "barcode",
            Self::Binary => "binary",
            Self::Intent => "intent",
            Self::SelectOne => "select1",
            Self::SelectMultiple => "select",
        }
    }
}

/// What a node is filled with when filling begins or ends (`jr:preload` and its parameter).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Preload {
    /// A new `uuid:` for every filling.
    Uid,
    Start,
    End,
    Today,
    /// A property of the device or its user, by name.
    Property(Box<str>),
}

impl Preload {
    pub(crate) fn of(handler: &str, parameter: &str) -> Option<Self> {
        match (handler, parameter) {
            ("uid", _) => Some(Self::Uid),
            ("timestamp", "start") => Some(Self::Start),
            ("timestamp", "end") => Some(Self::End),
            ("date", "today") => Some(Self::Today),
            ("property", name) => Some(Self::Property(name.into())),
            _ => None,
        }
    }
}
