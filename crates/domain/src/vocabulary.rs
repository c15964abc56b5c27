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
    /// `draft`, `complete`, `returned` or `approved`.
    pub const STATUS: &str = "status";
    pub const DRAFT: &str = "draft";
    pub const COMPLETE: &str = "complete";
    pub const RETURNED: &str = "returned";
    pub const APPROVED: &str = "approved";
    /// Every answer stands under this prefix: `answers/nuoc/nguon_nuoc`.
    pub const ANSWERS: &str = "answers/";
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
