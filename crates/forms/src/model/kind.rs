//! The types of questions.

/// What kind of answer a question takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
