//! Words that mean the same in an XLSForm.

/// Parts that stand for one header. The first part is the field, the others lie within it.
pub(super) type Parts = &'static [&'static str];

/// Headers of the survey sheet that stand for something else than themselves.
pub(super) const SURVEY_ALIASES: &[(&str, Parts)] = &[
    ("compact_tag", &["instance", "odk:tag"]),
    ("read_only", &["bind", "readonly"]),
    ("readonly", &["bind", "readonly"]),
    ("relevant", &["bind", "relevant"]),
    ("relevance", &["bind", "relevant"]),
    ("caption", &["label"]),
    ("appearance", &["control", "appearance"]),
    ("required", &["bind", "required"]),
    ("constraint", &["bind", "constraint"]),
    ("constraining_message", &["bind", "jr:constraintMsg"]),
    ("constraint_message", &["bind", "jr:constraintMsg"]),
    ("calculation", &["bind", "calculate"]),
    ("calculate", &["bind", "calculate"]),
    ("command", &["type"]),
    ("tag", &["name"]),
    ("value", &["name"]),
    ("image", &["media", "image"]),
    ("big-image", &["media", "big-image"]),
    ("audio", &["media", "audio"]),
    ("video", &["media", "video"]),
    ("count", &["control", "jr:count"]),
    ("repeat_count", &["control", "jr:count"]),
    ("jr:count", &["control", "jr:count"]),
    ("autoplay", &["control", "autoplay"]),
    ("rows", &["control", "rows"]),
    ("noapperrorstring", &["bind", "jr:noAppErrorString"]),
    ("no_app_error_string", &["bind", "jr:noAppErrorString"]),
    ("requiredmsg", &["bind", "jr:requiredMsg"]),
    ("required_message", &["bind", "jr:requiredMsg"]),
    ("body", &["control"]),
    ("save_to", &["bind", "entities:saveto"]),
    ("sms_field", &["sms_field"]),
    ("sms_option", &["sms_option"]),
    ("sms_separator", &["sms_separator"]),
    ("sms_allow_media", &["sms_allow_media"]),
    ("sms_date_format", &["sms_date_format"]),
    ("sms_datetime_format", &["sms_datetime_format"]),
    ("sms_response", &["sms_response"]),
];

/// Headers of the survey sheet that stand for themselves.
pub(super) const SURVEY_COLUMNS: &[&str] = &[
    "type",
    "name",
    "label",
    "hint",
    "guidance_hint",
    "default",
    "trigger",
    "choice_filter",
    "parameters",
    "media",
    "bind",
    "control",
    "instance",
    "query",
    "itemset",
    "choices",
    "list_name",
    "actions",
    "parent",
    "extra_data",
    "sms_field",
];

pub(super) const LIST_ALIASES: &[(&str, Parts)] = &[
    ("caption", &["label"]),
    ("list_name", &["list name"]),
    ("value", &["name"]),
    ("image", &["media", "image"]),
    ("big-image", &["media", "big-image"]),
    ("audio", &["media", "audio"]),
    ("video", &["media", "video"]),
];

pub(super) const LIST_COLUMNS: &[&str] = &["name", "label", "parent", "extra_data", "media", "sms_option"];

pub(super) const SETTINGS_ALIASES: &[(&str, Parts)] = &[
    ("form_title", &["title"]),
    ("set_form_title", &["title"]),
    ("form_id", &["id_string"]),
    ("set_form_id", &["id_string"]),
    ("prefix", &["prefix"]),
];

pub(super) const SETTINGS_COLUMNS: &[&str] = &[
    "name",
    "label",
    "parent",
    "extra_data",
    "bind",
    "children",
    "control",
    "hint",
    "media",
    "type",
    "instance",
    "flat",
    "sms_field",
    "add_none_option",
    "clean_text_values",
    "attribute",
    "auto_delete",
    "auto_send",
    "choices",
    "default_language",
    "file_name",
    "id_string",
    "instance_name",
    "instance_xmlns",
    "namespaces",
    "omit_instanceID",
    "public_key",
    "sms_allow_media",
    "sms_date_format",
    "sms_datetime_format",
    "sms_keyword",
    "sms_response",
    "sms_separator",
    "style",
    "submission_url",
    "title",
    "version",
    "allow_choice_duplicates",
    "client_editable",
    "delimiter",
    "prefix",
    "entity_version",
];

pub(super) const ENTITIES_ALIASES: &[(&str, Parts)] = &[("list_name", &["dataset"])];
pub(super) const ENTITIES_COLUMNS: &[&str] = &["dataset", "entity_id", "create_if", "update_if", "repeat", "label"];

/// Types of rows that are another type.
pub(super) const TYPE_ALIASES: &[(&str, &str)] = &[
    ("imei", "deviceid"),
    ("image", "photo"),
    ("add image prompt", "photo"),
    ("add photo prompt", "photo"),
    ("add audio prompt", "audio"),
    ("add video prompt", "video"),
    ("add file prompt", "file"),
];

/// What a cell that answers yes or no says; nothing for any other text.
pub(super) fn yes_or_no(text: &str) -> Option<bool> {
    match text {
        "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "true()" => Some(true),
        "no" | "No" | "NO" | "false" | "False" | "FALSE" | "false()" => Some(false),
        _ => None,
    }
}

/// The formula that a bare yes or no means.
pub(super) fn truth_formula(text: &str) -> Option<&'static str> {
    match text {
        "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" => Some("true()"),
        "no" | "No" | "NO" | "false" | "False" | "FALSE" => Some("false()"),
        _ => None,
    }
}

/// Properties that take a bare yes or no for a formula.
pub(super) const TRUTHS: [&str; 5] = ["readonly", "required", "relevant", "constraint", "calculate"];
