//! One check's answers in a flat block of cells.

use domain::Value;

use super::RowForm;
use crate::expr::{number_of_text, text_of_number};
use crate::model::{NodeId, ScopeId};
use crate::session::MAX_INSTANCES;

/// Answers of one check to the fields of a [`RowForm`].
#[derive(Clone, Debug)]
pub struct Row {
    /// The form's own cells first, then those of each instance.
    pub(super) cells: Vec<RowCell>,
    pub(super) blocks: Vec<Block>,
}

/// An answer. Most are numbers or short codes; a number keeps no text.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum RowCell {
    #[default]
    Blank,
    Number(f64),
    /// Codes of choices, nearly always: no memory of their own.
    Short(Short),
    Text(Box<str>),
}

/// A text of few bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Short {
    length: u8,
    bytes: [u8; MAX_SHORT],
}

/// Bytes that fit beside the length where a longer text would keep its address.
const MAX_SHORT: usize = 22;

impl Short {
    fn of(text: &str) -> Option<Self> {
        let mut bytes = [0; MAX_SHORT];
        bytes.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        Some(Self { length: u8::try_from(text.len()).ok()?, bytes })
    }

    pub(super) fn text(&self) -> &str {
        let bytes = self.bytes.get(..usize::from(self.length)).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }
}

#[derive(Clone, Debug)]
pub(super) struct Block {
    pub scope: ScopeId,
    pub parent: u32,
    /// Its first cell.
    pub first: u32,
    /// 0-based among the instances of its repeat.
    pub position: u32,
}

/// Instances as they are met in the answers: the block they belong to and their id.
type Met<'a> = Vec<(u32, ScopeId, &'a str, u32)>;

impl RowForm {
    /// Takes from the answers what the fields ask for. Paths are those of a check: `nhan_khau/0192…/ho_ten`, the
    /// instance's id behind its repeat. What is unknown is passed over.
    pub fn row<'a>(&self, answers: impl IntoIterator<Item = (&'a str, &'a Value)>) -> Row {
        let mut row = Row { cells: Vec::new(), blocks: Vec::new() };
        row.open(self, ScopeId::FORM, 0, 0);
        let mut met = Met::new();
        for (path, value) in answers {
            self.enter(&mut row, &mut met, path, value);
        }
        row
    }

    fn enter<'a>(&self, row: &mut Row, met: &mut Met<'a>, path: &'a str, value: &Value) {
        let (mut block, mut scope, mut rest) = (0, ScopeId::FORM, path);
        // Each turn goes one repeat deeper, and the layout has finitely many.
        loop {
            let Some(below) = self.below.get(scope.index()) else { return };
            if let Some(node) = below.nodes.get(rest) {
                row.set(self, block, *node, value);
                return;
            }
            let Some((inner, id, behind)) = self.instance_in(scope, rest) else { return };
            let known = met.iter().find(|(outer, at, known, _)| (*outer, *at, *known) == (block, inner, id));
            block = match known {
                Some((.., found)) => *found,
                None => {
                    let position = met.iter().filter(|(outer, at, ..)| (*outer, *at) == (block, inner)).count();
                    if position >= MAX_INSTANCES {
                        return;
                    }
                    let opened = row.open(self, inner, block, position);
                    met.push((block, inner, id, opened));
                    opened
                }
            };
            (scope, rest) = (inner, behind);
        }
    }

    /// The repeat that a path goes through, the id of its instance and the path behind it.
    fn instance_in<'a>(&self, scope: ScopeId, path: &'a str) -> Option<(ScopeId, &'a str, &'a str)> {
        self.below.get(scope.index())?.repeats.iter().find_map(|(name, inner)| {
            let below = path.strip_prefix(&**name)?.strip_prefix('/')?;
            let (id, behind) = below.split_once('/').unwrap_or((below, ""));
            Some((*inner, id, behind))
        })
    }
}

impl Row {
    /// A check of which nothing is asked.
    pub const fn empty() -> Self {
        Self { cells: Vec::new(), blocks: Vec::new() }
    }

    fn open(&mut self, form: &RowForm, scope: ScopeId, parent: u32, position: usize) -> u32 {
        let block = count(self.blocks.len());
        self.blocks.push(Block { scope, parent, first: count(self.cells.len()), position: count(position) });
        let size = self.cells.len() + form.layout.scope(scope).spots.len();
        self.cells.resize(size, RowCell::Blank);
        block
    }

    fn set(&mut self, form: &RowForm, block: u32, node: NodeId, value: &Value) {
        let slot = form.layout.spot(form.layout.node(node).spot).slot;
        let at = self.first(block) + slot;
        if let Some(cell) = self.cells.get_mut(at as usize) {
            *cell = RowCell::of(value);
        }
    }

    pub(super) fn first(&self, block: u32) -> u32 {
        self.blocks.get(block as usize).map_or(0, |block| block.first)
    }

    /// The block that holds a cell.
    pub(super) fn block_of(&self, cell: u32) -> u32 {
        count(self.blocks.partition_point(|block| block.first <= cell)).saturating_sub(1)
    }

    /// The cell that stands for an instance, or for the check.
    pub(super) fn instance(&self, form: &RowForm, block: u32) -> u32 {
        let Some(found) = self.blocks.get(block as usize) else { return 0 };
        let node = form.layout.node(form.layout.scope(found.scope).node);
        let spot = node.inner.map_or(node.spot, |inner| inner.spot);
        found.first + form.layout.spot(spot).slot
    }

    pub(super) fn blocks_of(&self, scope: Option<ScopeId>) -> impl Iterator<Item = u32> + use<'_> {
        let blocks = self.blocks.iter().enumerate();
        blocks.filter(move |(_, block)| Some(block.scope) == scope).map(|(index, _)| count(index))
    }

    pub(super) fn cell(&self, cell: u32) -> &RowCell {
        const NOTHING: &RowCell = &RowCell::Blank;
        self.cells.get(cell as usize).unwrap_or(NOTHING)
    }
}

impl RowCell {
    fn of(value: &Value) -> Self {
        match value {
            Value::Integer(number) => Self::Number(*number as f64),
            Value::Decimal(number) if number.is_nan() => Self::Blank,
            Value::Decimal(number) => Self::Number(*number),
            Value::Boolean(truth) => Self::of_text(if *truth { "true" } else { "false" }),
            Value::Text(text) => Self::of_text(text.trim()),
        }
    }

    /// A text that a number would print is kept as the number, so that it needs no memory of its own.
    fn of_text(text: &str) -> Self {
        if text.is_empty() {
            return Self::Blank;
        }
        let starts = text.as_bytes().first().is_some_and(|byte| byte.is_ascii_digit() || *byte == b'-');
        if starts && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.')) {
            let number = number_of_text(text);
            if !number.is_nan() && text_of_number(number) == text {
                return Self::Number(number);
            }
        }
        Short::of(text).map_or_else(|| Self::Text(text.into()), Self::Short)
    }
}

/// Rows are bounded by the size of one check's answers.
fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
