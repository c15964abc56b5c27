//! People of the commune.

use std::fmt;
use std::str::FromStr;

use domain::UserId;
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use super::password;
use crate::rows;

/// Wrong passwords that cost nothing.
const FREE_TRIES: u32 = 5;
/// Pause after the first wrong password beyond the free ones; doubles with each further one.
const FIRST_PAUSE_MS: i64 = 30_000;
/// Longest pause.
const LONGEST_PAUSE_MS: i64 = 15 * 60_000;

/// What a person may do. A collector works on a device and never signs in at the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Collector,
    Leader,
    Officer,
    Admin,
}

const ROLES: [(Role, &str); 4] =
    [(Role::Collector, "collector"), (Role::Leader, "leader"), (Role::Officer, "officer"), (Role::Admin, "admin")];

impl Role {
    /// Whether the role does the office's work rather than read it.
    pub const fn runs_office(self) -> bool {
        matches!(self, Self::Officer | Self::Admin)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = ROLES.iter().find(|(role, _)| role == self).map_or("", |(_, name)| name);
        f.write_str(name)
    }
}

/// A word that is not a role.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("a role is collector, leader, officer or admin")]
pub struct UnknownRole;

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        ROLES.iter().find(|(_, name)| *name == text).map(|(role, _)| *role).ok_or(UnknownRole)
    }
}

/// A person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    pub id: UserId,
    /// Only office users have one.
    pub sign_in: Option<String>,
    pub name: String,
    pub role: Role,
}

/// A user about to be stored. `password` is already hashed.
#[derive(Clone, Copy, Debug)]
pub struct NewUser<'a> {
    pub sign_in: Option<&'a str>,
    pub name: &'a str,
    pub role: Role,
    pub password: Option<&'a str>,
}

/// What an attempt to sign in may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Try {
    /// Compare the password; `None` where there is no such user, which nobody may notice.
    Compare { user: Option<User>, stored: Option<String> },
    /// Too many wrong passwords; the next one counts after so many milliseconds.
    Wait(i64),
}

/// Stores a user.
///
/// # Errors
/// SQL errors; a constraint error where the sign-in name is taken.
pub fn add(connection: &Connection, user: &NewUser<'_>, now_ms: i64) -> Result<UserId, rusqlite::Error> {
    let id = UserId(Uuid::now_v7());
    let mut insert = connection.prepare_cached(
        "INSERT INTO users (id, sign_in, name, role, password, failures, blocked_until_ms, created_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, 0, 0, ?6)",
    )?;
    insert.execute(params![id.as_bytes(), user.sign_in, user.name, user.role.to_string(), user.password, now_ms])?;
    Ok(id)
}

/// Sets or changes what an existing user signs in with.
///
/// # Errors
/// SQL errors.
pub fn set_password(connection: &Connection, sign_in: &str, password: &str) -> Result<bool, rusqlite::Error> {
    let changed = connection
        .prepare_cached("UPDATE users SET password = ?2, failures = 0, blocked_until_ms = 0 WHERE sign_in = ?1")?
        .execute(params![sign_in, password])?;
    Ok(changed > 0)
}

/// The user with an id.
///
/// # Errors
/// SQL errors.
pub fn by_id(connection: &Connection, id: UserId) -> Result<Option<User>, rusqlite::Error> {
    let mut query = connection.prepare_cached("SELECT id, sign_in, name, role FROM users WHERE id = ?1")?;
    query.query_row(params![id.as_bytes()], from_row).optional()
}

/// The person of that name, made a collector where there is none yet. A sign-in name will do as well,
/// so that an officer can pair a laptop for themselves.
///
/// # Errors
/// SQL errors.
pub fn named(connection: &Connection, name: &str, now_ms: i64) -> Result<UserId, rusqlite::Error> {
    let mut query = connection.prepare_cached(
        "SELECT id FROM users WHERE sign_in = ?1 OR name = ?1 ORDER BY sign_in IS NOT ?1, created_ms, id LIMIT 1",
    )?;
    match query.query_row(params![name], |row| rows::id(row, 0)).optional()? {
        Some(id) => Ok(id),
        None => add(connection, &NewUser { sign_in: None, name, role: Role::Collector, password: None }, now_ms),
    }
}

