//! What the app says to people: failures with their advice, names of fields and states. Plain
//! Vietnamese as spoken in a commune: what happened, what it means for the work, what to do.

use std::io;

use domain::Value;
use domain::vocabulary::{check, subject};
use sync::TransportError;
use wire::{Outcome, PairingCodeError, RefusalCode};

use crate::error::{AppError, ErrorCode, chain};
use crate::reporting::templates::Fault;

pub(crate) fn unpaired() -> AppError {
    AppError::new(
        ErrorCode::Unpaired,
        "Máy này chưa ghép với xã nào.",
        "Hãy xin mã ghép máy ở văn phòng xã rồi dán vào ô bên dưới.",
    )
}

pub(crate) fn locked() -> AppError {
    AppError::new(ErrorCode::Locked, "Sổ đang khóa. Mọi câu trả lời đã được lưu.", "Hãy nhập mã PIN để mở.")
}

pub(crate) fn already_paired() -> AppError {
    AppError::new(ErrorCode::Invalid, "Máy này đã ghép với xã rồi.", "Hãy nhập mã PIN để mở sổ.")
}

pub(crate) fn forbidden() -> AppError {
    AppError::new(
        ErrorCode::Forbidden,
        "Tài khoản này không được làm việc đó.",
        "Nếu cần, hãy nhờ công chức phụ trách của xã.",
    )
}

pub(crate) fn not_found() -> AppError {
    AppError::new(
        ErrorCode::NotFound,
        "Không tìm thấy mục này trên máy.",
        "Hãy quay lại danh sách. Có thể mục này chưa được nhận từ xã: hãy bấm “Gửi về xã” để nhận.",
    )
}

pub(crate) fn not_open() -> AppError {
    AppError::new(
        ErrorCode::NotFound,
        "Phiếu này không còn mở để ghi: đã hoàn thành hoặc đã cất.",
        "Hãy mở lại phiếu từ trang của hộ. Những gì đã lưu vẫn còn nguyên.",
    )
}

pub(crate) fn not_finished() -> AppError {
    AppError::new(
        ErrorCode::Invalid,
        "Phiếu này chưa hoàn thành nên chưa dùng để thẩm tra được.",
        "Hãy làm xong phiếu rồi đánh dấu thẩm tra.",
    )
}

pub(crate) fn other_subject() -> AppError {
    AppError::new(
        ErrorCode::Invalid,
        "Mẫu phiếu này không dành cho loại đối tượng đang mở.",
        "Hãy chọn một mẫu phiếu có trong trang của đối tượng.",
    )
}

pub(crate) fn file_gone() -> AppError {
    AppError::new(ErrorCode::NotFound, "Tệp vừa chọn không còn.", "Hãy chọn lại tệp và thử lần nữa.")
}

pub(crate) fn file_not_here() -> AppError {
    AppError::new(
        ErrorCode::NotFound,
        "Ảnh hoặc tệp này chưa có ở đây.",
        "Ảnh còn trên máy đã chụp. Hãy nhờ người giữ máy đó bấm “Gửi về xã”.",
    )
}

pub(crate) fn file_too_large(photo: bool) -> AppError {
    let advice = if photo {
        "Hãy chụp lại ở cỡ ảnh nhỏ hơn, hoặc chọn ảnh khác."
    } else {
        "Hãy chọn tệp nhỏ hơn, ví dụ quét văn bản ở độ nét vừa phải hoặc tách thành nhiều tệp."
    };
    AppError::new(ErrorCode::Invalid, "Tệp lớn hơn 20 MB nên chưa lưu được. Câu trả lời cũ vẫn còn nguyên.", advice)
}

pub(crate) fn file_empty() -> AppError {
    invalid("Tệp này không có gì bên trong nên chưa lưu.", "Hãy mở thử tệp rồi chọn lại.")
}

