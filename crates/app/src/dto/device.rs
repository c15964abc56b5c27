//! This device: paired or not, locked or open, and what is at stake on it.

use super::dto;

dto! {
    /// How far this device is.
    #[serde(rename_all = "snake_case")]
    pub enum DeviceState {
        /// No commune yet: ask for a pairing code and a new PIN.
        Unpaired,
        /// Paired: ask for the PIN.
        Locked,
        Open,
    }

    /// What every screen shows at its edge.
    pub struct DeviceStatus {
        pub state: DeviceState,
        /// `field` on a device, `office` in the commune's browser.
        pub shell: String,
        pub commune_name: Option<String>,
        pub user_name: Option<String>,
        pub device_name: Option<String>,
        /// Whether the person here does the office's work: reports, thresholds, re-checks.
        pub runs_office: bool,
        /// True where the commune's data is made up for practice.
        pub demo: bool,
        pub unsafe_work: UnsafeWork,
        pub drafts: u32,
        pub conflicts: u32,
        /// How far this clock is off the commune's, in ms, where it is more than 10 minutes.
        pub clock_offset_ms: Option<i64>,
        /// Grows with every change, so that a screen knows when to read again.
        pub version: u64,
    }

    /// Work on this device that the commune has not confirmed.
    #[derive(Default)]
    pub struct UnsafeWork {
        pub checks: u32,
        pub revisions: u32,
        pub oldest_at_ms: Option<i64>,
        /// Refused by the commune, kept in *Hộp giữ lại*.
        pub parked: u32,
        /// Photos and files.
        pub photos: u32,
    }

    /// First start: the code from the commune office and the PIN the user chose.
    pub struct PairArgs {
        pub code: String,
        /// Six digits or more.
        pub pin: String,
        pub device_name: Option<String>,
    }

    pub struct UnlockArgs {
        pub pin: String,
    }

    /// The first page.
    pub struct Home {
        pub campaign: Option<CampaignInfo>,
        /// Households of the campaign on this device.
        pub households: u32,
        pub done: u32,
        pub drafts: Vec<DraftInfo>,
        pub villages: Vec<VillageProgress>,
        pub recent: Vec<CheckRow>,
    }

    pub struct CampaignInfo {
        pub id: String,
        pub name: String,
        pub form: String,
        pub form_title: String,
        /// `yyyy-mm-dd`
        pub starts: Option<String>,
        pub ends: Option<String>,
    }

    pub struct VillageProgress {
        pub id: String,
        pub name: String,
        pub households: u32,
        pub done: u32,
        pub drafts: u32,
    }

    pub struct DraftInfo {
        pub check: String,
        pub household: String,
        pub household_name: String,
        pub village_name: String,
        pub changed_at_ms: i64,
        pub answered: u32,
    }

    pub struct Area {
        pub id: String,
        pub name: String,
        /// `commune` or `village`
        pub area_type: String,
    }

    /// A row of a list of checks.
    pub struct CheckRow {
        pub id: String,
        pub household: String,
        pub household_name: String,
        pub village_name: String,
        pub form_title: String,
        /// `draft`, `complete`, `returned` or `approved`
        pub status: String,
        pub at_ms: i64,
        pub author_name: String,
        pub device_name: String,
        /// The commune has confirmed every revision of it.
        pub safe: bool,
    }
}
