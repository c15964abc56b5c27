//! What the rows of a survey describe, before it becomes XML: a tree of elements in one array.

use std::borrow::Cow;

use super::record::{Fields, Value};
use super::types::{Block, QuestionType};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ElementId(pub usize);

#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// The form itself.
    Survey,
    Block(Block),
    Question(&'static QuestionType),
    /// A file whose rows formulas may look up; its extension.
    ExternalFile(&'static str),
    /// What a form makes of an entity, within a `meta` block.
    Entity,
    /// Of the entity's node.
    Attribute,
    /// The label of an entity.
    EntityLabel,
}

/// What happens at a moment in the life of a form.
#[derive(Clone, Debug)]
pub(super) struct Action {
    pub element: &'static str,
    pub event: &'static str,
    /// A formula, where the element's default does not say it.
    pub value: Option<&'static str>,
    pub quality: Option<String>,
}

impl Action {
    pub(super) const fn new(element: &'static str, event: &'static str) -> Self {
        Self { element, event, value: None, quality: None }
    }
}

pub(super) const FIRST_LOAD: &str = "odk-instance-first-load";
pub(super) const LOAD: &str = "odk-instance-load";
pub(super) const NEW_REPEAT: &str = "odk-new-repeat";
pub(super) const VALUE_CHANGED: &str = "xforms-value-changed";

#[derive(Clone, Debug)]
pub(super) struct Element<'a> {
    pub kind: Kind,
    /// The word in the type column, or what it is short for.
    pub type_name: Cow<'a, str>,
    pub name: Cow<'a, str>,
    /// Row of the survey sheet; 0 for what no row describes.
    pub row: u32,
    pub parent: Option<ElementId>,
    pub children: Vec<ElementId>,
    pub label: Option<Value<'a>>,
    pub hint: Option<Value<'a>>,
    pub guidance: Option<Value<'a>>,
    pub media: Option<Value<'a>>,
    pub bind: Option<Fields<'a>>,
    pub control: Option<Fields<'a>>,
    /// Attributes of the node in the instance.
    pub instance: Option<Fields<'a>>,
    pub default: Option<Cow<'a, str>>,
    pub default_is_formula: bool,
    pub actions: Vec<Action>,
    /// Questions whose answers make this one be calculated.
    pub triggers: Vec<String>,
    pub choice_filter: Option<Cow<'a, str>>,
    pub parameters: Parameters,
    /// Where choices come from: a list, a file, or a reference.
    pub list: Option<Cow<'a, str>>,
    /// A list of the sheet `external_choices`.
    pub query: Option<Cow<'a, str>>,
    /// OpenStreetMap tags.
    pub tags: Vec<Fields<'a>>,
    /// Has no node of its own.
    pub flat: bool,
    /// Has no place in the body.
    pub hidden: bool,
    /// Fixed content of an attribute.
    pub value: &'static str,
    pub dataset: Option<Cow<'a, str>>,
    /// The list that a loop goes over.
    pub loop_list: Option<Cow<'a, str>>,
}

/// The cell of the `parameters` column; a later value of a key stands in the place of the first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Parameters(pub Vec<(String, String)>);

impl Parameters {
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }

    pub(super) fn take(&mut self, key: &str) -> Option<String> {
        let place = self.0.iter().position(|(known, _)| known == key)?;
        Some(self.0.remove(place).1)
    }

    pub(super) fn set(&mut self, key: String, value: String) {
        match self.0.iter_mut().find(|(known, _)| *known == key) {
            Some((_, known)) => *known = value,
            None => self.0.push((key, value)),
        }
    }
}

impl<'a> Element<'a> {
    pub(super) fn new(kind: Kind, type_name: impl Into<Cow<'a, str>>, name: impl Into<Cow<'a, str>>, row: u32) -> Self {
        Self {
            kind,
            type_name: type_name.into(),
            name: name.into(),
            row,
            parent: None,
            children: Vec::new(),
            label: None,
            hint: None,
            guidance: None,
            media: None,
            bind: None,
            control: None,
            instance: None,
            default: None,
            default_is_formula: false,
            actions: Vec::new(),
            triggers: Vec::new(),
            choice_filter: None,
            parameters: Parameters::default(),
            list: None,
            query: None,
            tags: Vec::new(),
            flat: false,
            hidden: false,
            value: "",
            dataset: None,
            loop_list: None,
        }
    }

    pub(super) const fn is_repeat(&self) -> bool {
        matches!(self.kind, Kind::Block(Block::Repeat))
    }

