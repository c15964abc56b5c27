//! Translations: texts by id and language, in the forms that a question may have (`short`, `image`, …).

use foldhash::HashMap;

use crate::model::{Language, LanguageId};
use crate::xml::{Document, NodeId};

/// The `itext` of a form as it was written.
#[derive(Default)]
pub(super) struct TextSources<'a> {
    translations: Vec<Translation<'a>>,
    default: usize,
    /// Place of each id.
    places: HashMap<&'a str, usize>,
    /// Ids in the order in which they are first written, and what they stand for.
    ids: Vec<&'a str>,
    texts: Vec<Vec<TextSource<'a>>>,
}

struct Translation<'a> {
    language: &'a str,
}

/// One `value` of a text.
#[derive(Clone, Copy)]
pub(super) struct TextSource<'a> {
    pub language: LanguageId,
    /// Empty for the text itself.
    pub form: &'a str,
    pub value: NodeId,
}

impl<'a> TextSources<'a> {
    pub(super) fn read(document: &'a Document, itext: Option<NodeId>) -> Self {
        let mut sources = Self::default();
        let Some(itext) = itext else { return sources };
        let elements = document.elements(itext).filter(|node| document.local(*node) == "translation");
        for (index, translation) in elements.enumerate() {
            let language = document.attribute(translation, "", "lang").unwrap_or_default();
            if document.attribute(translation, "", "default").is_some() {
                sources.default = index;
            }
            sources.translations.push(Translation { language });
            for (order, text) in document.elements(translation).enumerate() {
                let Some(id) = document.attribute(text, "", "id") else { continue };
                let place = sources.place(id, order);
                let Some(known) = sources.texts.get_mut(place) else { continue };
                for value in document.elements(text).filter(|value| document.local(*value) == "value") {
                    let form = document.attribute(value, "", "form").unwrap_or_default();
                    known.push(TextSource { language: LanguageId(index), form, value });
                }
            }
        }
        sources
    }

    /// The place of an id, a new one where it is new. Most forms write all translations in one order, which saves
    /// the look-up.
    fn place(&mut self, id: &'a str, order: usize) -> usize {
        if self.ids.get(order) == Some(&id) {
            return order;
        }
        let next = self.ids.len();
        let place = *self.places.entry(id).or_insert(next);
        if place == next {
            self.ids.push(id);
            self.texts.push(Vec::new());
        }
        place
    }

    /// Languages as written and the default one; a form without translations has one nameless language.
    pub(super) fn languages(&self) -> (Vec<Language>, LanguageId) {
        if self.translations.is_empty() {
            return (vec![Language::new("default")], LanguageId(0));
        }
        let languages = self.translations.iter().map(|translation| Language::new(translation.language));
        (languages.collect(), LanguageId(self.default))
    }

    pub(super) fn find(&self, id: &str) -> Option<&[TextSource<'a>]> {
        self.places.get(id).and_then(|place| self.texts.get(*place)).map(Vec::as_slice)
    }

    pub(super) fn ids(&self) -> &[&'a str] {
        &self.ids
    }
}
