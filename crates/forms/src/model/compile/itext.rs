//! Translations: texts by id and language, in the forms that a question may have (`short`, `image`, …).

use foldhash::HashMap;
use smallvec::SmallVec;

use crate::model::{Language, LanguageId};
use crate::xml::{Document, NodeId};

/// The `itext` of a form as it was written.
#[derive(Default)]
pub(super) struct TextSources<'a> {
    /// Languages as they are called, in their order.
    languages: Vec<&'a str>,
    default: usize,
    /// Place of each id among the texts.
    places: HashMap<&'a str, usize>,
    /// In the order in which their ids are first written.
    texts: Vec<Text<'a>>,
    /// The values of all texts, in document order.
    values: Vec<Linked<'a>>,
}

struct Text<'a> {
    id: &'a str,
    /// Its first and last values among the values.
    ends: Option<(usize, usize)>,
    is_kept: bool,
}

struct Linked<'a> {
    source: TextSource<'a>,
    /// The next value of the same text.
    next: Option<usize>,
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
            sources.languages.push(document.attribute(translation, "", "lang").unwrap_or_default());
            if document.attribute(translation, "", "default").is_some() {
                sources.default = index;
            }
            for (order, text) in document.elements(translation).enumerate() {
                let Some(id) = document.attribute(text, "", "id") else { continue };
                let place = sources.place(id, order);
                for value in document.elements(text).filter(|value| document.local(*value) == "value") {
                    let form = document.attribute(value, "", "form").unwrap_or_default();
                    sources.push(place, TextSource { language: LanguageId(index), form, value });
                }
            }
        }
        sources
    }

    /// The place of an id, a new one where it is new. Most forms write all translations in one order, which saves
    /// the look-up.
    fn place(&mut self, id: &'a str, order: usize) -> usize {
        if self.texts.get(order).is_some_and(|text| text.id == id) {
            return order;
        }
        let next = self.texts.len();
        let place = *self.places.entry(id).or_insert(next);
        if place == next {
            self.texts.push(Text { id, ends: None, is_kept: false });
        }
        place
    }

    fn push(&mut self, place: usize, source: TextSource<'a>) {
        let Some(text) = self.texts.get_mut(place) else { return };
        let new = self.values.len();
        if let Some(last) = text.ends.and_then(|(_, last)| self.values.get_mut(last)) {
            last.next = Some(new);
        }
        text.ends = Some((text.ends.map_or(new, |(first, _)| first), new));
        self.values.push(Linked { source, next: None });
    }

    /// Languages as written and the default one; a form without translations has one nameless language.
    pub(super) fn languages(&self) -> (Vec<Language>, LanguageId) {
        if self.languages.is_empty() {
            return (vec![Language::new("default")], LanguageId(0));
        }
        (self.languages.iter().map(|language| Language::new(language)).collect(), LanguageId(self.default))
    }

    /// The place of the text with an id.
    pub(super) fn find(&self, id: &str) -> Option<usize> {
        self.places.get(id).copied()
    }

    /// The values of the text at a place.
    pub(super) fn values(&self, place: usize) -> SmallVec<[TextSource<'a>; 4]> {
        let linked = |at: usize| self.values.get(at);
        let first = self.texts.get(place).and_then(|text| text.ends).and_then(|(first, _)| linked(first));
        std::iter::successors(first, |value| value.next.and_then(linked)).map(|value| value.source).collect()
    }

    /// The id of the text at a place, where it is asked for the first time.
    pub(super) fn keep(&mut self, place: usize) -> Option<&'a str> {
        let text = self.texts.get_mut(place)?;
        let is_new = !std::mem::replace(&mut text.is_kept, true);
        is_new.then_some(text.id)
    }

    pub(super) fn count(&self) -> usize {
        self.texts.len()
    }
}
