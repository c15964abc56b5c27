//! Labels and messages: one template per language, with answers put in.

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

/// A text in several languages.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Texts {
    by_language: Vec<Option<Template>>,
}

/// A text with places for answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Template(pub Vec<Part>);

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Part {
    Text(Box<str>),
    Answer(Expr),
}

impl Texts {
    pub(crate) fn set(&mut self, language: LanguageId, template: Template) {
        if self.by_language.len() <= language.0 {
            self.by_language.resize(language.0 + 1, None);
        }
        if let Some(slot) = self.by_language.get_mut(language.0) {
            *slot = Some(template);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.by_language.iter().all(Option::is_none)
    }

    /// The text in `language`, else in `fallback`, else in any.
    pub(crate) fn find(&self, language: LanguageId, fallback: LanguageId) -> Option<&Template> {
        let of = |language: LanguageId| self.by_language.get(language.0).and_then(Option::as_ref);
        of(language).or_else(|| of(fallback)).or_else(|| self.by_language.iter().flatten().next())
    }
}

impl Template {
    /// A text without answers in it.
    pub(crate) fn of(text: &str) -> Self {
        Self(if text.is_empty() { Vec::new() } else { vec![Part::Text(text.into())] })
    }

    /// The text with `…` where answers would stand; for reading without a session.
    pub(crate) fn plain(&self) -> String {
        self.0
            .iter()
            .map(|part| match part {
                Part::Text(text) => &**text,
                Part::Answer(_) => "…",
            })
            .collect()
    }
}

/// Texts of a question beside its label and hint.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct MediaTexts {
    pub guidance: Texts,
    /// Names of files, by the form of the text they stand in: `image`, `big-image`, `audio`, `video`.
    pub files: Vec<(Box<str>, Texts)>,
}
