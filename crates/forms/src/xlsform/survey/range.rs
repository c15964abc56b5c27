//! Numbers picked on a scale.

use std::borrow::Cow;

use super::super::decimal::Decimal;
use super::super::parameters::bad_value;
use super::super::tree::Parameters;
use super::{Cells, Walk};
use crate::diagnostic::{Diagnostic, Location};

const KEYS: [&str; 6] = ["end", "placeholder", "start", "step", "tick_interval", "tick_labelset"];
const DEFAULTS: [(&str, &str); 3] = [("start", "1"), ("end", "10"), ("step", "1")];

/// A scale whose bounds are numbers.
struct Scale {
    start: Decimal,
    end: Decimal,
    step: Decimal,
    ticks: Option<Decimal>,
    placeholder: Option<Decimal>,
}

impl Scale {
    fn width(&self) -> Decimal {
        self.end.minus(self.start).abs()
    }

    fn holds(&self, value: Decimal) -> bool {
        self.start.min(self.end) <= value && value <= self.start.max(self.end)
    }

    fn is_whole(&self) -> bool {
        let numbers = [Some(self.start), Some(self.end), Some(self.step), self.ticks, self.placeholder];
        numbers.into_iter().flatten().all(Decimal::is_whole)
    }
}

impl<'a> Walk<'_, 'a> {
    pub(super) fn range(&mut self, mut cells: Cells<'a>, name: Cow<'a, str>) {
        let at = self.checked_keys(&cells, &KEYS);
        let mut parameters = std::mem::take(&mut cells.parameters);
        for (key, value) in DEFAULTS {
            if parameters.get(key).is_none() {
                parameters.set(key.to_owned(), value.to_owned());
            }
        }
        let Some(mut element) = self.element(cells, name) else { return };
        let appearance = element.control.as_ref().and_then(|control| control.get("appearance"));
        let appearance = appearance.map(|value| value.flat().into_owned());
        self.check_appearance(appearance.as_deref(), &parameters, &at);
        let labels = parameters.take("tick_labelset");
        if let Some(scale) = self.scale(&parameters, &at) {
            self.check_scale(&scale, &at);
            if let Some(labels) = &labels {
                let no_ticks = appearance.as_deref().is_some_and(|appearance| appearance.contains("no-ticks"));
                self.check_labels(&scale, labels, no_ticks, &at);
            }
            if !scale.is_whole() {
                element.bind_mut().set("type", "decimal");
            }
        }
        for (key, attribute) in [("tick_interval", "odk:tick-interval"), ("placeholder", "odk:placeholder")] {
            if let Some(value) = parameters.take(key) {
                parameters.set(attribute.to_owned(), value);
            }
        }
        let control = element.control_mut();
        for (key, value) in parameters.0 {
            if let Some(attribute) = attribute(&key) {
                control.set(attribute, value);
            }
        }
        if let Some(labels) = labels {
            element.list = Some(Cow::Owned(labels));
        }
        self.push(element);
    }

    fn check_appearance(&mut self, appearance: Option<&str>, parameters: &Parameters, at: &Location) {
        let Some(appearance) = appearance.filter(|shown| !shown.contains("vertical") && !shown.contains("no-ticks"))
        else {
            return;
        };
        if ["tick_interval", "placeholder", "tick_labelset"].iter().any(|key| parameters.get(key).is_some()) {
            self.diagnostics.push(Diagnostic::error(
                at.clone(),
                "range-appearance",
                format!("Các tham số tick_interval, placeholder, tick_labelset không dùng được với appearance “{appearance}”; chỉ dùng với vertical, no-ticks hoặc để trống."),
                format!("tick_interval, placeholder and tick_labelset do not go with the appearance “{appearance}”, only with vertical, no-ticks or none."),
            ));
        }
    }

    fn scale(&mut self, parameters: &Parameters, at: &Location) -> Option<Scale> {
        let mut all = true;
        let mut number = |key: &str| {
            let value = parameters.get(key)?;
            let number = Decimal::parse(value);
            if number.is_none() {
                all = false;
                self.diagnostics.push(bad_value(at, key, value, "một số", "a number"));
            }
            number
        };
        let (start, end, step) = (number("start"), number("end"), number("step"));
        let (ticks, placeholder) = (number("tick_interval"), number("placeholder"));
        let scale = Scale { start: start?, end: end?, step: step?, ticks, placeholder };
        all.then_some(scale)
    }

    fn check_scale(&mut self, scale: &Scale, at: &Location) {
        for (key, value) in [("step", Some(scale.step)), ("tick_interval", scale.ticks)] {
            let Some(value) = value else { continue };
            if value.is_zero() {
                self.range_error(at, format!("Tham số “{key}” phải khác 0."), format!("“{key}” cannot be 0."));
            } else if value > scale.width() {
                self.range_error(
                    at,
                    format!("Tham số “{key}” lớn hơn khoảng từ start đến end."),
                    format!("“{key}” is larger than the distance from start to end."),
                );
            }
        }
        if scale.step.is_zero() {
            return;
        }
        if scale.ticks.is_some_and(|ticks| !ticks.is_multiple_of(scale.step)) {
            self.range_error(
                at,
                "Tham số “tick_interval” phải là bội của step.".to_owned(),
                "“tick_interval” must be a multiple of step.".to_owned(),
            );
        }
        if let Some(placeholder) = scale.placeholder
            && !(placeholder.minus(scale.start).is_multiple_of(scale.step) && scale.holds(placeholder))
        {
            self.range_error(
                at,
                "Tham số “placeholder” phải là một nấc nằm giữa start và end.".to_owned(),
                "“placeholder” must be one of the steps between start and end.".to_owned(),
            );
        }
    }

    fn check_labels(&mut self, scale: &Scale, list: &str, no_ticks: bool, at: &Location) {
        let Some(found) = self.sheets.lists.get(list) else {
            self.range_error(
                at,
                format!("Tham số “tick_labelset” phải là tên một danh sách trong trang choices; không có “{list}”."),
                format!("“tick_labelset” must be the name of a list of the choices; there is no “{list}”."),
            );
            return;
        };
        let unit = scale.ticks.unwrap_or(scale.step);
        let mut values = Vec::new();
        let mut bad = Vec::new();
        for choice in &found.choices {
            match Decimal::parse(&choice.name) {
                Some(value) => {
                    let fits = unit.is_zero()
                        || scale.step.is_zero()
                        || value.minus(scale.start).is_multiple_of(unit)
                            && value.minus(scale.start).is_multiple_of(scale.step);
                    if !(scale.holds(value) && fits) {
                        bad.push(choice.name.to_string());
                    }
                    if !values.contains(&value) {
                        values.push(value);
                    }
                }
                None => bad.push(choice.name.to_string()),
            }
        }
        if !bad.is_empty() {
            let bad = bad.join(", ");
            self.range_error(
                at,
                format!("Danh sách “{list}” của tick_labelset chỉ được có các nấc của thang đo; các tên này không phải: {bad}."),
                format!("The list “{list}” of tick_labelset may hold steps of the scale only; these are not: {bad}."),
            );
        }
        let both_ends = values.contains(&scale.start) && values.contains(&scale.end);
        let count = if scale.start == scale.end { 1 } else { 2 };
        if no_ticks && (values.len() != count || !both_ends) {
            self.range_error(
                at,
                format!("Với appearance no-ticks, danh sách “{list}” chỉ được có hai đầu start và end."),
                format!("With the appearance no-ticks, the list “{list}” may hold start and end only."),
            );
        }
    }

    fn range_error(&mut self, at: &Location, vi: String, en: String) {
        self.diagnostics.push(Diagnostic::error(at.clone(), "range-invalid", vi, en));
    }
}

/// The attribute of a parameter; a key that is not known was reported already.
fn attribute(key: &str) -> Option<&'static str> {
    ["start", "end", "step", "odk:tick-interval", "odk:placeholder"].into_iter().find(|known| *known == key)
}
