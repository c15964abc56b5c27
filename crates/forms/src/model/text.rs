//! Labels and messages: one template per language, with answers put in.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::expr::Expr;

/// A language of the form, as an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct LanguageId(pub usize);

/// A language as the form's author named it, e.g. `Tiếng Việt (vi)`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Language {
    /// The whole name, the part of the header after `::`.
    pub name: String,
    /// The code in parentheses, where there is one.
    pub code: Option<String>,
}

impl Language {
    pub(crate) fn new(name: &str) -> Self {
        let code =
            name.rsplit_once('(').and_then(|(_, rest)| rest.strip_suffix(')')).map(|code| code.trim().to_owned());
        Self { name: name.to_owned(), code }
    }

    pub(crate) fn is_called(&self, wanted: &str) -> bool {
        self.name.eq_ignore_ascii_case(wanted)
            || self.code.as_deref().is_some_and(|code| code.eq_ignore_ascii_case(wanted))
    }
}

/// A text in several languages, by its place in the [`Wording`] of its form; by default no text at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Texts {
    /// Index of its first [`Worded`], from 1; 0 for none.
    first: u32,
}

/// What all texts of a form say. They share one buffer, because a form has ten thousands of them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Wording {
    plain: String,
    worded: Vec<Worded>,
    mixed: Vec<Vec<Part>>,
}

/// A text in one of its languages.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Worded {
    language: LanguageId,
    said: Said,
    /// The same text in the language before, as in [`Texts`].
    next: Texts,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
enum Said {
    /// A span of the buffer, in bytes.
    Plain { start: u32, length: u32 },
    /// An index among the texts with answers in them.
    Mixed(u32),
}

/// A text in one language.
#[derive(Clone, Debug)]
pub(crate) enum Phrase<'a> {
    Plain(&'a str),
    /// With places for answers.
    Mixed(Cow<'a, [Part]>),
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Part {
    Text(Box<str>),
    Answer(Expr),
}

impl Texts {
    pub(crate) const fn is_empty(self) -> bool {
        self.first == 0
    }

    const fn index(self) -> Option<usize> {
        match self.first {
            0 => None,
            first => Some(first as usize - 1),
        }
    }
}

impl Wording {
    /// Says `texts` in one more language, or anew.
    pub(crate) fn set(&mut self, texts: &mut Texts, language: LanguageId, phrase: Phrase<'_>) {
        let said = self.say(phrase);
        // The last language comes first, so that languages in their order are set at once.
        let (mut before, mut at) = (None, *texts);
        while let Some(known) = at.index().and_then(|at| self.worded.get_mut(at)).filter(|at| at.language >= language) {
            if known.language == language {
                known.said = said;
                return;
            }
            (before, at) = (at.index(), known.next);
        }
        self.worded.push(Worded { language, said, next: at });
        let new = Texts { first: bounded(self.worded.len()) };
        match before.and_then(|before| self.worded.get_mut(before)) {
            Some(before) => before.next = new,
            None => *texts = new,
        }
    }

    fn say(&mut self, phrase: Phrase<'_>) -> Said {
        match phrase {
            Phrase::Plain(text) => {
                let start = bounded(self.plain.len());
                self.plain.push_str(text);
                Said::Plain { start, length: bounded(text.len()) }
            }
            Phrase::Mixed(parts) => {
                self.mixed.push(parts.into_owned());
                Said::Mixed(bounded(self.mixed.len() - 1))
            }
        }
    }

    /// The text in `language`, else in `fallback`, else in the first there is.
    pub(crate) fn find(&self, texts: Texts, language: LanguageId, fallback: LanguageId) -> Option<Phrase<'_>> {
        let mut found: Option<&Worded> = None;
        let mut next = texts;
        // Bytes that nobody vouches for may lead in a circle.
        for _ in 0..self.worded.len() {
            let Some(worded) = next.index().and_then(|at| self.worded.get(at)) else { break };
            if worded.language == language {
                found = Some(worded);
                break;
            }
            if found.is_none_or(|found| found.language != fallback) {
                found = Some(worded);
            }
            next = worded.next;
        }
        found.map(|worded| self.phrase(worded.said))
    }

    fn phrase(&self, said: Said) -> Phrase<'_> {
        match said {
            Said::Plain { start, length } => Phrase::Plain(self.span(start, length).unwrap_or_default()),
            Said::Mixed(at) => Phrase::Mixed(Cow::Borrowed(self.mixed.get(at as usize).map_or(&[], Vec::as_slice))),
        }
    }

    fn span(&self, start: u32, length: u32) -> Option<&str> {
        self.plain.get(start as usize..start.checked_add(length)? as usize)
    }

    /// Whether every index lies inside.
    pub(crate) fn is_sound(&self) -> bool {
        self.worded.iter().all(|worded| {
            let said = match worded.said {
                Said::Plain { start, length } => self.span(start, length).is_some(),
                Said::Mixed(at) => (at as usize) < self.mixed.len(),
            };
            said && self.holds(worded.next)
        })
    }

    pub(crate) fn holds(&self, texts: Texts) -> bool {
        texts.first as usize <= self.worded.len()
    }
}

