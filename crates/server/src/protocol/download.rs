//! Photos and files on their way to devices. A device gets the bytes that a record of its areas names, as their own or as
//! their thumbnail: whoever may read a record may look at what it shows, and at nothing else.

use std::sync::Arc;

use app::BlobShelf as _;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::BlobHash;
use wire::{BlobsReply, BlobsRequest, MAX_BLOB_NAMES, RefusalCode};

use super::{Protocol, authenticate, blocking, reply, tus};
use crate::ServerError;
use crate::accounts::devices::Device;
use crate::blobs::BlobFault;
use crate::commune::Commune;
use crate::exchange::NoReply;
use crate::read_model::ReadModel;

/// Bytes of one reply. A device asks for less.
const MAX_PART_BYTES: u64 = 1024 * 1024;

/// Which of the photos and files the device may fetch now, and which of all that it may have were found damaged.
pub(super) fn there(
    commune: &Commune,
    read_model: &ReadModel,
    device: &Device,
    request: &BlobsRequest,
) -> Result<BlobsReply, NoReply> {
    if request.hashes().take(MAX_BLOB_NAMES + 1).count() > MAX_BLOB_NAMES {
        return Err(NoReply::Refused(RefusalCode::Malformed));
    }
    read_model.catch_up()?;
    let mut there = Vec::new();
    for hash in request.hashes() {
        if commune.blobs.has(hash) && may_have(commune, read_model, device, hash)? {
            there.push(hash);
        }
    }
    let mut lost = Vec::new();
    let folder = commune.folder.blobs();
    for hash in commune.blobs.lost().map_err(|source| ServerError::File { path: folder, source })? {
        if may_have(commune, read_model, device, hash)? {
            lost.push(hash);
        }
    }
    Ok(BlobsReply::new(there).with_lost(lost))
}

/// The device's own record may be the one that names it, so the read model is brought up to the log before it is asked.
fn may_have(commune: &Commune, read_model: &ReadModel, device: &Device, hash: BlobHash) -> Result<bool, ServerError> {
    let areas = read_model.store().areas_naming(hash)?;
    Ok(areas.iter().any(|area| device.may_read(*area, commune.identity.id)))
}

/// Bytes of a photo or file: `Range: bytes=<first>-` with or without a last one. Without a range: from the start.
pub(super) async fn part(State(protocol): State<Protocol>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    let device = match authenticate(&protocol, &headers).await {
        Ok(device) => device,
        Err(no_reply) => return reply::of::<wire::Refusal>(Err(no_reply)),
    };
    let (Ok(hash), Some((start, limit))) = (name.parse::<BlobHash>(), range_in(&headers)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let (commune, read_model) = (protocol.commune.clone(), Arc::clone(&protocol.read_model));
    let read = blocking(move || {
        read_model.catch_up()?;
        if !may_have(&commune, &read_model, &device, hash)? {
            return Ok(Err(BlobFault::Unknown));
        }
        Ok(commune.blobs.part(hash, start, limit))
    });
    match read.await {
        Ok(Ok(part)) => partial(start, part.bytes, part.total),
        Ok(Err(fault)) => tus::refusal(&fault),
        Err(no_reply) => reply::of::<wire::Refusal>(Err(no_reply)),
    }
}

fn partial(start: u64, bytes: Vec<u8>, total: u64) -> Response {
    if bytes.is_empty() {
        return StatusCode::RANGE_NOT_SATISFIABLE.into_response();
    }
    let range = format!("bytes {start}-{}/{total}", start + bytes.len() as u64 - 1);
    let mut response = (StatusCode::PARTIAL_CONTENT, Body::from(bytes)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    if let Ok(range) = HeaderValue::from_str(&range) {
        headers.insert(header::CONTENT_RANGE, range);
    }
    response
}

/// The first byte and how many, within bounds; nothing where the range is none that is understood here.
fn range_in(headers: &HeaderMap) -> Option<(u64, u64)> {
    let Some(range) = headers.get(header::RANGE) else { return Some((0, MAX_PART_BYTES)) };
    let (first, last) = range.to_str().ok()?.strip_prefix("bytes=")?.split_once('-')?;
    let first: u64 = first.parse().ok()?;
    let length = match last {
        "" => MAX_PART_BYTES,
        last => last.parse::<u64>().ok()?.checked_sub(first)?.saturating_add(1),
    };
    Some((first, length.min(MAX_PART_BYTES)))
}
