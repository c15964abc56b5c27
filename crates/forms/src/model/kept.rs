//! A compiled form as bytes, for a cache beside the form it was compiled from.
//!
//! The layout is that of this build's model and promises nothing to any other: eight bytes of mark and version, the
//! length and the CRC-32 of what follows (little-endian), then the model in `postcard`. Whoever cannot read it
//! compiles the form again.

use super::{ElementKind, Form, List, Texts};

/// Changes with every change of the model; a test holds the bytes of a small form against it.
const VERSION: u32 = 3;
const MARK: [u8; 4] = *b"STkf";
const HEADER_BYTES: usize = 16;

/// Why bytes are no form of this build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeptError {
    #[error("these bytes were written by another version")]
    Version,
    #[error("these bytes were cut short or changed")]
    Damaged,
    #[error("these bytes describe no form")]
    Meaningless,
}

impl Form {
    /// The form for a cache. The same form always gives the same bytes.
    pub fn to_bytes(&self) -> Result<Vec<u8>, KeptError> {
        let mut header = [0; HEADER_BYTES];
        header.get_mut(..4).ok_or(KeptError::Meaningless)?.copy_from_slice(&MARK);
        let mut bytes = postcard::to_extend(self, header.to_vec()).map_err(|_| KeptError::Meaningless)?;
        let (_, body) = bytes.split_at_checked(HEADER_BYTES).ok_or(KeptError::Meaningless)?;
        let length = u32::try_from(body.len()).map_err(|_| KeptError::Meaningless)?;
        let fields = [u32::from_le_bytes(MARK), VERSION, length, crc32fast::hash(body)];
        for (place, field) in bytes.chunks_exact_mut(4).zip(fields) {
            place.copy_from_slice(&field.to_le_bytes());
        }
        Ok(bytes)
    }

    /// Opens what [`Form::to_bytes`] gave. Any other bytes are an error.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeptError> {
        let (header, body) = bytes.split_at_checked(HEADER_BYTES).ok_or(KeptError::Damaged)?;
        let mut fields = header.as_chunks::<4>().0.iter().map(|field| u32::from_le_bytes(*field));
        if (fields.next(), fields.next()) != (Some(u32::from_le_bytes(MARK)), Some(VERSION)) {
            return Err(KeptError::Version);
        }
        let length = u32::try_from(body.len()).ok();
        if (fields.next(), fields.next()) != (length, Some(crc32fast::hash(body))) {
            return Err(KeptError::Damaged);
        }
        let (mut form, rest) = postcard::take_from_bytes::<Self>(body).map_err(|_| KeptError::Meaningless)?;
        let sound = rest.is_empty() && form.wake() && form.is_sound();
        sound.then_some(form).ok_or(KeptError::Meaningless)
    }

    /// Whether every index lies inside and every walk ends.
    fn is_sound(&self) -> bool {
        let nodes = self.layout.node_ids().count();
        let is_node = |node: super::NodeId| node.index() < nodes;
        let body = self.body.iter().enumerate().all(|(at, item)| {
            let end = item.end as usize;
            (at < end && end <= self.body.len())
                && (item.element as usize) < self.elements.len()
                && item.node.is_none_or(is_node)
        });
        let languages = !self.languages.is_empty() && self.default_language.0 < self.languages.len();
        let choices = self.elements.iter().all(|element| match &element.kind {
            ElementKind::Question(question) => {
                let list = question.choices.as_ref().and_then(|choices| choices.list());
                list.is_none_or(|list| list.index() < self.lists.len())
            }
            _ => true,
        });
        self.graph.is_sound(&self.layout)
            && self.has_sound_texts()
            && (self.elements.len() >= nodes && languages && body && choices)
            && self.actions.iter().all(|action| is_node(action.owner) && is_node(action.target))
            && self.documents.iter().all(crate::xml::Document::is_sound)
    }

    fn has_sound_texts(&self) -> bool {
        let holds = |texts: &Texts| self.wording.holds(*texts);
        let elements = self.elements.iter().all(|element| {
            let media = element.media.as_deref();
            let mut media =
                media.into_iter().flat_map(|media| media.files.iter().map(|(_, file)| file).chain([&media.guidance]));
            [&element.label, &element.hint, &element.required_message, &element.constraint_message]
                .into_iter()
                .all(holds)
                && media.all(holds)
        });
        self.wording.is_sound()
            && elements
            && holds(&self.title)
            && self.itext.texts().iter().all(holds)
            && self.lists.iter().flat_map(List::labels).all(holds)
    }

    fn wake(&mut self) -> bool {
        let nodes = self.layout.node_ids().count();
        self.itext.wake() && self.lists.iter_mut().all(|list| list.wake(nodes))
    }
}
