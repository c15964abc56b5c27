//! Groups, repeats and loops.

use std::borrow::Cow;

use foldhash::{HashSet, HashSetExt as _};

use super::super::names::is_reference;
use super::super::record::{Fields, Value};
use super::super::tree::{Element, Kind};
use super::super::types::{Block, question_type};
use super::{Cells, Frame, MAX_NESTING, Occurrences, TOO_DEEP, TableList, Walk};

const TABLE_LIST: &str = "table-list";

impl<'a> Walk<'_, 'a> {
    pub(super) fn begin(&mut self, mut cells: Cells<'a>, name: Cow<'a, str>, block: Block, list: Option<String>) {
        let row = cells.row;
        self.check_repeat_name(row, &name, block);
        if block == Block::Repeat && !cells.fields.has("label") && !cells.fields.has("media") {
            self.warn(
                row,
                &["label"],
                "repeat-unlabelled",
                format!("Nhóm lặp “{name}” chưa có nhãn (cột label)."),
                format!("The repeat “{name}” has no label."),
            );
        }
        let mut element = block_element(&mut cells, name.clone(), block);
        if block == Block::Loop {
            element.loop_list = self.loop_list(row, list);
        }
        self.count_node(row, &name, &mut element);
        let heading = self.table_heading(row, &mut element);
        if let Some(intent) = cells.fields.take("intent") {
            element.control_mut().set("intent", intent);
        }
        if element.label.is_none() && element.appearance() == Some("label") {
            element.label = Some(Value::from(" "));
        }
        let id = self.push(element);
        if block == Block::Loop {
            self.loops.push(id);
        }
        if let Some(heading) = heading {
            self.survey.tree.add(id, heading);
        }
        if self.stack.len() > MAX_NESTING {
            self.too_deep(row);
        }
        self.stack.push(Frame {
            block: Some(block),
            element: id,
            row,
            names: Occurrences::default(),
            lower_names: HashSet::new(),
        });
    }

    /// A row of type `group`, `repeat` or `loop`: a block with nothing in it.
    pub(super) fn lone_block(&mut self, mut cells: Cells<'a>, name: Cow<'a, str>, block: Block) {
        let element = block_element(&mut cells, name, block);
        self.push(element);
    }

    fn loop_list(&mut self, row: u32, list: Option<String>) -> Option<Cow<'a, str>> {
        let known = list.as_ref().and_then(|list| self.sheets.lists.get(list)).map(|list| list.name.clone());
        if known.is_none() {
            let list = list.unwrap_or_default();
            self.error(
                row,
                &["type"],
                "list-unknown",
                format!("Vòng lặp “loop” cần tên một danh sách có trong trang choices; không có danh sách “{list}”."),
                format!("A loop needs the name of a list of the choices; there is no list “{list}”."),
            );
        }
        known
    }

    /// A count that is more than a name gets a node of its own, so that it is computed once.
    fn count_node(&mut self, row: u32, name: &str, element: &mut Element<'a>) {
        let Some(control) = &mut element.control else { return };
        let Some(count) = control.get("jr:count") else { return };
        let Some(written) = count.text().map(str::to_owned) else {
            self.diagnostics.push(super::super::settings::not_grouped(self.table.cell(row, &["control", "jr:count"])));
            return;
        };
        if is_reference(&written) {
            return;
        }
        let Some(calculate) = question_type("calculate") else { return };
        let node_name = format!("{name}_count");
        control.set("jr:count", format!("${{{node_name}}}"));
        let mut node = Element::new(Kind::Question(calculate), "calculate", node_name, row);
        let bind = node.bind_mut();
        bind.set("type", "string");
        bind.set("readonly", "true()");
        bind.set("calculate", written);
        self.push(node);
    }

    /// A group shown as a table: its label becomes a note within it.
    fn table_heading(&mut self, row: u32, element: &mut Element<'a>) -> Option<Element<'a>> {
        let appearance = element.control.as_ref()?.get("appearance")?;
        let Some(appearance) = appearance.text() else {
            self.diagnostics
                .push(super::super::settings::not_grouped(self.table.cell(row, &["control", "appearance"])));
            return None;
        };
        if !appearance.split_whitespace().any(|word| word == TABLE_LIST) {
            return None;
        }
        let others = appearance.split_whitespace().filter(|word| *word != TABLE_LIST);
        let shown = std::iter::once("field-list").chain(others).collect::<Vec<_>>().join(" ");
        element.control_mut().set("appearance", shown);
        self.table_list = TableList::Waiting;
        if element.label.is_none() && element.hint.is_none() {
            return None;
        }
        let note = question_type("note")?;
        let mut heading = Element::new(Kind::Question(note), "note", format!("generated_table_list_label_{row}"), row);
        heading.label = element.label.take();
        heading.hint = element.hint.take();
        heading.bind = Some(template(note.bind));
        Some(heading)
    }

    pub(super) fn end(&mut self, cells: &Cells<'a>, block: Block) {
        let open = self.stack.last().and_then(|frame| frame.block);
        if open == Some(block) {
            self.stack.pop();
            self.table_list = TableList::Outside;
            return;
        }
        let word = block.word();
        self.error(
            cells.row,
            &["type"],
            "block-unopened",
            format!("“end {word}” ở đây không khớp với dòng “begin” nào đang mở."),
            format!("This “end {word}” does not match the block that is open here."),
        );
    }

    pub(super) fn unclosed(&mut self, block: Block, row: u32, name: &str) {
        let word = block.word();
        self.error(
            row,
            &["type"],
            "block-unclosed",
            format!("“begin {word}” của “{name}” chưa có dòng “end {word}”."),
            format!("“begin {word}” of “{name}” has no “end {word}”."),
        );
    }

    fn too_deep(&mut self, row: u32) {
        self.error(
            row,
            &["type"],
            TOO_DEEP,
            format!("Nhóm lồng nhau quá {MAX_NESTING} tầng. Hãy bớt số tầng."),
            format!("Groups are nested more than {MAX_NESTING} deep. Use fewer levels."),
        );
    }
}

/// A block with what its row says of it.
fn block_element<'a>(cells: &mut Cells<'a>, name: Cow<'a, str>, block: Block) -> Element<'a> {
    let mut element = Element::new(Kind::Block(block), block.word(), name, cells.row);
    element.control = cells.fields.take_map("control");
    element.label = cells.fields.take("label");
    element.hint = cells.fields.take("hint");
    element.bind = cells.fields.take_map("bind");
    element.media = cells.fields.take("media");
    element.instance = cells.fields.take_map("instance");
    element.flat = cells.fields.has("flat");
    element
}

/// The properties that a type of question brings along.
pub(super) fn template<'a>(bind: &[(&'static str, &'static str)]) -> Fields<'a> {
    Fields(bind.iter().map(|(key, value)| (*key, Value::from(*value))).collect())
}
