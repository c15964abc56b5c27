//! The field app as its user drives it: the real command table over a real encrypted folder.

use std::path::Path;
use std::sync::Arc;
use std::thread::yield_now;

use anyhow::{Context, Result, bail};
use app::{Actor, App, AppError};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{FakeClock, TestCommune};

/// Looks at the state of a transfer, at most; each yields to the thread that works.
const MAX_LOOKS: usize = 50_000_000;

/// A device with the field app on it.
pub struct Tablet {
    app: App,
    clock: FakeClock,
    folder: TempDir,
}

impl Tablet {
    /// The PIN of every tablet here.
    pub const PIN: &str = "135790";

    /// One that belongs to no commune yet.
    ///
    /// # Errors
    /// If there is no room for its folder.
    pub fn new(clock: FakeClock) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let app = App::field(folder.path().join("book"), Arc::new(clock.clone()));
        Ok(Self { app, clock, folder })
    }

    /// One of the whole commune.
    ///
    /// # Errors
    /// If pairing fails.
    pub fn paired(commune: &TestCommune, clock: FakeClock) -> Result<Self> {
        let tablet = Self::new(clock)?;
        tablet.pair(&commune.invite(&[])?.to_string())?;
        Ok(tablet)
    }

    /// Enters a pairing code.
    ///
    /// # Errors
    /// As the user sees it.
    pub fn pair(&self, code: &str) -> Result<Value, AppError> {
        self.call("device.pair", json!({ "code": code, "pin": Self::PIN, "device_name": "Máy của tôi" }))
    }

    /// The folder that holds the app's own; a test may fill or damage it.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Runs a command as the device's user.
    ///
    /// # Errors
    /// As the user sees it.
    pub fn call(&self, command: &str, args: Value) -> Result<Value, AppError> {
        self.app.call(command, args, &Actor::DeviceUser)
    }

    /// The program is killed and started anew: nothing is closed in order. It is locked then.
    pub fn restart(&mut self) {
        self.app = App::field(self.folder.path().join("book"), Arc::new(self.clock.clone()));
    }

    /// Opens it with the right PIN.
    ///
    /// # Errors
    /// As the user sees it.
    pub fn unlock(&self) -> Result<Value, AppError> {
        self.call("device.unlock", json!({ "pin": Self::PIN }))
    }

    /// Sends and receives, and tells how it ended.
    ///
    /// # Errors
    /// If it does not end.
    pub fn transfer(&self) -> Result<Value> {
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

    /// The id of a household in the list.
    ///
    /// # Errors
    /// If the list is empty.
    pub fn some_household(&self) -> Result<String> {
        let found = self.call("households.list", json!({ "limit": 1 }))?;
        Ok(found["rows"][0]["id"].as_str().context("no household")?.to_owned())
    }

    /// Begins a check and gives its id.
    ///
    /// # Errors
    /// If the app refuses.
    pub fn begin_check(&self, household: &str) -> Result<String> {
        let filling = self.call("checks.start", json!({ "household": household }))?;
        Ok(filling["check"].as_str().context("no check")?.to_owned())
    }

    /// Answers a question.
    ///
    /// # Errors
    /// As the user sees it.
    pub fn answer(&self, check: &str, path: &str, value: &str) -> Result<Value, AppError> {
        self.call("checks.answer", json!({ "check": check, "section": 0, "path": path, "value": value }))
    }
}
