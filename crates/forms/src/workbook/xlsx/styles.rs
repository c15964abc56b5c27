//! Which cell styles show dates.

use std::collections::HashMap;

use super::super::problem::Problem;
use super::super::tags::{Tag, Tags};
use super::super::values::{is_builtin_date, is_builtin_duration, shows_date, shows_duration};

/// What a number of a style means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Shows {
    #[default]
    Number,
    Moment,
    Duration,
}

#[derive(Debug, Default)]
pub(super) struct Styles(Vec<Shows>);

/// Most cell styles; Excel allows 65,490.
const MAX_STYLES: usize = 100_000;

impl Styles {
    pub(super) fn read(part: &str) -> Result<Self, Problem> {
        let mut formats: HashMap<u32, Shows> = HashMap::new();
        let mut styles = Vec::new();
        let mut is_inside = false;
        let mut tags = Tags::new(part);
        while let Some(tag) = tags.next()? {
            match tag {
                Tag::Open(element) if element.name == "cellXfs" => is_inside = !element.is_empty,
                Tag::Close("cellXfs") => break,
                Tag::Open(element) if element.name == "numFmt" => {
                    let id = element.raw("numFmtId").and_then(|id| id.parse().ok());
                    if let (Some(id), Some(code)) = (id, element.attribute("formatCode")?) {
                        formats.insert(id, shows(&code));
                    }
                }
                Tag::Open(element) if is_inside && element.name == "xf" => {
                    let id = element.raw("numFmtId").and_then(|id| id.parse().ok()).unwrap_or_default();
                    styles.push(formats.get(&id).copied().unwrap_or_else(|| builtin(id)));
                }
                _ => {}
            }
            if styles.len() > MAX_STYLES || formats.len() > MAX_STYLES {
                return Err(Problem::TooLarge);
            }
        }
        Ok(Self(styles))
    }

    pub(super) fn get(&self, style: usize) -> Shows {
        self.0.get(style).copied().unwrap_or_default()
    }
}

fn shows(code: &str) -> Shows {
    if !shows_date(code) {
        Shows::Number
    } else if shows_duration(code) {
        Shows::Duration
    } else {
        Shows::Moment
    }
}

const fn builtin(id: u32) -> Shows {
    if is_builtin_duration(id) {
        Shows::Duration
    } else if is_builtin_date(id) {
        Shows::Moment
    } else {
        Shows::Number
    }
}
