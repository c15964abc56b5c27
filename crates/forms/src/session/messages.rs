//! What is wrong with an answer, in words that say what to do.

use super::display::is_english;
use super::input::InputFault;
use crate::model::{QuestionKind, Range};

pub(super) fn required(language: &str) -> String {
    pick(
        language,
        "Câu này bắt buộc, hãy trả lời trước khi hoàn thành phiếu.",
        "This answer is required to finish the form.",
    )
}

pub(super) fn constraint(language: &str) -> String {
    pick(language, "Câu trả lời chưa hợp lý, hãy kiểm tra lại.", "This answer is not plausible; please check it.")
}

pub(super) fn not_offered(language: &str) -> String {
    pick(
        language,
        "Lựa chọn này không còn phù hợp với các câu trên, hãy chọn lại.",
        "This choice no longer fits the answers above; please choose again.",
    )
}

pub(super) fn misfit(fault: &InputFault, kind: QuestionKind, range: Option<Range>, language: &str) -> String {
    match fault {
        InputFault::NotWhole => pick(
            language,
            "Chỉ ghi số nguyên, không có dấu chấm hay dấu phẩy. Ví dụ: 1234.",
            "Write a whole number without a point or comma, such as 1234.",
        ),
        InputFault::NotANumber => {
            pick(language, "Hãy ghi một con số, ví dụ: 12 hoặc 1,5.", "Write a number, such as 12 or 1.5.")
        }
        InputFault::NotADate => {
            pick(language, "Hãy ghi ngày có thật, ví dụ: 23/11/2026.", "Write a real date, such as 23/11/2026.")
        }
        InputFault::NotATime if kind == QuestionKind::DateTime => pick(
            language,
            "Hãy ghi đủ ngày và giờ, ví dụ: 23/11/2026 07:30.",
            "Write date and time, such as 23/11/2026 07:30.",
        ),
        InputFault::NotATime => {
            pick(language, "Hãy ghi giờ và phút, ví dụ: 07:30.", "Write hours and minutes, such as 07:30.")
        }
        InputFault::NotAPosition => pick(
            language,
            "Vị trí chưa đúng: cần vĩ độ và kinh độ, ví dụ: 19.91 105.36.",
            "Not a position: latitude and longitude are needed, such as 19.91 105.36.",
        ),
        InputFault::NotAChoice(name) => pick(
            language,
            &format!("“{name}” không có trong danh sách, hãy chọn lại."),
            &format!("“{name}” is not in the list; please choose again."),
        ),
        InputFault::OutOfRange => out_of_range(range, language),
        InputFault::NotOk => {
            pick(language, "Hãy đánh dấu để xác nhận, hoặc bỏ trống.", "Tick to confirm, or leave empty.")
        }
    }
}

fn out_of_range(range: Option<Range>, language: &str) -> String {
    let (low, high) = range.map_or((0.0, 0.0), |range| (range.start.min(range.end), range.start.max(range.end)));
    pick(language, &format!("Con số phải từ {low} đến {high}."), &format!("The number must be from {low} to {high}."))
}

fn pick(language: &str, vi: &str, en: &str) -> String {
    if is_english(language) { en } else { vi }.to_owned()
}
