//! Signing in and out.

use axum::Json;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use tokio::task::spawn_blocking;

use super::Office;
use super::errors::{Failure, invalid, too_many_tries, wrong_sign_in};
use super::session::{self, SignedIn};
use crate::ServerError;
use crate::accounts::users::{self, Role, Try, User};
use crate::accounts::{audit, hash_password, sessions};
use crate::commune::Commune;

/// Characters of a password that a person chooses.
const MIN_PASSWORD_CHARS: usize = 10;
/// Bytes of a password; longer ones only cost time.
const MAX_PASSWORD_BYTES: usize = 1_000;

#[derive(Deserialize)]
pub(super) struct SignInArgs {
    user: String,
    password: String,
}

#[derive(Deserialize)]
pub(super) struct PasswordArgs {
    current: String,
    new: String,
}

/// The signed-in user, for the edge of the screen.
#[derive(Serialize)]
pub(super) struct Me {
    user: String,
    user_name: String,
    role: String,
    commune: String,
}

pub(super) async fn sign_in(State(office): State<Office>, Json(args): Json<SignInArgs>) -> Result<Response, Failure> {
    let commune = office.commune.clone();
    let user = checked(&office, args.user, args.password).await?;
    let me = me_of(&commune, &user);
    let token = blocking(move || {
        let now_ms = commune.now_ms();
        commune.database.write(|connection| {
            audit::add(connection, now_ms, user.sign_in.as_deref().unwrap_or_default(), "sign_in", "")?;
            sessions::begin(connection, user.id, now_ms)
        })
    });
    let cookie = session::cookie(&token.await?)?;
    Ok(([(SET_COOKIE, cookie)], Json(me)).into_response())
}

pub(super) async fn sign_out(State(office): State<Office>, signed_in: SignedIn) -> Result<Response, Failure> {
    let commune = office.commune;
    blocking(move || {
        let now_ms = commune.now_ms();
        commune.database.write(|connection| {
            audit::add(connection, now_ms, signed_in.name(), "sign_out", "")?;
            sessions::end(connection, &signed_in.token)
        })?;
        Ok(())
    })
    .await?;
    Ok(([(SET_COOKIE, session::no_cookie()?)], Json(serde_json::json!({}))).into_response())
}

pub(super) async fn me(State(office): State<Office>, signed_in: SignedIn) -> Json<Me> {
    Json(me_of(&office.commune, &signed_in.user))
}

pub(super) async fn change_password(
    State(office): State<Office>,
    signed_in: SignedIn,
    Json(args): Json<PasswordArgs>,
) -> Result<Json<serde_json::Value>, Failure> {
    let length = args.new.chars().count();
    if length < MIN_PASSWORD_CHARS || args.new.len() > MAX_PASSWORD_BYTES {
        return Err(invalid("Mật khẩu mới quá ngắn hoặc quá dài.", "Hãy chọn mật khẩu có ít nhất 10 chữ hoặc số."));
    }
    let sign_in = signed_in.name().to_owned();
    checked(&office, sign_in.clone(), args.current).await?;
    let commune = office.commune;
    blocking(move || {
        let hash = hash_password(&args.new)?;
        let now_ms = commune.now_ms();
        commune.database.write(|connection| {
            users::set_password(connection, &sign_in, &hash)?;
            audit::add(connection, now_ms, &sign_in, "change_password", "")
        })?;
        Ok(())
    })
    .await?;
    Ok(Json(serde_json::json!({})))
}

/// The user, if the password is right and not tried too often.
async fn checked(office: &Office, name: String, password: String) -> Result<User, Failure> {
    if password.len() > MAX_PASSWORD_BYTES {
        return Err(wrong_sign_in());
    }
    let commune = office.commune.clone();
    let now_ms = commune.now_ms();
    let attempt = blocking(move || {
        let name = domain::text::normalise(&name);
        Ok(commune.database.write(|connection| users::begin_try(connection, &name, now_ms))?)
    });
    let (user, stored) = match attempt.await? {
        Try::Wait(wait_ms) => return Err(too_many_tries(wait_ms)),
        Try::Compare { user, stored } => (user, stored),
    };
    let commune = office.commune.clone();
    let turn = office.passwords.acquire().await.map_err(|_| wrong_sign_in())?;
    let user = blocking(move || {
        let user = users::compare(&password, user, stored.as_deref());
        if let Some(user) = &user {
            commune.database.write(|connection| users::forget_failures(connection, user.id))?;
        }
        Ok(user)
    })
    .await?;
    drop(turn);
    user.filter(|user| user.role != Role::Collector).ok_or_else(wrong_sign_in)
}

fn me_of(commune: &Commune, user: &User) -> Me {
    Me {
        user: user.sign_in.clone().unwrap_or_default(),
        user_name: user.name.clone(),
        role: user.role.to_string(),
        commune: commune.identity.name.clone(),
    }
}

pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ServerError> + Send + 'static,
) -> Result<T, Failure> {
    Ok(spawn_blocking(work).await.map_err(ServerError::Task)??)
}
