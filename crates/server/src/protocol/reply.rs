//! Replies and refusals, sealed.

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use minicbor::Encode;
use wire::{Refusal, RefusalCode, seal_frame};

use crate::exchange::NoReply;
use crate::report::report;

pub(super) fn of<R: Encode<()>>(outcome: Result<R, NoReply>) -> Response {
    match outcome {
        Ok(message) => sealed(StatusCode::OK, &message),
        Err(NoReply::Refused(code)) => refusal(status(code), code),
        Err(NoReply::Failed(error)) => {
            report(&error);
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

pub(super) fn refusal(status: StatusCode, code: RefusalCode) -> Response {
    sealed(status, &Refusal { code })
}

fn sealed<R: Encode<()>>(status: StatusCode, message: &R) -> Response {
    match seal_frame(message) {
        Ok(bytes) => (status, [(CONTENT_TYPE, wire::CONTENT_TYPE)], bytes).into_response(),
        Err(error) => {
            report(&error);
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

const fn status(code: RefusalCode) -> StatusCode {
    match code {
        RefusalCode::CodeUsed => StatusCode::CONFLICT,
        RefusalCode::CodeExpired => StatusCode::GONE,
        RefusalCode::CodeUnknown => StatusCode::NOT_FOUND,
        RefusalCode::DeviceUnknown => StatusCode::UNAUTHORIZED,
        RefusalCode::DeviceRevoked | RefusalCode::OutsideArea => StatusCode::FORBIDDEN,
        RefusalCode::Malformed => StatusCode::BAD_REQUEST,
    }
}