    pub(super) const fn is_section(&self) -> bool {
        matches!(self.kind, Kind::Survey | Kind::Block(_) | Kind::Entity)
    }

    /// Whether choices are asked for.
    pub(super) fn is_select(&self) -> bool {
        matches!(self.kind, Kind::Question(QuestionType { control: Some("select" | "select1" | "odk:rank"), .. }))
    }

    pub(super) const fn question(&self) -> Option<&'static QuestionType> {
        match self.kind {
            Kind::Question(question) => Some(question),
            _ => None,
        }
    }

    pub(super) fn bind_mut(&mut self) -> &mut Fields<'a> {
        self.bind.get_or_insert_default()
    }

    pub(super) fn control_mut(&mut self) -> &mut Fields<'a> {
        self.control.get_or_insert_default()
    }

    pub(super) fn appearance(&self) -> Option<&str> {
        self.control.as_ref().and_then(|control| control.text("appearance"))
    }

    /// Whether the label stands among the translations.
    pub(super) fn has_translated_label(&self) -> bool {
        let media = self.media.as_ref().and_then(Value::map);
        matches!(self.label, Some(Value::Map(_))) || media.is_some_and(|media| !media.0.is_empty())
    }
}

#[derive(Clone, Debug)]
pub(super) struct Tree<'a> {
    elements: Vec<Element<'a>>,
}

impl<'a> Tree<'a> {
    pub(super) const ROOT: ElementId = ElementId(0);

    pub(super) fn new(name: Cow<'a, str>) -> Self {
        Self { elements: vec![Element::new(Kind::Survey, "survey", name, 0)] }
    }

    #[expect(clippy::indexing_slicing, reason = "ids are given out by this tree and elements are never removed")]
    pub(super) fn get(&self, id: ElementId) -> &Element<'a> {
        &self.elements[id.0]
    }

    #[expect(clippy::indexing_slicing, reason = "ids are given out by this tree and elements are never removed")]
    pub(super) fn get_mut(&mut self, id: ElementId) -> &mut Element<'a> {
        &mut self.elements[id.0]
    }

    pub(super) fn len(&self) -> usize {
        self.elements.len()
    }

    pub(super) fn add(&mut self, parent: ElementId, mut element: Element<'a>) -> ElementId {
        let id = ElementId(self.elements.len());
        element.parent = Some(parent);
        self.elements.push(element);
        self.get_mut(parent).children.push(id);
        id
    }

    /// `id`'s parent, its parent, and so on up to the form.
    pub(super) fn ancestors(&self, id: ElementId) -> impl Iterator<Item = ElementId> + '_ {
        std::iter::successors(self.get(id).parent, |above| self.get(*above).parent)
    }

    pub(super) fn nearest_repeat(&self, id: ElementId) -> Option<ElementId> {
        self.ancestors(id).find(|above| self.get(*above).is_repeat())
    }

    /// Everything in the order of the form, the form first.
    pub(super) fn in_order(&self) -> Vec<ElementId> {
        let mut order = Vec::with_capacity(self.elements.len());
        let mut open = vec![Self::ROOT];
        while let Some(id) = open.pop() {
            order.push(id);
            open.extend(self.get(id).children.iter().rev());
        }
        order
    }

    /// Bytes of all absolute paths together.
    pub(super) fn path_bytes(&self) -> usize {
        let mut lengths = vec![0_usize; self.elements.len()];
        let mut total = 0_usize;
        for id in self.in_order() {
            let element = self.get(id);
            let above = element.parent.and_then(|parent| lengths.get(parent.0)).copied().unwrap_or_default();
            let length = above + element.name.len() + 1;
            total = total.saturating_add(length);
            if let Some(place) = lengths.get_mut(id.0) {
                *place = length;
            }
        }
        total
    }

    /// Absolute path of every element, by its id. Flat blocks leave no trace in it.
    pub(super) fn paths(&self) -> Vec<String> {
        let mut paths = vec![String::new(); self.elements.len()];
        for id in self.in_order() {
            let element = self.get(id);
            let above = element.parent.and_then(|parent| paths.get(parent.0)).map_or("", String::as_str);
            let path = match element.kind {
                _ if element.flat => above.to_owned(),
                Kind::Attribute => format!("{above}/@{}", element.name),
                _ => format!("{above}/{}", element.name),
            };
            if let Some(place) = paths.get_mut(id.0) {
                *place = path;
            }
        }
        paths
    }
}
