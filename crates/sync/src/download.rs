//! Photos, files and thumbnails over HTTPS, part by part: `GET` with a range (RFC 9110, section 14).

use std::io::Read;

use domain::BlobHash;
use reqwest::StatusCode;
use reqwest::blocking::Response;
use reqwest::header::{CONTENT_RANGE, RANGE};

use crate::tus::refusal;
use crate::{BlobPart, Https, TransportError};

/// Bytes read from the line at once.
const CHUNK: usize = 16 * 1024;

impl Https {
    /// Bytes from an offset on, at most `limit`.
    pub(crate) fn part(&self, hash: BlobHash, offset: u64, limit: usize) -> Result<BlobPart, TransportError> {
        let last = offset.saturating_add(limit as u64).saturating_sub(1);
        let get = self.client().get(self.blob_url(hash)).header(RANGE, format!("bytes={offset}-{last}"));
        let mut answer = self.send(get)?;
        match answer.status() {
            StatusCode::PARTIAL_CONTENT => {}
            StatusCode::NOT_FOUND => return Err(TransportError::NotThere),
            // It is shorter than what has come of it.
            StatusCode::RANGE_NOT_SATISFIABLE => return Err(TransportError::Spoilt),
            _ => return Err(refusal(&answer)),
        }
        let damaged = || TransportError::Damaged("an answer without a range".to_owned());
        let (start, total) = range_in(&answer).ok_or_else(damaged)?;
        if start != offset {
            return Err(TransportError::Damaged("another part than the one asked for".to_owned()));
        }
        let bytes = read(&mut answer, limit)?;
        self.count_in(bytes.len() as u64);
        Ok(BlobPart { bytes, total })
    }
}

/// What comes before the line breaks, at most `limit` bytes; an error where nothing does.
fn read(answer: &mut Response, limit: usize) -> Result<Vec<u8>, TransportError> {
    let (mut bytes, mut chunk) = (Vec::new(), [0; CHUNK]);
    while bytes.len() < limit {
        match answer.read(&mut chunk) {
            Ok(0) => break,
            Ok(read) => bytes.extend_from_slice(chunk.get(..read.min(limit - bytes.len())).unwrap_or_default()),
            Err(error) if bytes.is_empty() => return Err(TransportError::Interrupted(Box::new(error))),
            Err(_) => break,
        }
    }
    if bytes.is_empty() { Err(TransportError::Damaged("a part without bytes".to_owned())) } else { Ok(bytes) }
}

/// `Content-Range: bytes <first>-<last>/<total>`.
fn range_in(answer: &Response) -> Option<(u64, u64)> {
    let range = answer.headers().get(CONTENT_RANGE)?.to_str().ok()?.strip_prefix("bytes ")?;
    let (part, total) = range.split_once('/')?;
    Some((part.split_once('-')?.0.parse().ok()?, total.parse().ok()?))
}
