//! *Gửi về xã*: one transfer at a time, in the background, with a plain result.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use sync::{Phase, Progress, Summary, SyncError};

use crate::app::App;
use crate::desk::Desk;
use crate::dto::{Diary, DiaryRow, Nothing, TransferPhase, TransferResult, TransferStatus};
use crate::error::{AppError, ErrorCode};
use crate::identity::Actor;
use crate::use_cases::device::{CLOCK_OFFSET_META, note_role, transport};
use crate::use_cases::{count, filling};
use crate::words;

/// Rows of the diary on the page.
const DIARY_ROWS: usize = 50;

/// The transfer of one open device.
#[derive(Default)]
pub(crate) struct Transfer {
    status: Mutex<TransferStatus>,
    cancelled: AtomicBool,
}

impl Transfer {
    pub fn is_running(&self) -> bool {
        self.status().running
    }

    fn status(&self) -> TransferStatus {
        self.status.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn update(&self, change: impl FnOnce(&mut TransferStatus)) {
        change(&mut self.status.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Marks it as running, unless it already is.
    fn begin(&self) -> bool {
        let mut status = self.status.lock().unwrap_or_else(PoisonError::into_inner);
        let free = !status.running;
        if free {
            let last = status.last.take();
            *status =
                TransferStatus { running: true, phase: Some(TransferPhase::Connecting), last, ..Default::default() };
            self.cancelled.store(false, Ordering::Relaxed);
        }
        free
    }
}

/// Starting while one runs changes nothing and shows the running one.
pub(crate) fn start(app: &App, actor: &Actor, _: Nothing) -> Result<TransferStatus, AppError> {
    let desk = app.desk()?;
    filling::commit_drafts(&desk, actor)?;
    if desk.transfer.begin() {
        let running = Arc::clone(&desk);
        let spawned = thread::Builder::new().name("transfer".into()).spawn(move || run(&running));
        if let Err(error) = spawned {
            desk.transfer.update(|status| status.running = false);
            return Err(AppError::internal(&error));
        }
    }
    Ok(desk.transfer.status())
}

pub(crate) fn status(app: &App, _: &Actor, _: Nothing) -> Result<TransferStatus, AppError> {
    Ok(app.desk()?.transfer.status())
}

pub(crate) fn cancel(app: &App, _: &Actor, _: Nothing) -> Result<TransferStatus, AppError> {
    let desk = app.desk()?;
    desk.transfer.cancelled.store(true, Ordering::Relaxed);
    Ok(desk.transfer.status())
}

pub(crate) fn diary(app: &App, _: &Actor, _: Nothing) -> Result<Diary, AppError> {
    let rows = app.desk()?.store.diary(DIARY_ROWS)?;
    Ok(Diary { rows: rows.into_iter().map(diary_row).collect() })
}

fn diary_row(row: store::DiaryRow) -> DiaryRow {
    DiaryRow {
        started_at_ms: row.started_ms,
        seconds: row.ended_ms.saturating_sub(row.started_ms) as f64 / 1_000.0,
        ok: matches!(row.outcome.as_str(), "done" | "different" | "photos_left" | "pictures_left"),
        message: diary_message(&row),
        pushed: count(row.pushed),
        pulled: count(row.pulled),
        parked: count(row.parked),
        bytes: row.bytes_out.saturating_add(row.bytes_in),
    }
}

/// The diary keeps codes; sentences are made when it is read, in the language of the reader.
fn diary_message(row: &store::DiaryRow) -> String {
    match row.outcome.as_str() {
        "done" => "Gửi và nhận xong".into(),
        "different" => "Gửi và nhận xong, nhưng sổ hai bên còn lệch nhau".into(),
        "photos_left" => "Phiếu đã gửi xong, còn ảnh chưa gửi hết".into(),
        "pictures_left" => "Gửi và nhận xong, còn ảnh nhỏ của máy khác chưa tải về hết".into(),
        "cancelled" => "Đã dừng theo yêu cầu".into(),
        "unreachable" => "Không kết nối được với xã".into(),
        "interrupted" => "Mạng bị ngắt giữa chừng".into(),
        "other_identity" => "Máy trả lời không phải máy của xã".into(),
        "device_revoked" => "Xã đã ngừng cho máy này gửi phiếu".into(),
        "device_unknown" | "refused" => "Xã không nhận máy này".into(),
        "damaged" => "Mạng chặn hoặc làm hỏng đường về xã".into(),
        "disk_full" => "Máy hết chỗ trống".into(),
        _ => "Có lỗi khi gửi nhận".into(),
    }
}

fn run(desk: &Desk) {
    let outcome = exchange(desk);
    let at_ms = desk.clock.now_ms();
    let result = match outcome {
        Ok(summary) => finished(&summary, at_ms),
        Err(error) => failed(&error, at_ms),
    };
    desk.transfer.update(|status| *status = TransferStatus { last: Some(result), ..Default::default() });
}

fn exchange(desk: &Desk) -> Result<Summary, AppError> {
    let transport = transport(desk)?;
    let progress = |progress: Progress| {
        desk.transfer.update(|status| {
            status.phase = Some(match progress.phase {
                Phase::Push => TransferPhase::Sending,
                Phase::Pull => TransferPhase::Receiving,
                Phase::Compare | Phase::Repair => TransferPhase::Comparing,
                Phase::Blobs => TransferPhase::Photos,
                Phase::Fetch => TransferPhase::Pictures,
            });
            (status.done, status.total) = (count(progress.done), count(progress.total));
        });
    };
    let cancelled = || desk.transfer.cancelled.load(Ordering::Relaxed);
    let summary = sync::run(&desk.store, &transport, &|| desk.clock.now_ms(), &progress, &cancelled)?;
    desk.store.set_meta(&[(CLOCK_OFFSET_META, Some(summary.clock_offset_ms.to_string().as_bytes()))])?;
    note_role(&desk.store, summary.runs_office)?;
    Ok(summary)
}

fn finished(summary: &Summary, at_ms: i64) -> TransferResult {
    let mut message = match summary.checks_safe {
        0 => "Mọi phiếu trên máy này đều đã an toàn ở xã.".to_owned(),
        checks => format!("{checks} phiếu đã an toàn ở xã."),
    };
    if summary.pulled > 0 {
        message.push_str(&format!(" Nhận về {} thay đổi.", summary.pulled));
    }
    if summary.photos_safe > 0 {
        message.push_str(&format!(" {} ảnh, tệp đã an toàn ở xã.", summary.photos_safe));
    }
    if summary.photos_left > 0 {
        message.push_str(&format!(" {} ảnh, tệp chưa an toàn ở xã.", summary.photos_left));
    }
    if summary.pictures_fetched > 0 {
        message.push_str(&format!(" Tải về {} ảnh nhỏ của máy khác.", summary.pictures_fetched));
    }
    if summary.layouts_fetched > 0 {
        message.push_str(" Đã tải về mẫu báo cáo của xã.");
    }
    if summary.pictures_left > 0 {
        message.push_str(&format!(" Còn {} ảnh nhỏ chưa tải về.", summary.pictures_left));
    }
    let advice = match (summary.parked, summary.digests_equal) {
        (0, true) if summary.photos_left > 0 => Some(words::photos_left(summary.photos_stopped).into()),
        (0, true) if summary.pictures_left > 0 => Some(words::pictures_left(summary.pictures_stopped).into()),
        (0, true) => None,
        (0, false) => {
            Some("Sổ trên máy và ở xã còn lệch nhau. Hãy bấm gửi lần nữa; nếu vẫn lệch, báo văn phòng xã.".into())
        }
        (parked, _) => Some(format!("{parked} mục xã chưa nhận, đang ở “Hộp giữ lại”. Hãy mở ra xem lý do.")),
    };
    TransferResult {
        ok: true,
        message,
        advice,
        checks_safe: count(summary.checks_safe),
        pushed: count(summary.pushed),
        pulled: count(summary.pulled),
        parked: count(summary.parked),
        at_ms,
    }
}

fn failed(error: &AppError, at_ms: i64) -> TransferResult {
    TransferResult {
        ok: false,
        message: error.message.clone(),
        advice: Some(error.advice.clone()),
        checks_safe: 0,
        pushed: 0,
        pulled: 0,
        parked: 0,
        at_ms,
    }
}

impl From<SyncError> for AppError {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Transport(error) => words::transport(&error),
            SyncError::Store(error) => error.into(),
            SyncError::Cancelled => Self::new(
                ErrorCode::Invalid,
                "Đã dừng. Phần đã gửi được xã giữ, phần còn lại vẫn an toàn trên máy này.",
                "Bấm “Gửi về xã” khi muốn gửi tiếp.",
            ),
        }
    }
}
