//! The arena: one block of cells per repeat instance, one cell per spot.

use crate::model::{NodeId, QuestionKind, ScopeId, SpotId};

use super::Session;

pub(super) const RELEVANT: u8 = 1;
pub(super) const REQUIRED: u8 = 1 << 1;
pub(super) const READ_ONLY: u8 = 1 << 2;
/// The constraint does not hold.
pub(super) const BROKEN: u8 = 1 << 3;
/// A chosen choice is not offered (any more).
pub(super) const NOT_OFFERED: u8 = 1 << 4;
/// The text does not fit the type.
pub(super) const MISFIT: u8 = 1 << 5;

/// Calculated to the number 0, to no number or to `false`: not true, whatever its text.
pub(super) const UNTRUE: u8 = 1 << 6;

/// The number of a repeat's instances has been known, in this filling or in the one that is taken up.
pub(super) const COUNTED: u8 = 1 << 7;

/// The state of one node in one instance.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    /// Lexical form; empty without an answer.
    pub text: Box<str>,
    /// The text as a number, kept because sums read it often.
    pub number: f64,
    pub flags: u8,
    /// One bit per property that waits in the queue.
    pub queued: u8,
    pub block: u32,
    pub spot: SpotId,
}

impl Answer {
    pub(super) const fn is(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    /// Sets or clears a flag; whether that changed it.
    pub(super) const fn mark(&mut self, flag: u8, on: bool) -> bool {
        let before = self.flags;
        self.flags = if on { before | flag } else { before & !flag };
        before != self.flags
    }
}

/// An instance of a scope.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub scope: ScopeId,
    pub parent: Option<u32>,
    /// First cell.
    pub base: u32,
    /// Given by the caller; empty for the form itself.
    pub id: String,
    /// Sorts instances, before their ids.
    pub order: i64,
    /// 0-based place among its siblings.
    pub position: u32,
    /// Path of the instance, without a trailing `/`.
    pub prefix: Box<str>,
    /// Instances of each repeat directly inside, in order.
    pub repeats: Vec<(NodeId, Vec<u32>)>,
    pub alive: bool,
    /// Beyond the count that the form asks for; irrelevant but kept.
    pub surplus: bool,
}

impl Session {
    /// Cell numbers come from blocks of this session, which never shrink. A form from bytes that nobody vouches for may
    /// lead outside; it gets the cell of the whole form.
    #[expect(clippy::indexing_slicing, reason = "every form has the cell of its root")]
    pub(super) fn cell(&self, cell: u32) -> &Answer {
        self.cells.get(cell as usize).unwrap_or_else(|| &self.cells[0])
    }

    /// Cell numbers come from blocks of this session, which never shrink. A form from bytes that nobody vouches for may
    /// lead outside; it gets the cell of the whole form.
    #[expect(clippy::indexing_slicing, reason = "every form has the cell of its root")]
    pub(super) fn cell_mut(&mut self, cell: u32) -> &mut Answer {
        let within = (cell as usize) < self.cells.len();
        &mut self.cells[if within { cell as usize } else { 0 }]
    }

    #[expect(clippy::indexing_slicing, reason = "block numbers are given out by this session, which never drops one")]
    pub(super) fn block(&self, block: u32) -> &Block {
        &self.blocks[block as usize]
    }

    #[expect(clippy::indexing_slicing, reason = "block numbers are given out by this session, which never drops one")]
    pub(super) fn block_mut(&mut self, block: u32) -> &mut Block {
        &mut self.blocks[block as usize]
    }

    /// The cell of a spot in an instance of its scope.
    pub(super) fn cell_at(&self, block: u32, spot: SpotId) -> u32 {
        self.block(block).base + self.form.layout.spot(spot).slot
    }

    pub(super) fn node_of(&self, cell: u32) -> NodeId {
        self.form.layout.spot(self.cell(cell).spot).node
    }

