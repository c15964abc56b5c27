//! Newtypes for every identity that the log names.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub Uuid);

        impl $name {
            /// The 16 bytes as they are stored and sent.
            pub const fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }

            /// Reads the 16 bytes back.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    };
}

uuid_id!(
    /// One document: a household, a check, a campaign… UUIDv7, minted where it is created.
    DocId
);
uuid_id!(
    /// The administrative unit that a revision belongs to and travels with: a village, or the commune
    /// itself for what everybody gets. Villages have no national code, so the id is ours.
    AreaId
);
uuid_id!(
    /// A device (or the office desk) that signs revisions with its own key.
    DeviceId
);
uuid_id!(
    /// A person with an account at the commune.
    UserId
);

macro_rules! hash_id {
    ($(#[$doc:meta])* $name:ident, $(#[$error_doc:meta])* $error:ident, $message:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; 32]);

        impl $name {
            /// The 32 bytes as they are stored and sent.
            pub const fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        $(#[$error_doc])*
        #[derive(Debug, PartialEq, Eq, thiserror::Error)]
        #[error($message)]
        pub struct $error;

        impl FromStr for $name {
            type Err = $error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                read_hash(text).map(Self).ok_or($error)
            }
        }
    };
}

hash_id!(
    /// SHA-256 of a revision's header bytes: its identity on every device.
    RevId,
    /// A revision id that is not 64 hexadecimal digits.
    ParseRevIdError,
    "a revision id has 64 hexadecimal digits"
);
hash_id!(
    /// SHA-256 of the bytes of a photo or file: its name on every device.
    BlobHash,
    /// A name of a photo or file that is not 64 hexadecimal digits.
    ParseBlobHashError,
    "the hash of a file has 64 hexadecimal digits"
);

fn read_hash(text: &str) -> Option<[u8; 32]> {
    let digits = text.as_bytes();
    if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let mut hash = [0; 32];
    for (byte, pair) in hash.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(hash)
}

impl BlobHash {
    /// The hash in an answer of a photo or file question: `<64 hexadecimal digits>.<extension>`, the name that
    /// the file bears in an ODK instance.
    pub fn of_answer(answer: &str) -> Option<Self> {
        answer.split_once('.')?.0.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_revision_id_reads_back_what_it_prints() {
        let id = RevId(std::array::from_fn(|index| index as u8 * 7));
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!("12".parse::<RevId>(), Err(ParseRevIdError));
        assert_eq!("+f".repeat(32).parse::<RevId>(), Err(ParseRevIdError));
    }

    #[test]
    fn an_answer_names_its_file() {
        let hash = BlobHash([0xAB; 32]);
        assert_eq!(BlobHash::of_answer(&format!("{hash}.jpg")), Some(hash));
        for other in [String::new(), hash.to_string(), "anh.jpg".into(), format!("{hash}0.jpg")] {
            assert_eq!(BlobHash::of_answer(&other), None, "{other}");
        }
    }
}
