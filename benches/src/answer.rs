//! From an answer given to an answer durable.

use anyhow::{Context, Result};
use domain::{DocId, Value};
use rusqlite::Connection;
use serde_json::json;
use store::{Store, StoreKey};
use uuid::Uuid;

use crate::figure::{Figures, Peer, Target, milliseconds, percentile, timed};
use crate::made::{app_with_register, officer};

pub const NAMES: &[&str] = &["answer_commit_p50", "answer_commit_p99", "answer_command_p50"];
const ANSWERS: usize = 1_000;
/// Ours may cost at most twice a bare commit (the target); a whole command does more than commit.
const COMMIT_TARGET: f64 = 2.0;
const COMMAND_TARGET: f64 = 5.0;
const PEER: &str = "bare SQLite commit, WAL, synchronous=FULL";

/// Ours and the bare file take turns, so that a slow moment of the disk meets both.
pub fn measure(figures: &mut Figures) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let bare = bare(&folder.path().join("bare.db"))?;
    let store = Store::open(&folder.path().join("ours.db"), &StoreKey::new([1; 32]))?;
    let draft = DocId(Uuid::from_u128(1));
    store.draft_open(draft, DocId(Uuid::from_u128(2)), "ho_gia_dinh", "1", None, 1)?;
    let app = app_with_register(folder.path())?;
    let household = app.call("households.list", json!({ "limit": 1 }), &officer())?["rows"][0]["id"].clone();
    let check = app.call("checks.start", json!({ "household": household }), &officer())?["check"].clone();

    let (mut commits, mut commands, mut bares) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..ANSWERS {
        let path = format!("nuoc/cau_{}", number % 60);
        let value = Value::from(format!("gieng_khoan_{number}"));
        let (time, done) = timed(|| store.draft_put(draft, &[(&path, Some(&value))], number as i64));
        done?;
        commits.push(milliseconds(time));

        let args =
            json!({ "check": check, "section": 11, "path": "ket_thuc/ghi_chu", "value": format!("lần {number}") });
        let (time, done) = timed(|| app.call("checks.answer", args, &officer()));
        done?;
        commands.push(milliseconds(time));

        let (time, done) = timed(|| put_bare(&bare, &path, number));
        done.context("the bare commit")?;
        bares.push(milliseconds(time));
    }
    let peer = |value| Peer { name: PEER, value };
    let (half, most) = (percentile(&mut bares, 0.5), percentile(&mut bares, 0.99));
    let target = || Target::AtMost(COMMIT_TARGET);
    figures.line("answer_commit_p50", percentile(&mut commits, 0.5), "ms", peer(half), target());
    figures.line("answer_commit_p99", percentile(&mut commits, 0.99), "ms", peer(most), target());
    let command = percentile(&mut commands, 0.5);
    figures.line("answer_command_p50", command, "ms", peer(half), Target::AtMost(COMMAND_TARGET));
    Ok(())
}

fn bare(path: &std::path::Path) -> Result<Connection> {
    let bare = Connection::open(path)?;
    bare.execute_batch(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
         CREATE TABLE answer (path TEXT PRIMARY KEY, value TEXT) STRICT",
    )?;
    Ok(bare)
}

fn put_bare(bare: &Connection, path: &str, number: usize) -> rusqlite::Result<usize> {
    let mut statement = bare.prepare_cached("INSERT OR REPLACE INTO answer (path, value) VALUES (?1, ?2)")?;
    statement.execute((path, format!("gieng_khoan_{number}")))
}