    pub(super) fn kind_of(&self, cell: u32) -> Option<QuestionKind> {
        self.form.question_model(self.node_of(cell)).map(|question| question.kind)
    }

    pub(super) fn is_question(&self, cell: u32) -> bool {
        self.kind_of(cell).is_some()
    }

    /// Whether the cell stands for a repeat instance as a whole.
    pub(super) fn is_instance(&self, cell: u32) -> bool {
        let spot = self.cell(cell).spot;
        self.form.layout.node(self.node_of(cell)).inner.is_some_and(|inner| inner.spot == spot)
    }

    /// Instances of `repeat` in `block`, in order.
    pub(super) fn instances(&self, block: u32, repeat: NodeId) -> &[u32] {
        let found = self.block(block).repeats.iter().find(|(node, _)| *node == repeat);
        found.map_or(&[], |(_, instances)| instances.as_slice())
    }

    /// Adds an empty instance of a scope; its cells start relevant and blank.
    pub(super) fn new_block(&mut self, scope: ScopeId, parent: Option<u32>, id: &str, order: i64) -> u32 {
        let form = std::sync::Arc::clone(&self.form);
        let layout = &form.layout;
        let number = u32::try_from(self.blocks.len()).unwrap_or(u32::MAX);
        let base = u32::try_from(self.cells.len()).unwrap_or(u32::MAX);
        let model = layout.scope(scope);
        for spot in &model.spots {
            self.cells.push(Answer {
                text: "".into(),
                number: f64::NAN,
                flags: RELEVANT,
                queued: 0,
                block: number,
                spot: *spot,
            });
        }
        let repeats = model.repeats.iter().map(|repeat| (*repeat, Vec::new())).collect();
        let prefix = match parent {
            None => "".into(),
            Some(parent) => format!("{}/{id}", self.path_in(parent, model.node)).into(),
        };
        self.blocks.push(Block {
            scope,
            parent,
            base,
            id: id.to_owned(),
            order,
            position: 0,
            prefix,
            repeats,
            alive: true,
            surplus: false,
        });
        if let Some(parent) = parent
            && let Some((_, instances)) =
                self.block_mut(parent).repeats.iter_mut().find(|(repeat, _)| *repeat == model.node)
        {
            instances.push(number);
        }
        number
    }

    /// Sorts the instances of a repeat by (order, id) and numbers them.
    pub(super) fn arrange(&mut self, block: u32, repeat: NodeId) {
        let mut instances = self.instances(block, repeat).to_vec();
        instances.sort_by(|one, other| {
            let (one, other) = (self.block(*one), self.block(*other));
            (one.order, &one.id).cmp(&(other.order, &other.id))
        });
        for (position, instance) in (0_u32..).zip(&instances) {
            self.block_mut(*instance).position = position;
        }
        self.set_instances(block, repeat, instances);
    }

    pub(super) fn set_instances(&mut self, block: u32, repeat: NodeId, instances: Vec<u32>) {
        if let Some((_, slot)) = self.block_mut(block).repeats.iter_mut().find(|(node, _)| *node == repeat) {
            *slot = instances;
        }
    }

    /// The path of a node of `block`'s scope, instance ids included.
    pub(super) fn path_in(&self, block: u32, node: NodeId) -> String {
        let prefix = &self.block(block).prefix;
        let local = self.form.layout.local_path(node);
        if prefix.is_empty() { local.to_owned() } else { format!("{prefix}/{local}") }
    }

    pub(super) fn path(&self, cell: u32) -> String {
        let block = self.cell(cell).block;
        if self.is_instance(cell) {
            self.block(block).prefix.to_string()
        } else {
            self.path_in(block, self.node_of(cell))
        }
    }

    /// The instance of `scope` that holds or is `block`.
    pub(super) fn climb(&self, block: u32, scope: ScopeId) -> Option<u32> {
        let mut next = block;
        while self.block(next).scope != scope {
            next = self.block(next).parent?;
        }
        Some(next)
    }
}