/// Counts a try before its password is looked at, so that neither a restart nor a hundred tries at once give
/// new ones. Must run in a writing transaction.
///
/// # Errors
/// SQL errors.
pub fn begin_try(connection: &Connection, name: &str, now_ms: i64) -> Result<Try, rusqlite::Error> {
    let mut query = connection.prepare_cached(
        "SELECT id, sign_in, name, role, password, failures, blocked_until_ms FROM users WHERE sign_in = ?1",
    )?;
    let found = query.query_row(params![name], |row| {
        Ok((from_row(row)?, row.get::<_, Option<String>>(4)?, row.get::<_, u32>(5)?, row.get::<_, i64>(6)?))
    });
    let Some((user, stored, failures, blocked_until_ms)) = found.optional()? else {
        return Ok(Try::Compare { user: None, stored: None });
    };
    // A clock that was set back must not lock anybody out for longer than the longest pause.
    let wait_ms = (blocked_until_ms - now_ms).min(LONGEST_PAUSE_MS);
    if wait_ms > 0 {
        return Ok(Try::Wait(wait_ms));
    }
    let failures = failures.saturating_add(1);
    set_failures(connection, user.id, failures, now_ms + pause_ms(failures))?;
    Ok(Try::Compare { user: Some(user), stored })
}

/// Compares the password, which takes some 50 ms and 19 MiB; no transaction should wait for it.
pub fn compare(password: &str, user: Option<User>, stored: Option<&str>) -> Option<User> {
    let fits = password::fits(password, stored);
    user.filter(|_| fits)
}

/// Forgets the failures of a user who has signed in.
///
/// # Errors
/// SQL errors.
pub fn forget_failures(connection: &Connection, id: UserId) -> Result<(), rusqlite::Error> {
    set_failures(connection, id, 0, 0)
}

fn set_failures(connection: &Connection, id: UserId, failures: u32, until_ms: i64) -> Result<(), rusqlite::Error> {
    let mut update =
        connection.prepare_cached("UPDATE users SET failures = ?2, blocked_until_ms = ?3 WHERE id = ?1")?;
    update.execute(params![id.as_bytes(), failures, until_ms])?;
    Ok(())
}

fn pause_ms(failures: u32) -> i64 {
    match failures.checked_sub(FREE_TRIES) {
        None => 0,
        Some(beyond) => (FIRST_PAUSE_MS << beyond.min(10)).min(LONGEST_PAUSE_MS),
    }
}

fn from_row(row: &Row<'_>) -> Result<User, rusqlite::Error> {
    Ok(User { id: rows::id(row, 0)?, sign_in: row.get(1)?, name: row.get(2)?, role: role(row, 3)? })
}

/// The role in a column.
pub(super) fn role(row: &Row<'_>, column: usize) -> Result<Role, rusqlite::Error> {
    row.get::<_, String>(column)?.parse().map_err(|_| rows::damaged("an unknown role"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_doubles_up_to_a_quarter_of_an_hour() {
        let check = |failures, seconds: i64| assert_eq!(pause_ms(failures), seconds * 1_000, "{failures} failures");
        check(0, 0);
        check(4, 0);
        check(5, 30);
        check(6, 60);
        check(9, 480);
        check(10, 900);
        check(u32::MAX, 900);
    }

    #[test]
    fn every_role_reads_back() {
        for (role, name) in ROLES {
            assert_eq!(role.to_string(), name);
            assert_eq!(name.parse(), Ok(role));
        }
        assert_eq!("boss".parse::<Role>(), Err(UnknownRole));
    }
}
