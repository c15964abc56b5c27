//! Reading a request within bounds of size and patience.

use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::http::StatusCode;
use axum::response::Response;
use minicbor::Decode;
use tokio::time::timeout;
use wire::{RefusalCode, open_frame};

use super::reply;

/// Packed bytes of one request: a batch of 1 MiB with one revision of the largest size, even if
/// nothing in it can be compressed.
pub const MAX_REQUEST_BYTES: usize = 4 * 1024 * 1024;
/// Bytes read of a request that is refused anyway, so that the sender gets to hear why.
const MAX_DRAINED_BYTES: usize = 16 * 1024 * 1024;
/// Silence after which a request counts as cut off. A hotspot in a valley may pause for half a minute.
const IDLE: Duration = Duration::from_secs(60);

/// Why a request was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unread {
    TooLarge,
    CutOff,
    Unreadable,
}

impl Unread {
    pub(super) fn into_reply(self) -> Response {
        let status = match self {
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::CutOff => StatusCode::REQUEST_TIMEOUT,
            Self::Unreadable => StatusCode::BAD_REQUEST,
        };
        reply::refusal(status, RefusalCode::Malformed)
    }
}

/// Reads and unpacks a message.
pub(super) async fn read<Q: for<'b> Decode<'b, ()>>(mut body: Body) -> Result<Q, Unread> {
    let mut bytes = Vec::new();
    while let Some(chunk) = next(&mut body).await? {
        if bytes.len() + chunk.len() > MAX_REQUEST_BYTES {
            drain(body).await;
            return Err(Unread::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    open_frame(&bytes).map_err(|_| Unread::Unreadable)
}

/// Lets a sender finish, within bounds, before it is refused.
pub(super) async fn drain(mut body: Body) {
    let mut seen = 0;
    while let Ok(Some(chunk)) = next(&mut body).await {
        seen += chunk.len();
        if seen > MAX_DRAINED_BYTES {
            return;
        }
    }
}

pub(super) async fn next(body: &mut Body) -> Result<Option<Bytes>, Unread> {
    loop {
        let frame = std::future::poll_fn(|context| std::pin::Pin::new(&mut *body).poll_frame(context));
        match timeout(IDLE, frame).await {
            Ok(None) => return Ok(None),
            Ok(Some(Ok(frame))) => {
                if let Ok(chunk) = frame.into_data() {
                    return Ok(Some(chunk));
                }
            }
            Ok(Some(Err(_))) | Err(_) => return Err(Unread::CutOff),
        }
    }
}