pub(crate) fn file_type_unknown(kind: forms::QuestionKind) -> AppError {
    let advice = match kind {
        forms::QuestionKind::Audio => "Câu này cần tệp ghi âm: m4a, mp3, ogg hoặc wav.",
        forms::QuestionKind::Video => "Câu này cần đoạn phim: mp4, 3gp hoặc webm.",
        _ => "Hãy chọn tệp PDF, Word, Excel hoặc ảnh (jpg, png).",
    };
    invalid("Loại tệp này chưa nhận được nên chưa lưu.", advice)
}

/// Why a report is printed with the built-in layout instead of the file `name`.
pub(crate) fn template_fault(fault: Fault, name: &str, at_office: bool) -> String {
    match (fault, at_office) {
        (Fault::Missing, false) => format!(
            "Mẫu “{name}” nằm ở máy của xã, máy này chưa có, nên tệp Word được in theo mẫu có sẵn. Muốn in đúng mẫu, hãy lấy tệp Word ở trang của xã."
        ),
        (Fault::Missing, true) => format!(
            "Không tìm thấy tệp mẫu “{name}” trên máy của xã, nên tệp Word được in theo mẫu có sẵn. Hãy nạp lại tệp mẫu này ở trang Báo cáo."
        ),
        (Fault::Unusable, _) => format!(
            "Tệp mẫu “{name}” không mở được nữa, nên tệp Word được in theo mẫu có sẵn. Hãy nạp lại tệp mẫu này ở trang Báo cáo."
        ),
    }
}

pub(crate) fn template_gone() -> AppError {
    invalid(
        "Tệp mẫu này không còn mở được. Mẫu đang dùng vẫn giữ nguyên.",
        "Hãy nạp lại tệp từ nơi đã lưu, hoặc dùng mẫu có sẵn.",
    )
}

/// What to do about photos that have not all arrived; `stopped` is the code of what stopped them.
pub(crate) fn photos_left(stopped: Option<&str>) -> &'static str {
    match stopped {
        Some("commune_full") => {
            "Máy của xã hết chỗ trống. Ảnh vẫn còn trên máy này; hãy báo văn phòng xã dọn chỗ rồi gửi lại."
        }
        Some(_) => {
            "Mạng bị ngắt giữa chừng. Ảnh vẫn còn trên máy này; khi có mạng hãy bấm lại, máy gửi tiếp phần còn thiếu."
        }
        None => {
            "Có ảnh bị hỏng trên đường hoặc trên máy. Hãy bấm gửi lần nữa; nếu vẫn còn, hãy mở phiếu và chụp lại ảnh đó."
        }
    }
}

/// The commune does not have what a device wants to fetch.
pub(crate) fn not_at_the_commune() -> AppError {
    AppError::new(
        ErrorCode::NotFound,
        "Xã chưa có ảnh, tệp này nên chưa tải về được.",
        "Ảnh còn ở máy đã chụp. Hãy nhờ người giữ máy đó bấm “Gửi về xã”, rồi tải lại.",
    )
}

/// The commune's copy of a photo or file is not what it was.
pub(crate) fn rotten_at_the_commune() -> AppError {
    AppError::new(
        ErrorCode::Damaged,
        "Bản ở xã của ảnh, tệp này đã hỏng nên không mở được. Phiếu vẫn còn nguyên.",
        "Máy đã chụp còn bản gốc: khi máy đó bấm “Gửi về xã”, ảnh được gửi lại. Hãy báo người quản lý máy xã xem ổ đĩa.",
    )
}

pub(crate) fn fetched_spoilt() -> AppError {
    AppError::new(
        ErrorCode::Damaged,
        "Ảnh, tệp tải về không đúng với bản đã ghi trong phiếu nên máy không giữ lại.",
        "Hãy tải lại lần nữa. Nếu vẫn vậy, báo văn phòng xã: bản ở xã có thể bị hỏng, máy đã chụp còn bản gốc.",
    )
}

