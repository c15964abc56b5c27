//! Names of the fields that documents carry. A form may add its own; these the product itself reads.

/// Fields of `area` documents (a village, or the commune).
pub mod area {
    pub const NAME: &str = "name";
    /// `commune` or `village`.
    pub const TYPE: &str = "type";
    pub const PARENT: &str = "parent";
    /// Official code, where one exists; not a key, codes are reused.
    pub const CODE: &str = "code";
    pub const VALID_FROM: &str = "valid_from";
    /// Text `true` on data that is not real.
    pub const DEMO: &str = "demo";
    pub const TYPE_COMMUNE: &str = "commune";
    pub const TYPE_VILLAGE: &str = "village";
}

/// Fields of `subject` documents.
pub mod subject {
    /// One of [`TYPES`].
    pub const TYPE: &str = "type";
    /// Number in the register (STT), unique in its village at import.
    pub const CODE: &str = "code";
    /// Head of household, or the name of anything else.
    pub const NAME: &str = "name";
    pub const MEMBERS: &str = "members";
    pub const PHONE: &str = "phone";
    pub const ADDRESS: &str = "address";
    pub const POVERTY: &str = "poverty";
    pub const NOTE: &str = "note";
    /// Why the record does not count any more; set instead of deleting.
    pub const VOID: &str = "void";
    pub const TYPE_HOUSEHOLD: &str = "household";
    pub const TYPE_ROAD: &str = "road";
    /// A school, culture house, clinic, market…
    pub const TYPE_FACILITY: &str = "facility";
    /// A collection point, drain, cemetery…: a point of the environment and sanitation.
    pub const TYPE_SANITATION_POINT: &str = "sanitation_point";
    /// *Công trình*: what is being built or repaired, with its funding.
    pub const TYPE_WORK: &str = "work";
    /// Villages and the commune are areas; their document is the area's.
    pub const TYPE_VILLAGE: &str = "village";
    pub const TYPE_COMMUNE: &str = "commune";
    /// All types, in the order in which lists offer them.
    pub const TYPES: [&str; 7] =
        [TYPE_HOUSEHOLD, TYPE_ROAD, TYPE_FACILITY, TYPE_SANITATION_POINT, TYPE_WORK, TYPE_VILLAGE, TYPE_COMMUNE];
    pub const LENGTH_M: &str = "length_m";
    pub const ROAD_CLASS: &str = "road_class";
    pub const SURFACE: &str = "surface";
}

/// Fields of `check` documents.
pub mod check {
    pub const SUBJECT: &str = "subject";
    pub const CAMPAIGN: &str = "campaign";
    pub const FORM: &str = "form";
    pub const FORM_VERSION: &str = "form_version";
    /// [`RECHECKED`] on a check by which the office verifies an earlier one; nothing on any other.
    pub const STAGE: &str = "stage";
    pub const RECHECKED: &str = "rechecked";
    /// Why the office's check differs, in its author's words.
    pub const REASON: &str = "reason";
    /// `draft`, `complete`, `returned` or `approved`.
    pub const STATUS: &str = "status";
    pub const DRAFT: &str = "draft";
    pub const COMPLETE: &str = "complete";
    pub const RETURNED: &str = "returned";
    pub const APPROVED: &str = "approved";
    /// Every answer stands under this prefix: `answers/nuoc/nguon_nuoc`.
    pub const ANSWERS: &str = "answers/";
}

/// Fields of `report` documents. What the report says of the commune is computed; kept here is what people decided.
pub mod report {
    /// `month`, `quarter`, `half_year`, `nine_months`, `year` or `dates`.
    pub const KIND: &str = "kind";
    /// `yyyy-mm-dd`, both included.
    pub const FROM: &str = "from";
    pub const TO: &str = "to";
    /// Sections that people edited stand under this prefix, by the section's id; JSON.
    pub const SECTIONS: &str = "sections/";
    /// Letterhead, recipients and signature as people edited them; JSON.
    pub const FRAME: &str = "frame";
    /// Signed versions stand under this prefix, by the SHA-256 of what they say; JSON, never changed.
    pub const VERSIONS: &str = "versions/";
}

/// Fields of the one `report` document of a commune that keeps the layouts its reports are printed with. It names no period,
/// so nobody takes it for a report.
pub mod report_template {
    /// What was chosen stands under this prefix, by an id of its own; JSON, never changed. The last one is in use.
    pub const CHOICES: &str = "templates/";
}

/// Fields of `campaign` documents: one round of checks.
pub mod campaign {
    pub const NAME: &str = "name";
    pub const FORM: &str = "form";
    pub const SUBJECT_TYPE: &str = "subject_type";
    /// `yyyy-mm-dd`.
    pub const STARTS: &str = "starts";
    pub const ENDS: &str = "ends";
}

/// Fields of `attachment` documents: a photo or file in an answer of a check, without its bytes.
pub mod attachment {
    /// The check, or the document with the layouts of reports.
    pub const CHECK: &str = "check";
    /// Path of the question whose answer it was when it was recorded.
    pub const QUESTION: &str = "question";
    /// SHA-256 of the bytes, hexadecimal.
    pub const HASH: &str = "hash";
    /// SHA-256 of a small JPEG of it, where it is a photo.
    pub const THUMBNAIL: &str = "thumbnail";
    /// As it was called where it was chosen.
    pub const NAME: &str = "name";
    pub const MEDIA_TYPE: &str = "media_type";
    /// Size.
    pub const BYTES: &str = "bytes";
}

/// Fields of `criteria_set` documents: what the office says of one criteria set, on top of the shipped one.
pub mod criteria_set {
    /// Id of the set.
    pub const SET: &str = "set";
    /// The whole set as the text of a `criteria/*.toml`, where the office brought its own.
    pub const TEXT: &str = "text";
    /// The commune's zone or group in this set.
    pub const ZONE: &str = "zone";
    /// Text `true` on a set that the commune does not look at.
    pub const UNUSED: &str = "unused";
    /// Thresholds stand under this prefix, with their indicator, zone and years:
    /// `thresholds/17.4/vung_1/2024-2025/value`; `*` for any zone and for a year that is not stated.
    pub const THRESHOLDS: &str = "thresholds/";
    pub const VALUE: &str = "value";
    pub const SOURCE: &str = "source";
    /// Who compared it with the official text, on which day (`yyyy-mm-dd`), with which text.
    pub const COMPARED_BY: &str = "compared_by";
    pub const COMPARED_ON: &str = "compared_on";
    pub const COMPARED_WITH: &str = "compared_with";
    /// Text `true` on a threshold that does not hold.
    pub const REMOVED: &str = "removed";
}
