//! What became of the answers of a draft in another version of its form, told to the person who filled it.

use std::collections::BTreeSet;

use domain::Value;

use super::Session;
use super::input::InputFault;
use super::instance::{NOT_OFFERED, RELEVANT};

/// One thing that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moved {
    /// Path of the answer, as [`Session::answers`] spells it.
    pub path: String,
    /// `question-gone`, `type-changed`, `choice-gone`, `repeat-gone` or `repeat-new`.
    pub code: &'static str,
    pub vi: String,
    pub en: String,
}

impl Session {
    /// What no longer fits after a draft was taken up by another version of its form. Nothing is lost: what has no
    /// place is kept with the draft, what does not fit is shown at its question.
    pub fn moved(&self) -> Vec<Moved> {
        let mut found = BTreeSet::new();
        // The marker of an instance says nothing that its answers do not say.
        let is_marker = |path: &str| path.rsplit('/').next().is_some_and(is_id);
        for (path, value) in self.foreign.iter().filter(|(path, _)| !is_marker(path)) {
            found.insert(self.moved_foreign(path, &text_of(value)));
        }
        for (cell, fault) in &self.faults {
            let text = self.cell(*cell).text.to_string();
            let name = self.label(*cell, self.language);
            let path = self.path(*cell);
            found.insert(match fault {
                InputFault::NotAChoice(choice) => choice_gone(path, &name, choice),
                _ => Moved {
                    path,
                    code: "type-changed",
                    vi: format!("Câu “{name}” đã đổi kiểu trả lời; hãy xem lại “{text}”."),
                    en: format!("The question “{name}” now takes another kind of answer; please check “{text}”."),
                },
            });
        }
        for cell in 0..u32::try_from(self.cells.len()).unwrap_or(u32::MAX) {
            let answer = self.cell(cell);
            if answer.is(NOT_OFFERED) && answer.is(RELEVANT) && self.block(answer.block).alive {
                found.insert(choice_gone(self.path(cell), &self.label(cell, self.language), &answer.text));
            }
        }
        found.into_iter().collect()
    }

    fn moved_foreign(&self, path: &str, value: &str) -> Moved {
        let name = path.rsplit('/').next().unwrap_or(path);
        let plain = path.split('/').filter(|step| !is_id(step)).collect::<Vec<_>>().join("/");
        if self.form.layout.node_at(&plain).is_some() {
            let (code, vi, en) = if plain == path {
                ("repeat-new", "nay nằm trong một nhóm lặp", "now stands in a repeat")
            } else {
                ("repeat-gone", "nay không còn nằm trong nhóm lặp", "no longer stands in a repeat")
            };
            return Moved {
                path: path.to_owned(),
                code,
                vi: format!("Câu “{name}” {vi}; câu trả lời “{value}” được giữ lại để chép sang."),
                en: format!("The question “{name}” {en}; its answer “{value}” is kept to be copied."),
            };
        }
        Moved {
            path: path.to_owned(),
            code: "question-gone",
            vi: format!("Phiếu mới không còn câu “{name}”; câu trả lời “{value}” được giữ lại."),
            en: format!("The new form no longer has the question “{name}”; its answer “{value}” is kept."),
        }
    }
}

fn text_of(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Decimal(number) => crate::expr::text_of_number(*number),
        Value::Boolean(truth) => truth.to_string(),
    }
}

fn choice_gone(path: String, name: &str, choice: &str) -> Moved {
    Moved {
        path,
        code: "choice-gone",
        vi: format!("Ở câu “{name}”, lựa chọn “{choice}” không còn nữa; hãy chọn lại."),
        en: format!("The choice “{choice}” is no longer offered for “{name}”; please choose again."),
    }
}

/// Ids of instances that the form numbers itself, or that the device drew.
fn is_id(step: &str) -> bool {
    let numbered =
        step.strip_prefix('n').is_some_and(|rest| rest.len() == 4 && rest.bytes().all(|byte| byte.is_ascii_digit()));
    numbered || (step.len() >= 32 && step.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-'))
}
