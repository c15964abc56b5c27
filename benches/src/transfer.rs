//! 2,000 filled checks to the commune and on to another device, over TLS on the loopback: signatures
//! verified and committed with `synchronous=FULL` on both sides.

use anyhow::{Context, Result};
use domain::{DocId, Kind};
use rusqlite::Connection;
use testkit::TestCommune;
use uuid::Uuid;
use wire::Envelope;

use crate::figure::{Figures, Peer, Target, timed};
use crate::made::{filled_check, household_form};

pub const NAMES: &[&str] = &["push_records", "push_bytes", "pull_records", "pull_bytes", "nothing_new"];
const CHECKS: u64 = 2_000;
/// A share of what the same bytes take in one bare transaction, without network, signatures or fold.
const RATE_TARGET: f64 = 0.1;
const BYTES_TARGET: f64 = 0.5;
const NOTHING_NEW_LIMIT_MS: f64 = 3.0;
const LIMIT: &str = "bare SQLite bulk insert of the same bytes";

pub fn measure(figures: &mut Figures) -> Result<()> {
    let commune = TestCommune::start()?;
    let (sender, receiver) = (commune.device(&[])?, commune.device(&[])?);
    sender.sync()?;
    receiver.sync()?;
    let area = commune.own_area()?;
    let form = household_form()?;
    let mut envelopes: Vec<Envelope> = Vec::new();
    for number in 0..CHECKS {
        let household = DocId(Uuid::from_u128(u128::from(number) + 1));
        let changes = filled_check(&form, household, number);
        envelopes.push(sender.sign(DocId(Uuid::now_v7()), Kind::Check, area, changes)?.0);
    }
    sender.store.append_own(&envelopes, None)?;
    let records = CHECKS as f64;
    let raw = envelopes.iter().map(Envelope::size).sum::<usize>() as f64 / records;
    let bulk = bulk_rate(&envelopes)?;

    let (time, sent) = timed(|| sender.sync());
    let sent = sent?;
    anyhow::ensure!(sent.checks_safe == CHECKS && sent.digests_equal, "{sent:?}");
    rate(figures, "push_records", records / time.as_secs_f64(), bulk);
    bytes(figures, "push_bytes", sent.bytes_out as f64 / records, raw);

    let (time, got) = timed(|| receiver.sync());
    let got = got?;
    anyhow::ensure!(got.pulled == CHECKS && got.digests_equal, "{got:?}");
    rate(figures, "pull_records", records / time.as_secs_f64(), bulk);
    bytes(figures, "pull_bytes", got.bytes_in as f64 / records, raw);

    let (time, idle) = timed(|| receiver.sync());
    anyhow::ensure!(idle?.pulled == 0, "nothing was left");
    let peer = Peer { name: "limit when nothing is new", value: NOTHING_NEW_LIMIT_MS };
    figures.line("nothing_new", time.as_secs_f64() * 1e3, "ms", peer, Target::AtMost(1.0));
    Ok(())
}

fn rate(figures: &mut Figures, name: &str, ours: f64, bulk: f64) {
    figures.line(name, ours, "records/s", Peer { name: LIMIT, value: bulk }, Target::AtLeast(RATE_TARGET));
}

fn bytes(figures: &mut Figures, name: &str, ours: f64, raw: f64) {
    let peer = Peer { name: "the same records uncompressed", value: raw };
    figures.line(name, ours, "B/record", peer, Target::AtMost(BYTES_TARGET));
}

/// Rows per second of one durable transaction in a plain file: what this machine's disk and SQLite allow.
fn bulk_rate(envelopes: &[Envelope]) -> Result<f64> {
    let folder = tempfile::tempdir()?;
    let mut bare = Connection::open(folder.path().join("bare.db"))?;
    bare.execute_batch(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
         CREATE TABLE row (id BLOB PRIMARY KEY, header BLOB, signature BLOB, body BLOB) STRICT",
    )?;
    let (time, done) = timed(|| -> rusqlite::Result<()> {
        let transaction = bare.transaction()?;
        for envelope in envelopes {
            transaction
                .prepare_cached("INSERT INTO row (id, header, signature, body) VALUES (?1, ?2, ?3, ?4)")?
                .execute((envelope.id().0, &envelope.header, envelope.signature, &envelope.body))?;
        }
        transaction.commit()
    });
    done.context("the bare transaction")?;
    Ok(envelopes.len() as f64 / time.as_secs_f64())
}