/// Why a photo or file did not come. `safe_there`: the commune has said that it holds it.
pub(crate) fn not_fetched(error: &TransportError, safe_there: bool) -> AppError {
    let told = match error {
        TransportError::Unreachable(_) if safe_there => AppError::new(
            ErrorCode::Unreachable,
            "Chưa kết nối được với xã nên chưa tải được. Ảnh, tệp này đang an toàn ở xã.",
            "Khi có mạng hãy bấm “Tải về” lần nữa.",
        ),
        TransportError::Unreachable(_) => AppError::new(
            ErrorCode::Unreachable,
            "Chưa kết nối được với xã nên chưa tải được. Ảnh, tệp này ở xã hoặc còn ở máy đã chụp.",
            "Khi có mạng hãy bấm “Tải về” lần nữa.",
        ),
        TransportError::Interrupted(_) | TransportError::Failed(_) => AppError::new(
            ErrorCode::Unreachable,
            "Mạng bị ngắt giữa chừng nên chưa tải xong. Phần đã tải được giữ lại.",
            "Khi có mạng hãy bấm “Tải về” lần nữa; máy tải tiếp từ chỗ dừng.",
        ),
        other => return transport(other),
    };
    told.with_detail(chain(error))
}

pub(crate) fn no_room_to_fetch() -> AppError {
    AppError::new(
        ErrorCode::DiskFull,
        "Máy này hết chỗ trống nên chưa tải được ảnh, tệp về. Mọi thứ đã có trên máy vẫn còn nguyên.",
        "Hãy xóa bớt tệp không cần trên máy (ảnh, phim, tệp tải về), rồi tải lại.",
    )
}

pub(crate) fn fetching_stopped() -> AppError {
    AppError::new(
        ErrorCode::Invalid,
        "Đã dừng tải. Phần đã tải được giữ lại.",
        "Khi muốn xem hãy bấm “Tải về” lần nữa; máy tải tiếp từ chỗ dừng.",
    )
}

pub(crate) fn fetching_already(same: bool) -> AppError {
    let message = if same {
        "Ảnh, tệp này đang được tải về."
    } else {
        "Máy đang tải mấy ảnh, tệp khác về."
    };
    AppError::new(ErrorCode::Invalid, message, "Hãy đợi tải xong rồi bấm lại.")
}

/// Why small pictures of others' photos are not all here. Nothing of this device's own work waits for them.
pub(crate) fn pictures_left(stopped: Option<&str>) -> &'static str {
    match stopped {
        Some("cancelled") => "Đã dừng tải ảnh nhỏ theo yêu cầu. Khi muốn tải tiếp hãy bấm lại.",
        Some("disk_full") => {
            "Máy này hết chỗ trống nên chưa tải thêm được ảnh. Hãy xóa bớt tệp không cần trên máy rồi bấm lại."
        }
        Some(_) => {
            "Mạng bị ngắt khi đang tải ảnh. Phiếu và ảnh của máy này không thiếu gì; khi có mạng hãy bấm lại để tải tiếp."
        }
        None => "Ảnh chưa tải về vẫn ở xã. Hãy bấm lại để tải tiếp.",
    }
}

pub(crate) fn not_a_photo() -> AppError {
    invalid(
        "Tệp này không phải ảnh mà máy đọc được, nên chưa lưu.",
        "Hãy chọn ảnh có đuôi jpg, png hoặc webp. Ảnh iPhone đuôi heic: hãy đổi máy ảnh sang “Tương thích nhất” rồi chụp lại.",
    )
}

pub(crate) fn photo_damaged() -> AppError {
    invalid(
        "Ảnh này bị hỏng giữa chừng nên chưa lưu.",
        "Hãy chụp lại, hoặc chép lại ảnh từ điện thoại rồi chọn lần nữa.",
    )
}

pub(crate) fn photo_too_large() -> AppError {
    invalid("Ảnh này có quá nhiều điểm ảnh nên máy không mở được.", "Hãy chụp lại ở cỡ ảnh nhỏ hơn.")
}

pub(crate) fn invalid(message: impl Into<String>, advice: impl Into<String>) -> AppError {
    AppError::new(ErrorCode::Invalid, message, advice)
}

