//! Regular expressions as forms mean them.
//!
//! Most run on a machine whose time grows with the text alone. Look-around and back-references, which that
//! machine cannot do, run on one that backtracks, with a bound.

use std::sync::OnceLock;

use fancy_regex::RegexBuilder as LookingBuilder;
use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};

use super::EvalError;

/// Largest compiled regular expression, in bytes.
const MAX_PATTERN_BYTES: usize = 1 << 20;
/// Longest regular expression as written, in bytes.
const MAX_SOURCE_BYTES: usize = 8 * 1024;
/// Most steps back while one text is matched.
const MAX_BACKTRACKS: usize = 100_000;

/// A regular expression. That of a form kept as bytes is compiled when a text first meets it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Pattern {
    source: Box<str>,
    /// `None` inside where the source cannot be read.
    #[serde(skip)]
    engine: OnceLock<Option<Engine>>,
}

#[derive(Clone, Debug)]
enum Engine {
    Linear(Regex),
    Looking(Box<fancy_regex::Regex>),
}

impl Pattern {
    /// A pattern as `regex()` means it: the whole text must match, as in JavaRosa and as ODK documents it.
    pub(crate) fn whole(source: &str) -> Option<Self> {
        let engine = OnceLock::from(Some(Engine::whole(source)?));
        Some(Self { source: source.into(), engine })
    }

    pub(crate) fn is_match(&self, text: &str) -> Result<bool, EvalError> {
        match self.engine.get_or_init(|| Engine::whole(&self.source)) {
            Some(Engine::Linear(regex)) => Ok(regex.is_match(text)),
            Some(Engine::Looking(regex)) => regex.is_match(text).map_err(|_| EvalError::TooLong),
            None => Err(EvalError::Pattern(self.source.to_string())),
        }
    }
}

impl Engine {
    fn whole(source: &str) -> Option<Self> {
        if source.len() > MAX_SOURCE_BYTES {
            return None;
        }
        let anchored = format!("^(?:{})$", in_ascii(source));
        let linear = RegexBuilder::new(&anchored).size_limit(MAX_PATTERN_BYTES).build();
        Some(match linear {
            Ok(linear) => Self::Linear(linear),
            Err(_) => {
                let mut builder = LookingBuilder::new(&anchored);
                builder.backtrack_limit(MAX_BACKTRACKS).delegate_size_limit(MAX_PATTERN_BYTES);
                Self::Looking(Box::new(builder.build().ok()?))
            }
        })
    }
}

/// `\d`, `\w`, `\s` and their opposites mean ASCII in Java and JavaScript, and `\Z`, `\h` are Java's own.
fn in_ascii(source: &str) -> String {
    let mut out = String::with_capacity(source.len() + 16);
    let mut letters = source.chars();
    let mut class_depth = 0_u32;
    while let Some(letter) = letters.next() {
        match letter {
            '[' => class_depth += 1,
            ']' => class_depth = class_depth.saturating_sub(1),
            _ => {}
        }
        if letter != '\\' {
            out.push(letter);
            continue;
        }
        let Some(escaped) = letters.next() else {
            out.push('\\');
            break;
        };
        match (escaped, class_depth) {
            ('d', 0) => out.push_str("[0-9]"),
            ('d', _) => out.push_str("0-9"),
            ('D', _) => out.push_str("[^0-9]"),
            ('w', 0) => out.push_str("[A-Za-z0-9_]"),
            ('w', _) => out.push_str("A-Za-z0-9_"),
            ('W', _) => out.push_str("[^A-Za-z0-9_]"),
            ('s', 0) => out.push_str("[ \\t\\n\\x0B\\f\\r]"),
            ('s', _) => out.push_str(" \\t\\n\\x0B\\f\\r"),
            ('S', _) => out.push_str("[^ \\t\\n\\x0B\\f\\r]"),
            ('h', _) => out.push_str("[ \\t\\u{A0}\\u{1680}\\u{180E}\\u{2000}-\\u{200A}\\u{202F}\\u{205F}\\u{3000}]"),
            ('Z', 0) => out.push_str("\\z"),
            (other, _) => {
                out.push('\\');
                out.push(other);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_texts_match_as_java_would_match_them() {
        let cases = [
            ("[0-9]{3}", "123", true),
            ("[0-9]{3}", "1234", false),
            ("\\d+", "１２", false),
            ("[\\d.]+", "1.5", true),
            ("a|b", "ab", false),
            ("(?!0)\\d+", "05", false),
            ("(?!0)\\d+", "50", true),
            ("(.)\\1", "aa", true),
            ("[^\\s@]+@[^\\s@]+", "an@thon.vn", true),
            ("\\p{L}+", "Đường", true),
            (".*", "a\nb", false),
        ];
        for (pattern, text, expected) in cases {
            let found = Pattern::whole(pattern).map(|pattern| pattern.is_match(text));
            assert_eq!(found, Some(Ok(expected)), "{pattern} on {text}");
        }
        assert!(Pattern::whole("(").is_none());
    }

    #[test]
    fn a_pattern_made_to_take_for_ever_ends() {
        let text = "a".repeat(5000) + "!";
        assert_eq!(Pattern::whole("(a+)+").map(|pattern| pattern.is_match(&text)), Some(Ok(false)));
        let looking = Pattern::whole("(?=a)(a+)+\\1b").map(|pattern| pattern.is_match(&text));
        assert!(matches!(looking, Some(Err(_) | Ok(false))));
        assert!(Pattern::whole("((((a{1000}){1000}){1000}){1000}){1000}").is_none());
    }
}
