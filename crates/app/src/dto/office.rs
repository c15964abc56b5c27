//! What officers do: load the register of households.

use super::dto;

dto! {
    pub struct RegisterArgs {
        /// Hash of an uploaded .xlsx.
        pub file: String,
        /// Make villages that the register names and the commune does not have yet.
        #[serde(default)]
        pub create_villages: bool,
    }

    /// What an import would do, or did.
    pub struct RegisterResult {
        pub households: u32,
        pub roads: u32,
        pub new_villages: Vec<String>,
        /// Rows that are there already, by village and number or name.
        pub known: u32,
        /// First rows as they were understood.
        pub sample: Vec<RegisterRow>,
        pub notes: Vec<RegisterNote>,
        /// False for a preview, and where errors stopped the import.
        pub imported: bool,
    }

    pub struct RegisterRow {
        pub code: String,
        pub name: String,
        pub village: String,
        pub members: Option<u32>,
        pub phone: Option<String>,
        pub address: Option<String>,
    }

    pub struct RegisterNote {
        /// `error` stops the row, `warning` does not.
        pub severity: String,
        pub sheet: String,
        /// As Excel shows it; 0 for the whole sheet.
        pub row: u32,
        pub column: String,
        pub message: String,
    }
}
