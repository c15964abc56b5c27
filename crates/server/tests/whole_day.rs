//! A day of village staff: paired in the morning, a check at a kitchen table with no network, and the
//! commune reads it in the evening exactly as it was written.

use std::sync::Arc;
use std::thread::yield_now;

use anyhow::{Context, Result, bail};
use app::{Actor, App};
use serde_json::{Value, json};
use testkit::{FakeClock, TestCommune};

/// Looks at the state of a transfer, at most; each yields to the thread that works.
const MAX_LOOKS: usize = 50_000_000;

struct Tablet {
    app: App,
    _folder: tempfile::TempDir,
}

impl Tablet {
    fn paired(commune: &TestCommune, clock: FakeClock) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let app = App::field(folder.path().join("book"), Arc::new(clock));
        let tablet = Self { app, _folder: folder };
        let code = commune.invite(&[])?.to_string();
        tablet.call("device.pair", json!({ "code": code, "pin": "135790", "device_name": "Máy thử" }))?;
        Ok(tablet)
    }

    fn call(&self, command: &str, args: Value) -> Result<Value> {
        let outcome = self.app.call(command, args, &Actor::DeviceUser);
        outcome.map_err(|error| anyhow::anyhow!("{command}: {} ({:?})", error.message, error.detail))
    }

    fn transfer(&self) -> Result<Value> {
        self.call("transfer.start", json!({}))?;
        for _ in 0..MAX_LOOKS {
            let status = self.call("transfer.status", json!({}))?;
            if status["running"] == json!(false) {
                return Ok(status["last"].clone());
            }
            yield_now();
        }
        bail!("the transfer did not end")
    }

    /// Answers every question of the open section that has choices, and closes the form as a draft.
    fn half_a_check(&self, household: &str) -> Result<String> {
        let filling = self.call("checks.start", json!({ "household": household }))?;
        let check = filling["check"].as_str().context("no check")?.to_owned();
        let mut answered = 0;
        for section in 0..filling["sections"].as_array().map_or(0, Vec::len) {
            let page = self.call("checks.section", json!({ "check": check, "section": section }))?;
            for node in page["nodes"].as_array().into_iter().flatten() {
                let (path, choice) = (&node["path"], &node["choices"][0]["name"]);
                if node["kind"] == json!("select_one") && choice.is_string() {
                    let answer = json!({ "check": check, "section": section, "path": path, "value": choice });
                    self.call("checks.answer", answer)?;
                    answered += 1;
                }
            }
        }
        assert!(answered > 3, "the form asks more than {answered} questions with choices");
        self.call("checks.close", json!({ "check": check }))?;
        Ok(check)
    }
}

#[test]
fn a_check_made_offline_is_read_at_the_office_as_it_was_written() -> Result<()> {
    let commune = TestCommune::start_demo()?;
    let tablet = Tablet::paired(&commune, commune.clock.off_by(-testkit::FIVE_YEARS_MS))?;
    let received = tablet.transfer()?;
    assert_eq!(received["ok"], json!(true), "{received}");
    let found = tablet.call("households.list", json!({ "limit": 1 }))?;
    assert_eq!(found["total"], json!(demo::HOUSEHOLDS));
    let household = found["rows"][0]["id"].as_str().context("no household")?.to_owned();

    let check = tablet.half_a_check(&household)?;
    let fact = json!({ "id": household, "fields": { "phone": "0900 000 123" } });
    tablet.call("households.edit", fact)?;
    assert_eq!(tablet.call("device.status", json!({}))?["unsafe_work"]["checks"], json!(1));
    for _ in 0..3 {
        let sent = tablet.transfer()?;
        assert_eq!((&sent["ok"], &sent["parked"]), (&json!(true), &json!(0)), "{sent}");
    }
    assert_eq!(tablet.call("device.status", json!({}))?["unsafe_work"]["revisions"], json!(0));

    let officer = commune.officer()?;
    let here = tablet.call("checks.view", json!({ "check": check }))?;
    let there = officer.call("checks.view", &json!({ "check": check }))?;
    assert_eq!(here["sections"], there["sections"]);
    assert_eq!((&here["revision"], &here["status"]), (&there["revision"], &there["status"]));
    let page = officer.call("households.get", &json!({ "id": household }))?;
    assert_eq!(page["checks"].as_array().map(Vec::len), Some(1));
    let phone = page["facts"].as_array().into_iter().flatten().find(|fact| fact["field"] == json!("phone"));
    assert_eq!(phone.map(|fact| &fact["raw"]), Some(&json!("0900 000 123")));
    Ok(())
}
