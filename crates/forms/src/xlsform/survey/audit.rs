//! The log of how a record was filled.

use std::borrow::Cow;

use super::super::parameters::{bad_value, one_of, whole_number};
use super::{Cells, Walk};
use crate::diagnostic::{Diagnostic, Location};

const KEYS: [&str; 6] = [
    "identify-user",
    "location-max-age",
    "location-min-interval",
    "location-priority",
    "track-changes",
    "track-changes-reasons",
];
const PRIORITIES: [&str; 4] = ["no-power", "low-power", "balanced", "high-accuracy"];

impl<'a> Walk<'_, 'a> {
    pub(super) fn audit(&mut self, mut cells: Cells<'a>) {
        let row = cells.row;
        if cells.fields.take_text("name").is_some_and(|name| name != "audit") {
            self.error(
                row,
                &["name"],
                "audit-name",
                "Dòng audit luôn mang tên “audit”. Hãy để trống cột name.",
                "An audit is always named “audit”. Leave the column name empty.",
            );
        }
        let at = self.checked_keys(&cells, &KEYS);
        let parameters = cells.parameters.clone();
        let Some(mut element) = self.element(cells, Cow::Borrowed("audit")) else { return };
        for (key, words, attribute) in [
            ("track-changes", &["true", "false"][..], "odk:track-changes"),
            ("track-changes-reasons", &["on-form-edit"], "odk:track-changes-reasons"),
            ("identify-user", &["true", "false"], "odk:identify-user"),
        ] {
            if let Some(value) = parameters.get(key) {
                one_of(key, value, words, &at, self.diagnostics);
                element.bind_mut().set(attribute, value.to_owned());
            }
        }
        let location =
            ["location-max-age", "location-min-interval", "location-priority"].map(|key| parameters.get(key));
        match location {
            [Some(age), Some(interval), Some(priority)] => {
                one_of("location-priority", priority, &PRIORITIES, &at, self.diagnostics);
                self.check_seconds(age, interval, &at);
                let bind = element.bind_mut();
                bind.set("odk:location-max-age", age.to_owned());
                bind.set("odk:location-min-interval", interval.to_owned());
                bind.set("odk:location-priority", priority.to_owned());
            }
            [None, None, None] => {}
            _ => self.diagnostics.push(Diagnostic::error(
                at,
                "audit-location",
                "Để ghi vị trí cần đủ ba tham số: location-priority, location-min-interval và location-max-age.",
                "To record positions, give all three: location-priority, location-min-interval and location-max-age.",
            )),
        }
        self.survey.meta.push(element);
    }

    fn check_seconds(&mut self, age: &str, interval: &str, at: &Location) {
        for (key, value) in [("location-max-age", age), ("location-min-interval", interval)] {
            if whole_number(value).is_none_or(|seconds| seconds < 0) {
                let (vi, en) = ("số giây nguyên, từ 0 trở lên", "a whole number of seconds, 0 or more");
                self.diagnostics.push(bad_value(at, key, value, vi, en));
            }
        }
        if let (Some(longest), Some(shortest)) = (whole_number(age), whole_number(interval))
            && longest < shortest
        {
            let (vi, en) = ("không nhỏ hơn location-min-interval", "no less than location-min-interval");
            self.diagnostics.push(bad_value(at, "location-max-age", age, vi, en));
        }
    }
}
