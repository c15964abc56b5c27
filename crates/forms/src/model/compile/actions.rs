//! Actions, in the model and inside controls.

use super::Compiler;
use crate::model::{Action, ActionKind, ActionValue, Events, NodeId};
use crate::xml::{self, Document, ns};

impl Compiler<'_> {
    pub(super) fn read_actions(&mut self) {
        self.actions_in(self.parts.model, NodeId::ROOT);
        if let Some(body) = self.parts.body {
            self.actions_below(body, NodeId::ROOT);
        }
    }

    fn actions_below(&mut self, parent: xml::NodeId, context: NodeId) {
        let document = self.document;
        for control in document.elements(parent) {
            let node = self.referred(control, context);
            self.actions_in(control, node.unwrap_or(context));
            if is_frame(document, control) {
                self.actions_below(control, node.unwrap_or(context));
            }
        }
    }

    /// Actions directly inside an element.
    fn actions_in(&mut self, parent: xml::NodeId, owner: NodeId) {
        let document = self.document;
        for element in document.elements(parent) {
            let kind = match document.local(element) {
                "setvalue" => ActionKind::SetValue,
                "setgeopoint" => ActionKind::SetGeopoint,
                "recordaudio" => ActionKind::RecordAudio,
                _ => continue,
            };
            self.read_action(element, kind, owner);
        }
    }

    fn read_action(&mut self, element: xml::NodeId, kind: ActionKind, owner: NodeId) {
        let document = self.document;
        let names = document.attribute(element, ns::EVENTS, "event").or_else(|| {
            document
                .attributes(element)
                .find(|found| document.local(*found) == "event")
                .map(|found| document.own_text(found))
        });
        let (events, unknown) = Events::of(names.unwrap_or_default());
        let bound = document.attribute(element, "", "bind").map(|id| (id, self.bound_by_id(id)));
        let Some(target) = document.attribute(element, "", "ref").or(bound.map(|(id, _)| id)) else { return };
        if !unknown.is_empty() || names.is_none() {
            let found = unknown.join(", ");
            self.error(
                owner,
                "setvalue",
                "event-unknown",
                format!("Hành động trên “{target}” dùng sự kiện không có: “{found}”."),
                format!("The action on “{target}” waits for an event that does not exist: “{found}”."),
            );
            return;
        }
        let Some(node) = bound.and_then(|(_, node)| node).or_else(|| self.resolve(owner, target)) else {
            self.error(
                owner,
                "setvalue",
                "path-unknown",
                format!("Hành động ghi vào “{target}” nhưng biểu mẫu không có nút này."),
                format!("An action writes to “{target}”, which the instance does not have."),
            );
            return;
        };
        let value = match document.attribute(element, "", "value").map(str::trim).filter(|value| !value.is_empty()) {
            Some(source) => match self.compile(node, "setvalue", source) {
                Some(compiled) => ActionValue::Computed(compiled.expr),
                None => return,
            },
            None => ActionValue::Text(document.string_value(element).trim().into()),
        };
        let picked = target.contains('[').then(|| self.compile(owner, "setvalue", target)).flatten();
        let picked = picked.map(|compiled| compiled.expr);
        self.actions.push(Action { kind, events, owner, target: node, picked, value });
    }
}

fn is_frame(document: &Document, control: xml::NodeId) -> bool {
    matches!(document.local(control), "group" | "repeat")
}
