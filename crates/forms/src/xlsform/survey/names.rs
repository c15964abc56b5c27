//! Names of rows, and the rules they follow.

use std::borrow::Cow;

use foldhash::HashMap;

use super::super::names::{is_name, may_refer, references};
use super::super::types::Block;
use super::{Cells, Walk};
use crate::diagnostic::nearest;

/// How often each name occurs.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Occurrences(pub HashMap<String, u32>);

impl Occurrences {
    pub(in super::super) fn add(&mut self, name: &str) -> u32 {
        let count = self.0.entry(name.to_owned()).or_default();
        *count += 1;
        *count
    }

    pub(in super::super) fn of(&self, name: &str) -> u32 {
        self.0.get(name).copied().unwrap_or_default()
    }
}

/// The name of the block that tells about the record itself.
const META: &str = "meta";

impl<'a> Walk<'_, 'a> {
    /// The name of the row, checked and counted.
    pub(super) fn take_name(&mut self, cells: &mut Cells<'a>) -> Cow<'a, str> {
        let row = cells.row;
        let name = match cells.fields.take_text("name") {
            Some(name) => name,
            None if cells.type_name == "note" => Cow::Owned(format!("generated_note_name_{row}")),
            None => {
                self.error(
                    row,
                    &["name"],
                    "name-missing",
                    "Dòng này chưa có tên (cột name). Tên gồm chữ không dấu, số và “_”, ví dụ so_khau.",
                    "This row has no name. Use letters, digits and “_”, such as so_khau.",
                );
                return Cow::Borrowed("");
            }
        };
        if !is_name(&name) {
            let at = self.table.cell(row, &["name"]);
            self.diagnostics.push(super::super::settings::invalid_name(at, &name));
        }
        self.survey.occurrences.add(&name);
        self.check_unique(row, &name);
        name
    }

    fn check_unique(&mut self, row: u32, name: &str) {
        if name == META {
            self.error(
                row,
                &["name"],
                "name-reserved",
                "Tên “meta” dành riêng cho thông tin về phiếu. Hãy chọn tên khác.",
                "The name “meta” is kept for what tells about the record. Choose another.",
            );
            return;
        }
        let Some(frame) = self.frame() else { return };
        let again = frame.names.add(name) > 1;
        let similar = !again && !frame.lower_names.insert(name.to_lowercase());
        if again {
            self.error(
                row,
                &["name"],
                "name-duplicate",
                format!("Tên “{name}” đã được dùng trong cùng nhóm này. Hãy đặt tên khác."),
                format!("The name “{name}” is already used in this group. Choose another."),
            );
        } else if similar {
            self.warn(
                row,
                &["name"],
                "name-similar",
                format!("Tên “{name}” chỉ khác một tên khác trong nhóm ở chữ hoa, chữ thường, nên dễ lẫn khi phân tích."),
                format!("The name “{name}” differs from another of this group in upper and lower case alone, which is easily mixed up."),
            );
        }
    }

    pub(super) fn check_repeat_name(&mut self, row: u32, name: &str, block: Block) {
        if block != Block::Repeat {
            return;
        }
        if name == self.root_name {
            self.error(
                row,
                &["name"],
                "repeat-name-of-form",
                format!("Nhóm lặp không được trùng tên với gốc của biểu mẫu (“{name}”)."),
                format!("A repeat cannot have the name of the form's root (“{name}”)."),
            );
        } else if !self.repeat_names.insert(name.to_owned()) {
            self.error(
                row,
                &["name"],
                "repeat-name-duplicate",
                format!("Đã có một nhóm lặp tên “{name}” ở nơi khác. Tên nhóm lặp phải là duy nhất trong cả biểu mẫu."),
                format!(
                    "There is another repeat “{name}” elsewhere. Names of repeats must be unique in the whole form."
                ),
            );
        }
    }

    /// The questions named in the trigger column.
    pub(super) fn read_trigger(&mut self, cells: &mut Cells<'a>) {
        let Some(written) = cells.fields.take_text("trigger") else { return };
        let mut fits = may_refer(&written);
        for part in written.split(',') {
            let mut found = references(part);
            match (found.next(), found.next()) {
                (None, _) => {}
                (Some(Ok(reference)), None) => cells.triggers.push(reference.name.to_owned()),
                _ => fits = false,
            }
        }
        if !fits {
            self.error(
                cells.row,
                &["trigger"],
                "trigger-invalid",
                format!("Cột trigger phải gồm các tên câu hỏi dạng ${{ten}} cách nhau bằng dấu phẩy, không phải “{written}”."),
                format!("A trigger must be names of questions such as ${{name}}, set apart by commas, not “{written}”."),
            );
        }
        self.triggers.extend(cells.triggers.iter().map(|name| (name.clone(), cells.row)));
    }

    pub(super) fn unknown_trigger(&mut self, row: u32, name: &str) {
        let near = nearest(name, self.question_names.iter().map(String::as_str)).map(str::to_owned);
        let vi = near.as_ref().map_or_else(String::new, |near| format!(" Có phải ý bạn là “{near}”?"));
        let en = near.as_ref().map_or_else(String::new, |near| format!(" Did you mean “{near}”?"));
        self.error(
            row,
            &["trigger"],
            "reference-unknown",
            format!("Không có câu hỏi nào tên “{name}”.{vi}"),
            format!("There is no question named “{name}”.{en}"),
        );
    }
}

impl<'a> Walk<'_, 'a> {
    /// Notes what the row has to do with entities.
    pub(super) fn read_saveto(&mut self, cells: &mut Cells<'a>, name: &str, is_block: bool) {
        const SAVE_TO: &str = "entities:saveto";
        let written = cells.fields.text_in("bind", SAVE_TO).map(str::to_owned);
        let mention = super::super::entities::Mention {
            container: self.container(),
            row: cells.row,
            name,
            is_block,
            at: written.as_ref().map_or_else(Default::default, |_| self.table.cell(cells.row, &["bind", SAVE_TO])),
        };
        if let Some(written) = written {
            let property = self.sheets.entities.save_to(&written, &mention, self.diagnostics);
            if let Some(super::super::record::Value::Map(bind)) =
                cells.fields.0.iter_mut().find(|(field, _)| *field == "bind").map(|(_, value)| value)
            {
                bind.set(SAVE_TO, property);
            }
        }
        self.sheets.entities.mention(&mention);
    }
}