pub(crate) fn disk_full() -> AppError {
    AppError::new(
        ErrorCode::DiskFull,
        "Máy đã hết chỗ trống nên điều vừa nhập chưa lưu được. Những gì lưu trước đó vẫn còn nguyên.",
        "Hãy xóa bớt tệp không cần trên máy (ảnh, phim, tệp tải về), rồi bấm “Thử lại”. Đừng tắt phần mềm trước khi lưu được.",
    )
}

pub(crate) fn no_write_access(error: &io::Error) -> AppError {
    AppError::new(
        ErrorCode::Damaged,
        "Máy không cho ghi vào thư mục của Sổ Thôn.",
        "Hãy nhờ người quản lý máy cấp quyền ghi, hoặc đăng nhập máy bằng đúng tài khoản của mình.",
    )
    .with_detail(error.to_string())
}

pub(crate) fn damaged(detail: String) -> AppError {
    AppError::new(
        ErrorCode::Damaged,
        "Tệp dữ liệu trên máy này không đọc được.",
        "Đừng xóa gì. Hãy mang máy đến văn phòng xã: những phiếu đã gửi vẫn an toàn ở xã, phần còn lại cần người hỗ trợ lấy ra.",
    )
    .with_detail(detail)
}

pub(crate) fn weak_pin() -> AppError {
    AppError::new(
        ErrorCode::Invalid,
        "Mã PIN phải có ít nhất 6 chữ số.",
        "Hãy chọn 6 chữ số dễ nhớ với mình nhưng người khác khó đoán.",
    )
}

pub(crate) fn wrong_pin(tries_left: u32) -> AppError {
    let advice = match tries_left {
        0 => "Hãy chờ 30 giây rồi thử lại. Nếu quên mã PIN, hãy mang máy đến văn phòng xã.".to_owned(),
        left => format!("Hãy nhập lại. Còn {left} lần trước khi phải chờ. Dữ liệu vẫn còn nguyên."),
    };
    AppError::new(ErrorCode::WrongPin, "Mã PIN không đúng.", advice)
}

pub(crate) fn wait_for_pin(wait_ms: i64) -> AppError {
    let seconds = wait_ms.div_euclid(1_000) + 1;
    let wait = if seconds < 90 { format!("{seconds} giây") } else { format!("{} phút", seconds.div_euclid(60) + 1) };
    AppError::new(
        ErrorCode::TooManyTries,
        "Đã nhập sai mã PIN nhiều lần.",
        format!("Hãy chờ {wait} rồi thử lại. Dữ liệu vẫn còn nguyên."),
    )
}

pub(crate) fn unreadable_code(error: &PairingCodeError) -> AppError {
    let message = match error {
        PairingCodeError::NotACode => "Đây không phải mã ghép máy của Sổ Thôn.",
        PairingCodeError::Damaged => "Mã ghép máy bị thiếu hoặc sai ký tự.",
    };
    let advice = "Hãy chép lại toàn bộ mã, bắt đầu bằng SOTHON1, từ văn phòng xã.";
    AppError::new(ErrorCode::PairingCode, message, advice)
}

/// Pairing did not come about; nothing was kept on the device.
pub(crate) fn pairing_failed(error: &TransportError) -> AppError {
    match error {
        TransportError::Refused(RefusalCode::CodeExpired) => AppError::new(
            ErrorCode::PairingCode,
            "Mã ghép máy đã hết hạn.",
            "Hãy xin văn phòng xã một mã mới. Chưa có gì được ghi trên máy này.",
        ),
        TransportError::Refused(RefusalCode::CodeUsed) => AppError::new(
            ErrorCode::PairingCode,
            "Mã ghép máy này đã được dùng cho một máy khác.",
            "Mỗi mã chỉ dùng một lần. Hãy xin văn phòng xã một mã mới.",
        ),
        TransportError::Refused(RefusalCode::CodeUnknown) => AppError::new(
            ErrorCode::PairingCode,
            "Xã không nhận ra mã ghép máy này.",
            "Hãy kiểm tra lại mã, hoặc xin văn phòng xã một mã mới.",
        ),
        other => transport(other),
    }
}

