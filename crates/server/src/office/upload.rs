//! Files on their way into a command, such as the register of households, and those that a command made.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde::Serialize;

use super::Office;
use super::errors::{self, Failure, invalid};
use super::session::SignedIn;
use super::sign_in::blocking;

#[derive(Serialize)]
pub(super) struct Uploaded {
    /// SHA-256 in hexadecimal, by which a command names the file.
    hash: String,
}

pub(super) async fn upload(
    State(office): State<Office>,
    _: SignedIn,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Uploaded>, Failure> {
    let body = body.map_err(|rejection| too_large_or_cut_off(&rejection))?;
    if body.is_empty() {
        return Err(invalid("Tệp gửi lên không có gì bên trong.", "Hãy chọn lại tệp rồi gửi lại."));
    }
    let hash = blocking(move || Ok(office.read_model.put_file(body.to_vec()))).await?;
    Ok(Json(Uploaded { hash }))
}

/// The bytes that a command named by their hash. The page saves them under a name of its own.
pub(super) async fn held(
    State(office): State<Office>,
    signed_in: SignedIn,
    Path(hash): Path<String>,
) -> Result<impl IntoResponse, Failure> {
    signed_in.must_run_the_office()?;
    let bytes = office.read_model.held_file(&hash)?.to_vec();
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], bytes))
}

fn too_large_or_cut_off(rejection: &BytesRejection) -> Failure {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return errors::file_too_large();
    }
    invalid("Tệp chưa đến nơi vì mạng bị ngắt giữa chừng.", "Hãy gửi lại tệp.")
}
