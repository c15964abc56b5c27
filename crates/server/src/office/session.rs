//! Who is asking: the user behind the session cookie.

use axum::extract::FromRequestParts;
use axum::http::header::COOKIE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use tokio::task::spawn_blocking;

use super::Office;
use super::errors::{Failure, forbidden, not_signed_in};
use crate::ServerError;
use crate::accounts::sessions::{self, SESSION_MS};
use crate::accounts::users::{Role, User};

/// The prefix makes browsers insist on TLS, this host and the whole path.
const COOKIE_NAME: &str = "__Host-sothon";

/// A user with a session that holds.
pub(super) struct SignedIn {
    pub user: User,
    pub token: String,
}

impl SignedIn {
    /// What the audit log calls this user.
    pub fn name(&self) -> &str {
        self.user.sign_in.as_deref().unwrap_or(&self.user.name)
    }

    /// Whether the user may run the office: invite devices, revoke them, load the register.
    pub fn must_run_the_office(&self) -> Result<(), Failure> {
        let may = self.user.role.runs_office();
        if may { Ok(()) } else { Err(forbidden()) }
    }

    pub fn must_be_admin(&self) -> Result<(), Failure> {
        if self.user.role == Role::Admin { Ok(()) } else { Err(forbidden()) }
    }
}

impl FromRequestParts<Office> for SignedIn {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, office: &Office) -> Result<Self, Failure> {
        let token = token(&parts.headers).ok_or_else(not_signed_in)?.to_owned();
        let commune = office.commune.clone();
        let now_ms = commune.now_ms();
        let of_token = token.clone();
        let user =
            spawn_blocking(move || commune.database.read(|connection| sessions::user(connection, &of_token, now_ms)))
                .await
                .map_err(ServerError::Task)??;
        Ok(Self { user: user.ok_or_else(not_signed_in)?, token })
    }
}

fn token(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE_NAME).map(|(_, value)| value)
}

/// Sets the session cookie; scripts never see it.
pub(super) fn cookie(token: &str) -> Result<HeaderValue, Failure> {
    cookie_for(token, SESSION_MS / 1_000)
}

/// Takes the session cookie away.
pub(super) fn no_cookie() -> Result<HeaderValue, Failure> {
    cookie_for("", 0)
}

fn cookie_for(token: &str, seconds: i64) -> Result<HeaderValue, Failure> {
    let text = format!("{COOKIE_NAME}={token}; Path=/; Max-Age={seconds}; HttpOnly; Secure; SameSite=Strict");
    HeaderValue::from_str(&text).map_err(|_| not_signed_in())
}
