//! Failures as the screens understand them: `AppError` with the HTTP status that fits.

use app::{AppError, ErrorCode};
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::ServerError;
use crate::report::report;

/// An error on its way to a browser.
#[derive(Debug)]
pub(super) struct Failure {
    status: StatusCode,
    error: AppError,
}

impl Failure {
    fn new(status: StatusCode, code: ErrorCode, message: &str, advice: &str) -> Self {
        Self { status, error: AppError { code, message: message.into(), advice: advice.into(), detail: None } }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        (self.status, Json(self.error)).into_response()
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        Self { status: status(error.code), error }
    }
}

impl<E: Into<ServerError>> From<E> for Failure {
    fn from(error: E) -> Self {
        report(&error.into());
        let message = "Máy chủ xã gặp lỗi ngoài dự tính. Những gì đã lưu vẫn còn nguyên.";
        let advice = "Hãy thử lại sau ít phút. Nếu vẫn lỗi, báo người phụ trách máy của xã.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::Internal, message, advice)
    }
}

const fn status(code: ErrorCode) -> StatusCode {
    match code {
        ErrorCode::NotFound => StatusCode::NOT_FOUND,
        ErrorCode::Forbidden => StatusCode::FORBIDDEN,
        ErrorCode::Invalid | ErrorCode::WrongPin | ErrorCode::PairingCode => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorCode::TooManyTries => StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::BadCall => StatusCode::BAD_REQUEST,
        ErrorCode::DiskFull => StatusCode::INSUFFICIENT_STORAGE,
        ErrorCode::Internal | ErrorCode::Damaged | ErrorCode::Newer => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::CONFLICT,
    }
}

pub(super) fn not_signed_in() -> Failure {
    let message = "Ông/bà chưa đăng nhập, hoặc phiên làm việc đã hết hạn.";
    Failure::new(StatusCode::UNAUTHORIZED, ErrorCode::Locked, message, "Hãy đăng nhập lại; việc đã lưu vẫn còn.")
}

pub(super) fn wrong_sign_in() -> Failure {
    let message = "Tên đăng nhập hoặc mật khẩu không đúng.";
    let advice = "Hãy xem lại phím Caps Lock và bộ gõ tiếng Việt rồi nhập lại.";
    Failure::new(StatusCode::UNAUTHORIZED, ErrorCode::WrongPin, message, advice)
}

pub(super) fn too_many_tries(wait_ms: i64) -> Failure {
    let minutes = wait_ms.div_euclid(60_000) + 1;
    let message = "Đã nhập sai mật khẩu nhiều lần nên tài khoản tạm dừng đăng nhập.";
    let advice = format!("Hãy chờ khoảng {minutes} phút rồi thử lại.");
    Failure::new(StatusCode::TOO_MANY_REQUESTS, ErrorCode::TooManyTries, message, &advice)
}

pub(super) fn forbidden() -> Failure {
    let message = "Tài khoản này không được làm việc đó.";
    let advice = "Hãy nhờ người quản trị của xã.";
    Failure::new(StatusCode::FORBIDDEN, ErrorCode::Forbidden, message, advice)
}

pub(super) fn foreign_page() -> Failure {
    let message = "Yêu cầu không đến từ trang của Sổ Thôn nên đã bị từ chối.";
    Failure::new(StatusCode::FORBIDDEN, ErrorCode::Forbidden, message, "Hãy mở lại trang của xã và làm lại.")
}

pub(super) fn invalid(message: &str, advice: &str) -> Failure {
    Failure::new(StatusCode::UNPROCESSABLE_ENTITY, ErrorCode::Invalid, message, advice)
}

pub(super) fn no_such_device() -> Failure {
    let message = "Không còn máy nào như vậy đang dùng.";
    Failure::new(StatusCode::NOT_FOUND, ErrorCode::NotFound, message, "Hãy tải lại danh sách máy.")
}

pub(super) fn file_too_large() -> Failure {
    let message = "Tệp lớn hơn 20 MB nên không nhận được.";
    let advice = "Hãy chọn tệp nhỏ hơn. Tệp Excel: bỏ ảnh và các trang không cần rồi gửi lại.";
    Failure::new(StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::Invalid, message, advice)
}
