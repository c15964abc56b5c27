//! Texts in several languages, pictures and sound of labels.

use std::borrow::Cow;
use std::fmt::Write;

use foldhash::HashMap;
use smallvec::SmallVec;

use super::super::names::has_reference;
use super::super::record::{Fields, Value};
use super::super::tree::ElementId;
use super::Context;
use super::xml::Xml;
use crate::xml::{NameId, NodeId};

const MEDIA: [&str; 4] = ["image", "big-image", "audio", "video"];
/// Stands for a text that is missing in one language.
const MISSING: &str = "-";

/// Most texts in all languages together.
const MAX_TEXTS: usize = 4_000_000;

/// A text in one form: plain, a picture, …
#[derive(Clone, Copy)]
struct Text<'o> {
    form: &'o str,
    text: &'o str,
    /// The element whose answers it may name.
    context: Option<ElementId>,
}

#[derive(Default)]
struct Language<'o> {
    name: Cow<'o, str>,
    /// Ids in the order they came.
    order: Vec<usize>,
    /// By id.
    texts: Vec<Forms<Text<'o>>>,
}

/// Most texts have one form.
type Forms<T> = SmallVec<[T; 1]>;

/// Whose text it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Owner {
    /// Place of the list, and of the choice within it.
    Choice(usize, usize),
    Label(ElementId),
    Hint(ElementId),
    /// The property of a bind.
    Message(ElementId, &'static str),
}

#[derive(Default)]
pub(super) struct Translations<'o> {
    languages: Vec<Language<'o>>,
    ids: Vec<Owner>,
    by_owner: HashMap<Owner, usize>,
}

impl<'o> Translations<'o> {
    pub(super) fn languages(&self) -> Vec<String> {
        self.languages.iter().map(|language| language.name.to_string()).collect()
    }

    fn id(&mut self, owner: Owner) -> usize {
        let next = self.ids.len();
        let id = match owner {
            Owner::Choice(..) => next,
            owner => *self.by_owner.entry(owner).or_insert(next),
        };
        if id == next {
            self.ids.push(owner);
        }
        id
    }