/// Why the commune was not reached, or did not accept.
pub(crate) fn transport(error: &TransportError) -> AppError {
    let told = match error {
        TransportError::Unreachable { .. } => AppError::new(
            ErrorCode::Unreachable,
            "Chưa kết nối được với xã. Phiếu vẫn an toàn trên máy này.",
            "Hãy kiểm tra mạng (wifi, dây mạng hoặc điện thoại phát mạng) rồi bấm lại. Có thể làm việc tiếp và gửi sau.",
        ),
        TransportError::OtherIdentity => AppError::new(
            ErrorCode::OtherIdentity,
            "Máy trả lời không phải máy của xã đã ghép. Chưa gửi gì đi.",
            "Hãy rời mạng này và báo văn phòng xã. Nếu xã vừa thay máy, hãy xin mã ghép máy mới.",
        ),
        TransportError::Interrupted { .. } => AppError::new(
            ErrorCode::Unreachable,
            "Mạng bị ngắt giữa chừng. Phần đã gửi được xã giữ, phần còn lại vẫn an toàn trên máy này.",
            "Hãy bấm lại khi có mạng; máy sẽ gửi tiếp, không gửi trùng.",
        ),
        TransportError::Refused(RefusalCode::DeviceRevoked) => AppError::new(
            ErrorCode::DeviceRefused,
            "Xã đã ngừng cho máy này gửi phiếu (máy được báo mất hoặc đã thu hồi).",
            "Hãy mang máy đến văn phòng xã. Phiếu chưa gửi vẫn còn trên máy này.",
        ),
        TransportError::Refused(_) => AppError::new(
            ErrorCode::DeviceRefused,
            "Xã không nhận máy này.",
            "Hãy mang máy đến văn phòng xã để ghép lại. Phiếu chưa gửi vẫn còn trên máy này.",
        ),
        TransportError::CommuneFull => AppError::new(
            ErrorCode::Unreachable,
            "Máy của xã đã hết chỗ trống. Phiếu và ảnh vẫn an toàn trên máy này.",
            "Hãy báo văn phòng xã dọn chỗ rồi gửi lại.",
        ),
        _ => AppError::new(
            ErrorCode::Unreachable,
            "Mạng này chặn hoặc làm hỏng đường về xã. Phiếu vẫn an toàn trên máy này.",
            "Nếu mạng đòi đăng nhập, hãy đăng nhập trước; nếu không, hãy đổi mạng rồi bấm lại.",
        ),
    };
    told.with_detail(chain(error))
}

/// Why a piece lies in *Hộp giữ lại*, and what to do.
pub(crate) const fn parked(outcome: Outcome) -> (&'static str, &'static str) {
    match outcome {
        Outcome::Safe => ("Xã đã nhận.", ""),
        Outcome::Malformed => {
            ("Xã không đọc được phần này.", "Hãy cập nhật phần mềm rồi bấm “Thử gửi lại”, hoặc báo văn phòng xã.")
        }
        Outcome::BadSignature => (
            "Xã không nhận ra máy đã ghi phần này.",
            "Hãy báo văn phòng xã kiểm tra danh sách máy, rồi bấm “Thử gửi lại”.",
        ),
        Outcome::OutsideArea => (
            "Phần này thuộc thôn mà máy không được giao.",
            "Hãy nhờ văn phòng xã giao thêm thôn cho máy, rồi bấm “Thử gửi lại”.",
        ),
        Outcome::NotAllowed => (
            "Xã không còn cho máy này làm việc của văn phòng xã.",
            "Hãy nhờ quản trị của xã xem lại quyền của máy rồi bấm “Thử gửi lại”. Mục này vẫn giữ trên máy.",
        ),
        Outcome::TooNew => {
            ("Phần mềm ở xã cũ hơn phần mềm trên máy này.", "Hãy chờ xã cập nhật, rồi bấm “Thử gửi lại”.")
        }
    }
}

