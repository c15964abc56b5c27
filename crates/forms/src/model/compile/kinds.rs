//! What kind of answer each node takes, from its control, its type and what fills it.

use super::Compiler;
use crate::expr::Expr;
use crate::model::{ControlKind, DataType, ElementKind, Metadata, NodeId, Preload, Property, QuestionKind};

impl Compiler<'_> {
    /// Nodes without a control are calculated, filled by the device, or hidden; a text that no one can write
    /// is a note.
    pub(super) fn settle_kinds(&mut self) {
        for node in self.layout.node_ids() {
            let is_note = self.is_note(node);
            let Some(element) = self.elements.get_mut(node.index()) else { continue };
            let (preload, calculated) = (element.preload.clone(), element.has_calculation);
            let has_control = element.has_control;
            let ElementKind::Question(question) = &mut element.kind else { continue };
            if is_note {
                question.kind = QuestionKind::Note;
            } else if !has_control {
                question.kind = match preload {
                    Some(preload) => QuestionKind::Metadata(metadata(&preload)),
                    None if calculated => QuestionKind::Calculate,
                    None => QuestionKind::Hidden,
                };
            }
        }
    }

    fn is_note(&self, node: NodeId) -> bool {
        let Some(element) = self.elements.get(node.index()) else { return false };
        let ElementKind::Question(question) = &element.kind else { return false };
        let spot = self.layout.node(node).spot;
        let read_only = self.raw.get(&(spot, Property::ReadOnly)).and_then(|raw| raw.expr.as_ref());
        let always = matches!(read_only, Some(Expr::Call(function, _)) if function.name == "true");
        element.has_control && question.kind == QuestionKind::Text && always && !element.has_calculation
    }
}

fn metadata(preload: &Preload) -> Metadata {
    match preload {
        Preload::Start => Metadata::Start,
        Preload::End => Metadata::End,
        Preload::Today => Metadata::Today,
        Preload::Property(name) if &**name == "deviceid" => Metadata::DeviceId,
        Preload::Property(name) if &**name == "username" => Metadata::Username,
        Preload::Property(_) | Preload::Uid => Metadata::Other,
    }
}

/// The kind of question of a control. `media_type` says what an upload takes.
pub(super) fn kind_of_control(control: ControlKind, data_type: DataType, media_type: &str) -> QuestionKind {
    match control {
        ControlKind::SelectOne => QuestionKind::SelectOne,
        ControlKind::SelectMultiple => QuestionKind::SelectMultiple,
        ControlKind::Rank => QuestionKind::Rank,
        ControlKind::Trigger => QuestionKind::Acknowledge,
        ControlKind::Range => QuestionKind::Range,
        ControlKind::Upload => match media_type.split('/').next().unwrap_or_default() {
            "image" => QuestionKind::Image,
            "audio" => QuestionKind::Audio,
            "video" => QuestionKind::Video,
            _ => QuestionKind::File,
        },
        ControlKind::Input => match data_type {
            DataType::Integer => QuestionKind::Integer,
            DataType::Decimal => QuestionKind::Decimal,
            DataType::Date => QuestionKind::Date,
            DataType::Time => QuestionKind::Time,
            DataType::DateTime => QuestionKind::DateTime,
            DataType::Geopoint => QuestionKind::Geopoint,
            DataType::Geotrace => QuestionKind::Geotrace,
            DataType::Geoshape => QuestionKind::Geoshape,
            DataType::Barcode => QuestionKind::Barcode,
            DataType::Binary => QuestionKind::File,
            _ => QuestionKind::Text,
        },
    }
}
