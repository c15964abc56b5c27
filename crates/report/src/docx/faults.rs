//! What hinders a file from being a template, in words that an officer at Word can act on.

use super::package::{MAX_TEMPLATE_BYTES, MAX_UNPACKED_BYTES, PackageFault};
use super::template::{CONTENT, DOCUMENT, KnownTag, STYLES, TAGS};
use super::tree::TreeError;
use crate::diagnostic::Diagnostic;

/// The first bytes of Word's older files, and of newer ones that a password locks.
const COMPOUND_FILE: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
const AGAIN_VI: &str = "Hãy mở tệp bằng Word, lưu lại dạng .docx rồi nạp lại.";
const AGAIN_EN: &str = "Open it in Word, save it as .docx and load it again.";

pub fn too_large() -> Diagnostic {
    let size_mb = MAX_TEMPLATE_BYTES / 1024 / 1024;
    Diagnostic::error(
        "template-too-large",
        format!("Tệp mẫu lớn hơn {size_mb} MB. Hãy bỏ bớt hình hoặc nén hình trong Word rồi nạp lại."),
        format!("The template is larger than {size_mb} MB. Remove or compress its pictures in Word and load it again."),
    )
}

/// A file that cannot be unpacked.
pub fn unreadable(bytes: &[u8], fault: PackageFault) -> Diagnostic {
    match fault {
        PackageFault::Swollen => swollen(),
        PackageFault::NotAZip if bytes.starts_with(&COMPOUND_FILE) => old_or_locked(),
        PackageFault::NotAZip => not_a_docx(),
    }
}

fn swollen() -> Diagnostic {
    let size_mb = MAX_UNPACKED_BYTES / 1024 / 1024;
    Diagnostic::error(
        "template-swollen",
        format!(
            "Tệp mẫu bung ra quá lớn (hơn {size_mb} MB hoặc quá nhiều phần) nên có thể không an toàn. Hãy tải mẫu đang dùng về và sửa trên tệp đó."
        ),
        format!(
            "The template unpacks to more than {size_mb} MB or to too many parts and may not be safe. Change a copy of the one in use."
        ),
    )
}

fn old_or_locked() -> Diagnostic {
    Diagnostic::error(
        "template-not-docx",
        "Tệp này là tệp Word cũ (.doc) hoặc có đặt mật khẩu. Hãy mở tệp bằng Word, bỏ mật khẩu, chọn Lưu thành “Tài liệu Word (.docx)” rồi nạp lại.",
        "This is an older Word file (.doc) or one with a password. Open it in Word, remove the password, save it as .docx and load it again.",
    )
}

fn not_a_docx() -> Diagnostic {
    Diagnostic::error(
        "template-not-docx",
        format!("Tệp mẫu không phải tệp Word .docx hoặc đã hỏng. {AGAIN_VI}"),
        format!("The template is no .docx file or is damaged. {AGAIN_EN}"),
    )
}

/// A file of Word's that is no document: a .dotx renamed, say.
pub fn no_document() -> Diagnostic {
    Diagnostic::error(
        "template-not-docx",
        "Tệp này không phải tài liệu Word thường. Hãy mở tệp bằng Word, chọn Lưu thành “Tài liệu Word (.docx)” rồi nạp lại.",
        "This is no ordinary Word document. Open it in Word, save it as .docx and load it again.",
    )
}

pub fn macros() -> Diagnostic {
    Diagnostic::error(
        "template-macros",
        "Tệp mẫu có lệnh tự chạy (macro) hoặc chương trình nhúng nên không nhận, để giữ an toàn cho máy mở báo cáo. Hãy mở tệp bằng Word, chọn Lưu thành “Tài liệu Word (.docx)”, bỏ các đối tượng nhúng rồi nạp lại.",
        "The template has macros or embedded programs and is not taken, for the safety of whoever opens a report. Save it in Word as .docx without embedded objects and load it again.",
    )
}

