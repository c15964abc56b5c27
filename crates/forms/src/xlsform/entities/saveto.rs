//! The `save_to` column of the survey.

use super::super::names::is_name;
use super::super::tree::ElementId;
use super::{Entities, RESERVED_PREFIX, Use};
use crate::diagnostic::{Diagnostic, Location, nearest};

/// A row of the survey that may speak of entities.
pub(in super::super) struct Mention<'r> {
    pub container: ElementId,
    pub row: u32,
    /// Name of the question or block; empty at the end of a block.
    pub name: &'r str,
    /// Whether the row opens or closes a block.
    pub is_block: bool,
    /// Where the `save_to` of the row stands, if it has one.
    pub at: Location,
}

impl Entities<'_> {
    /// Notes a `save_to` and gives the property to write, without the list's name before `#`.
    pub(in super::super) fn save_to(
        &mut self,
        written: &str,
        mention: &Mention<'_>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> String {
        let (list, property) = match written.split_once('#') {
            Some((list, property)) => (Some(list), property),
            None => (None, written),
        };
        let mut error = |code: &'static str, vi: String, en: String| {
            diagnostics.push(Diagnostic::error(mention.at.clone(), code, vi, en));
        };
        if self.all.is_empty() {
            error(
                "entities-missing",
                "Có save_to nhưng biểu mẫu chưa khai báo thực thể nào. Hãy thêm trang entities.".to_owned(),
                "There is a save_to, but the form declares no entity. Add a sheet entities.".to_owned(),
            );
            return property.to_owned();
        }
        if property.contains('#') {
            error(
                "save-to-invalid",
                format!("save_to “{written}” có nhiều hơn một dấu “#”. Hãy viết danh_sách#thuộc_tính."),
                format!("The save_to “{written}” has more than one “#”. Write list#property."),
            );
            return property.to_owned();
        }
        if list.is_none() && self.all.len() > 1 {
            error(
                "save-to-list-missing",
                format!("Có nhiều danh sách thực thể, nên save_to phải nói rõ danh sách: ten_danh_sach#{property}."),
                format!("There are several entity lists, so save_to must name one: list#{property}."),
            );
            return property.to_owned();
        }
        let found = list.map_or(Some(0), |list| self.all.iter().position(|declaration| declaration.dataset == list));
        let Some(place) = found else {
            let list = list.unwrap_or_default();
            let near = nearest(list, self.all.iter().map(|declaration| &*declaration.dataset));
            let vi = near.map_or_else(String::new, |near| format!(" Có phải ý bạn là “{near}”?"));
            let en = near.map_or_else(String::new, |near| format!(" Did you mean “{near}”?"));
            error(
                "save-to-list-unknown",
                format!("Trang entities không có danh sách “{list}”.{vi}"),
                format!("The sheet entities has no list “{list}”.{en}"),
            );
            return property.to_owned();
        };
        if let Some((vi, en)) = self.wrong(place, property, mention) {
            error(
                "save-to-invalid",
                format!("save_to “{property}”: {vi}."),
                format!("The save_to “{property}”: {en}."),
            );
        }
        let property = property.to_owned();
        let found = Use { container: mention.container, row: mention.row, property: Some(property.clone()) };
        self.add_use(place, found);
        property
    }

    /// What is wrong with a property of an entity list.
    fn wrong(&self, place: usize, property: &str, mention: &Mention<'_>) -> Option<(String, String)> {
        let plain = |vi: &str, en: &str| Some((vi.to_owned(), en.to_owned()));
        if mention.is_block {
            return plain("nhóm không lưu vào thực thể được", "a group cannot be saved to an entity");
        }
        if matches!(property.to_lowercase().as_str(), "name" | "label") {
            return plain("tên này dành riêng cho hệ thống", "this name is kept for the registry");
        }
        if property.starts_with(RESERVED_PREFIX) {
            return plain("tên không được bắt đầu bằng “__”", "a name cannot start with “__”");
        }
        if !is_name(property) {
            return plain("tên phải gồm chữ không dấu, số và “_”", "a name must be letters, digits and “_”");
        }
        let uses = self.all.get(place).map(|declaration| declaration.uses.as_slice()).unwrap_or_default();
        let other = uses.iter().find(|found| found.property.as_deref() == Some(property))?;
        Some((
            format!("dòng {} đã lưu vào thuộc tính này", other.row),
            format!("row {} saves to it already", other.row),
        ))
    }

    /// Notes that a declaration names this question.
    pub(in super::super) fn mention(&mut self, mention: &Mention<'_>) {
        for place in self.by_question.get(mention.name).cloned().unwrap_or_default() {
            self.add_use(place, Use { container: mention.container, row: mention.row, property: None });
        }
    }
}