    fn language(&mut self, name: &'o str) -> Option<&mut Language<'o>> {
        let place = self.languages.iter().position(|language| is_same(&language.name, name)).unwrap_or_else(|| {
            self.languages.push(Language { name: Cow::Borrowed(name), ..Language::default() });
            self.languages.len() - 1
        });
        self.languages.get_mut(place)
    }

    fn add(&mut self, language: &'o str, id: usize, text: Text<'o>) {
        if let Some(language) = self.language(language) {
            language.set(id, text, true);
        }
    }

    /// Every language gets every text, so that none shows a gap. Answers false where that is too much.
    fn fill(&mut self) -> bool {
        if self.languages.len().saturating_mul(self.ids.len()) > MAX_TEXTS {
            return false;
        }
        let mut order: Vec<usize> = Vec::new();
        let mut forms: Vec<Forms<&str>> = vec![Forms::new(); self.ids.len()];
        for language in &self.languages {
            for id in &language.order {
                let (Some(forms), Some(texts)) = (forms.get_mut(*id), language.texts.get(*id)) else { continue };
                if forms.is_empty() {
                    order.push(*id);
                }
                for text in texts {
                    if !forms.contains(&text.form) {
                        forms.push(text.form);
                    }
                }
            }
        }
        for language in &mut self.languages {
            for id in &order {
                for form in forms.get(*id).into_iter().flatten() {
                    language.set(*id, Text { form, text: MISSING, context: None }, false);
                }
            }
        }
        true
    }
}

impl<'o> Language<'o> {
    fn set(&mut self, id: usize, text: Text<'o>, replace: bool) {
        if self.texts.len() <= id {
            self.texts.resize_with(id + 1, Forms::new);
        }
        let Some(texts) = self.texts.get_mut(id) else { return };
        if texts.is_empty() {
            self.order.push(id);
        }
        match texts.iter_mut().find(|known| known.form == text.form) {
            Some(known) if replace => *known = text,
            Some(_) => {}
            None => texts.push(text),
        }
    }
}

impl<'o> Context<'o, '_> {
    pub(super) fn translations(&self) -> Translations<'o> {
        let mut translations = Translations::default();
        for (number, list) in self.form.lists.all.iter().enumerate().filter(|(_, list)| list.translated) {
            for (place, choice) in list.choices.iter().enumerate() {
                let id = translations.id(Owner::Choice(number, place));
                self.all(&mut translations, id, "long", choice.label.as_ref(), None);
                for (kind, value) in media_of(choice.media.as_ref()) {
                    self.all(&mut translations, id, kind, Some(value), None);
                }
            }
        }
        for id in &self.order {
            let element = self.element(*id);
            if element.is_section() || element.is_question() {
                self.messages(&mut translations, *id);
                self.labels(&mut translations, *id);
            }
        }
        for id in &self.order {
            self.media(&mut translations, *id);
        }
        if !translations.fill() {
            self.too_large();
        }
        translations
    }

    /// Adds a text, or one for each language.
    fn all(
        &self,
        translations: &mut Translations<'o>,
        id: usize,
        form: &'o str,
        value: Option<&'o Value<'_>>,
        context: Option<ElementId>,
    ) {
        match value {
            None => {}
            Some(Value::Text(text)) => translations.add(&self.form.default_language, id, Text { form, text, context }),
            Some(Value::Map(languages)) => {
                for (language, value) in &languages.0 {
                    match value {
                        Value::Text(text) => translations.add(language, id, Text { form, text, context }),
                        Value::Map(_) => {
                            let at = context.map_or_else(Default::default, |id| self.at(id, "label"));
                            self.problems.borrow_mut().push(super::super::settings::not_grouped(at));
                        }
                    }
                }
            }
        }
    }

    fn messages(&self, translations: &mut Translations<'o>, id: ElementId) {
        let Some(bind) = &self.element(id).bind else { return };
        for name in ["jr:constraintMsg", "jr:requiredMsg", "jr:noAppErrorString"] {
            let Some(value) = bind.get(name) else { continue };
            let dynamic = name != "jr:noAppErrorString" && value.text().is_some_and(has_reference);
            if dynamic || value.map().is_some() {
                let text = translations.id(Owner::Message(self.owner(id), name));
                self.all(translations, text, "long", Some(value), Some(id));
            }
        }
    }

    fn labels(&self, translations: &mut Translations<'o>, id: ElementId) {
        let element = self.element(id);
        if let Some(label) = element.label.as_ref().filter(|_| element.has_translated_label()) {
            let text = translations.id(Owner::Label(self.owner(id)));
            self.all(translations, text, "long", Some(label), Some(id));
        }
        let hint = element.hint.as_ref().filter(|hint| hint.map().is_some() || element.guidance.is_some());
        if hint.is_none() && element.guidance.is_none() {
            return;
        }
        let text = translations.id(Owner::Hint(self.owner(id)));
        self.all(translations, text, "long", hint, Some(id));
        self.all(translations, text, "guidance", element.guidance.as_ref(), Some(id));
    }

    fn media(&self, translations: &mut Translations<'o>, id: ElementId) {
        let element = self.element(id);
        let media = media_of(element.media.as_ref()).collect::<Vec<_>>();
        if media.is_empty() || !(element.is_section() || element.is_question()) {
            return;
        }
        let text = translations.id(Owner::Label(self.owner(id)));
        for (kind, value) in media {
            if !MEDIA.contains(&kind) {
                self.error(
                    self.at(id, kind),
                    "media-unknown",
                    format!("Không biết loại tệp kèm “{kind}”. Các loại dùng được: {}.", MEDIA.join(", ")),
                    format!("Media of the kind “{kind}” are not known. These are: {}.", MEDIA.join(", ")),
                );
            }
            self.all(translations, text, kind, Some(value), None);
        }
    }

    pub(super) fn itext(&self, xml: &mut Xml, model: NodeId, translations: &Translations<'o>) {
        if translations.languages.is_empty() {
            return;
        }
        let itext = xml.child(model, "itext");
        let names = Names {
            text: xml.element_name("text"),
            value: xml.element_name("value"),
            id: xml.attribute_name("id"),
            form: xml.attribute_name("form"),
        };
        let mut name = String::new();
        for language in &translations.languages {
            let node = xml.child(itext, "translation");
            xml.attribute(node, "lang", &language.name);
            if language.name == self.form.default_language {
                xml.attribute(node, "default", "true()");
            }
            for id in &language.order {
                let (Some(owner), Some(texts)) = (translations.ids.get(*id), language.texts.get(*id)) else { continue };
                name.clear();
                self.write_id(*owner, &mut name);
                let text = xml.named_child(node, names.text);
                xml.named_attribute(text, names.id, &name);
                for form in texts {
                    self.form(xml, text, form, matches!(owner, Owner::Hint(_)), &names);
                }
            }
        }
    }

    /// A flat block shares the path, and so the texts, of what it lies in.
    fn owner(&self, id: ElementId) -> ElementId {
        if !self.element(id).flat {
            return id;
        }
        self.form.tree.ancestors(id).find(|above| !self.element(*above).flat).unwrap_or(id)
    }

    fn write_id(&self, owner: Owner, into: &mut String) {
        let (path, name) = match owner {
            Owner::Choice(list, place) => {
                into.push_str(self.form.lists.all.get(list).map_or("", |list| &*list.name));
                let _ = write!(into, "-{place}");
                return;
            }
            Owner::Label(id) => (self.path(id), "label"),
            Owner::Hint(id) => (self.path(id), "hint"),
            Owner::Message(id, name) => (self.path(id), name),
        };
        into.push_str(path);
        into.push(':');
        into.push_str(name);
    }

    fn form(&self, xml: &mut Xml, parent: NodeId, text: &Text<'_>, is_hint: bool, names: &Names) {
        let form = match text.form {
            "long" => None,
            "guidance" => Some("guidance"),
            _ if is_hint => None,
            _ if text.text == MISSING => return,
            form => Some(form),
        };
        let value = xml.named_child(parent, names.value);
        if let Some(form) = form {
            xml.named_attribute(value, names.form, form);
        }
        match form {
            None | Some("guidance") => self.write_text(xml, value, text.text, text.context),
            Some(form) => {
                let folder = if form == "big-image" || form == "image" { "images" } else { form };
                self.write_text(xml, value, &format!("jr://{folder}/{}", text.text), None);
            }
        }
    }
}

/// Names that every text needs.
struct Names {
    text: Option<NameId>,
    value: Option<NameId>,
    id: Option<NameId>,
    form: Option<NameId>,
}

/// Whether two texts are equal; those cut from one header, as nearly all names of languages are, need no look.
fn is_same(one: &str, other: &str) -> bool {
    std::ptr::eq(one, other) || one == other
}

/// Kinds of media and what is given for each. A form without languages may have them one level down.
fn media_of<'v, 'a>(media: Option<&'v Value<'a>>) -> impl Iterator<Item = (&'v str, &'v Value<'a>)> {
    let fields = media.and_then(Value::map);
    let fields: Option<&Fields<'_>> = match fields.and_then(|fields| fields.get("default")) {
        Some(Value::Map(inner)) => Some(inner),
        _ => fields,
    };
    fields.into_iter().flat_map(|fields| fields.0.iter().map(|(kind, value)| (*kind, value)))
}