/// Texts are bounded by the form they stand in, far below `u32::MAX`.
fn bounded(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

impl Phrase<'_> {
    /// The text with `…` where answers would stand; for reading without a session.
    pub(crate) fn plain(&self) -> String {
        self.with_answers(|_| "…".to_owned())
    }

    /// The text with what `told` makes of its answers.
    pub(crate) fn with_answers(&self, mut told: impl FnMut(&Expr) -> String) -> String {
        match self {
            Self::Plain(text) => (*text).to_owned(),
            Self::Mixed(parts) => {
                let mut text = String::new();
                for part in parts.iter() {
                    match part {
                        Part::Text(part) => text.push_str(part),
                        Part::Answer(expr) => text.push_str(&told(expr)),
                    }
                }
                text
            }
        }
    }
}

/// Texts of a question beside its label and hint.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct MediaTexts {
    pub guidance: Texts,
    /// Names of files, by the form of the text they stand in: `image`, `big-image`, `audio`, `video`.
    pub files: Vec<(Box<str>, Texts)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_told_in_its_language_else_in_the_default_else_in_the_first() {
        let set = |languages: &[usize]| {
            let (mut wording, mut texts) = (Wording::default(), Texts::default());
            let mut other = Texts::default();
            for language in languages {
                wording.set(&mut other, LanguageId(*language), Phrase::Plain("another"));
                wording.set(&mut texts, LanguageId(*language), Phrase::Plain(&format!("in {language}")));
            }
            assert!(wording.is_sound() && texts.is_empty() == languages.is_empty());
            (wording, texts)
        };
        for (languages, language, fallback, expected) in [
            (&[][..], 0, 0, None),
            (&[0, 1, 2], 1, 0, Some("in 1")),
            (&[2, 0, 1], 1, 0, Some("in 1")),
            (&[0, 2], 1, 2, Some("in 2")),
            (&[2, 1], 0, 2, Some("in 2")),
            (&[2, 1, 3], 0, 9, Some("in 1")),
            (&[1, 2, 1], 1, 0, Some("in 1")),
        ] {
            let (wording, texts) = set(languages);
            let found = wording.find(texts, LanguageId(language), LanguageId(fallback)).map(|phrase| phrase.plain());
            assert_eq!(found.as_deref(), expected, "{languages:?} {language} {fallback}");
        }
    }

    #[test]
    fn a_text_that_is_said_anew_keeps_its_place() {
        let (mut wording, mut texts) = (Wording::default(), Texts::default());
        for text in ["short", "", "long"] {
            wording.set(&mut texts, LanguageId(0), Phrase::Plain(text));
            let found = wording.find(texts, LanguageId(0), LanguageId(0)).map(|phrase| phrase.plain());
            assert_eq!(found.as_deref(), Some(text));
        }
        assert_eq!(wording.worded.len(), 1);
    }
}
