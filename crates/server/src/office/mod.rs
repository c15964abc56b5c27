//! The office shell: the same screens as on a device, for browsers at the commune. Sign-in, the one
//! `call` route into `app`, the devices page, uploads, and the files of the user interface.

mod blob;
mod call;
mod devices;
mod errors;
mod headers;
mod screens;
mod session;
mod sign_in;
mod upload;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn;
use axum::routing::{get, post, put};
use tokio::sync::Semaphore;

use crate::commune::Commune;
use crate::read_model::ReadModel;

/// Bytes of a command's arguments.
const MAX_CALL_BYTES: usize = 1024 * 1024;
/// Bytes of an uploaded register, photo or file.
pub const MAX_UPLOAD_BYTES: usize = 20 * 1024 * 1024;
/// Passwords compared at the same time: each takes 19 MiB and half a core.
const PASSWORDS_AT_ONCE: usize = 2;

/// What the routes share.
#[derive(Clone)]
pub(crate) struct Office {
    pub commune: Commune,
    pub read_model: Arc<ReadModel>,
    passwords: Arc<Semaphore>,
}

impl Office {
    pub fn new(commune: Commune, read_model: Arc<ReadModel>) -> Self {
        Self { commune, read_model, passwords: Arc::new(Semaphore::new(PASSWORDS_AT_ONCE)) }
    }
}

/// All routes for browsers.
pub(crate) fn router(office: Office) -> Router {
    let calls = Router::new()
        .route("/office/sign-in", post(sign_in::sign_in))
        .route("/office/sign-out", post(sign_in::sign_out))
        .route("/office/password", post(sign_in::change_password))
        .route("/office/me", get(sign_in::me))
        .route("/office/devices", get(devices::list))
        .route("/office/devices/{id}/revoke", post(devices::revoke))
        .route("/office/invitations", post(devices::invite))
        .route("/office/audit", get(devices::audit))
        .route("/blob/{hash}", get(blob::blob))
        .route("/office/held/{hash}", get(upload::held))
        .route("/call/{command}", post(call::call))
        .layer(DefaultBodyLimit::max(MAX_CALL_BYTES));
    let uploads =
        Router::new().route("/office/upload", put(upload::upload)).layer(DefaultBodyLimit::max(MAX_UPLOAD_BYTES));
    calls
        .merge(uploads)
        .layer(from_fn(headers::only_own_pages))
        .fallback(screens::file)
        .layer(from_fn(headers::secure))
        .with_state(office)
}
