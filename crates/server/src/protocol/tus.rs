//! Photos and files by tus 1.0 (<https://tus.io/protocols/resumable-upload>): core and creation. An upload is called by
//! the SHA-256 of its bytes; its offset equals its length only after the commune has compared the two.

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use data_encoding::BASE64;
use domain::BlobHash;

use super::{Protocol, authenticate, blocking, body, reply};
use crate::blobs::{BlobFault, MAX_BLOB_BYTES, UploadState};
use crate::exchange::NoReply;
use crate::report::report;

const VERSION: &str = "1.0.0";
/// Of tus' checksum extension; no registered status says it.
const CHECKSUM_MISMATCH: u16 = 460;
/// Bytes gathered from the network before they go to the disk.
const GATHER_BYTES: usize = 64 * 1024;

/// What this server can do, for any client of the protocol.
pub(super) async fn options() -> Response {
    let largest = MAX_BLOB_BYTES.to_string();
    let answer = [
        ("tus-resumable", VERSION),
        ("tus-version", VERSION),
        ("tus-extension", "creation"),
        ("tus-max-size", largest.as_str()),
    ];
    with(StatusCode::NO_CONTENT, &answer)
}

pub(super) async fn begin(State(protocol): State<Protocol>, request: Request) -> Response {
    let (parts, rest) = request.into_parts();
    body::drain(rest).await;
    if let Some(refused) = not_allowed(&protocol, &parts.headers).await {
        return refused;
    }
    let announced = (hash_in_metadata(&parts.headers), number(&parts.headers, "upload-length"));
    let (Some(hash), Some(bytes)) = announced else { return with(StatusCode::BAD_REQUEST, &[]) };
    let blobs = protocol.commune.blobs.clone();
    match on_disk(move || blobs.begin(hash, bytes)).await {
        Ok(_) => with(StatusCode::CREATED, &[("location", &format!("/v1/blobs/{hash}"))]),
        Err(refused) => refused,
    }
}

pub(super) async fn offset(State(protocol): State<Protocol>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    if let Some(refused) = not_allowed(&protocol, &headers).await {
        return refused;
    }
    let Ok(hash) = name.parse::<BlobHash>() else { return with(StatusCode::NOT_FOUND, &[]) };
    let blobs = protocol.commune.blobs.clone();
    match on_disk(move || blobs.state(hash)).await {
        Ok(state) => {
            let (offset, bytes) = (state.offset.to_string(), state.bytes.to_string());
            let answer = [("upload-offset", offset.as_str()), ("upload-length", &bytes), ("cache-control", "no-store")];
            with(StatusCode::OK, &answer)
        }
        Err(refused) => refused,
    }
}

pub(super) async fn append(State(protocol): State<Protocol>, Path(name): Path<String>, request: Request) -> Response {
    let (parts, rest) = request.into_parts();
    if let Some(refused) = not_allowed(&protocol, &parts.headers).await {
        body::drain(rest).await;
        return refused;
    }
    let is_part = parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/offset+octet-stream");
    if !is_part {
        return with(StatusCode::UNSUPPORTED_MEDIA_TYPE, &[]);
    }
    let (Ok(hash), Some(offset)) = (name.parse::<BlobHash>(), number(&parts.headers, "upload-offset")) else {
        return with(StatusCode::NOT_FOUND, &[]);
    };
    match take(&protocol, hash, offset, rest).await {
        Ok(state) => {
            if state.offset == state.bytes {
                (protocol.after_push)();
            }
            with(StatusCode::NO_CONTENT, &[("upload-offset", &state.offset.to_string())])
        }
        Err(refused) => refused,
    }
}

/// Writes what arrives as it arrives, so that a line that breaks costs no byte that came over it.
async fn take(protocol: &Protocol, hash: BlobHash, start: u64, mut rest: Body) -> Result<UploadState, Response> {
    let (mut offset, mut gathered) = (start, Vec::with_capacity(GATHER_BYTES));
    loop {
        let chunk = body::next(&mut rest).await;
        let (ended, cut) = (matches!(chunk, Ok(None)), chunk.is_err());
        gathered.extend_from_slice(&chunk.ok().flatten().unwrap_or_default());
        if gathered.len() < GATHER_BYTES && !ended && !cut {
            continue;
        }
        let (blobs, part) = (protocol.commune.blobs.clone(), std::mem::take(&mut gathered));
        let state = on_disk(move || blobs.append(hash, offset, &part)).await;
        let state = match state {
            Ok(state) => state,
            Err(refused) => {
                body::drain(rest).await;
                return Err(refused);
            }
        };
        offset = state.offset;
        if cut {
            return Err(with(StatusCode::REQUEST_TIMEOUT, &[]));
        }
        if ended {
            return Ok(state);
        }
    }
}

/// Why a request is not looked at: nobody known sends it, or it speaks another version.
async fn not_allowed(protocol: &Protocol, headers: &HeaderMap) -> Option<Response> {
    if let Err(no_reply) = authenticate(protocol, headers).await {
        let mut refused = reply::of::<wire::Refusal>(Err(no_reply));
        refused.headers_mut().insert(RESUMABLE, HeaderValue::from_static(VERSION));
        return Some(refused);
    }
    let same = headers.get(RESUMABLE).is_some_and(|version| version == VERSION);
    (!same).then(|| with(StatusCode::PRECONDITION_FAILED, &[("tus-version", VERSION)]))
}

const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");

async fn on_disk<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BlobFault> + Send + 'static,
) -> Result<T, Response> {
    match blocking(move || Ok(work())).await {
        Ok(done) => done.map_err(|fault| refusal(&fault)),
        Err(NoReply::Failed(error)) => {
            report(&error);
            Err(with(StatusCode::INTERNAL_SERVER_ERROR, &[]))
        }
        Err(NoReply::Refused(_)) => Err(with(StatusCode::FORBIDDEN, &[])),
    }
}

pub(super) fn refusal(fault: &BlobFault) -> Response {
    let status = match fault {
        BlobFault::Unknown => StatusCode::NOT_FOUND,
        BlobFault::OtherOffset(_) => StatusCode::CONFLICT,
        BlobFault::TooLong => StatusCode::PAYLOAD_TOO_LARGE,
        BlobFault::Spoilt | BlobFault::Rotten => {
            StatusCode::from_u16(CHECKSUM_MISMATCH).unwrap_or(StatusCode::BAD_REQUEST)
        }
        BlobFault::Full => StatusCode::INSUFFICIENT_STORAGE,
        BlobFault::File(_) | BlobFault::OtherKey => StatusCode::INTERNAL_SERVER_ERROR,
    };
    if matches!(fault, BlobFault::File(_) | BlobFault::Full | BlobFault::Rotten | BlobFault::OtherKey) {
        report(fault);
    }
    with(status, &[])
}

fn with(status: StatusCode, headers: &[(&'static str, &str)]) -> Response {
    let mut response = status.into_response();
    response.headers_mut().insert(RESUMABLE, HeaderValue::from_static(VERSION));
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(*name, value);
        }
    }
    response
}

fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.parse().ok()
}

/// `Upload-Metadata: sha256 <base64 of the 64 hexadecimal digits>`, among other pairs.
fn hash_in_metadata(headers: &HeaderMap) -> Option<BlobHash> {
    let pairs = headers.get("upload-metadata")?.to_str().ok()?.split(',');
    let value = pairs.filter_map(|pair| pair.trim().split_once(' ')).find(|(name, _)| *name == "sha256")?.1;
    String::from_utf8(BASE64.decode(value.as_bytes()).ok()?).ok()?.parse().ok()
}
