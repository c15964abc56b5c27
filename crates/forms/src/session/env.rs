//! What a session knows of the world outside the form.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

/// Everything that would otherwise be a clock, a device or chance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Env {
    /// Milliseconds since 1970-01-01 UTC.
    pub now_ms: i64,
    /// Minutes east of UTC; Việt Nam is 420.
    pub utc_offset_min: i32,
    /// Where the device is, for places whose distance from UTC changes with the season; it then decides
    /// instead of `utc_offset_min`.
    pub zone: Option<TimeZone>,
    pub device_id: String,
    pub username: String,
    /// Other properties of the device and its user that forms may ask for, such as `email` or `phonenumber`.
    pub properties: BTreeMap<String, String>,
    /// Seed of `random()` and `uuid()`. Give each check its own.
    pub seed: u64,
}

impl Env {
    /// A property by the name that `jr:preload="property"` gives it.
    pub(crate) fn property(&self, name: &str) -> Option<&str> {
        let known = match name {
            "deviceid" => Some(self.device_id.as_str()),
            "username" => Some(self.username.as_str()),
            _ => None,
        };
        known.filter(|known| !known.is_empty()).or_else(|| self.properties.get(name).map(String::as_str))
    }
}
