//! The body: controls, groups and repeats in the order in which they are shown.

use super::Compiler;
use super::kinds::kind_of_control;
use super::parts::{child, jr};
use crate::expr::Compiled;
use crate::model::{
    BodyItem, BodyKind, ControlKind, Element, ElementKind, NodeId, Property, QuestionModel, Range, Raw, Texts,
};
use crate::xml;

/// Attributes of a control that have a meaning of their own; the others are kept as its parameters.
const KNOWN: &[&str] = &["ref", "nodeset", "bind", "appearance", "id"];

impl Compiler<'_> {
    pub(super) fn read_body(&mut self) {
        if let Some(body) = self.parts.body {
            self.read_controls(body, NodeId::ROOT);
            self.read_style(body);
        }
    }

    /// `class` of the body: how the form as a whole is shown, such as `pages`.
    fn read_style(&mut self, body: xml::NodeId) {
        let class = self.document.attribute(body, "", "class").unwrap_or_default().trim();
        if let (false, Some(root)) = (class.is_empty(), self.elements.get_mut(NodeId::ROOT.index())) {
            root.parameters.push(("class".into(), class.into()));
        }
    }

    fn read_controls(&mut self, parent: xml::NodeId, context: NodeId) {
        let document = self.document;
        for control in document.elements(parent) {
            match (document.local(control), ControlKind::of(document.local(control))) {
                ("group", _) => self.read_group(control, context),
                ("repeat", _) => self.read_repeat(control, context),
                (_, Some(kind)) => self.read_control(control, kind, context),
                _ => {}
            }
        }
    }

    /// The node a control names; by path, or by the id of a bind as XForms of old do.
    pub(super) fn referred(&self, control: xml::NodeId, context: NodeId) -> Option<NodeId> {
        let document = self.document;
        let path = document.attribute(control, "", "ref").or_else(|| document.attribute(control, "", "nodeset"));
        if let Some(path) = path {
            return self.resolve(context, path);
        }
        self.bound_by_id(document.attribute(control, "", "bind")?)
    }

    /// The node of the bind with an id.
    pub(super) fn bound_by_id(&self, id: &str) -> Option<NodeId> {
        let bind = self.parts.binds.iter().find(|bind| bind.id == Some(id))?;
        self.resolve(NodeId::ROOT, bind.nodeset?)
    }

    fn open(&mut self, kind: BodyKind, node: Option<NodeId>, element: u32) -> usize {
        self.body.push(BodyItem { kind, node, element, end: 0 });
        self.body.len() - 1
    }

    fn close(&mut self, item: usize) {
        let end = u32::try_from(self.body.len()).unwrap_or(u32::MAX);
        if let Some(item) = self.body.get_mut(item) {
            item.end = end;
        }
    }

    fn read_group(&mut self, group: xml::NodeId, context: NodeId) {
        let node = self.referred(group, context);
        let named = self.document.attribute(group, "", "ref").is_some();
        if named && node.is_none() {
            self.unknown_reference(group, "group");
        }
        let shown = node.filter(|node| *node != context || self.layout.node(*node).inner.is_none());
        // A group around a repeat of the same node gives it its label; it is no node of its own.
        let element = match shown {
            Some(node) if !self.is_shown(node) => u32::try_from(node.index()).unwrap_or(u32::MAX),
            _ => self.spare_element(ElementKind::Group),
        };
        self.describe(group, node.unwrap_or(context), element);
        let item = self.open(BodyKind::Group, node, element);
        self.read_controls(group, node.unwrap_or(context));
        self.close(item);
    }

    fn read_repeat(&mut self, repeat: xml::NodeId, context: NodeId) {
        let Some(node) = self.referred(repeat, context) else {
            self.unknown_reference(repeat, "repeat");
            return;
        };
        let document = self.document;
        let element = u32::try_from(node.index()).unwrap_or(u32::MAX);
        self.describe(repeat, node, element);
        let count = jr(document, repeat, "count").map(str::to_owned);
        let fixed =
            jr(document, repeat, "noAddRemove").is_some_and(|value| !value.trim().eq_ignore_ascii_case("false()"));
        if let Some(element) = self.elements.get_mut(node.index()) {
            element.is_fixed = fixed || count.is_some();
        }
        if let Some(count) = count {
            self.count_formula(node, context, &count);
        } else if fixed {
            self.sow_fixed(node);
        }
        let item = self.open(BodyKind::Repeat, Some(node), element);
        self.read_controls(repeat, node);
        self.close(item);
    }

    /// A repeat that nobody can add to starts with an instance, whatever the form writes.
    fn sow_fixed(&mut self, node: NodeId) {
        let in_form = self.layout.node(node).scope == crate::model::ScopeId::FORM;
        if in_form && !self.sown.iter().any(|sown| sown.repeat == node) {
            self.sown.push(crate::model::Sown { repeat: node, texts: Vec::new(), inner: Vec::new() });
        }
    }

    /// The count is seen from what the repeat stands in, as in JavaRosa, or else from the repeat itself.
    fn count_formula(&mut self, node: NodeId, context: NodeId, count: &str) {
        let context = if self.resolve(context, count).is_some() { context } else { node };
        let Some(Compiled { expr, reads }) = self.compile(context, "jr:count", count) else { return };
        if let Some(element) = self.elements.get_mut(node.index()) {
            element.has_count = true;
        }
        self.note(Raw { spot: self.layout.node(node).spot, property: Property::Count, expr: Some(expr), reads });
    }

    fn read_control(&mut self, control: xml::NodeId, kind: ControlKind, context: NodeId) {
        let Some(node) = self.referred(control, context) else {
            self.unknown_reference(control, "control");
            return;
        };
        let document = self.document;
        let data_type = self.elements.get(node.index()).map(|element| element.data_type).unwrap_or_default();
        let media_type = document.attribute(control, "", "mediatype").unwrap_or_default();
        let question = QuestionModel {
            kind: kind_of_control(kind, data_type, media_type),
            choices: None,
            range: self.range(control, kind),
        };
        let is_first = !self.is_shown(node) && self.is_leaf(node);
        let element = if is_first {
            if let Some(element) = self.elements.get_mut(node.index()) {
                element.kind = ElementKind::Question(question);
            }
            u32::try_from(node.index()).unwrap_or(u32::MAX)
        } else {
            self.spare_element(ElementKind::Question(question))
        };
        self.describe(control, node, element);
        if matches!(kind, ControlKind::SelectOne | ControlKind::SelectMultiple | ControlKind::Rank) {
            self.read_choices(control, node, element);
        }
        let item = self.open(BodyKind::Question, Some(node), element);
        self.close(item);
    }

    fn is_leaf(&self, node: NodeId) -> bool {
        matches!(self.elements.get(node.index()), Some(Element { kind: ElementKind::Question(_), .. }))
    }

    /// Whether a control shows the node already.
    fn is_shown(&self, node: NodeId) -> bool {
        self.elements.get(node.index()).is_some_and(|element| element.has_control)
    }

    /// An element beside those of the nodes.
    fn spare_element(&mut self, kind: ElementKind) -> u32 {
        self.elements.push(Element { kind, ..Element::default() });
        u32::try_from(self.elements.len() - 1).unwrap_or(u32::MAX)
    }

    /// Label, hint, appearance and parameters of a control.
    fn describe(&mut self, control: xml::NodeId, node: NodeId, element: u32) {
        let document = self.document;
        let label = child(document, control, "label").map(|label| self.told(node, label));
        let hint = child(document, control, "hint").map(|hint| self.told(node, hint));
        let appearance = document.attribute(control, "", "appearance").unwrap_or_default().trim();
        let parameters = document.attributes(control).filter(|found| !KNOWN.contains(&document.local(*found)));
        let parameters = parameters
            .map(|found| (document.name(found).qualified().into(), document.own_text(found).into()))
            .collect::<Vec<_>>();
        let Some(element) = self.elements.get_mut(element as usize) else { return };
        element.has_control = true;
        if let Some(label) = label.filter(|label| !label.texts.is_empty() || !label.media.files.is_empty()) {
            element.label = label.texts;
            if !label.media.files.is_empty() {
                element.media.get_or_insert_default().files = label.media.files;
            }
        }
        if let Some(hint) = hint {
            element.hint = hint.texts;
            if !hint.media.guidance.is_empty() {
                element.media.get_or_insert_default().guidance = hint.media.guidance;
            }
        }
        let words = appearance.split_whitespace().collect::<Vec<_>>();
        if matches!(document.local(control), "select" | "select1")
            && words.contains(&"search")
            && !words.contains(&"autocomplete")
        {
            // What `search` was called later.
            element.appearance = format!("autocomplete {appearance}").into();
        } else if !appearance.is_empty() {
            element.appearance = appearance.into();
        }
        element.parameters.extend(parameters);
    }

    fn range(&self, control: xml::NodeId, kind: ControlKind) -> Option<Range> {
        if kind != ControlKind::Range {
            return None;
        }
        let number = |name| self.document.attribute(control, "", name).and_then(|text| text.trim().parse::<f64>().ok());
        Some(Range { start: number("start")?, end: number("end")?, step: number("step").unwrap_or(1.0) })
    }

    fn unknown_reference(&mut self, control: xml::NodeId, what: &str) {
        let document = self.document;
        let path = ["ref", "nodeset", "bind"].into_iter().find_map(|name| document.attribute(control, "", name));
        let path = path.unwrap_or_default().to_owned();
        self.warn(
            NodeId::ROOT,
            what,
            "control-without-node",
            format!("Câu hỏi hoặc nhóm trỏ tới “{path}” nhưng biểu mẫu không có nút này; nó không hiện ra."),
            format!("A control refers to “{path}”, which the instance does not have; it is not shown."),
        );
    }

    /// The label of an item or itemset row written at a question.
    pub(super) fn label_of_item(&mut self, node: NodeId, item: xml::NodeId) -> Texts {
        child(self.document, item, "label").map(|label| self.told(node, label).texts).unwrap_or_default()
    }
}
