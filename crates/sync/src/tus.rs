//! Photos over HTTPS by tus 1.0 (<https://tus.io/protocols/resumable-upload>): core and creation.

use data_encoding::{BASE64, HEXLOWER};
use domain::BlobHash;
use reqwest::StatusCode;
use reqwest::blocking::{RequestBuilder, Response};
use reqwest::header::CONTENT_TYPE;

use crate::{Https, TransportError};

/// The status by which tus says that bytes are not what they were said to be.
const CHECKSUM_MISMATCH: u16 = 460;

impl Https {
    /// Asks where an upload stands and begins one where there is none.
    pub(crate) fn offset(&self, hash: BlobHash, bytes: u64) -> Result<u64, TransportError> {
        let url = self.blob_url(hash);
        let asked = self.tus(self.client().head(url))?;
        if asked.status() == StatusCode::OK {
            return offset_in(&asked);
        }
        if asked.status() != StatusCode::NOT_FOUND || asked.headers().get("tus-resumable").is_none() {
            return Err(refusal(&asked));
        }
        let name = BASE64.encode(HEXLOWER.encode(hash.as_bytes()).as_bytes());
        let begin = self
            .client()
            .post(self.blobs_url())
            .header("Upload-Length", bytes)
            .header("Upload-Metadata", format!("sha256 {name}"));
        let begun = self.tus(begin)?;
        if begun.status() == StatusCode::CREATED { Ok(0) } else { Err(refusal(&begun)) }
    }

    /// Sends bytes from an offset on and tells up to where the commune has them.
    pub(crate) fn append(&self, hash: BlobHash, offset: u64, part: Vec<u8>) -> Result<u64, TransportError> {
        self.count_out(part.len() as u64);
        let patch = self
            .client()
            .patch(self.blob_url(hash))
            .header("Upload-Offset", offset)
            .header(CONTENT_TYPE, "application/offset+octet-stream")
            .body(part);
        let answer = self.tus(patch)?;
        if answer.status() == StatusCode::NO_CONTENT { offset_in(&answer) } else { Err(refusal(&answer)) }
    }

    fn tus(&self, request: RequestBuilder) -> Result<Response, TransportError> {
        self.send(request.header("Tus-Resumable", "1.0.0"))
    }
}

fn offset_in(answer: &Response) -> Result<u64, TransportError> {
    let offset = answer.headers().get("upload-offset").and_then(|value| value.to_str().ok()?.parse().ok());
    offset.ok_or_else(|| TransportError::Damaged("an answer without an offset".to_owned()))
}

pub(crate) fn refusal(answer: &Response) -> TransportError {
    let status = answer.status();
    match status {
        StatusCode::INSUFFICIENT_STORAGE => TransportError::CommuneFull,
        // Another device sends the same photo; or an earlier request of ours still arrives.
        StatusCode::CONFLICT | StatusCode::LOCKED | StatusCode::REQUEST_TIMEOUT => {
            TransportError::Interrupted(status.to_string().into())
        }
        StatusCode::UNAUTHORIZED => TransportError::Refused(wire::RefusalCode::DeviceUnknown),
        StatusCode::FORBIDDEN => TransportError::Refused(wire::RefusalCode::DeviceRevoked),
        _ if status.as_u16() == CHECKSUM_MISMATCH => TransportError::Spoilt,
        _ if status.is_server_error() => TransportError::Failed(status.to_string()),
        _ => TransportError::Damaged(status.to_string()),
    }
}
