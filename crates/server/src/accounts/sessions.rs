//! Who is signed in at the office.

use rusqlite::{Connection, OptionalExtension, params};

use super::users::{User, by_id};
use super::{secret_bytes, secret_hash, secret_text};
use crate::folder::random_bytes;
use crate::{ServerError, rows};
use domain::UserId;

/// A working day; after it the password is asked for again.
pub const SESSION_MS: i64 = 12 * 3_600_000;

/// Begins a session and returns the token for the cookie. Sessions that have ended are swept out.
///
/// # Errors
/// SQL errors, [`ServerError::Random`].
pub fn begin(connection: &Connection, user: UserId, now_ms: i64) -> Result<String, ServerError> {
    let token: [u8; 32] = random_bytes()?;
    connection.prepare_cached("DELETE FROM sessions WHERE expires_ms <= ?1")?.execute([now_ms])?;
    connection
        .prepare_cached("INSERT INTO sessions (token_hash, user, expires_ms) VALUES (?1, ?2, ?3)")?
        .execute(params![secret_hash(&token), user.as_bytes(), now_ms + SESSION_MS])?;
    Ok(secret_text(&token))
}

/// The user of a session that still holds.
///
/// # Errors
/// SQL errors.
pub fn user(connection: &Connection, token: &str, now_ms: i64) -> Result<Option<User>, rusqlite::Error> {
    let Some(token) = secret_bytes(token) else { return Ok(None) };
    // A session longer than a day was begun under a clock that has since been set back.
    let mut query = connection
        .prepare_cached("SELECT user FROM sessions WHERE token_hash = ?1 AND expires_ms > ?2 AND expires_ms <= ?3")?;
    let bounds = params![secret_hash(&token), now_ms, now_ms.saturating_add(SESSION_MS)];
    let id = query.query_row(bounds, |row| rows::id(row, 0)).optional()?;
    id.map_or(Ok(None), |id| by_id(connection, id))
}

/// Ends a session.
///
/// # Errors
/// SQL errors.
pub fn end(connection: &Connection, token: &str) -> Result<(), rusqlite::Error> {
    let Some(token) = secret_bytes(token) else { return Ok(()) };
    connection.prepare_cached("DELETE FROM sessions WHERE token_hash = ?1")?.execute([secret_hash(&token)])?;
    Ok(())
}
