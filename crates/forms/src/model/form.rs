//! A form that can be filled.

use serde::{Deserialize, Serialize};

use super::{
    Action, BodyItem, Choices, DataType, Graph, Itext, Language, LanguageId, Layout, List, ListId, MediaTexts, NodeId,
    Phrase, Preload, Question, QuestionKind, Range, Sown, Texts, Wording,
};
use crate::xml::Document;

/// A compiled form. Immutable; share it in an `Arc` among sessions.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Form {
    pub(crate) id: String,
    pub(crate) version: String,
    pub(crate) title: Texts,
    pub(crate) languages: Vec<Language>,
    pub(crate) default_language: LanguageId,
    pub(crate) layout: Layout,
    pub(crate) elements: Vec<Element>,
    pub(crate) lists: Vec<List>,
    /// Secondary instances that are no regular tables.
    pub(crate) documents: Vec<Document>,
    pub(crate) itext: Itext,
    pub(crate) wording: Wording,
    pub(crate) graph: Graph,
    /// What is on the screens, in document order; empty for forms that are shown in the order of their nodes.
    pub(crate) body: Vec<BodyItem>,
    pub(crate) actions: Vec<Action>,
    /// Instances of repeats that a new filling starts with.
    #[serde(with = "super::laid")]
    pub(crate) sown: Vec<Sown>,
    pub(crate) dataset: Option<Dataset>,
}

/// The kind of subject a form writes to, from the `entities` sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dataset {
    /// `list_name`
    pub name: String,
    /// The expression that names the subject, as written.
    pub label: Option<String>,
    /// The expression that identifies an existing subject, as written.
    pub entity_id: Option<String>,
}

/// One node of the form, or a control beside the first of its node.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Element {
    pub kind: ElementKind,
    pub data_type: DataType,
    pub label: Texts,
    pub hint: Texts,
    /// Guidance, pictures and sounds; few questions have any.
    pub media: Option<Box<MediaTexts>>,
    pub appearance: Box<str>,
    /// Attributes of the control that say how it is shown, by name as written.
    pub parameters: Vec<(Box<str>, Box<str>)>,
    pub required_message: Texts,
    pub constraint_message: Texts,
    /// The text that the form itself holds.
    pub default: Option<Box<str>>,
    pub preload: Option<Preload>,
    pub has_calculation: bool,
    pub has_count: bool,
    /// Instances of this repeat are not for people to add or remove.
    pub is_fixed: bool,
    /// Whether people can see it while filling: it has a control.
    pub has_control: bool,
    /// About the submission (`meta` and attributes), not about the subject.
    pub is_meta: bool,
    /// Not written in the form itself.
    pub is_added: bool,
    pub save_to: Option<Box<str>>,
    /// Longest side of a photo in pixels (`orx:max-pixels`).
    pub max_pixels: Option<u32>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) enum ElementKind {
    Root,
    #[default]
    Group,
    Repeat,
    Question(QuestionModel),
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct QuestionModel {
    pub kind: QuestionKind,
    pub choices: Option<Box<Choices>>,
    pub range: Option<Range>,
}

impl Form {
    /// `form_id` of the settings sheet, else the name given to the reader.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// `version` of the settings sheet; empty where it gives none.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The title in `language` (name or code), else in the default language.
    pub fn title(&self, language: &str) -> String {
        let title = self.text(self.title, self.language(language)).map(|title| title.plain());
        title.unwrap_or_else(|| self.id.clone())
    }

    /// Languages in the order of their columns; one nameless language for a form without any.
    pub fn languages(&self) -> &[Language] {
        &self.languages
    }

    pub fn default_language(&self) -> &Language {
        static NONE: Language = Language { name: String::new(), code: None };
        self.languages.get(self.default_language.0).unwrap_or(&NONE)
    }

    /// The subjects this form writes to.
    pub const fn dataset(&self) -> Option<&Dataset> {
        self.dataset.as_ref()
    }

    /// The question at a path of names without instance ids, e.g. `nhan_khau/thanh_vien/ho_ten`.
    pub fn question(&self, path: &str) -> Option<Question<'_>> {
        Question::of(self, self.layout.node_at(path)?)
    }

    /// The question that a stored answer belongs to: `path` may hold instance ids.
    pub fn question_of_answer(&self, path: &str) -> Option<Question<'_>> {
        let mut node = NodeId::ROOT;
        let mut names = path.split('/');
        while let Some(name) = names.next() {
            node = self.layout.child(node, name)?;
            if self.layout.node(node).inner.is_some() {
                names.next();
            }
        }
        Question::of(self, node)
    }

    /// Whether `path` ends at an instance of a repeat.
    pub(crate) fn names_instance(&self, path: &str) -> bool {
        let mut node = NodeId::ROOT;
        let mut names = path.split('/').peekable();
        while let Some(name) = names.next() {
            let Some(child) = self.layout.child(node, name) else { return false };
            node = child;
            if self.layout.node(node).inner.is_some() && names.next().is_some() && names.peek().is_none() {
                return true;
            }
        }
        false
    }

    /// All questions in document order.
    pub fn questions(&self) -> impl Iterator<Item = Question<'_>> {
        self.layout.node_ids().filter_map(|node| Question::of(self, node))
    }

    /// The language called `wanted`, else the default.
    pub(crate) fn language(&self, wanted: &str) -> LanguageId {
        let found = self.languages.iter().position(|language| language.is_called(wanted));
        found.map_or(self.default_language, LanguageId)
    }

    pub(crate) fn text(&self, texts: Texts, language: LanguageId) -> Option<Phrase<'_>> {
        self.wording.find(texts, language, self.default_language)
    }

    /// There is one for each node of the layout.
    #[expect(clippy::indexing_slicing, reason = "every form has the element of its root")]
    pub(crate) fn element(&self, node: NodeId) -> &Element {
        self.elements.get(node.index()).unwrap_or_else(|| &self.elements[0])
    }

    pub(crate) fn question_model(&self, node: NodeId) -> Option<&QuestionModel> {
        match &self.element(node).kind {
            ElementKind::Question(question) => Some(question),
            _ => None,
        }
    }

    /// The list a question chooses from, where it chooses from one.
    pub(crate) fn list_of(&self, question: &QuestionModel) -> Option<&List> {
        question.choices.as_ref().and_then(|choices| choices.list()).and_then(|list| self.list(list))
    }

    pub(crate) fn list(&self, list: ListId) -> Option<&List> {
        self.lists.get(list.index())
    }
}