/// What the name of a subject is called.
fn subject_name(subject_type: &str) -> &'static str {
    match subject_type {
        subject::TYPE_ROAD => "Tên đường",
        subject::TYPE_FACILITY => "Tên cơ sở",
        subject::TYPE_SANITATION_POINT => "Tên điểm",
        subject::TYPE_WORK => "Tên công trình",
        subject::TYPE_VILLAGE => "Tên thôn",
        subject::TYPE_COMMUNE => "Tên xã",
        _ => "Chủ hộ",
    }
}

/// The name of a subject's own field; `None` for a field that a form brought.
pub(crate) fn subject_field(subject_type: &str, field: &str) -> Option<&'static str> {
    Some(match field {
        subject::CODE => "Số trong sổ",
        subject::NAME => subject_name(subject_type),
        subject::MEMBERS => "Số khẩu",
        subject::PHONE => "Điện thoại",
        subject::ADDRESS => "Địa chỉ",
        subject::POVERTY => "Diện hộ",
        subject::NOTE => "Ghi chú",
        subject::LENGTH_M => "Chiều dài (m)",
        subject::ROAD_CLASS => "Loại đường",
        subject::SURFACE => "Mặt đường",
        subject::VOID => "Lý do không tính nữa",
        "water_hygienic" => "Nước hợp vệ sinh",
        "latrine_hygienic" => "Nhà tiêu hợp vệ sinh",
        "sanitation_ok" => "Đủ nhà tắm, bể nước, nhà tiêu, ba sạch",
        "hardened_m" => "Đã cứng hóa (m)",
        "hardened_percent" => "Đã cứng hóa (%)",
        "work_cost" => "Tổng vốn (đồng)",
        "facility_ok" => "Cơ sở theo tiêu chí",
        "water_standard" => "Nước theo quy chuẩn",
        "water_sustainable" => "Công trình nước bền vững",
        "point_ok" => "Điểm vệ sinh theo tiêu chí",
        "waste_served_percent" => "Hộ được thu gom rác (%)",
        "landscape_ok" => "Cảnh quan thôn",
        _ => return None,
    })
}

/// What a form worked out by its rules: 1 or 0, which people read as a judgement.
pub(crate) fn judgement(field: &str, value: &Value) -> Option<&'static str> {
    let is_judged = matches!(
        field,
        "water_hygienic"
            | "latrine_hygienic"
            | "sanitation_ok"
            | "facility_ok"
            | "water_standard"
            | "water_sustainable"
            | "point_ok"
            | "landscape_ok"
    );
    match value.as_text().filter(|_| is_judged)? {
        "1" => Some("Đạt"),
        "0" => Some("Chưa đạt"),
        _ => None,
    }
}

/// What a form worked out as an amount: an exact decimal number in text, as people here write it.
pub(crate) fn amount(field: &str, value: &Value) -> Option<String> {
    let is_amount = matches!(field, "hardened_m" | "hardened_percent" | "work_cost" | "waste_served_percent");
    let number = value.as_text().filter(|_| is_amount)?.parse::<rust_decimal::Decimal>().ok()?;
    Some(report::vietnamese::number(number.round_dp(2)))
}

/// The state of a check.
pub(crate) fn status(status: &str) -> &'static str {
    match status {
        check::COMPLETE => "Hoàn thành",
        check::RETURNED => "Xã trả lại",
        check::APPROVED => "Xã đã duyệt",
        _ => "Phiếu nháp",
    }
}

/// A value as it stands, for fields that no form describes.
pub(crate) fn plain(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Decimal(number) => number.to_string(),
        Value::Boolean(true) => "true".into(),
        Value::Boolean(false) => "false".into(),
    }
}

/// A value as people read it where no form describes it: decimal comma, yes and no.
pub(crate) fn readable(value: &Value) -> String {
    match value {
        Value::Decimal(_) => plain(value).replace('.', ","),
        Value::Boolean(true) => "Có".into(),
        Value::Boolean(false) => "Không".into(),
        _ => plain(value),
    }
}
