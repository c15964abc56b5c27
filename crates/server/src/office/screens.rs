//! The files of the user interface, built into the program. Any path that is not a file is a place
//! inside the interface and gets its first page.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{Method, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "../../ui/dist"]
#[allow_missing = true]
struct Screens;

const FIRST_PAGE: &str = "index.html";
/// File names under this folder change with their content.
const HASHED: &str = "assets/";

const NOT_BUILT: &str = "<!doctype html><html lang=\"vi\"><meta charset=\"utf-8\"><title>Sổ Thôn</title>\
    <h1>Sổ Thôn</h1><p>Máy chủ xã đang chạy, nhưng bản cài này chưa có các trang màn hình.</p>\
    <p>Các máy của thôn vẫn gửi và nhận bình thường. Hãy báo người cài đặt phần mềm cài lại bản đầy đủ.</p></html>";

pub(super) async fn file(request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let path = request.uri().path().trim_start_matches('/');
    if let Some(file) = Screens::get(path) {
        return reply(path, file);
    }
    // A missing script must not be answered with a page.
    if path.starts_with(HASHED)
        || path.starts_with("v1/")
        || path.starts_with("office/")
        || path.starts_with("call/")
        || path.starts_with("blob/")
    {
        return StatusCode::NOT_FOUND.into_response();
    }
    match Screens::get(FIRST_PAGE) {
        Some(page) => reply(FIRST_PAGE, page),
        None => Html(NOT_BUILT).into_response(),
    }
}

fn reply(path: &str, file: EmbeddedFile) -> Response {
    let keep = if path.starts_with(HASHED) { "public, max-age=31536000, immutable" } else { "no-cache" };
    let headers = [(header::CONTENT_TYPE, media_type(path)), (header::CACHE_CONTROL, keep)];
    (headers, Body::from(file.data.into_owned())).into_response()
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
