//! The app on one data folder, opened with the PIN where a command needs it open.

use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use app::{Actor, App, AppError, ErrorCode, Permission, SystemClock};
use serde_json::{Value, json};

use crate::pin;

/// How often the end of a transfer is asked for.
const POLL: Duration = Duration::from_millis(100);
/// A transfer that runs longer is left alone: 2 hours.
const MAX_POLLS: u32 = 72_000;

/// Why there is no answer.
#[derive(Debug)]
pub enum Failure {
    /// The command line cannot be carried out as it stands.
    Usage(String),
    App(Box<AppError>),
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        Self::App(Box::new(error))
    }
}

/// A device's data folder with the app over it.
pub struct Desk {
    app: App,
}

impl Desk {
    pub fn at(dir: PathBuf) -> Self {
        Self { app: App::field(dir, Arc::new(SystemClock)) }
    }

    /// Calls a command as the device's user.
    pub fn call(&self, command: &str, args: Value) -> Result<Value, Failure> {
        Ok(self.app.call(command, args, &Actor::DeviceUser)?)
    }

    /// Calls a command, asking for the PIN first where the table says that it needs an open device.
    pub fn call_unlocked(&self, command: &str, args: Value) -> Result<Value, Failure> {
        let known = app::commands().into_iter().find(|known| known.name == command);
        if known.is_some_and(|known| known.permission != Permission::Always) {
            self.unlock()?;
        }
        self.call(command, args)
    }

    /// Opens the device; one that belongs to no commune yet is left for the command to refuse.
    fn unlock(&self) -> Result<(), Failure> {
        let status = self.call("device.status", json!({}))?;
        if status.get("state").and_then(Value::as_str) == Some("locked") {
            self.call("device.unlock", json!({ "pin": pin::ask()? }))?;
        }
        Ok(())
    }

    /// The device's state, opened so that it can say what is not yet safe.
    pub fn status(&self) -> Result<Value, Failure> {
        self.unlock()?;
        self.call("device.status", json!({}))
    }

    /// Sends and receives; answers with the result, or fails with its words.
    pub fn transfer(&self) -> Result<Value, Failure> {
        self.unlock()?;
        let mut status = self.call("transfer.start", json!({}))?;
        for _ in 0..MAX_POLLS {
            if !is_running(&status) {
                return result(&status);
            }
            thread::sleep(POLL);
            status = self.call("transfer.status", json!({}))?;
        }
        Err(Failure::Usage("the transfer is still running after two hours".into()))
    }
}

fn is_running(status: &Value) -> bool {
    status.get("running").and_then(Value::as_bool).unwrap_or_default()
}

fn result(status: &Value) -> Result<Value, Failure> {
    let last = status.get("last").cloned().unwrap_or_default();
    if last.get("ok").and_then(Value::as_bool) == Some(true) {
        return Ok(last);
    }
    let text = |field: &str| last.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (message, advice) = (text("message"), text("advice"));
    Err(AppError { code: ErrorCode::Unreachable, message, advice, detail: Some(last.to_string()) }.into())
}
