//! What a document is.

/// The kinds of document in the log. The code is part of the signed header and is never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Area,
    Subject,
    Check,
    Campaign,
    Assignment,
    Review,
    Form,
    CriteriaSet,
    Attachment,
    Report,
    /// A kind that a newer program writes: kept, forwarded and folded, only not understood here.
    Later(u8),
}

const KNOWN: [Kind; 10] = [
    Kind::Area,
    Kind::Subject,
    Kind::Check,
    Kind::Campaign,
    Kind::Assignment,
    Kind::Review,
    Kind::Form,
    Kind::CriteriaSet,
    Kind::Attachment,
    Kind::Report,
];

impl Kind {
    /// The number in the header.
    pub const fn code(self) -> u8 {
        match self {
            Self::Area => 1,
            Self::Subject => 2,
            Self::Check => 3,
            Self::Campaign => 4,
            Self::Assignment => 5,
            Self::Review => 6,
            Self::Form => 7,
            Self::CriteriaSet => 8,
            Self::Attachment => 9,
            Self::Report => 10,
            Self::Later(code) => code,
        }
    }

    /// The kind for a number in a header.
    pub fn from_code(code: u8) -> Self {
        KNOWN.into_iter().find(|kind| kind.code() == code).unwrap_or(Self::Later(code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_survives_a_round_trip() {
        for code in 0..=u8::MAX {
            assert_eq!(Kind::from_code(code).code(), code);
        }
        assert_eq!(Kind::from_code(3), Kind::Check);
        assert_eq!(Kind::from_code(200), Kind::Later(200));
    }
}
