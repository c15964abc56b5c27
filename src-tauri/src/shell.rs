//! The window, its one command, and the bytes that are no JSON: files on their way in, photos and files on their way out.

use std::sync::Arc;

use app::{Actor, App, AppError, ErrorCode, SystemClock};
use serde_json::Value;
use tauri::http::{Response, StatusCode};
use tauri::ipc::{InvokeBody, Request};
use tauri::{AppHandle, Manager as _, State};

use crate::{data_dir, downloads};

/// `sothon://localhost/<SHA-256>` in the window. Browsers have a `blob:` of their own.
const SCHEME: &str = "sothon";
/// Bytes of one file.
const MAX_FILE_BYTES: usize = 20 * 1024 * 1024;

/// Opens the window and returns when it is closed. Every answer is on the disk as soon as it is
/// given, so closing has nothing to save.
pub fn run() -> tauri::Result<()> {
    tauri::Builder::default()
        .setup(|shell| {
            let dir = data_dir::find(shell.handle())?;
            shell.manage(Arc::new(App::field(dir, Arc::new(SystemClock))));
            Ok(())
        })
        .register_asynchronous_uri_scheme_protocol(SCHEME, |context, request, responder| {
            let app = Arc::clone(&context.app_handle().state::<Arc<App>>());
            let hash = request.uri().path().trim_start_matches('/').to_owned();
            tauri::async_runtime::spawn_blocking(move || responder.respond(blob(&app, &hash)));
        })
        .invoke_handler(tauri::generate_handler![call, put_file, save_file])
        .run(tauri::generate_context!())
}

/// Passes a command of the screens to the app, off the window's thread: disks are slow.
#[tauri::command]
async fn call(command: String, args: Value, app: State<'_, Arc<App>>) -> Result<Value, AppError> {
    let app = Arc::clone(&app);
    let done = tauri::async_runtime::spawn_blocking(move || app.call(&command, args, &Actor::DeviceUser));
    done.await.unwrap_or_else(|error| Err(stopped(&error)))
}

/// Holds a file for the command that names it by the returned hash. Its bytes come as they are.
#[tauri::command]
async fn put_file(request: Request<'_>, app: State<'_, Arc<App>>) -> Result<String, AppError> {
    let InvokeBody::Raw(bytes) = request.body() else { return Err(stopped(&"a file came as JSON")) };
    if bytes.len() > MAX_FILE_BYTES {
        return Err(too_large());
    }
    let (app, bytes) = (Arc::clone(&app), bytes.clone());
    let done = tauri::async_runtime::spawn_blocking(move || app.put_file(bytes));
    done.await.map_err(|error| stopped(&error))
}

/// Saves a file that a command made, or that is attached to a record, where the user's downloads are. Returns where it lies.
#[tauri::command]
async fn save_file(hash: String, name: String, shell: AppHandle, app: State<'_, Arc<App>>) -> Result<String, AppError> {
    let app = Arc::clone(&app);
    let done = tauri::async_runtime::spawn_blocking(move || {
        let bytes = match app.held_file(&hash) {
            Ok(held) => held.to_vec(),
            Err(_) => app.blob(&hash)?.bytes,
        };
        let dir = shell.path().download_dir().or_else(|_| shell.path().home_dir());
        let dir = dir.map_err(|error| stopped(&error))?;
        let saved = downloads::save(&dir, &name, &bytes).map_err(|error| downloads::refused(&dir, &error))?;
        Ok(saved.display().to_string())
    });
    done.await.unwrap_or_else(|error| Err(stopped(&error)))
}

/// A photo for the window; nothing where the book is locked or the bytes are not here.
fn blob(app: &App, hash: &str) -> Response<Vec<u8>> {
    let answer = |status: StatusCode, media_type: &str, bytes: Vec<u8>| {
        let built = Response::builder()
            .status(status)
            .header("content-type", media_type)
            .header("x-content-type-options", "nosniff")
            .header("content-security-policy", "default-src 'none'; sandbox")
            .header("cache-control", "no-store")
            .body(bytes);
        built.unwrap_or_else(|_| Response::new(Vec::new()))
    };
    match app.blob(hash) {
        Ok(found) => answer(StatusCode::OK, &found.media_type, found.bytes),
        Err(_) => answer(StatusCode::NOT_FOUND, "text/plain", Vec::new()),
    }
}

fn too_large() -> AppError {
    AppError {
        code: ErrorCode::Invalid,
        message: "Tệp lớn hơn 20 MB nên chưa lưu được. Câu trả lời cũ vẫn còn nguyên.".into(),
        advice: "Hãy chọn tệp nhỏ hơn.".into(),
        detail: None,
    }
}

/// A call that ended without an answer; only a defect of the program does that.
fn stopped(error: &dyn std::fmt::Display) -> AppError {
    AppError {
        code: ErrorCode::Internal,
        message: "Phần mềm gặp lỗi ngoài dự tính. Những gì đã lưu trên máy vẫn còn nguyên.".into(),
        advice: "Hãy đóng và mở lại phần mềm. Nếu vẫn lỗi, báo công chức xã.".into(),
        detail: Some(error.to_string()),
    }
}
