//! Subjects of every type: list, page, editing, and fields on which people disagree.

use super::{CheckRow, dto};

dto! {
    pub struct HouseholdsArgs {
        /// Words in any spelling, accents or none; number, phone and initials work too.
        #[serde(default)]
        pub text: String,
        pub village: Option<String>,
        pub state: Option<SubjectState>,
        #[serde(default)]
        pub offset: u32,
        /// At most 200.
        pub limit: Option<u32>,
    }

    /// The same for subjects of another type.
    pub struct SubjectsArgs {
        /// `household`, `road`, `facility`, `sanitation_point`, `work`, `village` or `commune`.
        pub subject_type: String,
        #[serde(default)]
        pub text: String,
        pub village: Option<String>,
        pub state: Option<SubjectState>,
        #[serde(default)]
        pub offset: u32,
        /// At most 200.
        pub limit: Option<u32>,
    }

    /// Where a household stands in the current campaign; for other subjects, whether there is any check.
    #[serde(rename_all = "snake_case")]
    pub enum SubjectState {
        Todo,
        Draft,
        Done,
    }

    pub struct SubjectPage {
        pub total: u32,
        pub rows: Vec<SubjectLine>,
    }

    pub struct SubjectLine {
        pub id: String,
        /// Number in the register.
        pub code: String,
        pub name: String,
        pub village_name: String,
        pub members: Option<u32>,
        pub phone: Option<String>,
        pub address: Option<String>,
        /// What people know a subject of another type by: class, length, surface…
        pub detail: Option<String>,
        pub state: SubjectState,
        /// Time of the last finished check.
        pub checked_at_ms: Option<i64>,
        /// The last check is confirmed by the commune; true where there is none.
        pub safe: bool,
        pub conflict: bool,
    }

    pub struct IdArgs {
        pub id: String,
    }

    /// One subject with all that is known.
    pub struct Subject {
        pub id: String,
        pub subject_type: String,
        pub code: String,
        pub name: String,
        pub village: String,
        pub village_name: String,
        pub facts: Vec<Fact>,
        /// The forms that can be filled about it.
        pub forms: Vec<SubjectForm>,
        pub checks: Vec<CheckRow>,
        /// A draft of the current campaign on this device.
        pub draft: Option<String>,
        pub campaign: Option<String>,
        pub conflicts: Vec<FieldConflict>,
        pub changes: Vec<ChangeRow>,
    }

    /// A form about a subject, and where it stands.
    pub struct SubjectForm {
        pub form: String,
        pub title: String,
        /// A check by this form that is begun and not finished.
        pub draft: Option<String>,
        /// Time and id of the latest finished one.
        pub done_at_ms: Option<i64>,
        pub done: Option<String>,
    }

    /// One known property.
    pub struct Fact {
        pub field: String,
        pub label: String,
        /// As people read it, e.g. a choice's label.
        pub text: String,
        /// As it is stored.
        pub raw: String,
        /// Whether `households.edit` may change it.
        pub editable: bool,
    }

    /// A line of the history: who changed what, when.
    pub struct ChangeRow {
        pub at_ms: i64,
        pub author_name: String,
        pub device_name: String,
        pub text: String,
        pub safe: bool,
    }

    /// Sets or clears properties; only those named change.
    pub struct EditSubjectArgs {
        pub id: String,
        /// Field → new text; an empty text removes. Fields: name, members, phone, address, poverty, note.
        pub fields: std::collections::BTreeMap<String, String>,
    }

    /// A new road, facility, sanitation point or work; households have a command of their own, villages come from the
    /// register.
    pub struct CreateSubjectArgs {
        pub subject_type: String,
        /// Its village; the commune where it belongs to none.
        pub village: String,
        pub name: String,
        /// Basic facts that its type has, as `subjects.edit` takes them.
        #[serde(default)]
        pub fields: std::collections::BTreeMap<String, String>,
    }

    pub struct CreateHouseholdArgs {
        pub village: String,
        pub name: String,
        pub members: Option<u32>,
        pub phone: Option<String>,
        pub address: Option<String>,
    }

    /// A field for which two people who did not know of each other wrote different values.
    pub struct FieldConflict {
        pub doc: String,
        /// `subject`, `check`, `report` or `criteria_set`
        pub doc_kind: String,
        /// The subject concerned, with its village; the report or the criteria set.
        pub title: String,
        pub subject: Option<String>,
        /// Empty where the subject has not arrived.
        pub subject_type: String,
        pub field: String,
        pub label: String,
        /// The shown one first.
        pub values: Vec<ConflictValue>,
    }

    pub struct ConflictValue {
        pub revision: String,
        pub text: String,
        pub author_name: String,
        pub device_name: String,
        pub at_ms: i64,
    }

    /// Decides for one of the values: the one that this revision wrote.
    pub struct ResolveArgs {
        pub doc: String,
        pub field: String,
        pub revision: String,
    }

    pub struct Conflicts {
        pub items: Vec<FieldConflict>,
    }

    pub struct Areas {
        pub villages: Vec<super::Area>,
    }
}
