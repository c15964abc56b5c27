//! Errors of expressions, told to the person who wrote them.

use crate::diagnostic::{Diagnostic, Location, nearest};
use crate::expr::{CompileError, SyntaxError, functions};

use super::Layout;

/// The diagnostic of one error in the expression at `at`.
pub(super) fn explain(error: &CompileError, at: &Location, layout: &Layout) -> Diagnostic {
    let (code, vi, en) = match error {
        CompileError::Syntax(error) => return syntax(error, at),
        CompileError::UnknownReference(name) => unknown_reference(name, layout),
        CompileError::AmbiguousReference(name) => (
            "reference-ambiguous",
            format!(
                "Có nhiều câu hỏi cùng tên “{name}”, nên không biết ${{{name}}} là câu nào. Hãy đổi tên cho khác nhau."
            ),
            format!("Several questions are named “{name}”, so ${{{name}}} is unclear. Give them different names."),
        ),
        CompileError::UnknownPath(path) => (
            "path-unknown",
            format!("Đường dẫn “{path}” không dẫn tới câu hỏi hay cột nào. Hãy viết ${{tên_câu_hỏi}}."),
            format!("The path “{path}” leads to no question or column. Write ${{question_name}} instead."),
        ),
        CompileError::UnknownPrefix(prefix) => (
            "prefix-unknown",
            format!("Tiền tố “{prefix}:” chưa được khai báo."),
            format!("The prefix “{prefix}:” is not declared."),
        ),
        CompileError::UnknownList(name) => (
            "list-missing",
            format!("Không có danh sách lựa chọn “{name}” trong trang choices."),
            format!("There is no choice list “{name}” on the choices sheet."),
        ),
        CompileError::UnknownFunction(name) => unknown_function(name),
        CompileError::ArgumentCount { function, expected, found } => (
            "function-arguments",
            format!("Hàm {function}() cần {expected} tham số nhưng ở đây có {found}."),
            format!("The function {function}() takes {expected} arguments; here are {found}."),
        ),
        CompileError::NotAPath { function, position } => (
            "function-arguments",
            format!("Tham số thứ {position} của {function}() phải chỉ tới một câu hỏi hoặc nhóm lặp, ví dụ ${{ten}}."),
            format!("Argument {position} of {function}() must name a question or repeat, such as ${{name}}."),
        ),
        CompileError::Pattern(pattern) => (
            "pattern-invalid",
            format!("Mẫu “{pattern}” trong regex() không đọc được. Hãy kiểm tra ngoặc và ký tự \\."),
            format!("The pattern “{pattern}” in regex() cannot be read. Check its brackets and backslashes."),
        ),
    };
    Diagnostic::error(at.clone(), code, vi, en)
}

type Message = (&'static str, String, String);

fn unknown_reference(name: &str, layout: &Layout) -> Message {
    let near = nearest(name, layout.names());
    let hint_vi = near.map_or_else(String::new, |near| format!(" Có phải ý bạn là ${{{near}}}?"));
    let hint_en = near.map_or_else(String::new, |near| format!(" Did you mean ${{{near}}}?"));
    (
        "reference-unknown",
        format!("Không có câu hỏi nào tên “{name}”.{hint_vi}"),
        format!("There is no question named “{name}”.{hint_en}"),
    )
}

fn unknown_function(name: &str) -> Message {
    let near = nearest(name, functions::names());
    let hint_vi = near.map_or_else(String::new, |near| format!(" Có phải ý bạn là {near}()?"));
    let hint_en = near.map_or_else(String::new, |near| format!(" Did you mean {near}()?"));
    (
        "function-unknown",
        format!("Không có hàm “{name}()”.{hint_vi}"),
        format!("There is no function “{name}()”.{hint_en}"),
    )
}

fn syntax(error: &SyntaxError, at: &Location) -> Diagnostic {
    let (vi, en) = match error {
        SyntaxError::Character { at, found } => (
            format!("Ký tự “{found}” ở vị trí {} không hợp lệ trong công thức.", at + 1),
            format!("The character “{found}” at position {} has no meaning in a formula.", at + 1),
        ),
        SyntaxError::OpenText { at } => (
            format!("Dấu nháy mở ở vị trí {} chưa được đóng.", at + 1),
            format!("The quote opened at position {} is never closed.", at + 1),
        ),
        SyntaxError::OpenReference { at } => (
            format!("“${{” ở vị trí {} thiếu dấu “}}”.", at + 1),
            format!("“${{” at position {} lacks its “}}”.", at + 1),
        ),
        SyntaxError::Unexpected { at, found } => (
            format!("Công thức sai ở vị trí {}: không hiểu “{found}” ở chỗ này.", at + 1),
            format!("The formula is wrong at position {}: “{found}” does not fit here.", at + 1),
        ),
        SyntaxError::End => (
            "Công thức bị dở dang: còn thiếu phần cuối (có thể thiếu dấu ngoặc).".to_owned(),
            "The formula stops too early; perhaps a bracket is missing.".to_owned(),
        ),
        SyntaxError::TooLarge => (
            "Công thức quá dài hoặc lồng quá nhiều lớp. Hãy tách thành nhiều câu calculate.".to_owned(),
            "The formula is too long or nested too deeply. Split it into several calculate rows.".to_owned(),
        ),
    };
    Diagnostic::error(at.clone(), "syntax", vi, en)
}
