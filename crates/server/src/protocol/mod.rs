//! The devices' way in: `POST /v1/…`, one sealed message each way. Every refusal is a sealed
//! `Refusal`, so that a device can tell its user what happened; a body that is too large is read to
//! a bound and refused, never left hanging. Photos and files come by tus under `/v1/blobs`, and go by `GET` from there.

mod body;
mod device;
mod download;
mod reply;
mod tus;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{head, post};
use minicbor::{Decode, Encode};
use tokio::task::spawn_blocking;
use wire::{BlobsRequest, PairRequest, RefusalCode};

use crate::ServerError;
use crate::accounts::devices::Device;
use crate::commune::Commune;
use crate::exchange::{self, NoReply, Own};
use crate::read_model::ReadModel;

/// Called after each push that a device made and each photo that arrived, to let the read model catch up.
pub type AfterPush = Arc<dyn Fn() + Send + Sync>;

/// What the routes share.
#[derive(Clone)]
pub struct Protocol {
    pub commune: Commune,
    /// It knows which records name a photo.
    pub read_model: Arc<ReadModel>,
    pub after_push: AfterPush,
}

/// The routes under `/v1`.
pub fn router(protocol: Protocol) -> Router {
    Router::new()
        .route("/v1/pair", post(pair))
        .route("/v1/push", post(push))
        .route("/v1/pull", post(pull))
        .route("/v1/digest", post(digest))
        .route("/v1/ids", post(ids))
        .route("/v1/fetch", post(fetch))
        .route("/v1/have", post(have))
        .route("/v1/blobs", post(tus::begin).options(tus::options))
        .route("/v1/blobs/{hash}", head(tus::offset).get(download::part).patch(tus::append).options(tus::options))
        .with_state(protocol)
}

async fn pair(State(protocol): State<Protocol>, request: Request) -> Response {
    let message = match body::read::<PairRequest>(request.into_body()).await {
        Ok(message) => message,
        Err(refusal) => return refusal.into_reply(),
    };
    reply::of(blocking(move || exchange::pair(&protocol.commune, &message)).await)
}

async fn push(State(protocol): State<Protocol>, request: Request) -> Response {
    let after_push = Arc::clone(&protocol.after_push);
    let response = answer(protocol, request, exchange::push).await;
    if response.status().is_success() {
        after_push();
    }
    response
}

async fn pull(State(protocol): State<Protocol>, request: Request) -> Response {
    answer(protocol, request, |commune, device, message| exchange::pull(commune, device, &message, Own::LeftOut)).await
}

async fn digest(State(protocol): State<Protocol>, request: Request) -> Response {
    answer(protocol, request, |commune, device, _: wire::DigestRequest| exchange::digest(commune, device)).await
}

async fn ids(State(protocol): State<Protocol>, request: Request) -> Response {
    answer(protocol, request, |commune, device, message| exchange::ids(commune, device, &message)).await
}

async fn fetch(State(protocol): State<Protocol>, request: Request) -> Response {
    answer(protocol, request, |commune, device, message| exchange::fetch(commune, device, &message)).await
}

async fn have(State(protocol): State<Protocol>, request: Request) -> Response {
    let read_model = Arc::clone(&protocol.read_model);
    let work = move |commune: &Commune, device: &Device, message: BlobsRequest| {
        download::there(commune, &read_model, device, &message)
    };
    answer(protocol, request, work).await
}

/// Who asks, what they ask, and the reply. The body of a stranger is not even unpacked.
async fn answer<Q, R>(
    protocol: Protocol,
    request: Request,
    work: impl FnOnce(&Commune, &Device, Q) -> Result<R, NoReply> + Send + 'static,
) -> Response
where
    Q: for<'b> Decode<'b, ()> + Send + 'static,
    R: Encode<()> + Send + 'static,
{
    let (parts, body): (_, Body) = request.into_parts();
    let device = match authenticate(&protocol, &parts.headers).await {
        Ok(device) => device,
        Err(no_reply) => {
            body::drain(body).await;
            return reply::of::<R>(Err(no_reply));
        }
    };
    let message = match body::read::<Q>(body).await {
        Ok(message) => message,
        Err(refusal) => return refusal.into_reply(),
    };
    reply::of(blocking(move || work(&protocol.commune, &device, message)).await)
}

async fn authenticate(protocol: &Protocol, headers: &HeaderMap) -> Result<Device, NoReply> {
    let credentials = device::credentials(headers).ok_or(NoReply::Refused(RefusalCode::DeviceUnknown))?;
    let commune = protocol.commune.clone();
    blocking(move || device::authenticate(&commune, &credentials)).await
}

/// Runs what touches the disk off the network threads.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, NoReply> + Send + 'static) -> Result<T, NoReply> {
    spawn_blocking(work).await.map_err(|error| NoReply::Failed(ServerError::Task(error)))?
}
