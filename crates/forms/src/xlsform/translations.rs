//! Columns that some languages have and others lack.

use std::collections::BTreeMap;

use super::headers::Table;
use super::settings::NO_LANGUAGE;
use crate::diagnostic::{Diagnostic, Location};

const SURVEY: [(&str, &str); 9] = [
    ("label", "label"),
    ("hint", "hint"),
    ("guidance_hint", "guidance_hint"),
    ("image", "image"),
    ("big-image", "big-image"),
    ("audio", "audio"),
    ("video", "video"),
    ("jr:constraintMsg", "constraint_message"),
    ("jr:requiredMsg", "required_message"),
];
const CHOICES: [&str; 5] = ["label", "image", "big-image", "audio", "video"];

/// Languages of a sheet and the translatable columns of each.
#[derive(Default)]
struct Seen<'t> {
    sheet: &'t str,
    columns: BTreeMap<&'t str, Vec<&'t str>>,
}

impl<'t> Seen<'t> {
    fn of(table: &'t Table<'_>, name: impl Fn(&'t str) -> Option<&'t str>) -> Self {
        let mut columns: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for field in table.fields() {
            let field = match field {
                [group, rest @ ..] if !rest.is_empty() && matches!(*group, "media" | "bind") => rest,
                field => field,
            };
            let language = match field {
                [_] => NO_LANGUAGE,
                [_, language] => language,
                _ => continue,
            };
            if let Some(name) = field.first().and_then(|first| name(first)) {
                columns.entry(language).or_default().push(name);
            }
        }
        Self { sheet: table.sheet, columns }
    }

    fn is_plain(&self) -> bool {
        self.columns.keys().all(|language| *language == NO_LANGUAGE)
    }

    /// `column (language)` for every one that is missing.
    fn missing(&self) -> Vec<String> {
        if self.is_plain() {
            return Vec::new();
        }
        let mut all = self.columns.values().flatten().copied().collect::<Vec<_>>();
        all.sort_unstable();
        all.dedup();
        let gaps = self.columns.iter().flat_map(|(language, columns)| {
            let lacking = all.iter().filter(|column| !columns.contains(column));
            lacking.map(move |column| format!("{column} ({language})"))
        });
        gaps.collect()
    }
}

/// What the headers of the survey and the choices say about languages.
pub(super) struct Languages<'t> {
    survey: Seen<'t>,
    choices: Seen<'t>,
}

impl<'t> Languages<'t> {
    pub(super) fn of(survey: &'t Table<'_>, choices: Option<&'t Table<'_>>) -> Self {
        let in_survey = |field: &str| SURVEY.iter().find(|(known, _)| *known == field).map(|(_, name)| *name);
        let in_choices = |field: &str| CHOICES.iter().find(|known| **known == field).copied();
        Self {
            survey: Seen::of(survey, in_survey),
            choices: choices.map_or_else(Seen::default, |table| Seen::of(table, in_choices)),
        }
    }

    pub(super) fn several(&self) -> bool {
        !(self.survey.is_plain() && self.choices.is_plain())
    }

    pub(super) fn warn_of_gaps(&self, diagnostics: &mut Vec<Diagnostic>) {
        let gaps = [&self.survey, &self.choices].map(|seen| (seen.sheet, seen.missing()));
        let gaps = gaps.iter().filter(|(_, missing)| !missing.is_empty());
        let list =
            gaps.map(|(sheet, missing)| format!("{sheet}: {}", missing.join(", "))).collect::<Vec<_>>().join("; ");
        if list.is_empty() {
            return;
        }
        diagnostics.push(Diagnostic::warning(
            Location::sheet(self.survey.sheet),
            "translation-missing",
            format!("Một số cột chưa có đủ các ngôn ngữ: {list}."),
            format!("Some columns lack a language that others have: {list}."),
        ));
    }
}
