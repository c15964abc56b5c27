//! *Gửi về xã*: sending, receiving, what was refused, and the diary.

use super::dto;

dto! {
    /// Where a transfer is. Poll `transfer.status` while `running`.
    #[derive(Default)]
    pub struct TransferStatus {
        pub running: bool,
        pub phase: Option<TransferPhase>,
        pub done: u32,
        pub total: u32,
        /// How the last one ended, since the program started.
        pub last: Option<TransferResult>,
    }

    #[derive(Copy)]
    #[serde(rename_all = "snake_case")]
    pub enum TransferPhase {
        Connecting,
        Sending,
        Receiving,
        Comparing,
        Photos,
        /// Small pictures of others' photos come in.
        Pictures,
    }

    pub struct TransferResult {
        pub ok: bool,
        /// Plain result or cause: "12 phiếu đã an toàn ở xã."
        pub message: String,
        /// What to do next, where something is to be done.
        pub advice: Option<String>,
        pub checks_safe: u32,
        pub pushed: u32,
        pub pulled: u32,
        pub parked: u32,
        pub at_ms: i64,
    }

    pub struct Diary {
        pub rows: Vec<DiaryRow>,
    }

    pub struct DiaryRow {
        pub started_at_ms: i64,
        pub seconds: f64,
        pub ok: bool,
        pub message: String,
        pub pushed: u32,
        pub pulled: u32,
        pub parked: u32,
        pub bytes: u64,
    }

    /// *Hộp giữ lại*.
    pub struct Parked {
        pub items: Vec<ParkedItem>,
    }

    pub struct ParkedItem {
        pub revision: String,
        pub title: String,
        pub reason: String,
        pub advice: String,
        pub at_ms: i64,
    }

    pub struct RevisionArgs {
        pub revision: String,
    }
}
