//! Photos and files of checks, for whoever is signed in.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use tokio::task::spawn_blocking;

use super::Office;
use super::errors::Failure;
use super::session::SignedIn;
use crate::ServerError;

/// Pictures that a browser may show by itself; anything else is only ever saved.
const SHOWN: [&str; 3] = ["image/jpeg", "image/png", "image/webp"];
/// Whatever the bytes are, they run nothing and load nothing.
const POLICY: &str = "default-src 'none'; sandbox";

pub(super) async fn blob(
    State(office): State<Office>,
    _: SignedIn,
    Path(hash): Path<String>,
) -> Result<Response, Failure> {
    let found = spawn_blocking(move || office.read_model.blob(&hash)).await.map_err(ServerError::Task)?;
    let blob = found?;
    let shown = SHOWN.contains(&blob.media_type.as_str());
    let place = if shown { "inline" } else { "attachment" };
    let media_type =
        HeaderValue::from_str(&blob.media_type).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let name = format!("{place}; filename*=UTF-8''{}", percent_encoded(&blob.name));
    let name = HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment"));
    let mut response = blob.bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, media_type);
    headers.insert(header::CONTENT_DISPOSITION, name);
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    Ok(response)
}

/// For a header (RFC 8187).
fn percent_encoded(name: &str) -> String {
    let mut encoded = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' => encoded.push(char::from(byte)),
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    encoded
}