pub fn outside(target: &str) -> Diagnostic {
    let target: String = target.chars().take(120).collect();
    Diagnostic::error(
        "template-outside",
        format!(
            "Tệp mẫu tự lấy nội dung từ nơi khác trên mạng ({target}) nên không nhận. Hãy dán hình thẳng vào tệp thay cho hình liên kết; nếu tệp gắn với một mẫu trên mạng, hãy chép nội dung sang tệp tải từ đây rồi nạp lại."
        ),
        format!(
            "The template fetches content from elsewhere on the network ({target}) and is not taken. Paste pictures instead of linking them and load it again."
        ),
    )
}

/// What a part is to people.
fn part_name(part: &str) -> (&'static str, &'static str) {
    match part {
        DOCUMENT => ("phần chữ của tài liệu", "its text"),
        STYLES => ("bảng kiểu chữ", "its styles"),
        _ => ("một phần", "a part"),
    }
}

pub fn part_missing(part: &str) -> Diagnostic {
    let (vi, en) = part_name(part);
    Diagnostic::error(
        "template-part-missing",
        format!("Tệp mẫu thiếu {vi} ({part}). {AGAIN_VI}"),
        format!("The template lacks {en} ({part}). {AGAIN_EN}"),
    )
}

pub fn damaged(part: &str, error: TreeError) -> Diagnostic {
    let (vi, en) = part_name(part);
    match error {
        TreeError::TooLarge | TreeError::TooDeep => Diagnostic::error(
            "template-damaged",
            format!(
                "Trong tệp mẫu, {vi} ({part}) quá lớn hoặc quá rối để đọc. Hãy tải mẫu đang dùng về và sửa trên tệp đó."
            ),
            format!("In the template {en} ({part}) is too large or too entangled. Change a copy of the one in use."),
        ),
        TreeError::Malformed => Diagnostic::error(
            "template-damaged",
            format!("Trong tệp mẫu, {vi} ({part}) bị hỏng. {AGAIN_VI}"),
            format!("In the template {en} ({part}) is damaged. {AGAIN_EN}"),
        ),
    }
}

pub fn tag_missing(tag: &KnownTag) -> Diagnostic {
    let KnownTag { name, what, .. } = tag;
    Diagnostic::error(
        "template-tag-missing",
        format!("Thiếu chỗ điền {what}: hãy gõ {{{{{name}}}}} vào đúng vị trí trong tệp."),
        format!("The place {{{{{name}}}}} is missing; type it where it belongs."),
    )
}

pub fn content_not_alone() -> Diagnostic {
    Diagnostic::error(
        "template-content-not-alone",
        format!("Chỗ điền {{{{{CONTENT}}}}} phải đứng một mình trong một đoạn: hãy xuống dòng trước và sau nó."),
        format!("The place {{{{{CONTENT}}}}} must stand alone in its paragraph; break the line before and after it."),
    )
}

pub fn style_missing(name: &str) -> Diagnostic {
    Diagnostic::error(
        "template-style-missing",
        format!(
            "Thiếu kiểu “{name}”: hãy tạo lại kiểu có đúng tên này trong Word, hoặc tải mẫu có sẵn về và sửa trên tệp đó."
        ),
        format!(
            "The style “{name}” is missing; make one of exactly this name in Word, or change a copy of the built-in template."
        ),
    )
}

/// A place that is left as it is.
pub fn unknown_tag(tag: &str) -> Diagnostic {
    let tag: String = tag.chars().take(60).collect();
    let known = TAGS.map(|tag| format!("{{{{{}}}}}", tag.name)).join(", ");
    Diagnostic::warning(
        "template-tag-unknown",
        format!(
            "Tệp mẫu có chỗ điền {{{{{tag}}}}} mà Sổ Thôn không biết; chỗ đó được giữ nguyên. Các chỗ điền dùng được: {known}."
        ),
        format!("The template has a place {{{{{tag}}}}} that is not known; it was left as it is. Known ones: {known}."),
    )
}

/// What a report is printed with where its template cannot be used.
pub fn built_in_instead() -> Diagnostic {
    Diagnostic::error(
        "template-replaced",
        "Báo cáo được in theo mẫu có sẵn của Sổ Thôn.",
        "The report was printed with the built-in template.",
    )
}
