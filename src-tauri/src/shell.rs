//! The one command and the window.

use std::sync::Arc;

use app::{Actor, App, AppError, ErrorCode, SystemClock};
use serde_json::Value;
use tauri::{Manager as _, State};

use crate::data_dir;

/// Opens the window and returns when it is closed. Every answer is on the disk as soon as it is
/// given, so closing has nothing to save.
pub fn run() -> tauri::Result<()> {
    tauri::Builder::default()
        .setup(|shell| {
            let dir = data_dir::find(shell.handle())?;
            shell.manage(Arc::new(App::field(dir, Arc::new(SystemClock))));
            Ok(())
        })
        .invoke_handler(tauri::generate_handler![call])
        .run(tauri::generate_context!())
}

/// Passes a command of the screens to the app, off the window's thread: disks are slow.
#[tauri::command]
async fn call(command: String, args: Value, app: State<'_, Arc<App>>) -> Result<Value, AppError> {
    let app = Arc::clone(&app);
    let done = tauri::async_runtime::spawn_blocking(move || app.call(&command, args, &Actor::DeviceUser));
    done.await.unwrap_or_else(|error| Err(stopped(&error)))
}

/// A call that ended without an answer; only a defect of the program does that.
fn stopped(error: &tauri::Error) -> AppError {
    AppError {
        code: ErrorCode::Internal,
        message: "Phần mềm gặp lỗi ngoài dự tính. Những gì đã lưu trên máy vẫn còn nguyên.".into(),
        advice: "Hãy đóng và mở lại phần mềm. Nếu vẫn lỗi, báo công chức xã.".into(),
        detail: Some(error.to_string()),
    }
}
