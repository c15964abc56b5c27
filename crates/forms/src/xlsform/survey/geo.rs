//! Points, lines and areas.

use std::borrow::Cow;

use super::super::aliases::yes_or_no;
use super::super::names::references;
use super::super::parameters::{bad_value, is_number, one_of};
use super::{Cells, Walk};

const POINT: [&str; 4] = ["allow-mock-accuracy", "capture-accuracy", "reference-geometry", "warning-accuracy"];
const LINE: [&str; 3] = ["allow-mock-accuracy", "incremental", "reference-geometry"];

impl<'a> Walk<'_, 'a> {
    pub(super) fn geo(&mut self, cells: Cells<'a>, name: Cow<'a, str>) {
        let row = cells.row;
        let is_point = cells.type_name == "geopoint";
        let at = self.checked_keys(&cells, if is_point { &POINT } else { &LINE });
        let parameters = cells.parameters.clone();
        let Some(mut element) = self.element(cells, name) else { return };
        let thresholds =
            [("capture-accuracy", "accuracyThreshold"), ("warning-accuracy", "unacceptableAccuracyThreshold")];
        for (key, attribute) in thresholds.iter().filter(|_| is_point) {
            let Some(value) = parameters.get(key) else { continue };
            if !is_number(value) {
                self.diagnostics.push(bad_value(&at, key, value, "một số", "a number"));
            }
            element.control_mut().set(attribute, value.to_owned());
        }
        if let Some(value) = parameters.get("incremental").filter(|_| !is_point) {
            if yes_or_no(value) != Some(true) {
                self.diagnostics.push(bad_value(&at, "incremental", value, "true hoặc bỏ đi", "true, or left out"));
            }
            element.control_mut().set("incremental", "true");
        }
        if let Some(value) = parameters.get("allow-mock-accuracy") {
            one_of("allow-mock-accuracy", value, &["true", "false"], &at, self.diagnostics);
            element.bind_mut().set("odk:allow-mock-accuracy", value.to_owned());
        }
        if let Some(value) = parameters.get("reference-geometry") {
            self.geometries.push((value.to_owned(), row));
            element.list = Some(Cow::Owned(value.to_owned()));
        }
        self.push(element);
    }

    /// Shapes to choose from lie in a list, an entity list, a file or a repeat.
    pub(super) fn check_geometries(&mut self) {
        for (target, row) in std::mem::take(&mut self.geometries) {
            let listed = self.instances.contains(&target)
                || self.sheets.lists.get(&target).is_some()
                || self.sheets.entities.has(&target);
            let only = target.starts_with("${") && target.find('}') == Some(target.len() - 1);
            let repeat = references(&target).next().filter(|_| only).and_then(Result::ok);
            if listed || repeat.is_some_and(|repeat| self.repeat_names.contains(repeat.name)) {
                continue;
            }
            self.error(
                row,
                &["parameters"],
                "geometry-unknown",
                format!("Tham số reference-geometry phải là tên một danh sách, một tệp đính kèm, hoặc ${{tên nhóm lặp}}; không có “{target}”."),
                format!("reference-geometry must be the name of a list, of an attached file, or ${{repeat}}; there is no “{target}”."),
            );
        }
    }
}
